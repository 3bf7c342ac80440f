#include "kernel/pairs.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/pairs.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// As many directions as a vector holds, from lane `first` of the interleaved arrays on.
template <class D>
class Part {
 public:
  using V = hn::Vec<D>;

  Part(const PairMatrices& in, std::size_t first, PairSums& out)
      : in_(in), out_(out), first_(first), n_(in.n), lanes_(in.lanes) {}

  void reduce() {
    normalise();
    cells();
    cross_entropies();
    hn::StoreU(entropy_of(out_.px), d_, &out_.hx[first_]);
    hn::StoreU(entropy_of(out_.py), d_, &out_.hy[first_]);
    hn::StoreU(entropy_of(out_.sum), d_, &out_.sum_entropy[first_]);
    hn::StoreU(entropy_of(out_.gap), d_, &out_.gap_entropy[first_]);
    hn::StoreU(maximal_correlation(), d_, &out_.correlation[first_]);
  }

 private:
  V set(double x) const { return hn::Set(d_, x); }
  V load(const std::vector<double>& from, std::size_t k) const {
    return hn::LoadU(d_, &from[k * lanes_ + first_]);
  }
  void add(V x, std::vector<double>& to, std::size_t k) const {
    double* const at = &to[k * lanes_ + first_];
    hn::StoreU(hn::Add(hn::LoadU(d_, at), x), d_, at);
  }
  V probability(std::size_t i, std::size_t j) const {
    return hn::LoadU(d_, &p_[(i * n_ + j) * kMost]);
  }
  V log2_of(V p) const { return hn::Log2(d_, hn::Add(p, set(kEpsilon))); }
  std::size_t end_of_row(std::size_t i) const { return in_.symmetric ? i + 1 : n_; }
  // Cells that a stored one stands for.
  V times(std::size_t i, std::size_t j) const { return set(in_.symmetric && i != j ? 2 : 1); }

