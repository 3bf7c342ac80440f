// The baseline table: groups are the sets, or those with and without the event when there is one
// set.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "evaluate/baseline.h"
#include "evaluate/contingency.h"
#include "evaluate/describe.h"
#include "evaluate/describe_checks.h"

namespace dlrr {

namespace {

constexpr std::size_t kNoGroup = static_cast<std::size_t>(-1);

struct Grouping {
  std::vector<std::string> names;
  std::vector<std::size_t> of;  // of each row; kNoGroup: none
};

Grouping grouping(const ClinicalTable& table) {
  if (table.sets.size() > 1) return {table.sets, table.set_of};
  Grouping out{{"without the event", "with the event"}, {}};
  for (const int y : table.outcome)
    out.of.push_back(y < 0 ? kNoGroup : static_cast<std::size_t>(y));
  return out;
}

Groups values_by_group(const ClinicalVariable& variable, const Grouping& grouping) {
  Groups out(grouping.names.size());
  for (std::size_t r = 0; r < variable.values.size(); ++r)
    if (grouping.of[r] != kNoGroup && !std::isnan(variable.values[r]))
      out[grouping.of[r]].push_back(variable.values[r]);
  return out;
}

std::size_t sum(const std::vector<std::size_t>& counts) {
  std::size_t out = 0;
  for (const auto n : counts) out += n;
  return out;
}

// Counts of one group: column g of the table.
std::size_t in_group(const CountTable& counts, std::size_t g) {
  std::size_t out = 0;
  for (const auto& level : counts) out += level[g];
  return out;
}

double largest(double a, double b) {
  return std::isnan(a) ? std::abs(b) : std::max(a, std::abs(b));
}

// Largest over the pairs of groups (and over the levels).
double largest_smd(const CountTable& counts) {
  double out = std::numeric_limits<double>::quiet_NaN();
  for (const auto& level : counts)
    for (std::size_t g = 0; g < level.size(); ++g)
      for (std::size_t h = 0; h < g; ++h) {
        const double d =
            smd_of_shares(level[g], in_group(counts, g), level[h], in_group(counts, h));
        if (!std::isnan(d)) out = largest(out, d);
      }
  return out;
}

double largest_smd(const Groups& groups) {
  double out = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (std::size_t h = 0; h < g; ++h) {
      const double d = standardised_mean_difference(groups[g], groups[h]);
      if (!std::isnan(d)) out = largest(out, d);
    }
  return out;
}

int decimals_for(const Groups& groups) {
  double size = 0;
  for (const auto& group : groups)
    for (const double v : group) size = std::max(size, std::abs(v));
  return size >= 20 ? 1 : (size >= 1 ? 2 : 3);
}

std::string cell(const Description& d, bool normal, int decimals, const PrintStyle& style) {
  if (d.n == 0) return "no values";
  if (normal) return style.spread(d.mean, d.sd, decimals);
  return style.number(d.median, decimals) + " (" + style.range(d.q1, d.q3, decimals) + ")";
}

CountTable count_levels(const ClinicalVariable& variable, const Grouping& grouping) {
  CountTable out(variable.levels.size(), std::vector<std::size_t>(grouping.names.size(), 0));
  for (std::size_t r = 0; r < variable.values.size(); ++r)
    if (grouping.of[r] != kNoGroup && !std::isnan(variable.values[r]))
      ++out[static_cast<std::size_t>(variable.values[r])][grouping.of[r]];
  return out;
}

class Baseline {
 public:
  Baseline(const ClinicalTable& table, const DescribeOptions& options, ClinicalDescription& out)
      : options_(options), out_(out), grouping_(grouping(table)), table_(table) {}

  void write() {
    made_ = {"baseline", "Baseline characteristics", {"Variable"}, {}, {}};
    for (std::size_t g = 0; g < grouping_.names.size(); ++g) {
      const auto n =
          static_cast<std::size_t>(std::count(grouping_.of.begin(), grouping_.of.end(), g));
      made_.header.push_back(grouping_.names[g] + " (n = " + std::to_string(n) + ")");
      smallest_ = g == 0 ? n : std::min(smallest_, n);
    }
    for (const auto& title : {std::string("SMD"), options_.style.p_title(), std::string("Test")})
      made_.header.push_back(title);
    if (table_.sets.size() > 1) outcome_row();
    for (const auto& variable : table_.variables)
      variable.continuous ? continuous(variable) : categorical(variable);
    const bool plain = options_.style.journal == PrintStyle::Journal::plain;
    made_.notes = {
        std::string(plain ? "Mean ± SD" : "Mean (SD)") +
            " with Welch's test where |skewness| of the residuals is at most 1 and their "
            "Shapiro-Wilk p at least 0.05 (above 5000 values: by skewness alone); otherwise median "
            "(quartiles) with Mann-Whitney (exact, ties and all, where both groups have fewer than "
            "50 "
            "values; else normal with corrections for ties and continuity) or Kruskal-Wallis.",
        "n (%) with chi-squared without correction; Fisher's exact test (two by two) or "
        "that of Fisher, Freeman and Halton (larger tables) when an expected count is below 1 or "
        "more than a fifth are below 5.",
        "SMD: largest absolute standardised difference between two groups, of a level for "
        "categories; above 0.1 groups differ noticeably. NA: not estimable (no spread, or an empty "
        "group). p values are not corrected for their number."};
    out_.tables.push_back(made_);
    out_.tables.push_back(checks_);
    out_.numbers["baseline"] = numbers_;
  }

