#include "kernel/runs.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/runs.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Writes the lanes of the mask to `to`, returns their number. Newer AVX-512 compresses in a
// register much faster than into memory.
template <class D, class V, class M>
HWY_INLINE std::size_t Append(D d, V lanes, M mask, hn::TFromD<D>* to) {
#if HWY_TARGET == HWY_AVX3_DL
  hn::StoreU(hn::Compress(lanes, mask), d, to);
  return hn::CountTrue(d, mask);
#else
  return hn::CompressBlendedStore(lanes, mask, d, to);
#endif
}

template <class T, class Report>
std::size_t ExtendRuns(const T* code, std::ptrdiff_t step, std::size_t voxels, std::size_t width,
                       const T* before, T* after, Report* ends) {
  const hn::ScalableTag<T> d;
  const hn::Half<decltype(d)> half;
  const hn::Rebind<Report, decltype(half)> wide;
  const std::size_t lanes = hn::Lanes(d);
  const auto one = hn::Set(d, T{1}), zero = hn::Zero(d);
  const auto per_code = hn::Set(wide, static_cast<Report>(width));
  std::size_t count = 0;
  const auto report = [&](auto codes, auto lengths, auto ended) HWY_ATTR {
    const auto at =
        hn::Add(hn::Mul(hn::PromoteTo(wide, codes), per_code), hn::PromoteTo(wide, lengths));
    const auto mask = hn::Ne(hn::PromoteTo(wide, ended), hn::Zero(wide));
    count += Append(wide, at, mask, ends + count);
  };
  for (std::size_t x = 0; x < voxels; x += lanes) {
    const std::size_t left = voxels - x;
    const auto own = hn::LoadU(d, code + x);
    const auto goes_on = hn::Eq(own, hn::LoadU(d, code + x - step));
    const auto so_far = hn::IfThenElseZero(goes_on, hn::LoadU(d, before + x));
    const auto length = hn::SaturatedAdd(so_far, one);
    const auto leaves = hn::And(hn::Ne(own, hn::LoadU(d, code + x + step)), hn::Ne(own, zero));
    auto ended = hn::And(goes_on, leaves);
    if (left >= lanes) {
      hn::StoreU(length, d, after + x);
    } else {  // what lies past the end belongs to other lines
      hn::BlendedStore(length, hn::FirstN(d, left), d, after + x);
      ended = hn::And(ended, hn::FirstN(d, left));
    }
    if (hn::AllFalse(d, ended)) continue;
    const auto ended_lanes = hn::IfThenElseZero(ended, one);
    report(hn::LowerHalf(half, own), hn::LowerHalf(half, length), hn::LowerHalf(half, ended_lanes));
    report(hn::UpperHalf(half, own), hn::UpperHalf(half, length), hn::UpperHalf(half, ended_lanes));
  }
  return count;
}

std::size_t ExtendRuns8(const std::uint8_t* code, std::ptrdiff_t step, std::size_t voxels,
                        std::size_t width, const std::uint8_t* before, std::uint8_t* after,
                        std::uint16_t* ends) {
  return ExtendRuns(code, step, voxels, width, before, after, ends);
}
std::size_t ExtendRuns16(const std::uint16_t* code, std::ptrdiff_t step, std::size_t voxels,
                         std::size_t width, const std::uint16_t* before, std::uint16_t* after,
                         std::uint32_t* ends) {
  return ExtendRuns(code, step, voxels, width, before, after, ends);
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(ExtendRuns8);
HWY_EXPORT(ExtendRuns16);

std::size_t extend_runs(const std::uint8_t* code, std::ptrdiff_t step, std::size_t voxels,
                        std::size_t width, const std::uint8_t* before, std::uint8_t* after,
                        std::uint16_t* ends) {
  return HWY_DYNAMIC_DISPATCH(ExtendRuns8)(code, step, voxels, width, before, after, ends);
}
std::size_t extend_runs(const std::uint16_t* code, std::ptrdiff_t step, std::size_t voxels,
                        std::size_t width, const std::uint16_t* before, std::uint16_t* after,
                        std::uint32_t* ends) {
  return HWY_DYNAMIC_DISPATCH(ExtendRuns16)(code, step, voxels, width, before, after, ends);
}

}  // namespace dlrr::kernel
#endif  // HWY_ONCE