  // Counts become probabilities; a direction without a pair has only zeros.
  void normalise() {
    const auto count = [&](std::size_t i, std::size_t j) {
      return hn::LoadU(d_, &in_.count[(i * n_ + j) * lanes_ + first_]);
    };
    V total = hn::Zero(d_);
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < end_of_row(i); ++j)
        total = hn::Add(total, hn::Mul(times(i, j), count(i, j)));
    hn::StoreU(total, d_, &out_.total[first_]);
    const V divisor = hn::IfThenElse(hn::Eq(total, hn::Zero(d_)), set(1), total);
    p_.resize(n_ * n_ * kMost);
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < end_of_row(i); ++j)
        hn::StoreU(hn::Div(count(i, j), divisor), d_, &p_[(i * n_ + j) * kMost]);
  }

  void cells() {
    V entropy = hn::Zero(d_), product = entropy, energy = entropy, most = entropy;
    std::vector<double>& column = in_.symmetric ? out_.px : out_.py;
    for (std::size_t i = 0; i < n_; ++i) {
      V row_sum = hn::Zero(d_);
      for (std::size_t j = 0; j < end_of_row(i); ++j) {
        const V p = probability(i, j), both = hn::Mul(times(i, j), p);
        const int li = in_.level[i], lj = in_.level[j];
        row_sum = hn::Add(row_sum, p);
        if (!in_.symmetric || i != j) add(p, column, j);
        add(both, out_.sum, static_cast<std::size_t>(li + lj));
        add(both, out_.gap, static_cast<std::size_t>(li > lj ? li - lj : lj - li));
        entropy = hn::Sub(entropy, hn::Mul(both, log2_of(p)));
        product = hn::Add(product, hn::Mul(both, set(static_cast<double>(li) * lj)));
        energy = hn::Add(energy, hn::Mul(both, p));
        most = hn::Max(most, p);
      }
      add(row_sum, out_.px, i);
    }
    for (std::size_t i = 0; in_.symmetric && i < n_; ++i)
      hn::StoreU(load(out_.px, i), d_, &out_.py[i * lanes_ + first_]);
    hn::StoreU(entropy, d_, &out_.hxy[first_]);
    hn::StoreU(product, d_, &out_.product[first_]);
    hn::StoreU(energy, d_, &out_.energy[first_]);
    hn::StoreU(most, d_, &out_.most[first_]);
  }

  V mean_level(const std::vector<double>& marginal) const {
    V out = hn::Zero(d_);
    for (std::size_t i = 0; i < n_; ++i)
      out = hn::Add(out, hn::Mul(set(in_.level[i]), load(marginal, i)));
    return out;
  }

  // What needs the marginals first.
  void cross_entropies() {
    V hxy1 = hn::Zero(d_), hxy2 = hxy1, covariance = hxy1;
    const V ux = mean_level(out_.px), uy = mean_level(out_.py);
    const auto off = [&](std::size_t k, V mean)
                         HWY_ATTR { return hn::Sub(set(in_.level[k]), mean); };
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < end_of_row(i); ++j) {
        const V q = hn::Mul(load(out_.px, i), load(out_.py, j));
        const V bits = hn::Mul(times(i, j), log2_of(q));
        hxy1 = hn::Sub(hxy1, hn::Mul(probability(i, j), bits));
        hxy2 = hn::Sub(hxy2, hn::Mul(q, bits));
        const V both = hn::Mul(times(i, j), probability(i, j));
        covariance = hn::Add(covariance, hn::Mul(hn::Mul(off(i, ux), off(j, uy)), both));
      }
    hn::StoreU(ux, d_, &out_.ux[first_]);
    hn::StoreU(uy, d_, &out_.uy[first_]);
    hn::StoreU(covariance, d_, &out_.covariance[first_]);
    hn::StoreU(hxy1, d_, &out_.hxy1[first_]);
    hn::StoreU(hxy2, d_, &out_.hxy2[first_]);
  }

  V entropy_of(const std::vector<double>& weights) const {
    V out = hn::Zero(d_);
    for (std::size_t k = 0; k < weights.size() / lanes_; ++k) {
      const V p = load(weights, k);
      out = hn::Sub(out, hn::Mul(p, log2_of(p)));
    }
    return out;
  }

  // Cell (i, j), j <= i, of the working matrix, row i of a working vector.
  double* cell(std::size_t i, std::size_t j) { return &work_[(i * n_ + j) * kMost]; }
  double* row(std::vector<double>& v, std::size_t i) { return &v[i * kMost]; }

  // A symmetric matrix is worked on as it is; of another one its product with its transpose, whose
  // eigenvalues are the squares of the singular values.
  V maximal_correlation() {
    if (n_ < 2) return set(1);
    work_.assign(n_ * n_ * kMost, 0);
    if (in_.symmetric) {
      for (std::size_t i = 0; i < n_; ++i)
        for (std::size_t j = 0; j <= i; ++j) hn::StoreU(scaled(i, j), d_, cell(i, j));
    } else {
      for (std::size_t i = 0; i < n_; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
          V sum = hn::Zero(d_);
          for (std::size_t k = 0; k < n_; ++k)
            sum = hn::Add(sum, hn::Mul(scaled(i, k), scaled(j, k)));
          hn::StoreU(sum, d_, cell(i, j));
        }
    }
    tridiagonalise();
    const V found = second_largest();
    return in_.symmetric ? found : hn::Sqrt(found);
  }
  V scaled(std::size_t i, std::size_t j) const {
    const V weight = hn::Mul(load(out_.px, i), load(out_.py, j));
    return hn::Div(probability(i, j), hn::Sqrt(hn::Add(weight, set(kEpsilon))));
  }

  // Householder reflections from the first column on; diagonal_ and squares_ (of the elements
  // beside it) are what is left.
  void tridiagonalise() {
    diagonal_.assign(n_ * kMost, 0);
    squares_.assign(n_ * kMost, 0);
    v_.assign(n_ * kMost, 0);
    w_.assign(n_ * kMost, 0);
    for (std::size_t k = 0; k + 1 < n_; ++k) {
      V below = hn::Zero(d_);
      for (std::size_t i = k + 1; i < n_; ++i) {
        const V x = hn::LoadU(d_, cell(i, k));
        hn::StoreU(x, d_, row(v_, i));
        below = hn::Add(below, hn::Mul(x, x));
      }
      below = hn::IfThenElseZero(hn::Gt(below, set(1e-60)), below);  // else rounding alone
      hn::StoreU(hn::LoadU(d_, cell(k, k)), d_, row(diagonal_, k));
      hn::StoreU(below, d_, row(squares_, k));
      if (k + 2 < n_) reflect(k + 1, below);
    }
    hn::StoreU(hn::LoadU(d_, cell(n_ - 1, n_ - 1)), d_, row(diagonal_, n_ - 1));
  }

  // Applies the reflection that turns v_ (rows from `first`, squared length given) into one
  // element to both sides of the rest of the matrix.
  void reflect(std::size_t first, V squared) {
    const V zero = hn::Zero(d_), x = hn::LoadU(d_, row(v_, first)), length = hn::Sqrt(squared);
    const V h = hn::Add(squared, hn::Mul(hn::Abs(x), length));  // half of |v|^2 afterwards
    const V per_h = hn::IfThenElse(hn::Gt(h, zero), hn::Div(set(1), h), zero);
    hn::StoreU(hn::Add(x, hn::CopySign(length, x)), d_, row(v_, first));
    for (std::size_t i = first; i < n_; ++i) hn::StoreU(zero, d_, row(w_, i));
    for (std::size_t i = first; i < n_; ++i) {
      const V vi = hn::LoadU(d_, row(v_, i));
      V sum = hn::Mul(hn::LoadU(d_, cell(i, i)), vi);
      for (std::size_t j = first; j < i; ++j) {
        const V a = hn::LoadU(d_, cell(i, j));
        sum = hn::Add(sum, hn::Mul(a, hn::LoadU(d_, row(v_, j))));
        hn::StoreU(hn::Add(hn::LoadU(d_, row(w_, j)), hn::Mul(a, vi)), d_, row(w_, j));
      }
      hn::StoreU(hn::Add(hn::LoadU(d_, row(w_, i)), sum), d_, row(w_, i));
    }
    V inner = zero;
    for (std::size_t i = first; i < n_; ++i)
      inner = hn::Add(inner, hn::Mul(hn::LoadU(d_, row(v_, i)), hn::LoadU(d_, row(w_, i))));
    const V part = hn::Mul(hn::Mul(hn::Mul(set(0.5), inner), per_h), per_h);
    for (std::size_t i = first; i < n_; ++i) {
      const V wi = hn::Mul(hn::LoadU(d_, row(w_, i)), per_h);
      hn::StoreU(hn::Sub(wi, hn::Mul(part, hn::LoadU(d_, row(v_, i)))), d_, row(w_, i));
    }
    for (std::size_t i = first; i < n_; ++i) {
      const V vi = hn::LoadU(d_, row(v_, i)), wi = hn::LoadU(d_, row(w_, i));
      for (std::size_t j = first; j <= i; ++j) {
        const V change =
            hn::Add(hn::Mul(vi, hn::LoadU(d_, row(w_, j))), hn::Mul(wi, hn::LoadU(d_, row(v_, j))));
        hn::StoreU(hn::Sub(hn::LoadU(d_, cell(i, j)), change), d_, cell(i, j));
      }
    }
  }

  // Eigenvalues of the tridiagonal matrix at or above t in size, by the signs of Sturm's sequence.
  V count_beyond(V t) {
    const V zero = hn::Zero(d_), one = set(1), tiny = set(-1e-290);
    const V least = set(1e-290);
    V above = zero, below = zero, q = one, r = one, square = zero;
    for (std::size_t i = 0; i < n_; ++i) {
      const V a = hn::LoadU(d_, row(diagonal_, i));
      q = hn::Sub(hn::Sub(a, t), hn::Div(square, q));
      r = hn::Sub(hn::Add(a, t), hn::Div(square, r));
      q = hn::IfThenElse(hn::Lt(hn::Abs(q), least), least, q);
      r = hn::IfThenElse(hn::Lt(hn::Abs(r), least), tiny, r);
      above = hn::Add(above, hn::IfThenElseZero(hn::Gt(q, zero), one));
      below = hn::Add(below, hn::IfThenElseZero(hn::Lt(r, zero), one));
      square = hn::LoadU(d_, row(squares_, i));
    }
    return hn::Add(above, below);
  }

  V second_largest() {
    V low = hn::Zero(d_), high = set(2);  // none is above 1 but by rounding
    for (int step = 0; step < 54; ++step) {
      const V middle = hn::Mul(set(0.5), hn::Add(low, high));
      const auto two = hn::Ge(count_beyond(middle), set(2));
      low = hn::IfThenElse(two, middle, low);
      high = hn::IfThenElse(two, high, middle);
    }
    return hn::Mul(set(0.5), hn::Add(low, high));
  }

  static constexpr double kEpsilon = 2.220446049250313e-16;
  static constexpr std::size_t kMost = hn::MaxLanes(D());

  D d_;
  const PairMatrices& in_;
  PairSums& out_;
  std::size_t first_, n_, lanes_;
  std::vector<double> p_, work_, diagonal_, squares_, v_, w_;
};

