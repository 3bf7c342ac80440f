// Boxes and ellipsoids around a hull (count/hull.h).
#define EIGEN_MPL2_ONLY
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "feature/radiomic/count/hull.h"

namespace dlrr {
namespace {

using Plane = std::array<double, 2>;

Eigen::Vector3d vector_of(const Vector3& v) { return {v[0], v[1], v[2]}; }

std::vector<Plane> plane_hull(std::vector<Plane> points) {
  std::sort(points.begin(), points.end());
  std::vector<Plane> out;
  std::size_t base = 0;
  const auto add = [&](const Plane& p) {
    while (out.size() >= base + 2) {
      const Plane &a = out[out.size() - 2], &b = out.back();
      if ((b[0] - a[0]) * (p[1] - b[1]) - (b[1] - a[1]) * (p[0] - b[0]) > 0) break;
      out.pop_back();
    }
    out.push_back(p);
  };
  for (const Plane& p : points) add(p);
  base = out.size() - 1;
  for (std::size_t i = points.size() - 1; i-- > 0;) add(points[i]);
  out.pop_back();
  return out;
}

// Sides of the smallest rectangle around points of a plane: it lies on an edge of their hull.
Plane smallest_rectangle(const std::vector<Plane>& hull) {
  Plane best{0, std::numeric_limits<double>::infinity()};
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < hull.size(); ++i) {
    const Plane &a = hull[i], &b = hull[(i + 1) % hull.size()];
    const double length = std::hypot(b[0] - a[0], b[1] - a[1]);
    if (length == 0) continue;
    const double c = (b[0] - a[0]) / length, s = (b[1] - a[1]) / length;
    double low = 0, high = 0, out = 0;
    for (const Plane& p : hull) {
      const double along = (p[0] - a[0]) * c + (p[1] - a[1]) * s;
      low = std::min(low, along);
      high = std::max(high, along);
      out = std::max(out, std::abs((p[1] - a[1]) * c - (p[0] - a[0]) * s));
    }
    if ((high - low) * out < least) {
      least = (high - low) * out;
      best = {high - low, out};
    }
  }
  return best;
}

// The smallest box with a side square to `normal`.
Extent box_along(const Eigen::Vector3d& normal, const std::vector<Vector3>& corners) {
  const Eigen::Vector3d u = normal.unitOrthogonal(), v = normal.cross(u);
  std::vector<Plane> flat;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Vector3& corner : corners) {
    const Eigen::Vector3d p = vector_of(corner);
    flat.push_back({p.dot(u), p.dot(v)});
    low = std::min(low, p.dot(normal));
    high = std::max(high, p.dot(normal));
  }
  const Plane sides = smallest_rectangle(plane_hull(std::move(flat)));
  return {{sides[0], sides[1], high - low}};
}

// Weights of the corners such that the weighted scatter gives the smallest ellipsoid. The corner
// that sticks out most gains weight, or one that lies too deep loses some.
Eigen::VectorXd ellipsoid_weights(const Eigen::MatrixXd& lifted) {
  constexpr double tolerance = 1e-7;
  constexpr int d = 4;
  const Eigen::Index n = lifted.cols();
  Eigen::VectorXd weight = Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n));
  for (int round = 0; round < 20000; ++round) {
    const Eigen::Matrix4d scatter = lifted * weight.asDiagonal() * lifted.transpose();
    const Eigen::Matrix4d inverse = scatter.inverse();
    const Eigen::VectorXd depth = (lifted.cwiseProduct(inverse * lifted)).colwise().sum();
    Eigen::Index out = 0, in = -1;
    const double most = depth.maxCoeff(&out);
    for (Eigen::Index i = 0; i < n; ++i)
      if (weight[i] > 0 && (in < 0 || depth[i] < depth[in])) in = i;
    const double above = most / d - 1, below = 1 - depth[in] / d;
    if (above <= tolerance && below <= tolerance) break;
    const bool gain = above >= below;
    const Eigen::Index at = gain ? out : in;
    double step = (depth[at] - d) / (d * (depth[at] - 1));
    if (!gain) step = std::max(step, -weight[at] / (1 - weight[at]));
    weight *= 1 - step;
    weight[at] = std::max(0.0, weight[at] + step);
  }
  return weight;
}

}  // namespace

double box_volume(const Extent& box) { return box.mm[0] * box.mm[1] * box.mm[2]; }

double box_area(const Extent& box) {
  return 2 * (box.mm[0] * box.mm[1] + box.mm[1] * box.mm[2] + box.mm[2] * box.mm[0]);
}

double ellipsoid_volume(const Extent& e) {
  return 4.0 / 3 * std::numbers::pi * e.mm[0] * e.mm[1] * e.mm[2];
}

// With q_v = (al be)^v P_v((al^2 + be^2) / (2 al be)) the recursion of the Legendre polynomials
// holds without a division, so that spheres are no special case.
double ellipsoid_area(const Extent& e) {
  const double a = e.mm[0], b = e.mm[1], c = e.mm[2];
  const double al2 = 1 - b * b / (a * a), be2 = 1 - c * c / (a * a), t = (al2 + be2) / 2;
  double before = 1, q = t, sum = 1 - t / 3;
  for (int v = 1; v < 20; ++v) {
    const double next = ((2 * v + 1) * t * q - v * al2 * be2 * before) / (v + 1);
    before = q;
    q = next;
    sum += q / (1 - 4.0 * (v + 1) * (v + 1));
  }
  return 4 * std::numbers::pi * a * b * sum;
}

Extent oriented_box(const Hull& hull) {
  Extent best;
  double least = std::numeric_limits<double>::infinity();
  std::vector<Eigen::Vector3d> seen;
  for (const auto& face : hull.faces) {
    const Eigen::Vector3d a = vector_of(hull.corners[face[0]]);
    const Eigen::Vector3d normal = (vector_of(hull.corners[face[1]]) - a)
                                       .cross(vector_of(hull.corners[face[2]]) - a)
                                       .normalized();
    const bool known = std::any_of(seen.begin(), seen.end(), [&](const Eigen::Vector3d& n) {
      return std::abs(n.dot(normal)) > 1 - 1e-14;
    });
    if (known) continue;
    seen.push_back(normal);
    const Extent box = box_along(normal, hull.corners);
    if (box_volume(box) < least) {
      least = box_volume(box);
      best = box;
    }
  }
  return best;
}

Extent smallest_ellipsoid(const Hull& hull) {
  const auto n = static_cast<Eigen::Index>(hull.corners.size());
  Eigen::MatrixXd lifted(4, n);
  for (Eigen::Index i = 0; i < n; ++i)
    lifted.col(i) << vector_of(hull.corners[static_cast<std::size_t>(i)]), 1.0;
  const Eigen::VectorXd weight = ellipsoid_weights(lifted);
  const Eigen::MatrixXd points = lifted.topRows(3);
  const Eigen::Vector3d centre = points * weight;
  const Eigen::Matrix3d scatter =
      points * weight.asDiagonal() * points.transpose() - centre * centre.transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(scatter, Eigen::EigenvaluesOnly);
  Extent out;
  for (int a = 0; a < 3; ++a)
    out.mm[static_cast<std::size_t>(a)] = std::sqrt(3 * std::max(0.0, solver.eigenvalues()[2 - a]));
  return out;
}

}  // namespace dlrr
