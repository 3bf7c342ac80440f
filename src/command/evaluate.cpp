// dlrr evaluate: predicted risks against what became of the patients.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "evaluate/evaluation.h"
#include "evaluate/evaluation_tables.h"
#include "port/json_text.h"
#include "report/evaluation_page.h"
#include "report/read.h"
#include "report/report.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

constexpr std::size_t kManyRows = 50'000;  // beyond, fewer replicates unless asked for
constexpr std::size_t kReplicates = 2000, kFewReplicates = 200;

std::string optional_text(const Arguments& arguments, const char* name) {
  return arguments.has(name) ? arguments.text(name) : std::string();
}

// Names or numbers separated by commas; a name may also be given by a flag of its own.
std::vector<std::string> names(const Arguments& arguments, const char* name) {
  std::vector<std::string> out;
  for (const std::string& text : arguments.texts(name))
    for (const std::string& part : split(text, ','))
      if (!trim(part).empty()) out.push_back(trim(part));
  return out;
}

std::vector<double> numbers(const Arguments& arguments, const char* name, double low, double high,
                            const std::string& expected) {
  std::vector<double> out;
  for (const std::string& part : names(arguments, name)) {
    const auto value = parse_number(part);
    if (!value || !(*value >= low && *value <= high))
      throw Error(ErrorKind::usage,
                  "--" + std::string(name) + ": found '" + part + "', expected " + expected);
    out.push_back(*value);
  }
  return out;
}

PredictionColumns columns_of(const Arguments& arguments) {
  PredictionColumns out;
  out.risks = names(arguments, "risk");
  out.scores = names(arguments, "score");
  out.outcome = optional_text(arguments, "outcome");
  out.event_label = optional_text(arguments, "event-label");
  out.time = optional_text(arguments, "time");
  out.event = optional_text(arguments, "event");
  out.status_label = optional_text(arguments, "status-label");
  out.set = optional_text(arguments, "by");
  const std::string& missing = arguments.text("missing");
  if (missing != "stop" && missing != "drop")
    throw Error(ErrorKind::usage, "--missing: found '" + missing + "', expected stop or drop");
  out.drop_missing = missing == "drop";
  if (out.risks.empty())
    throw Error(ErrorKind::usage, "--risk: found no name, expected the column of a predicted risk");
  if (out.time.empty() != out.event.empty())
    throw Error(ErrorKind::usage, "--time and --event belong together: found only --" +
                                      std::string(out.time.empty() ? "event" : "time"));
  if (out.outcome.empty() && out.time.empty())
    throw Error(ErrorKind::usage,
                "what became of the patients is not said: give --outcome COL, or --time COL with "
                "--event COL, or both");
  return out;
}

EvaluationOptions options_of(const Arguments& arguments, unsigned threads, std::size_t rows) {
  EvaluationOptions out;
  const auto thresholds = numbers(arguments, "threshold", -HUGE_VAL, HUGE_VAL, "a number");
  out.thresholds_given = !thresholds.empty();
  if (out.thresholds_given) out.thresholds = thresholds;
  out.nri_cuts = numbers(arguments, "nri-cuts", 0.0, 1.0, "a risk from 0 to 1");
  if (std::adjacent_find(out.nri_cuts.begin(), out.nri_cuts.end(), std::greater_equal<>()) !=
      out.nri_cuts.end())
    throw Error(ErrorKind::usage, "--nri-cuts: limits of risk categories must rise");
  out.horizons = numbers(arguments, "horizon", 0.0, 1e300, "a time of at least 0");
  if (arguments.has("risk-cut")) out.risk_cut = arguments.number("risk-cut");
  out.bootstrap.replicates = rows > kManyRows ? kFewReplicates : kReplicates;
  if (arguments.has("bootstrap")) {
    const long long asked = arguments.integer("bootstrap");
    if (asked < 0 || asked > 1'000'000)
      throw Error(ErrorKind::usage, "--bootstrap: expected 0 to 1000000 replicates");
    out.bootstrap.replicates = static_cast<std::size_t>(asked);
  }
  const long long seed = arguments.integer("seed");
  if (seed < 0) throw Error(ErrorKind::usage, "--seed: expected 0 or more");
  out.bootstrap.seed = static_cast<std::uint64_t>(seed);
  out.bootstrap.threads = threads;
  return out;
}

void print_risk(const std::string& place, const std::string& name, const Json& risk) {
  std::string line = place + name;
  if (has(risk, "auc"))
    line += ": " + show_events(risk) + " with the event, AUC " + show_estimate(member(risk, "auc"));
  if (has(risk, "calibration"))
    line += ", Brier " + show_number(member(risk, "brier")) + ", calibration slope " +
            show_number(member(member(risk, "calibration"), "slope"), 2);
  if (has(risk, "survival"))
    line += ", Harrell's C " + show_estimate(member(member(risk, "survival"), "harrell_c"));
  std::printf("%s\n", line.c_str());
}

