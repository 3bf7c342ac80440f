#include "study/plan.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "model/model.h"
#include "port/digest.h"
#include "port/yaml.h"
#include "study/plan_parts.h"
#include "study/plan_values.h"
#include "table/read_table.h"

namespace dlrr {

namespace {

const std::vector<std::string> kTopKeys = {"study",      "cohort",    "phases",         "deltas",
                                           "regions",    "radiomics", "radiomics_mode", "deep",
                                           "stability",  "selection", "imputation",     "models",
                                           "algorithms", "baselines", "tuning",         "harmonise",
                                           "protocol",   "seed",      "grid_tolerance", "max_cut"};
const std::vector<std::string> kInputs = {"clinical", "rad_score", "dl_score", "mean_z",
                                          "tumour_size"};

void read_filters(const Yaml& node, SelectionPlan& out) {
  if (const Yaml* correlation = present(node, "correlation")) {
    out.correlation = !switched_off(*correlation);
    if (out.correlation) take(node, "correlation", out.correlation_above, {0, 1});
  }
  const Yaml* filter = present(node, "filter");
  if (!filter || switched_off(*filter)) return;
  filter->allow_only({"use", "keep"});
  out.filter = choice(needed(*filter, "use"), {"univariable", "mrmr"});
  take(*filter, "keep", out.filter_keep, {1, 1000000});
}

void read_stability(const Yaml& node, SelectionPlan& out) {
  const Yaml* stability = present(node, "stability");
  if (!stability) return;
  if (switched_off(*stability)) {
    out.subsamples = 0;
    return;
  }
  stability->allow_only({"subsamples", "share"});
  take(*stability, "subsamples", out.subsamples, {1, 10000});
  take(*stability, "share", out.subsample_share, {0.1, 0.95});
}

void read_selection(const Yaml& root, SelectionPlan& out) {
  const Yaml* node = present(root, "selection");
  if (!node) return;
  node->allow_only(
      {"blocks", "same_value", "icc", "correlation", "filter", "lasso", "rfe", "stability"});
  take(*node, "blocks", out.blocks);
  take(*node, "same_value", out.same_value, {0, 1});
  if (const Yaml* icc = present(*node, "icc"); icc && icc->kind == Yaml::Kind::scalar) {
    out.icc = icc->boolean();
  } else if (icc) {
    icc->allow_only({"above", "form", "bound"});
    take(*icc, "above", out.icc_above, {-1, 1});
    take_choice(*icc, "form", out.icc_form, {"1,1", "2,1", "3,1", "1,k", "2,k", "3,k"});
    take_choice(*icc, "bound", out.icc_bound, {"estimate", "lower"});
  }
  read_filters(*node, out);
  if (const Yaml* lasso = present(*node, "lasso")) {
    lasso->allow_only({"family", "lambda", "folds", "repeats", "mix"});
    take_choice(*lasso, "family", out.lasso_family, {"gaussian", "binomial"});
    take_choice(*lasso, "lambda", out.lasso_lambda, {"min", "1se"});
    take(*lasso, "folds", out.lasso_folds, {2, 100});
    take(*lasso, "repeats", out.lasso_repeats, {1, 100});
    take(*lasso, "mix", out.lasso_mix, {0.001, 1});
  }
  read_stability(*node, out);
  if (const Yaml* rfe = present(*node, "rfe"); rfe && rfe->kind == Yaml::Kind::scalar) {
    out.rfe = rfe->boolean();
  } else if (rfe) {
    rfe->allow_only({"folds", "choice", "max_depth", "min_leaf"});
    take_choice(*rfe, "choice", out.rfe_choice, {"best", "one_se"});
    take(*rfe, "folds", out.rfe_folds, {2, 100});
    take(*rfe, "max_depth", out.rfe_max_depth, {1, 100});
    take(*rfe, "min_leaf", out.rfe_min_leaf, {1, 10000});
  }
}

// The seven models of the article.
const std::vector<ModelPlan> kModels = {{"Cli", {"clinical"}},
                                        {"Rad", {"rad_score"}},
                                        {"DLR", {"dl_score"}},
                                        {"CR", {"clinical", "rad_score"}},
                                        {"CDL", {"clinical", "dl_score"}},
                                        {"DLRR", {"rad_score", "dl_score"}},
                                        {"Combined", {"clinical", "rad_score", "dl_score"}}};

ModelPlan read_model(const std::string& name, const Yaml& node,
                     const std::vector<std::string>& available) {
  check_name(node, name, "model");
  const ModelPlan out{name, node.words()};
  if (out.inputs.empty()) throw Error(node.place() + ": model '" + name + "' has no input");
  check_unique(node, out.inputs, "input");
  for (const auto& input : out.inputs) {
    if (std::find(kInputs.begin(), kInputs.end(), input) == kInputs.end())
      throw Error(node.place() + ": model '" + name + "' has the unknown input '" + input +
                  "', expected of " + join(kInputs, ", "));
    if (std::find(available.begin(), available.end(), input) == available.end())
      throw Error(
          node.place() + ": model '" + name + "' needs " + input +
          (input == "dl_score" ? ", but deep is false" : ", but there are no such columns"));
  }
  return out;
}

void read_models(const Yaml& root, const std::vector<std::string>& available, StudyPlan& plan) {
  const Yaml* node = present(root, "models");
  if (!node) {
    plan.models = default_models(available);
    return;
  }
  if (node->kind != Yaml::Kind::map || node->members.empty())
    throw Error(node->place() +
                ": models is a map such as {Rad: [rad_score], CR: [clinical, rad_score]}");
  for (const auto& [name, value] : node->members)
    plan.models.push_back(read_model(name, value, available));
}

// false, or {size: COLUMN}. They stand behind the declared models.
void read_baselines(const Yaml& root, const std::vector<std::string>& available, StudyPlan& plan) {
  if (const Yaml* node = present(root, "baselines")) {
    if (node->kind == Yaml::Kind::scalar) {
      plan.baselines.use = node->boolean();
    } else {
      node->allow_only({"size"});
      take(*node, "size", plan.baselines.size);
    }
  }
  if (!plan.baselines.use) return;
  std::vector<ModelPlan> list;
  if (std::ranges::find(available, "tumour_size") != available.end() ||
      !plan.baselines.size.empty())
    list.push_back({"Size", {"tumour_size"}, true});
  if (std::ranges::find(available, "mean_z") != available.end())
    list.push_back({"MeanZ", {"mean_z"}, true});
  if (!plan.baselines.size.empty()) list.front().inputs.push_back(plan.baselines.size);
  for (auto& baseline : list) {
    if (std::ranges::find(plan.models, baseline.name, &ModelPlan::name) != plan.models.end())
      throw Error(root.place() + ": model '" + baseline.name +
                  "' has the name of a baseline; rename it, or set baselines: false");
    plan.models.push_back(std::move(baseline));
  }
}

void read_algorithms(const Yaml& root, StudyPlan& plan) {
  std::vector<std::string> known;
  for (const auto& row : algorithms()) known.push_back(row.name);
  plan.algorithms = known;
  const Yaml* node = present(root, "algorithms");
  if (!node) return;
  plan.algorithms = node->words();
  if (plan.algorithms.empty()) throw Error(node->place() + ": no algorithm named");
  check_unique(*node, plan.algorithms, "algorithm");
  for (const auto& name : plan.algorithms)
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw Error(node->place() + ": unknown algorithm '" + name + "'" + suggestion(name, known));
}

// A word, or {use: chained, imputations: 5}.
void read_imputation(const Yaml& root, FillPlan& out) {
  const Yaml* node = present(root, "imputation");
  if (!node) return;
  if (node->kind == Yaml::Kind::scalar) {
    out.use = choice(*node, fill_methods());
    return;
  }
  node->allow_only({"use", "imputations"});
  out.use = choice(needed(*node, "use"), fill_methods());
  if (out.use == "median" && present(*node, "imputations"))
    throw Error(node->place() +
                ": the median fills a gap once; remove imputations, or use: chained");
  take(*node, "imputations", out.imputations, {1, 100});
}

void read_protocol(const Yaml& root, ProtocolPlan& out) {
  const Yaml* node = present(root, "protocol");
  if (!node) return;
  std::string use = "both";
  const std::vector<std::string> uses = {"paper", "nested", "both"};
  if (node->kind == Yaml::Kind::scalar) {
    use = choice(*node, uses);
  } else {
    node->allow_only({"use", "outer", "outer_folds", "outer_repeats", "inner_folds", "max_gap",
                      "permute", "bootstrap", "learning_curve"});
    take_choice(*node, "outer", out.outer, {"random", "centre"});
    take(*node, "permute", out.permute, {0, 10000});
    take(*node, "bootstrap", out.bootstrap, {0, 10000});
    take(*node, "learning_curve", out.learning_curve);
    if (out.outer == "centre" && (present(*node, "outer_folds") || present(*node, "outer_repeats")))
      throw Error(node->place() +
                  ": outer: centre leaves out each centre once; remove outer_folds and "
                  "outer_repeats");
    take_choice(*node, "use", use, uses);
    take(*node, "outer_folds", out.outer_folds, {2, 100});
    take(*node, "outer_repeats", out.outer_repeats, {1, 1000});
    take(*node, "inner_folds", out.inner_folds, {2, 100});
    take(*node, "max_gap", out.max_gap, {0, 1});
  }
  out.paper = use != "nested";
  out.nested = use != "paper";
}

}  // namespace

const std::vector<std::string>& fill_methods() {
  static const std::vector<std::string> known = {"median", "chained"};
  return known;
}

std::string OutcomePlan::describe() const {
  if (!column.empty()) return column + " = " + (label.empty() ? "1" : label);
  if (survival) return time + " until " + event + " = 1";
  return event + " = 1 at or before " + time + " = " + number_text(horizon);
}

bool is_baseline(const StudyPlan& plan, const std::string& model) {
  return std::ranges::any_of(
      plan.models, [&](const ModelPlan& one) { return one.baseline && one.name == model; });
}

std::vector<ModelPlan> default_models(const std::vector<std::string>& available) {
  std::vector<ModelPlan> out;
  for (const auto& model : kModels)
    if (std::ranges::all_of(model.inputs, [&](const std::string& input) {
          return std::ranges::find(available, input) != available.end();
        }))
      out.push_back(model);
  return out;
}

void read_learning(const Yaml& root, const std::vector<std::string>& available, StudyPlan& plan) {
  read_selection(root, plan.selection);
  read_models(root, available, plan);
  read_baselines(root, available, plan);
  read_algorithms(root, plan);
  read_tuning(root, plan.tuning);
  read_protocol(root, plan.protocol);
  take_choice(root, "harmonise", plan.harmonise, {"none", "combat"});
  read_imputation(root, plan.imputation);
}

void check_centres(const StudyPlan& plan) {
  const auto need = [&](bool wanted, const std::string& what) {
    if (wanted && plan.cohort.centre.empty())
      throw Error(what +
                  " needs the centre of each patient: name its column (cohort: centre, or "
                  "--centre of dlrr fit)");
  };
  need(plan.protocol.outer == "centre", "protocol 'outer: centre'");
  need(plan.harmonise != "none", "'harmonise: " + plan.harmonise + "'");
}

StudyPlan read_plan(const std::filesystem::path& file, const PlanChanges& changes) {
  const Yaml root = read_yaml(file);
  root.allow_only(kTopKeys);
  StudyPlan plan;
  WrittenPaths paths;
  plan.file = std::filesystem::absolute(file);
  plan.name = file.stem().string();
  take(root, "study", plan.name);
  take(root, "seed", plan.seed);
  take(root, "grid_tolerance", plan.grid_tolerance, {0, 0.5});
  take(root, "max_cut", plan.max_cut, {0, 1});
  read_cohort_plan(needed(root, "cohort"), plan, paths);
  const Csv cases = read_table(plan.cohort.images).csv;
  read_phases(root, cases, plan);
  read_deltas(root, plan);
  read_regions(root, cases, plan);
  read_radiomics(root, plan, paths);
  read_deep(root, plan, paths);
  std::vector<std::string> available = {"clinical", "rad_score", "mean_z", "tumour_size"};
  if (plan.deep.enabled) available.push_back("dl_score");
  read_learning(root, available, plan);
  read_stability(root, plan);
  if (changes.permute) plan.protocol.permute = *changes.permute;
  if (changes.bootstrap) plan.protocol.bootstrap = *changes.bootstrap;
  plan.protocol.learning_curve |= changes.learning_curve;
  take_survival(root, plan);
  check_centres(plan);
  plan.normalised_text = normalised_plan(plan, paths);
  plan.hash = sha256(plan.normalised_text);
  return plan;
}

}  // namespace dlrr
