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

template <class T>
void FilterMiddle(const T* in, std::size_t n, const T* f, std::ptrdiff_t taps, T* out) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const std::ptrdiff_t half = taps / 2;
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const T* x = in + i + half;
    auto w = hn::Set(d, f[0]);
    auto s0 = hn::Mul(w, hn::LoadU(d, x)), s1 = hn::Mul(w, hn::LoadU(d, x + lanes));
    auto s2 = hn::Mul(w, hn::LoadU(d, x + 2 * lanes)), s3 = hn::Mul(w, hn::LoadU(d, x + 3 * lanes));
    for (std::ptrdiff_t c = 1; c < taps; ++c) {
      w = hn::Set(d, f[c]);
      const T* y = x - c;
      s0 = hn::Add(s0, hn::Mul(w, hn::LoadU(d, y)));
      s1 = hn::Add(s1, hn::Mul(w, hn::LoadU(d, y + lanes)));
      s2 = hn::Add(s2, hn::Mul(w, hn::LoadU(d, y + 2 * lanes)));
      s3 = hn::Add(s3, hn::Mul(w, hn::LoadU(d, y + 3 * lanes)));
    }
    hn::StoreU(s0, d, out + i);
    hn::StoreU(s1, d, out + i + lanes);
    hn::StoreU(s2, d, out + i + 2 * lanes);
    hn::StoreU(s3, d, out + i + 3 * lanes);
  }
  for (; i < n; i += lanes) {
    const T* x = in + i + half;
    auto sum = hn::Mul(hn::Set(d, f[0]), hn::LoadU(d, x));
    for (std::ptrdiff_t c = 1; c < taps; ++c)
      sum = hn::Add(sum, hn::Mul(hn::Set(d, f[c]), hn::LoadU(d, x - c)));
    hn::StoreU(sum, d, out + i);
  }
}

template <class In, class T>
void FilterRows(std::span<const In* const> rows, std::size_t given, std::size_t n,
                std::span<const T> f, T* out) {
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
  for (std::size_t r = 0; r < rows.size(); ++r, out += n) {
    std::swap(padded, next);
    if (r + 1 < rows.size()) FillPadded(rows[r + 1], given, n, *next);
    FilterMiddle(padded->at(0), n, filter, taps, out);
    FilterEnd(*padded, static_cast<std::ptrdiff_t>(n), filter, taps, out);
  }
}

template <class T>
void WeightedSum(std::span<const T* const> rows, std::span<const T> weight, std::size_t n, T* out) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d), taps = rows.size();
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
    for (std::size_t k = 0; k < taps; ++k) {
      const auto w = hn::Set(d, weight[k]);
      const T* x = rows[k] + i;
      s0 = hn::Add(s0, hn::Mul(w, hn::LoadU(d, x)));
      s1 = hn::Add(s1, hn::Mul(w, hn::LoadU(d, x + lanes)));
      s2 = hn::Add(s2, hn::Mul(w, hn::LoadU(d, x + 2 * lanes)));
      s3 = hn::Add(s3, hn::Mul(w, hn::LoadU(d, x + 3 * lanes)));
    }
    hn::StoreU(s0, d, out + i);
    hn::StoreU(s1, d, out + i + lanes);
    hn::StoreU(s2, d, out + i + 2 * lanes);
    hn::StoreU(s3, d, out + i + 3 * lanes);
  }
  for (; i < n; i += lanes) {
    auto sum = hn::Zero(d);
    for (std::size_t k = 0; k < taps; ++k)
      sum = hn::Add(sum, hn::Mul(hn::Set(d, weight[k]), hn::LoadU(d, rows[k] + i)));
    hn::StoreU(sum, d, out + i);
  }
}

// One element of every list of weights.
template <class T>
void OneOfEach(std::span<const T* const> rows, std::span<const WideSum<T>> sums, std::size_t i) {
  for (const WideSum<T>& s : sums) {
    T sum = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) sum += s.weight[k] * rows[k][i];
    s.out[i] = sum;
  }
}

