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

std::shared_ptr<const SourceImage> source_image(Image image, const RadiomicSettings& settings) {
  auto source = std::make_shared<SourceImage>();
  source->image = std::move(image);
  if (settings.additional_info) source->diagnostics = source_image_diagnostics(source->image);
  return source;
}

CaseImages::CaseImages(const std::vector<std::filesystem::path>& uses,
                       const RadiomicSettings& settings)
    : settings_(settings) {
  for (const auto& path : uses) ++slots_[path].uses;
}

std::shared_ptr<const SourceImage> CaseImages::take(const std::filesystem::path& path) {
  Slot& slot = slots_.at(path);
  const std::lock_guard lock(slot.mutex);
  if (!slot.source) slot.source = source_image(read_image(path, NotFinite::kept), settings_);
  auto out = slot.source;
  if (--slot.uses == 0) slot.source.reset();
  return out;
}

void CaseImages::leave(const std::filesystem::path& path) {
  Slot& slot = slots_.at(path);
  const std::lock_guard lock(slot.mutex);
  if (--slot.uses == 0) slot.source.reset();
}

CaseRegion case_region(std::shared_ptr<const SourceImage> source, const LabelImage& labels,
                       std::optional<int> label, const RadiomicSettings& settings,
                       const ExtractNote& note) {
  CaseRegion region;
  std::string choice;
  region.mask = mask_of(labels, label, &choice);
  if (note && !choice.empty()) note(choice);
  if (settings.additional_info)
    region.diagnostics = source_diagnostics(source->diagnostics, labels, region.mask,
                                            label_of(labels, region.mask), settings);
  region.source = std::move(source);
  return region;
}

CaseRegion read_case(const RadiomicCase& files, const RadiomicSettings& settings,
                     const ExtractNote& note, CaseImages* images) {
  std::optional<int> label = files.label;
  int channel = files.channel.value_or(settings.label_channel);
  // First of all, so that the count of an image's uses is right even when the mask is wrong.
  auto source = images ? images->take(files.image)
                       : source_image(read_image(files.image, NotFinite::kept), settings);
  if (!files.label_name.empty()) {
    const LabelPlace place = find_segment(files.mask, files.label_name);
    label = place.label;
    channel = place.channel;
  }
  if (!label && settings.label_given) label = settings.label;
  CaseRegion region =
      case_region(std::move(source), read_label_image(files.mask, channel), label, settings, note);
  // With resampling the mask may lie on another grid, as in PyRadiomics.
  if (!settings.resamples() && !settings.correct_mask)
    region.mask =
        fit_mask_to(region.mask, region.source->image.geometry, settings.geometry_tolerance,
                    files.mask.string(), files.image.string());
  const Image& image = region.source->image;
  if (grid_difference(image.geometry, region.mask.geometry).empty())
    refuse_not_finite(image, region.mask, files.image.string());
  return region;
}

RadiomicValues extract_region(const CaseRegion& region, const RadiomicSettings& settings,
                              const ExtractNote& note) {
  RadiomicValues values = extract_exact(region.source->image, region.mask, settings, note);
  Diagnostics all = region.diagnostics;
  all.insert(all.end(), values.diagnostics.begin(), values.diagnostics.end());
  values.diagnostics = std::move(all);
  return values;
}

RadiomicValues extract_case(const RadiomicCase& files, const RadiomicSettings& settings,
                            const ExtractNote& note, CaseImages* images) {
  const CaseRegion region = read_case(files, settings, note, images);
  try {
    return extract_region(region, settings, note);
  } catch (const Error& e) {
    throw e.at(files.mask.string());
  }
}

}  // namespace dlrr
