#include "kernel/spline.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/spline.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::CappedTag<double, kSplineLanes>;
using Vector = hn::Vec<Doubles>;

struct Line {
  std::size_t n, step;
  double pole, gain;
};

HWY_INLINE Vector StartValue(const double* data, const Line& line, const SplineStart& start) {
  const Doubles d;
  const Vector gain = hn::Set(d, line.gain);
  Vector sum = hn::Mul(gain, hn::LoadU(d, data));
  for (const auto& term : start.terms) {
    const Vector sample = hn::Mul(gain, hn::LoadU(d, data + term.sample * line.step));
    sum = hn::Add(sum, hn::Mul(hn::Set(d, term.weight), sample));
  }
  return start.divisor == 1 ? sum : hn::Div(sum, hn::Set(d, start.divisor));
}

// One sample of the way up and of the way down.
HWY_INLINE Vector Up(const double* at, Vector gain, Vector pole, Vector before) {
  return hn::Add(hn::Mul(hn::LoadU(Doubles(), at), gain), hn::Mul(pole, before));
}
HWY_INLINE Vector Down(const double* at, Vector pole, Vector after) {
  return hn::Mul(pole, hn::Sub(after, hn::LoadU(Doubles(), at)));
}

HWY_INLINE Vector Turn(Vector last, const double* before_last, const Line& line) {
  const Doubles d;
  const Vector pole = hn::Set(d, line.pole);
  const Vector sum = hn::Add(hn::Mul(pole, hn::LoadU(d, before_last)), last);
  return hn::Mul(hn::Set(d, line.pole / (line.pole * line.pole - 1.0)), sum);
}

void OneVector(double* data, const Line& line, const SplineStart& start) {
  const Doubles d;
  const Vector gain = hn::Set(d, line.gain), pole = hn::Set(d, line.pole);
  Vector c = StartValue(data, line, start);
  hn::StoreU(c, d, data);
  double* at = data + line.step;
  for (std::size_t k = 1; k < line.n; ++k, at += line.step) {
    c = Up(at, gain, pole, c);
    hn::StoreU(c, d, at);
  }
  at -= line.step;
  c = Turn(c, at - line.step, line);
  hn::StoreU(c, d, at);
  for (std::size_t k = line.n - 1; k-- > 0;) {
    at -= line.step;
    c = Down(at, pole, c);
    hn::StoreU(c, d, at);
  }
}

// Four vectors together: one alone waits for its own last result.
void FourVectors(double* data, const Line& line, const SplineStart& start) {
  const Doubles d;
  const std::size_t v = hn::Lanes(d);
  const Vector gain = hn::Set(d, line.gain), pole = hn::Set(d, line.pole);
  Vector a = StartValue(data, line, start), b = StartValue(data + v, line, start);
  Vector c = StartValue(data + 2 * v, line, start), e = StartValue(data + 3 * v, line, start);
  const auto store = [&](double* at) {
    hn::StoreU(a, d, at), hn::StoreU(b, d, at + v);
    hn::StoreU(c, d, at + 2 * v), hn::StoreU(e, d, at + 3 * v);
  };
  store(data);
  double* at = data + line.step;
  for (std::size_t k = 1; k < line.n; ++k, at += line.step) {
    // The lines after these come into the cache meanwhile.
    for (std::size_t l = 4 * v; l < 8 * v; l += 8) hwy::Prefetch(at + l);
    a = Up(at, gain, pole, a), b = Up(at + v, gain, pole, b);
    c = Up(at + 2 * v, gain, pole, c), e = Up(at + 3 * v, gain, pole, e);
    store(at);
  }
  at -= line.step;
  const double* before = at - line.step;
  a = Turn(a, before, line), b = Turn(b, before + v, line);
  c = Turn(c, before + 2 * v, line), e = Turn(e, before + 3 * v, line);
  store(at);
  for (std::size_t k = line.n - 1; k-- > 0;) {
    at -= line.step;
    a = Down(at, pole, a), b = Down(at + v, pole, b);
    c = Down(at + 2 * v, pole, c), e = Down(at + 3 * v, pole, e);
    store(at);
  }
}

void SplineLines(double* data, std::size_t n, std::size_t lanes, std::size_t step, double pole,
                 const SplineStart& start) {
  const Line line{n, step, pole, (1.0 - pole) * (1.0 - 1.0 / pole)};
  const std::size_t v = hn::Lanes(Doubles());
  std::size_t l = 0;
  for (; l + 4 * v <= lanes; l += 4 * v) FourVectors(data + l, line, start);
  for (; l < lanes; l += v) OneVector(data + l, line, start);
}

