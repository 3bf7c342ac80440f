#include <algorithm>
#include <cmath>

#include "evaluate/survival.h"
#include "study/bundle.h"
#include "study/protocol_parts.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

// Cut at the administrative horizon.
RiskGroups follow(const Results& r, const Estimate& estimate, std::size_t endpoint, double cutoff) {
  const double horizon = r.plan.cohort.survival[endpoint].horizon;
  RiskGroups out;
  for (std::size_t i = 0; i < estimate.rows.size(); ++i) {
    const auto& patient = r.cohort.patients[r.included[estimate.rows[i]]];
    double time = patient.survival_time[endpoint], event = patient.survival_event[endpoint];
    if (!std::isfinite(time) || !std::isfinite(event)) continue;
    if (horizon > 0 && time > horizon) {
      time = horizon;
      event = 0;
    }
    out.time.push_back(time);
    out.event.push_back(static_cast<int>(event));
    out.group.push_back(estimate.risk[i] >= cutoff);
  }
  return out;
}

Json group_json(const RiskGroups& all, std::size_t group) {
  std::vector<double> time;
  std::vector<int> event;
  for (std::size_t i = 0; i < all.time.size(); ++i)
    if (all.group[i] == group) {
      time.push_back(all.time[i]);
      event.push_back(all.event[i]);
    }
  const char* name = group ? "high" : "low";
  if (time.empty()) return Json::of({{"name", name}, {"n", 0}, {"events", 0}});
  const auto curve = kaplan_meier(time, event);
  Json points = Json::array(), at_risk = Json::array();
  points.push_back(Json(std::vector<double>{0, 1, 1, 1}));
  for (std::size_t i = 0; i < curve.time.size(); ++i)
    points.push_back(Json(
        std::vector<double>{curve.time[i], curve.survival[i], curve.lower[i], curve.upper[i]}));
  const double last = all.time.empty() ? 0 : *std::ranges::max_element(all.time);
  std::vector<double> marks;
  for (int k = 0; k <= 4; ++k) marks.push_back(last * k / 4);
  const auto numbers = numbers_at_risk(curve, marks);
  for (std::size_t k = 0; k < marks.size(); ++k)
    at_risk.push_back(Json(Json::Array{marks[k], numbers[k]}));
  return Json::of({{"name", name},
                   {"n", curve.n},
                   {"events", curve.events},
                   {"curve", points},
                   {"at_risk", at_risk},
                   {"median", to_json(curve.median)}});
}

Json comparison(const RiskGroups& all) {
  Json out = Json::object();
  const auto high = static_cast<std::size_t>(std::ranges::count(all.group, std::size_t{1}));
  if (high == 0 || high == all.group.size()) return out;
  const auto test = log_rank(all.time, all.event, all.group);
  out["logrank"] = Json::of({{"chi2", test.chi2}, {"df", test.df}, {"p", test.p}});
  const auto cox =
      cox_fit(all.time, all.event, std::vector<double>(all.group.begin(), all.group.end()));
  if (cox.estimable)
    out["hr"] = to_json(cox.hazard_ratio.front());
  else
    out["hr_note"] = cox.reason;
  return out;
}

}  // namespace

Json risk_groups_json(const RiskGroups& all) {
  Json out = Json::of({{"groups", Json(Json::Array{group_json(all, 0), group_json(all, 1)})}});
  const Json compared = comparison(all);
  for (const auto& [key, value] : compared.as_object()) out[key] = value;
  return out;
}

Json survival_json(const Results& r) {
  Json out = Json::array();
  const auto& protocol = r.protocols.back();
  const std::string name = image_only_model(r.plan, protocol);
  const auto model = std::ranges::find(protocol.models, name, &ModelResult::model);
  if (model == protocol.models.end()) return out;
  for (std::size_t k = 0; k < r.plan.cohort.survival.size(); ++k)
    for (const auto& estimate : model->estimates) {
      if (estimate.set == "resampled" && r.plan.protocol.outer_repeats > 1)
        continue;  // each patient counts once
      const auto all = follow(r, estimate, k, model->cutoff);
      if (all.time.empty()) continue;
      Json one = Json::of({{"endpoint", r.plan.cohort.survival[k].name},
                           {"time", r.plan.cohort.survival[k].time},
                           {"set", estimate.set},
                           {"protocol", protocol.name},
                           {"risk_model", name},
                           {"cutoff", model->cutoff},
                           {"cutoff_from", model->cutoff_from}});
      const Json groups = risk_groups_json(all);
      for (const auto& [key, value] : groups.as_object()) one[key] = value;
      out.push_back(std::move(one));
    }
  return out;
}

}  // namespace dlrr
