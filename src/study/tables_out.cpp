#include "study/tables_out.h"

#include <cmath>
#include <span>

#include "base/csv.h"
#include "base/text.h"
#include "evaluate/evaluation.h"
#include "evaluate/gaps.h"
#include "evaluate/paper_table.h"

namespace dlrr {

namespace {

std::string cell(const Json* value) {
  if (!value || value->is_null()) return {};
  if (value->is_string()) return value->as_string();
  if (value->is_bool()) return value->as_bool() ? "true" : "false";
  if (value->is_integer()) return std::to_string(value->as_integer());
  if (value->is_number()) return number_text(value->as_number());
  return {};
}

bool is_gap(const Json* value) {
  return value && value->is_number() && std::isnan(value->as_number());
}

// A list of flat objects; the first one names the columns. Where a number cannot be had stands NA,
// and a column "note" says why.
Csv rows_of(const Json& list, const char* why) {
  Csv table;
  std::vector<std::string> notes;
  bool any = false;
  for (const auto& item : list.as_array()) {
    if (table.header.empty())
      for (const auto& [key, value] : item.as_object())
        if (!value.is_array() && !value.is_object()) table.header.push_back(key);
    std::vector<std::string> row;
    GapNote note;
    for (const auto& key : table.header) {
      const Json* value = item.find(key);
      row.push_back(is_gap(value) ? "NA" : cell(value));
      if (is_gap(value)) note.add(key, why);
    }
    notes.push_back(note.text());
    any |= !notes.back().empty();
    table.rows.push_back(std::move(row));
  }
  if (!any) return table;
  table.header.emplace_back("note");
  for (std::size_t i = 0; i < notes.size(); ++i) table.rows[i].push_back(notes[i]);
  return table;
}

const Json* path(const Json& from, std::initializer_list<const char*> keys) {
  const Json* at = &from;
  for (const char* key : keys)
    if (!(at = at->find(key))) return nullptr;
  return at;
}

void write_rows(const std::filesystem::path& file, const Json* list,
                const char* why = "not estimable: no spread, or too few patients") {
  if (list && list->is_array() && list->size()) write_csv(file, rows_of(*list, why));
}

std::vector<std::string> words_of(const Json& list) {
  std::vector<std::string> out;
  for (const auto& item : list.as_array()) out.push_back(item.as_string());
  return out;
}

// A numbered table of the article; how to read it stands beneath.
PaperTable numbered_table(const Json& from) {
  PaperTable out{from.at("name").as_string(),
                 from.at("number").as_string() + ". " + from.at("title").as_string(),
                 words_of(from.at("header")),
                 {},
                 words_of(from.at("notes"))};
  for (const auto& row : from.at("rows").as_array()) out.rows.push_back(words_of(row));
  out.notes.push_back("How to read: " + from.at("how").as_string());
  return out;
}

// A column and where its value stands below one item of the report.
struct Column {
  const char *title, *place;
};

constexpr Column kPerformance[] = {{"n", "n"},
                                   {"events", "events"},
                                   {"auc", "auc.estimate"},
                                   {"auc_lower", "auc.lower"},
                                   {"auc_upper", "auc.upper"},
                                   {"auc_method", "auc.method"},
                                   {"brier", "brier"},
                                   {"calibration_intercept", "calibration.intercept"},
                                   {"calibration_slope", "calibration.slope"},
                                   {"threshold", "operating.threshold"},
                                   {"sensitivity", "operating.sensitivity.estimate"},
                                   {"specificity", "operating.specificity.estimate"},
                                   {"ppv", "operating.ppv.estimate"},
                                   {"npv", "operating.npv.estimate"},
                                   {"accuracy", "operating.accuracy.estimate"}};

const Json* at_place(const Json& from, const std::string& place) {
  const Json* at = &from;
  for (const std::string& key : split(place, '.'))
    if (!at->is_object() || !(at = at->find(key))) return nullptr;
  return at;
}

// Columns of one item; a number that cannot be had is empty, and the note has its reason.
void add_columns(const Json& item, std::span<const Column> columns, std::vector<std::string>& row) {
  GapNote note;
  for (const Column& column : columns) {
    const Json* value = at_place(item, column.place);
    row.push_back(is_gap(value) ? "" : cell(value));
    if (is_gap(value)) note.add(column.title, evaluation_gap(column.place));
  }
  row.push_back(note.text());
}

Csv header_of(std::vector<std::string> first, std::span<const Column> columns) {
  for (const Column& column : columns) first.push_back(column.title);
  first.emplace_back("note");
  return {std::move(first), {}};
}

Csv performance_rows(const Json& protocols) {
  Csv table = header_of({"protocol", "model", "set"}, kPerformance);
  for (const auto& [protocol, models] : protocols.as_object())
    for (const auto& [model, sets] : models.as_object())
      for (const auto& [set, e] : sets.as_object()) {
        std::vector<std::string> row = {protocol, model, set};
        add_columns(e, kPerformance, row);
        table.rows.push_back(std::move(row));
      }
  return table;
}

constexpr Column kSurvival[] = {{"endpoint", "endpoint"},
                                {"time", "time"},
                                {"set", "set"},
                                {"protocol", "protocol"},
                                {"risk_model", "risk_model"},
                                {"cutoff", "cutoff"},
                                {"cutoff_from", "cutoff_from"},
                                {"log_rank_chi2", "logrank.chi2"},
                                {"log_rank_df", "logrank.df"},
                                {"log_rank_p", "logrank.p"},
                                {"hazard_ratio", "hr.estimate"},
                                {"hazard_ratio_lower", "hr.lower"},
                                {"hazard_ratio_upper", "hr.upper"}};

// The hazard ratio compares high with low risk; both groups stand beside it with their events.
Csv survival_rows(const Json& survival) {
  Csv table = header_of({}, kSurvival);
  const std::vector<std::string> more = {"low_n", "low_events", "high_n", "high_events"};
  table.header.insert(table.header.end() - 1, more.begin(), more.end());
  for (const Json& one : survival.as_array()) {
    std::vector<std::string> row, counts;
    add_columns(one, kSurvival, row);
    for (const Json& group : one.at("groups").as_array())
      for (const char* key : {"n", "events"}) counts.push_back(cell(group.find(key)));
    row.insert(row.end() - 1, counts.begin(), counts.end());
    const Json* why = one.find("hr_note");
    const bool tested = one.find("logrank") && !is_gap(at_place(one, "logrank.p"));
    if (!one.find("logrank"))
      row.back() = "log_rank, hazard_ratio: one risk group only";
    else if (why)
      row.back() = (tested ? "hazard_ratio: " : "log_rank, hazard_ratio: ") + why->as_string();
    table.rows.push_back(std::move(row));
  }
  return table;
}

constexpr Column kSurvivalModels[] = {{"protocol", "protocol"},
                                      {"model", "model"},
                                      {"set", "set"},
                                      {"n", "n"},
                                      {"events", "events"},
                                      {"harrell_c", "harrell_c.estimate"},
                                      {"harrell_c_lower", "harrell_c.lower"},
                                      {"harrell_c_upper", "harrell_c.upper"},
                                      {"uno_c", "uno_c.estimate"},
                                      {"uno_c_lower", "uno_c.lower"},
                                      {"uno_c_upper", "uno_c.upper"},
                                      {"auc_at", "auc_at.estimate"},
                                      {"auc_at_lower", "auc_at.lower"},
                                      {"auc_at_upper", "auc_at.upper"},
                                      {"auc_time", "auc_at.time"},
                                      {"hazard_ratio", "cox.hazard_ratio.estimate"},
                                      {"hazard_ratio_lower", "cox.hazard_ratio.lower"},
                                      {"hazard_ratio_upper", "cox.hazard_ratio.upper"},
                                      {"p", "cox.p"},
                                      {"proportional_hazards_p", "cox.proportional_hazards_p"},
                                      {"cutoff", "cutoff"},
                                      {"high", "high.n"},
                                      {"high_events", "high.events"},
                                      {"low", "low.n"},
                                      {"low_events", "low.events"},
                                      {"logrank_chi2", "logrank.chi2"},
                                      {"logrank_p", "logrank.p"},
                                      {"group_hazard_ratio", "hr.estimate"},
                                      {"group_hazard_ratio_lower", "hr.lower"},
                                      {"group_hazard_ratio_upper", "hr.upper"}};

// One row per protocol, model and set of a time to an event.
Csv survival_model_rows(const Json& performance) {
  Csv table = header_of({}, kSurvivalModels);
  for (const auto& e : performance.as_array()) {
    std::vector<std::string> row;
    add_columns(e, kSurvivalModels, row);
    table.rows.push_back(std::move(row));
  }
  return table;
}

// The coefficients of every Cox model, one row per input.
Csv cox_rows(const Json& models) {
  Json terms = Json::array();
  for (const auto& model : models.as_array())
    for (const auto& term : model.at("terms").as_array()) terms.push_back(term);
  return rows_of(terms, "the model is not estimable");
}

Csv optimism_rows(const Json& optimism) {
  Csv table;
  table.header = {"model", "paper", "paper_train", "nested", "gap", "train_gap"};
  for (const auto& [model, values] : optimism.as_object()) {
    std::vector<std::string> row = {model};
    for (std::size_t k = 1; k < table.header.size(); ++k)
      row.push_back(cell(values.find(table.header[k])));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Csv rfe_rows(const Json& rfe) {
  Csv table;
  table.header = {"kind", "features", "score", "standard_error", "chosen"};
  for (const auto& [kind, curve] : rfe.as_object()) {
    const auto& features = curve.at("features").as_array();
    for (std::size_t k = 0; k < features.size(); ++k)
      table.rows.push_back(
          {kind, cell(&features[k]), cell(&curve.at("score").as_array().at(k)),
           cell(&curve.at("error").as_array().at(k)),
           features[k].as_number() == curve.at("chosen").as_number() ? "true" : "false"});
  }
  return table;
}

}  // namespace

void write_tables(const Json& report, const std::filesystem::path& folder) {
  write_rows(folder / "unused_columns.csv", path(report, {"cohort", "unused"}));
  if (const auto* numbered = report.find("tables"))
    for (const auto& table : numbered->as_array()) write_paper_table(numbered_table(table), folder);
  write_rows(folder / "contents.csv", report.find("contents"));
  write_rows(folder / "regions.csv", path(report, {"regions", "summary"}),
             "no patient has this region");
  write_rows(folder / "gaps.csv", path(report, {"regions", "gaps"}));
  write_rows(folder / "selection.csv", path(report, {"selection", "stages"}));
  if (const auto* rfe = path(report, {"selection", "rfe"}))
    if (const Csv rows = rfe_rows(*rfe); !rows.rows.empty()) write_csv(folder / "rfe.csv", rows);
  write_rows(folder / "dropped.csv", path(report, {"selection", "dropped"}));
  write_rows(folder / "rad_score.csv", path(report, {"selection", "rad_score", "terms"}));
  write_rows(folder / "dl_score.csv", path(report, {"selection", "dl_score", "terms"}));
  write_rows(folder / "icc.csv", path(report, {"selection", "iccs"}),
             "no spread, or fewer than two patients with both values");
  write_rows(folder / "stability.csv", path(report, {"selection", "stability"}));
  write_rows(folder / "fits.csv", report.find("fits"), "one class only");
  write_rows(folder / "against_baselines.csv", report.find("against_baselines"),
             "the standard error is 0, one class only, or one fold only");
  write_rows(folder / "grid.csv", report.find("grid"), "one class only in a fold");
  if (const auto* survival = report.find("survival"); survival && survival->size())
    write_csv(folder / "survival.csv", survival_rows(*survival));
  if (const auto* survival = report.find("survival_models")) {
    write_csv(folder / "survival_models.csv", survival_model_rows(survival->at("performance")));
    write_csv(folder / "cox_models.csv", cox_rows(survival->at("models")));
    write_rows(folder / "optimism.csv", survival->find("gap"));
  }
  if (const auto* protocols = report.find("protocols"))
    write_csv(folder / "performance.csv", performance_rows(*protocols));
  if (const auto* optimism = report.find("optimism"))
    write_csv(folder / "optimism.csv", optimism_rows(*optimism));
}

}  // namespace dlrr
