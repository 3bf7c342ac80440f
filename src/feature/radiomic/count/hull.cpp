#include "feature/radiomic/count/hull.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

namespace dlrr {
namespace {

using Point = std::array<std::int64_t, 3>;  // half voxels: voxel i lies at 2 i + 1

Point minus(const Point& a, const Point& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

Point cross(const Point& u, const Point& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

std::int64_t dot(const Point& u, const Point& v) { return u[0] * v[0] + u[1] * v[1] + u[2] * v[2]; }

// Corners of the convex hull of voxels in one slice (Andrew's monotone chain).
std::vector<Point> slice_corners(std::vector<Point> points) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return points;
  std::vector<Point> out;
  std::size_t base = 0;
  const auto add = [&](const Point& p) {
    while (out.size() >= base + 2 &&
           cross(minus(out.back(), out[out.size() - 2]), minus(p, out.back()))[2] <= 0)
      out.pop_back();
    out.push_back(p);
  };
  for (const Point& p : points) add(p);
  base = out.size() - 1;
  for (std::size_t i = points.size() - 1; i-- > 0;) add(points[i]);
  out.pop_back();
  return out;
}

// The six vertices around every voxel that can be a corner: the mesh is the sum of the voxel
// centres and an octahedron as far as its hull is concerned.
std::vector<Point> candidates(const Mask& mask) {
  const Index3 n = mask.geometry.size;
  std::vector<Point> out;
  for (int z = 0; z < n[2]; ++z) {
    std::vector<Point> ends;
    for (int y = 0; y < n[1]; ++y) {
      const std::uint8_t* row = mask.voxels.data() + mask.geometry.offset(0, y, z);
      const auto first = std::find_if(row, row + n[0], [](std::uint8_t v) { return v != 0; });
      if (first == row + n[0]) continue;
      const std::uint8_t* last = row + n[0] - 1;
      while (!*last) --last;
      for (const std::int64_t x : {first - row, last - row})
        ends.push_back({2 * x + 1, 2 * y + 1, 2 * z + 1});
    }
    for (const Point& p : slice_corners(std::move(ends)))
      for (int a = 0; a < 3; ++a)
        for (const int side : {-1, 1}) {
          out.push_back(p);
          out.back()[a] += side;
        }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// A hull that grows point by point: faces that see a point make way for faces that lead to it.
class Builder {
 public:
  explicit Builder(const std::vector<Point>& points) : points_(points) {
    start();
    std::vector<std::pair<std::int64_t, int>> order;  // far points first: most others lie inside
    for (int i = 0; i < static_cast<int>(points.size()); ++i) {
      Point away{};
      for (int a = 0; a < 3; ++a) away[a] = 4 * points[i][a] - centre_[a];
      order.push_back({-dot(away, away), i});
    }
    std::sort(order.begin(), order.end());
    for (const auto& [far, i] : order) add(i);
  }
  struct Face {
    std::array<int, 3> corner;
    Point normal;  // outward
    std::int64_t offset;
  };
  const std::vector<Face>& faces() const { return faces_; }

 private:
  Face face(int a, int b, int c) const {
    const Point n = cross(minus(points_[b], points_[a]), minus(points_[c], points_[a]));
    return {{a, b, c}, n, dot(n, points_[a])};
  }
  template <class Score>
  int best(Score score) const {
    int out = 0;
    for (int i = 1; i < static_cast<int>(points_.size()); ++i)
      if (score(points_[i]) > score(points_[out])) out = i;
    return out;
  }
  // A tetrahedron of points far apart; four times its centre stays inside.
  void start() {
    const int a = best([](const Point& p) { return -p[0]; });
    const int b = best([](const Point& p) { return p[0]; });
    const Point ab = minus(points_[b], points_[a]);
    const int c = best([&](const Point& p) {
      const Point n = cross(ab, minus(p, points_[a]));
      return std::abs(n[0]) + std::abs(n[1]) + std::abs(n[2]);
    });
    const Face base = face(a, b, c);
    const int d = best([&](const Point& p) { return std::abs(dot(base.normal, p) - base.offset); });
    const bool below = dot(base.normal, points_[d]) < base.offset;
    const int p = below ? a : b, q = below ? b : a;  // the base looks away from d
    faces_ = {face(p, q, c), face(q, p, d), face(c, q, d), face(p, c, d)};
    for (int i = 0; i < 3; ++i)
      centre_[i] = points_[a][i] + points_[b][i] + points_[c][i] + points_[d][i];
  }
  void add(int i) {
    std::vector<Face> kept;
    std::map<std::pair<int, int>, bool> edges;  // of the faces that see the point
    for (const Face& f : faces_) {
      if (dot(f.normal, points_[i]) <= f.offset) continue;
      for (int k = 0; k < 3; ++k) edges[{f.corner[k], f.corner[(k + 1) % 3]}] = true;
    }
    if (edges.empty()) return;
    for (const Face& f : faces_)
      if (dot(f.normal, points_[i]) <= f.offset) kept.push_back(f);
    for (const auto& [edge, seen] : edges)
      if (!edges.contains({edge.second, edge.first}))
        kept.push_back(face(edge.first, edge.second, i));
    faces_ = std::move(kept);
  }

  const std::vector<Point>& points_;
  std::vector<Face> faces_;
  Point centre_{};
};

Vector3 in_mm(const Point& p, const Vector3& mm) {
  return {0.5 * static_cast<double>(p[0]) * mm[0], 0.5 * static_cast<double>(p[1]) * mm[1],
          0.5 * static_cast<double>(p[2]) * mm[2]};
}

// Doubled area and six times the volume of the tetrahedron to the origin.
void add_triangle(const Vector3& p, const Vector3& q, const Vector3& r, Hull& hull) {
  Vector3 u, v;
  for (int a = 0; a < 3; ++a) {
    u[a] = q[a] - p[a];
    v[a] = r[a] - p[a];
  }
  const Vector3 n{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
  hull.area += 0.5 * std::hypot(n[0], n[1], n[2]);
  hull.volume += (n[0] * p[0] + n[1] * p[1] + n[2] * p[2]) / 6;
}

}  // namespace

Hull convex_hull(const Mask& mask) {
  const std::vector<Point> points = candidates(mask);
  const Builder builder(points);
  Hull hull;
  std::map<int, int> corner_of;
  for (const Builder::Face& f : builder.faces()) {
    std::array<int, 3> face{};
    for (int k = 0; k < 3; ++k) {
      const auto [at, fresh] =
          corner_of.try_emplace(f.corner[k], static_cast<int>(hull.corners.size()));
      if (fresh) hull.corners.push_back(in_mm(points[f.corner[k]], mask.geometry.spacing));
      face[k] = at->second;
    }
    hull.faces.push_back(face);
    add_triangle(hull.corners[face[0]], hull.corners[face[1]], hull.corners[face[2]], hull);
  }
  return hull;
}

}  // namespace dlrr
