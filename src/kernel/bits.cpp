#include "kernel/bits.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/bits.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

std::uint64_t Word(const std::uint8_t* from) {
  const hn::CappedTag<std::uint8_t, 64> d;
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 64; i += hn::Lanes(d)) {
    std::uint64_t part = 0;
    std::uint8_t bytes[8] = {};
    const auto inside = hn::Ne(hn::LoadU(d, from + i), hn::Zero(d));
    hn::StoreMaskBits(d, inside, bytes);
    std::memcpy(&part, bytes, 8);
    word |= part << i;
  }
  return word;
}

void ToBits(const std::uint8_t* from, std::size_t size, std::uint64_t* bits) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) *bits++ = Word(from + i);
  if (i == size) return;
  std::uint8_t rest[64] = {};
  std::copy(from + i, from + size, rest);
  *bits = Word(rest);
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(ToBits);

void to_bits(const std::uint8_t* from, std::size_t size, std::uint64_t* bits) {
  HWY_DYNAMIC_DISPATCH(ToBits)(from, size, bits);
}

}  // namespace dlrr::kernel
#endif  // HWY_ONCE
