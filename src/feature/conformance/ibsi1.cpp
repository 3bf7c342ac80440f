// IBSI-1: the digital phantom and configurations A to E of the chest CT.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "feature/conformance/conformance.h"
#include "feature/radiomic/extract.h"

namespace dlrr {

namespace {

using Row = std::map<std::string, std::string>;

struct Configuration {
  const char* name;
  const char* image;  // folder
  const char* about;
  const char* settings;
};

constexpr Configuration kConfigurations[] = {
    {"dig_phantom", "digital_phantom", "digital phantom, intensities are the levels", R"(
  binWidth: 1
  binOrigin: minimum
)"},
    {"A", "ct_phantom", "2D, no interpolation, [-500, 400], bins of 25", R"(
  resegmentRange: [-500, 400]
  binWidth: 25
  binOrigin: range
)"},
    {"B", "ct_phantom", "2D, 2 x 2 mm linear, [-500, 400], 32 bins", R"(
  resampledPixelSpacing: [2, 2, 0]
  interpolator: sitkLinear
  resegmentRange: [-500, 400]
  binCount: 32
)"},
    {"C", "ct_phantom", "3D, 2 mm linear, [-1000, 400], bins of 25", R"(
  resampledPixelSpacing: [2, 2, 2]
  interpolator: sitkLinear
  resegmentRange: [-1000, 400]
  binWidth: 25
  binOrigin: range
  ivhBinWidth: 2.5
)"},
    {"D", "ct_phantom", "3D, 2 mm linear, 3 SD, 32 bins", R"(
  resampledPixelSpacing: [2, 2, 2]
  interpolator: sitkLinear
  resegmentOutliers: 3
  binCount: 32
)"},
    {"E", "ct_phantom", "3D, 2 mm cubic spline, [-1000, 400] and 3 SD, 32 bins", R"(
  resampledPixelSpacing: [2, 2, 2]
  interpolator: sitkBSpline
  resegmentRange: [-1000, 400]
  resegmentOutliers: 3
  binCount: 32
  ivhBinCount: 1000
)"},
};

// What all of IBSI-1 has in common.
constexpr const char* kCommon = R"(setting:
  roundIntensities: true
  gridAlignment: centre
  maskInterpolator: sitkLinear
  maskThreshold: 0.5
  isolatedVoxels: left_out
  minimumROIDimensions: 1
)";

// Families without directions name an aggregation by its first part.
std::string setting_of(const std::string& aggregation) {
  if (aggregation == "2D") return "2D_averaged";
  if (aggregation == "2.5D") return "2.5D_merged";
  if (aggregation == "3D") return "3D_merged";
  return aggregation;
}

RadiomicSettings settings_of(const Configuration& c, const std::string& aggregation,
                             const std::set<std::string>& classes) {
  std::string text = std::string(kCommon) + (c.settings + 1);
  if (!aggregation.empty()) text += "  aggregation: " + setting_of(aggregation) + "\n";
  text += "featureClass:\n";
  for (const std::string& name : classes) text += "  " + name + ":\n";
  return parse_radiomic_settings(text, std::string("IBSI-1 configuration ") + c.name);
}

const Family& family_named(const std::string& name) {
  for (const Family& family : families())
    if (family.name == name) return family;
  throw Error("reference_values.csv names a family '" + name + "' that is not known");
}

// Two features of one id differ by a percentage: "Volume at intensity fraction 10%".
bool same_percentage(const std::string& reference, std::string_view name) {
  for (const char* percent : {"10", "90"})
    if (name.ends_with(percent)) return reference.find(percent) != reference.npos;
  return true;
}

// Index of the feature of a reference row among those of its family.
std::size_t feature_of(const Row& row) {
  const Family& family = family_named(row.at("family"));
  for (std::size_t i = 0; i < family.features.size(); ++i) {
    const auto ids = split(std::string(family.features[i].ibsi), ' ');
    if (std::find(ids.begin(), ids.end(), row.at("ibsi_id")) != ids.end() &&
        same_percentage(row.at("feature"), family.features[i].name))
      return i;
  }
  throw Error("no feature of " + row.at("family") + " has the IBSI id " + row.at("ibsi_id"));
}

std::vector<Row> reference_rows(const std::filesystem::path& folder, const std::string& name) {
  const Csv table = read_csv(folder / "reference_values.csv");
  std::vector<Row> out;
  for (const auto& cells : table.rows) {
    Row row;
    for (std::size_t c = 0; c < cells.size(); ++c) row[table.header[c]] = cells[c];
    if (row.at("configuration") == name) out.push_back(std::move(row));
  }
  return out;
}

void compare_row(const Row& row, double got, ConformanceResult& result) {
  const auto want = parse_number(row.at("value")), tolerance = parse_number(row.at("tolerance"));
  if (!want || !tolerance) throw Error("reference value of " + row.at("tag") + " is no number");
  const std::string& way = row.at("aggregation");
  compare_value(row.at("family") + " " + row.at("tag") + (way.empty() ? "" : " " + way), got, *want,
                *tolerance, result);
}

ConformanceResult check_features(const std::filesystem::path& folder, const Configuration& c) {
  // Rows that one run of the extraction answers.
  std::map<std::string, std::vector<Row>> by_way;
  for (Row& row : reference_rows(folder, c.name))
    if (row.at("family") != "diagnostics") by_way[row.at("aggregation")].push_back(std::move(row));
  const ConformanceScan scan = read_conformance_scan(folder / c.image);
  ConformanceResult result;
  for (const auto& [way, rows] : by_way) {
    std::set<std::string> classes;
    for (const Row& row : rows) classes.insert(row.at("family"));
    const RadiomicSettings settings = settings_of(c, way, classes);
    const RadiomicValues values = extract_exact(scan.image, scan.mask, settings);
    std::map<std::string, double> by_name;
    for (std::size_t i = 0; i < values.names.size(); ++i)
      by_name[values.names[i]] = values.values[i];
    for (const Row& row : rows) {
      const auto& feature = family_named(row.at("family")).features[feature_of(row)];
      compare_row(row, by_name.at("original_" + row.at("family") + "_" + std::string(feature.name)),
                  result);
    }
  }
  return result;
}

// Facts about an image or the voxels of a mask on it, under the names of the reference rows.
void add_image_facts(const Image& image, const std::string& step,
                     std::map<std::string, double>& out) {
  const char axes[] = {'x', 'y', 'z'};
  for (std::size_t a = 0; a < 3; ++a) {
    out[std::string("img_dim_") + axes[a] + step] = image.geometry.size[a];
    out[std::string("vox_dim_") + axes[a] + step] = image.geometry.spacing[a];
  }
  double sum = 0, low = image.voxels[0], high = low;
  for (const double v : image.voxels) {
    sum += v;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  out["mean_int" + step] = sum / static_cast<double>(image.voxels.size());
  out["min_int" + step] = low;
  out["max_int" + step] = high;
}

void add_mask_facts(const Image& image, const Mask& mask, const std::string& kind,
                    const std::string& step, std::map<std::string, double>& out) {
  const char axes[] = {'x', 'y', 'z'};
  const Index3 box = bounding_box(mask).size();
  for (std::size_t a = 0; a < 3; ++a) {
    out[kind + "_dim_" + axes[a] + step] = mask.geometry.size[a];
    out[kind + "_bb_dim_" + axes[a] + step] = box[a];
  }
  double sum = 0, n = 0, low = INFINITY, high = -INFINITY;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (!mask.voxels[i]) continue;
    sum += image.voxels[i];
    n += 1;
    low = std::min(low, image.voxels[i]);
    high = std::max(high, image.voxels[i]);
  }
  out[kind + "_vox_count" + step] = n;
  out[kind + "_mean_int" + step] = sum / n;
  out[kind + "_min_int" + step] = low;
  out[kind + "_max_int" + step] = high;
}

ConformanceResult check_steps(const std::filesystem::path& folder, const Configuration& c) {
  const ConformanceScan scan = read_conformance_scan(folder / c.image);
  RadiomicSettings settings = settings_of(c, "", {"intensity_statistics"});
  const RegionSteps last = region_steps(scan.image, scan.mask, settings);
  settings.resample = false;
  const RegionSteps first = region_steps(scan.image, scan.mask, settings);
  std::map<std::string, double> facts;
  add_image_facts(first.image, "_init_img", facts);
  add_image_facts(last.image, "_interp_img", facts);
  for (const char* kind : {"int_mask", "morph_mask"}) {
    add_mask_facts(first.image, first.morphology, kind, "_init_roi", facts);
    add_mask_facts(last.image, last.morphology, kind, "_interp_roi", facts);
  }
  add_mask_facts(last.image, last.intensity, "int_mask", "_reseg_roi", facts);
  add_mask_facts(last.image, last.morphology, "morph_mask", "_reseg_roi", facts);
  ConformanceResult result;
  for (const Row& row : reference_rows(folder, c.name))
    if (row.at("family") == "diagnostics") compare_row(row, facts.at(row.at("tag")), result);
  return result;
}

}  // namespace

std::vector<ConformanceCase> ibsi1_cases(const std::filesystem::path& folder) {
  std::vector<ConformanceCase> out;
  for (const Configuration& c : kConfigurations)
    out.push_back({"IBSI-1", c.name, c.about, [folder, &c] { return check_features(folder, c); }});
  for (const Configuration& c : kConfigurations)
    if (std::string(c.name) != "dig_phantom")
      out.push_back({"IBSI-1 processing steps", c.name, c.about,
                     [folder, &c] { return check_steps(folder, c); }});
  return out;
}

}  // namespace dlrr