template <bool kStream, class D, class V>
void StoreWide(D d, V sum, double* out) {
  const auto wide = [&] {
    if constexpr (sizeof(hn::TFromV<V>) == 8)
      return sum;
    else
      return hn::PromoteTo(d, sum);
  }();
  if constexpr (kStream)
    hn::Stream(wide, d, out);
  else
    hn::StoreU(wide, d, out);
}

// Four vectors of one or two sums: every sample is loaded once.
template <bool kStream, bool kTwo, class T>
void SumBlock(std::span<const T* const> rows, std::span<const WideSum<T>> sums, std::size_t i) {
  const hn::ScalableTag<double> wide;
  const hn::Rebind<T, decltype(wide)> d;
  const std::size_t lanes = hn::Lanes(wide);
  const T *first = sums[0].weight.data(), *second = sums[kTwo ? 1 : 0].weight.data();
  auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const T* x = rows[k] + i;
    const auto x0 = hn::LoadU(d, x), x1 = hn::LoadU(d, x + lanes);
    const auto x2 = hn::LoadU(d, x + 2 * lanes), x3 = hn::LoadU(d, x + 3 * lanes);
    const auto v = hn::Set(d, first[k]);
    a0 = hn::Add(a0, hn::Mul(v, x0)), a1 = hn::Add(a1, hn::Mul(v, x1));
    a2 = hn::Add(a2, hn::Mul(v, x2)), a3 = hn::Add(a3, hn::Mul(v, x3));
    if constexpr (kTwo) {
      const auto w = hn::Set(d, second[k]);
      b0 = hn::Add(b0, hn::Mul(w, x0)), b1 = hn::Add(b1, hn::Mul(w, x1));
      b2 = hn::Add(b2, hn::Mul(w, x2)), b3 = hn::Add(b3, hn::Mul(w, x3));
    }
  }
  const auto store = [&](double* out, auto s0, auto s1, auto s2, auto s3) {
    StoreWide<kStream>(wide, s0, out + i), StoreWide<kStream>(wide, s1, out + i + lanes);
    StoreWide<kStream>(wide, s2, out + i + 2 * lanes);
    StoreWide<kStream>(wide, s3, out + i + 3 * lanes);
  };
  store(sums[0].out, a0, a1, a2, a3);
  if constexpr (kTwo) store(sums[1].out, b0, b1, b2, b3);
}

template <bool kStream, class T>
void SumBlocks(std::span<const T* const> rows, std::span<const WideSum<T>> sums, std::size_t& i,
               std::size_t n) {
  const std::size_t step = 4 * hn::Lanes(hn::ScalableTag<double>());
  for (; i + step <= n; i += step) {
    if (sums.size() == 2)
      SumBlock<kStream, true>(rows, sums, i);
    else
      SumBlock<kStream, false>(rows, sums, i);
  }
}

// One sum, or two whose results have the same place within a vector.
template <class T>
void SumsInStep(std::span<const T* const> rows, std::span<const WideSum<T>> sums, std::size_t n,
                bool stream) {
  const std::size_t bytes = sizeof(double) * hn::Lanes(hn::ScalableTag<double>());
  std::size_t i = 0;
  // Streaming stores need places that are multiples of a vector.
  while (stream && i < n && reinterpret_cast<std::uintptr_t>(sums[0].out + i) % bytes != 0)
    OneOfEach(rows, sums, i++);
  if (stream)
    SumBlocks<true>(rows, sums, i, n);
  else
    SumBlocks<false>(rows, sums, i, n);
  for (; i < n; ++i) OneOfEach(rows, sums, i);
}

