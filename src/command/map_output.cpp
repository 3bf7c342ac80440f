#include "command/map_output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "image/write.h"

namespace dlrr {

namespace fs = std::filesystem;

namespace {

bool is_image_name(const fs::path& path) {
  const std::string name = lower(path.filename().string());
  return name.ends_with(".nii") || name.ends_with(".nii.gz") || name.ends_with(".nrrd");
}

std::vector<MapTarget> choose_targets(const std::vector<std::string>& names,
                                      const fs::path& output) {
  std::vector<MapTarget> out;
  if (is_image_name(output)) {
    if (names.size() != 1)
      throw Error(ErrorKind::usage, "-o " + output.string() + " names one file, but there are " +
                                        std::to_string(names.size()) + " maps: give a folder");
    std::string stem = output.filename().string();
    stem.resize(stem.size() - (lower(stem).ends_with(".nii.gz") ? 7
                               : lower(stem).ends_with(".nii")  ? 4
                                                                : 5));
    return {{names.front(), output, output.parent_path() / (stem + ".png")}};
  }
  for (const std::string& name : names)
    out.push_back({name, output / (name + ".nii.gz"), output / (name + ".png")});
  return out;
}

}  // namespace

std::vector<MapTarget> map_targets(const std::vector<std::string>& names, const fs::path& output,
                                   const Common& common) {
  auto targets = choose_targets(names, output);
  for (const MapTarget& target : targets) {
    refuse_overwrite(target.file, common.force);
    refuse_overwrite(target.picture, common.force);
  }
  return targets;
}

MapSummary summarise_map(const MapTarget& target, const std::vector<double>& values) {
  MapSummary s{target, values.size()};
  std::vector<double> defined;
  for (const double v : values)
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

void write_map_files(const MapSummary& summary, const Image& map, const Image& image,
                     const Mask& region, int slice) {
  write_image(summary.target.file, map);
  OverlayPlan plan;
  plan.auto_window = true;
  plan.margin_mm = 15;
  plan.slice = slice;
  write_file(
      summary.target.picture,
      map_overlay_png(image, {&map, &region, summary.colour_low, summary.colour_high}, plan));
}

void note_map_gaps(const std::vector<MapSummary>& maps, const Common& common) {
  std::size_t gaps = 0;
  for (const MapSummary& s : maps)
    if (lower(s.target.file.string()).find(".nii") != std::string::npos) gaps += s.undefined;
  if (gaps > 0 && !common.quiet)
    std::fprintf(stderr,
                 "dlrr: note: %zu values are not defined and stand as NaN; most programs show NaN "
                 "in NIfTI as 0, a .nrrd file keeps it\n",
                 gaps);
}

Json map_json(const MapSummary& s) {
  return Json::of({{"name", s.target.name},
                   {"file", s.target.file.string()},
                   {"picture", s.target.picture.string()},
                   {"voxels", s.voxels},
                   {"undefined", s.undefined},
                   {"minimum", s.low},
                   {"mean", s.mean},
                   {"maximum", s.high},
                   {"colours", Json(std::vector<double>{s.colour_low, s.colour_high})}});
}

void print_map_table(const std::vector<MapSummary>& maps) {
  std::size_t width = 3;
  for (const MapSummary& s : maps) width = std::max(width, s.target.name.size());
  std::printf("%-*s %9s %9s %12s %12s %12s  %s\n", static_cast<int>(width), "map", "voxels",
              "undefined", "minimum", "mean", "maximum", "file");
  for (const MapSummary& s : maps)
    std::printf("%-*s %9zu %9zu %12.6g %12.6g %12.6g  %s\n", static_cast<int>(width),
                s.target.name.c_str(), s.voxels, s.undefined, s.low, s.mean, s.high,
                s.target.file.string().c_str());
}

}  // namespace dlrr