void print_cohort(const std::string& place, const Json& cohort) {
  for (const auto& [name, risk] : members_of(member(cohort, "risks")))
    print_risk(place, name, risk);
  for (const Json& pair : items_of(member(cohort, "pairs")))
    std::printf("%s%s - %s: AUC %s, DeLong p %s (%s with the event)\n", place.c_str(),
                text_of(member(pair, "b")).c_str(), text_of(member(pair, "a")).c_str(),
                show_estimate(member(pair, "delong")).c_str(),
                show_p(member(member(pair, "delong"), "p")).c_str(), show_events(pair).c_str());
}

void print(const Json& evaluation) {
  for (const auto& [set, cohort] : members_of(member(evaluation, "cohorts")))
    print_cohort(set + ", ", cohort);
  print_cohort("", evaluation);
  const Json report = report_of_evaluation(evaluation);
  for (const Json& warning : items_of(member(report, "warnings")))
    std::printf("note: %s\n", text_of(warning).c_str());
}

int run(const Arguments& arguments, const Common& common) {
  const std::filesystem::path source = arguments.text("PREDICTIONS"),
                              folder = optional_text(arguments, "output");
  const PredictionColumns columns = columns_of(arguments);
  if (!folder.empty()) refuse_overwrite(folder / "evaluation.json", common.force);
  const Predictions predictions = read_predictions(source, columns);
  const EvaluationOptions options = options_of(arguments, common.threads, predictions.size());
  Json evaluation = Json::of({{"dlrr", program_version}, {"source", source.filename().string()}});
  const Json found = evaluate_predictions(predictions, options);
  for (const auto& [key, value] : found.as_object()) evaluation[key] = value;
  if (!folder.empty()) {
    write_file(folder / "evaluation.json", json_text(evaluation) + "\n");
    write_evaluation_tables(evaluation, folder / "tables");
    write_report(report_of_evaluation(evaluation), folder);
  }
  if (common.json)
    std::printf("%s\n", json_text(evaluation).c_str());
  else if (!common.quiet)
    print(evaluation);
  if (!folder.empty() && !common.json && !common.quiet)
    std::printf("report: %s\n", (folder / "report.html").c_str());
  return 0;
}

}  // namespace

Command evaluate_command() {
  using Kind = OptionRow::Kind;
  return {
      "evaluate",
      "Judges predicted risks: ROC, calibration, decision curves, NRI and IDI, survival.",
      "dlrr evaluate predictions.csv --outcome recurred --risk clinical,radiomics -o evaluation",
      {{Kind::positional, "PREDICTIONS", "FILE.csv", "a row per patient", true},
       {Kind::value, "--outcome", "COL", "column with 0 and 1 (1 = event), or with two labels"},
       {Kind::value, "--event-label", "LABEL", "which label of --outcome is the event"},
       {Kind::repeated, "--risk", "A[,B...]",
        "columns of predicted risks, 0 to 1; each pair is compared", true},
       {Kind::repeated, "--score", "A[,B...]",
        "those of --risk that are scores, no probabilities: only their order is judged"},
       {Kind::value, "--time", "COL", "follow-up time, in any unit; with --event"},
       {Kind::value, "--event", "COL", "1 when the event came at that time, 0 when censored"},
       {Kind::value, "--status-label", "LABEL", "which label of --event is the event"},
       {Kind::value, "--by", "SET", "column of cohorts, each judged for itself"},
       {Kind::repeated, "--threshold", "T[,T...]",
        "cut-offs fixed before: positive at or above (default: 0.5)"},
       {Kind::repeated, "--nri-cuts", "T[,T...]",
        "limits of the risk categories (default: the first threshold)"},
       {Kind::repeated, "--horizon", "T[,T...]",
        "times of the time-dependent AUC (default: quartiles of the event times)"},
       {Kind::value, "--risk-cut", "T",
        "high risk in the survival curves at or above (default: the median)"},
       {Kind::value, "--missing", "WHAT", "stop at rows that lack a value, or drop them and say so",
        false, "stop"},
       {Kind::value, "--bootstrap", "N", "replicates (default: 2000; 200 beyond 50000 rows)"},
       {Kind::value, "--seed", "N", "seed of the bootstrap", false, "1"},
       {Kind::value, "-o,--output", "DIR",
        "writes evaluation.json, report.html, tables/ and figures/ there"}},
      run};
}

}  // namespace dlrr
