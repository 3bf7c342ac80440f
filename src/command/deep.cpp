// dlrr deep: deep feature vectors of one lesion, or of a table of them.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/text.h"
#include "command/command.h"
#include "command/deep_options.h"
#include "command/extract_cases.h"
#include "command/kept_rows.h"
#include "feature/deep/picture.h"
#include "image/read.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

namespace fs = std::filesystem;

// Columns between the inputs and the vector.
const char* const facts[] = {"deep_network", "deep_weights",    "deep_weights_sha256",
                             "deep_input",   "deep_spacing_mm", "deep_outside",
                             "deep_gap"};

struct Work {
  ExtractCases cases;
  std::vector<fs::path> organs;    // per case; may be empty
  std::vector<std::string> names;  // per case, for messages and pictures
  DeepSettings settings;
  std::shared_ptr<const Network> network;
  fs::path pictures;
};

struct Outcome {
  Diagnostics cells;  // the facts, then the vector
  std::string gap;    // why there is no vector
  bool failed = false;
  std::vector<std::string> notes;
};

std::optional<std::string> input_cell(const Work& work, std::size_t i, const std::string& column) {
  const auto& columns = work.cases.columns;
  const auto at = std::ranges::find(columns, column);
  if (at == columns.end()) return {};
  return work.cases.cases[i].inputs[static_cast<std::size_t>(at - columns.begin())];
}

// The ID of the table, else the case's number; the label too when a mask gives several.
void name_cases(Work& work) {
  std::map<std::string, int> times;
  const auto count = work.cases.cases.size();
  for (std::size_t i = 0; i < count; ++i)
    work.names.push_back(input_cell(work, i, "ID").value_or("case" + std::to_string(i + 1)));
  for (const auto& name : work.names) ++times[name];
  for (std::size_t i = 0; i < count; ++i)
    if (times[work.names[i]] > 1) work.names[i] += "_" + std::to_string(i + 1);
}

void find_organs(Work& work, const Arguments& arguments) {
  for (std::size_t i = 0; i < work.cases.cases.size(); ++i) {
    fs::path organ = arguments.has("organ") ? arguments.text("organ") : "";
    const auto cell = input_cell(work, i, "Organ");
    if (organ.empty() && cell && !trim(*cell).empty())
      organ = work.cases.cases[i].files.image.parent_path() / *cell;
    work.organs.push_back(organ);
  }
}

Work read_work(const Arguments& arguments) {
  Work work;
  work.settings = input_settings(arguments);
  work.cases = read_extract_cases(arguments);
  if (arguments.has("show")) work.pictures = arguments.text("show");
  name_cases(work);
  find_organs(work, arguments);
  work.network = open_network(network_source(arguments));
  check_channels(*work.network, work.settings);
  return work;
}

std::string settings_text(const Work& work) {
  std::string text;
  for (const auto& [key, value] : deep_rows(work.settings)) text += key + ": " + value + "\n";
  return text;
}

// "resnet18 dilated"; what is not the usual precision stands behind.
std::string network_text(const Network& network) {
  const auto& a = network.architecture();
  const bool usual = network.precision() == DeepPrecision::f32;
  return a.name() + " " + a.layout +
         (usual ? "" : " " + std::string(precision_name(network.precision())));
}

// Everything but the files that the numbers depend on.
std::string numbers_text(const Work& work) {
  return "deep numbers 3\n" + network_text(*work.network) + " " + work.network->weights_sha256() +
         "\n" + join(deep_names(*work.network), " ") + "\n" + settings_text(work);
}

void write_picture(const Work& work, std::size_t i, const Patch& patch) {
  std::string name = work.names[i];
  for (char& c : name)
    if (c == '/' || c == '\\') c = '_';
  write_file(work.pictures / (name + ".png"), slices_png(patch, work.settings));
}

void add_facts(const Work& work, const Patch* patch, Outcome& outcome) {
  const auto& network = *work.network;
  const bool whole = patch && outcome.gap.empty();
  const std::string values[] = {network_text(network),
                                network.origin(),
                                network.weights_sha256(),
                                describe(work.settings),
                                whole ? patch->spacing_text() : "",
                                whole ? number_text(patch->outside) : "",
                                outcome.gap};
  for (std::size_t k = 0; k < std::size(facts); ++k) outcome.cells.push_back({facts[k], values[k]});
}

