#include "evaluate/contingency.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

#include "base/error.h"
#include "base/random.h"
#include "port/distributions.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Work before the test is simulated instead: a column tried costs 1, a stored way costs kStored.
constexpr std::size_t kMostTables = 12'000'000, kStored = 8;
constexpr int kSimulations = 20'000;
// Tables whose chances are equal differ by rounding; this relative slack counts them as equal.
constexpr double kSlack = 1e-7;

CountTable transposed(const CountTable& table) {
  CountTable out(table.empty() ? 0 : table[0].size(), std::vector<std::size_t>(table.size()));
  for (std::size_t i = 0; i < table.size(); ++i)
    for (std::size_t j = 0; j < table[i].size(); ++j) out[j][i] = table[i][j];
  return out;
}

CountTable without_empty_rows(CountTable table) {
  std::erase_if(table, [](const auto& row) {
    return std::all_of(row.begin(), row.end(), [](std::size_t c) { return c == 0; });
  });
  return table;
}

// Neither row nor column is empty.
CountTable compact(const CountTable& table) {
  for (const auto& row : table)
    if (row.size() != table[0].size())
      throw Error(ErrorKind::internal, "a table of counts has rows of different length");
  return transposed(without_empty_rows(transposed(without_empty_rows(table))));
}

std::vector<std::size_t> row_sums(const CountTable& table) {
  std::vector<std::size_t> out;
  for (const auto& row : table)
    out.push_back(std::accumulate(row.begin(), row.end(), std::size_t{0}));
  return out;
}

// The chance of a table with fixed margins is exp(constant - sum of log cell!).
class ExactTest {
 public:
  explicit ExactTest(const CountTable& table)
      : rows_(row_sums(table)), columns_(row_sums(transposed(table))) {
    const std::size_t n = std::accumulate(rows_.begin(), rows_.end(), std::size_t{0});
    log_factorial_.assign(n + 1, 0.0);
    for (std::size_t i = 2; i <= n; ++i)
      log_factorial_[i] = log_factorial_[i - 1] + std::log(static_cast<double>(i));
    for (const std::size_t r : rows_) constant_ += log_factorial_[r];
    for (const std::size_t c : columns_) constant_ += log_factorial_[c];
    constant_ -= log_factorial_[n];
    observed_ = weight(table);
    std::sort(columns_.begin(), columns_.end());
  }

  // Nothing when there are too many tables.
  std::optional<double> enumerate();
  double simulate() const;

 private:
  using Margins = std::vector<std::size_t>;
  // Chances of the ways to a node, joined where they are equal: key -> (log weight, number of
  // ways).
  using Past = std::map<std::int64_t, std::pair<double, double>>;

  double weight(const CountTable& table) const {
    double sum = 0.0;
    for (const auto& row : table)
      for (const std::size_t cell : row) sum -= log_factorial_[cell];
    return sum;
  }
  // Calls visit(rest of the rows, log weight) for every way to take `left` from rows from..end.
  template <class Visit>
  bool fill(Margins& rest, std::size_t from, std::size_t left, double log_weight,
            const Visit& visit);
  bool last_two_columns(const Margins& rest, const Past& past, double& p);

  std::vector<std::size_t> rows_, columns_;
  std::vector<double> log_factorial_;
  double constant_ = 0, observed_ = 0;
  std::size_t tried_ = 0;
};

template <class Visit>
bool ExactTest::fill(Margins& rest, std::size_t from, std::size_t left, double log_weight,
                     const Visit& visit) {
  if (from + 1 == rest.size()) {
    if (left > rest[from]) return true;
    if (++tried_ > kMostTables) return false;
    rest[from] -= left;
    visit(rest, log_weight - log_factorial_[left]);
    rest[from] += left;
    return true;
  }
  std::size_t room = 0;  // what the rows after this one can take
  for (std::size_t i = from + 1; i < rest.size(); ++i) room += rest[i];
  const std::size_t most = std::min(left, rest[from]);
  for (std::size_t x = left > room ? left - room : 0; x <= most; ++x) {
    rest[from] -= x;
    const bool fine = fill(rest, from + 1, left - x, log_weight - log_factorial_[x], visit);
    rest[from] += x;
    if (!fine) return false;
  }
  return true;
}

// With the column before the last the last is given. A tail counts for all pasts that are light
// enough: prefix sums over the sorted pasts give their total at once.
bool ExactTest::last_two_columns(const Margins& rest, const Past& past, double& p) {
  std::vector<double> weights, sums{0.0};
  const double shift = past.rbegin()->second.first;
  for (const auto& [key, way] : past) {
    weights.push_back(way.first);
    sums.push_back(sums.back() + way.second * std::exp(way.first - shift));
  }
  const double limit = observed_ + kSlack;
  Margins margins = rest;
  const std::size_t column = columns_[columns_.size() - 2];
  return fill(margins, 0, column, 0.0, [&](const Margins& last, double tail) {
    for (const std::size_t cell : last) tail -= log_factorial_[cell];
    const auto heavy = std::upper_bound(weights.begin(), weights.end(), limit - tail);
    const auto light = static_cast<std::size_t>(heavy - weights.begin());
    if (light > 0) p += sums[light] * std::exp(constant_ + shift + tail);
  });
}

