#include "study/phantom.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/random.h"

namespace dlrr {

namespace {

constexpr Vector3 kField{115, 115, 108};                // mm, extent of every volume
constexpr std::array<double, 3> kNoise{9, 11, 13};      // HU by centre
constexpr std::array<double, 3> kLiver{68, 108, 94};    // HU by phase: arterial, portal, delayed
constexpr std::array<double, 3> kVessel{82, 172, 126};  // HU
constexpr std::array<double, 3> kTumour{102, 92, 76};   // HU: bright early, washed out later
constexpr std::array<double, 3> kCapsule{0, 8, 16};     // HU added to a thin shell
constexpr double kRim = 5;                              // mm to both sides of the tumour's edge

Geometry make_geometry(const PhantomPlan& plan) {
  constexpr std::array<Vector3, 3> coarse{Vector3{1.6, 1.6, 3.0}, Vector3{1.5, 1.5, 2.5},
                                          Vector3{1.7, 1.7, 3.2}};
  Geometry out;
  out.spacing = coarse[static_cast<std::size_t>(plan.centre)];
  for (std::size_t a = 0; a < 3; ++a) {
    if (plan.fine) out.spacing[a] *= a == 2 ? 2.0 / 3.0 : 0.625;
    out.size[a] = static_cast<int>(std::lround(kField[a] / out.spacing[a]));
    out.origin[a] = -0.5 * (out.size[a] - 1) * out.spacing[a];
  }
  return out;
}

// One pass of a Gaussian along an axis; edges repeat.
void smooth_axis(std::vector<float>& values, const Geometry& grid, std::size_t axis,
                 double sigma_mm) {
  const double sigma = sigma_mm / grid.spacing[axis];
  const int radius = static_cast<int>(std::ceil(2.5 * sigma));
  if (radius == 0) return;
  std::vector<float> weight;
  for (int k = -radius; k <= radius; ++k)
    weight.push_back(static_cast<float>(std::exp(-0.5 * k * k / (sigma * sigma))));
  const std::size_t strides[3] = {
      1, static_cast<std::size_t>(grid.size[0]),
      static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1])};
  const std::size_t n = static_cast<std::size_t>(grid.size[axis]), stride = strides[axis];
  std::vector<float> line(n + 2 * static_cast<std::size_t>(radius));
  for (std::size_t start = 0; start < values.size(); ++start) {
    if (start / stride % n != 0) continue;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto at = std::clamp<long>(static_cast<long>(i) - radius, 0, static_cast<long>(n) - 1);
      line[i] = values[start + static_cast<std::size_t>(at) * stride];
    }
    for (std::size_t i = 0; i < n; ++i) {
      float sum = 0;
      for (std::size_t k = 0; k < weight.size(); ++k) sum += weight[k] * line[i + k];
      values[start + i * stride] = sum;
    }
  }
}

// Normal noise with a grain of about `sigma_mm`, mean 0 and SD 1 over the volume. A sum of four
// uniform numbers stands in for the normal law: smoothing makes it normal anyway.
std::vector<float> noise_field(const Geometry& grid, double sigma_mm, Random random) {
  std::vector<float> out(grid.voxels());
  for (auto& v : out) {
    const std::uint64_t bits = random.next();
    v = static_cast<float>((bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) +
                           (bits >> 48)) -
        131070.0f;
  }
  for (std::size_t axis = 0; axis < 3; ++axis) smooth_axis(out, grid, axis, sigma_mm);
  double sum = 0, squares = 0;
  for (const float v : out) sum += v, squares += double{v} * v;
  const double n = static_cast<double>(out.size()), mean = sum / n;
  const double sd = std::sqrt(squares / n - mean * mean);
  for (auto& v : out) v = static_cast<float>((v - mean) / sd);
  return out;
}

// A smooth random function of the direction: lobes of a surface, SD about 1.
class Lobes {
 public:
  explicit Lobes(Random& random) {
    for (auto& wave : waves_) {
      for (auto& k : wave.frequency) k = 2.2 * random.normal();
      wave.phase = 2 * std::numbers::pi * random.uniform();
    }
  }
  double at(const Vector3& direction) const {
    double sum = 0;
    for (const auto& wave : waves_)
      sum += std::cos(wave.frequency[0] * direction[0] + wave.frequency[1] * direction[1] +
                      wave.frequency[2] * direction[2] + wave.phase);
    return sum / std::sqrt(0.5 * static_cast<double>(waves_.size()));
  }

 private:
  struct Wave {
    Vector3 frequency{};
    double phase = 0;
  };
  std::array<Wave, 6> waves_;
};

struct Tube {
  Vector3 from{}, to{};
  double radius = 0;
};

