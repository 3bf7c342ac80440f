#include "image/image.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/error.h"
#include "base/text.h"
#include "kernel/bytes.h"

namespace dlrr {

namespace {

constexpr const char* axis_names[] = {"x", "y", "z"};

std::array<double, 9> inverse(const std::array<double, 9>& m) {
  const auto minor = [&](int a, int b, int c, int d) {
    return m[static_cast<std::size_t>(a)] * m[static_cast<std::size_t>(d)] -
           m[static_cast<std::size_t>(b)] * m[static_cast<std::size_t>(c)];
  };
  const double det = m[0] * minor(4, 5, 7, 8) - m[1] * minor(3, 5, 6, 8) + m[2] * minor(3, 4, 6, 7);
  if (std::abs(det) < 1e-9)
    throw Error("direction cosines are singular; the file's geometry is damaged");
  return {minor(4, 5, 7, 8) / det, minor(2, 1, 8, 7) / det, minor(1, 2, 4, 5) / det,
          minor(5, 3, 8, 6) / det, minor(0, 2, 6, 8) / det, minor(2, 0, 5, 3) / det,
          minor(3, 4, 6, 7) / det, minor(1, 0, 7, 6) / det, minor(0, 1, 3, 4) / det};
}

Vector3 times(const std::array<double, 9>& m, const Vector3& v) {
  return {m[0] * v[0] + m[1] * v[1] + m[2] * v[2], m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
          m[6] * v[0] + m[7] * v[1] + m[8] * v[2]};
}

std::string short_number(double value) {
  if (value == 0) return "0";
  const int digits =
      std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, 9);
  auto text = fixed_text(value, digits);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

Box clip_check(const Geometry& geometry, const Box& box) {
  for (std::size_t a = 0; a < 3; ++a)
    if (box.low[a] < 0 || box.high[a] >= geometry.size[a] || box.low[a] > box.high[a])
      throw Error(ErrorKind::internal, "crop box leaves the grid of " + describe(geometry));
  return box;
}

Geometry crop_geometry(const Geometry& geometry, const Box& box) {
  Geometry out = geometry;
  out.size = box.size();
  out.origin = geometry.position({double(box.low[0]), double(box.low[1]), double(box.low[2])});
  return out;
}

template <class Vector>
Vector crop_voxels(const Vector& voxels, const Geometry& geometry, const Box& box) {
  const auto size = box.size();
  Vector out;
  out.reserve(static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
              static_cast<std::size_t>(size[2]));
  for (int z = box.low[2]; z <= box.high[2]; ++z)
    for (int y = box.low[1]; y <= box.high[1]; ++y) {
      const auto first =
          voxels.begin() + static_cast<std::ptrdiff_t>(geometry.offset(box.low[0], y, z));
      out.insert(out.end(), first, first + size[0]);
    }
  return out;
}

// The axis along which two positions are farthest apart, as "origins differ by 0.488 mm along x,
// allowed ...".
std::string position_difference(const char* what, const Vector3& a, const Vector3& b,
                                double allowed) {
  std::size_t worst = 0;
  for (std::size_t i = 1; i < 3; ++i)
    if (std::abs(a[i] - b[i]) > std::abs(a[worst] - b[worst])) worst = i;
  const double found = std::abs(a[worst] - b[worst]);
  if (found <= allowed) return {};
  return std::string(what) + " differ by " + short_number(found) + " mm along " +
         axis_names[worst] + ", allowed " + short_number(allowed) + " mm";
}

}  // namespace

Vector3 Geometry::position(const Vector3& i) const {
  const auto v = times(direction, {i[0] * spacing[0], i[1] * spacing[1], i[2] * spacing[2]});
  return {origin[0] + v[0], origin[1] + v[1], origin[2] + v[2]};
}

Vector3 Geometry::index(const Vector3& p) const {
  const auto v = times(inverse(direction), {p[0] - origin[0], p[1] - origin[1], p[2] - origin[2]});
  return {v[0] / spacing[0], v[1] / spacing[1], v[2] / spacing[2]};
}

std::size_t count_voxels(const Mask& mask) { return kernel::count_inside(mask.voxels); }

Box bounding_box(const Mask& mask) {
  const auto& size = mask.geometry.size;
  const auto nx = static_cast<std::size_t>(size[0]);
  Box box{size, {-1, -1, -1}};
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y) {
      const std::span row(mask.voxels.data() + mask.geometry.offset(0, y, z), nx);
      const std::size_t first = kernel::first_inside(row);
      if (first == nx) continue;
      const auto last = static_cast<int>(kernel::last_inside(row));
      box.low = {std::min(box.low[0], static_cast<int>(first)), std::min(box.low[1], y),
                 std::min(box.low[2], z)};
      box.high = {std::max(box.high[0], last), std::max(box.high[1], y), std::max(box.high[2], z)};
    }
  return box.high[2] < 0 ? Box{} : box;
}

Image crop(const Image& image, const Box& box) {
  clip_check(image.geometry, box);
  return {crop_geometry(image.geometry, box), image.type,
          crop_voxels(image.voxels, image.geometry, box)};
}

Mask crop(const Mask& mask, const Box& box) {
  clip_check(mask.geometry, box);
  return {crop_geometry(mask.geometry, box), crop_voxels(mask.voxels, mask.geometry, box)};
}

std::string grid_difference(const Geometry& a, const Geometry& b, double tolerance) {
  if (a.size != b.size) return "sizes differ: " + describe(a) + " against " + describe(b);
  for (std::size_t i = 0; i < 3; ++i) {
    const double found = std::abs(a.spacing[i] - b.spacing[i]), allowed = tolerance * b.spacing[i];
    if (found > allowed)
      return "spacings differ by " + short_number(found) + " mm along axis " + axis_names[i] +
             " (" + short_number(a.spacing[i]) + " against " + short_number(b.spacing[i]) +
             " mm), allowed " + short_number(allowed) + " mm";
  }
  for (std::size_t i = 0; i < 9; ++i)
    if (const double found = std::abs(a.direction[i] - b.direction[i]); found > tolerance)
      return "directions differ: a cosine of axis " + std::string(axis_names[i % 3]) + " by " +
             short_number(found) + ", allowed " + short_number(tolerance);
  const double allowed = tolerance * std::min({b.spacing[0], b.spacing[1], b.spacing[2]});
  if (auto text = position_difference("origins", a.origin, b.origin, allowed); !text.empty())
    return text;
  // Small differences of spacing and direction add up over the grid: the far corner may be a tenth
  // of a voxel off.
  const Vector3 last{a.size[0] - 1.0, a.size[1] - 1.0, a.size[2] - 1.0};
  return position_difference("last voxels", a.position(last), b.position(last), 100 * allowed);
}

std::string describe(const Geometry& geometry) {
  const auto& [x, y, z] = geometry.size;
  const auto& s = geometry.spacing;
  return std::to_string(x) + "x" + std::to_string(y) + "x" + std::to_string(z) + " voxels of " +
         short_number(s[0]) + "x" + short_number(s[1]) + "x" + short_number(s[2]) + " mm";
}

}  // namespace dlrr
