#include "study/plan_text.h"

#include <cctype>
#include <sstream>

#include "base/text.h"
#include "study/plan_parts.h"

namespace dlrr {

namespace {

// A word as YAML: plain when nothing in it can be misread, else in double quotes.
std::string word(const std::string& text) {
  bool plain = !text.empty() && text.front() != '-';
  for (const char c : text)
    plain &= std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '/' ||
             c == '-';
  if (plain) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string list(const std::vector<std::string>& words) {
  std::vector<std::string> parts;
  for (const auto& w : words) parts.push_back(word(w));
  return "[" + join(parts, ", ") + "]";
}

void write_cohort(std::ostream& out, const CohortPlan& cohort, const WrittenPaths& paths) {
  out << "cohort:\n  clinical: " << word(paths.clinical) << "\n  images: " << word(paths.images)
      << "\n  patient: " << word(cohort.patient) << "\n";
  const auto& outcome = cohort.outcome;
  if (!outcome.column.empty())
    out << "  outcome: {column: " << word(outcome.column)
        << (outcome.label.empty() ? "" : ", event: " + word(outcome.label)) << "}\n";
  else
    out << "  outcome: {time: " << word(outcome.time) << ", event: " << word(outcome.event)
        << (outcome.survival ? ", endpoint: survival" : "")
        << (outcome.survival && outcome.horizon == 0 ? ""
                                                     : ", horizon: " + number_text(outcome.horizon))
        << "}\n";
  if (!cohort.survival.empty()) out << "  survival:\n";
  for (const auto& s : cohort.survival)
    out << "    " << word(s.name) << ": {time: " << word(s.time) << ", event: " << word(s.event)
        << ", horizon: " << number_text(s.horizon) << "}\n";
  const auto& split = cohort.split;
  if (!cohort.centre.empty()) out << "  centre: " << word(cohort.centre) << "\n";
  if (!cohort.group.empty()) out << "  group: " << word(cohort.group) << "\n";
  if (!split.time.empty()) {
    out << "  split: " << time_split_text(split) << "\n";
  } else if (!split.column.empty()) {
    out << "  split: {column: " << word(split.column) << "}\n";
  } else {
    out << "  split: {";
    if (!split.centre.empty()) out << "centre: " << word(split.centre) << ", ";
    if (!split.train_centres.empty()) out << "train_centres: " << list(split.train_centres) << ", ";
    out << "train: " << number_text(split.train) << ", seed: " << split.seed << "}\n";
  }
  if (!cohort.clinical_columns.empty())
    out << "  inputs: " << list(cohort.clinical_columns) << "\n";
  out << "  ignore: " << list(cohort.ignore) << "\n";
}

void write_regions(std::ostream& out, const std::vector<RegionPlan>& regions) {
  out << "regions:\n";
  for (const auto& region : regions) {
    std::vector<std::string> parts;
    if (region.organ_minus_tumour) parts.push_back("organ: minus-tumour");
    if (region.erode_mm > 0) parts.push_back("erode: " + number_text(region.erode_mm));
    if (region.expand_mm > 0) {
      parts.push_back("expand: " + number_text(region.expand_mm));
      parts.push_back(region.ring ? "shape: ring" : "shape: solid");
    }
    if (region.clip_to_organ) parts.push_back("clip: organ");
    out << "  " << word(region.name) << ": {" << join(parts, ", ") << "}\n";
  }
}

void write_deep(std::ostream& out, const DeepPlan& deep, const WrittenPaths& paths) {
  if (!deep.enabled) {
    out << "deep: false\n";
    return;
  }
  out << "deep:\n";
  if (paths.weights.empty())
    out << "  seed: " << deep.seed << "\n  shortcut: " << word(deep.shortcut)
        << "\n  width: " << deep.width << "\n";
  else
    out << "  weights: " << word(paths.weights) << "\n";
  out << "  layout: " << deep.layout << "\n  pooling: " << list(deep.pooling)
      << "\n  precision: " << deep.precision << "\n";
  for (const auto& [key, value] : deep_rows(deep.input))
    out << "  " << key << ": " << value << "\n";
}

void write_selection(std::ostream& out, const SelectionPlan& selection) {
  out << "selection:\n  blocks: " << (selection.blocks ? "true" : "false")
      << "\n  same_value: " << number_text(selection.same_value) << "\n";
  if (selection.icc)
    out << "  icc: {above: " << number_text(selection.icc_above)
        << ", form: " << word(selection.icc_form) << ", bound: " << selection.icc_bound << "}\n";
  else
    out << "  icc: false\n";
  out << "  correlation: "
      << (selection.correlation ? number_text(selection.correlation_above) : "false")
      << "\n  filter: ";
  if (selection.filter == "none")
    out << "false\n";
  else
    out << "{use: " << selection.filter << ", keep: " << selection.filter_keep << "}\n";
  out << "  lasso: {family: " << selection.lasso_family << ", lambda: " << selection.lasso_lambda
      << ", folds: " << selection.lasso_folds << ", repeats: " << selection.lasso_repeats
      << ", mix: " << number_text(selection.lasso_mix) << "}\n";
  if (selection.rfe)
    out << "  rfe: {folds: " << selection.rfe_folds << ", choice: " << selection.rfe_choice
        << ", max_depth: " << selection.rfe_max_depth << ", min_leaf: " << selection.rfe_min_leaf
        << "}\n";
  else
    out << "  rfe: false\n";
  if (selection.subsamples)
    out << "  stability: {subsamples: " << selection.subsamples
        << ", share: " << number_text(selection.subsample_share) << "}\n";
  else
    out << "  stability: false\n";
}

void write_protocol(std::ostream& out, const ProtocolPlan& protocol) {
  const char* use = protocol.paper ? (protocol.nested ? "both" : "paper") : "nested";
  out << "protocol: {use: " << use << ", outer: " << protocol.outer;
  if (protocol.outer == "random")
    out << ", outer_folds: " << protocol.outer_folds
        << ", outer_repeats: " << protocol.outer_repeats;
  out << ", inner_folds: " << protocol.inner_folds << ", max_gap: " << number_text(protocol.max_gap)
      << ", permute: " << protocol.permute << ", bootstrap: " << protocol.bootstrap
      << ", learning_curve: " << (protocol.learning_curve ? "true" : "false") << "}\n";
}

}  // namespace

std::string time_split_text(const SplitPlan& split) {
  return "{time: " + word(split.time) +
         (split.until.empty() ? ", train: " + number_text(split.train)
                              : ", until: " + word(split.until)) +
         "}";
}

std::string yaml_word(const std::string& text) { return word(text); }
std::string yaml_list(const std::vector<std::string>& words) { return list(words); }

std::string learning_text(const StudyPlan& plan) {
  std::ostringstream out;
  write_selection(out, plan.selection);
  out << "harmonise: " << plan.harmonise << "\n";
  if (plan.imputation.use == "median")
    out << "imputation: median\n";
  else
    out << "imputation: {use: " << plan.imputation.use
        << ", imputations: " << plan.imputation.imputations << "}\n";
  out << "models:\n";
  for (const auto& model : plan.models)
    if (!model.baseline) out << "  " << word(model.name) << ": " << list(model.inputs) << "\n";
  if (plan.baselines.use && !plan.baselines.size.empty())
    out << "baselines: {size: " << word(plan.baselines.size) << "}\n";
  else
    out << "baselines: " << (plan.baselines.use ? "true" : "false") << "\n";
  out << "algorithms: " << list(plan.algorithms) << "\n";
  out << tuning_text(plan.tuning);
  write_protocol(out, plan.protocol);
  out << "seed: " << plan.seed << "\n";
  return out.str();
}

std::string normalised_plan(const StudyPlan& plan, const WrittenPaths& paths) {
  std::ostringstream out;
  out << "study: " << word(plan.name) << "\n";
  write_cohort(out, plan.cohort, paths);
  out << "phases: " << list(plan.phases) << "\n";
  std::vector<std::string> deltas;
  for (const auto& delta : plan.deltas) deltas.push_back(delta.name);
  out << "deltas: " << list(deltas) << "\n";
  write_regions(out, plan.regions);
  out << "radiomics: " << word(paths.radiomics);
  if (!paths.radiomics_hash.empty()) out << "  # sha256 " << paths.radiomics_hash;
  out << "\nradiomics_mode: " << plan.radiomics_mode << "\n";
  write_deep(out, plan.deep, paths);
  out << stability_text(plan.stability) << learning_text(plan)
      << "grid_tolerance: " << number_text(plan.grid_tolerance)
      << "\nmax_cut: " << number_text(plan.max_cut) << "\n";
  return out.str();
}

}  // namespace dlrr
