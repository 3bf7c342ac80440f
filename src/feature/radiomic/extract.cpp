#include "feature/radiomic/extract.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/error.h"
#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/level_hint.h"
#include "feature/radiomic/roi_maker.h"
#include "image/prepare/centred.h"
#include "image/prepare/normalise.h"

namespace dlrr {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const Family& family_of(const ClassChoice& choice) {
  for (const Family& family : families())
    if (family.name == choice.family) return family;
  throw Error(ErrorKind::internal, "no feature family '" + choice.family + "'");
}

// A region ready to be measured on any derived image of the grid.
struct Work {
  Mask texture;  // cropped to box
  Mask shape;    // cropped to box; the region before re-segmentation unless resegmentShape
  Box box;
  ExtractNote note;
  bool unsound = false;  // voxels of the image, not of the region, are not finite
  bool alone = false;    // nobody else is measured: what cannot be measured is an Error, not a gap
  const Mask* drawn = nullptr;   // on the whole grid
  std::optional<Mask> kept;      // the same after re-segmentation, if that is to change the shape
  std::optional<RoiMaker> rois;  // of the texture mask on every image
  RadiomicValues out;
};

void start_values(RadiomicValues& out, const std::vector<std::string>& names) {
  out.names = names;
  out.values.assign(names.size(), nan);
}

void store(RadiomicValues& out, std::size_t at, const FeatureDefinition& feature, double value) {
  out.values[at] = value;
  if (!std::isnan(value)) return;
  out.reasons[at] =
      feature.undefined.empty() ? "not defined for this region" : std::string(feature.undefined);
}

// The features of every class that is measured once or on every image, from index `at` on.
void compute_classes(const Roi& roi, const RadiomicSettings& settings, Measures measures,
                     std::size_t at, RadiomicValues& out) {
  for (const ClassChoice& choice : settings.classes) {
    const Family& family = family_of(choice);
    if (family.measures != measures) continue;
    const std::vector<double> values = family.compute(roi);
    for (const std::size_t f : choice.features) store(out, at++, family.features[f], values[f]);
  }
}

std::size_t columns(const RadiomicSettings& settings, Measures measures) {
  std::size_t count = 0;
  for (const ClassChoice& choice : settings.classes)
    if (family_of(choice).measures == measures) count += choice.features.size();
  return count;
}

bool chosen(std::string_view family, const RadiomicSettings& settings) {
  return std::any_of(settings.classes.begin(), settings.classes.end(),
                     [&](const ClassChoice& choice) { return choice.family == family; });
}

Surroundings around(const Image& image, const Work& work) {
  return {&image, work.kept ? &*work.kept : work.drawn, &work.texture, work.box.low};
}

// Does a class read the voxels themselves? Else they need not be copied.
bool reads_voxels(const RadiomicSettings& settings, Measures measures) {
  return std::any_of(settings.classes.begin(), settings.classes.end(), [&](const ClassChoice& c) {
    const Family& family = family_of(c);
    return family.measures == measures && family.reads_voxels;
  });
}

void measure_shape(const Image& image, Work& work, const RadiomicSettings& settings) {
  if (columns(settings, Measures::once) == 0) return;
  TextureSettings one_level = settings.texture;
  one_level.bin_count = 1;  // shape reads no intensities
  RoiMaker rois(work.shape, work.box);
  compute_classes(
      rois.roi(image, one_level, reads_voxels(settings, Measures::once), around(image, work)),
      settings, Measures::once, 0, work.out);
}

bool all_finite(const Image& image) {
  return is_integer(image.type) || std::all_of(image.voxels.begin(), image.voxels.end(),
                                               [](double v) { return std::isfinite(v); });
}

// Filters and splines carry what is not finite from the surroundings into the region.
void refuse_spread(const Image& derived, const Work& work) {
  const Index3 size = work.box.size();
  std::size_t i = 0, count = 0;
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y) {
      const Index3& low = work.box.low;
      const double* row =
          derived.voxels.data() + derived.geometry.offset(low[0], low[1] + y, low[2] + z);
      for (int x = 0; x < size[0]; ++x)
        if (work.texture.voxels[i++] && !std::isfinite(row[x])) ++count;
    }
  if (count == 0) return;
  throw Error(std::to_string(count) +
              " voxels of the region are not finite numbers here: the image holds such voxels "
              "outside the region, and resampling or a filter spreads them; replace them by a "
              "background value");
}