 private:
  void outcome_row() {
    ClinicalVariable outcome{table_.outcome_name, false, {}, {"no", "event"}, 0};
    for (const int y : table_.outcome)
      outcome.values.push_back(y < 0 ? std::numeric_limits<double>::quiet_NaN() : y);
    outcome_ = &outcome;  // no predictor: its rarity is describe_regression's to say
    categorical(outcome);
    outcome_ = nullptr;
  }

  void continuous(const ClinicalVariable& variable) {
    const Groups groups = values_by_group(variable, grouping_);
    const auto& style = options_.style;
    const auto least =
        std::min_element(groups.begin(), groups.end(),
                         [](const auto& a, const auto& b) { return a.size() < b.size(); });
    const bool testable = least->size() >= 2;
    const BaselineRow row = testable ? compare_groups(groups) : BaselineRow{};
    const auto shown = row.normal ? PrintStyle::Statistic::mean : PrintStyle::Statistic::median;
    std::vector<std::string> cells = {style.row(variable.name, shown)};
    for (const auto& group : groups)
      cells.push_back(group.empty()
                          ? "no values"
                          : cell(describe(group), row.normal, decimals_for(groups), style));
    cells.push_back(style.number(largest_smd(groups), 2));
    cells.push_back(testable ? style.p(row.p) : "NA");
    const std::string none = "none: a group has fewer than two values";
    cells.push_back(testable ? row.method : none);
    made_.rows.push_back(cells);
    numbers_[variable.name] =
        testable ? to_json(row)
                 : Json::of({{"p", std::numeric_limits<double>::quiet_NaN()}, {"method", none}});
    if (testable) add_checks(variable.name, row.method, check_continuous(groups, row.method));
  }

  void categorical(const ClinicalVariable& variable) {
    const CountTable counts = count_levels(variable, grouping_);
    const CountTest test = test_counts(counts);
    const auto& style = options_.style;
    for (std::size_t l = 0; l < counts.size(); ++l) {
      std::vector<std::string> cells = {
          style.row(variable.name + ": " + variable.levels[l], PrintStyle::Statistic::count)};
      for (std::size_t g = 0; g < grouping_.names.size(); ++g) {
        const auto whole = in_group(counts, g);
        cells.push_back(whole == 0 ? "no values" : style.share(counts[l][g], whole, smallest_));
      }
      const bool first = l == 0;
      const bool none = std::isnan(test.p);
      cells.push_back(first ? style.number(largest_smd(counts), 2) : "");
      cells.push_back(first ? style.p(test.p) : "");
      cells.push_back(first ? (none ? "none: one level or one group only" : test.method) : "");
      made_.rows.push_back(cells);
      if (&variable != outcome_) small_group(variable, l, sum(counts[l]), counts);
    }
    numbers_[variable.name] = to_json(test);
    numbers_[variable.name]["counts"] = Json::array();
    for (const auto& level : counts) numbers_[variable.name]["counts"].push_back(Json(level));
    if (!std::isnan(test.p))
      add_checks(variable.name, test.method, check_counts(counts, test.method));
  }

  template <class Checks>
  void add_checks(const std::string& name, const std::string& used, const Checks& checks) {
    checks_.rows.push_back(checks_row(name, used, checks, options_.style));
    numbers_[name]["checks"] = to_json(checks);
  }

  void small_group(const ClinicalVariable& variable, std::size_t level, std::size_t n,
                   const CountTable& counts) {
    std::size_t all = 0;
    for (const auto& l : counts) all += sum(l);
    if (static_cast<double>(n) >= options_.small_group * static_cast<double>(all)) return;
    out_.warnings.push_back("'" + variable.name + "': " + variable.levels[level] + " holds " +
                            std::to_string(n) + " of " + std::to_string(all) +
                            " patients, fewer than " + number_text(100 * options_.small_group) +
                            "%: its odds ratio will be unstable");
  }

  const DescribeOptions& options_;
  ClinicalDescription& out_;
  Grouping grouping_;
  std::size_t smallest_ = 0;  // patients of the smallest group
  const ClinicalTable& table_;
  PaperTable made_, checks_ = checks_table();
  Json numbers_ = Json::object();
  const ClinicalVariable* outcome_ = nullptr;
};

}  // namespace

void describe_baseline(const ClinicalTable& table, const DescribeOptions& options,
                       ClinicalDescription& out) {
  Baseline(table, options, out).write();
}

}  // namespace dlrr
