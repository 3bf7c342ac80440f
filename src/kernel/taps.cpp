#include "kernel/taps.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/taps.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#if defined(__clang__)
#define DLRR_UNROLL _Pragma("clang loop unroll(full)")
#else
#define DLRR_UNROLL _Pragma("GCC unroll 16")
#endif

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A row with its periodic surroundings: at(p) for p in [-(taps - 1), n + taps].
template <class T>
struct Padded {
  Padded(std::size_t n, std::size_t taps)
      : pad((taps + kVector) / kVector * kVector), data(n + 3 * pad + kRowSlack) {}
  T* at(std::ptrdiff_t p) { return data.data() + pad + p; }
  static constexpr std::size_t kVector = hn::MaxLanes(hn::ScalableTag<T>());
  std::size_t pad;  // whole vectors, more than there are taps
  std::vector<T> data;
};

// A vector of samples as T.
template <class D, class In>
auto LoadAs(D d, const In* from) {
  using T = hn::TFromD<D>;
  if constexpr (std::is_same_v<In, T>) {
    return hn::LoadU(d, from);
  } else if constexpr (sizeof(In) == 8) {
    return hn::DemoteTo(d, hn::LoadU(hn::Rebind<In, D>(), from));
  } else {
    const hn::Rebind<std::int32_t, D> whole;
    return hn::PromoteTo(d, hn::PromoteTo(whole, hn::LoadU(hn::Rebind<In, D>(), from)));
  }
}

// What lies before and after a row that is at least as long as both together.
template <class T>
void CopyAround(std::size_t n, Padded<T>& padded) {
  const hn::ScalableTag<T> d;
  T *const to = padded.at(0), *const end = to + n;
  for (std::size_t i = 0; i < padded.pad; i += hn::Lanes(d)) {
    hn::StoreU(hn::LoadU(d, end - padded.pad + i), d, to - padded.pad + i);
    hn::StoreU(hn::LoadU(d, to + i), d, end + i);
  }
}

template <class In, class T>
void FillPadded(const In* row, std::size_t given, std::size_t n, Padded<T>& padded) {
  // As many lanes as the wider of both types has in a vector.
  const hn::Rebind<T, hn::ScalableTag<double>> d;
  const std::size_t lanes = hn::Lanes(d);
  T* const to = padded.at(0);
  std::size_t i = 0;
  for (; i + lanes <= given; i += lanes) {
    hwy::Prefetch(row + i + 2048 / sizeof(In));
    hn::StoreU(LoadAs(d, row + i), d, to + i);
  }
  if (i < given && i > 0)
    hn::StoreU(LoadAs(d, row + given - lanes), d, to + given - lanes);
  else
    for (; i < given; ++i) to[i] = static_cast<T>(row[i]);
  if (n > given) to[given] = to[0];
  if (n >= padded.pad) return CopyAround(n, padded);
  // Short lines wrap more than once, one sample at a time.
  const auto pad = static_cast<std::ptrdiff_t>(padded.pad), size = std::ptrdiff_t(n);
  for (std::ptrdiff_t p = 1; p <= pad; ++p) to[-p] = to[size - p];
  for (std::ptrdiff_t p = 0; p < pad; ++p) to[size + p] = to[p];
}

// Past the end PyWavelets adds the wrapped samples first: for output n - half + t that is
// f[t] in[0], f[t-1] in[1], .., f[0] in[t], then f[t+1] in[n-1], ..
template <class T>
void FilterEnd(Padded<T>& row, std::ptrdiff_t n, const T* f, std::ptrdiff_t taps, T* out) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<std::ptrdiff_t>(hn::Lanes(d));
  const std::ptrdiff_t half = taps / 2;
  for (std::ptrdiff_t t = std::max<std::ptrdiff_t>(0, half - n); t < half; t += lanes) {
    auto sum = hn::Zero(d);
    for (std::ptrdiff_t k = 0; k < taps; ++k) {
      const auto later =
          hn::FirstN(d, static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(k - t, 0, lanes)));
      const auto weight = hn::IfThenElse(later, hn::Set(d, f[k]), hn::LoadU(d, f + t - k));
      const auto x =
          hn::IfThenElse(later, hn::LoadU(d, row.at(n + t - k)), hn::Set(d, *row.at(n + k)));
      sum = hn::Add(sum, hn::Mul(weight, x));
    }
    hn::StoreU(sum, d, out + n - half + t);
  }
}