HWY_INLINE double OneOfFourTaps(const double* x, const double* weight) {
  double sum = weight[0] * x[0];
  sum += weight[1] * x[1];
  sum += weight[2] * x[2];
  return sum + weight[3] * x[3];
}

// Two results at once: the four products of each are made side by side and then turned.
std::size_t PairsOfFourTaps([[maybe_unused]] const double* in, [[maybe_unused]] const int* first,
                            [[maybe_unused]] const double* weight, [[maybe_unused]] std::size_t n,
                            [[maybe_unused]] double* out) {
  std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::FixedTag<double, 2> d;
  for (; i + 2 <= n; i += 2, weight += 8) {
    const double *x = in + first[i], *y = in + first[i + 1];
    const auto a = hn::Mul(hn::LoadU(d, weight), hn::LoadU(d, x));
    const auto b = hn::Mul(hn::LoadU(d, weight + 2), hn::LoadU(d, x + 2));
    const auto c = hn::Mul(hn::LoadU(d, weight + 4), hn::LoadU(d, y));
    const auto e = hn::Mul(hn::LoadU(d, weight + 6), hn::LoadU(d, y + 2));
    auto sum = hn::Add(hn::InterleaveLower(d, a, c), hn::InterleaveUpper(d, a, c));
    sum = hn::Add(sum, hn::InterleaveLower(d, b, e));
    hn::StoreU(hn::Add(sum, hn::InterleaveUpper(d, b, e)), d, out + i);
  }
#endif
  return i;
}

void FourTaps(const double* in, const int* first, const double* weight, std::size_t n,
              double* out) {
  for (std::size_t i = PairsOfFourTaps(in, first, weight, n, out); i < n; ++i)
    out[i] = OneOfFourTaps(in + first[i], weight + 4 * i);
}

template <bool kStream>
bool Truncated(const double* in, std::size_t n, double low, double high, double* out) {
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(d, low), most = hn::Set(d, high), close = hn::Set(d, 1e-7);
  auto near = hn::Zero(d);
  bool any = false;
  std::size_t i = 0;
  const auto one = [&] {
    any = any || std::fabs(in[i] - std::round(in[i])) <= 1e-7;
    out[i] = std::trunc(std::min(std::max(in[i], low), high));
    ++i;
  };
  // Streaming stores need places that are multiples of a vector.
  if (kStream)
    while (i < n && reinterpret_cast<std::uintptr_t>(out + i) % (lanes * sizeof(double)) != 0)
      one();
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, in + i);
    const auto is_near = hn::Le(hn::Abs(hn::Sub(v, hn::Round(v))), close);
    near = hn::Or(near, hn::VecFromMask(d, is_near));
    const auto whole = hn::Trunc(hn::Min(hn::Max(v, least), most));
    if constexpr (kStream)
      hn::Stream(whole, d, out + i);
    else
      hn::StoreU(whole, d, out + i);
  }
  while (i < n) one();
  if (kStream) hwy::FlushStream();
  return any || !hn::AllFalse(d, hn::MaskFromVec(near));
}

bool TruncatedToCache(const double* in, std::size_t n, double low, double high, double* out) {
  return Truncated<false>(in, n, low, high, out);
}
bool TruncatedToMemory(const double* in, std::size_t n, double low, double high, double* out) {
  return Truncated<true>(in, n, low, high, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(SplineLines);
HWY_EXPORT(FourTaps);
HWY_EXPORT(TruncatedToCache);
HWY_EXPORT(TruncatedToMemory);

void spline_lines(double* data, std::size_t n, std::size_t lanes, std::size_t step, double pole,
                  const SplineStart& start) {
  HWY_DYNAMIC_DISPATCH(SplineLines)(data, n, lanes, step, pole, start);
}
void four_taps(const double* in, const int* first, const double* weight, std::size_t n,
               double* out) {
  HWY_DYNAMIC_DISPATCH(FourTaps)(in, first, weight, n, out);
}
bool truncated(const double* in, std::size_t n, double low, double high, bool stream, double* out) {
  return stream ? HWY_DYNAMIC_DISPATCH(TruncatedToMemory)(in, n, low, high, out)
                : HWY_DYNAMIC_DISPATCH(TruncatedToCache)(in, n, low, high, out);
}

}  // namespace dlrr::kernel
#endif
