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

std::size_t CopyInside(std::span<const std::uint8_t> mask, std::uint8_t* out) {
  const Bytes d;
  const std::size_t lanes = hn::Lanes(d), n = mask.size();
  const auto one = hn::Set(d, std::uint8_t{1});
  std::size_t count = 0, i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto inside = hn::Ne(hn::LoadU(d, mask.data() + i), hn::Zero(d));
    count += hn::CountTrue(d, inside);
    hn::StoreU(hn::IfThenElseZero(inside, one), d, out + i);
  }
  for (; i < n; ++i) {
    out[i] = mask[i] != 0;
    count += out[i];
  }
  return count;
}

std::size_t ClearWhere(std::span<const std::uint8_t> mask, std::uint8_t* out) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const auto left = static_cast<std::uint8_t>(mask[i] != 0 ? 0 : out[i]);
    count += out[i] - left;
    out[i] = left;
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
HWY_EXPORT(CopyInside);
HWY_EXPORT(ClearWhere);

std::size_t count_inside(std::span<const std::uint8_t> mask) {
  return HWY_DYNAMIC_DISPATCH(CountInside)(mask);
}
std::size_t first_inside(std::span<const std::uint8_t> mask) {
  return HWY_DYNAMIC_DISPATCH(FirstInside)(mask);
}
std::size_t last_inside(std::span<const std::uint8_t> mask) {
  return HWY_DYNAMIC_DISPATCH(LastInside)(mask);
}
std::size_t copy_inside(std::span<const std::uint8_t> mask, std::uint8_t* out) {
  return HWY_DYNAMIC_DISPATCH(CopyInside)(mask, out);
}
std::size_t clear_where(std::span<const std::uint8_t> mask, std::uint8_t* out) {
  return HWY_DYNAMIC_DISPATCH(ClearWhere)(mask, out);
}

}  // namespace dlrr::kernel
#endif
