// The readers of the parts of a study file; each fills its fields and notes the paths as written.
#pragma once

#include "base/csv.h"
#include "model/model.h"
#include "study/plan.h"
#include "study/plan_text.h"

namespace dlrr {

struct Yaml;

// A path as it goes into the hash, and as found on this machine (relative to the study file).
std::string written_path(const std::filesystem::path& path);
std::filesystem::path beside(const StudyPlan& plan, const std::filesystem::path& path);
void must_exist(const Yaml& node, const std::filesystem::path& path);

void read_cohort_plan(const Yaml& node, StudyPlan& plan, WrittenPaths& paths);

// `cases` is the table of images, for what the study file leaves open.
void read_phases(const Yaml& root, const Csv& cases, StudyPlan& plan);
void read_deltas(const Yaml& root, StudyPlan& plan);
void read_regions(const Yaml& root, const Csv& cases, StudyPlan& plan);
void read_radiomics(const Yaml& root, StudyPlan& plan, WrittenPaths& paths);
void read_deep(const Yaml& root, StudyPlan& plan, WrittenPaths& paths);
// After read_learning: it is for the ICC filter alone.
void read_stability(const Yaml& root, StudyPlan& plan);
std::string stability_text(const StabilityPlan& plan);  // the line of YAML that says the same

// Selection, models, algorithms, protocol: how tables become models. `available`: the inputs that
// exist, of clinical, rad_score, dl_score.
void read_learning(const Yaml& root, const std::vector<std::string>& available, StudyPlan& plan);

void read_tuning(const Yaml& root, TuningPlan& out);
// Every combination, the last setting changing fastest.
std::vector<HyperParameters> points_of(const DeclaredGrid& grid);
// After everything else of the plan is read: a time to an event takes the Cox-LASSO, Cox models and
// no recursive elimination; a setting that does not apply to it is an Error.
void take_survival(const Yaml& root, StudyPlan& plan);
// What is done by centre needs a column of the centre, else an Error.
void check_centres(const StudyPlan& plan);

// The models of the article whose inputs are all available.
std::vector<ModelPlan> default_models(const std::vector<std::string>& available);

}  // namespace dlrr
