// Everything that is learned from training rows, in order: scores, clinical preparation, and for
// each model (a set of inputs) the tuned algorithm. Fitted once, it is immutable, can be applied to
// any patient, saved and loaded.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/calibrator.h"
#include "model/model.h"
#include "model/tune.h"
#include "study/cohort.h"
#include "study/harmonise.h"
#include "study/imputer.h"
#include "study/model_inputs.h"
#include "study/score.h"

namespace dlrr {

// All patients of a study as the learning half sees them. Rows agree across the tables.
struct LearningData {
  Table clinical, radiomics, deep;
  std::vector<Remeasured> radiomics_again, deep_again;  // on other masks; for the ICC filter
  std::vector<int> outcome;
  std::vector<double> time;  // to the event, or to the last visit; empty: there is none
  std::vector<std::string> set;
  std::vector<std::string> centre;  // of each row; empty when no column of it is declared
  std::vector<int> group;           // rows of one patient have the same; empty: every row by itself
  std::vector<std::string> group_names;  // of the ids in `group`
  std::vector<std::size_t> rows_of(const std::string& name) const;
  Endpoint endpoint() const { return {outcome, time}; }
};

// Adds a patient's outcome, set, centre and group as the next row.
void add_patient(const Patient& patient, LearningData& data);

// One algorithm tuned on one model's inputs.
struct Fit {
  std::string model, algorithm;
  HyperParameters hyper;
  double cv_auc = 0;            // mean over the tuning folds of the training rows
  double train_auc = 0;         // apparent
  std::vector<GridScore> grid;  // every point
  Calibrator calibrator;        // of the risk, from left-out risks of the tuning folds
  std::vector<Input> inputs;
  std::shared_ptr<const FittedModel> fitted;
  // Where training rows had gaps that were imputed: the same algorithm on the other completed
  // tables.
  std::vector<std::shared_ptr<const FittedModel>> further;
  std::shared_ptr<const Imputer> imputer;  // of the inputs; null: gaps take `fill`
};

// How many subsamples chose each feature; made by selection_frequency.
struct Stability {
  std::map<std::string, int> times;
  int of = 0;
};

struct Pipeline {
  Harmoniser radiomics, deep;  // of the features that scores and mean_z read; empty without
  Score rad_score, dl_score;
  Score mean_z, tumour_size;  // the baselines' inputs; without a term where there is no such column
  // Of the clinical inputs; null when gaps take the training median.
  std::shared_ptr<const Imputer> imputer;
  Stability stability;    // of both scores' features; in the final pipeline alone
  std::vector<Fit> fits;  // models x algorithms, in the order of the plan
};

// A pipeline of harmonisers and scores without models, learned on `rows` alone.
Pipeline learn_scores(const LearningData& data, std::span<const std::size_t> rows,
                      const StudyPlan& plan, std::uint64_t seed, unsigned threads);

// The same with the scores of the baselines that the plan's models read.
Pipeline learn_every_score(const LearningData& data, std::span<const std::size_t> rows,
                           const StudyPlan& plan, std::uint64_t seed, unsigned threads);

// Groups of `rows` for folds: those of the data; a row that was drawn twice (by a bootstrap) also
// stays together. Empty when every row stands by itself.
std::vector<int> groups_of(const LearningData& data, std::span<const std::size_t> rows);

// Learns on `rows` alone. The threads only share out independent fits.
Pipeline learn_pipeline(const LearningData& data, std::span<const std::size_t> rows,
                        const StudyPlan& plan, std::uint64_t seed, unsigned threads);

// The columns that the score reads, harmonised when the pipeline is; tumour_size's as measured.
Table score_columns(const Pipeline& pipeline, const Score& score, const Table& features,
                    std::span<const std::string> centre);

// clinical + rad_score + dl_score, and mean_z and tumour_size where they have a term, of every row:
// the models' inputs. `centre`: of each row, or empty when it is not known.
Table model_inputs(const Pipeline& pipeline, const Table& clinical, const Table& radiomics,
                   const Table& deep, std::span<const std::string> centre = {});
// Those of every row of the data.
Table inputs_of(const Pipeline& pipeline, const LearningData& data);
// Whether an input is made from features, not read from the clinical table.
bool is_score(const std::string& input);
// Where gaps are imputed: the mean risk over the completed tables, each by its own model.
std::vector<double> apply_fit(const Fit& fit, const Table& inputs);

// The fit of `model` with the best cross-validated AUC on the training rows: no other set is looked
// at.
const Fit& best_by_cv(const Pipeline& pipeline, const std::string& model);

std::string hyper_text(const HyperParameters& hyper);  // "C=0.1, gamma=0.5"

}  // namespace dlrr
