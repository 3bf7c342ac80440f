// Where in the crop a network's answer comes from, without gradients: a cube slides over the
// network's input, what it covers becomes the fill value, and the change of the answer is noted
// (occlusion: Zeiler and Fergus, ECCV 2014;818-833). A point's value is the mean change over the
// cubes that cover it. A cube over nothing but fill changes nothing and costs nothing.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "feature/deep/deep.h"

namespace dlrr {

struct OcclusionSettings {
  double edge = 8;     // of the cube
  double stride = 0;   // from one cube to the next; 0: half the edge
  bool in_mm = false;  // both in mm; else in voxels of the crop
};

// How far an answer moved: from the whole crop's vector to that of the occluded crop.
using VectorChange =
    std::function<double(const std::vector<double>& whole, const std::vector<double>& occluded)>;

// "cosine": 1 - cosine of the angle between the vectors (1 when one of them is 0, 0 when both are);
// "distance": length of the difference divided by the length of the whole crop's vector. Throws for
// another name.
VectorChange vector_change(const std::string& name);

struct OcclusionMap {
  std::vector<double> values;  // by point of the crop
  Index3 edge{}, stride{};     // x, y, z: voxels of the crop in use
  std::size_t cubes = 0;       // positions
  std::size_t idle = 0;        // of them over fill alone
};

// The cubes share out over `threads`; the map is the same for any number of them. Each thread holds
// one copy of the crop. `done` is called after each cube, from any thread. Throws for settings that
// cannot be and for a crop that is a gap.
OcclusionMap occlusion_map(const Network& network, const Patch& patch, const DeepSettings& settings,
                           const OcclusionSettings& occlusion, const VectorChange& change,
                           unsigned threads, const std::function<void()>& done = {});
// The number of cubes that occlusion_map visits.
std::size_t occlusion_cubes(const Patch& patch, const OcclusionSettings& occlusion);

// On the grid of the scan that the crop was made from: the value of the nearest point, NaN outside
// the crop.
Image on_scan(const OcclusionMap& map, const Patch& patch, const Geometry& scan);

}  // namespace dlrr
