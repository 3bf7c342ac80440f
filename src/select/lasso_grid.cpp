#include "select/lasso_grid.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"

namespace dlrr {

namespace {

struct MeanAndError {
  double mean = 0, error = 0;
};

// One repeat at one lambda.
MeanAndError over_folds(std::span<const HeldOut> folds, std::size_t l) {
  double total = 0, variance = 0;
  MeanAndError out;
  for (const auto& h : folds) total += h.weight;
  for (const auto& h : folds) out.mean += h.weight / total * h.mean[l];
  for (const auto& h : folds) {
    const double away = h.mean[l] - out.mean;
    variance += h.weight / total * away * away;
  }
  out.error = std::sqrt(variance / static_cast<double>(folds.size() - 1));
  return out;
}

}  // namespace

std::vector<double> lambda_grid(double largest, std::size_t rows, std::size_t columns,
                                const LassoSettings& settings) {
  if (!settings.lambda.empty()) return settings.lambda;
  double ratio = settings.lambda_min_ratio;
  if (ratio <= 0) ratio = rows < columns ? 1e-2 : 1e-4;
  std::vector<double> out;
  const std::size_t count = std::max<std::size_t>(settings.lambdas, 1);
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(largest * std::pow(ratio, count > 1 ? double(i) / double(count - 1) : 0.0));
  return out;
}

void choose_lambda(LassoCv& cv, std::span<const HeldOut> held,
                   const std::vector<std::size_t>& first) {
  const auto repeats = static_cast<double>(first.size() - 1);
  for (std::size_t l = 0; l < cv.path.fits.size(); ++l) {
    MeanAndError sum;
    for (std::size_t r = 0; r + 1 < first.size(); ++r) {
      const auto one = over_folds(held.subspan(first[r], first[r + 1] - first[r]), l);
      sum.mean += one.mean;
      sum.error += one.error;
    }
    cv.mean.push_back(sum.mean / repeats);
    cv.sd.push_back(sum.error / repeats);
    if (cv.mean[l] < cv.mean[cv.min]) cv.min = l;
  }
  const double bar = cv.mean[cv.min] + cv.sd[cv.min];
  while (!(cv.mean[cv.one_se] <= bar)) ++cv.one_se;
}

void check_penalty(const Matrix& x, const LassoSettings& settings) {
  if (x.columns() == 0) throw Error("LASSO: no column to choose from");
  if (!(settings.mix > 0 && settings.mix <= 1))
    throw Error("LASSO: mix is " + std::to_string(settings.mix) + ", expected above 0 and up to 1");
}

}  // namespace dlrr