template <std::size_t k>
using Number = std::integral_constant<std::size_t, k>;

// Calls `work` with the number of taps, or with 0 where no usual wavelet has as many.
template <class Work>
void WithTaps(std::size_t taps, const Work& work) {
  switch (taps) {
    case 2: return work(Number<2>());  // haar
    case 4: return work(Number<4>());  // db2
    case 6: return work(Number<6>());  // coif1, db3
    case 8: return work(Number<8>());  // db4, sym4
    default: return work(Number<0>());
  }
}

// What one call adds up: up to two lists of weights over the same rows, and with kStep also over
// the rows that are kStep later.
template <class T, class Out, std::size_t kLists, std::size_t kStep = 0>
struct Lists {
  static constexpr std::size_t kPlaces = kStep > 0 ? 2 : 1;
  const T* const* rows;
  std::size_t taps;
  const T* weight[kLists];
  Out* out[kPlaces][kLists];
};

// The weights as vectors, kept in registers where their number is known to the compiler.
template <class D, std::size_t kTaps, std::size_t kLists>
struct Weights {
  template <class All>
  Weights(D d, const All& all) {
    for (std::size_t l = 0; l < kLists; ++l)
      for (std::size_t k = 0; k < kTaps; ++k) value[l][k] = hn::Set(d, all.weight[l][k]);
  }
  hn::Vec<D> at(std::size_t l, std::size_t k) const { return value[l][k]; }
  hn::Vec<D> value[kLists][kTaps];
};
template <class D, std::size_t kLists>
struct Weights<D, 0, kLists> {
  template <class All>
  Weights(D, const All& all) {
    std::copy_n(all.weight, kLists, weight);
  }
  hn::Vec<D> at(std::size_t l, std::size_t k) const { return hn::Set(D(), weight[l][k]); }
  const hn::TFromD<D>* weight[kLists];
};

// out[i] for i from 0 on and for i + lanes, ..: kVectors sums of `taps` products each.
template <std::size_t kVectors, std::size_t kTaps, class D, class T, class W>
HWY_INLINE void FilterBlock(D d, const T* in, const W& weights, std::size_t taps, T* out) {
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<D> sum[kVectors];
  DLRR_UNROLL
  for (std::size_t c = 0; c < (kTaps > 0 ? kTaps : taps); ++c) {
    DLRR_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      const auto product = hn::Mul(weights.at(0, c), hn::LoadU(d, in - c + v * lanes));
      sum[v] = c == 0 ? product : hn::Add(sum[v], product);
    }
  }
  DLRR_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) hn::StoreU(sum[v], d, out + v * lanes);
}

template <std::size_t kTaps, class T>
void FilterMiddle(const T* in, std::size_t n, const T* f, std::size_t taps, T* out) {
  // Of loads that begin anywhere, short vectors cross fewer cache lines.
  const hn::CappedTag<T, 32 / sizeof(T)> d;
  const std::size_t lanes = hn::Lanes(d);
  const Lists<T, T, 1> list{nullptr, taps, {f}, {}};
  const Weights<decltype(d), kTaps, 1> weights(d, list);
  in += taps / 2;
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes)
    FilterBlock<4, kTaps>(d, in + i, weights, taps, out + i);
  for (; i < n; i += lanes) FilterBlock<1, kTaps>(d, in + i, weights, taps, out + i);
}

template <class In, class T>
void FilterRows(std::span<const In* const> rows, std::size_t given, std::size_t n,
                std::span<const T> f, T* out, std::size_t stride) {
  const auto taps = static_cast<std::ptrdiff_t>(f.size());
  Padded<T> one(n, f.size()), other(n, f.size());
  Padded<T>*padded = &one, *next = &other;
  // Zeros before and after, so that lanes without a tap may be loaded.
  std::vector<T> wide(3 * f.size() + kRowSlack, T{0});
  T* const filter = wide.data() + f.size();
  std::copy(f.begin(), f.end(), filter);
  // The next row is filled first: samples that were stored a moment ago would have to be waited
  // for.
  if (!rows.empty()) FillPadded(rows[0], given, n, *next);
  for (std::size_t r = 0; r < rows.size(); ++r, out += stride) {
    std::swap(padded, next);
    if (r + 1 < rows.size()) FillPadded(rows[r + 1], given, n, *next);
    WithTaps(f.size(), [&]<std::size_t kTaps>(Number<kTaps>) {
      FilterMiddle<kTaps>(padded->at(0), n, filter, f.size(), out);
    });
    FilterEnd(*padded, static_cast<std::ptrdiff_t>(n), filter, taps, out);
  }
}

