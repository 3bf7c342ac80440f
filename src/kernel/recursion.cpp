#include "kernel/recursion.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/recursion.cpp"
#include "hwy/foreach_target.h"
// After foreach_target.h, which includes this file once per instruction set.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Floats = hn::Rebind<float, Doubles>;
using Vector = hn::Vec<Doubles>;

// One line alone waits for its own last result, so four vectors of lines go together.
constexpr std::size_t kVectors = 4;
constexpr std::size_t kBorder = 4;  // samples beyond both ends

struct Weights {
  explicit Weights(const double (&w)[4])
      : a(hn::Set(Doubles(), w[0])),
        b(hn::Set(Doubles(), w[1])),
        c(hn::Set(Doubles(), w[2])),
        e(hn::Set(Doubles(), w[3])) {}
  Vector a, b, c, e;
};

// w0 x[0] + w1 x[step] + w2 x[2 step] + w3 x[3 step], from the left.
HWY_INLINE Vector Sum(const Weights& w, const double* x, std::ptrdiff_t step) {
  const Doubles d;
  Vector sum = hn::Mul(w.a, hn::Load(d, x));
  sum = hn::Add(sum, hn::Mul(w.b, hn::Load(d, x + step)));
  sum = hn::Add(sum, hn::Mul(w.c, hn::Load(d, x + 2 * step)));
  return hn::Add(sum, hn::Mul(w.e, hn::Load(d, x + 3 * step)));
}

// The same with the first number at hand: it was made a moment ago.
HWY_INLINE Vector Sum(const Weights& w, Vector first, const double* x, std::ptrdiff_t step) {
  const Doubles d;
  Vector sum = hn::Mul(w.a, first);
  sum = hn::Add(sum, hn::Mul(w.b, hn::Load(d, x + step)));
  sum = hn::Add(sum, hn::Mul(w.c, hn::Load(d, x + 2 * step)));
  return hn::Add(sum, hn::Mul(w.e, hn::Load(d, x + 3 * step)));
}

// A group of lines: row i of `in` and `out` holds sample i of every lane.
struct Group {
  std::size_t n, width;
  double *in, *out;
  double* in_row(std::ptrdiff_t i) const { return in + i * static_cast<std::ptrdiff_t>(width); }
  double* out_row(std::ptrdiff_t i) const { return out + i * static_cast<std::ptrdiff_t>(width); }
};

// Result `i` of one vector near the end where the filter starts: earlier results that do not exist
// are `beyond` times the first sample. `towards` is +1 in the forward half, -1 in the backward
// half.
HWY_INLINE Vector NearStart(const Group& g, const double (&x_weight)[4], const double (&d)[4],
                            const double (&beyond)[4], std::ptrdiff_t i, std::ptrdiff_t done,
                            std::ptrdiff_t towards, std::size_t lane) {
  const Doubles tag;
  const std::ptrdiff_t ahead = towards > 0 ? 0 : 1;
  const auto sample = [&](std::ptrdiff_t k) {
    return hn::Load(tag, g.in_row(i - towards * k + ahead) + lane);
  };
  const Vector first =
      hn::Load(tag, g.in_row(towards > 0 ? 0 : static_cast<std::ptrdiff_t>(g.n) - 1) + lane);
  const auto earlier = [&](std::ptrdiff_t k) {
    return k < done
               ? hn::Mul(hn::Set(tag, d[k]), hn::Load(tag, g.out_row(i - towards * (k + 1)) + lane))
               : hn::Mul(hn::Set(tag, beyond[k]), first);
  };
  Vector sum = hn::Mul(hn::Set(tag, x_weight[0]), sample(0)), fed = earlier(0);
  for (std::ptrdiff_t k = 1; k < 4; ++k) {
    sum = hn::Add(sum, hn::Mul(hn::Set(tag, x_weight[k]), sample(k)));
    fed = hn::Add(fed, earlier(k));
  }
  return hn::Sub(sum, fed);
}

