// What a study of the time to an event leaves open, and what of the settings does not apply to it.
#include "base/error.h"
#include "base/text.h"
#include "port/yaml.h"
#include "study/plan_parts.h"
#include "study/plan_values.h"

namespace dlrr {

namespace {

[[noreturn]] void refuse(const Yaml* at, const std::string& what) {
  const std::string text = "the outcome is the time to an event: " + what;
  throw at ? Error(at->place() + ": " + text) : Error(text);
}

void refuse_keys(const Yaml& root) {
  for (const char* key : {"algorithms", "tuning"})
    if (const Yaml* node = present(root, key))
      refuse(node, std::string("each model is a Cox model without settings; remove '") + key + "'");
  const Yaml* selection = present(root, "selection");
  if (!selection) return;
  if (const Yaml* rfe = present(*selection, "rfe"); rfe && !switched_off(*rfe))
    refuse(rfe, "the decision tree of the recursive elimination knows classes alone; remove 'rfe'");
  if (const Yaml* lasso = present(*selection, "lasso"))
    if (const Yaml* family = present(*lasso, "family"))
      refuse(family, "its LASSO is that of the Cox model; remove 'family'");
}

}  // namespace

void take_survival(const Yaml& root, StudyPlan& plan) {
  if (!plan.cohort.outcome.survival) return;
  refuse_keys(root);
  if (plan.selection.filter == "mrmr")
    refuse(nullptr, "the filter mrmr knows classes alone; use the filter univariable");
  if (plan.imputation.use != "median")
    refuse(nullptr,
           "imputation '" + plan.imputation.use +
               "' is not there for it; gaps take the training median (imputation: median)");
  const auto& protocol = plan.protocol;
  if (protocol.permute || protocol.bootstrap || protocol.learning_curve)
    refuse(nullptr,
           "permute, bootstrap and learning curve are not there for it; leave them out and read "
           "the nested protocol");
  plan.selection.lasso_family = "cox";
  plan.selection.rfe = false;
  plan.algorithms = {"cox"};
}

}  // namespace dlrr
