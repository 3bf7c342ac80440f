// dlrr extract: radiomic features of one region, or of a table of cases, with PyRadiomics' column
// names.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/text.h"
#include "command/command.h"
#include "feature/radiomic/extract.h"
#include "image/read.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

// One region of one scan, with the input cells that are repeated in the output.
struct Case {
  std::vector<std::string> cells;
  std::filesystem::path image, mask;
  std::optional<int> label;
  RadiomicValues values;
  std::string error;
};

struct Job {
  std::vector<std::string> columns;  // of the input cells
  std::vector<Case> cases;
  RadiomicSettings settings;
};

RadiomicSettings chosen_settings(const Arguments& arguments) {
  if (arguments.has("settings")) return read_radiomic_settings(arguments.text("settings"));
  return radiomic_preset(arguments.text("preset"));
}

std::optional<int> label_of(const std::string& text, const std::string& where) {
  if (trim(text).empty()) return {};
  const auto label = parse_integer(text);
  if (!label || *label < 1)
    throw Error(where + ": label '" + text + "' found, a whole number above 0 expected");
  return static_cast<int>(*label);
}

// The label of the command line goes before that of the table, and that before the settings'.
void add_case(Job& job, Case made, const Arguments& arguments) {
  if (!arguments.has("label")) {
    if (!made.label && job.settings.label_given) made.label = job.settings.label;
    job.cases.push_back(std::move(made));
    return;
  }
  const std::string& wanted = arguments.text("label");
  if (wanted != "all") {
    made.label = label_of(wanted, "--label");
    made.cells.push_back(wanted);
    job.cases.push_back(std::move(made));
    return;
  }
  for (const LabelCount& found : read_labels(made.mask)) {
    Case one = made;
    one.label = found.label;
    one.cells.push_back(std::to_string(found.label));
    job.cases.push_back(std::move(one));
  }
}

void read_table(Job& job, const std::filesystem::path& path, const Arguments& arguments) {
  const Csv table = read_csv(path);
  const std::size_t image = table.column("Image"), mask = table.column("Mask");
  const auto label = table.find("Label");
  const bool replaces_label = arguments.has("label");
  if (table.rows.empty()) throw Error(path.string() + ": no cases below the header");
  for (std::size_t c = 0; c < table.header.size(); ++c)
    if (!(replaces_label && c == label)) job.columns.push_back(table.header[c]);
  if (replaces_label) job.columns.push_back("Label");
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto& row = table.rows[r];
    Case made;
    for (std::size_t c = 0; c < row.size(); ++c)
      if (!(replaces_label && c == label)) made.cells.push_back(row[c]);
    made.image = path.parent_path() / row[image];
    made.mask = path.parent_path() / row[mask];
    if (label && !replaces_label)
      made.label = label_of(row[*label], path.string() + ", row " + std::to_string(r + 1));
    add_case(job, std::move(made), arguments);
  }
}

Job read_job(const Arguments& arguments) {
  Job job;
  job.settings = chosen_settings(arguments);
  const bool one = arguments.has("IMAGE"), two = arguments.has("MASK"),
             batch = arguments.has("batch");
  if (batch && one)
    throw Error(ErrorKind::usage, "give either --batch CASES.csv or IMAGE MASK, not both");
  if (!batch && !one)
    throw Error(ErrorKind::usage, "give IMAGE MASK, or a table of cases; see dlrr extract --help");
  if (batch || !two) {
    const std::string table = arguments.text(batch ? "batch" : "IMAGE");
    if (lower(std::filesystem::path(table).extension().string()) != ".csv")
      throw Error(
          ErrorKind::usage,
          "'" + table +
              "' is no CSV table of cases; an image needs its mask: dlrr extract IMAGE MASK");
    read_table(job, table, arguments);
    return job;
  }
  Case made{{arguments.text("IMAGE"), arguments.text("MASK")},
            arguments.text("IMAGE"),
            arguments.text("MASK"),
            {},
            {},
            {}};
  job.columns = {"Image", "Mask"};
  if (arguments.has("label")) job.columns.push_back("Label");
  add_case(job, std::move(made), arguments);
  return job;
}

// With resampling the mask may lie on another grid, as in PyRadiomics; without, it must fit the
// image.
RadiomicValues measure(const Case& one, const RadiomicSettings& settings) {
  const Image image = read_image(one.image);
  Mask mask = read_mask(one.mask, one.label);
  const bool resampled =
      settings.resample && settings.resampling.interpolator != Interpolator::none;
  if (!resampled && !settings.correct_mask)
    mask = fit_mask_to(mask, image.geometry, settings.geometry_tolerance, one.mask.string(),
                       one.image.string());
  try {
    return extract_exact(image, mask, settings);
  } catch (const Error& e) {
    throw e.at(one.mask.string());
  }
}

