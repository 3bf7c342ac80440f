// The keys of `tuning`: how an algorithm is fitted to a model's inputs.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "model/model.h"
#include "port/yaml.h"
#include "study/plan_parts.h"
#include "study/plan_values.h"

namespace dlrr {

namespace {

// Counts are whole and at least 1 (leaves: 2), switches and lambda may be 0, the rest is above it.
void check_value(const Yaml& node, const std::string& key, double value) {
  const auto is_one_of = [&](std::initializer_list<const char*> keys) {
    return std::ranges::find(keys, key) != keys.end();
  };
  std::string expected;
  if (is_one_of({"k", "trees", "min_leaf", "depth", "rounds", "leaves"})) {
    const double least = key == "leaves" ? 2 : 1;
    if (!(value >= least && value <= 100000 && value == std::floor(value)))
      expected = "a whole number from " + number_text(least);
  } else if (is_one_of({"rbf", "distance_weights"})) {
    if (value != 0 && value != 1) expected = "0 or 1";
  } else if (is_one_of({"lambda"})) {
    if (!(value >= 0 && std::isfinite(value))) expected = "0 or more";
  } else if (!(value > 0 && std::isfinite(value))) {
    expected = "a number above 0";
  }
  if (!expected.empty())
    throw Error(node.place() + ": " + key + " holds " + number_text(value) + ", expected " +
                expected);
}

// {C: [0.1, 1], rbf: [1]} of one algorithm: every combination is a point.
DeclaredGrid read_grid(const std::string& name, const Yaml& node) {
  const auto& known = algorithm(name).settings;
  if (node.kind != Yaml::Kind::map || node.members.empty())
    throw Error(node.place() + ": the grid of " + name + " is a map such as {" + known.front() +
                ": [0.1, 1]}");
  node.allow_only(known);
  DeclaredGrid out;
  std::size_t points = 1;
  for (const auto& [key, values] : node.members) {
    out.emplace_back(key, values.numbers());
    points *= out.back().second.size();
    for (const double value : out.back().second) check_value(values, key, value);
  }
  if (points == 0 || points > 10000)
    throw Error(node.place() + ": the grid of " + name + " has " + std::to_string(points) +
                " points, expected 1 to 10000");
  return out;
}

std::string grid_text(const DeclaredGrid& grid) {
  std::vector<std::string> parts;
  for (const auto& [key, values] : grid) {
    std::vector<std::string> numbers;
    for (const double value : values) numbers.push_back(number_text(value));
    parts.push_back(key + ": [" + join(numbers, ", ") + "]");
  }
  return "{" + join(parts, ", ") + "}";
}

}  // namespace

void read_tuning(const Yaml& root, TuningPlan& out) {
  const Yaml* node = present(root, "tuning");
  if (!node) return;
  node->allow_only({"class_weight", "calibration", "early_stopping", "grid"});
  take_choice(*node, "class_weight", out.class_weight, {"none", "balanced"});
  take_choice(*node, "calibration", out.calibration, {"none", "platt", "isotonic"});
  if (const Yaml* early = present(*node, "early_stopping"); early && !switched_off(*early)) {
    early->allow_only({"patience", "rounds"});
    out.patience = 20;
    take(*early, "patience", out.patience, {1, 10000});
    take(*early, "rounds", out.most_rounds, {1, 10000});
  }
  const Yaml* grid = present(*node, "grid");
  if (!grid) return;
  std::vector<std::string> known;
  for (const auto& row : algorithms()) known.push_back(row.name);
  grid->allow_only(known);
  for (const auto& [name, values] : grid->members) out.grid[name] = read_grid(name, values);
}

std::string tuning_text(const TuningPlan& tuning) {
  std::string out = "tuning:\n  class_weight: " + tuning.class_weight +
                    "\n  calibration: " + tuning.calibration + "\n  early_stopping: ";
  out += tuning.patience ? "{patience: " + std::to_string(tuning.patience) +
                               ", rounds: " + std::to_string(tuning.most_rounds) + "}\n"
                         : "false\n";
  if (!tuning.grid.empty()) out += "  grid:\n";
  for (const auto& [name, grid] : tuning.grid) out += "    " + name + ": " + grid_text(grid) + "\n";
  return out;
}

std::vector<HyperParameters> points_of(const DeclaredGrid& grid) {
  std::vector<HyperParameters> out = {{}};
  for (const auto& [key, values] : grid) {
    std::vector<HyperParameters> longer;
    for (const auto& point : out)
      for (const double value : values) {
        longer.push_back(point);
        longer.back()[key] = value;
      }
    out = std::move(longer);
  }
  return out;
}

}  // namespace dlrr
