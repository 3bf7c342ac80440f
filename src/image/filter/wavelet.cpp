// Undecimated wavelet transform, periodic, as PyRadiomics does it with PyWavelets: axes x, y, z in
// turn, letter 1 is x; every further level uses the same filters on the previous LLL.
#include <algorithm>

#include "image/filter/filter.h"
#include "image/filter/wavelet_table.h"

namespace dlrr {

namespace {

template <class T>
struct Bank {
  std::vector<T> low, high;
};

template <class T>
Bank<T> bank(const std::string& name) {
  const WaveletFilters taps = wavelet_filters(name);
  return {{taps.low.begin(), taps.low.end()}, {taps.high.begin(), taps.high.end()}};
}

// out[i] = sum_j f[j] source[j][i], in blocks that stay in registers.
template <class T>
void combine(const std::vector<const T*>& source, const std::vector<T>& f, T* out, int n) {
  constexpr int block = 8;
  int i = 0;
  for (; i + block <= n; i += block) {
    T sum[block] = {};
    for (std::size_t j = 0; j < f.size(); ++j)
      for (int l = 0; l < block; ++l) sum[l] += f[j] * source[j][i + l];
    std::copy(sum, sum + block, out + i);
  }
  for (; i < n; ++i) {
    T sum = 0;
    for (std::size_t j = 0; j < f.size(); ++j) sum += f[j] * source[j][i];
    out[i] = sum;
  }
}

int wrapped(int i, int n) { return (i % n + n) % n; }

// out[i] = sum_j f[j] in[(i + floor(taps/2) - j) mod n] along `axis`; the grid has even sizes.
template <class T>
void convolve(const std::vector<T>& in, std::vector<T>& out, const Index3& size, int axis,
              const std::vector<T>& f) {
  const int nx = size[0], taps = static_cast<int>(f.size()), half = taps / 2, n = size[axis];
  const std::size_t rows = in.size() / static_cast<std::size_t>(nx);
  const std::size_t stride = axis == 2 ? static_cast<std::size_t>(size[1]) : 1;  // in rows
  out.resize(in.size());
  std::vector<T> padded(static_cast<std::size_t>(nx + taps));
  std::vector<const T*> source(f.size());
  for (std::size_t row = 0; row < rows; ++row) {
    if (axis == 0) {
      // A copy with its wrap, so that every tap is a plain shift.
      for (int i = 0; i < nx + taps; ++i) padded[i] = in[row * nx + wrapped(i + half - taps, nx)];
      for (int j = 0; j < taps; ++j) source[j] = padded.data() + taps - j;
    } else {
      const int at = static_cast<int>(row / stride % static_cast<std::size_t>(n));
      const std::size_t first = row - static_cast<std::size_t>(at) * stride;
      for (int j = 0; j < taps; ++j)
        source[j] =
            in.data() + (first + static_cast<std::size_t>(wrapped(at + half - j, n)) * stride) * nx;
    }
    combine(source, f, out.data() + row * nx, nx);
  }
}

// Odd axes get one more sample, copied from the start.
template <class T>
std::vector<T> extended(const Image& image, Index3& size, const std::vector<int>& axes) {
  const Index3 from = image.geometry.size;
  size = from;
  for (const int axis : axes) size[axis] += size[axis] % 2;
  std::vector<T> out;
  out.reserve(static_cast<std::size_t>(size[0]) * size[1] * size[2]);
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x)
        out.push_back(static_cast<T>(
            image.voxels[image.geometry.offset(x % from[0], y % from[1], z % from[2])]));
  return out;
}

template <class T>
Image trimmed(const std::vector<T>& data, const Index3& size, const Image& like) {
  Image out{like.geometry, sizeof(T) == 4 ? PixelType::float32 : PixelType::float64, {}};
  out.voxels.reserve(like.voxels.size());
  const Index3 keep = like.geometry.size;
  for (int z = 0; z < keep[2]; ++z)
    for (int y = 0; y < keep[1]; ++y) {
      const auto row = data.begin() + (static_cast<std::ptrdiff_t>(z) * size[1] + y) * size[0];
      out.voxels.insert(out.voxels.end(), row, row + keep[0]);
    }
  return out;
}

std::vector<int> transformed_axes(const FilterSettings& settings) {
  std::vector<int> axes;
  for (int axis = 0; axis < 3; ++axis)
    if (!settings.force_2d || axis != 2 - settings.force_2d_dimension) axes.push_back(axis);
  return axes;
}

// Depth first, so that one array per axis is alive; `low` receives the all-low band.
template <class T>
class Transform {
 public:
  Transform(const Image& image, const FilterSettings& settings, const EmitImage& emit)
      : image_(image),
        emit_(emit),
        axes_(transformed_axes(settings)),
        bank_(bank<T>(settings.wavelet)) {
    std::vector<T> current = extended<T>(image, size_, axes_);
    for (int k = 0; k < settings.start_level; ++k) current = lowest(current);
    for (int level = 1; level <= settings.level; ++level) {
      prefix_ = level == 1 ? "wavelet" : "wavelet" + std::to_string(level);
      split(current, 0, "");
      current.swap(low_);
    }
    emit_(prefix_ + "-" + std::string(axes_.size(), 'L'), trimmed(current, size_, image_));
  }

 private:
  std::vector<T> lowest(std::vector<T> data) const {
    std::vector<T> out;
    for (const int axis : axes_) {
      convolve(data, out, size_, axis, bank_.low);
      data.swap(out);
    }
    return data;
  }

  void split(const std::vector<T>& data, std::size_t depth, const std::string& letters) {
    if (depth == axes_.size()) {
      if (letters.find('H') == std::string::npos)
        low_ = data;
      else
        emit_(prefix_ + "-" + letters, trimmed(data, size_, image_));
      return;
    }
    std::vector<T> band;
    convolve(data, band, size_, axes_[depth], bank_.low);
    split(band, depth + 1, letters + "L");
    convolve(data, band, size_, axes_[depth], bank_.high);
    split(band, depth + 1, letters + "H");
  }

  const Image& image_;
  const EmitImage& emit_;
  std::vector<int> axes_;
  Bank<T> bank_;
  Index3 size_;
  std::string prefix_;
  std::vector<T> low_;
};

std::vector<std::string> names(const FilterSettings& settings) {
  const std::size_t letters = transformed_axes(settings).size();
  std::vector<std::string> out;
  for (int level = 1; level <= settings.level; ++level) {
    const std::string prefix = level == 1 ? "wavelet-" : "wavelet" + std::to_string(level) + "-";
    for (unsigned band = 1; band < (1u << letters); ++band) {
      std::string word;
      for (std::size_t k = letters; k-- > 0;) word += band >> k & 1u ? 'H' : 'L';
      out.push_back(prefix + word);
    }
    if (level == settings.level) out.push_back(prefix + std::string(letters, 'L'));
  }
  return out;
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  if (image.type == PixelType::float32)
    Transform<float>(image, settings, emit);
  else
    Transform<double>(image, settings, emit);
}

}  // namespace

const Filter wavelet_filter{
    "Wavelet", names, apply,
    R"(\sum_j f_j x_{(i+\lfloor n/2\rfloor-j) \bmod N} \text{ along x, y, z})"};

}  // namespace dlrr