Csv as_table(const Job& job) {
  Csv table;
  table.header = job.columns;
  const auto names = radiomic_names(job.settings);
  table.header.insert(table.header.end(), names.begin(), names.end());
  for (const Case& one : job.cases) {
    auto row = one.cells;
    for (std::size_t i = 0; i < names.size(); ++i)
      row.push_back(one.error.empty() ? number_text(one.values.values[i]) : "");
    table.rows.push_back(std::move(row));
  }
  return table;
}

Json as_json(const Job& job) {
  Json cases = Json::array();
  for (const Case& one : job.cases) {
    Json inputs = Json::object(), item = Json::object();
    for (std::size_t c = 0; c < job.columns.size(); ++c) inputs[job.columns[c]] = one.cells[c];
    item["inputs"] = inputs;
    if (!one.error.empty()) {
      item["error"] = one.error;
      cases.push_back(item);
      continue;
    }
    Json features = Json::object(), undefined = Json::object();
    for (std::size_t i = 0; i < one.values.names.size(); ++i) {
      features[one.values.names[i]] = one.values.values[i];
      const auto reason = one.values.reasons.find(i);
      if (reason != one.values.reasons.end()) undefined[one.values.names[i]] = reason->second;
    }
    item["features"] = features;
    item["undefined"] = undefined;
    cases.push_back(item);
  }
  return Json::of({{"cases", cases}});
}

void write_results(const Job& job, const Arguments& arguments, const Common& common) {
  if (arguments.has("output")) write_csv(arguments.text("output"), as_table(job));
  if (common.json)
    std::printf("%s\n", json_text(as_json(job)).c_str());
  else if (!arguments.has("output"))
    std::fputs(csv_text(as_table(job)).c_str(), stdout);
}

int run(const Arguments& arguments, const Common& common) {
  if (arguments.has("print-settings")) {
    std::fputs(radiomic_preset_text(arguments.text("print-settings")).c_str(), stdout);
    return 0;
  }
  if (arguments.has("output")) refuse_overwrite(arguments.text("output"), common.force);
  Job job = read_job(arguments);
  Progress progress("extract", job.cases.size(), common.quiet);
  parallel_for(job.cases.size(), common.threads, [&](std::size_t i) {
    Case& one = job.cases[i];
    try {
      one.values = measure(one, job.settings);
    } catch (const Error& e) {
      one.error = e.what();
    }
    progress.done(one.image.filename().string());
  });
  std::size_t failed = 0;
  for (const Case& one : job.cases) failed += !one.error.empty();
  if (job.cases.size() == 1 && failed == 1 && !common.json) throw Error(job.cases[0].error);
  write_results(job, arguments, common);
  for (const Case& one : job.cases)
    if (!one.error.empty()) std::fprintf(stderr, "dlrr: %s\n", one.error.c_str());
  if (failed) std::fprintf(stderr, "dlrr: %zu of %zu cases failed\n", failed, job.cases.size());
  return failed == job.cases.size() ? 1 : 0;
}

}  // namespace

Command extract_command() {
  using Kind = OptionRow::Kind;
  return {"extract",
          "Radiomic features of a region or of a table of cases, as PyRadiomics gives them "
          "(without its "
          "diagnostics_ columns).",
          "dlrr extract ct.nii.gz tumour.nii.gz --preset paper -o features.csv",
          {{Kind::positional, "IMAGE", "",
            "image file; or CASES.csv with columns Image, Mask (optional Label, ID, others)"},
           {Kind::positional, "MASK", "", "mask file on the grid of the image"},
           {Kind::value, "--batch", "FILE", "table of cases; paths are relative to it"},
           {Kind::value, "--settings", "FILE", "PyRadiomics parameter file (YAML or JSON)"},
           {Kind::value, "--preset", "NAME",
            "ready-made settings: " + join(radiomic_preset_names(), ", "), false, "pyradiomics"},
           {Kind::value, "--print-settings", "NAME", "print a preset as a parameter file and stop"},
           {Kind::value, "--label", "N", "label in the mask, or all (a row per label)"},
           {Kind::value, "-o,--output", "FILE", "CSV to write (default: stdout)"}},
          run};
}

}  // namespace dlrr
