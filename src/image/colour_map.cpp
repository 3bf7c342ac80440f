#include "image/colour_map.h"

#include <algorithm>
#include <cmath>

namespace dlrr {

namespace {

constexpr double kPi = 3.14159265358979323846;

// OKLab lightness, chroma and hue (radians) as linear red, green, blue.
std::array<double, 3> linear_rgb(double lightness, double chroma, double hue) {
  const double a = chroma * std::cos(hue), b = chroma * std::sin(hue);
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

bool can_be_shown(const std::array<double, 3>& rgb) {
  return std::all_of(rgb.begin(), rgb.end(), [](double v) { return v >= 0 && v <= 1; });
}

std::uint8_t encoded(double linear) {
  const double v = std::clamp(linear, 0.0, 1.0);
  const double s = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(255 * s));
}

}  // namespace

std::array<std::uint8_t, 3> colour_of(double t) {
  t = std::clamp(t, 0.0, 1.0);
  const double lightness = 0.28 + 0.65 * t, hue = (310 - 205 * t) * kPi / 180;
  double chroma = 0.17;
  while (chroma > 0 && !can_be_shown(linear_rgb(lightness, chroma, hue))) chroma -= 0.005;
  const auto rgb = linear_rgb(lightness, std::max(chroma, 0.0), hue);
  return {encoded(rgb[0]), encoded(rgb[1]), encoded(rgb[2])};
}

}  // namespace dlrr