Outcome measure(const Work& work, std::size_t i, const RadiomicSettings& reading,
                CaseImages& images) {
  const auto& files = work.cases.cases[i].files;
  Outcome outcome;
  const auto note = [&](const std::string& text) { outcome.notes.push_back(text); };
  try {
    const CaseRegion region = read_case(files, reading, note, &images);
    const Image& image = region.source->image;
    std::optional<Mask> organ;
    if (!work.organs[i].empty())
      organ = fit_mask_to(read_mask(work.organs[i]), image.geometry, reading.geometry_tolerance,
                          work.organs[i].string(), files.image.string());
    const Patch patch = make_patch(image, region.mask, work.settings, organ ? &*organ : nullptr);
    outcome.gap = patch.gap.value_or("");
    add_facts(work, &patch, outcome);
    if (patch.gap) return outcome;
    if (patch.outside > 0)
      note(fixed_text(100 * patch.outside, 1) +
           " % of the crop lies beyond the scan and holds "
           "the fill value " +
           number_text(work.settings.fill));
    const auto names = deep_names(*work.network);
    const auto values = patch_vector(*work.network, patch);
    for (std::size_t k = 0; k < names.size(); ++k)
      outcome.cells.push_back({names[k], number_text(values[k])});
    if (!work.pictures.empty()) write_picture(work, i, patch);
  } catch (const Error& e) {
    outcome.failed = true;
    outcome.gap = e.what();
    outcome.cells.clear();
    add_facts(work, nullptr, outcome);
  }
  return outcome;
}

// Results of an earlier run that was killed; pictures are not kept, so --show measures again.
std::optional<KeptRows> kept_rows(const Arguments& arguments, const Work& work) {
  if (!work.cases.batch || !arguments.has("output") || !work.pictures.empty()) return {};
  return KeptRows(fs::path(arguments.text("output") + ".parts"), numbers_text(work), false);
}

std::optional<Outcome> find_kept(const std::optional<KeptRows>& kept, const Work& work,
                                 std::size_t i) {
  if (!kept || !work.organs[i].empty()) return {};
  auto cells = kept->find(i, work.cases.cases[i]);
  if (!cells) return {};
  Outcome outcome{std::move(*cells), {}, false, {}};
  for (const auto& [name, text] : outcome.cells)
    if (name == "deep_gap") outcome.gap = text;
  return outcome;
}

std::vector<Outcome> measure_all(const Work& work, const std::optional<KeptRows>& kept,
                                 const Common& common) {
  RadiomicSettings reading;
  reading.additional_info = false;
  reading.geometry_tolerance = 1e-3;
  const auto& cases = work.cases.cases;
  std::vector<fs::path> uses;
  for (const auto& one : cases) uses.push_back(one.files.image);
  CaseImages images(uses, reading);
  std::vector<Outcome> outcomes(cases.size());
  Progress progress("deep features", cases.size(), common.quiet);
  parallel_for(cases.size(), common.threads, [&](std::size_t i) {
    if (auto found = find_kept(kept, work, i)) {
      images.leave(cases[i].files.image);
      outcomes[i] = std::move(*found);
    } else {
      outcomes[i] = measure(work, i, reading, images);
      if (kept && !outcomes[i].failed)
        kept->keep(i, cases[i], {work.cases.columns, {}},
                   {cases[i].inputs, outcomes[i].cells, {}, {}});
    }
    progress.done(work.names[i]);
  });
  return outcomes;
}

