#include "kernel/bytes.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/bytes.cpp"
#include "hwy/foreach_target.h"
// After foreach_target.h, which includes this file once per instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::ScalableTag<std::uint8_t>;

std::size_t CountInside(std::span<const std::uint8_t> mask) {
  const Bytes d;
  const std::size_t lanes = hn::Lanes(d), n = mask.size();
  std::size_t count = 0, i = 0;
  for (; i + lanes <= n; i += lanes)
    count += hn::CountTrue(d, hn::Ne(hn::LoadU(d, mask.data() + i), hn::Zero(d)));
  for (; i < n; ++i) count += mask[i] != 0;
  return count;
}

std::size_t FirstInside(std::span<const std::uint8_t> mask) {
  const Bytes d;
  const std::size_t lanes = hn::Lanes(d), n = mask.size();
  std::size_t i = 0;
  while (i + lanes <= n && hn::AllTrue(d, hn::Eq(hn::LoadU(d, mask.data() + i), hn::Zero(d))))
    i += lanes;
  while (i < n && mask[i] == 0) ++i;
  return i;
}

std::size_t LastInside(std::span<const std::uint8_t> mask) {
  const Bytes d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t end = mask.size();
  while (end >= lanes &&
         hn::AllTrue(d, hn::Eq(hn::LoadU(d, mask.data() + end - lanes), hn::Zero(d))))
    end -= lanes;
  while (end > 0 && mask[end - 1] == 0) --end;
  return end == 0 ? mask.size() : end - 1;
}

std::size_t Without(std::span<const std::uint8_t> mask, std::span<const std::uint8_t> hole,
                    std::uint8_t* out) {
  const Bytes d;
  const std::size_t lanes = hn::Lanes(d), n = mask.size();
  const auto zero = hn::Zero(d), one = hn::Set(d, std::uint8_t{1});
  std::size_t count = 0, i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto outside = hn::Eq(hn::LoadU(d, mask.data() + i), zero);
    const auto kept = hn::And(hn::VecFromMask(d, hn::Eq(hn::LoadU(d, hole.data() + i), zero)), one);
    const auto result = hn::IfThenZeroElse(outside, kept);
    count += hn::CountTrue(d, hn::Eq(result, one));
    hn::StoreU(result, d, out + i);
  }
  for (; i < n; ++i) {
    out[i] = mask[i] != 0 && hole[i] == 0;
    count += out[i];
  }
  return count;
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(CountInside);
HWY_EXPORT(FirstInside);
HWY_EXPORT(LastInside);
HWY_EXPORT(Without);

std::size_t count_inside(std::span<const std::uint8_t> mask) {
  return HWY_DYNAMIC_DISPATCH(CountInside)(mask);
}
std::size_t first_inside(std::span<const std::uint8_t> mask) {
  return HWY_DYNAMIC_DISPATCH(FirstInside)(mask);
}
std::size_t last_inside(std::span<const std::uint8_t> mask) {
  return HWY_DYNAMIC_DISPATCH(LastInside)(mask);
}
std::size_t without(std::span<const std::uint8_t> mask, std::span<const std::uint8_t> hole,
                    std::uint8_t* out) {
  return HWY_DYNAMIC_DISPATCH(Without)(mask, hole, out);
}

}  // namespace dlrr::kernel
#endif
