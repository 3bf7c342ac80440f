// dlrr extract: radiomic features of one region, or of a table of cases, with PyRadiomics' columns,
// parameter files and spellings of its flags.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/text.h"
#include "command/command.h"
#include "command/extract_cases.h"
#include "command/extract_output.h"
#include "command/kept_rows.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

namespace fs = std::filesystem;

// What is said beside the result: on stderr, and in a file when one was asked for. Each hint once.
class Journal {
 public:
  Journal(const Arguments& arguments, const Common& common) : quiet_(common.quiet) {
    if (arguments.has("verbosity") && arguments.text("verbosity") == "1") quiet_ = true;
    if (!arguments.has("log-file")) return;
    log_.open(arguments.text("log-file"), std::ios::app);
    if (!log_) throw Error(arguments.text("log-file") + ": cannot be written to");
  }
  void note(const std::string& text) { say("note: " + text, quiet_); }
  void error(const std::string& text) { say(text, false); }

 private:
  void say(const std::string& text, bool quiet) {
    const std::lock_guard lock(mutex_);
    if (!said_.insert(text).second) return;
    if (!quiet) std::fprintf(stderr, "dlrr: %s\n", text.c_str());
    if (log_.is_open()) log_ << text << std::endl;
  }

  bool quiet_;
  std::ofstream log_;
  std::mutex mutex_;
  std::set<std::string> said_;
};

std::string settings_text(const Arguments& arguments) {
  std::string text = arguments.has("settings") ? read_file(arguments.text("settings"))
                                               : radiomic_preset_text(arguments.text("preset"));
  for (const std::string& one : arguments.texts("setting")) text += "\n--setting " + one;
  return text;
}

RadiomicSettings chosen_settings(const Arguments& arguments) {
  const auto overrides = arguments.texts("setting");
  if (arguments.has("settings"))
    return read_radiomic_settings(arguments.text("settings"), overrides);
  return radiomic_preset(arguments.text("preset"), overrides);
}

ExtractRow row_of(const ExtractCase& one, const RadiomicValues& values) {
  ExtractRow row{one.inputs, values.diagnostics, {}, {}};
  for (std::size_t i = 0; i < values.names.size(); ++i) {
    row.cells.push_back({values.names[i], number_text(values.values[i])});
    const auto reason = values.reasons.find(i);
    if (reason != values.reasons.end())
      row.reasons.push_back(values.names[i] + ": " + reason->second);
  }
  return row;
}

ExtractRow measure(const ExtractCase& one, const RadiomicSettings& settings, CaseImages& images,
                   bool several, Journal& journal) {
  const std::string place = several ? one.files.mask.filename().string() + ": " : "";
  const auto note = [&](const std::string& text) {
    journal.note(text.starts_with(one.files.mask.string()) ? text : place + text);
  };
  try {
    return row_of(one, extract_case(one.files, settings, note, &images));
  } catch (const Error& e) {
    return {one.inputs, {}, {}, e.what()};
  }
}

void format_paths(ExtractTable& table, const std::string& how) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c] != "Image" && table.columns[c] != "Mask") continue;
    for (ExtractRow& row : table.rows) {
      std::string& path = row.inputs[c];
      if (how == "basename") path = fs::path(path).filename().string();
      if (how == "relative") path = fs::relative(path).string();
      if (how == "absolute") path = fs::absolute(path).lexically_normal().string();
    }
  }
}

void skip_undefined(ExtractTable& table) {
  for (ExtractRow& row : table.rows)
    std::erase_if(row.cells, [](const auto& cell) { return cell.second == "nan"; });
}

std::string choice(const Arguments& arguments, const char* name,
                   const std::vector<std::string>& known) {
  const std::string& value = arguments.text(name);
  if (std::find(known.begin(), known.end(), value) == known.end())
    throw Error(ErrorKind::usage,
                "--" + std::string(name) + " '" + value + "'" + suggestion(value, known));
  return value;
}

std::string formatted(const ExtractTable& table, const std::string& format) {
  if (format == "txt") return extract_lines(table);
  if (format == "json") return json_text(extract_list(table), 2) + "\n";
  return csv_text(extract_csv(table));
}

