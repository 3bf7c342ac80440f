// p from counts, p against the interval of a ratio, intervals of the AUC against Hanley-McNeil.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "evaluate/audit.h"

namespace dlrr {

namespace {

using Verdict = Finding::Verdict;

constexpr double kNarrow = 2.0 / 3, kWide = 1.5;  // ratios of half widths still called alike

// Many journals print every smaller p as the smallest number of their decimals.
bool at_floor(const Printed& p, double number) {
  return !p.below && p.value <= 2 * p.half() * (1 + 1e-9) && number < p.value;
}

void audit_sums(const CountsTable& table, const CountRow& row, Findings& out) {
  for (std::size_t g = 0; g < table.totals.size(); ++g) {
    std::size_t sum = 0;
    for (const auto& level : row.counts) sum += level[g];
    if (sum == table.totals[g]) continue;
    out.push_back({"sum of counts", table.name, row.name, std::to_string(table.totals[g]),
                   std::to_string(sum), Verdict::differs,
                   "the counts of group " + std::to_string(g + 1) + " do not add up to its size"});
  }
}

void audit_count_p(const CountsTable& table, const CountRow& row, Findings& out) {
  const CountTest test = test_counts(row.counts);
  Finding found{"p from counts",       table.name,      row.name,   row.p.text(),
                fixed_text(test.p, 4), Verdict::agrees, test.method};
  if (std::isnan(test.p)) {
    found.recomputed = "no p";
    found.verdict = Verdict::impossible;
    found.words = "one level or one group only has counts: nothing can be tested";
  } else if (!row.p.covers(test.p) && !at_floor(row.p, test.p)) {
    const bool chi = test.method == "chi-squared";
    const double other = chi ? fisher_exact(row.counts).p : test.chi_squared.p;
    const std::string name = chi ? exact_name(row.counts) : "chi-squared";
    const bool by_other = row.p.covers(other);
    found.verdict = by_other ? Verdict::remark : Verdict::differs;
    found.words += by_other ? " by the rule; printed is the p of " + name
                            : ": neither this nor " + name + " (" + fixed_text(other, 4) +
                                  ") gives the printed p";
  }
  out.push_back(found);
}

std::string range_text(const PRange& p) {
  return fixed_text(p.middle, 4) + " (" + fixed_text(p.low, 4) + " to " + fixed_text(p.high, 4) +
         ")";
}

void audit_symmetry(const RatioTable& table, const RatioRow& row, Findings& out) {
  const auto middle = [&](double sign) {
    const double lower = row.lower.value + sign * row.lower.half();
    return lower <= 0 ? 0 : std::sqrt(lower * (row.upper.value + sign * row.upper.half()));
  };
  const double h = row.estimate.half() * (1 + 1e-9);
  const bool fits = row.estimate.value + h >= middle(-1) && row.estimate.value - h <= middle(1);
  const std::string words =
      fits ? "the ratio lies in the middle of its interval"
           : "the ratio is not the geometric middle of its interval: no Wald interval, or a slip";
  out.push_back({"interval of a ratio", table.name, row.name,
                 row.estimate.text() + " (" + row.lower.text() + " to " + row.upper.text() + ")",
                 "middle " + fixed_text(middle(0), row.estimate.decimals + 1),
                 fits ? Verdict::agrees : Verdict::differs, words});
}

// The side of 1 on which the interval ends and the side of 0.05 on which p lies.
bool contradicts(const RatioRow& row) {
  const bool excludes =
      row.lower.value - row.lower.half() > 1 || row.upper.value + row.upper.half() < 1;
  const bool includes =
      row.lower.value + row.lower.half() < 1 && row.upper.value - row.upper.half() > 1;
  const bool small = row.p.below ? row.p.value <= 0.05 : row.p.value + row.p.half() < 0.05;
  const bool large = !row.p.below && row.p.value - row.p.half() > 0.05;
  return (excludes && large) || (includes && small);
}

void audit_ratio_p(const RatioTable& table, const RatioRow& row, Findings& out) {
  const PRange p = p_of_ratio(row);
  const bool fits = row.p.below ? p.low < row.p.value
                                : row.p.value + row.p.half() >= p.low - 1e-9 &&
                                      row.p.value - row.p.half() <= p.high + 1e-9;
  const bool floor = !fits && at_floor(row.p, p.low);
  std::string words = "follows from the interval";
  if (floor) words = "smaller than printed: write <" + row.p.text();
  if (!fits && !floor)
    words = contradicts(row) ? "the interval and p disagree about 0.05"
                             : "no interval that rounds to the printed one gives this p";
  out.push_back({"p against interval", table.name, row.name, row.p.text(), range_text(p),
                 fits ? Verdict::agrees : (floor ? Verdict::remark : Verdict::differs), words});
}

void audit_auc(const ModelTable& table, const ModelRow& row, Findings& out) {
  const AuditCohort& cohort = table.cohorts[row.cohort];
  const double se = hanley_mcneil_se(row.auc.value, cohort.events, cohort.n - cohort.events);
  const double expected = normal_multiplier(0.95) * se;
  const auto end = [](double x) { return fixed_text(std::clamp(x, 0.0, 1.0), 3); };
  const std::string recomputed =
      end(row.auc.value - expected) + " to " + end(row.auc.value + expected);
  Finding found{"interval of the AUC", table.name, row.name, row.auc.text(), recomputed, {}, {}};
  if (!row.lower.given() || !row.upper.given()) {
    found.verdict = Verdict::remark;
    found.words = "printed without an interval: " + std::to_string(cohort.n) + " patients with " +
                  std::to_string(cohort.events) + " events give about this one";
    out.push_back(found);
    return;
  }
  found.printed += " (" + row.lower.text() + " to " + row.upper.text() + ")";
  const double slack = row.auc.half() + row.lower.half(), half = row.auc.value - row.lower.value;
  const double ratio = half / expected;
  const bool narrow = half + slack<kNarrow * expected, wide = half - slack> kWide * expected;
  found.words = "lower half width " + fixed_text(half, 3) + ", expected " +
                fixed_text(expected, 3) + " (ratio " + fixed_text(ratio, 2) + ")";
  if (narrow) found.words += ": narrower than so few patients allow";
  if (wide) found.words += ": wider than the patients make it";
  if (narrow || wide) found.verdict = Verdict::differs;
  out.push_back(found);
}

// Kendall's a of the printed half widths with the AUC.
double agreement(const std::vector<const ModelRow*>& rows) {
  double sum = 0, pairs = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const auto half = [](const ModelRow& r) { return r.auc.value - r.lower.value; };
      const double d =
          (rows[i]->auc.value - rows[j]->auc.value) * (half(*rows[i]) - half(*rows[j]));
      sum += (d > 0) - (d < 0);
      pairs += 1;
    }
  return sum / pairs;
}

void audit_growth(const ModelTable& table, std::size_t cohort, Findings& out) {
  std::vector<const ModelRow*> rows;
  for (const auto& row : table.rows)
    if (row.cohort == cohort && row.auc.given() && row.lower.given()) rows.push_back(&row);
  if (rows.size() < 4) return;
  const double tau = agreement(rows);
  if (tau < 0.5) return;
  out.push_back({"intervals of the AUC", table.name, table.cohorts[cohort].name,
                 std::to_string(rows.size()) + " intervals",
                 "Kendall's tau of half width with AUC " + fixed_text(tau, 2), Verdict::differs,
                 "intervals grow with the AUC; they must shrink towards 1: neither DeLong's nor a "
                 "bootstrap of patients"});
}

}  // namespace

