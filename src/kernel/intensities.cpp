#include "kernel/intensities.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/intensities.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Vec = hn::Vec<Doubles>;

double Total(Vec v) { return hn::GetLane(hn::SumOfLanes(Doubles(), v)); }

// use(block, x) for whole vectors, `block` alternating between 0 and 1 so that additions need not
// wait for each other, then last(x) for each intensity that is left.
template <class Use, class Last>
HWY_INLINE void ForEach(Intensities x, Use use, Last last) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= x.size(); i += 2 * lanes) {
    use(0, hn::LoadU(d, x.data() + i));
    use(1, hn::LoadU(d, x.data() + i + lanes));
  }
  for (; i < x.size(); ++i) last(x[i]);
}

Extent ExtentOf(Intensities x) {
  const Doubles d;
  Vec low[2] = {hn::Set(d, x[0]), hn::Set(d, x[0])}, high[2] = {low[0], low[0]};
  Vec sum[2] = {hn::Zero(d), hn::Zero(d)};
  Extent out{x[0], x[0], 0};
  ForEach(
      x,
      [&](int k, Vec v) HWY_ATTR {
        low[k] = hn::Min(low[k], v);
        high[k] = hn::Max(high[k], v);
        sum[k] = hn::Add(sum[k], v);
      },
      [&](double v) {
        out.low = v < out.low ? v : out.low;
        out.high = v > out.high ? v : out.high;
        out.sum += v;
      });
  const double least = hn::GetLane(hn::MinOfLanes(d, hn::Min(low[0], low[1])));
  const double most = hn::GetLane(hn::MaxOfLanes(d, hn::Max(high[0], high[1])));
  out.low = least < out.low ? least : out.low;
  out.high = most > out.high ? most : out.high;
  out.sum += Total(hn::Add(sum[0], sum[1]));
  return out;
}

PowerSums SumsOfPowers(Intensities x, double centre, double shift) {
  const Doubles d;
  const Vec c = hn::Set(d, centre), s = hn::Set(d, shift);
  Vec second[2] = {hn::Zero(d), hn::Zero(d)}, third[2] = {second[0], second[0]};
  Vec fourth[2] = {second[0], second[0]}, absolute[2] = {second[0], second[0]};
  Vec square[2] = {second[0], second[0]};
  PowerSums out;
  ForEach(
      x,
      [&](int k, Vec v) HWY_ATTR {
        const Vec off = hn::Sub(v, c), off2 = hn::Mul(off, off), moved = hn::Add(v, s);
        second[k] = hn::Add(second[k], off2);
        third[k] = hn::Add(third[k], hn::Mul(off2, off));
        fourth[k] = hn::Add(fourth[k], hn::Mul(off2, off2));
        absolute[k] = hn::Add(absolute[k], hn::Abs(off));
        square[k] = hn::Add(square[k], hn::Mul(moved, moved));
      },
      [&](double v) {
        const double off = v - centre, off2 = off * off;
        out.second += off2;
        out.third += off2 * off;
        out.fourth += off2 * off2;
        out.absolute += off < 0 ? -off : off;
        out.square += (v + shift) * (v + shift);
      });
  out.second += Total(hn::Add(second[0], second[1]));
  out.third += Total(hn::Add(third[0], third[1]));
  out.fourth += Total(hn::Add(fourth[0], fourth[1]));
  out.absolute += Total(hn::Add(absolute[0], absolute[1]));
  out.square += Total(hn::Add(square[0], square[1]));
  return out;
}

PartSum SumBetween(Intensities x, double low, double high) {
  const Doubles d;
  const Vec from = hn::Set(d, low), to = hn::Set(d, high), one = hn::Set(d, 1.0);
  Vec sum[2] = {hn::Zero(d), hn::Zero(d)}, count[2] = {sum[0], sum[0]};
  PartSum out;
  ForEach(
      x,
      [&](int k, Vec v) HWY_ATTR {
        const auto between = hn::And(hn::Ge(v, from), hn::Le(v, to));
        sum[k] = hn::Add(sum[k], hn::IfThenElseZero(between, v));
        count[k] = hn::Add(count[k], hn::IfThenElseZero(between, one));
      },
      [&](double v) {
        if (!(v >= low && v <= high)) return;
        out.sum += v;
        out.count += 1;
      });
  out.sum += Total(hn::Add(sum[0], sum[1]));
  out.count += Total(hn::Add(count[0], count[1]));
  return out;
}

