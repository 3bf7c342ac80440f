#include "command/map_deep.h"

#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

#include "base/error.h"
#include "base/progress.h"
#include "base/text.h"
#include "command/deep_options.h"
#include "command/map_output.h"
#include "feature/deep/saliency.h"
#include "feature/radiomic/case.h"
#include "image/overlay.h"
#include "image/read.h"
#include "port/json_text.h"
#include "region/region.h"
#include "study/bundle.h"
#include "study/imaging.h"
#include "study/score_change.h"

namespace dlrr {

namespace {

constexpr double grid_tolerance = 1e-3;

using Kind = OptionRow::Kind;

std::vector<OptionRow> own_options() {
  return {{Kind::value, "--occlude", "N|Nmm",
           "edge of the cube that slides over the crop, in its voxels or in mm (8)"},
          {Kind::value, "--stride", "N|Nmm", "from one cube to the next (half the edge)"},
          {Kind::value, "--change", "NAME",
           "of the vector: cosine (1 - cosine of the angle) or distance (relative to its length); "
           "(cosine)"},
          {Kind::value, "--model", "FILE",
           "model.dlrr: the change of its DL-score instead; input and network are the model's"},
          {Kind::value, "--phase", "NAME", "with --model: the phase that IMAGE is of"},
          {Kind::value, "--region", "NAME", "with --model: the region of the study, from MASK"},
          {Kind::value, "--organ", "MASK", "the organ, for --crop organ or such a region"}};
}

// What the map is of.
struct Subject {
  Image image;
  Mask region;
  std::optional<Mask> organ;
  DeepSettings settings;
  std::shared_ptr<const Network> network;
  VectorChange change;
  std::string name;  // "occlusion_cosine"
};

// "8" or "8mm"; true when in mm.
bool read_length(const Arguments& arguments, const char* flag, double& length) {
  const std::string text = trim(arguments.text(flag));
  const bool mm = text.ends_with("mm");
  const auto number = parse_number(mm ? trim(text.substr(0, text.size() - 2)) : text);
  if (!number || !(*number > 0))
    throw Error(ErrorKind::usage, std::string("--") + flag + ": found '" + text +
                                      "', expected a number above 0 of voxels, or of mm as 10mm");
  length = *number;
  return mm;
}

OcclusionSettings occlusion_settings(const Arguments& arguments) {
  OcclusionSettings s;
  if (arguments.has("occlude")) s.in_mm = read_length(arguments, "occlude", s.edge);
  if (arguments.has("stride") && read_length(arguments, "stride", s.stride) != s.in_mm)
    throw Error(ErrorKind::usage, "--occlude and --stride: both in voxels or both in mm expected");
  return s;
}

void read_images(const Arguments& arguments, const Common& common, Subject& subject) {
  RadiomicSettings reading;
  reading.additional_info = false;
  reading.geometry_tolerance = grid_tolerance;
  RadiomicCase files{arguments.text("IMAGE"), arguments.text("MASK"), {}, "", {}};
  if (arguments.has("label")) set_label(files, arguments.text("label"), "--label");
  const CaseRegion in = read_case(files, reading, [&](const std::string& note) {
    if (!common.quiet) std::fprintf(stderr, "dlrr: note: %s\n", note.c_str());
  });
  subject.image = in.source->image;
  subject.region = in.mask;
  if (arguments.has("organ"))
    subject.organ = fit_mask_to(read_mask(arguments.text("organ")), subject.image.geometry,
                                grid_tolerance, arguments.text("organ"), arguments.text("IMAGE"));
}

Mask study_region(const Subject& subject, const StudyPlan& plan, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& one : plan.regions) {
    known.push_back(one.name);
    if (one.name != name) continue;
    auto made = make_regions(subject.region, subject.organ ? &*subject.organ : nullptr, {one},
                             plan.max_cut);
    if (made.front().gap) throw Error("region " + name + ": " + *made.front().gap);
    return std::move(made.front().mask);
  }
  throw Error(ErrorKind::usage, "--region: the model has no region '" + name + "'" +
                                    suggestion(name, known) + "; it has " + join(known, ", "));
}

// Input, network and region as the model's study has them; the change is that of the DL-score.
void take_model(const Arguments& arguments, Subject& subject) {
  for (const auto& key : deep_keys())
    if (key != "preset" && arguments.has(key))
      throw Error(ErrorKind::usage, "--" + key + " contradicts --model, which states the input");
  if (arguments.has("change"))
    throw Error(ErrorKind::usage, "--change contradicts --model: the map is the DL-score's change");
  if (!arguments.has("phase") || !arguments.has("region"))
    throw Error(ErrorKind::usage, "--model needs --phase and --region: which vector IMAGE gives");
  const Bundle bundle = load_bundle(arguments.text("model"));
  if (!bundle.plan.deep.enabled)
    throw Error(arguments.text("model") + ": this model reads no deep features");
  const Imaging imaging(bundle.plan, arguments.has("weights") ? arguments.text("weights") : "");
  if (imaging.weights_hash() != bundle.weights_hash)
    throw Error("the network's weights have SHA-256 " + imaging.weights_hash() +
                ", the model was made with " + bundle.weights_hash +
                "; give the same file with --weights");
  const std::string phase = arguments.text("phase"), region = arguments.text("region");
  subject.settings = bundle.plan.deep.input;
  subject.network = imaging.network();
  subject.change = score_change(bundle.pipeline.dl_score, phase, region, imaging.names().deep);
  subject.region = study_region(subject, bundle.plan, region);
  subject.name = "occlusion_dl_score";
}

Subject read_subject(const Arguments& arguments, const Common& common) {
  Subject subject;
  if (arguments.has("model")) {
    read_images(arguments, common, subject);
    take_model(arguments, subject);
    return subject;
  }
  for (const char* flag : {"phase", "region"})
    if (arguments.has(flag))
      throw Error(ErrorKind::usage, std::string("--") + flag + " is for --model");
  subject.settings = input_settings(arguments);
  const std::string change = arguments.has("change") ? arguments.text("change") : "cosine";
  try {
    subject.change = vector_change(change);
  } catch (const Error& e) {
    throw Error(ErrorKind::usage, std::string("--change: ") + e.what());
  }
  subject.name = "occlusion_" + change;
  subject.network = open_network(network_source(arguments));
  check_channels(*subject.network, subject.settings);
  read_images(arguments, common, subject);
  return subject;
}

// Where the picture is coloured: the region when the network sees nothing else.
Mask coloured(const Subject& subject, const Image& map) {
  if (subject.settings.mask == DeepSettings::MaskUse::multiply) return subject.region;
  Mask mask{map.geometry, {}};
  for (const double v : map.voxels) mask.voxels.push_back(std::isfinite(v));
  return mask;
}

Json as_json(const MapSummary& summary, const Subject& subject, const OcclusionMap& map) {
  const auto list = [](const Index3& v) { return Json(std::vector<double>(v.begin(), v.end())); };
  Json maps = Json::array();
  maps.push_back(map_json(summary));
  return Json::of({{"maps", maps},
                   {"grid", "scan"},
                   {"network", subject.network->architecture().name()},
                   {"weights_sha256", subject.network->weights_sha256()},
                   {"untrained_weights", subject.network->untrained()},
                   {"input", describe(subject.settings)},
                   {"cube_voxels", list(map.edge)},
                   {"stride_voxels", list(map.stride)},
                   {"cubes", map.cubes},
                   {"idle_cubes", map.idle}});
}

}  // namespace

