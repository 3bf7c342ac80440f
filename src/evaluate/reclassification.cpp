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

NriPart part_of(std::size_t right, std::size_t wrong, std::size_t n) {
  const double all = static_cast<double>(n);
  const double up = static_cast<double>(right) / all, down = static_cast<double>(wrong) / all;
  const double net = up - down;
  NriPart out;
  out.se_2011 = std::sqrt(std::max(0.0, up + down - net * net) / all);
  if (n == 0) out.se_2011 = kNaN;
  out.z_2011 = ratio_or_nan(net, out.se_2011);
  out.p_2011 = two_sided_normal(out.z_2011);
  out.z_2008 = ratio_or_nan(net, std::sqrt((up + down) / all));
  out.p_2008 = two_sided_normal(out.z_2008);
  const double half = normal_multiplier(0.95) * out.se_2011;
  out.share = {net, net - half, net + half};
  return out;
}

// All that follows from the eight counts.
void finish(Nri& out) {
  const double n1 = static_cast<double>(out.events), n0 = static_cast<double>(out.nonevents);
  out.event = part_of(out.up_event, out.down_event, out.events);
  out.nonevent = part_of(out.down_nonevent, out.up_nonevent, out.nonevents);
  const double nri = out.event.share.estimate + out.nonevent.share.estimate;
  const double moved1 = static_cast<double>(out.up_event + out.down_event) / n1;
  const double moved0 = static_cast<double>(out.up_nonevent + out.down_nonevent) / n0;
  out.se_2011 = std::hypot(out.event.se_2011, out.nonevent.se_2011);
  out.se_2008 = std::sqrt(moved1 / n1 + moved0 / n0);
  if (out.events == 0 || out.nonevents == 0) out.se_2011 = out.se_2008 = kNaN;
  out.z_2011 = ratio_or_nan(nri, out.se_2011);
  out.z_2008 = ratio_or_nan(nri, out.se_2008);
  out.p_2011 = two_sided_normal(out.z_2011);
  out.p_2008 = two_sided_normal(out.z_2008);
  const double half = normal_multiplier(0.95) * out.se_2011;
  out.nri = {nri, nri - half, nri + half};
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

namespace {

void add_part(const std::string& name, const NriPart& part, Json& out) {
  out[name] = part.share.estimate;
  out[name + "_lower"] = part.share.lower;
  out[name + "_upper"] = part.share.upper;
  out[name + "_z"] = part.z_2011;
  out[name + "_p"] = part.p_2011;
  out[name + "_z_2008"] = part.z_2008;
  out[name + "_p_2008"] = part.p_2008;
}

}  // namespace

Json to_json(const Nri& nri) {
  Json out = to_json(nri.nri);
  add_part("event", nri.event, out);
  add_part("nonevent", nri.nonevent, out);
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
