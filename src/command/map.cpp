// dlrr map: a feature at every voxel of a region, as an image and as a picture.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "command/command.h"
#include "feature/radiomic/case.h"
#include "feature/radiomic/voxelwise/feature_map.h"
#include "feature/radiomic/voxelwise/map_plan.h"
#include "image/map_overlay.h"
#include "image/write.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

namespace fs = std::filesystem;

// Where one map goes.
struct Target {
  std::string name;
  fs::path file, picture;
};

struct Summary {
  Target target;
  std::size_t voxels = 0, undefined = 0;
  double low = 0, mean = 0, high = 0;      // of the defined values
  double colour_low = 0, colour_high = 0;  // ends of the picture's bar
};

bool is_image_name(const fs::path& path) {
  const std::string name = lower(path.filename().string());
  return name.ends_with(".nii") || name.ends_with(".nii.gz") || name.ends_with(".nrrd");
}

RadiomicSettings read_settings(const Arguments& arguments) {
  const auto overrides = arguments.texts("setting");
  RadiomicSettings settings = arguments.has("settings")
                                  ? read_radiomic_settings(arguments.text("settings"), overrides)
                                  : radiomic_preset("pyradiomics", overrides);
  if (arguments.has("radius")) {
    const auto radius = arguments.integer("radius");
    if (radius < 1 || radius > 100)
      throw Error(ErrorKind::usage,
                  "--radius: found " + arguments.text("radius") + ", expected 1 to 100 voxels");
    settings.voxel.kernel_radius = static_cast<int>(radius);
  }
  if (arguments.has("unmasked")) settings.voxel.masked_kernel = false;
  if (arguments.has("bin-width")) {
    const double width = arguments.number("bin-width");
    if (!(width > 0)) throw Error(ErrorKind::usage, "--bin-width: a number above 0 expected");
    settings.texture.bin_width = width;
    settings.texture.bin_count = 0;
    for (ImageTypeChoice& image : settings.images) {
      image.texture.bin_width = width;
      image.texture.bin_count = 0;
    }
  }
  return settings;
}

MapPlan read_plan(const Arguments& arguments) {
  const auto features = arguments.texts("feature");
  if (features.empty() && !arguments.has("settings"))
    throw Error(ErrorKind::usage,
                "say which map: --feature CLASS_FEATURE (for example ngtdm_Coarseness; dlrr "
                "features lists all), or --settings FILE for all that it chooses");
  return plan_maps(read_settings(arguments), features, arguments.texts("filter"));
}

// One file for one map, or a folder with a file per map.
std::vector<Target> targets_of(const MapPlan& plan, const fs::path& output) {
  std::vector<Target> out;
  if (is_image_name(output)) {
    if (plan.names.size() != 1)
      throw Error(ErrorKind::usage, "-o " + output.string() + " names one file, but there are " +
                                        std::to_string(plan.names.size()) + " maps: give a folder");
    std::string stem = output.filename().string();
    stem.resize(stem.size() - (lower(stem).ends_with(".nii.gz") ? 7
                               : lower(stem).ends_with(".nii")  ? 4
                                                                : 5));
    return {{*plan.names.begin(), output, output.parent_path() / (stem + ".png")}};
  }
  for (const std::string& name : plan.names)
    out.push_back({name, output / (name + ".nii.gz"), output / (name + ".png")});
  return out;
}

CaseRegion read_inputs(const Arguments& arguments, const Common& common,
                       const RadiomicSettings& settings) {
  RadiomicCase files{arguments.text("IMAGE"), arguments.text("MASK"), {}, "", {}};
  if (arguments.has("label")) set_label(files, arguments.text("label"), "--label");
  return read_case(files, settings, [&](const std::string& note) {
    if (!common.quiet) std::fprintf(stderr, "dlrr: note: %s\n", note.c_str());
  });
}

Summary summarise(const Target& target, const FeatureMap& map) {
  Summary s{target, map.values.size()};
  std::vector<double> defined;
  for (const double v : map.values)
    if (!std::isnan(v)) defined.push_back(v);
  s.undefined = s.voxels - defined.size();
  if (defined.empty()) {
    s.low = s.mean = s.high = s.colour_low = s.colour_high = std::nan("");
    return s;
  }
  std::sort(defined.begin(), defined.end());
  s.low = defined.front();
  s.high = defined.back();
  for (const double v : defined) s.mean += v / static_cast<double>(defined.size());
  // A few extreme voxels must not take all the colours.
  const auto at = [&](double share) {
    return defined[static_cast<std::size_t>(share * static_cast<double>(defined.size() - 1))];
  };
  s.colour_low = at(0.01);
  s.colour_high = at(0.99);
  return s;
}

Summary write_map(const MapGrid& grid, const FeatureMap& map, const Target& target) {
  const Summary summary = summarise(target, map);
  const Image image = grid.fill(map);
  write_image(target.file, image);
  OverlayPlan plan;
  plan.auto_window = true;
  plan.margin_mm = 15;
  write_file(
      target.picture,
      map_overlay_png(grid.image, {&image, &grid.region, summary.colour_low, summary.colour_high},
                      plan));
  return summary;
}

Json as_json(const std::vector<Summary>& maps, const MapPlan& plan, bool moved) {
  Json list = Json::array();
  for (const Summary& s : maps)
    list.push_back(Json::of({{"name", s.target.name},
                             {"file", s.target.file.string()},
                             {"picture", s.target.picture.string()},
                             {"voxels", s.voxels},
                             {"undefined", s.undefined},
                             {"minimum", s.low},
                             {"mean", s.mean},
                             {"maximum", s.high},
                             {"colours", Json(std::vector<double>{s.colour_low, s.colour_high})}}));
  const VoxelSettings& voxel = plan.settings.voxel;
  return Json::of({{"maps", list},
                   {"grid", moved ? "prepared" : "scan"},
                   {"kernel_radius", voxel.kernel_radius},
                   {"masked_kernel", voxel.masked_kernel},
                   {"init_value", voxel.init_value}});
}