void ReducePairs(const PairMatrices& in, PairSums& out) {
  if (in.lanes < 8) {
    const hn::CappedTag<double, 2> d;
    for (std::size_t k = 0; k < in.lanes; k += hn::Lanes(d)) Part<decltype(d)>(in, k, out).reduce();
  } else {
    const hn::CappedTag<double, 8> d;
    for (std::size_t k = 0; k < in.lanes; k += hn::Lanes(d)) Part<decltype(d)>(in, k, out).reduce();
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(ReducePairs);

PairSums reduce_pairs(const PairMatrices& matrices) {
  const std::size_t lanes = matrices.lanes, n = matrices.n;
  const auto top = static_cast<std::size_t>(matrices.level.back());
  PairSums out;
  for (auto* per_direction : {&out.total, &out.hx, &out.hy, &out.hxy, &out.hxy1, &out.hxy2,
                              &out.sum_entropy, &out.gap_entropy, &out.product, &out.covariance,
                              &out.ux, &out.uy, &out.energy, &out.most, &out.correlation})
    per_direction->assign(lanes, 0);
  out.px.assign(n * lanes, 0);
  out.py.assign(n * lanes, 0);
  out.sum.assign((2 * top + 1) * lanes, 0);
  out.gap.assign(top * lanes, 0);
  HWY_DYNAMIC_DISPATCH(ReducePairs)(matrices, out);
  return out;
}

}  // namespace dlrr::kernel
#endif  // HWY_ONCE