void Forward(const Recursion& r, const Group& g) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < kBorder; ++i)
    for (std::size_t l = 0; l < g.width; l += lanes)
      hn::Store(NearStart(g, r.n, r.d, r.before, static_cast<std::ptrdiff_t>(i),
                          static_cast<std::ptrdiff_t>(i), 1, l),
                d, g.out_row(static_cast<std::ptrdiff_t>(i)) + l);
  const Weights n(r.n), fed(r.d);
  const auto step = static_cast<std::ptrdiff_t>(g.width);
  const double* x = g.in_row(kBorder);
  double* y = g.out_row(kBorder);
  const std::size_t b = lanes, c = 2 * lanes, e = 3 * lanes;
  Vector y0 = hn::Load(d, y - step), y1 = hn::Load(d, y - step + b), y2 = hn::Load(d, y - step + c),
         y3 = hn::Load(d, y - step + e);
  for (std::size_t i = kBorder; i < g.n; ++i, x += step, y += step) {
    y0 = hn::Sub(Sum(n, x, -step), Sum(fed, y0, y - step, -step));
    y1 = hn::Sub(Sum(n, x + b, -step), Sum(fed, y1, y - step + b, -step));
    y2 = hn::Sub(Sum(n, x + c, -step), Sum(fed, y2, y - step + c, -step));
    y3 = hn::Sub(Sum(n, x + e, -step), Sum(fed, y3, y - step + e, -step));
    hn::Store(y0, d, y);
    hn::Store(y1, d, y + b);
    hn::Store(y2, d, y + c);
    hn::Store(y3, d, y + e);
  }
}

// Adds the backward result to the forward one for `to`, and leaves it in its place for the next.
HWY_INLINE void Finish(Vector z, double* y, float* to) {
  const Doubles d;
  hn::StoreU(hn::DemoteTo(Floats(), hn::Add(hn::Load(d, y), z)), Floats(), to);
  hn::Store(z, d, y);
}

void Backward(const Recursion& r, const Group& g, float* out, std::size_t out_step) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  const auto last = static_cast<std::ptrdiff_t>(g.n) - 1;
  for (std::ptrdiff_t k = 0; k < static_cast<std::ptrdiff_t>(kBorder); ++k)
    for (std::size_t l = 0; l < g.width; l += lanes)
      Finish(NearStart(g, r.m, r.d, r.after, last - k, k, -1, l), g.out_row(last - k) + l,
             out + static_cast<std::size_t>(last - k) * out_step + l);
  const Weights m(r.m), fed(r.d);
  const auto step = static_cast<std::ptrdiff_t>(g.width);
  const std::size_t b = lanes, c = 2 * lanes, e = 3 * lanes;
  const std::ptrdiff_t start = last - static_cast<std::ptrdiff_t>(kBorder);
  const double* x = g.in_row(start + 1);
  double* y = g.out_row(start);
  Vector z0 = hn::Load(d, y + step), z1 = hn::Load(d, y + step + b), z2 = hn::Load(d, y + step + c),
         z3 = hn::Load(d, y + step + e);
  for (std::ptrdiff_t i = start; i >= 0; --i, x -= step, y -= step) {
    float* to = out + static_cast<std::size_t>(i) * out_step;
    z0 = hn::Sub(Sum(m, x, step), Sum(fed, z0, y + step, step));
    z1 = hn::Sub(Sum(m, x + b, step), Sum(fed, z1, y + step + b, step));
    z2 = hn::Sub(Sum(m, x + c, step), Sum(fed, z2, y + step + c, step));
    z3 = hn::Sub(Sum(m, x + e, step), Sum(fed, z3, y + step + e, step));
    Finish(z0, y, to);
    Finish(z1, y + b, to + lanes);
    Finish(z2, y + c, to + 2 * lanes);
    Finish(z3, y + e, to + 3 * lanes);
  }
}

template <class In>
HWY_INLINE Vector LoadDoubles(const In* from) {
  if constexpr (sizeof(In) == 8)
    return hn::LoadU(Doubles(), from);
  else
    return hn::PromoteTo(Doubles(), hn::LoadU(Floats(), from));
}

// Copies the lines into the group and prolongs them beyond both ends.
template <class In>
void FillGroup(const In* in, std::size_t in_step, std::size_t used, const Group& g) {
  const std::size_t lanes = hn::Lanes(Doubles());
  for (std::size_t i = 0; i < g.n; ++i) {
    double* row = g.in_row(static_cast<std::ptrdiff_t>(i));
    const In* from = in + i * in_step;
    std::size_t l = 0;
    for (; l + lanes <= used; l += lanes) hn::Store(LoadDoubles(from + l), Doubles(), row + l);
    for (; l < used; ++l) row[l] = static_cast<double>(from[l]);
    for (; l < g.width; ++l) row[l] = 0;
  }
  const auto n = static_cast<std::ptrdiff_t>(g.n);
  for (std::ptrdiff_t k = 1; k <= static_cast<std::ptrdiff_t>(kBorder); ++k) {
    std::memcpy(g.in_row(-k), g.in_row(0), g.width * sizeof(double));
    std::memcpy(g.in_row(n - 1 + k), g.in_row(n - 1), g.width * sizeof(double));
  }
}