std::optional<double> ExactTest::enumerate() {
  std::map<Margins, Past> nodes;
  nodes[rows_][0] = {0.0, 1.0};
  for (std::size_t column = 0; column + 2 < columns_.size(); ++column) {
    std::map<Margins, Past> next;
    for (const auto& [margins, past] : nodes) {
      Margins rest = margins;
      const bool fine = fill(rest, 0, columns_[column], 0.0, [&](const Margins& left, double step) {
        Past& there = next[left];
        for (const auto& [key, way] : past) {
          const double log_weight = way.first + step;
          auto& entry = there[std::llround(log_weight * 1e9)];
          entry.first = log_weight;
          entry.second += way.second;
          tried_ += kStored;
        }
      });
      if (!fine || tried_ > kMostTables) return std::nullopt;
    }
    nodes = std::move(next);
  }
  double p = 0.0;
  for (const auto& [margins, past] : nodes)
    if (!last_two_columns(margins, past, p)) return std::nullopt;
  return std::min(1.0, p);
}

// Shuffled labels give tables with the same margins (Agresti 1992).
double ExactTest::simulate() const {
  Random random(0, "fisher");
  std::vector<std::size_t> labels;
  for (std::size_t j = 0; j < columns_.size(); ++j) labels.insert(labels.end(), columns_[j], j);
  int light = 0;
  for (int round = 0; round < kSimulations; ++round) {
    random.shuffle(labels);
    CountTable table(rows_.size(), std::vector<std::size_t>(columns_.size(), 0));
    std::size_t at = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      for (std::size_t k = 0; k < rows_[i]; ++k) ++table[i][labels[at++]];
    light += weight(table) <= observed_ + kSlack;
  }
  return (light + 1.0) / (kSimulations + 1.0);
}

}  // namespace

namespace {

// `correction` is taken off every difference, as far as it goes.
ChiSquared corrected_chi_squared(const CountTable& given, double correction) {
  const CountTable table = compact(given);
  ChiSquared out;
  if (table.size() < 2 || table[0].size() < 2) return {kNaN, 0, kNaN, kNaN, kNaN};
  const auto rows = row_sums(table), columns = row_sums(transposed(table));
  const double n = static_cast<double>(std::accumulate(rows.begin(), rows.end(), std::size_t{0}));
  out.smallest_expected = n;
  double small = 0.0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const double expected = static_cast<double>(rows[i]) * static_cast<double>(columns[j]) / n;
      const double whole = std::abs(static_cast<double>(table[i][j]) - expected);
      const double difference = whole - std::min(correction, whole);
      out.chi2 += difference * difference / expected;
      out.smallest_expected = std::min(out.smallest_expected, expected);
      small += expected < 5.0;
    }
  out.df = static_cast<double>((rows.size() - 1) * (columns.size() - 1));
  out.p = chi2_upper(out.chi2, out.df);
  out.share_expected_below_5 = small / static_cast<double>(rows.size() * columns.size());
  return out;
}

bool two_by_two(const CountTable& table) { return table.size() == 2 && table[0].size() == 2; }

}  // namespace

ChiSquared chi_squared(const CountTable& table) { return corrected_chi_squared(table, 0.0); }

ChiSquared chi_squared_yates(const CountTable& table) {
  if (!two_by_two(compact(table))) return {kNaN, 0, kNaN, kNaN, kNaN};
  return corrected_chi_squared(table, 0.5);
}

FisherExact fisher_exact(const CountTable& given) {
  CountTable table = compact(given);
  if (table.size() < 2 || table[0].size() < 2) return {kNaN, false};
  // Few columns: all tables differ in few columns' worth of counts.
  if (table[0].size() > table.size()) table = transposed(table);
  ExactTest test(table);
  if (const auto p = test.enumerate()) return {*p, false};
  return {test.simulate(), true};
}

std::string exact_name(const CountTable& given) {
  const CountTable table = compact(given);
  const bool square = table.size() <= 2 && (table.empty() || table[0].size() <= 2);
  return square ? "Fisher exact" : "Fisher-Freeman-Halton";
}

CountTest test_counts(const CountTable& table) {
  CountTest out;
  out.chi_squared = chi_squared(table);
  if (out.chi_squared.smallest_expected < 1.0 || out.chi_squared.share_expected_below_5 > 0.2) {
    const FisherExact exact = fisher_exact(table);
    out.p = exact.p;
    out.method = exact_name(table) + (exact.simulated ? " (simulated)" : "");
  } else {
    out.p = out.chi_squared.p;
    out.method = "chi-squared";
  }
  return out;
}

Json to_json(const CountTest& test) {
  return Json::of({{"p", test.p},
                   {"method", test.method},
                   {"chi2", test.chi_squared.chi2},
                   {"df", test.chi_squared.df},
                   {"smallest_expected", test.chi_squared.smallest_expected}});
}

double smd_of_shares(std::size_t x1, std::size_t n1, std::size_t x2, std::size_t n2) {
  const double p1 = static_cast<double>(x1) / static_cast<double>(n1);
  const double p2 = static_cast<double>(x2) / static_cast<double>(n2);
  const double spread = (p1 * (1.0 - p1) + p2 * (1.0 - p2)) / 2.0;
  return p1 == p2 ? 0.0 : spread > 0.0 ? (p1 - p2) / std::sqrt(spread) : kNaN;
}

}  // namespace dlrr
