// What to do: the study file as typed settings. Every field changes numbers and is hashed into
// every output; what must not change numbers (threads, folders) is in Resources.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "feature/deep/settings.h"
#include "region/perturb.h"
#include "region/region.h"

namespace dlrr {

// One of three. A column that holds the answer (0/1). An event within a horizon: 1 when `event`
// happened at or before `horizon`, 0 when the patient was seen event-free beyond it; censored
// earlier: set aside with a reason. Or the time to the event itself (`survival`): nobody is set
// aside for being censored, and `horizon` is when the page shows risks (0: at no time).
struct OutcomePlan {
  std::string column;
  std::string time, event;
  double horizon = 0;      // in the unit of `time`
  std::string label = {};  // of `column`: the one that is the event; empty: 1
  bool survival = false;
  std::string describe() const;
};

struct SurvivalPlan {
  std::string name;         // "pfs"
  std::string time, event;  // columns of the clinical table
  double horizon = 0;       // administrative truncation; 0 = none
};

// The sets a patient may belong to: "train", "internal", "external".
struct SplitPlan {
  std::string column;  // names the column with the set of each patient; or
  std::string
      centre;  // column of the centre: patients of `train_centres` are split, others are external
  std::vector<std::string> train_centres;  // empty: the most frequent centre
  std::string time;    // a date or number: the earliest patients train, the later are external
  std::string until;   // last value of `time` that trains; empty: the earliest `train` share
  double train = 0.7;  // share of training patients, stratified by outcome
  std::uint64_t seed = 1;
};

struct CohortPlan {
  std::filesystem::path clinical,
      images;  // absolute or relative to the study file, resolved at reading
  std::string patient = "patient";
  std::string centre;  // column of the centre: for leave-one-centre-out and harmonisation
  std::string group;   // rows with the same value (one patient) are never divided; empty: none
  OutcomePlan outcome;
  std::vector<SurvivalPlan> survival;
  SplitPlan split;
  std::vector<std::string>
      clinical_columns;             // inputs of the clinical model; empty: every usable column
  std::vector<std::string> ignore;  // clinical columns that are never inputs
};

struct DeltaPlan {
  std::string name, minuend, subtrahend;
};  // "arterial-portal"

struct DeepPlan {
  bool enabled = true;
  std::filesystem::path
      weights;  // empty: made from `seed`, and every output says "untrained weights"
  std::uint64_t seed = 1;
  std::string layout = "dilated";               // dilated | strided
  std::string shortcut = "A";                   // only for made weights
  int width = 64;                               // only for made weights; vector length is 8*width
  std::vector<std::string> pooling = {"mean"};  // of: mean, max, layer3
  std::string precision = "f32";  // of the convolutions: f32 | bf16, where the processor has it
  DeepSettings input;             // what the network sees of a region
};

// Seeded changes of the drawn mask of training patients, measured as if another hand had drawn
// them; the ICC filter reads both. Nothing else does.
struct StabilityPlan {
  int perturbations = 0;  // changed masks per patient; 0: none are made
  PerturbationRange range;
  int patients = 0;  // at most so many, chosen by the seed; 0: every training patient
  std::uint64_t seed = 1;
};

struct SelectionPlan {
  bool blocks = true;        // each phase and region by itself first, then the pooled survivors
  double same_value = 0.95;  // columns with one value in more than this share of patients are idle
  bool icc = true;           // only where second masks exist: of a reader, or stability
  double icc_above = 0.8;
  std::string icc_form = "2,1";
  std::string icc_bound =
      "estimate";            // what must be above: estimate | lower (of the 95 % interval)
  bool correlation = false;  // of two columns that correlate more, the better one stays
  double correlation_above = 0.9;
  std::string filter = "none";  // none | univariable | mrmr
  int filter_keep = 100;        // columns that the filter leaves, per block and of the pooled ones
  int lasso_folds = 5, lasso_repeats = 1;
  double lasso_mix = 1;  // elastic net: share of the absolute penalty (glmnet's alpha)
  std::string lasso_family = "gaussian";  // gaussian (as the paper's scores suggest) | binomial |
                                          // cox (of a time to an event, by itself)
  std::string lasso_lambda = "1se";       // min | 1se
  bool rfe = true;
  int rfe_folds = 5;
  std::string rfe_choice = "best";  // best (as the paper) | one_se (the fewest within one SE)
  int rfe_max_depth = 3;
  int rfe_min_leaf = 5;
  int subsamples = 100;  // on which the selection is done again for its stability; 0: none
  double subsample_share = 0.5;
};

// Values to try of each setting; every combination is a point of the grid.
using DeclaredGrid = std::vector<std::pair<std::string, std::vector<double>>>;

struct TuningPlan {
  std::string class_weight = "none";  // none | balanced
  std::string calibration = "none";   // none | platt | isotonic
  int patience = 0;                   // of early stopping, in rounds; 0: the grid's rounds
  int most_rounds = 500;
  std::map<std::string, DeclaredGrid> grid;  // by algorithm; absent: the algorithm's own
};

// How missing values of inputs are filled, learned from training rows.
struct FillPlan {
  std::string use = "median";  // median | chained (equations, several times over)
  int imputations = 5;         // completed tables of `chained`
};

const std::vector<std::string>& fill_methods();

struct ModelPlan {
  std::string name;                 // "DLRR"
  std::vector<std::string> inputs;  // of: clinical, rad_score, dl_score, mean_z, tumour_size
  bool baseline = false;            // what the others must beat; logistic regression alone
};

struct BaselinePlan {
  bool use = true;
  std::string size;  // column that says how large the tumour is; empty: a shape feature
};

struct ProtocolPlan {
  bool paper = true, nested = true;
  std::string outer = "random";  // random: outer_folds x outer_repeats | centre: each left out once
  int outer_folds = 5, outer_repeats = 1, inner_folds = 5;
  int permute = 0;              // times that everything is learned again on shuffled outcomes
  int bootstrap = 0;            // resamples of Harrell's optimism and of .632+
  bool learning_curve = false;  // nested estimates of smaller training parts
  double max_gap = 0.1;         // the paper drops fits whose train-internal AUC gap is larger
};

struct StudyPlan {
  std::string name;
  std::filesystem::path file;  // where it was read from
  CohortPlan cohort;
  std::vector<std::string> tables;  // names of feature tables, when there are no images
  std::vector<std::string> phases;
  std::vector<DeltaPlan> deltas;
  std::vector<RegionPlan> regions;
  std::filesystem::path radiomics;  // PyRadiomics parameter file; empty: the preset named below
  std::string radiomics_preset = "paper";
  // shared: one resampling and one filtered image per phase for all regions; exact: each region by
  // itself, as PyRadiomics does.
  std::string radiomics_mode = "shared";
  std::string radiomics_text;  // the parameter file itself, when it travels inside a bundle
  DeepPlan deep;
  StabilityPlan stability;
  SelectionPlan selection;
  std::string harmonise = "none";  // of features between centres: none | combat
  FillPlan imputation;
  std::vector<ModelPlan> models;  // the baselines last
  BaselinePlan baselines;
  std::vector<std::string> algorithms;
  TuningPlan tuning;
  ProtocolPlan protocol;
  std::uint64_t seed = 1;
  double grid_tolerance = 1e-3;  // of a voxel, image against mask
  double max_cut = 0.5;  // of an expansion's reach beyond the image edge, before it becomes a gap
  std::string normalised_text;  // every setting with its value, defaults included, as YAML
  std::string hash;             // SHA-256 of normalised_text
};

bool is_baseline(const StudyPlan& plan, const std::string& model);

// Reads and checks every key; the first wrong one is an Error with file, line and nearest known
// name.
// `changes`: what the command line says instead; hashed like the file's own words.
struct PlanChanges {
  std::optional<int> permute, bootstrap;
  bool learning_curve = false;
};
StudyPlan read_plan(const std::filesystem::path& file, const PlanChanges& changes = {});

// What must not change any number.
struct Resources {
  unsigned threads = 1;
  bool quiet = false, verbose = false, strict = false;
};

}  // namespace dlrr