void print_table(const std::vector<Summary>& maps) {
  std::size_t width = 3;
  for (const Summary& s : maps) width = std::max(width, s.target.name.size());
  std::printf("%-*s %9s %9s %12s %12s %12s  %s\n", static_cast<int>(width), "map", "voxels",
              "undefined", "minimum", "mean", "maximum", "file");
  for (const Summary& s : maps)
    std::printf("%-*s %9zu %9zu %12.6g %12.6g %12.6g  %s\n", static_cast<int>(width),
                s.target.name.c_str(), s.voxels, s.undefined, s.low, s.mean, s.high,
                s.target.file.string().c_str());
}

void print_notes(const MapPlan& plan, const MapGrid& grid, const Common& common) {
  if (common.quiet) return;
  if (plan.settings.voxel.voxel_batch > 0)
    std::fprintf(stderr,
                 "dlrr: note: voxelBatch is not needed, memory is bounded without it; as in "
                 "PyRadiomics it decides where glcm_JointAverage and glcm_MCC have no value\n");
  if (grid.moved)
    std::fprintf(stderr,
                 "dlrr: note: the settings resample or crop the scan: the maps lie on that grid, "
                 "%s, not on the scan's\n",
                 describe(grid.image.geometry).c_str());
}

// ITK's NIfTI reader, and with it most viewers, turns what is no number into 0.
void note_gaps(const std::vector<Summary>& maps, const Common& common) {
  std::size_t gaps = 0;
  for (const Summary& s : maps)
    if (lower(s.target.file.string()).find(".nii") != std::string::npos) gaps += s.undefined;
  if (gaps > 0 && !common.quiet)
    std::fprintf(stderr,
                 "dlrr: note: %zu values are not defined and stand as NaN; most programs show NaN "
                 "in NIfTI as 0, a .nrrd file keeps it\n",
                 gaps);
}

const Target& target_named(const std::vector<Target>& targets, const std::string& name) {
  for (const Target& target : targets)
    if (target.name == name) return target;
  throw Error(ErrorKind::internal, "map " + name + " was not asked for");
}

void refuse_missing(const std::vector<Target>& targets, const std::vector<Summary>& made) {
  for (const Target& target : targets)
    if (std::none_of(made.begin(), made.end(),
                     [&](const Summary& s) { return s.target.name == target.name; }))
      throw Error(target.name +
                  " was not made: the image is too small for its filter (a LoG needs "
                  "4 voxels and its width on every axis)");
}

int run_map(const Arguments& arguments, const Common& common) {
  const MapPlan plan = read_plan(arguments);
  const auto targets = targets_of(plan, arguments.text("output"));
  for (const Target& target : targets) {
    refuse_overwrite(target.file, common.force);
    refuse_overwrite(target.picture, common.force);
  }
  const CaseRegion in = read_inputs(arguments, common, plan.settings);
  std::vector<Summary> made;
  bool moved = false;
  feature_maps(in.source->image, in.mask, plan.settings, {plan.names, common.threads, common.quiet},
               [&](const MapGrid& grid, const FeatureMap& map) {
                 if (made.empty()) print_notes(plan, grid, common);
                 moved = grid.moved;
                 made.push_back(write_map(grid, map, target_named(targets, map.name)));
               });
  refuse_missing(targets, made);
  note_gaps(made, common);
  if (common.json)
    std::printf("%s\n", json_text(as_json(made, plan, moved)).c_str());
  else
    print_table(made);
  return 0;
}

}  // namespace

Command map_command() {
  using Kind = OptionRow::Kind;
  return {
      "map",
      "Feature maps: a radiomic feature at every voxel of a region, as PyRadiomics' voxel mode "
      "gives it, with a picture.",
      "dlrr map ct.nii.gz tumour.nii.gz --feature ngtdm_Coarseness --filter wavelet-LLH --radius 2 "
      "-o maps",
      {{Kind::positional, "IMAGE", "FILE", "image file (NIfTI or NRRD)", true},
       {Kind::positional, "MASK", "FILE", "mask file on the grid of the image", true},
       {Kind::values, "--feature", "NAME",
        "CLASS_FEATURE or IMAGE_CLASS_FEATURE (dlrr features lists them); several may follow"},
       {Kind::values, "--filter", "NAME",
        "filtered image: wavelet-LLH, log-sigma-3-0-mm-3D, square, ...; several may follow "
        "(default: original, or those of --settings)"},
       {Kind::value, "--radius", "N",
        "voxels on every side that a value is computed from "
        "(default: 1, or kernelRadius of --settings)"},
       {Kind::flag, "--unmasked", "", "values are computed from voxels outside the region too"},
       {Kind::value, "--bin-width", "W", "width of a grey level (default: 25, or --settings)"},
       {Kind::value, "--settings", "FILE",
        "PyRadiomics parameter file with voxelSetting (YAML or JSON)"},
       {Kind::repeated, "--setting,-s", "NAME:VALUE", "one setting that goes before the file's"},
       {Kind::value, "--label,-l", "LABEL",
        "label in the mask: a number or the name of a segment (default: 1, or the only one)"},
       {Kind::value, "-o,--output", "DIR",
        "folder for NAME.nii.gz and NAME.png; or a file (.nii.gz, .nii, .nrrd) for a single map",
        true}},
      run_map};
}

}  // namespace dlrr