template <class T>
void WeightedSums(std::span<const T* const> rows, std::span<const WideSum<T>> sums, std::size_t n,
                  bool stream) {
  const auto place = [](const WideSum<T>& s) {
    return reinterpret_cast<std::uintptr_t>(s.out) % 64;
  };
  if (sums.size() == 1 || !stream || place(sums[0]) == place(sums[1])) {
    SumsInStep(rows, sums, n, stream);
  } else {
    SumsInStep(rows, sums.subspan(0, 1), n, stream);
    SumsInStep(rows, sums.subspan(1, 1), n, stream);
  }
  if (stream) hwy::FlushStream();
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
                  std::span<const double> f, double* out) {
  FilterRows(r, g, n, f, out);
}
void FilterRowsDF(std::span<const double* const> r, std::size_t g, std::size_t n,
                  std::span<const float> f, float* out) {
  FilterRows(r, g, n, f, out);
}
void FilterRowsSD(std::span<const std::int16_t* const> r, std::size_t g, std::size_t n,
                  std::span<const double> f, double* out) {
  FilterRows(r, g, n, f, out);
}
void WeightedSumD(std::span<const double* const> r, std::span<const double> w, std::size_t n,
                  double* out) {
  WeightedSum(r, w, n, out);
}
void WeightedSumsD(std::span<const double* const> r, std::span<const WideSum<double>> s,
                   std::size_t n, bool stream) {
  WeightedSums(r, s, n, stream);
}
void WeightedSumF(std::span<const float* const> r, std::span<const float> w, std::size_t n,
                  float* out) {
  WeightedSum(r, w, n, out);
}
void WeightedSumsF(std::span<const float* const> r, std::span<const WideSum<float>> s,
                   std::size_t n, bool stream) {
  WeightedSums(r, s, n, stream);
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
HWY_EXPORT(WeightedSumD);
HWY_EXPORT(WeightedSumsD);
HWY_EXPORT(WeightedSumF);
HWY_EXPORT(WeightedSumsF);

void tap_order(int i, int n, int taps, std::vector<int>& order) {
  const int past = i + taps / 2 - n;
  order.clear();
  for (int c = past; c >= 0; --c) order.push_back(c);
  for (int c = std::max(past + 1, 0); c < taps; ++c) order.push_back(c);
}

bool narrowed(std::span<const double> values, std::int16_t* out) {
  return HWY_DYNAMIC_DISPATCH(Narrowed)(values, out);
}
template <>
void filter_rows(std::span<const double* const> rows, std::size_t given, std::size_t n,
                 std::span<const double> f, double* out) {
  HWY_DYNAMIC_DISPATCH(FilterRowsDD)(rows, given, n, f, out);
}
template <>
void filter_rows(std::span<const double* const> rows, std::size_t given, std::size_t n,
                 std::span<const float> f, float* out) {
  HWY_DYNAMIC_DISPATCH(FilterRowsDF)(rows, given, n, f, out);
}
template <>
void filter_rows(std::span<const std::int16_t* const> rows, std::size_t given, std::size_t n,
                 std::span<const double> f, double* out) {
  HWY_DYNAMIC_DISPATCH(FilterRowsSD)(rows, given, n, f, out);
}
template <>
void weighted_sum(std::span<const double* const> rows, std::span<const double> weight,
                  std::size_t n, double* out) {
  HWY_DYNAMIC_DISPATCH(WeightedSumD)(rows, weight, n, out);
}
template <>
void weighted_sums(std::span<const double* const> rows, std::span<const WideSum<double>> sums,
                   std::size_t n, bool stream) {
  HWY_DYNAMIC_DISPATCH(WeightedSumsD)(rows, sums, n, stream);
}
template <>
void weighted_sum(std::span<const float* const> rows, std::span<const float> weight, std::size_t n,
                  float* out) {
  HWY_DYNAMIC_DISPATCH(WeightedSumF)(rows, weight, n, out);
}
template <>
void weighted_sums(std::span<const float* const> rows, std::span<const WideSum<float>> sums,
                   std::size_t n, bool stream) {
  HWY_DYNAMIC_DISPATCH(WeightedSumsF)(rows, sums, n, stream);
}

}  // namespace dlrr::kernel
#endif