void write_results(ExtractTable table, const Arguments& arguments, const Common& common) {
  const std::string format = choice(arguments, "format", {"csv", "txt", "json"});
  if (arguments.has("format-path"))
    format_paths(table, choice(arguments, "format-path", {"absolute", "relative", "basename"}));
  if (arguments.has("skip-nans")) skip_undefined(table);
  if (arguments.has("output")) write_file(arguments.text("output"), formatted(table, format));
  if (common.json)
    std::printf("%s\n", json_text(extract_json(table)).c_str());
  else if (!arguments.has("output"))
    std::fputs(formatted(table, format).c_str(), stdout);
}

// Where cases are kept while a batch runs: the folder asked for, or one beside the output.
std::optional<KeptRows> kept_rows(const Arguments& arguments, const ExtractCases& cases,
                                  const RadiomicSettings& settings) {
  const bool asked = arguments.has("out-dir");
  if (!asked && !(cases.batch && arguments.has("output"))) return {};
  const fs::path folder =
      fs::path(asked ? arguments.text("out-dir") : arguments.text("output") + ".parts");
  return KeptRows(folder, settings_text(arguments) + join(radiomic_names(settings), "\n"), asked);
}

std::vector<fs::path> images_of(const ExtractCases& cases) {
  std::vector<fs::path> out;
  for (const ExtractCase& one : cases.cases) out.push_back(one.files.image);
  return out;
}

ExtractTable measure_all(const ExtractCases& cases, const RadiomicSettings& settings,
                         const std::optional<KeptRows>& kept, unsigned threads, Journal& journal,
                         const Common& common) {
  ExtractTable table{cases.columns, {}};
  table.rows.resize(cases.cases.size());
  CaseImages images(images_of(cases), settings);
  Progress progress("extract", cases.cases.size(), common.quiet);
  parallel_for(cases.cases.size(), threads, [&](std::size_t i) {
    const ExtractCase& one = cases.cases[i];
    ExtractRow& row = table.rows[i];
    if (const auto cells = kept ? kept->find(i, one) : std::nullopt) {
      images.leave(one.files.image);
      row = {one.inputs, *cells, {}, {}};
    } else {
      row = measure(one, settings, images, cases.cases.size() > 1, journal);
      if (kept && row.error.empty()) kept->keep(i, one, table, row);
    }
    progress.done(one.files.image.filename().string());
  });
  return table;
}

// --validate: settings and table were read; here the files and their labels.
int validate(const ExtractCases& cases, const RadiomicSettings& settings, Journal& journal) {
  CaseImages images(images_of(cases), settings);
  const auto note = [&](const std::string& text) { journal.note(text); };
  std::size_t failed = 0;
  for (const ExtractCase& one : cases.cases) try {
      read_case(one.files, settings, note, &images);
    } catch (const Error& e) {
      journal.error(e.what());
      ++failed;
    }
  std::printf("%zu of %zu cases can be read\n", cases.cases.size() - failed, cases.cases.size());
  return failed ? 1 : 0;
}

unsigned threads_of(const Arguments& arguments, const Common& common) {
  if (!arguments.has("jobs")) return common.threads;
  const long long jobs = arguments.integer("jobs");
  if (jobs < 1)
    throw Error(ErrorKind::usage, "--jobs " + std::to_string(jobs) + " found, 1 or more expected");
  return static_cast<unsigned>(std::min<long long>(jobs, 1024));
}

// --mode voxel: dlrr map of everything that the settings choose, into the folder of --out-dir.
int make_maps(const Arguments& arguments, const Common& common) {
  if (!arguments.has("MASK") || !arguments.has("settings"))
    throw Error(ErrorKind::usage,
                "--mode voxel needs IMAGE MASK --settings FILE (or use dlrr map IMAGE MASK "
                "--feature NAME); tables of cases are not mapped");
  Arguments mapped;
  for (const char* name : {"IMAGE", "MASK", "settings", "setting", "label"})
    if (arguments.has(name)) mapped.set(name, arguments.texts(name));
  mapped.set("output", {arguments.has("out-dir") ? arguments.text("out-dir") : "."});
  return map_command().run(mapped, common);
}

