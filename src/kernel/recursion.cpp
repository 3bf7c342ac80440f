#include "kernel/recursion.h"

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/recursion.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Floats = hn::Rebind<float, Doubles>;
using Vector = hn::Vec<Doubles>;

// One line alone waits for its own last result, so some vectors of lines go together: as many as
// the registers hold, and so few that their results of the way up stay in a first-level cache.
constexpr std::size_t kVectors = hn::MaxLanes(Doubles()) >= 8 ? 2 : 4;
constexpr std::size_t kMaxWidth = kVectors * hn::MaxLanes(Doubles());

template <class In>
HWY_INLINE Vector LoadDoubles(const In* from) {
  if constexpr (sizeof(In) == 8)
    return hn::LoadU(Doubles(), from);
  else
    return hn::PromoteTo(Doubles(), hn::LoadU(Floats(), from));
}

struct Weights {
  explicit Weights(const double (&w)[4])
      : a(hn::Set(Doubles(), w[0])),
        b(hn::Set(Doubles(), w[1])),
        c(hn::Set(Doubles(), w[2])),
        e(hn::Set(Doubles(), w[3])) {}
  Vector a, b, c, e;
};

// w0 v0 + w1 v1 + w2 v2 + w3 v3, from the left.
HWY_INLINE Vector Sum(const Weights& w, Vector v0, Vector v1, Vector v2, Vector v3) {
  Vector sum = hn::Mul(w.a, v0);
  sum = hn::Add(sum, hn::Mul(w.b, v1));
  sum = hn::Add(sum, hn::Mul(w.c, v2));
  return hn::Add(sum, hn::Mul(w.e, v3));
}

// The last four samples and results of one vector of lines. Number k takes the place of number
// k - 4, so nothing moves in a loop of four steps.
struct Past {
  explicit Past(std::size_t first_lane) : lane(first_lane) {}

  void Load(const double* samples, const double* results, std::size_t width) {
    const Doubles d;
    const double *x = samples + lane, *y = results + lane;
    x0 = hn::LoadU(d, x), x1 = hn::LoadU(d, x + width);
    x2 = hn::LoadU(d, x + 2 * width), x3 = hn::LoadU(d, x + 3 * width);
    y0 = hn::LoadU(d, y), y1 = hn::LoadU(d, y + width);
    y2 = hn::LoadU(d, y + 2 * width), y3 = hn::LoadU(d, y + 3 * width);
  }
  template <int k>
  HWY_INLINE Vector& x() {
    if constexpr ((k & 3) == 0) return x0;
    if constexpr ((k & 3) == 1) return x1;
    if constexpr ((k & 3) == 2) return x2;
    if constexpr ((k & 3) == 3) return x3;
  }
  template <int k>
  HWY_INLINE Vector& y() {
    if constexpr ((k & 3) == 0) return y0;
    if constexpr ((k & 3) == 1) return y1;
    if constexpr ((k & 3) == 2) return y2;
    if constexpr ((k & 3) == 3) return y3;
  }
  // Result k when the newest sample it sees is number `newest`.
  template <int newest, int k>
  HWY_INLINE Vector Next(const Weights& of_x, const Weights& of_y) {
    y<k>() = hn::Sub(Sum(of_x, x<newest>(), x<newest - 1>(), x<newest - 2>(), x<newest - 3>()),
                     Sum(of_y, y<k - 1>(), y<k - 2>(), y<k - 3>(), y<k - 4>()));
    return y<k>();
  }

  std::size_t lane;
  Vector x0, x1, x2, x3, y0, y1, y2, y3;
};

// Calls step(k, number) for the numbers 4 .. n - 1, where k is number modulo 4 as a type.
template <class Step>
HWY_INLINE void InFours(std::size_t n, const Step& step) {
  std::size_t i = 4;
  for (; i + 4 <= n; i += 4) {
    step(std::integral_constant<int, 0>(), i);
    step(std::integral_constant<int, 1>(), i + 1);
    step(std::integral_constant<int, 2>(), i + 2);
    step(std::integral_constant<int, 3>(), i + 3);
  }
  if (i < n) step(std::integral_constant<int, 0>(), i);
  if (i + 1 < n) step(std::integral_constant<int, 1>(), i + 1);
  if (i + 2 < n) step(std::integral_constant<int, 2>(), i + 2);
}

