#include "feature/radiomic/count/outline.h"

#include <algorithm>
#include <cmath>

namespace dlrr {
namespace {

using Point = std::array<double, 2>;  // mm along rows, along columns

// Middle of the edge from corner k of a cell to the next one; corners (0,0), (0,1), (1,1), (1,0) as
// (row, column).
constexpr Point edge_middle[4] = {{0, 0.5}, {0.5, 1}, {1, 0.5}, {0.5, 0}};

double cross(const Point& o, const Point& a, const Point& b) {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}

// Corners of the convex hull (Andrew's monotone chain): only those can be farthest apart.
std::vector<Point> hull(std::vector<Point> points) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return points;
  std::vector<Point> out;
  for (int side = 0; side < 2; ++side) {
    const std::size_t start = out.size();
    for (const Point& p : points) {
      while (out.size() >= start + 2 && cross(out[out.size() - 2], out.back(), p) <= 0)
        out.pop_back();
      out.push_back(p);
    }
    out.pop_back();
    std::reverse(points.begin(), points.end());
  }
  return out;
}

double largest_distance(const std::vector<Point>& points) {
  double most = 0;
  for (std::size_t a = 0; a < points.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      most = std::max(most, std::hypot(points[a][0] - points[b][0], points[a][1] - points[b][1]));
  return most;
}

class Outline {
 public:
  explicit Outline(const FlatMask& mask) : mask_(mask) {}

  // The cell whose first corner is pixel (row, column).
  void add_cell(int row, int column) {
    const bool in[4] = {mask_.at(row, column), mask_.at(row, column + 1),
                        mask_.at(row + 1, column + 1), mask_.at(row + 1, column)};
    // One line around each run of neighbouring corners that are inside.
    for (int first = 0; first < 4; ++first) {
      if (!in[first] || in[(first + 3) % 4]) continue;
      int last = first;
      while (in[(last + 1) % 4]) last = (last + 1) % 4;
      add_line(vertex(row, column, (first + 3) % 4), vertex(row, column, last));
    }
  }

  OutlineMeasure take() {
    sums_.diameter = largest_distance(hull(std::move(vertices_)));
    return sums_;
  }

 private:
  Point vertex(int row, int column, int edge) const {
    return {(row + edge_middle[edge][0]) * mask_.spacing[0],
            (column + edge_middle[edge][1]) * mask_.spacing[1]};
  }
  void add_line(const Point& a, const Point& b) {
    sums_.perimeter += std::hypot(a[0] - b[0], a[1] - b[1]);
    sums_.area += (a[0] * b[1] - a[1] * b[0]) / 2;
    vertices_.push_back(a);
  }

  const FlatMask& mask_;
  OutlineMeasure sums_;
  std::vector<Point> vertices_;  // each once: the next line of the outline starts where this ends
};

}  // namespace

OutlineMeasure measure_outline(const FlatMask& mask) {
  Outline outline(mask);
  for (int row = -1; row < mask.rows; ++row)
    for (int column = -1; column < mask.columns; ++column) outline.add_cell(row, column);
  return outline.take();
}

}  // namespace dlrr
