#include "kernel/neighbour_sums.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/neighbour_sums.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void AddNeighbours(const std::int32_t* from, std::size_t first, std::size_t last, std::size_t step,
                   bool before, bool after, std::int32_t* to) {
  const hn::ScalableTag<std::int32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = first;
  for (; i + lanes <= last; i += lanes) {
    auto sum = hn::LoadU(d, from + i);
    if (before) sum = hn::Add(sum, hn::LoadU(d, from + i - step));
    if (after) sum = hn::Add(sum, hn::LoadU(d, from + i + step));
    hn::StoreU(sum, d, to + i);
  }
  for (; i < last; ++i)
    to[i] = from[i] + (before ? from[i - step] : 0) + (after ? from[i + step] : 0);
}

void ToneDistances(const std::int32_t* all, const std::int32_t* own, std::size_t count,
                   const ToneScale& scale, std::uint64_t* tone) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<std::int32_t, decltype(d)> whole;
  const hn::Rebind<std::int64_t, decltype(d)> wide;
  const hn::Rebind<std::uint64_t, decltype(d)> bits;
  const std::size_t lanes = hn::Lanes(d);
  const auto ones = hn::Set(whole, kPackedOne - 1);
  const auto voxel = hn::Set(bits, std::uint64_t{1} << scale.shift);
  const auto factor = hn::Set(d, scale.scale), half = hn::Set(d, 0.5);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto mine = hn::LoadU(whole, own + i);
    const auto around = hn::Sub(hn::LoadU(whole, all + i), mine);
    const auto n = hn::PromoteTo(d, hn::And(around, ones));
    const auto sum = hn::PromoteTo(d, hn::ShiftRight<5>(around));
    const auto level = hn::PromoteTo(d, hn::ShiftRight<5>(mine));
    const auto off =
        hn::IfThenElseZero(hn::Gt(n, hn::Zero(d)), hn::Abs(hn::Sub(level, hn::Div(sum, n))));
    const auto fixed = hn::ConvertTo(wide, hn::Add(hn::Mul(off, factor), half));
    hn::StoreU(hn::Add(hn::BitCast(bits, fixed), voxel), bits, tone + i);
  }
  for (; i < count; ++i) {
    const std::int32_t around = all[i] - own[i];
    const double n = around % kPackedOne, sum = around / kPackedOne, level = own[i] / kPackedOne;
    const double off = n > 0 ? std::abs(level - sum / n) : 0;
    tone[i] =
        (std::uint64_t{1} << scale.shift) + static_cast<std::uint64_t>(off * scale.scale + 0.5);
  }
}

// Neighbours in a row often share a level; two tables keep their sums from waiting on each other.
std::uint64_t AddTones(const std::uint16_t* rank, const ToneRow* rows, std::size_t count,
                       int length, std::ptrdiff_t corner, std::uint64_t* sums) {
  std::uint64_t seen = 0;
  std::uint64_t* const odd = sums + kFewRanks;
  const auto add = [&](std::ptrdiff_t at, const std::uint64_t* tone, std::uint64_t* table) {
    const std::size_t r = rank[at];
    seen |= std::uint64_t{1} << r;
    table[r] += tone[at];
  };
  for (std::size_t k = 0; k < count; ++k) {
    const ToneRow& row = rows[k];
    const std::ptrdiff_t first = corner + row.offset, last = first + length - 1;
    add(first, row.tone[0], sums);
    if (length == 1) continue;
    const std::uint64_t* between = row.tone[1];
    std::ptrdiff_t at = first + 1;
    for (; at + 2 <= last; at += 2) {
      add(at, between, odd);
      add(at + 1, between, sums);
    }
    if (at < last) add(at, between, odd);
    add(last, row.tone[2], odd);
  }
  return seen;
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr {

HWY_EXPORT(AddNeighbours);
HWY_EXPORT(ToneDistances);
HWY_EXPORT(AddTones);

void add_neighbours(const std::int32_t* from, std::size_t count, std::size_t step, bool before,
                    bool after, std::int32_t* to) {
  const std::size_t edge = std::min(step, count);
  const auto plain = [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      to[i] = from[i] + (before && i >= step ? from[i - step] : 0) +
              (after && i + step < count ? from[i + step] : 0);
  };
  plain(0, edge);
  if (count <= 2 * step) {
    plain(edge, count);
    return;
  }
  plain(count - step, count);
  HWY_DYNAMIC_DISPATCH(AddNeighbours)(from, step, count - step, step, before, after, to);
}

void tone_distances(const std::int32_t* all, const std::int32_t* own, std::size_t count,
                    const ToneScale& scale, std::uint64_t* tone) {
  HWY_DYNAMIC_DISPATCH(ToneDistances)(all, own, count, scale, tone);
}

std::uint64_t add_tones(const std::uint16_t* rank, const ToneRow* rows, std::size_t count,
                        int length, std::ptrdiff_t corner, std::uint64_t* sums) {
  return HWY_DYNAMIC_DISPATCH(AddTones)(rank, rows, count, length, corner, sums);
}

}  // namespace dlrr
#endif
