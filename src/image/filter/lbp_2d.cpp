// Local binary pattern of every slice (Ojala, Pietikainen and Maenpaa 2002), with the operations of
// scikit-image in its order: sample positions are rounded to five decimals, samples outside count
// as 0, and `uniform` counts changes without the pair that closes the circle. The result is stored
// in the number type of the image.
#include <cmath>
#include <limits>
#include <numbers>

#include "base/error.h"
#include "image/filter/filter.h"

namespace dlrr {

namespace {

constexpr int most_bits = 30;  // of a pattern that is written as a number

std::vector<std::string> names(const FilterSettings&) { return {"lbp-2D"}; }

std::string problem(const FilterSettings& settings) {
  const std::string& method = settings.lbp_2d_method;
  if ((method == "default" || method == "ror") && settings.lbp_2d_samples > most_bits)
    return "lbp2DSamples " + std::to_string(settings.lbp_2d_samples) + " with lbp2DMethod " +
           method + ": at most " + std::to_string(most_bits) + " (or use uniform)";
  return "";
}

double five_decimals(double v) { return std::nearbyint(v * 1e5) / 1e5; }

// Offsets of the samples from the centre.
struct Circle {
  std::vector<double> row, column;
};

Circle circle(double radius, int samples) {
  Circle out;
  for (int p = 0; p < samples; ++p) {
    const double angle = 2 * std::numbers::pi * p / samples;
    out.row.push_back(five_decimals(-radius * std::sin(angle)));
    out.column.push_back(five_decimals(radius * std::cos(angle)));
  }
  return out;
}

struct Slice {
  const double* voxels;
  int rows, columns;
  std::size_t row_step, column_step;

  double at(long long r, long long c) const {
    const bool inside = r >= 0 && r < rows && c >= 0 && c < columns;
    return inside ? voxels[static_cast<std::size_t>(r) * row_step +
                           static_cast<std::size_t>(c) * column_step]
                  : 0.0;
  }

  double sample(double r, double c) const {
    const auto r0 = static_cast<long long>(std::floor(r)),
               c0 = static_cast<long long>(std::floor(c));
    const auto r1 = static_cast<long long>(std::ceil(r)), c1 = static_cast<long long>(std::ceil(c));
    const double dr = r - static_cast<double>(r0), dc = c - static_cast<double>(c0);
    const double top = (1 - dc) * at(r0, c0) + dc * at(r0, c1);
    const double bottom = (1 - dc) * at(r1, c0) + dc * at(r1, c1);
    return (1 - dr) * top + dr * bottom;
  }
};

double variance(const std::vector<double>& samples) {
  const double n = static_cast<double>(samples.size());
  double sum = 0, squares = 0;
  for (const double v : samples) {
    sum += v;
    squares += v * v;
  }
  const double out = (squares - sum * sum / n) / n;
  return out != 0 ? out : std::numeric_limits<double>::quiet_NaN();
}

double uniform_code(const std::vector<bool>& bits) {
  int changes = 0, ones = bits[0];
  for (std::size_t p = 1; p < bits.size(); ++p) {
    changes += bits[p] != bits[p - 1];
    ones += bits[p];
  }
  return changes <= 2 ? ones : static_cast<double>(bits.size()) + 1;
}

// The pattern as a number; `turn`: the smallest of its rotations.
double pattern_code(const std::vector<bool>& bits, bool turn) {
  const int n = static_cast<int>(bits.size());
  unsigned code = 0;
  for (int p = 0; p < n; ++p) code |= static_cast<unsigned>(bits[p]) << p;
  unsigned least = code;
  for (int p = 1; turn && p < n; ++p) {
    code = code >> 1 | (code & 1u) << (n - 1);
    least = std::min(least, code);
  }
  return least;
}

double code(const std::vector<double>& samples, double centre, const std::string& method) {
  if (method == "var") return variance(samples);
  std::vector<bool> bits;
  for (const double v : samples) bits.push_back(v - centre >= 0);
  return method == "uniform" ? uniform_code(bits) : pattern_code(bits, method == "ror");
}

// The conversion of a C program: towards zero, then the low bits; a gap becomes the smallest 32-bit
// (64-bit) integer first.
double stored(double v, PixelType type) {
  if (!is_integer(type)) return type == PixelType::float32 ? static_cast<float>(v) : v;
  const bool wide = type == PixelType::int64 || type == PixelType::uint64;
  constexpr double limit = 0x1p63;
  std::int64_t whole =
      wide ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int32_t>::min();
  if (std::fabs(v) < limit) whole = static_cast<std::int64_t>(v);
  switch (type) {
    case PixelType::int8: return static_cast<std::int8_t>(whole);
    case PixelType::uint8: return static_cast<std::uint8_t>(whole);
    case PixelType::int16: return static_cast<std::int16_t>(whole);
    case PixelType::uint16: return static_cast<std::uint16_t>(whole);
    case PixelType::int32: return static_cast<std::int32_t>(whole);
    case PixelType::uint32: return static_cast<std::uint32_t>(whole);
    default: return static_cast<double>(whole);
  }
}

void apply_to_slice(const Slice& slice, const Circle& around, const Image& image,
                    const std::string& method, double* out) {
  std::vector<double> samples(around.row.size());
  for (int r = 0; r < slice.rows; ++r)
    for (int c = 0; c < slice.columns; ++c) {
      for (std::size_t p = 0; p < samples.size(); ++p)
        samples[p] = slice.sample(r + around.row[p], c + around.column[p]);
      out[static_cast<std::size_t>(r) * slice.row_step +
          static_cast<std::size_t>(c) * slice.column_step] =
          stored(code(samples, slice.at(r, c), method), image.type);
    }
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  if (const std::string why = problem(settings); !why.empty()) throw Error(why);
  const Index3 n = image.geometry.size;
  const std::size_t step[] = {1, static_cast<std::size_t>(n[0]),
                              static_cast<std::size_t>(n[0]) * n[1]};
  // Rows and columns once array axis 0 (z) has changed places with the axis across the slices.
  const int across = 2 - settings.force_2d_dimension;
  const int row = settings.force_2d_dimension == 1 ? 2 : 1;
  const int column = settings.force_2d_dimension == 2 ? 2 : 0;
  const Circle around = circle(settings.lbp_2d_radius, settings.lbp_2d_samples);
  Image out{image.geometry, image.type, Voxels(image.voxels.size(), 0.0)};
  for (int k = 0; k < n[across]; ++k) {
    const std::size_t start = static_cast<std::size_t>(k) * step[across];
    apply_to_slice({image.voxels.data() + start, n[row], n[column], step[row], step[column]},
                   around, image, settings.lbp_2d_method, out.voxels.data() + start);
  }
  emit("lbp-2D", out);
}

}  // namespace

const Filter lbp_2d_filter{
    "LBP2D",
    names,
    apply,
    R"(\sum_p [x_p\ge x] \text{ if the circle changes at most twice, else } P+1)",
    IntensityLaw::invariant,
    0,
    problem};

}  // namespace dlrr
