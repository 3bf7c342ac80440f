#include "feature/radiomic/voxelwise/feature_map.h"

#include "base/error.h"
#include "feature/radiomic/extract.h"
#include "feature/radiomic/voxelwise/kernel_values.h"

namespace dlrr {

namespace {

const Family& family_named(const std::string& name) {
  for (const Family& family : families())
    if (family.name == name) return family;
  throw Error(ErrorKind::internal, "no feature family '" + name + "'");
}

void add_maps(const std::string& image_name, const Image& derived, const TextureSettings& texture,
              const RadiomicSettings& settings, unsigned threads, bool quiet, FeatureMaps& out) {
  const KernelField field = make_kernel_field(
      derived, out.region, texture, settings.voxel.kernel_radius, settings.voxel.masked_kernel);
  for (const ClassChoice& choice : settings.classes) {
    const Family& family = family_named(choice.family);
    if (family.measures == Measures::once) continue;
    auto values = kernel_values(field, family, choice.features, settings.voxel, threads, quiet);
    for (std::size_t f = 0; f < values.size(); ++f)
      out.maps.push_back({image_name + "_" + choice.family + "_" +
                              std::string(family.features[choice.features[f]].name),
                          std::move(values[f])});
  }
}

}  // namespace

Image FeatureMaps::on_grid(const FeatureMap& map) const {
  Image out{image.geometry, PixelType::float64,
            std::vector<double>(region.voxels.size(), init_value)};
  std::size_t next = 0;
  for (std::size_t i = 0; i < region.voxels.size(); ++i)
    if (region.voxels[i]) out.voxels[i] = map.values[next++];
  return out;
}

FeatureMaps feature_maps(const Image& image, const Mask& mask, const RadiomicSettings& settings,
                         unsigned threads, bool quiet) {
  PreparedPhase phase = prepare_region(image, mask, settings);
  FeatureMaps out;
  out.moved = phase.image.geometry.size != image.geometry.size ||
              !grid_difference(phase.image.geometry, image.geometry).empty();
  out.image = std::move(phase.image);
  out.region = std::move(phase.masks[0]);
  out.init_value = settings.voxel.init_value;
  check_region(out.region, settings);
  if (!settings.resegment_range.empty()) {
    out.region = resegmented(out.image, out.region, settings);
    check_region(out.region, settings);
  }
  for (const ImageTypeChoice& choice : settings.images)
    filter(choice.type)
        .apply(out.image, nullptr, choice.filter,
               [&](const std::string& name, const Image& derived) {
                 add_maps(name, derived, choice.texture, settings, threads, quiet, out);
               });
  return out;
}

}  // namespace dlrr
