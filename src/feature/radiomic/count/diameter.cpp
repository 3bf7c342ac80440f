#include "feature/radiomic/count/diameter.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

#include "feature/radiomic/count/bit_rows.h"

namespace dlrr {
namespace {

// In half voxels: voxel i lies at 2 i + 1, the vertices beside it at 2 i and 2 i + 2.
using Point = Index3;

// Smallest and largest vertex on every line along one axis.
struct Ends {
  int lines = 0;  // per slice of half voxels
  std::vector<int> low, high;

  Ends(int lines_per_slice, int slices)
      : lines(lines_per_slice),
        low(static_cast<std::size_t>(lines) * static_cast<std::size_t>(slices), INT_MAX),
        high(low.size(), INT_MIN) {}
  std::size_t at(int line, int slice) const {
    return static_cast<std::size_t>(slice) * static_cast<std::size_t>(lines) +
           static_cast<std::size_t>(line);
  }
  void add(int line, int slice, int from, int to) {
    const std::size_t k = at(line, slice);
    low[k] = std::min(low[k], from);
    high[k] = std::max(high[k], to);
  }
};

// First and last bit of word_of(0), word_of(1) ...; nothing when all are 0.
template <class WordOf>
std::optional<std::pair<int, int>> outer_bits(std::size_t words, WordOf word_of) {
  int first = -1, last = -1;
  for (std::size_t w = 0; w < words; ++w)
    if (const std::uint64_t word = word_of(w)) {
      if (first < 0) first = static_cast<int>(64 * w) + std::countr_zero(word);
      last = static_cast<int>(64 * w) + 63 - std::countl_zero(word);
    }
  if (first < 0) return std::nullopt;
  return std::pair{first, last};
}

// Lines along x: through voxel centres between vertices on x edges, and between rows and slices
// where voxels differ.
Ends ends_along_x(const BitRows& rows, const Index3& n) {
  Ends out(2 * n[1] + 1, 2 * n[2] + 1);
  for (int z = 0; z <= n[2]; ++z)
    for (int y = 0; y <= n[1]; ++y) {
      const std::uint64_t* const here = rows.row(y, z);
      const auto unlike = [&](const std::uint64_t* other) {
        return outer_bits(rows.words(), [&](std::size_t w) { return here[w] ^ other[w]; });
      };
      if (const auto x = outer_bits(rows.words(), [&](std::size_t w) { return here[w]; }))
        out.add(2 * y + 1, 2 * z + 1, 2 * x->first, 2 * x->second + 2);
      if (const auto x = unlike(rows.row(y - 1, z)); x && z < n[2])
        out.add(2 * y, 2 * z + 1, 2 * x->first + 1, 2 * x->second + 1);
      if (const auto x = unlike(rows.row(y, z - 1)); x && y < n[1])
        out.add(2 * y + 1, 2 * z, 2 * x->first + 1, 2 * x->second + 1);
    }
  return out;
}

// The first y, going up or down, at which each bit of word_of(y, w) is set: use(x, y).
template <class WordOf, class Use>
void first_seen(int tall, std::size_t words, bool down, WordOf word_of, Use use) {
  std::vector<std::uint64_t> seen(words, 0);
  for (int k = 0; k < tall; ++k) {
    const int y = down ? tall - 1 - k : k;
    for (std::size_t w = 0; w < words; ++w) {
      const std::uint64_t word = word_of(y, w);
      for_each_bit(word & ~seen[w], w, [&](int x) { use(x, y); });
      seen[w] |= word;
    }
  }
}

// The same along y.
Ends ends_along_y(const BitRows& rows, const Index3& n) {
  Ends out(2 * n[0] + 1, 2 * n[2] + 1);
  for (int z = 0; z <= n[2]; ++z)
    for (const bool down : {false, true}) {
      const auto edge = [&](int y) { return down ? 2 * y + 2 : 2 * y; };
      first_seen(
          n[1], rows.words(), down, [&](int y, std::size_t w) { return rows.row(y, z)[w]; },
          [&](int x, int y) { out.add(2 * x + 1, 2 * z + 1, edge(y), edge(y)); });
      first_seen(
          n[1], rows.words(), down,
          [&](int y, std::size_t w) { return rows.row(y, z)[w] ^ moved_word(rows.row(y, z), w); },
          [&](int x, int y) { out.add(2 * x, 2 * z + 1, 2 * y + 1, 2 * y + 1); });
      first_seen(
          n[1], rows.words(), down,
          [&](int y, std::size_t w) { return rows.row(y, z)[w] ^ rows.row(y, z - 1)[w]; },
          [&](int x, int y) { out.add(2 * x + 1, 2 * z, 2 * y + 1, 2 * y + 1); });
    }
  return out;
}

// To `out`: corners of the convex hull of points in one plane, sorted by their axes u and v, by
// Andrew's monotone chain.
void hull(const std::vector<Point>& points, int u, int v, std::vector<Point>& out) {
  out.clear();
  if (points.size() < 3) {
    out = points;
    return;
  }
  const auto left_turn = [&](const Point& a, const Point& b, const Point& c) {
    return static_cast<long long>(b[u] - a[u]) * (c[v] - a[v]) -
               static_cast<long long>(b[v] - a[v]) * (c[u] - a[u]) >
           0;
  };
  std::size_t base = 0;
  const auto add = [&](const Point& p) {
    while (out.size() >= base + 2 && !left_turn(out[out.size() - 2], out.back(), p)) out.pop_back();
    out.push_back(p);
  };
  for (const Point& p : points) add(p);
  base = out.size() - 1;
  for (std::size_t i = points.size() - 1; i-- > 0;) add(points[i]);
  out.pop_back();
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

// Points in one plane are not farther apart than the corners of the box around them.
double bound(const std::vector<Point>& points, const Vector3& mm) {
  if (points.empty()) return 0;
  Point low = points[0], high = points[0];
  for (const Point& p : points)
    for (int a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], p[a]);
      high[a] = std::max(high[a], p[a]);
    }
  return squared(low, high, mm);
}

// Hulls of the planes square to one axis: `plane` says where line k of slice s lies, the lines of a
// plane being visited in the order of `u`. Largest squared distance inside a plane; the corners go
// to `corners` where it is given.
struct PlaneAxes {
  int square_to, u, along;  // along: the axis of the lines
};
double farthest_in_planes(const Ends& ends, int planes, int lines, bool plane_is_slice,
                          const PlaneAxes& axes, const Vector3& mm, std::vector<Point>* corners) {
  double best = 0;
  std::vector<Point> points, edge;
  for (int plane = 0; plane < planes; ++plane) {
    points.clear();
    for (int line = 0; line < lines; ++line) {
      const std::size_t k = plane_is_slice ? ends.at(line, plane) : ends.at(plane, line);
      if (ends.high[k] < 0) continue;
      Point p;
      p[axes.square_to] = plane;
      p[axes.u] = line;
      p[axes.along] = ends.low[k];
      points.push_back(p);
      p[axes.along] = ends.high[k];
      if (ends.high[k] > ends.low[k]) points.push_back(p);
    }
    hull(points, axes.u, axes.along, edge);
    if (bound(edge, mm) > best) best = std::max(best, farthest_of_all(edge, mm));
    if (corners) corners->insert(corners->end(), edge.begin(), edge.end());
  }
  return best;
}

// Those that are corners in their plane square to `axis` as well.
std::vector<Point> corners_in_planes(std::vector<Point> points, int axis) {
  const int u = axis == 0 ? 1 : 0, v = axis == 2 ? 1 : 2;
  std::sort(points.begin(), points.end(), [&](const Point& a, const Point& b) {
    return std::tie(a[axis], a[u], a[v]) < std::tie(b[axis], b[u], b[v]);
  });
  std::vector<Point> out, plane, edge;
  for (std::size_t i = 0; i < points.size(); ++i) {
    plane.push_back(points[i]);
    if (i + 1 < points.size() && points[i + 1][axis] == points[i][axis]) continue;
    hull(plane, u, v, edge);
    out.insert(out.end(), edge.begin(), edge.end());
    plane.clear();
  }
  return out;
}

struct FarPoint {
  double distance;  // from the centre, mm
  Point point;
};

// Farthest from the centre first, without those that are too near to it for any partner: two points
// are not farther apart than the sum of their distances from the centre. `best`: a squared distance
// that is reached.
std::vector<FarPoint> far_points(const std::vector<Point>& points, const Vector3& mm,
                                 double* best) {
  Point low = points[0], high = points[0];
  for (const Point& p : points)
    for (int a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], p[a]);
      high[a] = std::max(high[a], p[a]);
    }
  const Point centre{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2};
  std::vector<FarPoint> out;
  for (const Point& p : points) out.push_back({std::sqrt(squared(p, centre, mm)), p});
  const auto nearer = [](const FarPoint& a, const FarPoint& b) { return a.distance < b.distance; };
  const FarPoint most = *std::max_element(out.begin(), out.end(), nearer);
  Point from = most.point;
  for (int hop = 0; hop < 4; ++hop) {  // from a far point to the one farthest from it
    const Point* to = &from;
    for (const Point& p : points)
      if (squared(p, from, mm) > squared(*to, from, mm)) to = &p;
    *best = std::max(*best, squared(*to, from, mm));
    from = *to;
  }
  const double least = std::sqrt(*best) * (1 - 1e-12) - most.distance;
  std::erase_if(out, [&](const FarPoint& p) { return p.distance < least; });
  std::sort(out.begin(), out.end(), [](const FarPoint& a, const FarPoint& b) {
    return std::tie(b.distance, b.point) < std::tie(a.distance, a.point);
  });
  return out;
}

