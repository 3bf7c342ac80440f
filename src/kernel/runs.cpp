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
  const hn::ScalableTag<Report> d;
  const hn::Rebind<T, decltype(d)> narrow;
  const hn::RebindToSigned<decltype(d)> d_signed;
  const auto load = [&](const T* at) { return hn::PromoteTo(d, hn::LoadU(narrow, at)); };
  const auto one = hn::Set(d, Report{1}), per_code = hn::Set(d, static_cast<Report>(width)),
             zero = hn::Zero(d);
  std::size_t count = 0;
  for (std::size_t x = 0; x < voxels; x += hn::Lanes(d)) {
    const std::size_t left = voxels - x;
    const auto own = load(code + x);
    const auto goes_on = hn::Eq(own, load(code + x - step));
    const auto length = hn::Add(hn::IfThenElseZero(goes_on, load(before + x)), one);
    const auto stored = hn::DemoteTo(narrow, hn::BitCast(d_signed, length));
    const auto leaves = hn::And(hn::Ne(own, load(code + x + step)), hn::Ne(own, zero));
    auto ended = hn::And(goes_on, leaves);
    if (left >= hn::Lanes(d)) {
      hn::StoreU(stored, narrow, after + x);
    } else {  // what lies past the end belongs to other lines
      hn::BlendedStore(stored, hn::FirstN(narrow, left), narrow, after + x);
      ended = hn::And(ended, hn::FirstN(d, left));
    }
    count += Append(d, hn::Add(hn::Mul(own, per_code), length), ended, ends + count);
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
