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
                   double* distance) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<std::int32_t, decltype(d)> whole;
  const std::size_t lanes = hn::Lanes(d);
  const auto ones = hn::Set(whole, kPackedOne - 1);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto mine = hn::LoadU(whole, own + i);
    const auto around = hn::Sub(hn::LoadU(whole, all + i), mine);
    const auto n = hn::PromoteTo(d, hn::And(around, ones));
    const auto sum = hn::PromoteTo(d, hn::ShiftRight<5>(around));
    const auto level = hn::PromoteTo(d, hn::ShiftRight<5>(mine));
    const auto off = hn::Abs(hn::Sub(level, hn::Div(sum, n)));
    hn::StoreU(hn::IfThenElseZero(hn::Gt(n, hn::Zero(d)), off), d, distance + i);
  }
  for (; i < count; ++i) {
    const std::int32_t around = all[i] - own[i];
    const double n = around % kPackedOne, sum = around / kPackedOne, level = own[i] / kPackedOne;
    distance[i] = n > 0 ? std::abs(level - sum / n) : 0;
  }
}

// A count of one and a distance, added to a level's two sums at once where vectors hold two.
HWY_INLINE void AddOneAnd(double distance, double* HWY_RESTRICT sums) {
#if HWY_TARGET == HWY_SCALAR
  sums[0] += 1;
  sums[1] += distance;
#else
  const hn::FixedTag<double, 2> pair;
  const auto add = hn::OddEven(hn::Set(pair, distance), hn::Set(pair, 1.0));
  hn::StoreU(hn::Add(hn::LoadU(pair, sums), add), pair, sums);
#endif
}

// Neighbours in a row often share a level; two tables keep their sums from waiting on each other.
std::uint64_t AddTones(const std::uint16_t* rank, const ToneRow* rows, std::size_t count,
                       int length, std::ptrdiff_t corner, double* sums) {
  std::uint64_t seen = 0;
  double* const odd = sums + 2 * kFewRanks;
  const auto add = [&](std::ptrdiff_t at, const double* distance, double* table) HWY_ATTR {
    const std::size_t r = rank[at];
    seen |= std::uint64_t{1} << r;
    AddOneAnd(distance[at], table + 2 * r);
  };
  for (std::size_t k = 0; k < count; ++k) {
    const ToneRow& row = rows[k];
    const std::ptrdiff_t first = corner + row.offset, last = first + length - 1;
    add(first, row.distance[0], sums);
    if (length == 1) continue;
    const double* between = row.distance[1];
    std::ptrdiff_t at = first + 1;
    for (; at + 2 <= last; at += 2) {
      add(at, between, odd);
      add(at + 1, between, sums);
    }
    if (at < last) add(at, between, odd);
    add(last, row.distance[2], odd);
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
                    double* distance) {
  HWY_DYNAMIC_DISPATCH(ToneDistances)(all, own, count, distance);
}

std::uint64_t add_tones(const std::uint16_t* rank, const ToneRow* rows, std::size_t count,
                        int length, std::ptrdiff_t corner, double* sums) {
  return HWY_DYNAMIC_DISPATCH(AddTones)(rank, rows, count, length, corner, sums);
}

}  // namespace dlrr
#endif