double farthest(const std::vector<Point>& points, const Vector3& mm) {
  double best = 0;
  std::vector<FarPoint> far = far_points(points, mm, &best);
  if (far.size() > 500) {  // a round region: look at its outermost corners only
    std::vector<Point> corners;
    for (const FarPoint& p : far) corners.push_back(p.point);
    far = far_points(corners_in_planes(corners_in_planes(std::move(corners), 1), 0), mm, &best);
  }
  for (std::size_t i = 0; i < far.size(); ++i) {
    const double reach = std::sqrt(best) * (1 - 1e-12) - far[i].distance;
    if (reach > far[i].distance) break;
    for (std::size_t j = i + 1; j < far.size() && far[j].distance >= reach; ++j)
      best = std::max(best, squared(far[i].point, far[j].point, mm));
  }
  return best;
}

}  // namespace

Diameters measure_diameters(const Mask& mask) {
  const Vector3& mm = mask.geometry.spacing;
  const Index3& n = mask.geometry.size;
  const int wide = 2 * n[0] + 1, tall = 2 * n[1] + 1, deep = 2 * n[2] + 1;
  const BitRows rows(mask);
  const Ends along_x = ends_along_x(rows, n), along_y = ends_along_y(rows, n);
  std::vector<Point> corners;
  const double z = farthest_in_planes(along_x, deep, tall, true, {2, 1, 0}, mm, &corners);
  const double y = farthest_in_planes(along_x, tall, deep, false, {1, 2, 0}, mm, nullptr);
  const double x = farthest_in_planes(along_y, wide, deep, false, {0, 2, 1}, mm, nullptr);
  return {std::sqrt(farthest(corners, mm)), std::sqrt(z), std::sqrt(y), std::sqrt(x)};
}

}  // namespace dlrr