void measure(const std::string& name, const Image& derived, Work& work,
             const TextureSettings& texture, std::size_t at, const RadiomicSettings& settings) {
  try {
    if (work.unsound) refuse_spread(derived, work);
    if (!work.rois) work.rois.emplace(work.texture, work.box);
    const bool voxels =
        reads_voxels(settings, Measures::every_image) || aggregation_reads_voxels(texture);
    const Roi& roi = work.rois->roi(derived, texture, voxels, around(derived, work));
    if (work.alone && chosen("glcm", settings)) refuse_level_explosion(roi);
    if (work.note)
      if (const std::string hint = level_hint(name, roi); !hint.empty()) work.note(hint);
    compute_classes(roi, settings, Measures::every_image, at, work.out);
  } catch (const Error& e) {
    if (work.alone) throw e.at(name);
    const std::size_t count = columns(settings, Measures::every_image);
    for (std::size_t i = at; i < at + count; ++i)
      if (std::isnan(work.out.values[i])) work.out.reasons[i] = e.what();
  }
}

// Checks, re-segments and crops one region; leaves a gap when it cannot be measured.
Work start_region(const Image& image, const Mask& mask, const RadiomicSettings& settings) {
  Work work;
  try {
    check_region(mask, settings);
    Mask kept = mask;
    if (!settings.resegment_range.empty() || settings.resegment_outliers > 0) {
      kept = resegmented(image, mask, settings);
      check_region(kept, settings);
      if (settings.additional_info)
        work.out.diagnostics = mask_diagnostics(image, kept, "resegmented");
    }
    work.drawn = &mask;
    work.box = bounding_box(kept);
    work.shape = crop(settings.resegment_shape ? kept : mask, work.box);
    work.texture = crop(kept, work.box);
    if (settings.resegment_shape) work.kept = std::move(kept);
  } catch (const Error& e) {
    work.out.gap = e.what();
  }
  return work;
}

// The voxels whose values are read, on the grid of the image.
Mask read_voxels(const Image& image, const std::vector<Work>& regions) {
  Mask out{image.geometry, std::vector<std::uint8_t>(image.voxels.size(), 0)};
  for (const Work& work : regions) {
    if (!work.out.gap.empty()) continue;
    const Index3 size = work.box.size();
    std::size_t i = 0;
    for (int z = 0; z < size[2]; ++z)
      for (int y = 0; y < size[1]; ++y) {
        const Index3& low = work.box.low;
        std::uint8_t* row =
            out.voxels.data() + image.geometry.offset(low[0], low[1] + y, low[2] + z);
        for (int x = 0; x < size[0]; ++x) row[x] |= work.texture.voxels[i++];
      }
  }
  return out;
}

// Every derived image once, every region on it.
void measure_images(const Image& image, std::vector<Work>& regions,
                    const RadiomicSettings& settings) {
  const std::size_t per_image = columns(settings, Measures::every_image);
  std::size_t at = columns(settings, Measures::once);
  if (per_image == 0) return;
  const Mask region = read_voxels(image, regions);
  for (const ImageTypeChoice& choice : settings.images) {
    const Filter& row = filter(choice.type);
    const auto expected = row.names(choice.filter);
    std::vector<bool> seen(expected.size(), false);
    row.apply(image, &region, choice.filter, [&](const std::string& name, const Image& derived) {
      const auto which = static_cast<std::size_t>(
          std::find(expected.begin(), expected.end(), name) - expected.begin());
      seen.at(which) = true;
      for (Work& work : regions)
        if (work.out.gap.empty())
          measure(name, derived, work, choice.texture, at + which * per_image, settings);
    });
    for (std::size_t which = 0; which < seen.size(); ++which)
      for (std::size_t i = 0; !seen[which] && i < per_image; ++i)
        for (Work& work : regions)
          work.out.reasons[at + which * per_image + i] =
              "the image is too small for " + expected[which];
    at += expected.size() * per_image;
  }
}

std::vector<RadiomicValues> measure_regions(const Image& image, std::span<const Mask> masks,
                                            const RadiomicSettings& settings, bool alone,
                                            const ExtractNote& note) {
  const auto names = radiomic_names(settings);
  const bool unsound = !all_finite(image);
  std::vector<Work> regions;
  for (const Mask& mask : masks) {
    regions.push_back(start_region(image, mask, settings));
    regions.back().unsound = unsound;
    regions.back().note = note;
    regions.back().alone = alone;
    start_values(regions.back().out, names);
    if (!regions.back().out.gap.empty()) continue;
    try {
      measure_shape(image, regions.back(), settings);
    } catch (const Error& e) {
      regions.back().out.gap = e.what();
    }
  }
  const bool any =
      std::any_of(regions.begin(), regions.end(), [](const Work& w) { return w.out.gap.empty(); });
  if (any) measure_images(image, regions, settings);
  std::vector<RadiomicValues> out;
  for (Work& work : regions) out.push_back(std::move(work.out));
  return out;
}

// Mask values on the image's own grid.
Mask on_image_grid(const Image& image, const Mask& mask, const RadiomicSettings& settings) {
  const std::string difference =
      grid_difference(image.geometry, mask.geometry, settings.geometry_tolerance);
  if (difference.empty()) return mask;
  if (!settings.correct_mask)
    throw Error("Image/Mask geometry mismatch: " + difference +
                ". Potential fix: set correctMask: true, or raise geometryTolerance");
  return resample_mask(mask, image.geometry);
}

