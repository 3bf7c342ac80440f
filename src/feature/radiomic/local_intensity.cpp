// Peaks of the mean intensity in a ball of 1 cm3 (IBSI manual, family 9ST6). The ball also holds
// voxels outside the region, as far as the image (or its crop, see padDistance) goes.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

struct Peaks {
  double local = 0, global = 0;
};

const double kRadius = 10 * std::cbrt(3 / (4 * std::numbers::pi));  // mm

// Half the number of voxels that the ball covers on the row (y, z) away from its centre; -1: none.
int half_row(int y, int z, const Vector3& mm) {
  const double rest = kRadius * kRadius - std::pow(y * mm[1], 2) - std::pow(z * mm[2], 2);
  return rest < 0 ? -1 : static_cast<int>(std::sqrt(rest) / mm[0] + 1e-9);
}

// Means over balls by sums along rows: sum[x + 1] - sum[x'] is the sum of the voxels x' .. x.
class BallMeans {
 public:
  explicit BallMeans(const Image& image) : size_(image.geometry.size) {
    const Vector3& mm = image.geometry.spacing;
    for (int a = 0; a < 3; ++a) reach_[a] = static_cast<int>(kRadius / mm[a] + 1e-9);
    for (int z = -reach_[2]; z <= reach_[2]; ++z)
      for (int y = -reach_[1]; y <= reach_[1]; ++y) half_.push_back(half_row(y, z, mm));
    sum_.reserve(image.voxels.size() + static_cast<std::size_t>(size_[1]) * size_[2]);
    std::size_t at = 0;
    for (int row = 0; row < size_[1] * size_[2]; ++row) {
      double sum = 0;
      sum_.push_back(0);
      for (int x = 0; x < size_[0]; ++x) sum_.push_back(sum += image.voxels[at++]);
    }
  }

  double mean_around(int x, int y, int z) const {
    double sum = 0, n = 0;
    for (int c = std::max(0, z - reach_[2]); c <= std::min(size_[2] - 1, z + reach_[2]); ++c)
      for (int b = std::max(0, y - reach_[1]); b <= std::min(size_[1] - 1, y + reach_[1]); ++b) {
        const int half = half_[(c - z + reach_[2]) * (2 * reach_[1] + 1) + b - y + reach_[1]];
        if (half < 0) continue;
        const int low = std::max(0, x - half), high = std::min(size_[0] - 1, x + half);
        const double* row =
            sum_.data() + (static_cast<std::size_t>(c) * size_[1] + b) * (size_[0] + 1);
        sum += row[high + 1] - row[low];
        n += high + 1 - low;
      }
    return sum / n;
  }

 private:
  Index3 size_, reach_{};
  std::vector<int> half_;
  std::vector<double> sum_;
};

// The part of the image that balls around the region can touch, and where the Roi lies on it.
Image neighbourhood(const Roi& roi, const Surroundings& around, Index3& low) {
  Box box;
  const Geometry& g = around.image->geometry;
  for (int a = 0; a < 3; ++a) {
    const int reach = static_cast<int>(kRadius / g.spacing[a]) + 1;
    box.low[a] = std::max(0, around.low[a] - reach);
    box.high[a] = std::min(g.size[a] - 1, around.low[a] + roi.mask.geometry.size[a] - 1 + reach);
    low[a] = around.low[a] - box.low[a];
  }
  return crop(*around.image, box);
}

Peaks find_peaks(const Roi& roi) {
  const Surroundings around = surroundings(roi);
  Index3 low{};
  const Image image = neighbourhood(roi, around, low);
  const BallMeans means(image);
  const Mask& mask = *around.intensity;
  constexpr double none = -std::numeric_limits<double>::infinity();
  double brightest = none;
  Peaks peaks{none, none};
  for (int z = 0; z < mask.geometry.size[2]; ++z)
    for (int y = 0; y < mask.geometry.size[1]; ++y)
      for (int x = 0; x < mask.geometry.size[0]; ++x) {
        if (!mask.voxels[mask.geometry.offset(x, y, z)]) continue;
        const int i = x + low[0], j = y + low[1], k = z + low[2];
        const double intensity = image.voxels[image.geometry.offset(i, j, k)];
        const double mean = means.mean_around(i, j, k);
        peaks.global = std::max(peaks.global, mean);
        if (intensity > brightest) peaks.local = none;
        brightest = std::max(brightest, intensity);
        if (intensity == brightest) peaks.local = std::max(peaks.local, mean);
      }
  return peaks;
}

double local_peak(const Peaks& p) { return p.local; }
double global_peak(const Peaks& p) { return p.global; }

constexpr FeatureRow<Peaks> rows[] = {
    {{"GlobalIntensityPeak", "0F91", "intensity", R"(\max_k \frac{1}{|B_k|}\sum_{i\in B_k} x_i)",
      "the largest mean of a ball of 1 cm3 around any voxel of the region", ""},
     global_peak},
    {{"LocalIntensityPeak", "VJGA", "intensity",
      R"(\frac{1}{|B_k|}\sum_{i\in B_k} x_i,\; x_k=\max)",
      "the mean of a ball of 1 cm3 around the brightest voxel", ""},
     local_peak},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return values_of(rows, find_peaks(roi)); }

}  // namespace

Family local_intensity_family() {
  return {"local_intensity", definitions, compute, Measures::once, false};
}

}  // namespace dlrr