std::vector<OptionRow> deep_map_options() {
  std::vector<OptionRow> options = {
      {Kind::flag, "--deep", "",
       "instead: where in the crop the vector of a network comes from (occlusion by a cube)"}};
  for (const auto& more : {own_options(), network_options(), input_options()})
    options.insert(options.end(), more.begin(), more.end());
  return options;
}

void refuse_deep_flags(const Arguments& arguments) {
  std::vector<OptionRow> rows = own_options();
  rows.push_back({Kind::value, "--weights", "FILE", ""});
  for (const auto& row : rows)
    if (arguments.has(row.flags.substr(2)))
      throw Error(ErrorKind::usage, row.flags + " is for --deep");
}

int run_deep_map(const Arguments& arguments, const Common& common) {
  for (const char* flag :
       {"feature", "filter", "radius", "unmasked", "bin-width", "settings", "setting"})
    if (arguments.has(flag))
      throw Error(ErrorKind::usage, std::string("--") + flag + " contradicts --deep");
  const OcclusionSettings occlusion = occlusion_settings(arguments);
  const Subject subject = read_subject(arguments, common);
  const auto target = map_targets({subject.name}, arguments.text("output"), common).front();
  note_untrained(*subject.network, common);
  const Patch patch = make_patch(subject.image, subject.region, subject.settings,
                                 subject.organ ? &*subject.organ : nullptr);
  if (patch.gap) throw Error("no occlusion map: " + *patch.gap);
  OcclusionMap map;
  {
    Progress progress("occlusions", occlusion_cubes(patch, occlusion), common.quiet);
    map = occlusion_map(*subject.network, patch, subject.settings, occlusion, subject.change,
                        common.threads, [&] { progress.done(); });
  }
  const Image values = on_scan(map, patch, subject.image.geometry);
  const Mask where = coloured(subject, values);
  std::vector<double> counted;
  for (std::size_t i = 0; i < values.voxels.size(); ++i)
    if (where.voxels[i]) counted.push_back(values.voxels[i]);
  const MapSummary summary = summarise_map(target, counted);
  write_map_files(summary, values, subject.image, where, largest_slice(subject.region));
  if (common.json)
    std::printf("%s\n", json_text(as_json(summary, subject, map)).c_str());
  else
    print_map_table({summary});
  return 0;
}

}  // namespace dlrr
