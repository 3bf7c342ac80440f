// Images and masks from files, with every reason to distrust them checked: numbers that are none,
// labels that are none, grids that do not fit. Each Error names the file, what was found, what was
// expected, what to do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "image/image.h"

namespace dlrr {

// NaN and infinite voxels are refused (how many, and where the first one is), or kept by a caller
// that looks at the voxels it uses.
enum class NotFinite { refused, kept };
Image read_image(const std::filesystem::path& path, NotFinite rule = NotFinite::refused);

// Throws when a voxel of `region` (on the image's grid) is NaN or infinite; `name` is the image's.
void refuse_not_finite(const Image& image, const Mask& region, const std::string& name);

// The header alone.
Geometry read_geometry(const std::filesystem::path& path);

// A mask file as it is: whole numbers, 0 outside.
struct LabelImage {
  std::string name;  // the file, for messages
  Geometry geometry;
  std::vector<std::int32_t> voxels;
};
// Values must be whole numbers. `channel` chooses among several numbers per voxel, counted from 0.
LabelImage read_label_image(const std::filesystem::path& path, int channel = 0);

struct LabelCount {
  int label = 0;
  std::size_t voxels = 0;
  double volume_mm3 = 0;
};
// Every non-zero label, ascending.
std::vector<LabelCount> count_labels(const LabelImage& labels);
std::vector<LabelCount> read_labels(const std::filesystem::path& path);

// The voxels of one label. Not given: label 1, or the only label that there is (then `note`, when
// not null, says which). An empty mask, a missing label and an open choice are Errors that list
// what is there.
Mask mask_of(const LabelImage& labels, std::optional<int> label = {}, std::string* note = nullptr);
Mask read_mask(const std::filesystem::path& path, std::optional<int> label = {},
               std::string* note = nullptr);

// Where a segmentation file (NRRD of 3D Slicer) says that the segment of that name is; an Error
// with the nearest name when it has none.
struct LabelPlace {
  int label = 0, channel = 0;
};
LabelPlace find_segment(const std::filesystem::path& path, const std::string& name);

// The mask on the image's grid. Taken as it is on the same grid (see grid_difference), turned when
// its axes are reversed or permuted, embedded when it is a part of the same lattice: always voxel
// for voxel. Everything else is an Error with both sizes, spacings and the difference in mm; names
// are used in messages only.
Mask fit_mask_to(const Mask& mask, const Geometry& image, double tolerance = 1e-3,
                 const std::string& mask_name = "mask", const std::string& image_name = "image");

// Nearest neighbour onto another grid; only where the user asked for it.
Mask resample_mask_to(const Mask& mask, const Geometry& image);

// An image and its mask on one grid: read_image, read_mask, fit_mask_to.
struct ImageAndMask {
  Image image;
  Mask mask;
  std::vector<std::string> notes;
};
ImageAndMask read_image_and_mask(const std::filesystem::path& image,
                                 const std::filesystem::path& mask, std::optional<int> label = {},
                                 double tolerance = 1e-3);

}  // namespace dlrr
