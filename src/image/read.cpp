#include "image/read.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <span>

#include "base/error.h"
#include "base/text.h"
#include "image/pixel_type.h"
#include "port/image_file.h"

namespace dlrr {

namespace {

namespace fs = std::filesystem;

Geometry geometry_of(const VolumeFile& volume) {
  return {volume.size, volume.spacing, volume.origin, volume.direction};
}

std::string index_text(const Geometry& geometry, std::size_t offset) {
  const auto nx = static_cast<std::size_t>(geometry.size[0]),
             ny = static_cast<std::size_t>(geometry.size[1]);
  return "(" + std::to_string(offset % nx) + ", " + std::to_string(offset / nx % ny) + ", " +
         std::to_string(offset / nx / ny) + ")";
}

// Throws when any counted voxel is not finite; `inside` says which voxels count.
template <class Inside>
void refuse_voxels(const Image& image, const std::string& name, const std::string& of,
                   Inside inside) {
  std::size_t voxels = 0, count = 0, first = 0;
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    if (!inside(i)) continue;
    ++voxels;
    if (!std::isfinite(image.voxels[i]) && count++ == 0) first = i;
  }
  if (count == 0) return;
  throw Error(name + ": " + std::to_string(count) + " of " + std::to_string(voxels) + " voxels" +
              of + " are not finite numbers (the first, " + number_text(image.voxels[first]) +
              ", at index " + index_text(image.geometry, first) +
              "); export the image again, or replace them by a background value");
}

constexpr double largest_label = 2147483647.0;

bool is_label(double value) {
  return value == std::floor(value) && std::abs(value) <= largest_label;
}

[[noreturn]] void refuse_fractions(const fs::path& path, std::span<const double> voxels) {
  std::size_t count = 0, half = 0;
  double example = 0, low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double v : voxels) {
    if (!is_label(v) && count++ == 0) example = v;
    half += v >= 0.5;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  throw Error(path.string() +
              ": a mask must hold whole labels (0 outside, 1, 2, ... inside), but " +
              std::to_string(count) + " voxels do not, for example " + number_text(example) +
              "; values run from " + number_text(low) + " to " + number_text(high) +
              ". It looks smoothed or interpolated: threshold it in the program that made it (at "
              ">= 0.5 it has " +
              std::to_string(half) + " voxels) and save it as whole numbers");
}

std::string list_labels(const std::vector<LabelCount>& labels) {
  std::vector<std::string> parts;
  for (const auto& l : labels) {
    if (parts.size() == 20) {
      parts.push_back("and " + std::to_string(labels.size() - 20) + " more");
      break;
    }
    parts.push_back(std::to_string(l.label) + " (" + std::to_string(l.voxels) + " voxels, " +
                    fixed_text(l.volume_mm3, 1) + " mm3)");
  }
  return join(parts, ", ");
}

int choose_label(const std::string& path, const std::vector<LabelCount>& labels,
                 std::optional<int> wanted, std::string* note) {
  if (labels.empty())
    throw Error(path +
                ": the mask is empty (every voxel is 0); draw the lesion, or take the case out of "
                "the table");
  const auto has = [&](int label) {
    return std::any_of(labels.begin(), labels.end(),
                       [&](const auto& l) { return l.label == label; });
  };
  if (wanted && has(*wanted)) return *wanted;
  if (wanted)
    throw Error(path + ": label " + std::to_string(*wanted) + " is not in the mask; it holds " +
                list_labels(labels));
  if (has(1)) {
    if (labels.size() > 1 && note)
      *note = path + ": label 1 taken; the mask holds " + list_labels(labels);
    return 1;
  }
  if (labels.size() > 1)
    throw Error(path + ": the mask holds several labels and none is 1: " + list_labels(labels) +
                "; say which one with --label (N, NAME or all) or the column Label");
  if (note)
    *note =
        path + ": label " + std::to_string(labels[0].label) + " taken, the only one in the mask";
  return labels[0].label;
}

}  // namespace

Image read_image(const fs::path& path, NotFinite rule) {
  auto volume = read_volume(path);
  Image image{geometry_of(volume), pixel_type(volume.type), std::move(volume.voxels)};
  if (rule == NotFinite::refused && !is_integer(image.type))
    refuse_voxels(image, path.string(), "", [](std::size_t) { return true; });
  return image;
}

void refuse_not_finite(const Image& image, const Mask& region, const std::string& name) {
  refuse_voxels(image, name, " of the region",
                [&](std::size_t i) { return region.voxels[i] != 0; });
}

Geometry read_geometry(const fs::path& path) { return geometry_of(read_volume(path, false)); }

LabelImage read_label_image(const fs::path& path, int channel) {
  auto volume = read_label_volume(path, channel);
  LabelImage labels{path.string(), geometry_of(volume), std::move(volume.labels)};
  if (volume.voxels.empty()) return labels;
  labels.voxels.resize(volume.voxels.size());
  for (std::size_t i = 0; i < volume.voxels.size(); ++i) {
    if (!is_label(volume.voxels[i])) refuse_fractions(path, volume.voxels);
    labels.voxels[i] = static_cast<std::int32_t>(volume.voxels[i]);
  }
  return labels;
}

std::vector<LabelCount> count_labels(const LabelImage& labels) {
  std::map<int, std::size_t> counts;
  for (std::size_t i = 0; i < labels.voxels.size();) {
    // Runs of one value, so that the map is asked once per run.
    const std::int32_t value = labels.voxels[i];
    const std::size_t start = i;
    while (i < labels.voxels.size() && labels.voxels[i] == value) ++i;
    if (value != 0) counts[value] += i - start;
  }
  std::vector<LabelCount> out;
  const double voxel = labels.geometry.voxel_volume();
  for (const auto& [label, voxels] : counts)
    out.push_back({label, voxels, static_cast<double>(voxels) * voxel});
  return out;
}

std::vector<LabelCount> read_labels(const fs::path& path) {
  return count_labels(read_label_image(path));
}

Mask mask_of(const LabelImage& labels, std::optional<int> label, std::string* note) {
  const std::int32_t chosen = choose_label(labels.name, count_labels(labels), label, note);
  Mask mask{labels.geometry, std::vector<std::uint8_t>(labels.voxels.size())};
  std::transform(labels.voxels.begin(), labels.voxels.end(), mask.voxels.begin(),
                 [chosen](std::int32_t v) { return static_cast<std::uint8_t>(v == chosen); });
  return mask;
}

Mask read_mask(const fs::path& path, std::optional<int> label, std::string* note) {
  return mask_of(read_label_image(path), label, note);
}

LabelPlace find_segment(const fs::path& path, const std::string& name) {
  std::vector<std::string> known;
  for (const NamedSegment& segment : read_segments(path)) {
    if (segment.name == name) return {segment.label, segment.channel};
    known.push_back(segment.name);
  }
  if (known.empty())
    throw Error(path.string() + ": label '" + name +
                "' asked for by name, but the file names no segments (a NRRD segmentation of 3D "
                "Slicer does); give the number of the label");
  throw Error(path.string() + ": no segment is called '" + name + "'" + suggestion(name, known));
}

ImageAndMask read_image_and_mask(const fs::path& image, const fs::path& mask,
                                 std::optional<int> label, double tolerance) {
  ImageAndMask out;
  out.image = read_image(image);
  std::string note;
  out.mask = fit_mask_to(read_mask(mask, label, &note), out.image.geometry, tolerance,
                         mask.string(), image.string());
  if (!note.empty()) out.notes.push_back(note);
  return out;
}

}  // namespace dlrr
