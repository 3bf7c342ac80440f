// The study file's `stability`: how drawn masks are changed to see which features survive it.
#include "base/error.h"
#include "base/text.h"
#include "port/yaml.h"
#include "study/plan_parts.h"
#include "study/plan_values.h"

namespace dlrr {

namespace {

// Enough for an ICC, and no more measuring than a fifth reader would ask for.
constexpr int usual_perturbations = 4;

void check_changes(const Yaml& node, const StudyPlan& plan) {
  const auto& range = plan.stability.range;
  if (range.grow_mm == 0 && range.rotate_degrees == 0 && range.translate_mm == 0)
    throw Error(node.place() + ": stability changes nothing: grow, rotate and translate are all 0");
  if (!plan.selection.icc)
    throw Error(node.place() +
                ": stability is measured for the ICC filter, but selection: icc is false; take "
                "one of the two away");
}

}  // namespace

void read_stability(const Yaml& root, StudyPlan& plan) {
  plan.stability.seed = plan.seed;
  const Yaml* node = present(root, "stability");
  if (!node) return;
  StabilityPlan& out = plan.stability;
  if (node->kind == Yaml::Kind::scalar) {
    out.perturbations = node->boolean() ? usual_perturbations : 0;
  } else {
    out.perturbations = usual_perturbations;
    node->allow_only({"perturbations", "grow", "rotate", "translate", "patients", "seed"});
    take(*node, "perturbations", out.perturbations, {1, 100});
    take(*node, "grow", out.range.grow_mm, {0, 50});
    take(*node, "rotate", out.range.rotate_degrees, {0, 180});
    take(*node, "translate", out.range.translate_mm, {0, 50});
    take(*node, "patients", out.patients, {5, 1000000});
    take(*node, "seed", out.seed);
  }
  if (out.perturbations > 0) check_changes(*node, plan);
}

std::string stability_text(const StabilityPlan& plan) {
  if (plan.perturbations == 0) return "stability: false\n";
  std::string text = "stability: {perturbations: " + std::to_string(plan.perturbations) +
                     ", grow: " + number_text(plan.range.grow_mm) +
                     ", rotate: " + number_text(plan.range.rotate_degrees) +
                     ", translate: " + number_text(plan.range.translate_mm);
  if (plan.patients > 0) text += ", patients: " + std::to_string(plan.patients);
  return text + ", seed: " + std::to_string(plan.seed) + "}\n";
}

}  // namespace dlrr