int run(const Arguments& arguments, const Common& common) {
  if (arguments.has("print-settings")) {
    std::fputs(radiomic_preset_text(arguments.text("print-settings")).c_str(), stdout);
    return 0;
  }
  if (choice(arguments, "mode", {"segment", "voxel"}) == "voxel")
    return make_maps(arguments, common);
  if (arguments.has("output")) refuse_overwrite(arguments.text("output"), common.force);
  Journal journal(arguments, common);
  const RadiomicSettings settings = chosen_settings(arguments);
  for (const std::string& text : settings.notes) journal.note(text);
  const ExtractCases cases = read_extract_cases(arguments);
  if (arguments.has("validate")) return validate(cases, settings, journal);
  const auto kept = kept_rows(arguments, cases, settings);
  const ExtractTable table =
      measure_all(cases, settings, kept, threads_of(arguments, common), journal, common);
  const auto failed = static_cast<std::size_t>(
      std::count_if(table.rows.begin(), table.rows.end(),
                    [](const ExtractRow& row) { return !row.error.empty(); }));
  if (table.rows.size() == 1 && failed == 1 && !common.json) throw Error(table.rows[0].error);
  write_results(table, arguments, common);
  if (kept) kept->finish();
  for (const ExtractRow& row : table.rows)
    if (!row.error.empty()) journal.error(row.error);
  if (failed)
    journal.error(std::to_string(failed) + " of " + std::to_string(table.rows.size()) +
                  " cases failed");
  return failed == table.rows.size() ? 1 : 0;
}

}  // namespace

Command extract_command() {
  using Kind = OptionRow::Kind;
  return {
      "extract",
      "Radiomic features of a region or of a table of cases, as PyRadiomics gives them.",
      "dlrr extract ct.nii.gz tumour.nii.gz --preset paper -o features.csv",
      {{Kind::positional, "IMAGE", "",
        "image file; or CASES.csv with columns Image, Mask (optional Label, Label_channel, "
        "others)"},
       {Kind::positional, "MASK", "", "mask file on the grid of the image"},
       {Kind::value, "--batch", "FILE", "table of cases; paths are relative to it"},
       {Kind::value, "--settings,-p,--param", "FILE", "PyRadiomics parameter file (YAML or JSON)"},
       {Kind::value, "--preset", "NAME",
        "ready-made settings: " + join(radiomic_preset_names(), ", "), false, "pyradiomics"},
       {Kind::repeated, "--setting,-s", "NAME:VALUE",
        "one setting that goes before the file's; may be repeated"},
       {Kind::value, "--print-settings", "NAME", "print a preset as a parameter file and stop"},
       {Kind::value, "--label,-l", "LABEL",
        "label in the mask: a number, the name of a segment, or all (a row per label)"},
       {Kind::value, "-o,--output,--out", "FILE", "file to write (default: stdout)"},
       {Kind::value, "--out-dir,-od", "DIR",
        "also a file per case, features_N.csv; those that are there are not measured again"},
       {Kind::value, "-f,--format", "FORMAT", "csv, txt or json", false, "csv"},
       {Kind::value, "-m,--mode", "MODE", "segment; voxel: the maps of dlrr map, into --out-dir",
        false, "segment"},
       {Kind::value, "-j,--jobs", "N", "the same as --threads"},
       {Kind::flag, "--skip-nans", "", "leave out features without a value"},
       {Kind::value, "--format-path", "HOW",
        "paths in the output: absolute, relative or basename (default: as given)"},
       {Kind::flag, "--unix-path,-up", "", "no effect: paths have slashes anyway"},
       {Kind::flag, "--validate", "", "read settings, table, images and masks, then stop"},
       {Kind::optional_value, "-v,--verbosity", "N",
        "1: errors only; other numbers change nothing"},
       {Kind::value, "--logging-level", "LEVEL", "no effect: --log-file holds notes and errors"},
       {Kind::value, "--log-file", "FILE", "file to append notes and errors to"}},
      run};
}

}  // namespace dlrr
