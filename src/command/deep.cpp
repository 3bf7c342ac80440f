// dlrr deep: deep feature vectors of one lesion, or of a table of them.
#include <filesystem>
#include <iostream>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/text.h"
#include "command/command.h"
#include "feature/deep/deep.h"
#include "image/overlay.h"
#include "image/read.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

struct Case {
  std::filesystem::path image, mask;
  std::optional<int> label;
  std::string id;
};

struct Outcome {
  DeepResult result;
  std::optional<std::string> failure;
  std::vector<std::string> notes;
};

// "64" for all axes, or one number for each, separated by commas.
std::vector<double> numbers(const Arguments& arguments, const char* name, std::size_t count) {
  std::vector<double> values;
  for (const auto& part : split(arguments.text(name), ',')) {
    const auto value = parse_number(part);
    if (!value)
      throw Error(ErrorKind::usage,
                  "--" + std::string(name) + ": found '" + part + "', expected a number");
    values.push_back(*value);
  }
  if (values.size() == 1 && count == 3) values.resize(3, values[0]);
  if (values.size() != count)
    throw Error(ErrorKind::usage, "--" + std::string(name) + ": found " +
                                      std::to_string(values.size()) + " numbers, expected " +
                                      std::to_string(count));
  return values;
}

DeepSettings settings_of(const Arguments& arguments) {
  DeepSettings s;
  const auto size = numbers(arguments, "size", 3);
  for (int a = 0; a < 3; ++a) {
    s.size[a] = static_cast<int>(size[a]);
    if (s.size[a] != size[a])
      throw Error(ErrorKind::usage,
                  "--size: found " + number_text(size[a]) + ", expected a whole number");
  }
  s.spacing = arguments.number("spacing");
  s.margin = arguments.number("margin");
  const auto window = numbers(arguments, "window", 2);
  s.window = {window[0], window[1]};
  s.zscore = arguments.has("zscore");
  s.mask_multiply = !arguments.has("surroundings");
  check_settings(s);
  return s;
}

NetworkSource source_of(const Arguments& arguments) {
  NetworkSource source;
  if (arguments.has("weights")) source.file = arguments.text("weights");
  const auto seed = arguments.integer("seed");
  if (seed < 0) throw Error(ErrorKind::usage, "--seed: expected 0 or more");
  source.seed = static_cast<std::uint64_t>(seed);
  source.architecture.layout = arguments.text("layout");
  source.architecture.shortcut = arguments.text("shortcut");
  source.architecture.width = static_cast<int>(arguments.integer("width"));
  return source;
}

std::optional<int> label_of(const std::string& text) {
  if (trim(text).empty()) return std::nullopt;
  const auto value = parse_integer(text);
  if (!value) throw Error("label: found '" + text + "', expected a whole number");
  return static_cast<int>(*value);
}

// The input table: that of --batch, or one row made of the two files.
Csv input_table(const Arguments& arguments) {
  if (arguments.has("batch")) {
    if (arguments.has("IMAGE"))
      throw Error(ErrorKind::usage, "either IMAGE and MASK, or --batch: both were given");
    return read_csv(arguments.text("batch"));
  }
  if (!arguments.has("IMAGE") || !arguments.has("MASK"))
    throw Error(ErrorKind::usage, "IMAGE and MASK are needed, or --batch CASES.csv");
  Csv table{{"Image", "Mask"}, {{arguments.text("IMAGE"), arguments.text("MASK")}}};
  if (arguments.has("label")) {
    table.header.push_back("Label");
    table.rows[0].push_back(arguments.text("label"));
  }
  return table;
}

std::vector<Case> cases_of(const Csv& table, const std::filesystem::path& folder) {
  const auto image = table.column("Image"), mask = table.column("Mask");
  const auto label = table.find("Label"), id = table.find("ID");
  std::vector<Case> cases;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    cases.push_back({folder / row[image], folder / row[mask],
                     label ? label_of(row[*label]) : std::nullopt,
                     id ? row[*id] : "case" + std::to_string(i + 1)});
  }
  return cases;
}

// What the network sees: the crop's slice with the largest part of the region.
void write_picture(const std::filesystem::path& folder, const std::string& id,
                   const ImageAndMask& pair, const DeepSettings& settings) {
  DeepSettings shown = settings;
  shown.mask_multiply = false;
  const Patch patch = make_patch(pair.image, pair.mask, shown);
  if (patch.gap) return;
  const double mm = patch.spacing;
  const Geometry grid{.size = settings.size,
                      .spacing = {mm, mm, mm},
                      .origin = {},
                      .direction = pair.image.geometry.direction};
  const Image image{grid, PixelType::float64, {patch.voxels.begin(), patch.voxels.end()}};
  const Mask mask{grid, patch.inside};
  OverlayPlan plan;
  plan.window = {0, 1};
  plan.auto_window = settings.zscore;
  plan.margin_mm = -1;
  std::string name = id;
  for (char& c : name)
    if (c == '/' || c == '\\') c = '_';
  write_file(folder / (name + ".png"), overlay_png(image, {{.mask = &mask}}, plan));
}

Outcome run_case(const Case& one, const Network& network, const DeepSettings& settings,
                 const std::filesystem::path& pictures) {
  Outcome outcome;
  try {
    const auto pair = read_image_and_mask(one.image, one.mask, one.label);
    outcome.notes = pair.notes;
    outcome.result = deep_features(network, pair.image, pair.mask, settings);
    if (!pictures.empty()) write_picture(pictures, one.id, pair, settings);
  } catch (const Error& e) {
    outcome.failure = e.what();
  }
  return outcome;
}