double distance_to(const Tube& tube, const Vector3& p) {
  double along = 0, length = 0, square = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    const double d = tube.to[a] - tube.from[a];
    along += d * (p[a] - tube.from[a]);
    length += d * d;
  }
  const double t = std::clamp(along / length, 0.0, 1.0);
  for (std::size_t a = 0; a < 3; ++a) {
    const double d = p[a] - tube.from[a] - t * (tube.to[a] - tube.from[a]);
    square += d * d;
  }
  return std::sqrt(square);
}

// The drawn-up anatomy of one patient: everything that is not noise.
struct Anatomy {
  Vector3 liver_axes{}, tumour_centre{}, tumour_axes{};     // half axes in mm
  double radius = 0, necrosis = 0;                          // mm; necrosis 0 = none
  double capsule = 0;                                       // 0 none, 1 full
  double liver_shift = 0, tumour_shift = 0, rim_shift = 0;  // HU, patient to patient
  double lobulation = 0;                                    // fraction of the radius
  Lobes lobes, reader;
  std::vector<Tube> vessels;

  explicit Anatomy(Random& random) : lobes(random), reader(random) {
    constexpr Vector3 half{46, 40, 38};
    radius = 9 + 9 * random.uniform();
    for (std::size_t a = 0; a < 3; ++a) {
      liver_axes[a] = half[a] * (0.95 + 0.1 * random.uniform());
      tumour_axes[a] = radius * (0.88 + 0.24 * random.uniform());
      tumour_centre[a] = (2 * random.uniform() - 1) * 0.2 * half[a];
    }
    lobulation = 0.04 + 0.06 * random.uniform();
    necrosis = random.uniform() < 0.3 ? radius * (0.3 + 0.25 * random.uniform()) : 0;
    capsule = random.uniform() < 0.5 ? 0.5 + 0.5 * random.uniform() : 0;
    liver_shift = 6 * random.normal();
    tumour_shift = 7 * random.normal();
    rim_shift = 3 * random.normal();
    for (int i = 0; i < 7; ++i) {
      Tube tube;
      tube.radius = 1.8 + 2.2 * random.uniform();
      for (std::size_t a = 0; a < 3; ++a) {
        tube.from[a] = (2 * random.uniform() - 1) * 0.35 * half[a];
        tube.to[a] = (2 * random.uniform() - 1) * 0.95 * half[a];
      }
      vessels.push_back(tube);
    }
  }

  // Distance in mm from the tumour's edge along the ray from its centre, negative inside; `shake`
  // in mm moves the edge as another reader would.
  double edge_distance(const Vector3& p, double shake) const {
    Vector3 q{}, direction{};
    double scaled = 0, length = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      q[a] = p[a] - tumour_centre[a];
      scaled += q[a] * q[a] / (tumour_axes[a] * tumour_axes[a]);
      length += q[a] * q[a];
    }
    length = std::sqrt(length);
    if (length > 40) return length - 1.3 * radius;  // far away: the lobes do not matter
    for (std::size_t a = 0; a < 3; ++a) direction[a] = length > 0 ? q[a] / length : 0;
    const double surface = scaled > 0 ? length / std::sqrt(scaled) : radius;
    const double edge = surface * (1 + lobulation * lobes.at(direction));
    return length - edge - (shake > 0 ? shake * reader.at(direction) : 0);
  }

  double liver_level(const Vector3& p) const {  // below 1 inside
    double sum = 0;
    for (std::size_t a = 0; a < 3; ++a) sum += p[a] * p[a] / (liver_axes[a] * liver_axes[a]);
    return sum;
  }
};

// 1 within the rim, falling to 0 over its last millimetre.
double rim_weight(double distance) { return std::clamp(kRim + 0.5 - std::abs(distance), 0.0, 1.0); }

// What the planted effect does: the only place where z enters an image.
struct Planted {
  double rim_grain, tumour_grain, rim_enhancement;  // HU: SD, SD, arterial mean

  explicit Planted(double dose)  // effect x risk
      : rim_grain(std::clamp(12 * std::exp(0.5 * dose), 3.0, 48.0)),
        tumour_grain(std::clamp(10 * std::exp(0.35 * dose), 3.0, 40.0)),
        rim_enhancement(std::clamp(12 * dose, -36.0, 36.0)) {}
};

// What all phases of a patient share, per voxel.
struct Layers {
  std::vector<float> edge;                     // mm from the tumour's edge
  std::vector<std::uint8_t> tissue;            // 0 fat 1 body 2 liver 3 vessel 4 tumour 5 necrosis
  std::vector<float> parenchyma, rim, tumour;  // noise of different grain, SD 1
};

