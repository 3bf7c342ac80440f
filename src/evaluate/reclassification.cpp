#include "evaluate/reclassification.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "base/error.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void check(std::span<const double> old_risk, std::span<const double> new_risk,
           std::span<const int> outcome) {
  check_risk_and_outcome(old_risk, outcome);
  check_risk_and_outcome(new_risk, outcome);
}

void count(Nri& out, int outcome, bool up, bool down) {
  if (outcome == 1) {
    ++out.events;
    out.up_event += up, out.down_event += down;
  } else {
    ++out.nonevents;
    out.up_nonevent += up, out.down_nonevent += down;
  }
}

double ratio_or_nan(double value, double se) { return se > 0.0 ? value / se : kNaN; }

// All that follows from the eight counts.
void finish(Nri& out) {
  const double n1 = static_cast<double>(out.events), n0 = static_cast<double>(out.nonevents);
  const double up1 = static_cast<double>(out.up_event) / n1;
  const double down1 = static_cast<double>(out.down_event) / n1;
  const double up0 = static_cast<double>(out.up_nonevent) / n0;
  const double down0 = static_cast<double>(out.down_nonevent) / n0;
  out.event = up1 - down1;
  out.nonevent = down0 - up0;
  const double nri = out.event + out.nonevent;
  const double spread1 = up1 + down1 - out.event * out.event;
  const double spread0 = up0 + down0 - out.nonevent * out.nonevent;
  out.se_2011 = std::sqrt(std::max(0.0, spread1 / n1 + spread0 / n0));
  out.se_2008 = std::sqrt((up1 + down1) / n1 + (up0 + down0) / n0);
  if (out.events == 0 || out.nonevents == 0) out.se_2011 = out.se_2008 = kNaN;
  out.z_2011 = ratio_or_nan(nri, out.se_2011);
  out.z_2008 = ratio_or_nan(nri, out.se_2008);
  out.p_2011 = two_sided_normal(out.z_2011);
  out.p_2008 = two_sided_normal(out.z_2008);
  const double half = normal_multiplier(0.95) * out.se_2011;
  out.nri = {nri, nri - half, nri + half};
  const auto part = [](double value, double spread, double n) {
    const double wide = normal_multiplier(0.95) * std::sqrt(std::max(0.0, spread) / n);
    return Interval{value, value - wide, value + wide};
  };
  out.event_interval = part(out.event, spread1, n1);
  out.nonevent_interval = part(out.nonevent, spread0, n0);
}

// Every test has its own rounding of the same zero: equal differences have variance 0.
double variance_or_zero(std::span<const double> values) {
  const auto same = [&](double v) { return v == values[0]; };
  if (values.size() > 1 && std::all_of(values.begin(), values.end(), same)) return 0.0;
  return variance_of(values);
}

}  // namespace

Nri continuous_nri(std::span<const double> old_risk, std::span<const double> new_risk,
                   std::span<const int> outcome) {
  check(old_risk, new_risk, outcome);
  Nri out;
  for (std::size_t i = 0; i < outcome.size(); ++i)
    count(out, outcome[i], new_risk[i] > old_risk[i], new_risk[i] < old_risk[i]);
  finish(out);
  return out;
}

Nri categorical_nri(std::span<const double> old_risk, std::span<const double> new_risk,
                    std::span<const int> outcome, std::span<const double> cuts) {
  check(old_risk, new_risk, outcome);
  const auto fall = std::adjacent_find(cuts.begin(), cuts.end(), std::greater_equal<>());
  if (cuts.empty() || fall != cuts.end())
    throw Error("the cuts of the risk categories must be given and rise strictly");
  Nri out;
  out.cuts.assign(cuts.begin(), cuts.end());
  const std::size_t k = cuts.size() + 1;
  out.table_event.assign(k, std::vector<std::size_t>(k, 0));
  out.table_nonevent = out.table_event;
  const auto category = [&](double risk) {
    const auto above = std::upper_bound(cuts.begin(), cuts.end(), risk);
    return static_cast<std::size_t>(above - cuts.begin());
  };
  for (std::size_t i = 0; i < outcome.size(); ++i) {
    const std::size_t before = category(old_risk[i]), after = category(new_risk[i]);
    ++(outcome[i] == 1 ? out.table_event : out.table_nonevent)[before][after];
    count(out, outcome[i], after > before, after < before);
  }
  finish(out);
  return out;
}

Json to_json(const Nri& nri) {
  Json out = to_json(nri.nri);
  out["event"] = nri.event;
  out["nonevent"] = nri.nonevent;
  out["event_lower"] = nri.event_interval.lower;
  out["event_upper"] = nri.event_interval.upper;
  out["nonevent_lower"] = nri.nonevent_interval.lower;
  out["nonevent_upper"] = nri.nonevent_interval.upper;
  out["z"] = nri.z_2011;
  out["p"] = nri.p_2011;
  out["z_2008"] = nri.z_2008;
  out["p_2008"] = nri.p_2008;
  out["method"] = "Pencina 2011";
  out["moved"] = Json::of({{"events", nri.events},
                           {"nonevents", nri.nonevents},
                           {"up_event", nri.up_event},
                           {"down_event", nri.down_event},
                           {"up_nonevent", nri.up_nonevent},
                           {"down_nonevent", nri.down_nonevent}});
  if (nri.cuts.empty()) return out;
  out["cuts"] = nri.cuts;
  out["table_event"] = nri.table_event;
  out["table_nonevent"] = nri.table_nonevent;
  return out;
}

Idi idi(std::span<const double> old_risk, std::span<const double> new_risk,
        std::span<const int> outcome) {
  check(old_risk, new_risk, outcome);
  std::vector<double> old_of[2], new_of[2], change[2];
  for (std::size_t i = 0; i < outcome.size(); ++i) {
    old_of[outcome[i]].push_back(old_risk[i]);
    new_of[outcome[i]].push_back(new_risk[i]);
    change[outcome[i]].push_back(new_risk[i] - old_risk[i]);
  }
  Idi out;
  out.mean_event_old = mean_of(old_of[1]), out.mean_event_new = mean_of(new_of[1]);
  out.mean_nonevent_old = mean_of(old_of[0]), out.mean_nonevent_new = mean_of(new_of[0]);
  out.event = out.mean_event_new - out.mean_event_old;
  out.nonevent = out.mean_nonevent_new - out.mean_nonevent_old;
  out.se = std::sqrt(variance_or_zero(change[1]) / static_cast<double>(change[1].size()) +
                     variance_or_zero(change[0]) / static_cast<double>(change[0].size()));
  const double value = out.event - out.nonevent;
  out.z = ratio_or_nan(value, out.se);
  out.p = two_sided_normal(out.z);
  const double half = normal_multiplier(0.95) * out.se;
  out.idi = {value, value - half, value + half};
  return out;
}

Json to_json(const Idi& idi) {
  Json out = to_json(idi.idi);
  out["event"] = idi.event;
  out["nonevent"] = idi.nonevent;
  out["z"] = idi.z;
  out["p"] = idi.p;
  return out;
}

}  // namespace dlrr
