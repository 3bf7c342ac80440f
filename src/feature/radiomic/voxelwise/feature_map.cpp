#include "feature/radiomic/voxelwise/feature_map.h"

#include "base/error.h"
#include "feature/radiomic/extract.h"
#include "feature/radiomic/voxelwise/kernel_values.h"

namespace dlrr {

namespace {

struct Job {
  const RadiomicSettings& settings;
  const MapOptions& options;
  const EmitMap& emit;
  MapGrid grid;
};

const Family& family_named(const std::string& name) {
  for (const Family& family : families())
    if (family.name == name) return family;
  throw Error(ErrorKind::internal, "no feature family '" + name + "'");
}

MapGrid prepare_grid(const Image& image, const Mask& mask, const RadiomicSettings& settings) {
  PreparedPhase phase = prepare_region(image, mask, settings);
  MapGrid grid;
  grid.moved = phase.image.geometry.size != image.geometry.size ||
               !grid_difference(phase.image.geometry, image.geometry).empty();
  grid.image = std::move(phase.image);
  grid.region = std::move(phase.masks[0]);
  grid.init_value = settings.voxel.init_value;
  check_region(grid.region, settings);
  if (settings.resegment_range.empty()) return grid;
  grid.region = resegmented(grid.image, grid.region, settings);
  check_region(grid.region, settings);
  return grid;
}

// The class's chosen features whose maps are wanted, with the names of the maps.
struct Wanted {
  const Family* family = nullptr;
  std::vector<std::size_t> features;
  std::vector<std::string> names;
};

std::vector<Wanted> wanted_of(const std::string& image_name, const Job& job) {
  std::vector<Wanted> out;
  for (const ClassChoice& choice : job.settings.classes) {
    Wanted wanted{&family_named(choice.family), {}, {}};
    if (wanted.family->measures == Measures::once) continue;
    for (const std::size_t f : choice.features) {
      const std::string name =
          image_name + "_" + choice.family + "_" + std::string(wanted.family->features[f].name);
      if (!job.options.only.empty() && !job.options.only.contains(name)) continue;
      wanted.features.push_back(f);
      wanted.names.push_back(name);
    }
    if (!wanted.features.empty()) out.push_back(std::move(wanted));
  }
  return out;
}

void map_image(const std::string& name, const Image& derived, const TextureSettings& texture,
               const Job& job) {
  const std::vector<Wanted> classes = wanted_of(name, job);
  if (classes.empty()) return;
  const VoxelSettings& voxel = job.settings.voxel;
  const KernelField field = make_kernel_field(derived, job.grid.region, texture,
                                              voxel.kernel_radius, voxel.masked_kernel);
  for (const Wanted& wanted : classes) {
    auto values = kernel_values(field, *wanted.family, wanted.features, voxel, job.options.threads,
                                job.options.quiet);
    for (std::size_t f = 0; f < values.size(); ++f)
      job.emit(job.grid, {wanted.names[f], std::move(values[f])});
  }
}

}  // namespace

Image MapGrid::fill(const FeatureMap& map) const {
  Image out{image.geometry, PixelType::float64, Voxels(region.voxels.size(), init_value)};
  std::size_t next = 0;
  for (std::size_t i = 0; i < region.voxels.size(); ++i)
    if (region.voxels[i]) out.voxels[i] = map.values[next++];
  return out;
}

void feature_maps(const Image& image, const Mask& mask, const RadiomicSettings& settings,
                  const MapOptions& options, const EmitMap& emit) {
  const Job job{settings, options, emit, prepare_grid(image, mask, settings)};
  for (const ImageTypeChoice& choice : settings.images)
    filter(choice.type)
        .apply(job.grid.image, nullptr, choice.filter,
               [&](const std::string& name, const Image& derived) {
                 map_image(name, derived, choice.texture, job);
               });
}

}  // namespace dlrr