template <bool kStream, class D, class V, class Out>
void StoreAs(D d, V sum, Out* out) {
  const auto wide = [&] {
    if constexpr (sizeof(hn::TFromV<V>) == sizeof(Out))
      return sum;
    else
      return hn::PromoteTo(d, sum);
  }();
  if constexpr (kStream)
    hn::Stream(wide, d, out);
  else
    hn::StoreU(wide, d, out);
}

// Vectors of `Out` and as many lanes of T.
template <class T, class Out>
using Lanes = hn::Rebind<T, hn::ScalableTag<Out>>;

// kVectors vectors of every list from i on: every sample is loaded once.
template <bool kStream, std::size_t kVectors, std::size_t kTaps, class T, class Out,
          std::size_t kLists, std::size_t kStep>
HWY_INLINE void SumBlock(const Lists<T, Out, kLists, kStep>& lists,
                         const Weights<Lanes<T, Out>, kTaps, kLists>& weights, std::size_t i) {
  constexpr std::size_t kPlaces = Lists<T, Out, kLists, kStep>::kPlaces;
  const hn::ScalableTag<Out> wide;
  const Lanes<T, Out> d;
  const std::size_t lanes = hn::Lanes(wide), taps = kTaps > 0 ? kTaps : lists.taps;
  hn::Vec<Lanes<T, Out>> sum[kPlaces][kLists][kVectors];
  DLRR_UNROLL
  for (std::size_t row = 0; row < taps + kStep; ++row) {
    DLRR_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      const auto x = hn::LoadU(d, lists.rows[row] + i + v * lanes);
      DLRR_UNROLL
      for (std::size_t p = 0; p < kPlaces; ++p) {
        const std::size_t k = row - p * kStep;
        if (k >= taps) continue;  // a row that this place does not read
        DLRR_UNROLL
        for (std::size_t l = 0; l < kLists; ++l) {
          const auto product = hn::Mul(weights.at(l, k), x);
          sum[p][l][v] = k == 0 ? product : hn::Add(sum[p][l][v], product);
        }
      }
    }
  }
  DLRR_UNROLL
  for (std::size_t p = 0; p < kPlaces; ++p) {
    DLRR_UNROLL
    for (std::size_t l = 0; l < kLists; ++l) {
      DLRR_UNROLL
      for (std::size_t v = 0; v < kVectors; ++v)
        StoreAs<kStream>(wide, sum[p][l][v], lists.out[p][l] + i + v * lanes);
    }
  }
}

// Elements where there is no whole vector.
template <class T, class Out, std::size_t kLists, std::size_t kStep>
void SumOneByOne(const Lists<T, Out, kLists, kStep>& lists, std::size_t n) {
  for (std::size_t p = 0; p < lists.kPlaces; ++p)
    for (std::size_t l = 0; l < kLists; ++l)
      for (std::size_t i = 0; i < n; ++i) {
        const T* const* rows = lists.rows + p * kStep;
        T sum = lists.weight[l][0] * rows[0][i];
        for (std::size_t k = 1; k < lists.taps; ++k) sum += lists.weight[l][k] * rows[k][i];
        lists.out[p][l][i] = sum;
      }
}

std::size_t PlaceInVector(const void* out) {
  return reinterpret_cast<std::uintptr_t>(out) % hn::Lanes(hn::ScalableTag<std::uint8_t>());
}

// The first and the last vector are stored as usual: streaming stores need places that are
// multiples of a vector, the same ones for all sums.
template <bool kStream, std::size_t kTaps, class T, class Out, std::size_t kLists,
          std::size_t kStep>