double AbsoluteBetween(Intensities x, double low, double high, double centre) {
  const Doubles d;
  const Vec from = hn::Set(d, low), to = hn::Set(d, high), c = hn::Set(d, centre);
  Vec sum[2] = {hn::Zero(d), hn::Zero(d)};
  double out = 0;
  ForEach(
      x,
      [&](int k, Vec v) HWY_ATTR {
        const auto between = hn::And(hn::Ge(v, from), hn::Le(v, to));
        sum[k] = hn::Add(sum[k], hn::IfThenElseZero(between, hn::Abs(hn::Sub(v, c))));
      },
      [&](double v) {
        if (v >= low && v <= high) out += v < centre ? centre - v : v - centre;
      });
  return out + Total(hn::Add(sum[0], sum[1]));
}

// index(x) as 16-bit numbers, for whole vectors and for what is left of them.
template <class IndexOf>
HWY_INLINE void StoreIndices(Intensities x, std::uint16_t* out, IndexOf index_of) {
  const Doubles d;
  const hn::Rebind<std::int32_t, Doubles> d32;
  const hn::Rebind<std::uint16_t, Doubles> d16;
  const std::size_t lanes = hn::Lanes(d);
  const auto store = [&](Vec v, std::size_t i) HWY_ATTR {
    hn::StoreU(hn::DemoteTo(d16, hn::DemoteTo(d32, index_of(v))), d16, out + i);
  };
  std::size_t i = 0;
  for (; i + lanes <= x.size(); i += lanes) store(hn::LoadU(d, x.data() + i), i);
  if (i == x.size()) return;
  double rest[HWY_MAX_BYTES / sizeof(double)] = {};
  for (std::size_t k = 0; k < lanes; ++k) rest[k] = x[i + k < x.size() ? i + k : i];
  store(hn::LoadU(d, rest), i);
}

void BinsOf(Intensities x, double start, double step, int most, std::uint16_t* bins) {
  const Doubles d;
  const Vec s = hn::Set(d, start), w = hn::Set(d, step), per = hn::Set(d, 1 / step);
  const Vec one = hn::Set(d, 1.0), top = hn::Set(d, static_cast<double>(most));
  StoreIndices(x, bins, [&](Vec v) HWY_ATTR {
    // A guess that is at most one off, set right by the edges themselves.
    const Vec k = hn::Floor(hn::Mul(hn::Sub(v, s), per)), next = hn::Add(k, one);
    const auto too_high = hn::Gt(hn::Add(s, hn::Mul(k, w)), v);
    const auto too_low = hn::Le(hn::Add(s, hn::Mul(next, w)), v);
    const Vec lower = hn::IfThenElse(too_high, k, next);
    return hn::Min(hn::IfThenElse(too_low, hn::Add(next, one), lower), top);
  });
}

void RoughBinsOf(Intensities x, double low, double per_unit, int most, std::uint16_t* bins) {
  const Doubles d;
  const Vec from = hn::Set(d, low), per = hn::Set(d, per_unit);
  const Vec top = hn::Set(d, static_cast<double>(most));
  StoreIndices(x, bins, [&](Vec v) HWY_ATTR {
    return hn::Min(hn::Floor(hn::Mul(hn::Sub(v, from), per)), top);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(ExtentOf);
HWY_EXPORT(SumsOfPowers);
HWY_EXPORT(SumBetween);
HWY_EXPORT(AbsoluteBetween);
HWY_EXPORT(BinsOf);
HWY_EXPORT(RoughBinsOf);

Extent extent_of(Intensities x) { return HWY_DYNAMIC_DISPATCH(ExtentOf)(x); }
PowerSums power_sums(Intensities x, double centre, double shift) {
  return HWY_DYNAMIC_DISPATCH(SumsOfPowers)(x, centre, shift);
}
PartSum sum_between(Intensities x, double low, double high) {
  return HWY_DYNAMIC_DISPATCH(SumBetween)(x, low, high);
}
double absolute_between(Intensities x, double low, double high, double centre) {
  return HWY_DYNAMIC_DISPATCH(AbsoluteBetween)(x, low, high, centre);
}
void bins_of(Intensities x, double start, double step, int most, std::uint16_t* bins) {
  HWY_DYNAMIC_DISPATCH(BinsOf)(x, start, step, most, bins);
}
void rough_bins_of(Intensities x, double low, double per_unit, int most, std::uint16_t* bins) {
  HWY_DYNAMIC_DISPATCH(RoughBinsOf)(x, low, per_unit, most, bins);
}

}  // namespace dlrr::kernel
#endif  // HWY_ONCE
