// Filters on the liver's box, 1 mm voxels.
#include "image/filter/filter.h"
#include "image/read.h"
#include "ours/task.h"

namespace dlrr::bench {

namespace {

struct State {
  Image image;
  FilterSettings settings;
  double touched = 0;
};

Work work_of(std::shared_ptr<State> state, const std::string& type) {
  Work work;
  work.run = [state, type] {
    filter(type).apply(state->image, nullptr, state->settings,
                       [&](const std::string&, const Image& image) {
                         state->touched += image.voxels[image.voxels.size() / 2];
                       });
  };
  work.dump = [state, type](const std::string& prefix) {
    filter(type).apply(state->image, nullptr, state->settings,
                       [&](const std::string& name, const Image& image) {
                         write_doubles(prefix + "." + name, image.voxels);
                       });
  };
  return work;
}

}  // namespace

// wavelet NAME
Work wavelet_task(const std::filesystem::path& inputs, const Words& arguments) {
  auto state = std::make_shared<State>();
  state->image = read_image(inputs / "filter_image.nii");
  state->settings.wavelet = arguments.at(0);
  return work_of(state, "Wavelet");
}

// log SIGMA...
Work log_task(const std::filesystem::path& inputs, const Words& arguments) {
  auto state = std::make_shared<State>();
  state->image = read_image(inputs / "filter_image.nii");
  for (const auto& text : arguments) state->settings.sigma.push_back({std::stod(text), text});
  return work_of(state, "LoG");
}

}  // namespace dlrr::bench
