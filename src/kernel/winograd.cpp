#include "kernel/winograd.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/winograd.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, kPanel>;
using Vector = hn::Vec<Floats>;

// A tile of vectors in level-1 cache; axes lie kWide apart.
constexpr int kWide = 6;
constexpr int kAxisStep[] = {kWide * kWide, kWide, 1};
constexpr std::size_t kTile = kWide * kWide * kWide;

struct Tile {
  alignas(64) float data[kTile * kPanel];
  HWY_INLINE float* at(int i) { return data + static_cast<std::size_t>(i) * hn::Lanes(Floats()); }
  HWY_INLINE Vector get(int i) { return hn::Load(Floats(), at(i)); }
  HWY_INLINE void set(int i, Vector v) { hn::Store(v, Floats(), at(i)); }
};

// a + factor * b.
HWY_INLINE Vector Plus(Vector a, float factor, Vector b) {
  return hn::MulAdd(hn::Set(Floats(), factor), b, a);
}

// The three transforms of F(4,3) with the points 0, 1, -1, 2, -2 and infinity.
HWY_INLINE void FourPoints(Tile& t, int i, int s) {
  const Vector a = t.get(i), b = t.get(i + s), c = t.get(i + 2 * s), d = t.get(i + 3 * s),
               e = t.get(i + 4 * s), f = t.get(i + 5 * s);
  const Vector even = Plus(e, -4, c), odd = Plus(d, -4, b), close = hn::Sub(e, c),
               wide = hn::Sub(d, b);
  t.set(i, Plus(Plus(e, -5, c), 4, a));
  t.set(i + s, hn::Add(even, odd));
  t.set(i + 2 * s, hn::Sub(even, odd));
  t.set(i + 3 * s, Plus(close, 2, wide));
  t.set(i + 4 * s, Plus(close, -2, wide));
  t.set(i + 5 * s, Plus(Plus(f, -5, d), 4, b));
}
HWY_INLINE void FourTaps(Tile& t, int i, int s) {
  const Vector a = t.get(i), b = t.get(i + s), c = t.get(i + 2 * s);
  const auto times = [](float f, Vector v) { return hn::Mul(hn::Set(Floats(), f), v); };
  const Vector outer = hn::Add(a, c), wide = Plus(a, 4, c);
  t.set(i, times(1.0f / 4, a));
  t.set(i + s, times(-1.0f / 6, hn::Add(outer, b)));
  t.set(i + 2 * s, times(-1.0f / 6, hn::Sub(outer, b)));
  t.set(i + 3 * s, times(1.0f / 24, Plus(wide, 2, b)));
  t.set(i + 4 * s, times(1.0f / 24, Plus(wide, -2, b)));
  t.set(i + 5 * s, c);
}
HWY_INLINE void FourResults(Tile& t, int i, int s) {
  const Vector b = t.get(i + s), c = t.get(i + 2 * s), d = t.get(i + 3 * s), e = t.get(i + 4 * s);
  const Vector sum = hn::Add(b, c), gap = hn::Sub(b, c), far_sum = hn::Add(d, e),
               far_gap = hn::Sub(d, e);
  t.set(i, hn::Add(t.get(i), hn::Add(sum, far_sum)));
  t.set(i + s, Plus(gap, 2, far_gap));
  t.set(i + 2 * s, Plus(sum, 4, far_sum));
  t.set(i + 3 * s, hn::Add(t.get(i + 5 * s), Plus(gap, 8, far_gap)));
}

// F(2,3).
HWY_INLINE void TwoPoints(Tile& t, int i, int s) {
  const Vector a = t.get(i), b = t.get(i + s), c = t.get(i + 2 * s), d = t.get(i + 3 * s);
  t.set(i, hn::Sub(a, c));
  t.set(i + s, hn::Add(b, c));
  t.set(i + 2 * s, hn::Sub(c, b));
  t.set(i + 3 * s, hn::Sub(b, d));
}
HWY_INLINE void TwoTaps(Tile& t, int i, int s) {
  const Vector b = t.get(i + s), c = t.get(i + 2 * s), half = hn::Set(Floats(), 0.5f);
  const Vector outer = hn::Add(t.get(i), c);
  t.set(i + s, hn::Mul(half, hn::Add(outer, b)));
  t.set(i + 2 * s, hn::Mul(half, hn::Sub(outer, b)));
  t.set(i + 3 * s, c);
}
HWY_INLINE void TwoResults(Tile& t, int i, int s) {
  const Vector b = t.get(i + s), c = t.get(i + 2 * s);
  t.set(i, hn::Add(t.get(i), hn::Add(b, c)));
  t.set(i + s, hn::Sub(hn::Sub(b, c), t.get(i + 3 * s)));
}