std::uint8_t tissue_at(const Anatomy& anatomy, const Vector3& p, double edge) {
  if (edge <= 0) return anatomy.necrosis > 0 && edge < -(anatomy.radius - anatomy.necrosis) ? 5 : 4;
  if (anatomy.liver_level(p) > 1) return std::hypot(p[0], p[1]) > 53 ? 0 : 1;
  for (const auto& tube : anatomy.vessels)
    if (distance_to(tube, p) < tube.radius) return 3;
  return 2;
}

template <class Visit>
void each_voxel(const Geometry& grid, Visit visit) {
  std::size_t i = 0;
  for (int z = 0; z < grid.size[2]; ++z)
    for (int y = 0; y < grid.size[1]; ++y)
      for (int x = 0; x < grid.size[0]; ++x)
        visit(i++,
              Vector3{grid.origin[0] + x * grid.spacing[0], grid.origin[1] + y * grid.spacing[1],
                      grid.origin[2] + z * grid.spacing[2]});
}

Layers make_layers(const PhantomPlan& plan, const Geometry& grid, const Anatomy& anatomy) {
  Layers out;
  out.edge.resize(grid.voxels());
  out.tissue.resize(grid.voxels());
  each_voxel(grid, [&](std::size_t i, const Vector3& p) {
    const double edge = anatomy.edge_distance(p, 0);
    out.edge[i] = static_cast<float>(edge);
    out.tissue[i] = tissue_at(anatomy, p, edge);
  });
  out.parenchyma = noise_field(grid, 3.5, Random(plan.seed, "parenchyma", plan.patient));
  out.rim = noise_field(grid, 1.6, Random(plan.seed, "rim", plan.patient));
  out.tumour = noise_field(grid, 2.2, Random(plan.seed, "tumour", plan.patient));
  return out;
}

double tissue_hu(std::uint8_t tissue, std::size_t phase, const Anatomy& anatomy) {
  switch (tissue) {
    case 0: return -95;
    case 1: return 45 + 4.0 * static_cast<double>(phase);
    case 2: return kLiver[phase] + anatomy.liver_shift;
    case 3: return kVessel[phase] + anatomy.liver_shift;
    case 4: return kTumour[phase] + anatomy.tumour_shift;
    default: return 28;
  }
}

Image make_phase(const PhantomPlan& plan, const Geometry& grid, const Anatomy& anatomy,
                 const Layers& layers, std::size_t phase) {
  const Planted planted(plan.effect * plan.risk);
  const auto noise = noise_field(grid, 0.9, Random(plan.seed, "noise", plan.patient * 8 + phase));
  const double noise_sd = kNoise[static_cast<std::size_t>(plan.centre)];
  Image out{grid, PixelType::int16, Voxels(grid.voxels(), 0.0)};
  for (std::size_t i = 0; i < out.voxels.size(); ++i) {
    const auto tissue = layers.tissue[i];
    double hu = tissue_hu(tissue, phase, anatomy) + noise_sd * noise[i];
    if (tissue == 2) hu += 5 * layers.parenchyma[i];
    if (tissue == 4) hu += planted.tumour_grain * layers.tumour[i];
    if (tissue >= 2) {
      const double rim = rim_weight(layers.edge[i]);
      hu += rim * planted.rim_grain * layers.rim[i];
      if (phase == 0) hu += rim * (anatomy.rim_shift + planted.rim_enhancement);
      if (std::abs(layers.edge[i]) < 1.5) hu += anatomy.capsule * kCapsule[phase];
    }
    out.voxels[i] = std::round(std::clamp(hu, -1024.0, 3071.0));
  }
  return out;
}

}  // namespace

Phantom make_phantom(const PhantomPlan& plan) {
  Random random(plan.seed, "anatomy", plan.patient);
  const Anatomy anatomy(random);
  const Geometry grid = make_geometry(plan);
  const Layers layers = make_layers(plan, grid, anatomy);
  Phantom out;
  for (Mask* mask : {&out.tumour, &out.second_reader, &out.organ}) {
    mask->geometry = grid;
    mask->voxels.assign(grid.voxels(), 0);
  }
  each_voxel(grid, [&](std::size_t i, const Vector3& p) {
    out.tumour.voxels[i] = layers.edge[i] <= 0;
    out.second_reader.voxels[i] = layers.edge[i] < 5 && anatomy.edge_distance(p, 1.0) <= 0;
    out.organ.voxels[i] = layers.tissue[i] >= 2;
  });
  for (int phase = 0; phase < plan.phases; ++phase)
    out.phases.push_back(make_phase(plan, grid, anatomy, layers, static_cast<std::size_t>(phase)));
  out.diameter_mm = 2 * *std::max_element(anatomy.tumour_axes.begin(), anatomy.tumour_axes.end());
  return out;
}

}  // namespace dlrr
