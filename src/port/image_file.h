// Volume files (NIfTI .nii/.nii.gz, NRRD .nrrd/.nhdr) in plain numbers. ITK reads them; it sits in
// the module lib/dlrr/dlrr_itk.so, loaded when the first file is read, so that other commands never
// pay its start-up.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/large_vector.h"

namespace dlrr {

struct VolumeFile {
  std::array<int, 3> size{0, 0, 0};
  std::array<double, 3> spacing{1, 1, 1};                      // mm
  std::array<double, 3> origin{0, 0, 0};                       // mm, LPS, centre of voxel (0,0,0)
  std::array<double, 9> direction{1, 0, 0, 0, 1, 0, 0, 0, 1};  // row-major, column a = axis a
  std::string type = "float64";      // int8 .. uint64, float32, float64: as stored, or as scaled by
                                     // slope and intercept
  int components = 1;                // numbers per voxel in the file
  LargeVector<double> voxels;        // x fastest; empty when only the header was asked for
  std::vector<std::int32_t> labels;  // instead of voxels, where read_label_volume could
};

// A segment that a NRRD segmentation names.
struct NamedSegment {
  int label = 0, channel = 0;
  std::string name;
};

// True when the file name ends in one of the formats above.
bool is_volume_file(const std::filesystem::path& path);

// Three axes; a fourth axis of length 1 is dropped and a 2D image becomes one slice. Damaged,
// cut-off and several-channel files are Errors that name the file. Safe to call from several
// threads. With a channel, counted from 0, files with several numbers per voxel give that one; a
// file with one number per voxel ignores it.
VolumeFile read_volume(const std::filesystem::path& path, bool with_voxels = true,
                       std::optional<int> channel = {});

// A mask: files of small whole numbers give labels instead of voxels, at a third of the memory.
VolumeFile read_label_volume(const std::filesystem::path& path, std::optional<int> channel = {});

// None for other formats and for files that name none.
std::vector<NamedSegment> read_segments(const std::filesystem::path& path);

// Written under another name and renamed; parent folders are made. Values must fit `volume.type`.
void write_volume(const std::filesystem::path& path, const VolumeFile& volume);

}  // namespace dlrr
