#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "command/command.h"
#include "command/result_folder.h"
#include "study/fit.h"

namespace dlrr {

namespace {

std::vector<std::filesystem::path> paths(const Arguments& arguments, const char* name) {
  std::vector<std::filesystem::path> out;
  for (const auto& text : arguments.texts(name)) out.emplace_back(text);
  return out;
}

// "a,b" and further words, one name each.
std::vector<std::string> names(const Arguments& arguments, const char* name) {
  std::vector<std::string> out;
  for (const auto& text : arguments.texts(name))
    for (const auto& word : split(text, ',')) out.push_back(trim(word));
  return out;
}

std::string text_or_nothing(const Arguments& arguments, const char* name) {
  return arguments.has(name) ? arguments.text(name) : std::string();
}

FitRequest request_of(const Arguments& arguments) {
  FitRequest out;
  out.features = paths(arguments, "FEATURES");
  out.deep = paths(arguments, "deep");
  out.clinical = paths(arguments, "clinical");
  out.settings = text_or_nothing(arguments, "settings");
  out.patient = text_or_nothing(arguments, "patient");
  out.outcome = arguments.text("outcome");
  out.event = text_or_nothing(arguments, "event");
  out.split = text_or_nothing(arguments, "split");
  out.clinical_columns = names(arguments, "clinical-columns");
  out.ignore = names(arguments, "ignore");
  out.protocol = text_or_nothing(arguments, "protocol");
  if (arguments.has("seed")) out.seed = static_cast<std::uint64_t>(arguments.integer("seed"));
  if (arguments.has("train")) out.train = arguments.number("train");
  if (arguments.has("train") && !out.split.empty())
    throw Error(ErrorKind::usage, "--split names the set of every patient; remove --train");
  if (!(out.train > 0 && out.train <= 1))
    throw Error(ErrorKind::usage,
                "--train " + arguments.text("train") + ": expected a share above 0 and up to 1");
  const std::vector<std::string> known = {"paper", "nested", "both"};
  if (!out.protocol.empty() && std::ranges::find(known, out.protocol) == known.end())
    throw Error(ErrorKind::usage,
                "unknown protocol '" + out.protocol + "'" + suggestion(out.protocol, known));
  return out;
}

int run(const Arguments& arguments, const Common& common) {
  const FitPlan fit = plan_fit(request_of(arguments));
  const std::filesystem::path folder = arguments.text("output");
  guard_result_folder(fit.plan, folder, common.force);
  const Resources resources{common.threads, common.quiet, common.verbose, arguments.has("strict")};
  print_summary(run_fit(fit, folder, resources), folder, common);
  return 0;
}

}  // namespace

Command fit_command() {
  using Kind = OptionRow::Kind;
  return {"fit",
          "Selection, models and report from any feature table, without images.",
          "dlrr fit features.csv --outcome recurred --clinical clinical.csv -o result",
          {{Kind::positionals, "FEATURES", "FILE.csv",
            "feature tables (PyRadiomics' or any other CSV, also .gz), joined by patient", true},
           {Kind::value, "--outcome", "COL", "column with 0/1, yes/no or two labels", true},
           {Kind::value, "--event", "LABEL",
            "the label that is the event (default: the larger number, the later word)"},
           {Kind::values, "--clinical", "FILE.csv", "tables of clinical columns"},
           {Kind::values, "--clinical-columns", "COL",
            "clinical columns, from any of the tables (default: all of --clinical)"},
           {Kind::values, "--deep", "FILE.csv", "tables of deep features, for dl_score"},
           {Kind::values, "--ignore", "COL", "columns that are never inputs"},
           {Kind::value, "--patient", "COL",
            "column that names the patient (default: patient, ID, case, ...)"},
           {Kind::value, "--split", "COL", "column with train, internal or external"},
           {Kind::value, "--train", "SHARE",
            "share of patients that train when there is no --split; 1: one set, resampling only "
            "(default: 0.7)"},
           {Kind::value, "--protocol", "NAME",
            "paper, nested or both (default: both; nested when there is one set)"},
           {Kind::value, "--settings", "FILE.yaml",
            "selection, models, baselines, algorithms, tuning, protocol, seed, as in a study file"},
           {Kind::value, "--seed", "N", "seed of split, folds and models (default: 1)"},
           {Kind::value, "-o,--output", "DIR", "folder of the result", true},
           {Kind::flag, "--strict", "", "stop when no model can be fitted"}},
          run};
}

}  // namespace dlrr
