// A synthetic abdomen: CT of 512x512x60 voxels of 0.75x0.75x3 mm in three phases, a liver of about
// 1.5 million voxels after resampling to 1 mm, a tumour of about 30 thousand. The grain is chosen
// so that a bin width of 25 gives about ten grey levels and one of 5 about forty-five.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/file.h"
#include "base/random.h"
#include "image/prepare/resample.h"
#include "image/read.h"
#include "image/write.h"
#include "ours/task.h"
#include "region/region.h"

namespace dlrr::bench {

namespace {

constexpr const char* version = "2";  // raise when the inputs change

Geometry abdomen() {
  Geometry out{{512, 512, 60}, {0.75, 0.75, 3}};
  for (std::size_t a = 0; a < 3; ++a) out.origin[a] = -0.5 * (out.size[a] - 1) * out.spacing[a];
  return out;
}

template <class Function>
void each_voxel(const Geometry& grid, Function visit) {
  std::size_t i = 0;
  for (int z = 0; z < grid.size[2]; ++z)
    for (int y = 0; y < grid.size[1]; ++y)
      for (int x = 0; x < grid.size[0]; ++x)
        visit(i++, grid.origin[0] + x * grid.spacing[0], grid.origin[1] + y * grid.spacing[1],
              grid.origin[2] + z * grid.spacing[2]);
}

// Below 1 inside an ellipsoid.
double level(double x, double y, double z, double a, double b, double c) {
  return x * x / (a * a) + y * y / (b * b) + z * z / (c * c);
}

Mask draw(const Geometry& grid, bool (*inside)(double, double, double)) {
  Mask out{grid, std::vector<std::uint8_t>(grid.voxels())};
  each_voxel(grid,
             [&](std::size_t i, double x, double y, double z) { out.voxels[i] = inside(x, y, z); });
  return out;
}

// An ellipsoid of 210x154x110 mm with a bite for the vessels.
bool in_liver(double x, double y, double z) {
  return level(x + 20, y, z, 105, 77, 55) < 1 && level(x - 45, y - 60, z - 10, 75, 62, 60) > 1;
}

// A lobed ball of about 19 mm radius inside the liver.
bool in_tumour(double x, double y, double z) {
  const double u = x + 65, v = y + 15, w = z + 2, r = std::sqrt(u * u + v * v + w * w) + 1e-9;
  const double lobes = std::sin(3 * u / r + 1) * std::cos(2 * v / r) + std::sin(2.5 * w / r - 0.5);
  return r < 19 * (1 + 0.06 * lobes);
}

// Four values per voxel added up, blurred in the plane and with a coarse part: SD near 1.
std::vector<float> grain(const Geometry& grid, std::uint64_t seed) {
  std::vector<float> fine(grid.voxels());
  Random random(seed, "bench grain");
  for (float& v : fine) {
    const std::uint64_t bits = random.next();
    v = static_cast<float>((bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) +
                           (bits >> 48)) /
            37837.0f -
        3.4641f;
  }
  std::vector<float> out(fine.size());
  const int nx = grid.size[0], ny = grid.size[1];
  for (int z = 0; z < grid.size[2]; ++z)
    for (int y = 0; y < ny; ++y)
      for (int x = 0; x < nx; ++x) {
        const std::size_t at = grid.offset(x, y, z);
        const std::size_t right = x + 1 < nx ? at + 1 : at, down = y + 1 < ny ? at + nx : at;
        out[at] = 0.62f * (fine[at] + fine[right] + fine[down]) +
                  0.3f * fine[grid.offset(x / 8 * 8, y / 8 * 8, z / 2 * 2)];
      }
  return out;
}

Image phase_image(const Geometry& grid, const Mask& liver, const Mask& tumour, int phase) {
  constexpr double liver_hu[3] = {70, 108, 94}, tumour_hu[3] = {102, 90, 76};
  const auto noise = grain(grid, 100 + static_cast<std::uint64_t>(phase));
  Image out{grid, PixelType::int16, Voxels(grid.voxels(), 0.0)};
  each_voxel(grid, [&](std::size_t i, double x, double y, double z) {
    double hu = -1000;
    if (level(x, y, 0, 170, 125, 1) < 1) hu = 45 + 20 * std::sin(x / 23) * std::cos(y / 19);
    if (level(x, y, 0, 170, 125, 1) < 1 && level(x, y, 0, 158, 113, 1) > 1) hu = -95;
    if (liver.voxels[i]) hu = liver_hu[phase] + 6 * std::sin(z / 9 + x / 31);
    if (tumour.voxels[i]) hu = tumour_hu[phase] + 12 * std::cos(x / 4) * std::sin(y / 5);
    out.voxels[i] = std::round(std::max(-1024.0, hu + (hu > -900 ? 20 : 8) * noise[i]));
  });
  return out;
}

std::string grid_line(const std::string& name, const Geometry& grid) {
  std::string out = name;
  char text[64];
  for (const int n : grid.size) out += " " + std::to_string(n);
  for (const auto& part : {grid.spacing, grid.origin})
    for (const double v : part) {
      std::snprintf(text, sizeof text, " %.17g", v);
      out += text;
    }
  return out + "\n";
}

Box whole(const Geometry& grid) {
  return {{0, 0, 0}, {grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1}};
}

// The box grown to even sizes: a stationary wavelet transform needs them.
Box even(Box box, const Geometry& grid) {
  for (std::size_t a = 0; a < 3; ++a)
    if (box.size()[a] % 2) box.high[a] + 1 < grid.size[a] ? ++box.high[a] : --box.low[a];
  return box;
}

// Image and mask of one region on 1 mm voxels, cropped to it; the liver's also with all its voxels
// for the filters.
void write_crops(const std::filesystem::path& folder, const Image& image, const Mask& mask,
                 const std::string& name) {
  const Mask* const one[] = {&mask};
  const auto phase = prepare_phase(image, one, {{1, 1, 1}, Interpolator::bspline, 5});
  const Box box = bounding_box(phase.masks[0]);
  write_image(folder / (name + "_image.nii"), crop(phase.image, box));
  write_mask(folder / (name + "_mask.nii"), crop(phase.masks[0], box));
  std::printf("inputs: %s has %zu voxels of 1 mm\n", name.c_str(), count_voxels(phase.masks[0]));
  if (name == "liver")
    write_image(folder / "filter_image.nii", crop(phase.image, even(box, phase.image.geometry)));
}

// The tumour and 10.8 mm around it, about 105 thousand voxels of 1 mm, with the voxels beside it.
void write_map_region(const std::filesystem::path& folder, const Image& image, const Mask& tumour) {
  const std::vector<RegionPlan> plan = {{.name = "map", .expand_mm = 10.8, .ring = false}};
  const auto regions = make_regions(tumour, nullptr, plan);
  const Mask* const one[] = {&regions.at(0).mask};
  const auto phase = prepare_phase(image, one, {{1, 1, 1}, Interpolator::bspline, 5});
  write_image(folder / "map_image.nii", phase.image);
  write_mask(folder / "map_mask.nii", phase.masks[0]);
  std::printf("inputs: map has %zu voxels of 1 mm\n", count_voxels(phase.masks[0]));
}

// A lesion of 20 mm on 64x64x24 voxels: what a first try of a new user looks like.
void write_small(const std::filesystem::path& folder) {
  Geometry grid{{64, 64, 24}, {1, 1, 2}};
  for (std::size_t a = 0; a < 3; ++a) grid.origin[a] = -0.5 * (grid.size[a] - 1) * grid.spacing[a];
  const auto noise = grain(grid, 7);
  Image image{grid, PixelType::int16, Voxels(grid.voxels(), 0.0)};
  for (std::size_t i = 0; i < noise.size(); ++i) image.voxels[i] = std::round(80 + 25 * noise[i]);
  write_image(folder / "small.nii.gz", image);
  write_mask(folder / "small_mask.nii.gz", draw(grid, [](double x, double y, double z) {
               return level(x, y, z, 10, 9, 11) < 1;
             }));
}

}  // namespace

void make_inputs(const std::filesystem::path& folder) {
  const auto stamp = folder / "version.txt";
  if (std::filesystem::exists(stamp) && read_file(stamp) == version) return;
  std::filesystem::create_directories(folder);
  const Geometry grid = abdomen();
  const Mask liver = draw(grid, in_liver), tumour = draw(grid, in_tumour);
  write_mask(folder / "organ.nii.gz", liver);
  std::vector<Image> phases;
  for (int p = 0; p < 3; ++p) {
    phases.push_back(phase_image(grid, liver, tumour, p));
    write_image(folder / ("phase" + std::to_string(p) + ".nii.gz"), phases.back());
  }
  for (const Region& region : make_regions(tumour, &liver, default_region_plans())) {
    write_mask(folder / ("mask_" + region.name + ".nii.gz"), region.mask);
    if (region.name == "tumour" || region.name == "liver" || region.name == "rim_10mm")
      write_crops(folder, phases[0], region.mask, region.name);
  }
  write_map_region(folder, phases[0], tumour);
  const auto spaced = ResampleSettings{{1, 1, 1}, Interpolator::bspline, 5};
  auto bare = spaced;
  bare.pad = 0;
  write_file(folder / "grids.txt",
             grid_line("whole", resampled_grid(grid, whole(grid), bare)) +
                 grid_line("liver", resampled_grid(grid, bounding_box(liver), spaced)));
  write_small(folder);
  write_file(stamp, version);
}

}  // namespace dlrr::bench
