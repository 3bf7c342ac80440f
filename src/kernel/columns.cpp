#include "kernel/columns.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/columns.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::CappedTag<double, 8>;

// The vector is loaded once for kColumns columns; each has two sums, so that one addition need not
// wait for the last.
template <int kColumns>
HWY_INLINE void Inner(const double* const* columns, const double* vector, std::size_t rows,
                      double* out) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<Doubles> sums[kColumns][2];
  HWY_UNROLL(4)
  for (int c = 0; c < kColumns; ++c) sums[c][0] = sums[c][1] = hn::Zero(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= rows; i += 2 * lanes) {
    HWY_UNROLL(2)
    for (std::size_t h = 0; h < 2; ++h) {
      const auto v = hn::LoadU(d, vector + i + h * lanes);
      HWY_UNROLL(4)
      for (int c = 0; c < kColumns; ++c)
        sums[c][h] = hn::MulAdd(hn::LoadU(d, columns[c] + i + h * lanes), v, sums[c][h]);
    }
  }
  for (int c = 0; c < kColumns; ++c) {
    double sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(sums[c][0], sums[c][1])));
    for (std::size_t k = i; k < rows; ++k) sum += columns[c][k] * vector[k];
    out[c] = sum;
  }
}

double InnerProduct(const double* a, const double* b, std::size_t rows) {
  double out = 0;
  Inner<1>(&a, b, rows, &out);
  return out;
}

void InnerProducts(std::span<const double* const> columns, const double* vector, std::size_t rows,
                   double* out) {
  std::size_t c = 0;
  for (; c + 4 <= columns.size(); c += 4) Inner<4>(&columns[c], vector, rows, out + c);
  for (; c < columns.size(); ++c) Inner<1>(&columns[c], vector, rows, out + c);
}

void CombineColumns(std::span<const double* const> columns, const double* weights, double start,
                    std::size_t rows, double* out) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 4 * lanes <= rows; i += 4 * lanes) {
    hn::Vec<Doubles> sums[4];
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < 4; ++v) sums[v] = hn::Set(d, start);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto weight = hn::Set(d, weights[c]);
      HWY_UNROLL(4)
      for (std::size_t v = 0; v < 4; ++v)
        sums[v] = hn::MulAdd(weight, hn::LoadU(d, columns[c] + i + v * lanes), sums[v]);
    }
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < 4; ++v) hn::StoreU(sums[v], d, out + i + v * lanes);
  }
  for (std::size_t k = i; k < rows; ++k) out[k] = start;
  for (std::size_t c = 0; c < columns.size(); ++c)
    for (std::size_t k = i; k < rows; ++k) out[k] += weights[c] * columns[c][k];
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(InnerProduct);
HWY_EXPORT(InnerProducts);
HWY_EXPORT(CombineColumns);

double inner_product(const double* a, const double* b, std::size_t rows) {
  return HWY_DYNAMIC_DISPATCH(InnerProduct)(a, b, rows);
}
void inner_products(std::span<const double* const> columns, const double* vector, std::size_t rows,
                    double* out) {
  HWY_DYNAMIC_DISPATCH(InnerProducts)(columns, vector, rows, out);
}
void combine_columns(std::span<const double* const> columns, const double* weights, double start,
                     std::size_t rows, double* out) {
  HWY_DYNAMIC_DISPATCH(CombineColumns)(columns, weights, start, rows, out);
}

}  // namespace dlrr::kernel
#endif  // HWY_ONCE
