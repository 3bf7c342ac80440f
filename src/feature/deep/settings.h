// What a network sees of a region: every choice with its default, and its one spelling as text for
// the study file, the command line, the manifest and the model bundle.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "image/image.h"

namespace dlrr {

struct DeepSettings {
  // What the crop is laid around: the region's box (with a margin), a cube around the region's
  // centroid, the box of the organ mask (with a margin), or the whole scan.
  enum class Crop { box, cube, organ, image };
  // What the region's mask does: voxels outside become `fill`; nothing but placing the crop; or it
  // becomes the network's second channel.
  enum class MaskUse { multiply, crop, channel };
  // A window scaled to 0..1 and clamped; or (v - mean) / sd, where mean and sd are those of the
  // region's voxels, of the whole scan, or of the crop's values above 0 (as MedicalNet does; values
  // of exactly 0 then become `fill`).
  enum class Intensity { window, region, image, positive };
  // At a spacing in mm; at the scan's own; or stretched along each axis to fill the size.
  enum class Sampling { spacing, native, fit };

  std::string preset = "lesion64";  // where the other values came from
  Index3 size{64, 64, 64};          // x, y, z voxels of the network's input
  Sampling sampling = Sampling::spacing;
  Vector3 spacing{1, 1, 1};  // mm along the scan's axes
  bool nearest = false;      // nearest voxel instead of linear interpolation
  Crop crop = Crop::box;
  double margin = 5;  // mm on each side of the box
  double cube = 64;   // mm, edge of the cube
  MaskUse mask = MaskUse::multiply;
  Intensity intensity = Intensity::window;
  std::array<double, 2> window{-100, 250};
  double fill = 0;  // after scaling: for points that are masked, beyond the crop or the scan
};

// "lesion64" (the default: 64 x 64 x 64 voxels of 1 mm, soft-tissue window of a liver CT) and
// "medicalnet" (the demo of Chen et al. 2019, Med3D: https://github.com/Tencent/MedicalNet, without
// its random fill). An unknown name is an Error with the nearest known one.
DeepSettings deep_preset(const std::string& name);
std::vector<std::string> deep_preset_names();

using DeepRows = std::vector<std::pair<std::string, std::string>>;  // key, value as text

// The keys of a study file that describe the input.
std::vector<std::string> deep_keys();
// Starts from the row "preset" (or the default) and applies the other rows; a wrong value, or keys
// that contradict each other, are an Error that names the key.
DeepSettings deep_settings(const DeepRows& rows);
// The rows that give back the same settings: those in use, defaults included.
DeepRows deep_rows(const DeepSettings& settings);
// "64x64x64 voxels of 1 mm, region's box + 5 mm, ..." for people.
std::string describe(const DeepSettings& settings);

// Throws an Error for settings that cannot be.
void check_settings(const DeepSettings& settings);

}  // namespace dlrr
