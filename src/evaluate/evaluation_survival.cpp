// One risk against follow-up: order of events, Cox model, and groups of high and low risk.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/summary.h"
#include "base/text.h"
#include "evaluate/evaluation.h"
#include "evaluate/proportional.h"
#include "evaluate/survival.h"
#include "evaluate/uno.h"

namespace dlrr {
namespace {

constexpr std::size_t kFewEvents = 20;
constexpr int kMarks = 4;  // numbers at risk at 0, 1/4, ... of the follow-up

std::vector<double> marks_of(std::span<const double> time) {
  const double last = *std::max_element(time.begin(), time.end());
  std::vector<double> out;
  for (int k = 0; k <= kMarks; ++k) out.push_back(last * k / kMarks);
  return out;
}

Json curve_json(std::span<const double> time, std::span<const int> event,
                const std::vector<double>& marks) {
  const SurvivalCurve curve = kaplan_meier(time, event, Band::log_log);
  Json out = to_json(curve);
  out["band"] = "log-log, 95 %";
  Json table = Json::array();
  const auto numbers = numbers_at_risk(curve, marks);
  for (std::size_t k = 0; k < marks.size(); ++k)
    table.push_back(Json(Json::Array{marks[k], numbers[k]}));
  out["numbers_at_risk"] = table;
  return out;
}

struct Group {
  std::vector<double> time;
  std::vector<int> event;
};

Json group_json(const std::string& name, const Group& group, const std::vector<double>& marks) {
  Json out = Json::of({{"name", name}});
  if (group.time.empty()) {
    out["n"] = 0, out["events"] = 0;
    out["note"] = "nobody is in this group";
    return out;
  }
  const Json curve = curve_json(group.time, group.event, marks);
  for (const auto& [key, value] : curve.as_object()) out[key] = value;
  return out;
}

Json cox_json(const CoxModel& model, const ProportionalHazards& test, const std::string& per) {
  Json out = Json::of({{"n", model.n}, {"events", model.events}, {"estimable", model.estimable}});
  if (!model.estimable) out["reason"] = model.reason;
  out["per"] = per;
  out["hazard_ratio"] = to_json(model.hazard_ratio.front());
  out["coefficient"] = model.coefficient.front();
  out["se"] = model.se.front();
  out["z"] = model.z.front();
  out["p"] = model.p.front();
  out["proportional_hazards"] = to_json(test);
  return out;
}

Json cox_of(std::span<const double> time, std::span<const int> event,
            std::span<const double> covariate, const std::string& per) {
  const CoxModel model = cox_fit(time, event, covariate);
  return cox_json(model, proportional_hazards(model, time, event, covariate), per);
}

std::vector<double> per_deviation(const std::vector<double>& value) {
  const Moments m = moments(value);
  std::vector<double> out = value;
  if (m.sd > 0.0)
    for (double& v : out) v = (v - m.mean) / m.sd;
  return out;
}

Json groups_json(const Risk& risk, const Predictions& cohort, const EvaluationOptions& options,
                 Json& warnings) {
  const double cut = options.risk_cut ? *options.risk_cut : median(risk.value);
  Group group[2];
  std::vector<std::size_t> of;
  std::vector<double> high;
  for (std::size_t i = 0; i < risk.value.size(); ++i) {
    of.push_back(risk.value[i] >= cut);
    high.push_back(static_cast<double>(of.back()));
    group[of.back()].time.push_back(cohort.time[i]);
    group[of.back()].event.push_back(cohort.event[i]);
  }
  const auto marks = marks_of(cohort.time);
  Json out = Json::of({{"cutoff", cut},
                       {"chosen", options.risk_cut ? "given" : "median of these patients"},
                       {"rule", "high at or above the cut-off"}});
  out["curves"] =
      Json(Json::Array{group_json("high", group[1], marks), group_json("low", group[0], marks)});
  if (group[0].time.empty() || group[1].time.empty()) {
    warnings.push_back("the cut-off " + number_text(cut) +
                       " leaves one group only: no log-rank test, no hazard ratio of groups");
    out["log_rank"] = out["cox"] = Json();
    out["note"] = "one group only";
    return out;
  }
  out["log_rank"] = to_json(log_rank(cohort.time, cohort.event, of));
  out["log_rank"]["groups"] = Json(std::vector<std::string>{"low", "high"});  // of its lists
  out["cox"] = cox_of(cohort.time, cohort.event, high, "high against low");
  return out;
}

// Given times, or the quartiles of the times of events.
std::vector<double> horizons_of(const Predictions& cohort, const EvaluationOptions& options) {
  if (!options.horizons.empty()) return options.horizons;
  std::vector<double> times;
  for (std::size_t i = 0; i < cohort.time.size(); ++i)
    if (cohort.event[i] == 1) times.push_back(cohort.time[i]);
  if (times.empty()) return {};
  std::sort(times.begin(), times.end());
  std::vector<double> out;
  for (const double p : {0.25, 0.5, 0.75}) {
    const double at = quantile_of_sorted(times, p);
    if (out.empty() || at > out.back()) out.push_back(at);
  }
  return out;
}

void add_discrimination(const Risk& risk, const Predictions& cohort,
                        const EvaluationOptions& options, Json& out) {
  const auto horizons = horizons_of(cohort, options);
  const double tau = options.horizons.empty()
                         ? std::numeric_limits<double>::infinity()
                         : *std::max_element(options.horizons.begin(), options.horizons.end());
  out["harrell_c"] = to_json(harrell_c(risk.value, cohort.time, cohort.event));
  out["harrell_c"]["method"] = "infinitesimal jackknife";
  const auto found = censored_discrimination(risk.value, cohort.time, cohort.event, tau, horizons,
                                             options.bootstrap);
  const std::string method = "bootstrap of patients, percentile, " +
                             std::to_string(options.bootstrap.replicates) + " replicates";
  out["uno_c"] = to_json(found.c);
  out["uno_c"]["tau"] = std::isinf(tau) ? Json("all events") : Json(tau);
  out["uno_c"]["method"] = method;
  Json at = Json::array();
  for (std::size_t k = 0; k < found.at.size(); ++k) {
    Json one = to_json(found.at_interval[k]);
    one["time"] = found.at[k].time;
    one["cases"] = found.at[k].cases;
    one["controls"] = found.at[k].controls;
    one["censored_before"] = found.at[k].censored;
    one["method"] = "cumulative/dynamic, inverse-probability weights; " + method;
    at.push_back(one);
  }
  out["auc_at"] = at;
}

}  // namespace

Json risk_survival_json(const Risk& risk, const Predictions& cohort,
                        const EvaluationOptions& options) {
  const auto events =
      static_cast<std::size_t>(std::count(cohort.event.begin(), cohort.event.end(), 1));
  Json out = Json::of({{"n", cohort.time.size()}, {"events", events}}), warnings = Json::array();
  if (events == 0)
    warnings.push_back(
        "all patients are censored: no order of events, no hazard ratio; the curve stays at 1");
  else if (events < kFewEvents)
    warnings.push_back("only " + std::to_string(events) +
                       (events == 1 ? " event in " : " events in ") +
                       std::to_string(cohort.time.size()) +
                       " patients: below 20, every estimate is uncertain; read the intervals");
  add_discrimination(risk, cohort, options, out);
  out["cox"] = cox_of(cohort.time, cohort.event, per_deviation(risk.value),
                      "one standard deviation of the risk");
  out["groups"] = groups_json(risk, cohort, options, warnings);
  for (const char* where : {"cox", "groups"}) {
    const Json& cox = where == std::string("cox") ? out.at("cox") : out.at("groups").at("cox");
    if (!cox.is_object() || !cox.at("estimable").as_bool()) continue;
    const double p = cox.at("proportional_hazards").at("p").as_number();
    if (p < 0.05)
      warnings.push_back("hazards are not proportional (p = " + fixed_text(p, 4) +
                         ", Cox model of " + cox.at("per").as_string() +
                         "): its one hazard ratio is an average over the follow-up");
  }
  out["warnings"] = warnings;
  return out;
}

}  // namespace dlrr
