// dlrr describe: the first tables of a paper from a clinical table.
#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "evaluate/clinical_imputation.h"
#include "evaluate/describe.h"
#include "port/json_text.h"
#include "report/report.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

std::string text_or_none(const Arguments& arguments, const char* name) {
  return arguments.has(name) ? arguments.text(name) : std::string();
}

std::vector<std::string> names(const Arguments& arguments, const char* name) {
  std::vector<std::string> out;
  for (const auto& text : arguments.texts(name))
    for (const auto& part : split(text, ','))
      if (!trim(part).empty()) out.push_back(trim(part));
  return out;
}

// "margin=margin_a,margin_b,margin_c"
ReaderColumns reader_columns(const std::string& text) {
  const auto equals = text.find('=');
  ReaderColumns out;
  if (equals != std::string::npos) {
    out.name = trim(text.substr(0, equals));
    for (const auto& part : split(text.substr(equals + 1), ',')) out.columns.push_back(trim(part));
  }
  if (out.name.empty() || out.columns.size() < 2 || out.columns.size() > 3)
    throw Error(ErrorKind::usage, "--readers: found '" + text +
                                      "', expected NAME=FIRST,SECOND or NAME=FIRST,SECOND,THIRD");
  return out;
}

PrintStyle style_of(const std::string& name) {
  if (name == "plain") return {PrintStyle::Journal::plain};
  if (name == "jama") return {PrintStyle::Journal::jama};
  if (name == "lancet") return {PrintStyle::Journal::lancet};
  throw Error(ErrorKind::usage, "--style is '" + name + "', expected plain, jama or lancet");
}

void print(const PaperTable& table) {
  std::printf("\n%s\n", table.title.c_str());
  std::printf("%s\n", join(table.header, " | ").c_str());
  for (const auto& row : table.rows) std::printf("%s\n", join(row, " | ").c_str());
  if (table.rows.empty()) std::printf("(none)\n");
}

void write_all(const ClinicalTable& table, const DescribeOptions& options,
               const ClinicalDescription& found, const Json& answer,
               const std::filesystem::path& folder) {
  write_file(folder / "description.json", json_text(answer) + "\n");
  for (const auto& made : found.tables) {
    write_paper_table(made, folder);
    write_file(folder / (made.name + ".json"), json_text(to_json(made)) + "\n");
  }
  for (std::size_t k = 0; k < found.completed.size(); ++k)
    write_csv(folder / "imputed" / (std::to_string(k + 1) + ".csv"),
              completed_csv(found.completed[k], options));
  if (!table.signs.empty()) write_csv(folder / "consensus.csv", consensus_csv(table));
  write_description(answer, folder);
}

int run(const Arguments& arguments, const Common& common) {
  const std::filesystem::path folder = text_or_none(arguments, "output");
  DescribeOptions options;
  options.style = style_of(arguments.text("style"));
  const auto imputations = arguments.integer("impute"), seed = arguments.integer("seed");
  if (imputations != 0 && (imputations < 2 || imputations > 1000))
    throw Error(ErrorKind::usage, "--impute: expected 0, or 2 to 1000 completed tables");
  if (seed < 0) throw Error(ErrorKind::usage, "--seed: expected 0 or more");
  options.imputations = static_cast<std::size_t>(imputations);
  options.seed = static_cast<std::uint64_t>(seed);
  options.threads = common.threads;
  if (!folder.empty()) refuse_overwrite(folder / "description.json", common.force);
  std::vector<ReaderColumns> readers;
  for (const auto& text : arguments.texts("readers")) readers.push_back(reader_columns(text));
  const ClinicalColumns columns{
      arguments.text("outcome"),       text_or_none(arguments, "event-label"),
      text_or_none(arguments, "by"),   text_or_none(arguments, "train"),
      text_or_none(arguments, "id"),   names(arguments, "ignore"),
      names(arguments, "categorical"), std::move(readers)};
  const ClinicalTable table = read_clinical(arguments.text("CLINICAL"), columns);
  const ClinicalDescription found = describe_clinical(table, options);
  Json answer = Json::of({{"dlrr", program_version}, {"source", table.source}});
  const Json parts = to_json(found);
  for (const auto& [key, value] : parts.as_object()) answer[key] = value;
  if (!folder.empty()) write_all(table, options, found, answer, folder);
  if (common.json) {
    std::printf("%s\n", json_text(answer).c_str());
  } else if (!common.quiet) {
    for (const auto& made : found.tables) print(made);
    std::printf("\n");
    for (const auto& warning : found.warnings) std::printf("note: %s\n", warning.c_str());
    if (!folder.empty()) std::printf("report: %s\n", (folder / "report.html").c_str());
  }
  return 0;
}

}  // namespace

Command describe_command() {
  using Kind = OptionRow::Kind;
  return {
      "describe",
      "Baseline table, missing values, logistic regression, cut-points and outliers of patients.",
      "dlrr describe clinical.csv --by set --outcome recurred -o description",
      {{Kind::positional, "CLINICAL", "FILE.csv", "a row per patient", true},
       {Kind::value, "--outcome", "COL", "column with 0 and 1 (1 = event), or with two labels",
        true},
       {Kind::value, "--event-label", "LABEL", "which label of --outcome is the event"},
       {Kind::value, "--by", "SET", "column of sets that the baseline table compares"},
       {Kind::value, "--train", "LABEL",
        "the set that models learn on (default: the one called train..., else the first)"},
       {Kind::value, "--id", "COL", "column with the name of the patient"},
       {Kind::repeated, "--ignore", "A[,B...]", "columns that are not described"},
       {Kind::repeated, "--categorical", "A[,B...]", "columns of numbers that are levels"},
       {Kind::repeated, "--readers", "NAME=A,B[,C]",
        "a sign read by A and B: kappa, and a column NAME that takes C where they differ"},
       {Kind::value, "--impute", "M",
        "fills gaps M times and pools the joint model by Rubin's rules; 0: complete rows only",
        false, "0"},
       {Kind::value, "--seed", "N", "seed of the imputation", false, "1"},
       {Kind::value, "--style", "STYLE", "plain, jama or lancet", false, "plain"},
       {Kind::value, "-o,--output", "DIR",
        "writes description.json, report.html and each table as .csv, .json, .html, .tex and .docx "
        "there"}},
      run};
}

}  // namespace dlrr