// The first four results from the end where a half starts: samples go on beyond it, and earlier
// results that do not exist are `beyond` times the first sample. The backward half sees the samples
// `behind` its result only. Rows of x and y are `width` numbers.
void StartLines(const double (&of_x)[4], const double (&of_y)[4], const double (&beyond)[4],
                std::ptrdiff_t behind, std::size_t width, const double* x, double* y) {
  const Doubles tag;
  for (std::size_t l = 0; l < width; l += hn::Lanes(tag)) {
    const auto row = [&](const double* rows, std::ptrdiff_t i) {
      return hn::LoadU(tag,
                       rows + static_cast<std::size_t>(std::max<std::ptrdiff_t>(i, 0)) * width + l);
    };
    for (std::ptrdiff_t i = 0; i < 4; ++i) {
      const auto earlier = [&](std::ptrdiff_t k) {
        return k < i ? hn::Mul(hn::Set(tag, of_y[k]), row(y, i - k - 1))
                     : hn::Mul(hn::Set(tag, beyond[k]), row(x, 0));
      };
      Vector sum = hn::Mul(hn::Set(tag, of_x[0]), row(x, i - behind)), fed = earlier(0);
      for (std::ptrdiff_t k = 1; k < 4; ++k) {
        sum = hn::Add(sum, hn::Mul(hn::Set(tag, of_x[k]), row(x, i - behind - k)));
        fed = hn::Add(fed, earlier(k));
      }
      hn::StoreU(hn::Sub(sum, fed), tag, y + static_cast<std::size_t>(i) * width + l);
    }
  }
}

// Four rows of samples from `from` on, one every `step`.
template <class In>
void LoadRows(const In* from, std::ptrdiff_t step, std::size_t width, double* to) {
  const Doubles d;
  for (std::size_t i = 0; i < 4; ++i, from += step, to += width)
    for (std::size_t l = 0; l < width; l += hn::Lanes(d))
      hn::StoreU(LoadDoubles(from + l), d, to + l);
}

// Where the samples of the next group are: these are called into the cache meanwhile, one row a
// step.
template <class In>
struct Ahead {
  const In* row;
  std::size_t step;
};

// Results of the way up into the rows of `y`.
template <class In, class... Pasts>
void Forward(const Recursion& r, std::size_t n, const In* in, std::size_t in_step, double* y,
             Ahead<In> ahead, Pasts... past) {
  const std::size_t width = sizeof...(past) * hn::Lanes(Doubles());
  double x[4 * kMaxWidth];
  LoadRows(in, static_cast<std::ptrdiff_t>(in_step), width, x);
  StartLines(r.n, r.d, r.before, 0, width, x, y);
  (past.Load(x, y, width), ...);
  const Weights of_x(r.n), of_y(r.d);
  InFours(n, [&](auto k, std::size_t i) {
    const In* from = in + i * in_step;
    double* to = y + i * width;
    for (std::size_t l = 0; l < width; l += 64 / sizeof(In))
      hwy::Prefetch(ahead.row + i * ahead.step + l);
    ((past.template x<k>() = LoadDoubles(from + past.lane),
      hn::Store(past.template Next<k, k>(of_x, of_y), Doubles(), to + past.lane)),
     ...);
  });
}

HWY_INLINE void StoreSum(Vector forward, Vector backward, float* to) {
  hn::StoreU(hn::DemoteTo(Floats(), hn::Add(forward, backward)), Floats(), to);
}

