// A feature map: radius 2, the kernel inside the region, as PyRadiomics' voxel mode.
#include "feature/radiomic/voxelwise/feature_map.h"
#include "image/read.h"
#include "ours/task.h"

namespace dlrr::bench {

// map CLASS FEATURE BINWIDTH
Work map_task(const std::filesystem::path& inputs, const Words& arguments) {
  struct State {
    Image image;
    Mask mask;
    RadiomicSettings settings;
    std::vector<double> values;
  };
  auto state = std::make_shared<State>();
  state->image = read_image(inputs / "map_image.nii");
  state->mask = read_mask(inputs / "map_mask.nii");
  state->settings =
      parse_radiomic_settings("{setting: {binWidth: " + arguments.at(2) +
                                  "}, voxelSetting: {kernelRadius: 2}, featureClass: {" +
                                  arguments.at(0) + ": [" + arguments.at(1) + "]}}",
                              "map");
  Work work;
  work.run = [state] {
    feature_maps(state->image, state->mask, state->settings, {},
                 [&](const MapGrid&, const FeatureMap& map) { state->values = map.values; });
  };
  work.dump = [state](const std::string& prefix) { write_doubles(prefix + ".map", state->values); };
  return work;
}

}  // namespace dlrr::bench
