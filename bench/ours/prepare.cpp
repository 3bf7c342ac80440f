// Resampling and regions on the whole CT.
#include <sstream>

#include "base/error.h"
#include "base/file.h"
#include "image/prepare/resample.h"
#include "image/read.h"
#include "ours/task.h"
#include "region/region.h"

namespace dlrr::bench {

namespace {

Geometry read_grid(const std::filesystem::path& path, const std::string& name) {
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    Geometry out;
    words >> first;
    for (int& n : out.size) words >> n;
    for (double& v : out.spacing) words >> v;
    for (double& v : out.origin) words >> v;
    if (first == name) return out;
  }
  throw Error(path.string() + ": no grid " + name);
}

struct Regions {
  Mask tumour, organ;
  std::vector<Region> regions;
};

}  // namespace

// resample GRID: phase 0 onto a grid of 1 mm by cubic B-spline.
Work resample_task(const std::filesystem::path& inputs, const Words& arguments) {
  struct State {
    Image image, out;
    Geometry grid;
  };
  auto state = std::make_shared<State>();
  state->image = read_image(inputs / "phase0.nii.gz");
  state->grid = read_grid(inputs / "grids.txt", arguments.at(0));
  Work work;
  work.run = [state] {
    state->out = resample_image(state->image, state->grid, Interpolator::bspline);
  };
  work.dump = [state](const std::string& prefix) {
    write_doubles(prefix + ".image", state->out.voxels);
  };
  return work;
}

// regions: the six masks of a study from the tumour and the organ.
Work regions_task(const std::filesystem::path& inputs, const Words&) {
  auto state = std::make_shared<Regions>();
  state->tumour = read_mask(inputs / "mask_tumour.nii.gz");
  state->organ = read_mask(inputs / "organ.nii.gz");
  Work work;
  work.run = [state] {
    state->regions = make_regions(state->tumour, &state->organ, default_region_plans());
  };
  work.dump = [state](const std::string& prefix) {
    for (const Region& region : state->regions)
      write_bytes(prefix + "." + region.name, region.mask.voxels);
  };
  return work;
}

}  // namespace dlrr::bench