PreparedPhase whole_or_cropped(const Image& image, std::span<const Mask* const> masks,
                               const RadiomicSettings& settings, bool crop_it) {
  std::vector<Mask> moved;
  for (const Mask* mask : masks) moved.push_back(on_image_grid(image, *mask, settings));
  if (!crop_it) return {image, std::move(moved)};
  std::vector<const Mask*> pointers;
  for (const Mask& mask : moved) pointers.push_back(&mask);
  ResampleSettings only_crop = settings.resampling;
  only_crop.interpolator = Interpolator::none;
  return prepare_phase(image, pointers, only_crop);
}

// Whole numbers; not of an integer type, because resampling would cut off what it finds between.
Image rounded(Image image) {
  for (double& v : image.voxels) v = std::round(v);
  image.type = PixelType::float64;
  return image;
}

PreparedPhase prepared(const Image& image, std::span<const Mask* const> masks,
                       const RadiomicSettings& settings, bool crop_it) {
  if (settings.normalise) {
    RadiomicSettings rest = settings;
    rest.normalise = false;
    return prepared(normalise(image, settings.normalise_scale, settings.remove_outliers), masks,
                    rest, crop_it);
  }
  if (settings.round_intensities) {
    RadiomicSettings rest = settings;
    rest.round_intensities = false;
    PreparedPhase phase = prepared(rounded(image), masks, rest, crop_it);
    return {rounded(std::move(phase.image)), std::move(phase.masks)};
  }
  if (settings.resamples() && settings.resampling.alignment == GridAlignment::centre) {
    std::vector<Mask> moved;
    for (const Mask* mask : masks) moved.push_back(on_image_grid(image, *mask, settings));
    return prepare_centred(image, moved, settings.resampling, settings.pre_crop);
  }
  if (settings.resamples()) return prepare_phase(image, masks, settings.resampling);
  return whole_or_cropped(image, masks, settings, crop_it);
}

}  // namespace

std::vector<std::string> radiomic_names(const RadiomicSettings& settings) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& image, Measures measures) {
    for (const ClassChoice& choice : settings.classes) {
      const Family& family = family_of(choice);
      if (family.measures != measures) continue;
      for (const std::size_t f : choice.features)
        names.push_back(image + "_" + choice.family + "_" + std::string(family.features[f].name));
    }
  };
  add("original", Measures::once);
  for (const ImageTypeChoice& choice : settings.images)
    for (const std::string& image : filter(choice.type).names(choice.filter))
      add(image, Measures::every_image);
  return names;
}

void check_region(const Mask& mask, const RadiomicSettings& settings) {
  const std::size_t voxels = count_voxels(mask);
  if (voxels == 0) throw Error("No labels found in this mask");
  const Index3 size = bounding_box(mask).size();
  const int dimensions = (size[0] > 1) + (size[1] > 1) + (size[2] > 1);
  if (dimensions == 0)
    throw Error(
        "mask only contains 1 segmented voxel! Cannot extract features for a single voxel.");
  if (dimensions < settings.minimum_dimensions)
    throw Error("mask has too few dimensions (number of dimensions " + std::to_string(dimensions) +
                ", minimum required " + std::to_string(settings.minimum_dimensions) + ")");
  if (settings.minimum_size > 0 && voxels <= settings.minimum_size)
    throw Error(
        "Size of the ROI is too small (minimum size: " + std::to_string(settings.minimum_size) +
        ", ROI size: " + std::to_string(voxels) + ")");
}

Mask resegmented(const Image& image, const Mask& mask, const RadiomicSettings& settings) {
  double most = -std::numeric_limits<double>::infinity(), sum = 0, squares = 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i)
    if (mask.voxels[i]) {
      most = std::max(most, image.voxels[i]);
      sum += image.voxels[i];
      ++n;
    }
  const double mean = sum / static_cast<double>(n);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i)
    if (mask.voxels[i]) squares += (image.voxels[i] - mean) * (image.voxels[i] - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(n));
  double low = -std::numeric_limits<double>::infinity(), high = -low;
  const auto limit = [&](double value) {
    if (settings.resegment_mode == "relative") return value * most;
    if (settings.resegment_mode == "sigma") return mean + value * deviation;
    return value;
  };
  if (!settings.resegment_range.empty()) low = limit(settings.resegment_range[0]);
  if (settings.resegment_range.size() > 1) high = limit(settings.resegment_range[1]);
  if (const double k = settings.resegment_outliers; k > 0) {
    low = std::max(low, mean - k * deviation);
    high = std::min(high, mean + k * deviation);
  }
  Mask out = mask;
  for (std::size_t i = 0; i < out.voxels.size(); ++i) {
    const double x = image.voxels[i];
    if (x < low || x > high) out.voxels[i] = 0;
  }
  const std::size_t left = count_voxels(out);
  if (left <= 1)
    throw Error("Resegmentation excluded too many voxels with label (retained " +
                std::to_string(left) + " voxel(s))");
  return out;
}

