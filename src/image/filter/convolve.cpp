#include "image/filter/convolve.h"

#include <algorithm>

namespace dlrr {

namespace {

struct Source {
  const double* row;
  double tap;
};

// out[i] = sum of tap * row[i], in blocks that stay in registers.
void combine(const std::vector<Source>& sources, double* out, int n) {
  constexpr int block = 8;
  int i = 0;
  for (; i + block <= n; i += block) {
    double sum[block] = {};
    for (const Source& s : sources)
      for (int l = 0; l < block; ++l) sum[l] += s.tap * s.row[i + l];
    std::copy(sum, sum + block, out + i);
  }
  for (; i < n; ++i) {
    double sum = 0;
    for (const Source& s : sources) sum += s.tap * s.row[i];
    out[i] = sum;
  }
}

void convolve_row(const double* in, int n, const Kernel& kernel, Boundary boundary,
                  std::vector<double>& padded, double* out) {
  const int taps = static_cast<int>(kernel.taps.size());
  const int before = taps - 1 - kernel.centre;
  padded.resize(static_cast<std::size_t>(n + taps - 1));
  for (int i = 0; i < n + taps - 1; ++i) {
    const int at = voxel_at(i - before, n, boundary);
    padded[i] = at < 0 ? 0.0 : in[at];
  }
  std::vector<Source> sources;
  for (int j = 0; j < taps; ++j)
    if (kernel.taps[j] != 0) sources.push_back({padded.data() + taps - 1 - j, kernel.taps[j]});
  combine(sources, out, n);
}

// Every way to turn a filter within `axes` by right angles: permutations and reversals with
// determinant +1. Equal ones are kept once, with their number.
struct Turned {
  SeparableFilter filter;
  int times = 1;
};

AxisFilter reversed(const AxisFilter& filter) {
  AxisFilter out;
  for (const Kernel& kernel : filter) out.push_back(reversed(kernel));
  return out;
}

bool even_permutation(const std::vector<int>& order) {
  int swaps = 0;
  for (std::size_t a = 0; a < order.size(); ++a)
    for (std::size_t b = a + 1; b < order.size(); ++b) swaps += order[a] > order[b];
  return swaps % 2 == 0;
}

void add_turned(std::vector<Turned>& list, SeparableFilter filter) {
  for (Turned& known : list)
    if (known.filter == filter) {
      ++known.times;
      return;
    }
  list.push_back({std::move(filter), 1});
}

std::vector<Turned> rotations(const SeparableFilter& filter, const std::vector<int>& axes) {
  std::vector<Turned> out;
  std::vector<int> order = axes;
  do {
    const bool even = even_permutation(order);
    for (unsigned flips = 0; flips < (1u << axes.size()); ++flips) {
      if ((__builtin_popcount(flips) % 2 == 0) != even) continue;
      SeparableFilter turned = filter;
      for (std::size_t a = 0; a < axes.size(); ++a) {
        const AxisFilter& from = filter[order[a]];
        turned[axes[a]] = flips >> a & 1u ? reversed(from) : from;
      }
      add_turned(out, std::move(turned));
    }
  } while (std::next_permutation(order.begin(), order.end()));
  std::sort(out.begin(), out.end(),
            [](const Turned& a, const Turned& b) { return a.filter < b.filter; });
  return out;
}

// Runs all rotations depth first: those that agree on the first axes share that work.
class Pool {
 public:
  Pool(const Image& image, Boundary boundary, Pooling pooling)
      : size_(image.geometry.size), boundary_(boundary), pooling_(pooling) {}

  void run(const Voxels& data, std::span<const Turned> list, std::size_t axis) {
    if (axis == 3) return add(data, list.front().times);
    for (std::size_t from = 0; from < list.size();) {
      std::size_t to = from + 1;
      while (to < list.size() && list[to].filter[axis] == list[from].filter[axis]) ++to;
      const AxisFilter& kernels = list[from].filter[axis];
      if (kernels.empty()) {
        run(data, list.subspan(from, to - from), axis + 1);
      } else {
        auto next = convolve(data, size_, static_cast<int>(axis), kernels[0], boundary_);
        for (std::size_t k = 1; k < kernels.size(); ++k)
          next = convolve(next, size_, static_cast<int>(axis), kernels[k], boundary_);
        run(next, list.subspan(from, to - from), axis + 1);
      }
      from = to;
    }
  }

  Voxels result() {
    if (pooling_ == Pooling::average)
      for (double& v : pooled_) v /= count_;
    return std::move(pooled_);
  }

 private:
  void add(const Voxels& response, int times) {
    const double weight = pooling_ == Pooling::average ? times : 1;
    if (count_ == 0) {
      pooled_ = response;
      for (double& v : pooled_) v *= weight;
    } else if (pooling_ == Pooling::average) {
      for (std::size_t i = 0; i < pooled_.size(); ++i) pooled_[i] += weight * response[i];
    } else {
      for (std::size_t i = 0; i < pooled_.size(); ++i)
        pooled_[i] = std::max(pooled_[i], response[i]);
    }
    count_ += times;
  }

  Index3 size_;
  Boundary boundary_;
  Pooling pooling_;
  Voxels pooled_;
  int count_ = 0;
};

}  // namespace

Kernel centred(std::vector<double> taps) {
  const int centre = static_cast<int>(taps.size()) / 2;
  return {std::move(taps), centre};
}

Kernel reversed(const Kernel& kernel) {
  return {{kernel.taps.rbegin(), kernel.taps.rend()},
          static_cast<int>(kernel.taps.size()) - 1 - kernel.centre};
}

Voxels convolve(const Voxels& in, const Index3& size, int axis, const Kernel& kernel,
                Boundary boundary) {
  const int nx = size[0], taps = static_cast<int>(kernel.taps.size()), n = size[axis];
  const std::size_t rows = in.size() / static_cast<std::size_t>(nx);
  const std::size_t stride = axis == 2 ? static_cast<std::size_t>(size[1]) : 1;  // in rows
  Voxels out(in.size());
  std::vector<double> padded;
  std::vector<Source> sources;
  for (std::size_t row = 0; row < rows; ++row) {
    if (axis == 0) {
      convolve_row(in.data() + row * nx, nx, kernel, boundary, padded, out.data() + row * nx);
      continue;
    }
    const int at = static_cast<int>(row / stride % static_cast<std::size_t>(n));
    const std::size_t first = row - static_cast<std::size_t>(at) * stride;
    sources.clear();
    for (int j = 0; j < taps; ++j) {
      const int from = voxel_at(at + kernel.centre - j, n, boundary);
      if (from >= 0 && kernel.taps[j] != 0)
        sources.push_back({in.data() + (first + from * stride) * nx, kernel.taps[j]});
    }
    combine(sources, out.data() + row * nx, nx);
  }
  return out;
}

Voxels box_mean(Voxels data, const Index3& size, const std::vector<int>& axes, int support,
                Boundary boundary) {
  const Kernel box = centred(std::vector<double>(support, 1.0 / support));
  for (const int axis : axes) data = convolve(data, size, axis, box, boundary);
  return data;
}

Voxels separable_response(const Image& image, const SeparableFilter& filter,
                          const std::vector<int>& axes, Boundary boundary, Pooling pooling) {
  Pool pool(image, boundary, pooling);
  const std::vector<Turned> list =
      pooling == Pooling::none ? std::vector<Turned>{{filter, 1}} : rotations(filter, axes);
  pool.run(image.voxels, list, 0);
  return pool.result();
}

}  // namespace dlrr