double hanley_mcneil_se(double auc, std::size_t events, std::size_t others) {
  const auto m = static_cast<double>(events), n = static_cast<double>(others);
  const double q1 = auc / (2 - auc), q2 = 2 * auc * auc / (1 + auc);
  return std::sqrt((auc * (1 - auc) + (m - 1) * (q1 - auc * auc) + (n - 1) * (q2 - auc * auc)) /
                   (m * n));
}

PRange p_of_ratio(const RatioRow& row) {
  const double z95 = normal_multiplier(0.95);
  const auto p_of = [&](double log_ratio, double lower, double upper) {
    const double width = std::log(upper) - std::log(lower);
    return width <= 0 ? 0.0 : two_sided_normal(2 * z95 * log_ratio / width);
  };
  // The nearest and the farthest from 1 of all ratios that round to the printed one.
  const double down = row.estimate.value - row.estimate.half(),
               up = row.estimate.value + row.estimate.half();
  const double a = down > 0 ? std::abs(std::log(down)) : HUGE_VAL, b = std::abs(std::log(up));
  const double near = down < 1 && up > 1 ? 0 : std::min(a, b), far = std::max(a, b);
  const double hl = row.lower.half(), hu = row.upper.half();
  const double widest_lower = std::max(row.lower.value - hl, 0.0);
  PRange out;
  out.middle = p_of(std::log(row.estimate.value), row.lower.value, row.upper.value);
  out.low = p_of(far, row.lower.value + hl, row.upper.value - hu);
  out.high = widest_lower > 0 ? p_of(near, widest_lower, row.upper.value + hu) : 1.0;
  return out;
}

void audit_counts(const CountsTable& table, Findings& out) {
  for (const auto& row : table.rows) {
    audit_sums(table, row, out);
    if (row.p.given()) audit_count_p(table, row, out);
  }
}

void audit_ratios(const RatioTable& table, Findings& out) {
  for (const auto& row : table.rows) {
    audit_symmetry(table, row, out);
    if (row.p.given()) audit_ratio_p(table, row, out);
  }
}

void audit_auc_intervals(const ModelTable& table, Findings& out) {
  for (const auto& row : table.rows)
    if (row.auc.given()) audit_auc(table, row, out);
  for (std::size_t c = 0; c < table.cohorts.size(); ++c) audit_growth(table, c, out);
}

}  // namespace dlrr