namespace {

// What PyRadiomics records between reading and checking a region.
Diagnostics preparation_diagnostics(const Mask& drawn, const PreparedPhase& phase,
                                    const RadiomicSettings& settings) {
  Diagnostics out;
  if (count_voxels(phase.masks[0]) == 0) return out;
  std::string stage;
  if (settings.resamples()) {
    stage = "interpolated";
    out = image_diagnostics(phase.image, stage);
  } else if (!settings.pre_crop &&
             !grid_difference(phase.image.geometry, drawn.geometry, settings.geometry_tolerance)
                  .empty()) {
    stage = "corrected";
  }
  if (stage.empty()) return out;
  const Diagnostics mask = mask_diagnostics(phase.image, phase.masks[0], stage);
  out.insert(out.end(), mask.begin(), mask.end());
  return out;
}

}  // namespace

PreparedPhase prepare_region(const Image& image, const Mask& mask,
                             const RadiomicSettings& settings) {
  const Mask* const one[] = {&mask};
  return prepared(image, one, settings, settings.pre_crop);
}

RegionSteps region_steps(const Image& image, const Mask& mask, const RadiomicSettings& settings) {
  PreparedPhase phase = prepare_region(image, mask, settings);
  RegionSteps steps{std::move(phase.image), std::move(phase.masks[0]), {}};
  const bool cut = !settings.resegment_range.empty() || settings.resegment_outliers > 0;
  steps.intensity = cut ? resegmented(steps.image, steps.morphology, settings) : steps.morphology;
  return steps;
}

RadiomicValues extract_exact(const Image& image, const Mask& mask, const RadiomicSettings& settings,
                             const ExtractNote& note) {
  const PreparedPhase phase = prepare_region(image, mask, settings);
  if (settings.resamples() && count_voxels(phase.masks[0]) == 0)
    throw Error("No labels found in this mask: none of its " + std::to_string(count_voxels(mask)) +
                " voxels is left on the grid of " + describe(phase.image.geometry) +
                "; use a smaller resampledPixelSpacing");
  auto values = std::move(measure_regions(phase.image, phase.masks, settings, true, note)[0]);
  if (!values.gap.empty()) throw Error(values.gap);
  if (!settings.additional_info) return values;
  Diagnostics all = preparation_diagnostics(mask, phase, settings);
  all.insert(all.end(), values.diagnostics.begin(), values.diagnostics.end());
  values.diagnostics = std::move(all);
  return values;
}

std::vector<RadiomicValues> extract_each(const Image& image, std::span<const Mask* const> regions,
                                         const RadiomicSettings& settings) {
  RadiomicSettings values_only = settings;
  values_only.additional_info = false;
  std::vector<RadiomicValues> out;
  for (const Mask* region : regions) try {
      out.push_back(extract_exact(image, *region, values_only));
    } catch (const Error& e) {
      out.emplace_back();
      start_values(out.back(), radiomic_names(settings));
      out.back().gap = e.what();
    }
  return out;
}

namespace {

std::vector<RadiomicValues> empty_regions(std::size_t count, const RadiomicSettings& settings) {
  std::vector<RadiomicValues> gaps(count);
  for (RadiomicValues& out : gaps) {
    start_values(out, radiomic_names(settings));
    out.gap = "No labels found in this mask";
  }
  return gaps;
}

bool all_empty(std::span<const Mask* const> regions) {
  return std::all_of(regions.begin(), regions.end(),
                     [](const Mask* mask) { return count_voxels(*mask) == 0; });
}

std::vector<RadiomicValues> measure_shared(const PreparedPhase& phase,
                                           const RadiomicSettings& settings) {
  RadiomicSettings values_only = settings;
  values_only.additional_info = false;
  return measure_regions(phase.image, phase.masks, values_only, false, {});
}

}  // namespace

std::vector<RadiomicValues> extract_shared(const Image& image, std::span<const Mask* const> regions,
                                           const RadiomicSettings& settings) {
  if (all_empty(regions)) return empty_regions(regions.size(), settings);
  return measure_shared(prepared(image, regions, settings, true), settings);
}

std::vector<RadiomicValues> extract_shared(Image&& image, std::span<const Mask* const> regions,
                                           const RadiomicSettings& settings) {
  if (all_empty(regions)) return empty_regions(regions.size(), settings);
  const PreparedPhase phase = prepared(image, regions, settings, true);
  image = Image();
  return measure_shared(phase, settings);
}

}  // namespace dlrr
