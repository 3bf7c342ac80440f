#include "image/filter/icosphere.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace dlrr {

namespace {

using Point = std::array<double, 3>;
using Triangle = std::array<std::size_t, 3>;

Point on_sphere(Point p) {
  const double length = std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
  for (double& v : p) v /= length;
  return p;
}

double squared_distance(const Point& a, const Point& b) {
  double sum = 0;
  for (int i = 0; i < 3; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

// (a, b, 0), (0, a, b), (b, 0, a) with a = +-1 and b = +- the golden ratio.
std::vector<Point> corners() {
  const double golden = (1 + std::sqrt(5.0)) / 2;
  std::vector<Point> out;
  for (const double a : {-1.0, 1.0})
    for (const double b : {-golden, golden}) {
      out.push_back(on_sphere({a, b, 0}));
      out.push_back(on_sphere({0, a, b}));
      out.push_back(on_sphere({b, 0, a}));
    }
  return out;
}

// Three corners that are one edge apart.
std::vector<Triangle> faces(const std::vector<Point>& points) {
  double edge = 4;
  for (std::size_t i = 1; i < points.size(); ++i)
    edge = std::min(edge, squared_distance(points[0], points[i]));
  const auto near = [&](std::size_t i, std::size_t j) {
    return squared_distance(points[i], points[j]) < 1.1 * edge;
  };
  std::vector<Triangle> out;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j)
      for (std::size_t k = j + 1; k < points.size(); ++k)
        if (near(i, j) && near(i, k) && near(j, k)) out.push_back({i, j, k});
  return out;
}

void split(std::vector<Point>& points, std::vector<Triangle>& triangles) {
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> middles;
  const auto middle = [&](std::size_t i, std::size_t j) {
    const auto [at, added] = middles.try_emplace(std::minmax(i, j), points.size());
    if (added) {
      Point p;
      for (int a = 0; a < 3; ++a) p[a] = (points[i][a] + points[j][a]) / 2;
      points.push_back(on_sphere(p));
    }
    return at->second;
  };
  std::vector<Triangle> out;
  for (const auto& [i, j, k] : triangles) {
    const std::size_t a = middle(i, j), b = middle(j, k), c = middle(k, i);
    out.insert(out.end(), {{i, a, c}, {j, b, a}, {k, c, b}, {a, b, c}});
  }
  triangles = std::move(out);
}

}  // namespace

std::vector<std::array<double, 3>> icosphere(int subdivisions) {
  std::vector<Point> points = corners();
  std::vector<Triangle> triangles = faces(points);
  for (int k = 0; k < subdivisions; ++k) split(points, triangles);
  return points;
}

}  // namespace dlrr