Csv result_table(const Work& work, const std::vector<Outcome>& outcomes) {
  Csv table;
  table.header = work.cases.columns;
  const auto names = deep_names(*work.network);
  table.header.insert(table.header.end(), std::begin(facts), std::end(facts));
  table.header.insert(table.header.end(), names.begin(), names.end());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    auto row = work.cases.cases[i].inputs;
    for (const auto& [name, text] : outcomes[i].cells) row.push_back(text);
    row.resize(table.header.size());
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string as_json(const Work& work, const std::vector<Outcome>& outcomes) {
  Json list = Json::array(), input = Json::object();
  for (const auto& [key, value] : deep_rows(work.settings)) input[key] = value;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto& files = work.cases.cases[i].files;
    Json one = Json::of(
        {{"id", work.names[i]}, {"image", files.image.string()}, {"mask", files.mask.string()}});
    if (!outcomes[i].gap.empty()) {
      one[outcomes[i].failed ? "error" : "gap"] = outcomes[i].gap;
    } else {
      Json values = Json::array();
      for (std::size_t k = std::size(facts); k < outcomes[i].cells.size(); ++k)
        values.push_back(*parse_number(outcomes[i].cells[k].second));
      one["values"] = values;
    }
    list.push_back(one);
  }
  const Network& network = *work.network;
  return json_text(Json::of({{"network", network.architecture().name()},
                             {"layout", network.architecture().layout},
                             {"weights", network.origin()},
                             {"weights_sha256", network.weights_sha256()},
                             {"untrained_weights", network.untrained()},
                             {"precision", precision_name(network.precision())},
                             {"input", input},
                             {"cases", list}})) +
         "\n";
}

// Says on stderr what went wrong or is worth knowing; the number of cases that failed.
std::size_t tell(const Work& work, const std::vector<Outcome>& outcomes, bool quiet) {
  std::size_t failed = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const std::string& name = work.names[i];
    if (!quiet)
      for (const auto& note : outcomes[i].notes) std::cerr << name << ": " << note << "\n";
    failed += outcomes[i].failed;
    if (outcomes[i].failed)
      std::cerr << "error: " << name << ": " << outcomes[i].gap << "\n";
    else if (!outcomes[i].gap.empty())
      std::cerr << name << ": no deep features: " << outcomes[i].gap << "\n";
  }
  return failed;
}

int run(const Arguments& arguments, const Common& common) {
  if (arguments.has("output")) refuse_overwrite(arguments.text("output"), common.force);
  const Work work = read_work(arguments);
  note_untrained(*work.network, common);
  const auto kept = kept_rows(arguments, work);
  const auto outcomes = measure_all(work, kept, common);
  const auto failed = tell(work, outcomes, common.quiet);
  const bool nothing = failed > 0 && failed == outcomes.size();
  if (kept) kept->finish();
  if (nothing && !common.json) return 1;  // and no table of nothing
  const Csv result = result_table(work, outcomes);
  if (arguments.has("output") && !nothing) write_csv(arguments.text("output"), result);
  if (common.json)
    std::cout << as_json(work, outcomes);
  else if (!arguments.has("output"))
    std::cout << csv_text(result);
  return nothing ? 1 : 0;
}

}  // namespace

Command deep_command() {
  using Kind = OptionRow::Kind;
  std::vector<OptionRow> options = {
      {Kind::positional, "IMAGE", "IMAGE", "scan; or CASES.csv, as with --batch"},
      {Kind::positional, "MASK", "MASK", "lesion mask on the scan's grid"},
      {Kind::value, "--batch", "CSV",
       "table with Image, Mask and, when wanted, ID, Label, Organ; paths relative to it; a killed "
       "run goes on where it was"},
      {Kind::value, "-o,--output", "CSV", "where the vectors go; without it, to stdout"}};
  for (const auto& more : {network_options(), input_options()})
    options.insert(options.end(), more.begin(), more.end());
  options.push_back({Kind::value, "--organ", "MASK", "the organ, for --crop organ"});
  options.push_back({Kind::value, "--label", "N",
                     "the mask's label; needed when it holds several; all: a row per label"});
  options.push_back({Kind::value, "--show", "FOLDER",
                     "a PNG per case of what the network sees: axial, coronal, sagittal"});
  return {"deep", "Deep feature vectors of a lesion by a 3-D ResNet.",
          "dlrr deep ct.nii.gz lesion.nii.gz --weights resnet_18.safetensors --layout dilated -o "
          "deep.csv",
          options, run};
}

}  // namespace dlrr