// The way down. A sample is read before its result takes its place.
template <class In, class... Pasts>
void Backward(const Recursion& r, std::size_t n, const In* in, std::size_t in_step, const double* y,
              float* out, std::size_t out_step, Pasts... past) {
  const Doubles d;
  const std::size_t width = sizeof...(past) * hn::Lanes(d), last = n - 1;
  double x[4 * kMaxWidth], z[4 * kMaxWidth];
  LoadRows(in + last * in_step, -static_cast<std::ptrdiff_t>(in_step), width, x);
  StartLines(r.m, r.d, r.after, 1, width, x, z);
  (past.Load(x, z, width), ...);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t l = 0; l < width; l += hn::Lanes(d))
      StoreSum(hn::Load(d, y + (last - i) * width + l), hn::LoadU(d, z + i * width + l),
               out + (last - i) * out_step + l);
  const Weights of_x(r.m), of_y(r.d);
  InFours(n, [&](auto k, std::size_t i) {
    const In* from = in + (last - i) * in_step;
    const double* up = y + (last - i) * width;
    float* to = out + (last - i) * out_step;
    ((past.template Next<k - 1, k>(of_x, of_y),
      past.template x<k>() = LoadDoubles(from + past.lane),
      StoreSum(hn::Load(d, up + past.lane), past.template y<k>(), to + past.lane)),
     ...);
  });
}

// As many lines as go together. Rows of `y`, aligned: n.
template <class In>
void Together(const Recursion& r, std::size_t n, const In* in, std::size_t in_step, float* out,
              std::size_t out_step, double* y, Ahead<In> ahead) {
  const std::size_t v = hn::Lanes(Doubles());
  const auto run = [&](auto... past) {
    Forward(r, n, in, in_step, y, ahead, past...);
    Backward(r, n, in, in_step, y, out, out_step, past...);
  };
  if constexpr (kVectors == 2)
    run(Past(0), Past(v));
  else
    run(Past(0), Past(v), Past(2 * v), Past(3 * v));
}

// Rows of the way up, and of samples and results of lines that do not lie side by side.
template <class In>
struct Rows {
  Rows(std::size_t n, std::vector<double>& scratch) : width(kVectors * hn::Lanes(Doubles())) {
    const std::size_t numbers = n * width;
    scratch.resize(std::max(scratch.size(), 3 * numbers + 8));
    y = scratch.data();
    while (reinterpret_cast<std::uintptr_t>(y) % 64 != 0) ++y;
    in = reinterpret_cast<In*>(y + numbers);
    out = reinterpret_cast<float*>(y + 2 * numbers);
  }
  std::size_t width;
  double* y;
  In* in;
  float* out;
};

template <class In>
void RecursiveLines(const Recursion& r, std::size_t n, std::size_t lanes, const In* in,
                    std::size_t in_step, float* out, std::size_t out_step,
                    std::vector<double>& scratch) {
  const Rows<In> rows(n, scratch);
  std::size_t first = 0;
  for (; first + rows.width <= lanes; first += rows.width)
    Together(r, n, in + first, in_step, out + first, out_step, rows.y,
             {in + first + rows.width, in_step});
  const std::size_t left = lanes - first;
  if (left == 0) return;
  // The rest as a group of its own, with zeros beside it.
  std::fill_n(rows.in, n * rows.width, In{0});
  for (std::size_t i = 0; i < n; ++i)
    std::copy_n(in + i * in_step + first, left, rows.in + i * rows.width);
  Together(r, n, rows.in, rows.width, rows.out, rows.width, rows.y, {rows.in, rows.width});
  for (std::size_t i = 0; i < n; ++i)
    std::copy_n(rows.out + i * rows.width, left, out + i * out_step + first);
}

// Squares of kSide x kSide numbers, turned in registers.
#if HWY_TARGET == HWY_SCALAR
template <class In>
constexpr std::size_t kSide = 1;

template <class In>
HWY_INLINE void TurnSquare(const In* from, std::size_t, In* to, std::size_t) {
  *to = *from;
}
#else
template <class In>
constexpr std::size_t kSide = sizeof(In) == 8 && hn::MaxLanes(Doubles()) < 4 ? 2 : 4;

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

