#include "study/survival_figures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "base/text.h"
#include "evaluate/cox.h"
#include "evaluate/cross_validated.h"
#include "evaluate/proportional.h"
#include "evaluate/survival.h"
#include "evaluate/uno.h"

namespace dlrr {

namespace {

constexpr std::ptrdiff_t few_events = 20;
constexpr std::size_t replicates = 1000;
constexpr double infinite = std::numeric_limits<double>::infinity();

FollowUp rows_where(const FollowUp& all, const std::function<bool(std::size_t)>& wanted) {
  FollowUp out = all;
  out.predictor.clear(), out.time.clear(), out.event.clear(), out.fold.clear();
  for (std::size_t i = 0; i < all.time.size(); ++i) {
    if (!wanted(i)) continue;
    out.predictor.push_back(all.predictor[i]);
    out.time.push_back(all.time[i]);
    out.event.push_back(all.event[i]);
    if (!all.fold.empty()) out.fold.push_back(all.fold[i]);
  }
  return out;
}

FollowUp first_repeat(const FollowUp& all) {
  if (all.fold.empty()) return all;
  return rows_where(all, [&](std::size_t i) { return all.fold[i] < all.folds_per_repeat; });
}

Json interval_json(const Interval& interval, const std::string& method) {
  Json out = to_json(interval);
  out["method"] = method;
  return out;
}

Json mean_json(double estimate) {
  return Json::of({{"estimate", estimate}, {"method", "mean of the left-out folds"}});
}

// Mean over the folds that have a value.
double fold_mean(const FollowUp& all, const std::function<double(const FollowUp&)>& value) {
  const int folds = all.fold.empty() ? 0 : *std::ranges::max_element(all.fold) + 1;
  double sum = 0;
  int used = 0;
  for (int k = 0; k < folds; ++k) {
    const auto part = rows_where(all, [&](std::size_t i) { return all.fold[i] == k; });
    if (part.time.empty()) continue;
    if (const double one = value(part); std::isfinite(one)) sum += one, ++used;
  }
  return used ? sum / used : std::numeric_limits<double>::quiet_NaN();
}

void add_resampled(const FollowUp& rows, Json& out) {
  const double tau = rows.horizon > 0 ? rows.horizon : infinite;
  out["harrell_c"] = interval_json(
      cross_validated_c(rows.predictor, rows.time, rows.event, rows.fold, rows.folds_per_repeat),
      "mean of the left-out folds, infinitesimal jackknife within folds");
  const double uno = fold_mean(rows, [&](const FollowUp& part) {
    return uno_c(part.predictor, part.time, part.event, tau);
  });
  out["uno_c"] = mean_json(uno);
  out["auc_at"] = Json();
  if (rows.horizon <= 0) return;
  const double auc = fold_mean(rows, [&](const FollowUp& part) {
    return auc_at(part.predictor, part.time, part.event, rows.horizon).auc;
  });
  out["auc_at"] = mean_json(auc);
  out["auc_at"]["time"] = rows.horizon;
}

void add_order(const FollowUp& rows, Json& out) {
  const double tau = rows.horizon > 0 ? rows.horizon : infinite;
  std::vector<double> times;
  if (rows.horizon > 0) times.push_back(rows.horizon);
  out["harrell_c"] = to_json(harrell_c(rows.predictor, rows.time, rows.event));
  out["harrell_c"]["method"] = "infinitesimal jackknife";
  const auto found = censored_discrimination(rows.predictor, rows.time, rows.event, tau, times,
                                             Bootstrap{replicates, rows.seed, rows.threads});
  const std::string method =
      "bootstrap of patients, percentile, " + std::to_string(replicates) + " replicates";
  out["uno_c"] = interval_json(found.c, method);
  out["auc_at"] = Json();
  if (times.empty()) return;
  out["auc_at"] = interval_json(found.at_interval.front(), method);
  out["auc_at"]["time"] = rows.horizon;
  out["auc_at"]["cases"] = found.at.front().cases;
  out["auc_at"]["controls"] = found.at.front().controls;
}

// Per SD of the training patients' predictor, so that the sets can be compared.
Json cox_json(const FollowUp& rows) {
  if (!(rows.spread > 0)) return {};
  auto unit = rows.predictor;
  for (double& value : unit) value /= rows.spread;
  const CoxModel cox = cox_fit(rows.time, rows.event, unit);
  Json out = Json::of({{"estimable", cox.estimable}});
  if (!cox.estimable) {
    out["reason"] = cox.reason;
    return out;
  }
  out["hazard_ratio"] = to_json(cox.hazard_ratio.front());
  out["p"] = cox.p.front();
  const auto test = proportional_hazards(cox, rows.time, rows.event, unit);
  out["proportional_hazards_p"] = to_json(test).at("p");
  return out;
}

Json warnings_of(const FollowUp& rows) {
  Json out = Json::array();
  const auto events = std::ranges::count(rows.event, 1);
  if (events < few_events)
    out.push_back("only " + std::to_string(events) + (events == 1 ? " event in " : " events in ") +
                  std::to_string(rows.event.size()) +
                  " patients: below 20, every estimate is uncertain; read the intervals");
  return out;
}

}  // namespace

RiskGroups risk_groups(const FollowUp& rows) {
  const FollowUp once = first_repeat(rows);
  RiskGroups out{once.time, once.event, {}};
  for (const double value : once.predictor) out.group.push_back(value >= rows.cutoff);
  return out;
}

Json follow_up_json(const FollowUp& rows) {
  const FollowUp once = first_repeat(rows);
  Json out = Json::of({{"n", once.time.size()}, {"events", std::ranges::count(once.event, 1)}});
  if (rows.fold.empty())
    add_order(rows, out);
  else
    add_resampled(rows, out);
  out["cox"] = cox_json(once);
  out["cutoff"] = rows.cutoff;
  const Json compared = risk_groups_json(risk_groups(rows));
  for (const auto& group : compared.at("groups").as_array())
    out[group.at("name").as_string()] =
        Json::of({{"n", group.at("n")}, {"events", group.at("events")}});
  for (const char* key : {"logrank", "hr", "hr_note"})
    if (const Json* value = compared.find(key)) out[key] = *value;
  out["warnings"] = warnings_of(once);
  return out;
}

}  // namespace dlrr
