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

void LargeGradients(const float* products, const float* mean, const float* inverse,
                    std::size_t size, float sum, float bar, std::vector<std::uint32_t>& out) {
  const hn::CappedTag<float, 16> d;
  const auto total = hn::Set(d, sum), limit = hn::Set(d, bar);
  const std::size_t lanes = hn::Lanes(d);
  const auto one_by_one = [&](std::size_t from, std::size_t to) {
    for (std::size_t j = from; j < to; ++j) {
      const float g = (products[j] - mean[j] * sum) * inverse[j];
      if ((g < 0 ? -g : g) >= bar) out.push_back(static_cast<std::uint32_t>(j));
    }
  };
  std::size_t j = 0;
  for (; j + lanes <= size; j += lanes) {
    const auto centred =
        hn::Sub(hn::LoadU(d, products + j), hn::Mul(hn::LoadU(d, mean + j), total));
    const auto gradient = hn::Mul(centred, hn::LoadU(d, inverse + j));
    if (!hn::AllFalse(d, hn::Ge(hn::Abs(gradient), limit))) one_by_one(j, j + lanes);
  }
  one_by_one(j, size);
}

using Doubles = hn::CappedTag<double, 8>;

// Inner products of kLeft columns with kRight columns; columns lie `rows` apart. out[l * step + r].
template <int kLeft, int kRight>
HWY_INLINE void Inner(const double* a, const double* b, std::size_t rows, std::size_t step,
                      double* out) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<Doubles> sums[kLeft][kRight];
  HWY_UNROLL(16)
  for (int l = 0; l < kLeft; ++l) HWY_UNROLL(16)
  for (int r = 0; r < kRight; ++r) sums[l][r] = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= rows; i += lanes) {
    hn::Vec<Doubles> left[kLeft];
    HWY_UNROLL(16)
    for (int l = 0; l < kLeft; ++l)
      left[l] = hn::LoadU(d, a + static_cast<std::size_t>(l) * rows + i);
    HWY_UNROLL(16)
    for (int r = 0; r < kRight; ++r) {
      const auto right = hn::LoadU(d, b + static_cast<std::size_t>(r) * rows + i);
      HWY_UNROLL(16)
      for (int l = 0; l < kLeft; ++l) sums[l][r] = hn::MulAdd(left[l], right, sums[l][r]);
    }
  }
  for (int l = 0; l < kLeft; ++l)
    for (int r = 0; r < kRight; ++r) {
      double sum = hn::GetLane(hn::SumOfLanes(d, sums[l][r]));
      for (std::size_t k = i; k < rows; ++k)
        sum +=
            a[static_cast<std::size_t>(l) * rows + k] * b[static_cast<std::size_t>(r) * rows + k];
      out[static_cast<std::size_t>(l) * step + static_cast<std::size_t>(r)] = sum;
    }
}

double InnerProduct(const double* a, const double* b, std::size_t rows) {
  double out = 0;
  Inner<1, 1>(a, b, rows, 1, &out);
  return out;
}

// kLeft columns from `j` on with all columns from `j` on: a few products beside the diagonal are
// made twice.
template <int kLeft>
void Strip(const double* columns_of, std::size_t columns, std::size_t rows, std::size_t j,
           double* out) {
  const double* a = columns_of + j * rows;
  double* to = out + j * columns;
  std::size_t i = j;
  for (; i + 4 <= columns; i += 4) Inner<kLeft, 4>(a, columns_of + i * rows, rows, columns, to + i);
  for (; i < columns; ++i) Inner<kLeft, 1>(a, columns_of + i * rows, rows, columns, to + i);
}

void InnerProducts(const double* columns_of, std::size_t columns, std::size_t rows, double* out) {
  std::size_t j = 0;
  for (; j + 2 <= columns; j += 2) Strip<2>(columns_of, columns, rows, j, out);
  if (j < columns) Strip<1>(columns_of, columns, rows, j, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(LargeGradients);
HWY_EXPORT(InnerProduct);
HWY_EXPORT(InnerProducts);

void large_gradients(const float* products, const float* mean, const float* inverse,
                     std::size_t size, float sum, float bar, std::vector<std::uint32_t>& out) {
  HWY_DYNAMIC_DISPATCH(LargeGradients)(products, mean, inverse, size, sum, bar, out);
}
double inner_product(const double* a, const double* b, std::size_t rows) {
  return HWY_DYNAMIC_DISPATCH(InnerProduct)(a, b, rows);
}
void inner_products(const double* columns_of, std::size_t columns, std::size_t rows, double* out) {
  HWY_DYNAMIC_DISPATCH(InnerProducts)(columns_of, columns, rows, out);
}

}  // namespace dlrr::kernel
#endif  // HWY_ONCE
