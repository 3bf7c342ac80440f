// dlrr regions: masks of eroded, expanded and organ regions as files, a table and a picture.
#include <cstdio>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "command/command.h"
#include "image/overlay.h"
#include "image/read.h"
#include "image/write.h"
#include "port/json_text.h"
#include "region/region.h"

namespace dlrr {

namespace {

namespace fs = std::filesystem;

double millimetres(const std::string& option, const std::string& text) {
  const auto value = parse_number(text);
  if (!value || !(*value > 0))
    throw Error(ErrorKind::usage,
                "--" + option + ": found '" + text + "', expected a distance in mm above 0");
  return *value;
}

// The six of the paper, or those that were asked for.
std::vector<RegionPlan> read_plans(const Arguments& arguments) {
  if (!arguments.has("expand") && !arguments.has("erode")) {
    auto plans = default_region_plans();
    for (auto& plan : plans) {
      plan.ring = !arguments.has("solid");
      plan.clip_to_organ = arguments.has("clip") && plan.expand_mm > 0;
    }
    return plans;
  }
  std::vector<RegionPlan> plans{{.name = "tumour"}};
  if (arguments.has("organ")) plans.push_back({.name = "organ", .organ_minus_tumour = true});
  // Column names hold dots for other ends: 2.5 mm becomes 2p5mm.
  const auto name = [](const char* kind, double mm) {
    auto text = number_text(mm);
    for (char& c : text)
      if (c == '.') c = 'p';
    return kind + text + "mm";
  };
  for (const auto& text : arguments.texts("erode")) {
    const double mm = millimetres("erode", text);
    plans.push_back({.name = name("inner_", mm), .erode_mm = mm});
  }
  for (const auto& text : arguments.texts("expand")) {
    const double mm = millimetres("expand", text);
    const bool solid = arguments.has("solid");
    plans.push_back({.name = name(solid ? "expanded_" : "rim_", mm),
                     .expand_mm = mm,
                     .ring = !solid,
                     .clip_to_organ = arguments.has("clip")});
  }
  return plans;
}

struct Inputs {
  Mask tumour;
  std::optional<Mask> organ;
  Image image;  // zeros when no image was given
  bool has_image = false;
};

Inputs read_inputs(const Arguments& arguments, const Common& common) {
  const fs::path mask_path = arguments.text("MASK");
  std::optional<int> label;
  if (arguments.has("label")) label = static_cast<int>(arguments.integer("label"));
  std::string note;
  Inputs in;
  in.tumour = read_mask(mask_path, label, &note);
  if (!note.empty() && !common.quiet) std::fprintf(stderr, "dlrr: note: %s\n", note.c_str());
  if (arguments.has("image")) {
    in.image = read_image(arguments.text("image"));
    in.tumour = fit_mask_to(in.tumour, in.image.geometry, 1e-3, mask_path.string(),
                            arguments.text("image"));
    in.has_image = true;
  } else {
    in.image = {in.tumour.geometry, PixelType::uint8, Voxels(in.tumour.voxels.size(), 0.0)};
  }
  if (arguments.has("organ"))
    in.organ = fit_mask_to(read_mask(arguments.text("organ")), in.tumour.geometry, 1e-3,
                           arguments.text("organ"), mask_path.string());
  return in;
}

std::string picture(const Inputs& in, const std::vector<Region>& regions) {
  std::vector<OverlayMask> layers;
  // The organ last, so that it neither chooses the slice nor hides the rims.
  for (std::size_t i = 0; i < regions.size(); ++i)
    if (!regions[i].gap) layers.push_back({&regions[i].mask, overlay_colour(i), false});
  OverlayPlan plan;
  plan.auto_window = in.has_image;
  return overlay_png(in.image, layers, plan);
}

Csv as_csv(const std::vector<Region>& regions) {
  Csv csv{{"region", "voxels", "volume_mm3", "cut_fraction", "gap"}, {}};
  for (const auto& r : regions)
    csv.rows.push_back({r.name, std::to_string(r.voxels), number_text(r.volume_mm3),
                        number_text(r.cut_fraction), r.gap.value_or("")});
  return csv;
}

Json as_json(const std::vector<Region>& regions, const fs::path& folder) {
  Json list = Json::array();
  for (const auto& r : regions) {
    Json row = Json::of({{"region", r.name},
                         {"voxels", r.voxels},
                         {"volume_mm3", r.volume_mm3},
                         {"cut_fraction", r.cut_fraction}});
    row["gap"] = r.gap ? Json(*r.gap) : Json();
    row["file"] = r.gap ? Json() : Json((folder / (r.name + ".nii.gz")).string());
    list.push_back(row);
  }
  return Json::of({{"regions", list}});
}

void print_table(const std::vector<Region>& regions) {
  std::printf("%-16s %10s %14s %7s  %s\n", "region", "voxels", "mm3", "cut", "gap");
  for (const auto& r : regions)
    std::printf("%-16s %10zu %14.1f %6.1f%%  %s\n", r.name.c_str(), r.voxels, r.volume_mm3,
                100 * r.cut_fraction, r.gap.value_or("").c_str());
}

int run_regions(const Arguments& arguments, const Common& common) {
  const fs::path folder = arguments.text("output");
  const auto plans = read_plans(arguments);
  for (const auto& plan : plans) refuse_overwrite(folder / (plan.name + ".nii.gz"), common.force);
  refuse_overwrite(folder / "regions.csv", common.force);
  refuse_overwrite(folder / "regions.png", common.force);
  const auto in = read_inputs(arguments, common);
  const auto regions =
      make_regions(in.tumour, in.organ ? &*in.organ : nullptr, plans, arguments.number("max-cut"));
  for (const auto& r : regions)
    if (!r.gap) write_mask(folder / (r.name + ".nii.gz"), r.mask);
  write_csv(folder / "regions.csv", as_csv(regions));
  write_file(folder / "regions.png", picture(in, regions));
  if (common.json)
    std::printf("%s\n", json_text(as_json(regions, folder)).c_str());
  else
    print_table(regions);
  return 0;
}

}  // namespace

Command regions_command() {
  using Kind = OptionRow::Kind;
  return {
      "regions",
      "Eroded, expanded, ring and organ regions of a tumour mask, in true millimetres.",
      "dlrr regions tumour.nii.gz --organ liver.nii.gz -o regions",
      {{Kind::positional, "MASK", "FILE", "tumour mask (NIfTI or NRRD)", true, ""},
       {Kind::value, "--organ", "FILE", "organ mask on the same lattice", false, ""},
       {Kind::value, "--image", "FILE", "image shown under the picture's outlines", false, ""},
       {Kind::value, "--label", "N", "label of the tumour in MASK (default: 1, or the only one)",
        false, ""},
       {Kind::values, "--expand", "MM", "ring of this width; several may follow", false, ""},
       {Kind::values, "--erode", "MM", "tumour deeper than this; several may follow", false, ""},
       {Kind::flag, "--solid", "", "expansions hold the tumour too", false, ""},
       {Kind::flag, "--clip", "", "expansions end at the organ's border", false, ""},
       {Kind::value, "--max-cut", "FRACTION", "largest part of a ring that the image edge may take",
        false, "0.5"},
       {Kind::value, "-o,--output", "DIR", "folder for NIfTI masks, regions.csv and regions.png",
        true, ""}},
      run_regions};
}

}  // namespace dlrr
