#include "kernel/spline.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/spline.cpp"
#include "hwy/foreach_target.h"
// After foreach_target.h, which includes this file once per instruction set.
#include "hwy/highway.h"

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

void FourTaps(const double* in, const int* first, const double* weight, std::size_t n,
              double* out) {
  for (std::size_t i = 0; i < n; ++i, weight += 4) {
    const double* x = in + first[i];
    double sum = weight[0] * x[0];
    sum += weight[1] * x[1];
    sum += weight[2] * x[2];
    out[i] = sum + weight[3] * x[3];
  }
}

bool Truncated(const double* in, std::size_t n, double low, double high, double* out) {
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(d, low), most = hn::Set(d, high), close = hn::Set(d, 1e-7);
  auto near = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, in + i);
    const auto is_near = hn::Le(hn::Abs(hn::Sub(v, hn::Round(v))), close);
    near = hn::Or(near, hn::VecFromMask(d, is_near));
    hn::StoreU(hn::Trunc(hn::Min(hn::Max(v, least), most)), d, out + i);
  }
  bool any = !hn::AllFalse(d, hn::MaskFromVec(near));
  for (; i < n; ++i) {
    any = any || std::fabs(in[i] - std::round(in[i])) <= 1e-7;
    out[i] = std::trunc(std::min(std::max(in[i], low), high));
  }
  return any;
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(SplineLines);
HWY_EXPORT(FourTaps);
HWY_EXPORT(Truncated);

void spline_lines(double* data, std::size_t n, std::size_t lanes, std::size_t step, double pole,
                  const SplineStart& start) {
  HWY_DYNAMIC_DISPATCH(SplineLines)(data, n, lanes, step, pole, start);
}
void four_taps(const double* in, const int* first, const double* weight, std::size_t n,
               double* out) {
  HWY_DYNAMIC_DISPATCH(FourTaps)(in, first, weight, n, out);
}
bool truncated(const double* in, std::size_t n, double low, double high, double* out) {
  return HWY_DYNAMIC_DISPATCH(Truncated)(in, n, low, high, out);
}

}  // namespace dlrr::kernel
#endif
