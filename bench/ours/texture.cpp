// Texture classes and first order on one region: discretised, counted, reduced to features.
#include <optional>

#include "feature/radiomic/roi_maker.h"
#include "image/read.h"
#include "ours/task.h"

namespace dlrr::bench {

namespace {

struct State {
  Image image;
  std::optional<RoiMaker> rois;  // as extraction has it: one for all images of a region
  TextureSettings settings;
  std::vector<const Family*> families;
  std::vector<std::vector<double>> values;
};

Work work_of(std::shared_ptr<State> state) {
  Work work;
  work.run = [state] {
    const Roi& roi = state->rois->roi(state->image, state->settings, false);
    state->values.clear();
    for (const Family* family : state->families) state->values.push_back(family->compute(roi));
  };
  work.values = [state] {
    Json out = Json::object();
    for (std::size_t k = 0; k < state->families.size(); ++k) {
      const Family& family = *state->families[k];
      for (std::size_t i = 0; i < family.features.size(); ++i)
        if (!family.features[i].by_name)
          out[std::string(family.name) + "_" + std::string(family.features[i].name)] =
              state->values[k][i];
    }
    return out;
  };
  return work;
}

std::shared_ptr<State> load(const std::filesystem::path& inputs, const std::string& region) {
  auto state = std::make_shared<State>();
  state->image = read_image(inputs / (region + "_image.nii"));
  const Mask mask = read_mask(inputs / (region + "_mask.nii"));
  const Box box = bounding_box(mask);
  state->rois.emplace(crop(mask, box), box);
  return state;
}

}  // namespace

// texture REGION BINWIDTH CLASS|all
Work texture_task(const std::filesystem::path& inputs, const Words& arguments) {
  auto state = load(inputs, arguments.at(0));
  state->settings.bin_width = std::stod(arguments.at(1));
  for (const Family& family : families())
    if (family.standard && family.measures == Measures::every_image &&
        (arguments.at(2) == "all" || arguments[2] == family.name))
      state->families.push_back(&family);
  return work_of(state);
}

// shape REGION
Work shape_task(const std::filesystem::path& inputs, const Words& arguments) {
  auto state = load(inputs, arguments.at(0));
  state->settings.bin_count = 1;  // shape reads no intensities
  for (const Family& family : families())
    if (family.name == "shape") state->families.push_back(&family);
  return work_of(state);
}

}  // namespace dlrr::bench