// y0 = w1 x0 + w2 x1 and y1 = w0 x0 + w1 x1 as w1 (x0 + x1) + (w2 - w1) x1 and
// w1 (x0 + x1) + (w0 - w1) x0.
HWY_INLINE void PairPoints(Tile& t, int i, int s) {
  const Vector a = t.get(i), b = t.get(i + s);
  t.set(i, hn::Add(a, b));
  t.set(i + s, b);
  t.set(i + 2 * s, a);
}
HWY_INLINE void PairTaps(Tile& t, int i, int s) {
  const Vector a = t.get(i), b = t.get(i + s), c = t.get(i + 2 * s);
  t.set(i, b);
  t.set(i + s, hn::Sub(c, b));
  t.set(i + 2 * s, hn::Sub(a, b));
}
HWY_INLINE void PairResults(Tile& t, int i, int s) {
  const Vector a = t.get(i);
  t.set(i, hn::Add(a, t.get(i + s)));
  t.set(i + s, hn::Add(a, t.get(i + 2 * s)));
}

HWY_INLINE void OneTaps(Tile& t, int i, int s) { t.set(i, t.get(i + s)); }

enum class Part { points, taps, results };

template <Part part>
HWY_INLINE void Line(Toom how, Tile& t, int i, int s) {
  if (how == Toom::two) {
    part == Part::points ? TwoPoints(t, i, s)
                         : (part == Part::taps ? TwoTaps(t, i, s) : TwoResults(t, i, s));
  } else if (how == Toom::pair) {
    part == Part::points ? PairPoints(t, i, s)
                         : (part == Part::taps ? PairTaps(t, i, s) : PairResults(t, i, s));
  } else if (how == Toom::four) {
    part == Part::points ? FourPoints(t, i, s)
                         : (part == Part::taps ? FourTaps(t, i, s) : FourResults(t, i, s));
  } else if (part == Part::taps) {
    OneTaps(t, i, s);
  }
}

int Before(Part part, Toom axis) {
  if (part == Part::taps) return 3;
  return part == Part::points ? size_of(axis).points : size_of(axis).products;
}
int After(Part part, Toom axis) {
  return part == Part::results ? size_of(axis).results : size_of(axis).products;
}

// All three axes, the fastest first; the extent of an axis changes as it is done.
template <Part part>
HWY_INLINE void ThreeAxes(const TileAxes& axes, Tile& t) {
  int extent[3];
  for (int a = 0; a < 3; ++a) extent[a] = Before(part, axes[a]);
  for (int a = 2; a >= 0; --a) {
    const int p = a == 0 ? 1 : 0, q = a == 2 ? 1 : 2;
    for (int i = 0; i < extent[p]; ++i)
      for (int j = 0; j < extent[q]; ++j)
        Line<part>(axes[a], t, i * kAxisStep[p] + j * kAxisStep[q], kAxisStep[a]);
    extent[a] = After(part, axes[a]);
  }
}

// Calls action(number, place in the tile), slowest axis first.
template <class Action>
HWY_INLINE void EachPlace(int z_count, int y_count, int x_count, Action action) {
  int n = 0;
  for (int z = 0; z < z_count; ++z)
    for (int y = 0; y < y_count; ++y)
      for (int x = 0; x < x_count; ++x) action(n++, (z * kWide + y) * kWide + x);
}

HWY_INLINE void StoreProducts(const TileAxes& axes, Tile& t, float* out, std::size_t step) {
  EachPlace(size_of(axes[0]).products, size_of(axes[1]).products, size_of(axes[2]).products,
            [&](int p, int i) { hn::StoreU(t.get(i), Floats(), out + p * step); });
}

void TransformTaps(const float* taps, const TileAxes& axes, float* out, std::size_t step) {
  Tile t;
  for (std::size_t c = 0; c < kPanel; c += hn::Lanes(Floats())) {
    EachPlace(3, 3, 3, [&](int p, int i) {
      t.set(i, hn::LoadU(Floats(), taps + static_cast<std::size_t>(p) * kPanel + c));
    });
    ThreeAxes<Part::taps>(axes, t);
    StoreProducts(axes, t, out + c, step);
  }
}

void TransformPoints(const float* const* points, const TileAxes& axes, std::size_t channels,
                     float* out, std::size_t step) {
  Tile t;
  for (std::size_t c = 0; c < channels; c += hn::Lanes(Floats())) {
    EachPlace(size_of(axes[0]).points, size_of(axes[1]).points, size_of(axes[2]).points,
              [&](int p, int i) { t.set(i, hn::LoadU(Floats(), points[p] + c)); });
    ThreeAxes<Part::points>(axes, t);
    StoreProducts(axes, t, out + c, step);
  }
}

void TransformResults(const float* products, std::size_t step, const TileAxes& axes,
                      std::size_t channels, const float* bias, bool add, float* const* results) {
  const Floats d;
  Tile t;
  for (std::size_t c = 0; c < channels; c += hn::Lanes(d)) {
    EachPlace(size_of(axes[0]).products, size_of(axes[1]).products, size_of(axes[2]).products,
              [&](int p, int i) { t.set(i, hn::LoadU(d, products + p * step + c)); });
    ThreeAxes<Part::results>(axes, t);
    const Vector shift = hn::LoadU(d, bias + c);
    EachPlace(size_of(axes[0]).results, size_of(axes[1]).results, size_of(axes[2]).results,
              [&](int r, int i) {
                if (results[r] == nullptr) return;
                Vector sum = hn::Add(t.get(i), shift);
                if (add) sum = hn::Add(sum, hn::LoadU(d, results[r] + c));
                hn::StoreU(hn::Max(sum, hn::Zero(d)), d, results[r] + c);
              });
  }
}

