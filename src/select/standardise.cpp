#include "select/standardise.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"

namespace dlrr {

namespace {

struct Moments {
  double mean = 0, sd = 0, largest = 0;
  bool finite = true;
};

// All columns in two passes along the rows, because the matrix lies row by row.
std::vector<Moments> moments(const Matrix& x) {
  std::vector<Moments> out(x.columns());
  const auto n = static_cast<double>(x.rows());
  for (std::size_t i = 0; i < x.rows(); ++i)
    for (std::size_t j = 0; j < x.columns(); ++j) {
      const double v = x(i, j);
      out[j].finite = out[j].finite && std::isfinite(v);
      out[j].mean += v / n;
      out[j].largest = std::max(out[j].largest, std::abs(v));
    }
  for (std::size_t i = 0; i < x.rows(); ++i)
    for (std::size_t j = 0; j < x.columns(); ++j) {
      const double d = x(i, j) - out[j].mean;
      out[j].sd += d * d;
    }
  for (auto& m : out) m.sd = std::sqrt(m.sd / (n - 1));
  return out;
}

// Finds columns whose z-scores equal those of an earlier column up to sign.
class Copies {
 public:
  explicit Copies(const Matrix& x) : x_(x) {}

  // The earlier column, or the number of columns; remembers `column` otherwise.
  std::size_t find(std::size_t column, const Moments& m) {
    std::vector<double> z(x_.rows());
    for (std::size_t i = 0; i < z.size(); ++i) z[i] = (x_(i, column) - m.mean) / m.sd;
    const double sign = z[first_far(z)] < 0 ? -1.0 : 1.0;
    double key = 0;  // a number that copies share up to rounding
    for (std::size_t i = 0; i < z.size(); ++i) {
      z[i] *= sign;
      key += z[i] * std::sin(static_cast<double>(i + 1));
    }
    const auto end = known_.upper_bound(key + 1e-6);
    for (auto it = known_.lower_bound(key - 1e-6); it != end; ++it)
      if (near(it->second.second, z)) return it->second.first;
    known_.emplace(key, std::pair(column, std::move(z)));
    return x_.columns();
  }

 private:
  static std::size_t first_far(const std::vector<double>& z) {
    for (std::size_t i = 0; i < z.size(); ++i)
      if (std::abs(z[i]) > 0.5) return i;
    return 0;
  }
  static bool near(const std::vector<double>& a, const std::vector<double>& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
      if (std::abs(a[i] - b[i]) > 1e-9) return false;
    return true;
  }

  const Matrix& x_;
  std::multimap<double, std::pair<std::size_t, std::vector<double>>> known_;
};

}  // namespace

Matrix Standardiser::apply(const Matrix& x) const {
  Matrix out(x.rows(), kept.size());
  for (std::size_t i = 0; i < x.rows(); ++i)
    for (std::size_t j = 0; j < kept.size(); ++j) out(i, j) = (x(i, kept[j]) - mean[j]) / sd[j];
  return out;
}

Standardiser learn_standardiser(const Matrix& x) {
  if (x.rows() < 2)
    throw Error("standardising: " + std::to_string(x.rows()) +
                " training rows, expected at least 2");
  const auto all = moments(x);
  Copies copies(x);
  Standardiser out;
  for (std::size_t j = 0; j < x.columns(); ++j) {
    const Moments& m = all[j];
    if (!m.finite) {
      out.dropped.push_back({j, "a training value is missing or not finite", {}});
    } else if (!(m.sd > 1e-10 * m.largest)) {
      out.dropped.push_back({j, "constant in the training rows", {}});
    } else if (const auto twin = copies.find(j, m); twin < x.columns()) {
      out.dropped.push_back({j, "the same as column " + std::to_string(twin), twin});
    } else {
      out.kept.push_back(j);
      out.mean.push_back(m.mean);
      out.sd.push_back(m.sd);
    }
  }
  return out;
}

}  // namespace dlrr