void SumRow(const Lists<T, Out, kLists, kStep>& lists, std::size_t n) {
  constexpr std::size_t kAtOnce = kTaps > 0 ? 2 : 4;
  const Lanes<T, Out> d;
  const std::size_t lanes = hn::Lanes(d), past = PlaceInVector(lists.out[0][0]);
  if (n < lanes) return SumOneByOne(lists, n);
  const Weights<Lanes<T, Out>, kTaps, kLists> weights(d, lists);
  std::size_t i = 0;
  if (kStream && past != 0) {
    SumBlock<false, 1, kTaps>(lists, weights, 0);
    i = lanes - past / sizeof(Out);
  }
  for (; i + kAtOnce * lanes <= n; i += kAtOnce * lanes)
    SumBlock<kStream, kAtOnce, kTaps>(lists, weights, i);
  for (; i + lanes <= n; i += lanes) SumBlock<kStream, 1, kTaps>(lists, weights, i);
  if (i < n) SumBlock<false, 1, kTaps>(lists, weights, n - lanes);
}

template <std::size_t kTaps, class T, class Out, std::size_t kLists, std::size_t kStep>
void SumRows(Lists<T, Out, kLists, kStep> lists, const SumShape& shape, bool stream) {
  std::vector<const T*> rows(lists.rows, lists.rows + lists.taps + kStep);
  lists.rows = rows.data();
  for (std::size_t r = 0; r < shape.count; ++r) {
    if (stream)
      SumRow<true, kTaps>(lists, shape.n);
    else
      SumRow<false, kTaps>(lists, shape.n);
    for (const T*& row : rows) row += shape.stride;
    for (auto& place : lists.out)
      for (Out*& out : place) out += shape.n;
  }
}

template <std::size_t kLists, std::size_t kStep, class T, class Out>
void SumLists(std::span<const T* const> rows, const SumShape& shape,
              std::span<const TapSum<T, Out>> sums, bool stream) {
  Lists<T, Out, kLists, kStep> lists{rows.data(), rows.size() - kStep, {}, {}};
  for (std::size_t l = 0; l < kLists; ++l) {
    lists.weight[l] = sums[l].weight.data();
    lists.out[0][l] = sums[l].out;
    if constexpr (kStep > 0) lists.out[1][l] = sums[l].later;
  }
  WithTaps(lists.taps,
           [&]<std::size_t kTaps>(Number<kTaps>) { SumRows<kTaps>(lists, shape, stream); });
}

// One place; the lists one by one where they cannot be streamed in step.
template <class T, class Out>
void SumPlace(std::span<const T* const> rows, const SumShape& shape,
              std::span<const TapSum<T, Out>> sums, bool stream) {
  if (sums.size() == 2 && (!stream || PlaceInVector(sums[0].out) == PlaceInVector(sums[1].out)))
    return SumLists<2, 0>(rows, shape, sums, stream);
  for (std::size_t l = 0; l < sums.size(); ++l)
    SumLists<1, 0>(rows, shape, sums.subspan(l, 1), stream);
}

template <class T, class Out>
void WeightedSums(std::span<const T* const> rows, const SumShape& shape,
                  std::span<const TapSum<T, Out>> sums, bool stream) {
  if (shape.step == 0) return SumPlace(rows, shape, sums, stream);
  const std::size_t taps = rows.size() - shape.step;
  const bool in_step = !stream || std::ranges::all_of(sums, [&](const TapSum<T, Out>& s) {
    return PlaceInVector(s.out) == PlaceInVector(sums[0].out) &&
           PlaceInVector(s.later) == PlaceInVector(sums[0].out);
  });
  if (in_step && sums.size() == 2 && shape.step == 1)
    return SumLists<2, 1>(rows, shape, sums, stream);
  if (in_step && sums.size() == 2 && shape.step == 2)
    return SumLists<2, 2>(rows, shape, sums, stream);
  SumPlace(rows.first(taps), shape, sums, stream);
  std::vector<TapSum<T, Out>> later;
  for (const TapSum<T, Out>& s : sums) later.push_back({s.weight, s.later});
  SumPlace<T, Out>(rows.last(taps), shape, later, stream);
}