template <class In>
void RecursiveLines(const Recursion& r, std::size_t n, std::size_t lanes, const In* in,
                    std::size_t in_step, float* out, std::size_t out_step,
                    std::vector<double>& scratch) {
  const std::size_t width = kVectors * hn::Lanes(Doubles());
  const std::size_t rows = n + 2 * kBorder;
  scratch.resize((2 * rows + n) * width + 8);
  double* start = scratch.data();
  while (reinterpret_cast<std::uintptr_t>(start) % 64 != 0) ++start;
  const Group g{n, width, start + kBorder * width, start + (rows + kBorder) * width};
  std::vector<float> narrow(lanes % width ? n * width : 0);
  for (std::size_t first = 0; first < lanes; first += width) {
    const std::size_t used = std::min(width, lanes - first);
    FillGroup(in + first, in_step, used, g);
    Forward(r, g);
    if (used == width) {
      Backward(r, g, out + first, out_step);
      continue;
    }
    Backward(r, g, narrow.data(), width);
    for (std::size_t i = 0; i < n; ++i)
      std::memcpy(out + i * out_step + first, narrow.data() + i * width, used * sizeof(float));
  }
}

// Squares of kSide x kSide numbers, turned in registers of 128 bits.
#if HWY_TARGET == HWY_SCALAR
template <class In>
constexpr std::size_t kSide = 1;

template <class In>
HWY_INLINE void TurnSquare(const In* from, std::size_t, In* to, std::size_t) {
  *to = *from;
}
#else
template <class In>
constexpr std::size_t kSide = 16 / sizeof(In);

HWY_INLINE void TurnSquare(const float* from, std::size_t columns, float* to, std::size_t rows) {
  const hn::FixedTag<float, 4> d;
  const hn::FixedTag<double, 2> pairs;
  const auto low = [&](auto a, auto b) {
    return hn::BitCast(d, hn::InterleaveLower(pairs, hn::BitCast(pairs, a), hn::BitCast(pairs, b)));
  };
  const auto high = [&](auto a, auto b) {
    return hn::BitCast(d, hn::InterleaveUpper(pairs, hn::BitCast(pairs, a), hn::BitCast(pairs, b)));
  };
  const auto r0 = hn::LoadU(d, from), r1 = hn::LoadU(d, from + columns);
  const auto r2 = hn::LoadU(d, from + 2 * columns), r3 = hn::LoadU(d, from + 3 * columns);
  const auto a = hn::InterleaveLower(d, r0, r1), b = hn::InterleaveUpper(d, r0, r1);
  const auto c = hn::InterleaveLower(d, r2, r3), e = hn::InterleaveUpper(d, r2, r3);
  hn::StoreU(low(a, c), d, to);
  hn::StoreU(high(a, c), d, to + rows);
  hn::StoreU(low(b, e), d, to + 2 * rows);
  hn::StoreU(high(b, e), d, to + 3 * rows);
}

HWY_INLINE void TurnSquare(const double* from, std::size_t columns, double* to, std::size_t rows) {
  const hn::FixedTag<double, 2> d;
  const auto a = hn::LoadU(d, from), b = hn::LoadU(d, from + columns);
  hn::StoreU(hn::InterleaveLower(d, a, b), d, to);
  hn::StoreU(hn::InterleaveUpper(d, a, b), d, to + rows);
}
#endif

template <class In>
void Transpose(const In* in, std::size_t in_step, std::size_t rows, std::size_t columns, In* out,
               std::size_t out_step) {
  constexpr std::size_t side = kSide<In>, lines = 8;
  const std::size_t whole_rows = rows / side * side, whole_columns = columns / side * side;
  // Few rows at a time: many that lie a power of two apart would not fit into the cache.
  for (std::size_t first = 0; first < whole_rows; first += lines) {
    const std::size_t end = std::min(first + lines, whole_rows);
    for (std::size_t x = 0; x < whole_columns; x += side)
      for (std::size_t y = first; y < end; y += side)
        TurnSquare(in + y * in_step + x, in_step, out + x * out_step + y, out_step);
  }
  for (std::size_t x = 0; x < columns; ++x)
    for (std::size_t y = x < whole_columns ? whole_rows : 0; y < rows; ++y)
      out[x * out_step + y] = in[y * in_step + x];
}

