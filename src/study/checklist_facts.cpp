#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "study/checklist.h"
#include "study/protocol_parts.h"
#include "study/report_parts.h"

namespace dlrr::fact {

namespace {

std::string count(std::size_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

bool has_set(const Results& r, const std::string& set) { return !r.data.rows_of(set).empty(); }

// "glcm (120), shape (14)": how many columns have that word in their feature's name.
std::string tally(const Results& r, std::size_t word) {
  std::map<std::string, std::size_t> counts;
  for (const auto& column : r.data.radiomics.columns) {
    const auto words = dlrr::split(column_parts(column.name).feature, '_');
    if (words.size() < 3) return "";
    ++counts[words[word]];
  }
  std::vector<std::string> parts;
  for (const auto& [name, n] : counts) parts.push_back(name + " (" + std::to_string(n) + ")");
  return join(parts, ", ");
}

std::string method_named(const Results& r, const std::string& title) {
  const Json methods = methods_json(r);
  for (const auto& one : methods.as_array())
    if (one.at("title").as_string() == title) return one.at("text").as_string();
  return "";
}

const ModelPlan* model_with(const StudyPlan& plan, bool clinical, bool scores) {
  for (const auto& model : plan.models) {
    const bool has_clinic = std::ranges::find(model.inputs, "clinical") != model.inputs.end();
    const bool has_scores = model.inputs.size() > (has_clinic ? 1u : 0u);
    if (has_clinic == clinical && has_scores == scores) return &model;
  }
  return nullptr;
}

}  // namespace

std::string patients(const Results& r) {
  const Json cohort = cohort_json(r);
  const auto enrolled = cohort.at("patients").as_integer();
  const auto analysed = static_cast<std::int64_t>(r.included.size());
  return std::to_string(enrolled) + " enrolled, " + std::to_string(enrolled - analysed) +
         " set aside with reasons, " + std::to_string(analysed) + " analysed: Figure 1.";
}

std::string sets(const Results& r) {
  std::vector<std::string> parts;
  for (const auto& set : sets_of(r.data)) {
    const auto outcome = pick(r.data.outcome, r.data.rows_of(set));
    parts.push_back(set + " " + count(outcome.size(), "patient") + " with " +
                    count(static_cast<std::size_t>(std::ranges::count(outcome, 1)), "event"));
  }
  return join(parts, ", ") + ".";
}

std::string split(const Results& r) {
  const auto& s = r.plan.cohort.split;
  if (!s.column.empty()) return "The sets stand in column '" + s.column + "'. " + sets(r);
  return (s.centre.empty() ? std::string("All patients were split")
                           : "Patients of the training centres (column '" + s.centre +
                                 "') were split, those of others are external:") +
         " at random, stratified by the outcome, " + fixed_text(100 * s.train, 0) +
         " % to train (seed " + std::to_string(s.seed) + "). " + sets(r);
}

std::string centres(const Results& r) {
  std::set<std::string> names;
  for (const auto& patient : r.cohort.patients)
    if (!patient.centre.empty()) names.insert(patient.centre);
  return names.empty()
             ? ""
             : count(names.size(), "centre") + " in column '" + r.plan.cohort.split.centre + "'.";
}

std::string outcome(const Results& r) { return "Event: " + r.plan.cohort.outcome.describe() + "."; }

std::string predictors(const Results& r) {
  std::vector<std::string> names;
  for (const auto& column : r.data.clinical.columns) names.push_back(column.name);
  return names.empty() ? "" : "Clinical inputs: " + join(names, ", ") + ".";
}

std::string missing(const Results& r) {
  return "A clinical column or feature with more than 20 % gaps in training is not used. " +
         gaps_text(r.plan.imputation) +
         " Counts: Table S8. The joint model of Table 2 is pooled over imputed tables where "
         "training values are missing.";
}

std::string regions(const Results& r) { return method_named(r, "Regions"); }

std::string preprocessing(const Results& r) {
  return r.imaging ? method_named(r, "Radiomics") +
                         " Every parameter (resampling, discretisation, filters) stands in "
                         "radiomics.yaml inside model.dlrr."
                   : "";
}

std::string software(const Results& r) {
  return r.imaging ? std::string("dlrr ") + program_version + ", by PyRadiomics' definitions." : "";
}

std::string image_types(const Results& r) {
  const auto text = tally(r, 0);
  return text.empty() ? "" : "Columns per image type: " + text + ".";
}

std::string feature_classes(const Results& r) {
  const auto text = tally(r, 1);
  return text.empty() ? "" : "Columns per class: " + text + ".";
}

std::string feature_counts(const Results& r) {
  return count(r.data.radiomics.columns.size(), "radiomic column") + ", " +
         count(r.data.deep.columns.size(), "deep column") + ": Tables S1 and S2.";
}

std::string network(const Results& r) {
  return r.imaging && r.plan.deep.enabled ? method_named(r, "Deep features") : "";
}

std::string readers(const Results& r) {
  if (!r.plan.selection.icc) return "";
  std::vector<std::string> parts;
  for (const auto& again : r.data.radiomics_again) {
    std::size_t patients = 0;
    for (const auto& table : again.tables) patients = std::max(patients, table.patients.size());
    parts.push_back(again.source + " of " + count(patients, "patient"));
  }
  if (parts.empty()) return "";
  return "Measured again on the masks of " + join(parts, " and of ") +
         "; features had to reach ICC(" + r.plan.selection.icc_form + ") above " +
         number_text(r.plan.selection.icc_above) + ".";
}

std::string scaling(const Results&) {
  return "z-scores with mean and SD of the training patients.";
}

std::string selection(const Results& r) { return method_named(r, "Selection and scores"); }

std::string selected(const Results& r) {
  if (r.protocols.empty()) return "";
  const auto& pipeline = r.protocols.back().pipeline;
  return count(pipeline.rad_score.terms.size(), "radiomic feature") + " and " +
         count(pipeline.dl_score.terms.size(), "deep feature") +
         " are in the scores: Table S5; counts after each step: Tables S3, S4; stability over the "
         "folds: tables/stability.csv.";
}

std::string dimensionality(const Results& r) {
  if (r.protocols.empty()) return "";
  const auto outcome = pick(r.data.outcome, r.data.rows_of("train"));
  return count(static_cast<std::size_t>(std::ranges::count(outcome, 1)), "training event") +
         " for " + feature_counts(r) + " " + selected(r);
}

std::string algorithms(const Results& r) {
  return r.protocols.empty() ? "" : "Tried for every model: " + join(r.plan.algorithms, ", ") + ".";
}

std::string tuning(const Results& r) {
  return r.protocols.empty()
             ? ""
             : "Grid search by " + std::to_string(r.plan.protocol.inner_folds) +
                   "-fold cross-validation on training patients (seed " +
                   std::to_string(r.plan.seed) + "); the chosen values of every fit: Table S6.";
}

std::string model_choice(const Results& r) {
  std::vector<std::string> parts;
  for (const auto& protocol : r.protocols)
    parts.push_back(method_named(r, "Protocol '" + protocol.name + "'"));
  return join(parts, " ");
}

std::string internal(const Results& r) {
  std::vector<std::string> parts;
  for (const auto& protocol : r.protocols)
    if (protocol.name == "nested")
      parts.push_back(std::to_string(r.plan.protocol.outer_folds) + " outer folds x " +
                      std::to_string(r.plan.protocol.outer_repeats) +
                      " with every learned step inside the training part");
  if (has_set(r, "internal"))
    parts.push_back("an internal set of " + count(r.data.rows_of("internal").size(), "patient"));
  return parts.empty() ? "" : join(parts, "; ") + ".";
}

std::string external(const Results& r) {
  return has_set(r, "external")
             ? "An external set of " + count(r.data.rows_of("external").size(), "patient") +
                   ", opened once per protocol."
             : "";
}

std::string testing(const Results& r) {
  const auto inside = internal(r), outside = external(r);
  return inside.empty() ? outside : inside + (outside.empty() ? "" : " " + outside);
}

std::string measures(const Results&) {
  return "AUC, sensitivity, specificity, PPV, NPV, accuracy, F1, Brier score, calibration slope "
         "and "
         "intercept, decision curves: Table 3, Figures 3 to 5.";
}

std::string uncertainty(const Results&) {
  return "95 % intervals: AUC by DeLong, over folds for resampled risks; differences by paired "
         "DeLong; NRI and IDI by Wald.";
}

std::string calibration(const Results&) {
  return "Calibration curves, slope, intercept and calibration in the large per set: Figure 5, "
         "Table 3.";
}

std::string comparison(const Results& r) {
  return r.plan.models.size() < 2 ? ""
                                  : "Paired DeLong with Holm's correction, continuous NRI and IDI "
                                    "for every pair of models: Tables 4 and S7.";
}

std::string clinical_comparison(const Results& r) {
  const auto* clinical = model_with(r.plan, true, false);
  const auto* image = model_with(r.plan, false, true);
  const auto* both = model_with(r.plan, true, true);
  if (!clinical || !image) return "";
  return "Clinical model '" + clinical->name + "' against image models such as '" + image->name +
         "'" + (both ? " and combined ones such as '" + both->name + "'" : "") +
         ": Tables 3, 4 and S7.";
}

std::string formula(const Results&) {
  return "The scores are explicit formulas (Table S5); model.dlrr holds the whole model, which "
         "`dlrr predict` applies to new patients.";
}

std::string cutoffs(const Results& r) {
  std::vector<std::string> parts;
  for (const auto& protocol : r.protocols)
    for (const auto& model : protocol.models)
      parts.push_back(model.model + " (" + protocol.name + ") " + fixed_text(model.cutoff, 3) +
                      ", " + model.cutoff_from);
  return parts.empty() ? "" : "Risks from 0 to 1. Cut-offs: " + join(parts, "; ") + ".";
}

std::string baseline(const Results& r) {
  return r.cohort.characteristics.header.empty() ? "" : "Per set: Table 1; gaps: Table S8.";
}

std::string performance(const Results& r) {
  return r.protocols.empty() ? "" : "Table 3, with patients and events of each set.";
}

std::string updating(const Results&) { return "No model was updated or recalibrated."; }

std::string settings(const Results& r) {
  return "plan.yaml holds every setting, defaults included (SHA-256 " + r.plan.hash.substr(0, 12) +
         "...).";
}

std::string feature_files(const Results& r) {
  return r.imaging ? "features/ holds every feature of every patient." : "";
}

std::string model_file(const Results& r) {
  return r.protocols.empty() ? "" : "model.dlrr holds the fitted model without code.";
}

}  // namespace dlrr::fact
