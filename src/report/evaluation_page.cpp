#include "report/evaluation_page.h"

#include <string>
#include <vector>

#include "report/evaluations.h"
#include "report/read.h"

namespace dlrr {
namespace {

struct Cohort {
  std::string set;  // "" : there is one cohort
  const Json* content;
};

std::vector<Cohort> cohorts_of(const Json& evaluation) {
  std::vector<Cohort> out;
  for (const auto& [set, content] : members_of(member(evaluation, "cohorts")))
    out.push_back({set, &content});
  if (out.empty()) out.push_back({"", &evaluation});
  return out;
}

Json curve_points(const Json& curve) {
  const auto time = numbers_in(member(curve, "time")),
             survival = numbers_in(member(curve, "survival"));
  const auto lower = numbers_in(member(curve, "lower")), upper = numbers_in(member(curve, "upper"));
  Json out = Json::array();
  if (time.empty()) return out;
  out.push_back(Json(std::vector<double>{0, 1, 1, 1}));
  for (std::size_t i = 0; i < time.size() && i < survival.size(); ++i)
    out.push_back(Json(std::vector<double>{time[i], survival[i], lower[i], upper[i]}));
  return out;
}

Json survival_entry(const Json& evaluation, const std::string& set, const std::string& risk,
                    const Json& survival) {
  const Json& groups = member(survival, "groups");
  Json curves = Json::array();
  for (const Json& group : items_of(member(groups, "curves")))
    curves.push_back(Json::of({{"name", member(group, "name")},
                               {"n", member(group, "n")},
                               {"events", member(group, "events")},
                               {"median", member(group, "median")},
                               {"curve", curve_points(group)},
                               {"at_risk", member(group, "numbers_at_risk")}}));
  return Json::of({{"endpoint", member(evaluation, "follow_up", "event")},
                   {"time", member(evaluation, "follow_up", "time")},
                   {"set", set},
                   {"risk_model", risk},
                   {"cutoff", member(groups, "cutoff")},
                   {"groups", curves},
                   {"logrank", member(groups, "log_rank")},
                   {"hr", member(member(groups, "cox"), "hazard_ratio")},
                   {"ph", member(member(member(groups, "cox"), "proportional_hazards"), "p")},
                   {"n", member(survival, "n")},
                   {"events", member(survival, "events")},
                   {"harrell_c", member(survival, "harrell_c")},
                   {"uno_c", member(survival, "uno_c")},
                   {"auc_at", member(survival, "auc_at")},
                   {"cox", member(survival, "cox")}});
}

// Warnings of every risk and pair, with the place in front.
void add_warnings(const std::string& place, const Json& from, Json& out) {
  for (const Json& warning : items_of(member(from, "warnings")))
    out.push_back(place + ": " + text_of(warning));
}

Json cohort_json(const Json& evaluation, const std::vector<Cohort>& cohorts) {
  Json sets = Json::object();
  std::int64_t n = 0, events = 0;
  for (const Cohort& cohort : cohorts) {
    if (!cohort.set.empty())
      sets[cohort.set] = Json::of(
          {{"n", member(*cohort.content, "n")}, {"events", member(*cohort.content, "events")}});
    n += static_cast<std::int64_t>(number_or_nan(member(*cohort.content, "n")));
    if (has(*cohort.content, "events"))
      events += static_cast<std::int64_t>(number_or_nan(member(*cohort.content, "events")));
  }
  Json out = Json::of({{"included", n}, {"sets", sets}});
  const std::string column = text_of(member(evaluation, "outcome", "column"));
  if (column.empty()) return out;
  out["events"] = events;
  out["outcome"] = column + " = " + text_of(member(evaluation, "outcome", "event"));
  return out;
}

}  // namespace

Json report_of_evaluation(const Json& evaluation) {
  const auto cohorts = cohorts_of(evaluation);
  Json warnings =
      member(evaluation, "warnings").is_array() ? member(evaluation, "warnings") : Json::array();
  Json models = Json::object(), pairs = Json::array(), survival = Json::array();
  for (const Cohort& cohort : cohorts) {
    const std::string head = cohort.set.empty() ? "" : "set " + cohort.set + ", ";
    for (const auto& [risk, one] : members_of(member(*cohort.content, "risks"))) {
      if (has(one, "auc")) {
        models[risk][cohort.set] = one;
        add_warnings(head + risk, one, warnings);
      }
      if (!has(one, "survival")) continue;
      survival.push_back(survival_entry(evaluation, cohort.set, risk, member(one, "survival")));
      add_warnings(head + risk + ", follow-up", member(one, "survival"), warnings);
    }
    for (const Json& pair : items_of(member(*cohort.content, "pairs"))) {
      Json entry = pair;
      entry["set"] = cohort.set;
      pairs.push_back(entry);
      add_warnings(head + text_of(member(pair, "a")) + " and " + text_of(member(pair, "b")), pair,
                   warnings);
    }
  }
  return Json::of({{"dlrr", member(evaluation, "dlrr")},
                   {"study", "Evaluation of predicted risks"},
                   {"warnings", warnings},
                   {"cohort", cohort_json(evaluation, cohorts)},
                   {"protocols", Json::of({{"", models}})},
                   {"pairs", pairs},
                   {"survival", survival},
                   {"gaps", member(evaluation, "gaps")}});
}

}  // namespace dlrr
