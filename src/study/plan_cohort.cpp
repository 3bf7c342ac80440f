// The patients' half of the study file: tables, outcome, survival, sets.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/error.h"
#include "port/yaml.h"
#include "study/plan_parts.h"
#include "study/plan_values.h"

namespace dlrr {

using Path = std::filesystem::path;

std::string written_path(const Path& path) {
  return path.is_absolute() ? path.filename().generic_string() : path.generic_string();
}

Path beside(const StudyPlan& plan, const Path& path) {
  return path.is_absolute() ? path : plan.file.parent_path() / path;
}

void must_exist(const Yaml& node, const Path& path) {
  if (!std::filesystem::exists(path))
    throw Error(node.place() + ": no file '" + path.string() +
                "' (paths are relative to the study file)");
}

namespace {

OutcomePlan read_outcome(const Yaml& node) {
  node.allow_only({"column", "time", "event", "horizon", "endpoint"});
  OutcomePlan out;
  if (present(node, "column")) {
    if (present(node, "time") || present(node, "horizon") || present(node, "endpoint"))
      throw Error(node.place() +
                  ": an outcome is either a column or time, event and horizon; found both");
    out.column = needed(node, "column").word();
    take(node, "event", out.label);
    return out;
  }
  out.time = needed(node, "time").word();
  out.event = needed(node, "event").word();
  std::string endpoint = present(node, "horizon") ? "binary" : "survival";
  take_choice(node, "endpoint", endpoint, {"binary", "survival"});
  out.survival = endpoint == "survival";
  if (!out.survival) needed(node, "horizon");
  take(node, "horizon", out.horizon, {1e-9, HUGE_VAL});
  return out;
}

std::vector<SurvivalPlan> read_survival(const Yaml& node) {
  if (node.kind != Yaml::Kind::map)
    throw Error(node.place() + ": survival is a map such as {os: {time: os_months, event: died}}");
  std::vector<SurvivalPlan> out;
  for (const auto& [name, value] : node.members) {
    check_name(value, name, "endpoint");
    value.allow_only({"time", "event", "horizon"});
    SurvivalPlan plan{name, needed(value, "time").word(), needed(value, "event").word(), 0};
    take(value, "horizon", plan.horizon, {0, HUGE_VAL});
    out.push_back(plan);
  }
  return out;
}

SplitPlan read_split(const Yaml& node, std::uint64_t seed) {
  node.allow_only({"column", "centre", "train_centres", "time", "until", "train", "seed"});
  SplitPlan out;
  out.seed = seed;
  take(node, "column", out.column);
  take(node, "centre", out.centre);
  take_words(node, "train_centres", out.train_centres);
  take(node, "time", out.time);
  take(node, "until", out.until);
  take(node, "train", out.train, {0.05, 1});
  take(node, "seed", out.seed);
  if (!out.column.empty() && node.members.size() > 1)
    throw Error(node.place() +
                ": 'column' already names the set of every patient; remove the other keys");
  if (!out.train_centres.empty() && out.centre.empty())
    throw Error(node.place() + ": train_centres needs 'centre', the column that names the centre");
  check_unique(node, out.train_centres, "centre");
  if (!out.time.empty() && !out.centre.empty())
    throw Error(node.place() + ": a split is by 'centre' or by 'time'; found both");
  if (!out.until.empty() && out.time.empty())
    throw Error(node.place() + ": until needs 'time', the column of the date");
  if (!out.until.empty() && present(node, "train"))
    throw Error(node.place() + ": 'until' says who trains; remove 'train'");
  return out;
}

}  // namespace

void read_cohort_plan(const Yaml& node, StudyPlan& plan, WrittenPaths& paths) {
  node.allow_only({"clinical", "images", "patient", "outcome", "survival", "split", "inputs",
                   "ignore", "centre", "group"});
  auto& cohort = plan.cohort;
  for (auto [key, path, text] : {std::tuple{"clinical", &cohort.clinical, &paths.clinical},
                                 std::tuple{"images", &cohort.images, &paths.images}}) {
    const Yaml& value = needed(node, key);
    *text = written_path(value.word());
    *path = beside(plan, value.word());
    must_exist(value, *path);
  }
  take(node, "patient", cohort.patient);
  cohort.outcome = read_outcome(needed(node, "outcome"));
  if (const Yaml* value = present(node, "survival")) cohort.survival = read_survival(*value);
  cohort.split.seed = plan.seed;
  if (const Yaml* value = present(node, "split")) cohort.split = read_split(*value, plan.seed);
  cohort.centre = cohort.split.centre;
  take(node, "centre", cohort.centre);
  take(node, "group", cohort.group);
  take_words(node, "inputs", cohort.clinical_columns);
  take_words(node, "ignore", cohort.ignore);
  for (const auto& name : cohort.ignore)
    if (std::find(cohort.clinical_columns.begin(), cohort.clinical_columns.end(), name) !=
        cohort.clinical_columns.end())
      throw Error(node.place() + ": column '" + name + "' is both in 'inputs' and in 'ignore'");
}

}  // namespace dlrr
