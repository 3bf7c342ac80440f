#include "select/icc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "port/distributions.h"

namespace dlrr {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double tail = 0.975;  // two-sided 95 %

// Mean squares of the cases x readers layout.
struct Layout {
  double n = 0, k = 0;
  double between = 0, within = 0, readers = 0, residual = 0;
  double largest_share = 0;  // of one case in the sum of squares between cases
  bool constant = true;
};

std::vector<std::vector<double>> complete_cases(std::span<const std::vector<double>> readers) {
  std::vector<std::vector<double>> cases;
  for (std::size_t i = 0; i < readers.front().size(); ++i) {
    std::vector<double> row;
    for (const auto& reader : readers) row.push_back(reader[i]);
    if (std::all_of(row.begin(), row.end(), [](double v) { return std::isfinite(v); }))
      cases.push_back(std::move(row));
  }
  return cases;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

Layout lay_out(const std::vector<std::vector<double>>& cases) {
  const std::size_t n = cases.size(), k = cases.front().size();
  std::vector<double> case_mean, reader_mean(k, 0.0);
  Layout out;
  for (const auto& row : cases) {
    case_mean.push_back(mean(row));
    for (std::size_t j = 0; j < k; ++j) {
      reader_mean[j] += row[j] / static_cast<double>(n);
      out.constant = out.constant && row[j] == cases.front().front();
    }
  }
  const double grand = mean(case_mean);
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double square = (case_mean[i] - grand) * (case_mean[i] - grand);
    out.between += square;
    largest = std::max(largest, square);
    for (std::size_t j = 0; j < k; ++j) {
      const double from_case = cases[i][j] - case_mean[i];
      const double residual = from_case - (reader_mean[j] - grand);
      out.within += from_case * from_case;
      out.residual += residual * residual;
    }
  }
  for (const double m : reader_mean) out.readers += (m - grand) * (m - grand);
  out.n = static_cast<double>(n);
  out.k = static_cast<double>(k);
  out.largest_share = out.between > 0 ? largest / out.between : 0;
  out.between *= out.k / (out.n - 1);
  out.within /= out.n * (out.k - 1);
  out.readers *= out.n / (out.k - 1);
  out.residual /= (out.n - 1) * (out.k - 1);
  return out;
}

// What is only rounding beside the other mean squares counts as zero, so that equal readings give
// exactly 1.
void clear_rounding(Layout& m) {
  const double largest = std::max({m.between, m.within, m.readers});
  for (double* square : {&m.between, &m.within, &m.readers, &m.residual})
    if (*square < 1e-26 * largest) *square = 0;
}

// Interval of (F - 1) / (F + k - 1), the form of ICC(1,1) and ICC(3,1).
void ratio_interval(Icc& out, double f, double k, double df1, double df2) {
  if (std::isinf(f)) {
    out.lower = out.upper = 1;
    return;
  }
  const double low = f / f_quantile(tail, df1, df2), high = f * f_quantile(tail, df2, df1);
  out.lower = (low - 1) / (low + k - 1);
  out.upper = (high - 1) / (high + k - 1);
}

void one_way_form(Icc& out, const Layout& m) {
  out.estimate = (m.between - m.within) / (m.between + (m.k - 1) * m.within);
  ratio_interval(out, m.between / m.within, m.k, m.n - 1, m.n * (m.k - 1));
}

void consistency_form(Icc& out, const Layout& m) {
  out.estimate = (m.between - m.residual) / (m.between + (m.k - 1) * m.residual);
  ratio_interval(out, m.between / m.residual, m.k, m.n - 1, (m.n - 1) * (m.k - 1));
}

// Satterthwaite's degrees of freedom, as in McGraw and Wong, table 7.
void agreement_form(Icc& out, const Layout& m) {
  const double n = m.n, k = m.k, b = m.between, e = m.residual, j = m.readers;
  out.estimate = (b - e) / (b + (k - 1) * e + k * (j - e) / n);
  if (e == 0 && j == 0) {
    out.lower = out.upper = out.estimate;
    return;
  }
  const double r = out.estimate, one = k * r * j, two = (n * (1 + (k - 1) * r) - k * r) * e;
  const double v =
      (k - 1) * (n - 1) * (one + two) * (one + two) / ((n - 1) * one * one + two * two);
  const double high = f_quantile(tail, n - 1, v), low = f_quantile(tail, v, n - 1);
  const double rest = k * j + (k * n - k - n) * e;
  out.lower = n * (b - high * e) / (high * rest + n * b);
  out.upper = n * (low * b - e) / (rest + n * low * b);
}

// Reliability of the mean of k ratings from that of one (Spearman and Brown).
double of_mean(double one, double k) { return k * one / (1 + (k - 1) * one); }

void check(std::span<const std::vector<double>> readers) {
  if (readers.size() < 2)
    throw Error("ICC: " + std::to_string(readers.size()) + " reader, expected at least 2");
  for (const auto& reader : readers)
    if (reader.size() != readers.front().size())
      throw Error(ErrorKind::internal, "ICC: the readers' columns differ in length");
}

}  // namespace

IccForm icc_form(std::string_view text) {
  using enum IccForm;
  constexpr std::pair<std::string_view, IccForm> forms[] = {
      {"1,1", one_way},      {"2,1", agreement},      {"3,1", consistency},
      {"1,k", one_way_mean}, {"2,k", agreement_mean}, {"3,k", consistency_mean}};
  for (const auto& [name, form] : forms)
    if (text == name) return form;
  throw Error("ICC form '" + std::string(text) +
              "', expected '1,1', '2,1', '3,1', '1,k', '2,k' or '3,k'");
}

Icc icc(std::span<const std::vector<double>> readers, IccForm form) {
  check(readers);
  const auto cases = complete_cases(readers);
  Icc out{nan, nan, nan, cases.size(), {}};
  if (cases.size() < 3) {
    out.reason = "only " + std::to_string(cases.size()) + " cases with every reader's value";
    return out;
  }
  Layout m = lay_out(cases);
  clear_rounding(m);
  if (m.constant) {
    out.reason = "no variance";
    return out;
  }
  using enum IccForm;
  if (form == one_way || form == one_way_mean) one_way_form(out, m);
  if (form == agreement || form == agreement_mean) agreement_form(out, m);
  if (form == consistency || form == consistency_mean) consistency_form(out, m);
  if (form == one_way_mean || form == agreement_mean || form == consistency_mean)
    for (double* value : {&out.estimate, &out.lower, &out.upper}) *value = of_mean(*value, m.k);
  if (m.largest_share > 0.95) out.reason = "one case carries nearly all variance";
  return out;
}

}  // namespace dlrr