bool Narrowed(std::span<const double> values, std::int16_t* out) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<std::int32_t, decltype(d)> whole;
  const hn::Rebind<std::int16_t, decltype(d)> narrow;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= values.size(); i += lanes) {
    const auto v = hn::LoadU(d, values.data() + i);
    const auto small = hn::DemoteTo(narrow, hn::DemoteTo(whole, v));  // both saturate
    hn::StoreU(small, narrow, out + i);
    if (!hn::AllTrue(d, hn::Eq(v, hn::PromoteTo(d, hn::PromoteTo(whole, small))))) return false;
  }
  for (; i < values.size(); ++i) {
    const double v = values[i];
    if (!(v >= -32768 && v <= 32767) || v != std::trunc(v)) return false;
    out[i] = static_cast<std::int16_t>(v);
  }
  return true;
}

void FilterRowsDD(std::span<const double* const> r, std::size_t g, std::size_t n,
                  std::span<const double> f, double* out, std::size_t stride) {
  FilterRows(r, g, n, f, out, stride);
}
void FilterRowsDF(std::span<const double* const> r, std::size_t g, std::size_t n,
                  std::span<const float> f, float* out, std::size_t stride) {
  FilterRows(r, g, n, f, out, stride);
}
void FilterRowsSD(std::span<const std::int16_t* const> r, std::size_t g, std::size_t n,
                  std::span<const double> f, double* out, std::size_t stride) {
  FilterRows(r, g, n, f, out, stride);
}
void WeightedSumsDD(std::span<const double* const> r, const SumShape& shape,
                    std::span<const TapSum<double, double>> s, bool stream) {
  WeightedSums(r, shape, s, stream);
}
void WeightedSumsFF(std::span<const float* const> r, const SumShape& shape,
                    std::span<const TapSum<float, float>> s, bool stream) {
  WeightedSums(r, shape, s, stream);
}
void WeightedSumsFD(std::span<const float* const> r, const SumShape& shape,
                    std::span<const TapSum<float, double>> s, bool stream) {
  WeightedSums(r, shape, s, stream);
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(Narrowed);
HWY_EXPORT(FilterRowsDD);
HWY_EXPORT(FilterRowsDF);
HWY_EXPORT(FilterRowsSD);
HWY_EXPORT(WeightedSumsDD);
HWY_EXPORT(WeightedSumsFF);
HWY_EXPORT(WeightedSumsFD);

void tap_order(int i, int n, int taps, std::vector<int>& order) {
  const int past = i + taps / 2 - n;
  order.clear();
  for (int c = past; c >= 0; --c) order.push_back(c);
  for (int c = std::max(past + 1, 0); c < taps; ++c) order.push_back(c);
}

void finish_streams() { hwy::FlushStream(); }

bool narrowed(std::span<const double> values, std::int16_t* out) {
  return HWY_DYNAMIC_DISPATCH(Narrowed)(values, out);
}
template <>
void filter_rows(std::span<const double* const> rows, std::size_t given, std::size_t n,
                 std::span<const double> f, double* out, std::size_t stride) {
  HWY_DYNAMIC_DISPATCH(FilterRowsDD)(rows, given, n, f, out, stride);
}
template <>
void filter_rows(std::span<const double* const> rows, std::size_t given, std::size_t n,
                 std::span<const float> f, float* out, std::size_t stride) {
  HWY_DYNAMIC_DISPATCH(FilterRowsDF)(rows, given, n, f, out, stride);
}
template <>
void filter_rows(std::span<const std::int16_t* const> rows, std::size_t given, std::size_t n,
                 std::span<const double> f, double* out, std::size_t stride) {
  HWY_DYNAMIC_DISPATCH(FilterRowsSD)(rows, given, n, f, out, stride);
}
template <>
void weighted_sums(std::span<const double* const> rows, const SumShape& shape,
                   std::span<const TapSum<double, double>> sums, bool stream) {
  HWY_DYNAMIC_DISPATCH(WeightedSumsDD)(rows, shape, sums, stream);
}
template <>
void weighted_sums(std::span<const float* const> rows, const SumShape& shape,
                   std::span<const TapSum<float, float>> sums, bool stream) {
  HWY_DYNAMIC_DISPATCH(WeightedSumsFF)(rows, shape, sums, stream);
}
template <>
void weighted_sums(std::span<const float* const> rows, const SumShape& shape,
                   std::span<const TapSum<float, double>> sums, bool stream) {
  HWY_DYNAMIC_DISPATCH(WeightedSumsFD)(rows, shape, sums, stream);
}

}  // namespace dlrr::kernel
#endif
