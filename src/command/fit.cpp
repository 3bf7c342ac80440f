#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "command/command.h"
#include "command/counts.h"
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

// A word of a list, or "" when the flag is not given.
std::string one_of(const Arguments& arguments, const char* name,
                   const std::vector<std::string>& known) {
  const std::string word = text_or_nothing(arguments, name);
  if (!word.empty() && std::ranges::find(known, word) == known.end())
    throw Error(ErrorKind::usage,
                std::string("unknown ") + name + " '" + word + "'" + suggestion(word, known));
  return word;
}

void check_split(const FitRequest& request, bool train) {
  if (!request.split.empty() && !request.time.empty())
    throw Error(ErrorKind::usage, "--split names the set of every patient; remove --time");
  if (!request.until.empty() && request.time.empty())
    throw Error(ErrorKind::usage, "--until needs --time COL, the column of the date");
  if (!request.until.empty() && train)
    throw Error(ErrorKind::usage, "--until says who trains; remove --train");
}

// A column of classes, or the two of the time to an event.
void read_endpoint(const Arguments& arguments, FitRequest& out) {
  if (arguments.has("outcome") == arguments.has("survival"))
    throw Error(
        ErrorKind::usage,
        "name the outcome once: --outcome COL for classes, or --survival TIME,EVENT for the "
        "time to an event" +
            std::string(arguments.has("outcome") ? "; found both" : "; found neither"));
  out.outcome = text_or_nothing(arguments, "outcome");
  if (arguments.has("survival")) {
    const auto columns = split(arguments.text("survival"), ',');
    if (columns.size() != 2 || trim(columns[0]).empty() || trim(columns[1]).empty())
      throw Error(ErrorKind::usage, "--survival " + arguments.text("survival") +
                                        ": expected two columns, TIME,EVENT");
    out.survival_time = trim(columns[0]);
    out.survival_event = trim(columns[1]);
  }
  if (!arguments.has("horizon")) return;
  if (out.survival_time.empty())
    throw Error(ErrorKind::usage, "--horizon needs --survival TIME,EVENT");
  out.horizon = arguments.number("horizon");
  if (!(out.horizon > 0))
    throw Error(ErrorKind::usage,
                "--horizon " + arguments.text("horizon") + ": expected a time above 0");
}

FitRequest request_of(const Arguments& arguments) {
  FitRequest out;
  out.features = paths(arguments, "FEATURES");
  out.deep = paths(arguments, "deep");
  out.clinical = paths(arguments, "clinical");
  out.settings = text_or_nothing(arguments, "settings");
  out.patient = text_or_nothing(arguments, "patient");
  read_endpoint(arguments, out);
  out.event = text_or_nothing(arguments, "event");
  out.split = text_or_nothing(arguments, "split");
  out.time = text_or_nothing(arguments, "time");
  out.until = text_or_nothing(arguments, "until");
  out.centre = text_or_nothing(arguments, "centre");
  out.group = text_or_nothing(arguments, "group");
  out.outer = one_of(arguments, "outer", {"random", "centre"});
  out.harmonise = one_of(arguments, "harmonise", {"none", "combat"});
  out.imputation = one_of(arguments, "imputation", fill_methods());
  out.imputations = count_or_nothing(arguments, "imputations");
  if (out.imputations && (*out.imputations < 1 || *out.imputations > 100))
    throw Error(ErrorKind::usage, "--imputations: expected 1 to 100 completed tables");
  out.permute = count_or_nothing(arguments, "permute");
  out.bootstrap = count_or_nothing(arguments, "bootstrap");
  out.learning_curve = arguments.has("learning-curve");
  out.clinical_columns = names(arguments, "clinical-columns");
  out.ignore = names(arguments, "ignore");
  out.protocol = one_of(arguments, "protocol", {"paper", "nested", "both"});
  if (arguments.has("seed")) out.seed = static_cast<std::uint64_t>(arguments.integer("seed"));
  if (arguments.has("train")) out.train = arguments.number("train");
  if (arguments.has("train") && !out.split.empty())
    throw Error(ErrorKind::usage, "--split names the set of every patient; remove --train");
  if (!(out.train > 0 && out.train <= 1))
    throw Error(ErrorKind::usage,
                "--train " + arguments.text("train") + ": expected a share above 0 and up to 1");
  check_split(out, arguments.has("train"));
  return out;
}

int run(const Arguments& arguments, const Common& common) {
  FitPlan fit = plan_fit(request_of(arguments));
  const std::filesystem::path folder = arguments.text("output");
  guard_result_folder(fit.plan, folder, common.force);
  const Resources resources{common.threads, common.quiet, common.verbose, arguments.has("strict")};
  print_summary(run_fit(std::move(fit), folder, resources), folder, common);
  return 0;
}

}  // namespace

Command fit_command() {
  using Kind = OptionRow::Kind;
  return {
      "fit",
      "Selection, models and report from any feature table, without images.",
      "dlrr fit features.csv --outcome recurred --clinical clinical.csv -o result",
      {{Kind::positionals, "FEATURES", "FILE.csv",
        "feature tables (PyRadiomics' or any other CSV, also .gz), joined by patient", true},
       {Kind::value, "--outcome", "COL", "column with 0/1, yes/no or two labels"},
       {Kind::value, "--survival", "TIME,EVENT",
        "in place of --outcome: columns of the time to an event, or to the last visit, and of the "
        "event (0/1 or two labels); Cox-LASSO scores and Cox models"},
       {Kind::value, "--horizon", "T",
        "time, in the unit of TIME, at which --survival gives risks and the AUC"},
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
       {Kind::value, "--time", "COL",
        "split in time by this date or number: the earliest train, later ones are external"},
       {Kind::value, "--until", "VALUE",
        "last value of --time that trains (default: the earliest share, --train)"},
       {Kind::value, "--centre", "COL", "column with the centre of each patient"},
       {Kind::value, "--group", "COL",
        "column with the patient when --patient names lesions: its rows are never divided "
        "between sets or folds"},
       {Kind::value, "--train", "SHARE",
        "share of patients that train when there is no --split; 1: one set, resampling only "
        "(default: 0.7)"},
       {Kind::value, "--protocol", "NAME",
        "paper, nested or both (default: both; nested when there is one set)"},
       {Kind::value, "--outer", "NAME",
        "folds of the nested protocol: random, or centre (leave one centre out)"},
       {Kind::value, "--harmonise", "NAME",
        "none or combat: features of the centres are harmonised, learned from training rows"},
       {Kind::value, "--imputation", "NAME",
        "what fills gaps of inputs: median, or chained (multiple imputation by chained "
        "equations); learned from training rows (default: median)"},
       {Kind::value, "--imputations", "M", "completed tables of --imputation chained (default: 5)"},
       {Kind::value, "--permute", "N",
        "self-test: the protocols run again N times on shuffled outcomes"},
       {Kind::value, "--bootstrap", "N",
        "optimism of the final models by N bootstrap resamples (Harrell, .632+)"},
       {Kind::flag, "--learning-curve", "", "nested estimates of smaller training sets"},
       {Kind::value, "--settings", "FILE.yaml",
        "selection, models, baselines, algorithms, tuning, protocol, seed, as in a study file"},
       {Kind::value, "--seed", "N", "seed of split, folds and models (default: 1)"},
       {Kind::value, "-o,--output", "DIR", "folder of the result", true},
       {Kind::flag, "--strict", "", "stop when no model can be fitted"}},
      run};
}

}  // namespace dlrr
