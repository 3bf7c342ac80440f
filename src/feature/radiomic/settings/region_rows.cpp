// Settings that choose and prepare the voxels of a region.
#include <algorithm>

#include "base/text.h"
#include "feature/radiomic/settings/rows.h"
#include "port/yaml.h"

namespace dlrr {

namespace {

void set_spacing(const Yaml& v, SettingTarget t) {
  const auto numbers = v.numbers();
  if (numbers.size() != 3)
    refuse_setting(v, "resampledPixelSpacing needs three numbers (x, y, z in mm; 0 keeps)");
  for (std::size_t a = 0; a < 3; ++a) {
    if (!(numbers[a] >= 0)) refuse_setting(v, "spacings must not be negative");
    t.all.resampling.spacing[a] = numbers[a];
  }
  t.all.resample = true;
}

// SimpleITK's names; PyRadiomics also takes their numbers, which count from 1.
constexpr std::pair<const char*, Interpolator> interpolators[] = {
    {"sitkNearestNeighbor", Interpolator::nearest},
    {"sitkLinear", Interpolator::linear},
    {"sitkBSpline", Interpolator::bspline},
    {"sitkGaussian", Interpolator::gaussian},
    {"sitkLabelGaussian", Interpolator::label_gaussian},
    {"sitkHammingWindowedSinc", Interpolator::hamming},
    {"sitkCosineWindowedSinc", Interpolator::cosine},
    {"sitkWelchWindowedSinc", Interpolator::welch},
    {"sitkLanczosWindowedSinc", Interpolator::lanczos},
    {"sitkBlackmanWindowedSinc", Interpolator::blackman},
};

void set_interpolator(const Yaml& v, SettingTarget t) {
  std::vector<std::string> names;
  for (const auto& [name, method] : interpolators) {
    names.emplace_back(name);
    if (v.word() == name || v.word() == std::to_string(names.size())) {
      t.all.resampling.interpolator = method;
      return;
    }
  }
  refuse_setting(v, "unknown interpolator '" + v.word() + "'" + suggestion(v.word(), names));
}

void set_resegment_range(const Yaml& v, SettingTarget t) {
  t.all.resegment_range = v.numbers();
  std::sort(t.all.resegment_range.begin(), t.all.resegment_range.end());
  const auto n = t.all.resegment_range.size();
  if (n < 1 || n > 2)
    refuse_setting(v,
                   "Length " + std::to_string(n) + " is not allowed for resegmentRange (1 or 2)");
}

const SettingRow rows[] = {
    {"label", false,
     [](const Yaml& v, SettingTarget t) {
       t.all.label = whole_setting(v, 1), t.all.label_given = true;
     }},
    {"label_channel", false,
     [](const Yaml& v, SettingTarget t) { t.all.label_channel = whole_setting(v, 0, 10000); }},
    {"additionalInfo", false,
     [](const Yaml& v, SettingTarget t) { t.all.additional_info = v.boolean(); }},
    {"minimumROIDimensions", false,
     [](const Yaml& v, SettingTarget t) { t.all.minimum_dimensions = whole_setting(v, 1, 3); }},
    {"minimumROISize", false,
     [](const Yaml& v, SettingTarget t) {
       t.all.minimum_size = static_cast<std::size_t>(whole_setting(v, 1, 1'000'000'000));
     }},
    {"geometryTolerance", false,
     [](const Yaml& v, SettingTarget t) { t.all.geometry_tolerance = positive_setting(v); }},
    {"correctMask", false,
     [](const Yaml& v, SettingTarget t) { t.all.correct_mask = v.boolean(); }},
    {"normalize", false, [](const Yaml& v, SettingTarget t) { t.all.normalise = v.boolean(); }},
    {"normalizeScale", false,
     [](const Yaml& v, SettingTarget t) { t.all.normalise_scale = positive_setting(v); }},
    {"removeOutliers", false,
     [](const Yaml& v, SettingTarget t) { t.all.remove_outliers = positive_setting(v); }},
    {"resampledPixelSpacing", false, set_spacing},
    {"interpolator", false, set_interpolator,
     [](SettingTarget t) { t.all.resampling.interpolator = Interpolator::none; }},
    {"padDistance", false,
     [](const Yaml& v, SettingTarget t) { t.all.resampling.pad = whole_setting(v, 0, 10000); }},
    {"preCrop", false, [](const Yaml& v, SettingTarget t) { t.all.pre_crop = v.boolean(); }},
    {"resegmentRange", false, set_resegment_range},
    {"resegmentMode", false,
     [](const Yaml& v, SettingTarget t) {
       t.all.resegment_mode = setting_choice(v, {"absolute", "relative", "sigma"});
     }},
    {"resegmentShape", false,
     [](const Yaml& v, SettingTarget t) { t.all.resegment_shape = v.boolean(); }},
    // Not PyRadiomics': conventions of IBSI.
    {"resegmentOutliers", false,
     [](const Yaml& v, SettingTarget t) { t.all.resegment_outliers = positive_setting(v); },
     [](SettingTarget t) { t.all.resegment_outliers = 0; }},
    {"roundIntensities", false,
     [](const Yaml& v, SettingTarget t) { t.all.round_intensities = v.boolean(); }},
    {"gridAlignment", false,
     [](const Yaml& v, SettingTarget t) {
       t.all.resampling.alignment = setting_choice(v, {"corner", "centre"}) == "centre"
                                        ? GridAlignment::centre
                                        : GridAlignment::corner;
     }},
    {"maskInterpolator", false,
     [](const Yaml& v, SettingTarget t) {
       t.all.resampling.mask_interpolator =
           setting_choice(v, {"sitkNearestNeighbor", "sitkLinear"}) == "sitkLinear"
               ? Interpolator::linear
               : Interpolator::nearest;
     }},
    {"maskThreshold", false,
     [](const Yaml& v, SettingTarget t) {
       t.all.resampling.mask_threshold = positive_setting(v);
       if (t.all.resampling.mask_threshold > 1)
         refuse_setting(v, "maskThreshold is a share of 1, found " + v.text);
     }},
};

}  // namespace

std::span<const SettingRow> region_setting_rows() { return rows; }

}  // namespace dlrr
