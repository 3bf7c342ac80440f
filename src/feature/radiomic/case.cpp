#include "feature/radiomic/case.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

// The label that `mask` was made of.
int label_of(const LabelImage& labels, const Mask& mask) {
  const auto at = std::find(mask.voxels.begin(), mask.voxels.end(), 1) - mask.voxels.begin();
  return labels.voxels[static_cast<std::size_t>(at)];
}

bool resamples(const RadiomicSettings& settings) {
  return settings.resample && settings.resampling.interpolator != Interpolator::none;
}

std::optional<int> whole_number(const std::string& text, const std::string& what, int least) {
  if (trim(text).empty()) return {};
  const auto value = parse_integer(text);
  if (!value || *value < least)
    throw Error(what + " '" + text + "' found, a whole number from " + std::to_string(least) +
                " on expected");
  return static_cast<int>(*value);
}

}  // namespace

void set_label(RadiomicCase& files, const std::string& text, const std::string& where) {
  const bool number =
      !text.empty() && text.find_first_not_of("+-0123456789. ") == std::string::npos;
  if (number || trim(text).empty())
    files.label = whole_number(text, where + ": label", 1);
  else
    files.label_name = text;
}

void set_channel(RadiomicCase& files, const std::string& text, const std::string& where) {
  files.channel = whole_number(text, where + ": Label_channel", 0);
}

CaseRegion read_case(const RadiomicCase& files, const RadiomicSettings& settings,
                     const ExtractNote& note) {
  std::optional<int> label = files.label;
  int channel = files.channel.value_or(settings.label_channel);
  if (!files.label_name.empty()) {
    const LabelPlace place = find_segment(files.mask, files.label_name);
    label = place.label;
    channel = place.channel;
  }
  if (!label && settings.label_given) label = settings.label;
  CaseRegion region;
  region.image = read_image(files.image);
  region.labels = read_label_image(files.mask, channel);
  std::string choice;
  region.mask = mask_of(region.labels, label, &choice);
  if (note && !choice.empty()) note(choice);
  region.label = label_of(region.labels, region.mask);
  // With resampling the mask may lie on another grid, as in PyRadiomics.
  if (!resamples(settings) && !settings.correct_mask)
    region.mask = fit_mask_to(region.mask, region.image.geometry, settings.geometry_tolerance,
                              files.mask.string(), files.image.string());
  return region;
}

RadiomicValues extract_region(const CaseRegion& region, const RadiomicSettings& settings,
                              const ExtractNote& note) {
  RadiomicValues values = extract_exact(region.image, region.mask, settings, note);
  if (!settings.additional_info) return values;
  Diagnostics all = source_diagnostics(
      region.image, region.labels, mask_of(region.labels, region.label), region.label, settings);
  all.insert(all.end(), values.diagnostics.begin(), values.diagnostics.end());
  values.diagnostics = std::move(all);
  return values;
}

RadiomicValues extract_case(const RadiomicCase& files, const RadiomicSettings& settings,
                            const ExtractNote& note) {
  const CaseRegion region = read_case(files, settings, note);
  try {
    return extract_region(region, settings, note);
  } catch (const Error& e) {
    throw e.at(files.mask.string());
  }
}

}  // namespace dlrr