Csv result_table(Csv table, const std::vector<Outcome>& outcomes, const Network& network) {
  const auto names = deep_names(network);
  for (const char* name : {"deep_weights", "deep_weights_sha256", "deep_spacing_mm", "deep_gap"})
    table.header.push_back(name);
  table.header.insert(table.header.end(), names.begin(), names.end());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto& [result, failure, notes] = outcomes[i];
    auto& row = table.rows[i];
    row.push_back(network.origin());
    row.push_back(network.weights_sha256());
    row.push_back(failure || result.gap ? "" : number_text(result.spacing));
    row.push_back(failure ? *failure : result.gap.value_or(""));
    const bool none = failure || result.gap;
    for (std::size_t k = 0; k < names.size(); ++k)
      row.push_back(none ? "" : number_text(result.values[k]));
  }
  return table;
}

std::string as_json(const std::vector<Case>& cases, const std::vector<Outcome>& outcomes,
                    const Network& network) {
  Json list = Json::array();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& [result, failure, notes] = outcomes[i];
    Json one = Json::of({{"id", cases[i].id},
                         {"image", cases[i].image.string()},
                         {"mask", cases[i].mask.string()}});
    if (failure)
      one["error"] = *failure;
    else if (result.gap)
      one["gap"] = *result.gap;
    else
      one["values"] = Json(result.values);
    list.push_back(one);
  }
  return json_text(Json::of({{"network", network.architecture().name()},
                             {"layout", network.architecture().layout},
                             {"weights", network.origin()},
                             {"weights_sha256", network.weights_sha256()},
                             {"untrained_weights", network.untrained()},
                             {"cases", list}})) +
         "\n";
}

// Says on stderr what went wrong or is worth knowing; the number of cases that failed.
std::size_t tell(const std::vector<Case>& cases, const std::vector<Outcome>& outcomes, bool quiet) {
  std::size_t failed = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!quiet)
      for (const auto& note : outcomes[i].notes) std::cerr << cases[i].id << ": " << note << "\n";
    if (outcomes[i].failure) {
      std::cerr << "error: " << cases[i].id << ": " << *outcomes[i].failure << "\n";
      ++failed;
    } else if (outcomes[i].result.gap) {
      std::cerr << cases[i].id << ": no deep features: " << *outcomes[i].result.gap << "\n";
    }
  }
  return failed;
}

int run(const Arguments& arguments, const Common& common) {
  const DeepSettings settings = settings_of(arguments);
  const Csv table = input_table(arguments);
  std::filesystem::path folder, pictures;
  if (arguments.has("batch")) folder = std::filesystem::path(arguments.text("batch")).parent_path();
  if (arguments.has("show")) pictures = arguments.text("show");
  if (arguments.has("output")) refuse_overwrite(arguments.text("output"), common.force);
  const auto cases = cases_of(table, folder);
  const auto network = open_network(source_of(arguments));
  if (network->untrained() && !common.quiet)
    std::cerr << "note: untrained weights: the vectors carry no medical meaning (--weights gives "
                 "trained ones)\n";
  std::vector<Outcome> outcomes(cases.size());
  {
    Progress progress("deep features", cases.size(), common.quiet);
    parallel_for(cases.size(), common.threads, [&](std::size_t i) {
      outcomes[i] = run_case(cases[i], *network, settings, pictures);
      progress.done(cases[i].id);
    });
  }
  const Csv result = result_table(table, outcomes, *network);
  if (arguments.has("output")) write_csv(arguments.text("output"), result);
  if (common.json)
    std::cout << as_json(cases, outcomes, *network);
  else if (!arguments.has("output"))
    std::cout << csv_text(result);
  const auto failed = tell(cases, outcomes, common.quiet);
  return failed > 0 && failed == cases.size() ? 1 : 0;
}

}  // namespace

Command deep_command() {
  using Kind = OptionRow::Kind;
  return {
      "deep",
      "Deep feature vectors of a lesion by a 3-D ResNet-18.",
      "dlrr deep ct.nii.gz lesion.nii.gz --weights resnet_18.safetensors --layout dilated -o "
      "deep.csv",
      {{Kind::positional, "IMAGE", "IMAGE", "scan"},
       {Kind::positional, "MASK", "MASK", "lesion mask on the scan's grid"},
       {Kind::value, "--batch", "CSV",
        "table with Image, Mask and, when wanted, ID, Label; paths relative to it"},
       {Kind::value, "-o,--output", "CSV", "where the vectors go; without it, to stdout"},
       {Kind::value, "--weights", "FILE",
        "trained weights (.safetensors); without it untrained ones are made from --seed"},
       {Kind::value, "--layout", "NAME",
        "dilated (MedicalNet) or strided; must be that of the weights", false, "dilated"},
       {Kind::value, "--shortcut", "A|B", "of made weights", false, "A"},
       {Kind::value, "--width", "N", "of made weights", false, "64"},
       {Kind::value, "--seed", "N", "of made weights", false, "1"},
       {Kind::value, "--size", "N", "voxels of the crop: one number, or x,y,z", false, "64"},
       {Kind::value, "--spacing", "MM",
        "voxel size of the crop; coarser when the lesion would not fit", false, "1"},
       {Kind::value, "--margin", "MM", "around the lesion's box", false, "5"},
       {Kind::value, "--window", "LOW,HIGH", "intensities that become 0 and 1", false, "-100,250"},
       {Kind::flag, "--zscore", "", "instead of --window: z-score of the lesion's voxels"},
       {Kind::flag, "--surroundings", "",
        "keep what is around the lesion instead of setting it to 0"},
       {Kind::value, "--label", "N", "the mask's label; needed when it holds several"},
       {Kind::value, "--show", "FOLDER", "a PNG of each crop"}},
      run};
}

}  // namespace dlrr