// kRows rows times kPanels panels next to each other, all sums in registers.
template <int kRows, int kPanels>
HWY_INLINE void Block(const float* left, const float* panels, std::size_t inputs,
                      std::size_t outputs, float* result) {
  const Floats d;
  constexpr int lanes = static_cast<int>(hn::MaxLanes(Floats()));
  constexpr int parts = static_cast<int>(kPanel) / lanes, vectors = parts * kPanels;
  const std::size_t panel_size = inputs * kPanel;
  Vector sums[kRows][vectors];
  HWY_UNROLL(24)
  for (int r = 0; r < kRows; ++r) HWY_UNROLL(24)
  for (int v = 0; v < vectors; ++v) sums[r][v] = hn::Zero(d);
  for (std::size_t k = 0; k < inputs; ++k) {
    Vector right[vectors];
    HWY_UNROLL(24)
    for (int v = 0; v < vectors; ++v)
      right[v] = hn::LoadU(d, panels + (v / parts) * panel_size + k * kPanel + (v % parts) * lanes);
    HWY_UNROLL(24)
    for (int r = 0; r < kRows; ++r) {
      const Vector one = hn::Set(d, left[r * inputs + k]);
      HWY_UNROLL(24)
      for (int v = 0; v < vectors; ++v) sums[r][v] = hn::MulAdd(one, right[v], sums[r][v]);
    }
  }
  HWY_UNROLL(24)
  for (int r = 0; r < kRows; ++r) HWY_UNROLL(24)
  for (int v = 0; v < vectors; ++v)
    hn::StoreU(sums[r][v], d, result + r * outputs + static_cast<std::size_t>(v) * lanes);
}

// Block of as many rows as `rows` says, at most kRows.
template <int kRows, int kPanels>
HWY_INLINE void Some(std::size_t rows, const float* left, const float* panels, std::size_t inputs,
                     std::size_t outputs, float* result) {
  if constexpr (kRows > 1)
    if (rows < kRows) return Some<kRows - 1, kPanels>(rows, left, panels, inputs, outputs, result);
  Block<kRows, kPanels>(left, panels, inputs, outputs, result);
}

// Blocks of about equal height, none higher than registers allow.
template <int kRows, int kPanels>
void Rows(const float* left, const float* panels, std::size_t rows, std::size_t inputs,
          std::size_t outputs, float* result) {
  for (std::size_t blocks = (rows + kRows - 1) / kRows; blocks > 0; --blocks) {
    const std::size_t now = (rows + blocks - 1) / blocks;
    Some<kRows, kPanels>(now, left, panels, inputs, outputs, result);
    left += now * inputs, result += now * outputs, rows -= now;
  }
}

void MultiplyPanels(const float* left, const float* panels, std::size_t rows, std::size_t inputs,
                    std::size_t outputs, float* result) {
  constexpr std::size_t lanes = hn::MaxLanes(Floats());
  constexpr int most = lanes == 16 ? 12 : (lanes == 8 ? 6 : 2);
  constexpr int wide = lanes == 16 ? 2 : 1;
  std::size_t o = 0;
  for (; o + wide * kPanel <= outputs; o += wide * kPanel)
    Rows<most, wide>(left, panels + o * inputs, rows, inputs, outputs, result + o);
  for (; o < outputs; o += kPanel)
    Rows<most, 1>(left, panels + o * inputs, rows, inputs, outputs, result + o);
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(TransformTaps);
HWY_EXPORT(TransformPoints);
HWY_EXPORT(TransformResults);
HWY_EXPORT(MultiplyPanels);

void transform_taps(const float* taps, const TileAxes& axes, float* out, std::size_t step) {
  HWY_DYNAMIC_DISPATCH(TransformTaps)(taps, axes, out, step);
}
void transform_points(const float* const* points, const TileAxes& axes, std::size_t channels,
                      float* out, std::size_t step) {
  HWY_DYNAMIC_DISPATCH(TransformPoints)(points, axes, channels, out, step);
}
void transform_results(const float* products, std::size_t step, const TileAxes& axes,
                       std::size_t channels, const float* bias, bool add, float* const* results) {
  HWY_DYNAMIC_DISPATCH(TransformResults)(products, step, axes, channels, bias, add, results);
}
void multiply_panels(const float* left, const float* panels, std::size_t rows, std::size_t inputs,
                     std::size_t outputs, float* result) {
  HWY_DYNAMIC_DISPATCH(MultiplyPanels)(left, panels, rows, inputs, outputs, result);
}

}  // namespace dlrr::kernel
#endif