// `In` is double: a template, so that only the half that fits the instruction set is made.
template <class In>
HWY_INLINE void TurnSquare(const In* from, std::size_t columns, In* to, std::size_t rows) {
  const hn::FixedTag<In, kSide<In>> d;
  const auto r0 = hn::LoadU(d, from), r1 = hn::LoadU(d, from + columns);
  const auto a = hn::InterleaveLower(d, r0, r1), b = hn::InterleaveUpper(d, r0, r1);
  if constexpr (kSide<In> == 2) {
    hn::StoreU(a, d, to);
    hn::StoreU(b, d, to + rows);
  } else {
    const auto r2 = hn::LoadU(d, from + 2 * columns), r3 = hn::LoadU(d, from + 3 * columns);
    const auto c = hn::InterleaveLower(d, r2, r3), e = hn::InterleaveUpper(d, r2, r3);
    hn::StoreU(hn::ConcatLowerLower(d, c, a), d, to);
    hn::StoreU(hn::ConcatLowerLower(d, e, b), d, to + rows);
    hn::StoreU(hn::ConcatUpperUpper(d, c, a), d, to + 2 * rows);
    hn::StoreU(hn::ConcatUpperUpper(d, e, b), d, to + 3 * rows);
  }
}
#endif

template <class In>
void Transpose(const In* in, std::size_t in_step, std::size_t rows, std::size_t columns, In* out,
               std::size_t out_step) {
  constexpr std::size_t side = kSide<In>, lines = 8;
  const std::size_t whole_rows = rows / side * side, whole_columns = columns / side * side;
  // Few rows at a time: many that lie a power of two apart would not fit into the cache. The next
  // rows come into it meanwhile.
  for (std::size_t first = 0; first < whole_rows; first += lines) {
    const std::size_t end = std::min(first + lines, whole_rows);
    for (std::size_t x = 0; x < whole_columns; x += side) {
      if (x % (64 / sizeof(In)) == 0)
        for (std::size_t y = first; y < end; ++y) hwy::Prefetch(in + (y + lines) * in_step + x);
      for (std::size_t y = first; y < end; y += side)
        TurnSquare(in + y * in_step + x, in_step, out + x * out_step + y, out_step);
    }
  }
  for (std::size_t x = 0; x < columns; ++x)
    for (std::size_t y = x < whole_columns ? whole_rows : 0; y < rows; ++y)
      out[x * out_step + y] = in[y * in_step + x];
}

// Rows go together turned, while they are in a first-level cache.
template <class In>
void RecursiveRows(const Recursion& r, std::size_t n, std::size_t lines, const In* in,
                   std::size_t in_step, float* out, std::size_t out_step,
                   std::vector<double>& scratch) {
  const Rows<In> rows(n, scratch);
  for (std::size_t first = 0; first < lines; first += rows.width) {
    const std::size_t count = std::min(rows.width, lines - first);
    if (count < rows.width) std::fill_n(rows.in, n * rows.width, In{0});
    Transpose(in + first * in_step, in_step, count, n, rows.in, rows.width);
    Together(r, n, rows.in, rows.width, rows.out, rows.width, rows.y,
             {in + (first + rows.width) * in_step, rows.width});
    Transpose(rows.out, rows.width, n, count, out + first * out_step, out_step);
  }
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
void RowsF(const Recursion& r, std::size_t n, std::size_t lines, const float* in,
           std::size_t in_step, float* out, std::size_t out_step, std::vector<double>& scratch) {
  RecursiveRows(r, n, lines, in, in_step, out, out_step, scratch);
}
void RowsD(const Recursion& r, std::size_t n, std::size_t lines, const double* in,
           std::size_t in_step, float* out, std::size_t out_step, std::vector<double>& scratch) {
  RecursiveRows(r, n, lines, in, in_step, out, out_step, scratch);
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
HWY_EXPORT(RowsF);
HWY_EXPORT(RowsD);
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
void recursive_rows(const Recursion& r, std::size_t n, std::size_t lines, const float* in,
                    std::size_t in_step, float* out, std::size_t out_step,
                    std::vector<double>& scratch) {
  HWY_DYNAMIC_DISPATCH(RowsF)(r, n, lines, in, in_step, out, out_step, scratch);
}
template <>
void recursive_rows(const Recursion& r, std::size_t n, std::size_t lines, const double* in,
                    std::size_t in_step, float* out, std::size_t out_step,
                    std::vector<double>& scratch) {
  HWY_DYNAMIC_DISPATCH(RowsD)(r, n, lines, in, in_step, out, out_step, scratch);
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
