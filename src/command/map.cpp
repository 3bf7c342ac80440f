// dlrr map: a feature at every voxel of a region, as an image and as a picture.
#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "command/command.h"
#include "command/map_deep.h"
#include "command/map_output.h"
#include "feature/radiomic/case.h"
#include "feature/radiomic/voxelwise/feature_map.h"
#include "feature/radiomic/voxelwise/map_plan.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

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

CaseRegion read_inputs(const Arguments& arguments, const Common& common,
                       const RadiomicSettings& settings) {
  RadiomicCase files{arguments.text("IMAGE"), arguments.text("MASK"), {}, "", {}};
  if (arguments.has("label")) set_label(files, arguments.text("label"), "--label");
  return read_case(files, settings, [&](const std::string& note) {
    if (!common.quiet) std::fprintf(stderr, "dlrr: note: %s\n", note.c_str());
  });
}

MapSummary write_map(const MapGrid& grid, const FeatureMap& map, const MapTarget& target) {
  const MapSummary summary = summarise_map(target, map.values);
  write_map_files(summary, grid.fill(map), grid.image, grid.region);
  return summary;
}

Json as_json(const std::vector<MapSummary>& maps, const MapPlan& plan, bool moved) {
  Json list = Json::array();
  for (const MapSummary& s : maps) list.push_back(map_json(s));
  const VoxelSettings& voxel = plan.settings.voxel;
  return Json::of({{"maps", list},
                   {"grid", moved ? "prepared" : "scan"},
                   {"kernel_radius", voxel.kernel_radius},
                   {"masked_kernel", voxel.masked_kernel},
                   {"init_value", voxel.init_value}});
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

const MapTarget& target_named(const std::vector<MapTarget>& targets, const std::string& name) {
  for (const MapTarget& target : targets)
    if (target.name == name) return target;
  throw Error(ErrorKind::internal, "map " + name + " was not asked for");
}

void refuse_missing(const std::vector<MapTarget>& targets, const std::vector<MapSummary>& made) {
  for (const MapTarget& target : targets)
    if (std::none_of(made.begin(), made.end(),
                     [&](const MapSummary& s) { return s.target.name == target.name; }))
      throw Error(target.name +
                  " was not made: the image is too small for its filter (a LoG needs "
                  "4 voxels and its width on every axis)");
}

int run_map(const Arguments& arguments, const Common& common) {
  if (arguments.has("deep")) return run_deep_map(arguments, common);
  refuse_deep_flags(arguments);
  const MapPlan plan = read_plan(arguments);
  const auto targets =
      map_targets({plan.names.begin(), plan.names.end()}, arguments.text("output"), common);
  const CaseRegion in = read_inputs(arguments, common, plan.settings);
  std::vector<MapSummary> made;
  bool moved = false;
  feature_maps(in.source->image, in.mask, plan.settings, {plan.names, common.threads, common.quiet},
               [&](const MapGrid& grid, const FeatureMap& map) {
                 if (made.empty()) print_notes(plan, grid, common);
                 moved = grid.moved;
                 made.push_back(write_map(grid, map, target_named(targets, map.name)));
               });
  refuse_missing(targets, made);
  note_map_gaps(made, common);
  if (common.json)
    std::printf("%s\n", json_text(as_json(made, plan, moved)).c_str());
  else
    print_map_table(made);
  return 0;
}

}  // namespace

Command map_command() {
  using Kind = OptionRow::Kind;
  std::vector<OptionRow> options = {
      {Kind::positional, "IMAGE", "FILE", "image file (NIfTI or NRRD)", true},
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
       true}};
  for (const auto& row : deep_map_options()) options.push_back(row);
  return {"map",
          "Feature maps: a radiomic feature at every voxel of a region, as PyRadiomics' voxel mode "
          "gives it, or what a deep vector rests on (--deep), with a picture.",
          "dlrr map ct.nii.gz tumour.nii.gz --feature ngtdm_Coarseness --filter wavelet-LLH "
          "--radius 2 -o maps",
          options, run_map};
}

}  // namespace dlrr