// float(sum + part / divisor) of a vector.
HWY_INLINE auto Quotient(const float* sum, const float* part, double divisor) {
  const Doubles d;
  auto quotient = LoadDoubles(part);
  if (divisor != 1) quotient = hn::Div(quotient, hn::Set(d, divisor));
  return hn::DemoteTo(Floats(), hn::Add(LoadDoubles(sum), quotient));
}

void AddQuotient(const float* part, double divisor, std::size_t n, float* sum) {
  const std::size_t lanes = hn::Lanes(Doubles());
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    hn::StoreU(Quotient(sum + i, part + i, divisor), Floats(), sum + i);
  for (; i < n; ++i)
    sum[i] =
        static_cast<float>(static_cast<double>(sum[i]) + static_cast<double>(part[i]) / divisor);
}

void AddQuotientWide(const float* sum, const float* part, double divisor, std::size_t n,
                     double* out) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    hn::StoreU(hn::PromoteTo(d, Quotient(sum + i, part + i, divisor)), d, out + i);
  for (; i < n; ++i)
    out[i] =
        static_cast<float>(static_cast<double>(sum[i]) + static_cast<double>(part[i]) / divisor);
}

void TransposeFloats(const float* in, std::size_t in_step, std::size_t rows, std::size_t columns,
                     float* out, std::size_t out_step) {
  Transpose(in, in_step, rows, columns, out, out_step);
}
void TransposeDoubles(const double* in, std::size_t in_step, std::size_t rows, std::size_t columns,
                      double* out, std::size_t out_step) {
  Transpose(in, in_step, rows, columns, out, out_step);
}
void LinesF(const Recursion& r, std::size_t n, std::size_t lanes, const float* in,
            std::size_t in_step, float* out, std::size_t out_step, std::vector<double>& scratch) {
  RecursiveLines(r, n, lanes, in, in_step, out, out_step, scratch);
}
void LinesD(const Recursion& r, std::size_t n, std::size_t lanes, const double* in,
            std::size_t in_step, float* out, std::size_t out_step, std::vector<double>& scratch) {
  RecursiveLines(r, n, lanes, in, in_step, out, out_step, scratch);
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(LinesF);
HWY_EXPORT(LinesD);
HWY_EXPORT(TransposeFloats);
HWY_EXPORT(TransposeDoubles);
HWY_EXPORT(AddQuotient);
HWY_EXPORT(AddQuotientWide);

template <>
void recursive_lines(const Recursion& r, std::size_t n, std::size_t lanes, const float* in,
                     std::size_t in_step, float* out, std::size_t out_step,
                     std::vector<double>& scratch) {
  HWY_DYNAMIC_DISPATCH(LinesF)(r, n, lanes, in, in_step, out, out_step, scratch);
}
template <>
void recursive_lines(const Recursion& r, std::size_t n, std::size_t lanes, const double* in,
                     std::size_t in_step, float* out, std::size_t out_step,
                     std::vector<double>& scratch) {
  HWY_DYNAMIC_DISPATCH(LinesD)(r, n, lanes, in, in_step, out, out_step, scratch);
}
template <>
void transpose(const float* in, std::size_t in_step, std::size_t rows, std::size_t columns,
               float* out, std::size_t out_step) {
  HWY_DYNAMIC_DISPATCH(TransposeFloats)(in, in_step, rows, columns, out, out_step);
}
template <>
void transpose(const double* in, std::size_t in_step, std::size_t rows, std::size_t columns,
               double* out, std::size_t out_step) {
  HWY_DYNAMIC_DISPATCH(TransposeDoubles)(in, in_step, rows, columns, out, out_step);
}
void add_quotient(const float* part, double divisor, std::size_t n, float* sum) {
  HWY_DYNAMIC_DISPATCH(AddQuotient)(part, divisor, n, sum);
}
void add_quotient(const float* sum, const float* part, double divisor, std::size_t n, double* out) {
  HWY_DYNAMIC_DISPATCH(AddQuotientWide)(sum, part, divisor, n, out);
}

}  // namespace dlrr::kernel
#endif
