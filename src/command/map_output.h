// What the maps of `dlrr map` have in common: where they go, their picture, their row in the table.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "command/command.h"
#include "image/image.h"
#include "image/map_overlay.h"

namespace dlrr {

// Where one map goes.
struct MapTarget {
  std::string name;
  std::filesystem::path file, picture;
};

struct MapSummary {
  MapTarget target;
  std::size_t voxels = 0, undefined = 0;
  double low = 0, mean = 0, high = 0;      // of the defined values
  double colour_low = 0, colour_high = 0;  // ends of the picture's bar
};

// One file for one map, or a folder with a file per map. What exists is refused without --force.
std::vector<MapTarget> map_targets(const std::vector<std::string>& names,
                                   const std::filesystem::path& output, const Common& common);
// `values`: where the map counts; NaN is not defined.
MapSummary summarise_map(const MapTarget& target, const std::vector<double>& values);
// The map as a file, and as a picture over `image`, coloured in `region`; `slice` -1: where the
// region is largest.
void write_map_files(const MapSummary& summary, const Image& map, const Image& image,
                     const Mask& region, int slice = -1);
// Says that NaN in NIfTI is 0 for most viewers: ITK's reader turns what is no number into 0.
void note_map_gaps(const std::vector<MapSummary>& maps, const Common& common);
Json map_json(const MapSummary& summary);
void print_map_table(const std::vector<MapSummary>& maps);

}  // namespace dlrr
