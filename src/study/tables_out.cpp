#include "study/tables_out.h"

#include "base/csv.h"
#include "base/text.h"
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

// A list of flat objects; the first one names the columns.
Csv rows_of(const Json& list) {
  Csv table;
  for (const auto& item : list.as_array()) {
    if (table.header.empty())
      for (const auto& [key, value] : item.as_object())
        if (!value.is_array() && !value.is_object()) table.header.push_back(key);
    std::vector<std::string> row;
    for (const auto& key : table.header) row.push_back(cell(item.find(key)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

const Json* path(const Json& from, std::initializer_list<const char*> keys) {
  const Json* at = &from;
  for (const char* key : keys)
    if (!(at = at->find(key))) return nullptr;
  return at;
}

void write_rows(const std::filesystem::path& file, const Json* list) {
  if (list && list->is_array() && list->size()) write_csv(file, rows_of(*list));
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

Csv performance_rows(const Json& protocols) {
  Csv table;
  table.header = {"protocol",
                  "model",
                  "set",
                  "n",
                  "events",
                  "auc",
                  "auc_lower",
                  "auc_upper",
                  "auc_method",
                  "brier",
                  "calibration_intercept",
                  "calibration_slope",
                  "threshold",
                  "sensitivity",
                  "specificity",
                  "ppv",
                  "npv",
                  "accuracy"};
  for (const auto& [protocol, models] : protocols.as_object())
    for (const auto& [model, sets] : models.as_object())
      for (const auto& [set, e] : sets.as_object()) {
        std::vector<std::string> row = {protocol, model, set, cell(path(e, {"n"})),
                                        cell(path(e, {"events"}))};
        for (const char* key : {"estimate", "lower", "upper", "method"})
          row.push_back(cell(path(e, {"auc", key})));
        row.push_back(cell(path(e, {"brier"})));
        for (const char* key : {"intercept", "slope"})
          row.push_back(cell(path(e, {"calibration", key})));
        row.push_back(cell(path(e, {"operating", "threshold"})));
        for (const char* key : {"sensitivity", "specificity", "ppv", "npv", "accuracy"})
          row.push_back(cell(path(e, {"operating", key, "estimate"})));
        table.rows.push_back(std::move(row));
      }
  return table;
}

// One row per protocol, model and set of a time to an event.
Csv survival_rows(const Json& performance) {
  Csv table;
  table.header = {"protocol", "model", "set", "n", "events"};
  for (const char* name : {"harrell_c", "uno_c", "auc_at"})
    for (const char* part : {"", "_lower", "_upper"})
      table.header.push_back(std::string(name) + part);
  for (const char* name : {"auc_time", "hazard_ratio", "hazard_ratio_lower", "hazard_ratio_upper",
                           "p", "proportional_hazards_p", "cutoff", "high", "high_events", "low",
                           "low_events", "logrank_chi2", "logrank_p", "group_hazard_ratio",
                           "group_hazard_ratio_lower", "group_hazard_ratio_upper"})
    table.header.emplace_back(name);
  for (const auto& e : performance.as_array()) {
    std::vector<std::string> row;
    const auto add = [&](std::initializer_list<const char*> keys) {
      row.push_back(cell(path(e, keys)));
    };
    for (const char* key : {"protocol", "model", "set", "n", "events"}) add({key});
    for (const char* key : {"harrell_c", "uno_c", "auc_at"})
      for (const char* part : {"estimate", "lower", "upper"}) add({key, part});
    add({"auc_at", "time"});
    for (const char* part : {"estimate", "lower", "upper"}) add({"cox", "hazard_ratio", part});
    for (const char* part : {"p", "proportional_hazards_p"}) add({"cox", part});
    add({"cutoff"});
    for (const char* group : {"high", "low"})
      for (const char* part : {"n", "events"}) add({group, part});
    for (const char* part : {"chi2", "p"}) add({"logrank", part});
    for (const char* part : {"estimate", "lower", "upper"}) add({"hr", part});
    table.rows.push_back(std::move(row));
  }
  return table;
}

// The coefficients of every Cox model, one row per input.
Csv cox_rows(const Json& models) {
  Json terms = Json::array();
  for (const auto& model : models.as_array())
    for (const auto& term : model.at("terms").as_array()) terms.push_back(term);
  return rows_of(terms);
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
  write_rows(folder / "regions.csv", path(report, {"regions", "summary"}));
  write_rows(folder / "gaps.csv", path(report, {"regions", "gaps"}));
  write_rows(folder / "selection.csv", path(report, {"selection", "stages"}));
  if (const auto* rfe = path(report, {"selection", "rfe"}))
    if (const Csv rows = rfe_rows(*rfe); !rows.rows.empty()) write_csv(folder / "rfe.csv", rows);
  write_rows(folder / "dropped.csv", path(report, {"selection", "dropped"}));
  write_rows(folder / "rad_score.csv", path(report, {"selection", "rad_score", "terms"}));
  write_rows(folder / "dl_score.csv", path(report, {"selection", "dl_score", "terms"}));
  write_rows(folder / "icc.csv", path(report, {"selection", "iccs"}));
  write_rows(folder / "stability.csv", path(report, {"selection", "stability"}));
  write_rows(folder / "fits.csv", report.find("fits"));
  write_rows(folder / "against_baselines.csv", report.find("against_baselines"));
  write_rows(folder / "grid.csv", report.find("grid"));
  write_rows(folder / "survival.csv", report.find("survival"));
  if (const auto* survival = report.find("survival_models")) {
    write_csv(folder / "survival_models.csv", survival_rows(survival->at("performance")));
    write_csv(folder / "cox_models.csv", cox_rows(survival->at("models")));
    write_rows(folder / "optimism.csv", survival->find("gap"));
  }
  if (const auto* protocols = report.find("protocols"))
    write_csv(folder / "performance.csv", performance_rows(*protocols));
  if (const auto* optimism = report.find("optimism"))
    write_csv(folder / "optimism.csv", optimism_rows(*optimism));
}

}  // namespace dlrr
