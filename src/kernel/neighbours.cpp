#include "kernel/neighbours.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/neighbours.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
void CountLike(const T* code, Steps steps, std::size_t voxels, T* like) {
  const hn::ScalableTag<T> d;
  for (std::size_t x = 0; x < voxels; x += hn::Lanes(d)) {
    const auto own = hn::LoadU(d, code + x);
    auto count = hn::Zero(d);
    for (const std::ptrdiff_t step : steps) {
      const auto same = hn::Eq(own, hn::LoadU(d, code + x + step));
      count = hn::Sub(count, hn::VecFromMask(d, same));  // a true lane is -1
    }
    hn::StoreU(count, d, like + x);
  }
}

template <class T, class Wide>
void CompareWithMean(const T* code, Steps steps, std::size_t voxels, Wide* inside, Wide* gap) {
  const hn::ScalableTag<Wide> d;
  const hn::Rebind<T, decltype(d)> narrow;
  const auto zero = hn::Zero(d);
  for (std::size_t x = 0; x < voxels; x += hn::Lanes(d)) {
    auto count = zero, sum = zero;
    for (const std::ptrdiff_t step : steps) {
      const auto other = hn::PromoteTo(d, hn::LoadU(narrow, code + x + step));
      count = hn::Sub(count, hn::VecFromMask(d, hn::Ne(other, zero)));
      sum = hn::Add(sum, other);
    }
    const auto mean = hn::Mul(hn::PromoteTo(d, hn::LoadU(narrow, code + x)), count);
    hn::StoreU(count, d, inside + x);
    hn::StoreU(hn::Sub(hn::Max(mean, sum), hn::Min(mean, sum)), d, gap + x);
  }
}

template <class T>
void LikeBits(const T* code, Steps steps, std::size_t voxels, std::uint16_t* bits) {
  const hn::ScalableTag<std::uint16_t> d;
  const hn::Rebind<T, decltype(d)> narrow;
  const auto load = [&](const T* at) {
    if constexpr (sizeof(T) == 1)
      return hn::PromoteTo(d, hn::LoadU(narrow, at));
    else
      return hn::LoadU(d, at);
  };
  for (std::size_t x = 0; x < voxels; x += hn::Lanes(d)) {
    const auto own = load(code + x);
    auto found = hn::Zero(d);
    for (std::size_t s = 0; s < steps.size(); ++s) {
      const auto bit = hn::Set(d, static_cast<std::uint16_t>(1u << s));
      const auto same = hn::Eq(own, load(code + x - steps[s]));
      found = hn::Or(found, hn::IfThenElseZero(same, bit));
    }
    hn::StoreU(found, d, bits + x);
  }
}

void NeighbourKeys(const std::uint8_t* code, Steps steps, std::size_t voxels, std::size_t width,
                   std::size_t stride, std::uint16_t* keys) {
  const hn::ScalableTag<std::uint16_t> d;
  const hn::Rebind<std::uint8_t, decltype(d)> narrow;
  const auto load = [&](const std::uint8_t* at)
                        HWY_ATTR { return hn::PromoteTo(d, hn::LoadU(narrow, at)); };
  const auto factor = hn::Set(d, static_cast<std::uint16_t>(width));
  for (std::size_t x = 0; x < voxels; x += hn::Lanes(d)) {
    const auto own = hn::Mul(load(code + x), factor);
    for (std::size_t s = 0; s < steps.size(); s += 2) {
      auto key = hn::Add(own, load(code + x + steps[s]));
      if (s + 1 < steps.size()) key = hn::Add(hn::Mul(key, factor), load(code + x + steps[s + 1]));
      hn::StoreU(key, d, keys + s / 2 * stride + x);
    }
  }
}

void ToBytes(const std::uint16_t* from, std::size_t size, std::uint8_t* to) {
  const hn::ScalableTag<std::int16_t> d;
  const hn::Rebind<std::uint8_t, decltype(d)> narrow;
  const auto* const numbers = reinterpret_cast<const std::int16_t*>(from);
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d))
    hn::StoreU(hn::DemoteTo(narrow, hn::LoadU(d, numbers + i)), narrow, to + i);
  for (; i < size; ++i) to[i] = static_cast<std::uint8_t>(from[i]);
}

void CountLike8(const std::uint8_t* code, Steps steps, std::size_t voxels, std::uint8_t* like) {
  CountLike(code, steps, voxels, like);
}
void CountLike16(const std::uint16_t* code, Steps steps, std::size_t voxels, std::uint16_t* like) {
  CountLike(code, steps, voxels, like);
}
void CompareWithMean8(const std::uint8_t* code, Steps steps, std::size_t voxels,
                      std::uint16_t* inside, std::uint16_t* gap) {
  CompareWithMean(code, steps, voxels, inside, gap);
}
void CompareWithMean16(const std::uint16_t* code, Steps steps, std::size_t voxels,
                       std::uint32_t* inside, std::uint32_t* gap) {
  CompareWithMean(code, steps, voxels, inside, gap);
}
void LikeBits8(const std::uint8_t* code, Steps steps, std::size_t voxels, std::uint16_t* bits) {
  LikeBits(code, steps, voxels, bits);
}
void LikeBits16(const std::uint16_t* code, Steps steps, std::size_t voxels, std::uint16_t* bits) {
  LikeBits(code, steps, voxels, bits);
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(NeighbourKeys);
HWY_EXPORT(ToBytes);
HWY_EXPORT(CountLike8);
HWY_EXPORT(CountLike16);
HWY_EXPORT(CompareWithMean8);
HWY_EXPORT(CompareWithMean16);
HWY_EXPORT(LikeBits8);
HWY_EXPORT(LikeBits16);

void neighbour_keys(const std::uint8_t* code, Steps steps, std::size_t voxels, std::size_t width,
                    std::size_t stride, std::uint16_t* keys) {
  HWY_DYNAMIC_DISPATCH(NeighbourKeys)(code, steps, voxels, width, stride, keys);
}
void to_bytes(const std::uint16_t* from, std::size_t size, std::uint8_t* to) {
  HWY_DYNAMIC_DISPATCH(ToBytes)(from, size, to);
}
void count_like(const std::uint8_t* code, Steps steps, std::size_t voxels, std::uint8_t* like) {
  HWY_DYNAMIC_DISPATCH(CountLike8)(code, steps, voxels, like);
}
void count_like(const std::uint16_t* code, Steps steps, std::size_t voxels, std::uint16_t* like) {
  HWY_DYNAMIC_DISPATCH(CountLike16)(code, steps, voxels, like);
}
void compare_with_mean(const std::uint8_t* code, Steps steps, std::size_t voxels,
                       std::uint16_t* inside, std::uint16_t* gap) {
  HWY_DYNAMIC_DISPATCH(CompareWithMean8)(code, steps, voxels, inside, gap);
}
void compare_with_mean(const std::uint16_t* code, Steps steps, std::size_t voxels,
                       std::uint32_t* inside, std::uint32_t* gap) {
  HWY_DYNAMIC_DISPATCH(CompareWithMean16)(code, steps, voxels, inside, gap);
}
void like_bits(const std::uint8_t* code, Steps steps, std::size_t voxels, std::uint16_t* bits) {
  HWY_DYNAMIC_DISPATCH(LikeBits8)(code, steps, voxels, bits);
}
void like_bits(const std::uint16_t* code, Steps steps, std::size_t voxels, std::uint16_t* bits) {
  HWY_DYNAMIC_DISPATCH(LikeBits16)(code, steps, voxels, bits);
}

}  // namespace dlrr::kernel
#endif  // HWY_ONCE
