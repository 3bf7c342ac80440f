#include "evaluate/kappa.h"

#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "base/matrix.h"

namespace dlrr {

namespace {

double weight(std::size_t i, std::size_t j, std::size_t levels, KappaWeights weights) {
  if (weights == KappaWeights::none) return i == j;
  const double d =
      std::abs(static_cast<double>(i) - static_cast<double>(j)) / static_cast<double>(levels - 1);
  return weights == KappaWeights::linear ? 1 - d : 1 - d * d;
}

}  // namespace

Kappa cohen_kappa(std::span<const double> first, std::span<const double> second, std::size_t levels,
                  KappaWeights weights) {
  if (first.size() != second.size() || levels < 2)
    throw Error(ErrorKind::internal, "kappa needs two columns of one length and two levels");
  Kappa out;
  Matrix p(levels, levels);
  for (std::size_t r = 0; r < first.size(); ++r) {
    if (std::isnan(first[r]) || std::isnan(second[r])) continue;
    ++out.n;
    p(static_cast<std::size_t>(first[r]), static_cast<std::size_t>(second[r])) += 1;
  }
  const auto n = static_cast<double>(out.n);
  std::vector<double> rows(levels, 0), columns(levels, 0);
  for (std::size_t i = 0; i < levels; ++i)
    for (std::size_t j = 0; j < levels; ++j) {
      p(i, j) /= n;
      rows[i] += p(i, j);
      columns[j] += p(i, j);
    }
  const auto w = [&](std::size_t i, std::size_t j) { return weight(i, j, levels, weights); };
  double observed = 0, expected = 0;
  std::vector<double> of_row(levels, 0), of_column(levels, 0);
  for (std::size_t i = 0; i < levels; ++i) {
    out.agreement += p(i, i);
    for (std::size_t j = 0; j < levels; ++j) {
      observed += w(i, j) * p(i, j);
      expected += w(i, j) * rows[i] * columns[j];
      of_row[i] += w(i, j) * columns[j];
      of_column[j] += w(i, j) * rows[i];
    }
  }
  const double kappa = expected < 1 ? (observed - expected) / (1 - expected)
                                    : std::numeric_limits<double>::quiet_NaN();
  double squares = 0;
  for (std::size_t i = 0; i < levels; ++i)
    for (std::size_t j = 0; j < levels; ++j) {
      const double d = w(i, j) - (of_row[i] + of_column[j]) * (1 - kappa);
      squares += p(i, j) * d * d;
    }
  const double centre = kappa - expected * (1 - kappa);
  out.standard_error = std::sqrt(std::max(squares - centre * centre, 0.0) / n) / (1 - expected);
  const double half = normal_multiplier(0.95) * out.standard_error;
  out.kappa = {kappa, std::max(kappa - half, -1.0), std::min(kappa + half, 1.0)};
  if (std::isnan(kappa)) out.kappa = {kappa, kappa, kappa};
  return out;
}

double consensus(double first, double second, double third) {
  return first == second ? first : third;
}

Json to_json(const Kappa& kappa) {
  return Json::of({{"n", kappa.n},
                   {"agreement", kappa.agreement},
                   {"kappa", to_json(kappa.kappa)},
                   {"standard_error", kappa.standard_error}});
}

}  // namespace dlrr
