#include "feature/radiomic/count/diameter.h"

#include <algorithm>
#include <climits>
#include <cmath>

namespace dlrr {
namespace {

using Point =
    Index3;  // in half voxels: voxel i lies at 2 i + 1, the vertices beside it at 2 i and 2 i + 2

// Smallest and largest vertex on every line along one axis.
struct Extremes {
  std::vector<int> low, high;
  explicit Extremes(std::size_t lines) : low(lines, INT_MAX), high(lines, INT_MIN) {}
  void add(std::size_t line, int place) {
    low[line] = std::min(low[line], place);
    high[line] = std::max(high[line], place);
  }
};

struct Vertices {
  std::vector<Point> along_x, along_y;  // the ends of all lines along x, and along y
};

void append_ends(const Extremes& ends, int lines_a, int axis, int axis_a, std::vector<Point>& out) {
  for (std::size_t line = 0; line < ends.low.size(); ++line) {
    if (ends.high[line] < 0) continue;
    Point p;
    p[axis_a] = static_cast<int>(line % lines_a);
    p[2] = static_cast<int>(line / lines_a);
    p[axis] = ends.low[line];
    out.push_back(p);
    p[axis] = ends.high[line];
    if (ends.high[line] > ends.low[line]) out.push_back(p);
  }
}

Vertices collect(const Mask& mask) {
  const Index3 n = mask.geometry.size;
  const int wide = 2 * n[0] + 1, tall = 2 * n[1] + 1, deep = 2 * n[2] + 1;
  Extremes by_row(static_cast<std::size_t>(tall) * deep),
      by_column(static_cast<std::size_t>(wide) * deep);
  const auto add = [&](int x, int y, int z) {
    by_row.add(static_cast<std::size_t>(z) * tall + y, x);
    by_column.add(static_cast<std::size_t>(z) * wide + x, y);
  };
  std::size_t at = 0;
  const std::size_t dy = static_cast<std::size_t>(n[0]), dz = dy * static_cast<std::size_t>(n[1]);
  const std::uint8_t* v = mask.voxels.data();
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x, ++at) {
        if (!v[at]) continue;
        const int a = 2 * x + 1, b = 2 * y + 1, c = 2 * z + 1;
        if (x == 0 || !v[at - 1]) add(a - 1, b, c);
        if (x == n[0] - 1 || !v[at + 1]) add(a + 1, b, c);
        if (y == 0 || !v[at - dy]) add(a, b - 1, c);
        if (y == n[1] - 1 || !v[at + dy]) add(a, b + 1, c);
        if (z == 0 || !v[at - dz]) add(a, b, c - 1);
        if (z == n[2] - 1 || !v[at + dz]) add(a, b, c + 1);
      }
  Vertices out;
  append_ends(by_row, tall, 0, 1, out.along_x);
  append_ends(by_column, wide, 1, 0, out.along_y);
  return out;
}

// Corners of the convex hull of points in one plane, by Andrew's monotone chain over the axes u and
// v.
std::vector<Point> hull(std::vector<Point> points, int u, int v) {
  if (points.size() < 3) return points;
  std::sort(points.begin(), points.end(), [&](const Point& a, const Point& b) {
    return a[u] != b[u] ? a[u] < b[u] : a[v] < b[v];
  });
  const auto left_turn = [&](const Point& a, const Point& b, const Point& c) {
    return static_cast<long long>(b[u] - a[u]) * (c[v] - a[v]) -
               static_cast<long long>(b[v] - a[v]) * (c[u] - a[u]) >
           0;
  };
  std::vector<Point> out;
  std::size_t base = 0;
  const auto add = [&](const Point& p) {
    while (out.size() >= base + 2 && !left_turn(out[out.size() - 2], out.back(), p)) out.pop_back();
    out.push_back(p);
  };
  for (const Point& p : points) add(p);
  base = out.size() - 1;
  for (std::size_t i = points.size() - 1; i-- > 0;) add(points[i]);
  out.pop_back();
  return out;
}

double squared(const Point& a, const Point& b, const Vector3& mm) {
  double out = 0;
  for (int k = 0; k < 3; ++k) {
    const double d = 0.5 * (a[k] - b[k]) * mm[k];
    out += d * d;
  }
  return out;
}

double farthest_of_all(const std::vector<Point>& points, const Vector3& mm) {
  double best = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j)
      best = std::max(best, squared(points[i], points[j], mm));
  return best;
}

// Hull of every plane that is square to `axis`; `best` collects the largest squared distance inside
// a plane.
std::vector<Point> plane_hulls(std::vector<Point> points, int axis, const Vector3& mm,
                               double* best) {
  const int u = axis == 0 ? 1 : 0, v = axis == 2 ? 1 : 2;
  int top = 0;
  for (const Point& p : points) top = std::max(top, p[axis]);
  std::vector<std::vector<Point>> planes(static_cast<std::size_t>(top) + 1);
  for (const Point& p : points) planes[p[axis]].push_back(p);
  std::vector<Point> out;
  for (std::vector<Point>& plane : planes) {
    const std::vector<Point> corners = hull(std::move(plane), u, v);
    if (best) *best = std::max(*best, farthest_of_all(corners, mm));
    out.insert(out.end(), corners.begin(), corners.end());
  }
  return out;
}

// Two points cannot be farther apart than the sum of their distances from the centre: sorted by
// that distance, most pairs are never looked at.
double farthest(const std::vector<Point>& points, const Vector3& mm) {
  Point low = points[0], high = points[0];
  for (const Point& p : points)
    for (int a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], p[a]);
      high[a] = std::max(high[a], p[a]);
    }
  const Point centre{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2};
  std::vector<std::pair<double, Point>> far;
  for (const Point& p : points) far.push_back({std::sqrt(squared(p, centre, mm)), p});
  std::sort(far.begin(), far.end(), [](const auto& a, const auto& b) { return a > b; });
  double best = 0;
  for (std::size_t i = 0; i < far.size(); ++i) {
    const double reach = std::sqrt(best) * (1 - 1e-12) - far[i].first;
    if (reach > far[i].first) break;
    for (std::size_t j = i + 1; j < far.size() && far[j].first >= reach; ++j)
      best = std::max(best, squared(far[i].second, far[j].second, mm));
  }
  return best;
}

}  // namespace

Diameters measure_diameters(const Mask& mask) {
  const Vector3& mm = mask.geometry.spacing;
  const Vertices vertices = collect(mask);
  double z = 0, y = 0, x = 0;
  std::vector<Point> corners = plane_hulls(vertices.along_x, 2, mm, &z);
  plane_hulls(vertices.along_x, 1, mm, &y);
  plane_hulls(vertices.along_y, 0, mm, &x);
  corners = plane_hulls(plane_hulls(std::move(corners), 1, mm, nullptr), 0, mm, nullptr);
  return {std::sqrt(farthest(corners, mm)), std::sqrt(z), std::sqrt(y), std::sqrt(x)};
}

}  // namespace dlrr
