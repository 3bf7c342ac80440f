// The list of tables and figures, and the machine-readable Tables S1 and S2.
#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "base/text.h"
#include "study/article.h"

namespace dlrr {

namespace {

struct Entry {
  const char *number, *title, *file, *how;
  const char* path;  // key of the report that must hold something, "a.b"
};

// What is no numbered table of its own.
constexpr Entry kFigures[] = {
    {"Figure 1", "Flow chart of the patients", "figures/flow.svg",
     "Down the left those who stay, to the right those set aside with the reason; counts add up "
     "from the top to the sets.",
     "cohort.flow"},
    {"Figure 3", "ROC curves of all models, per set", "figures/roc-*.svg",
     "The nearer to the upper left corner, the better; the diagonal is chance. Training curves "
     "flatter.",
     "protocols"},
    {"Figure 4", "ROC curves of the main model in all sets", "figures/roc-main.svg",
     "A curve that falls from training to the other sets shows how much was learned by heart.",
     "main_model"},
    {"Figure 5", "Calibration and decision curves, per set",
     "figures/calibration-*.svg, figures/decision-*.svg",
     "On the diagonal predicted and observed risks agree; a decision curve is of use where it "
     "lies above both treat-all and treat-none.",
     "protocols"},
    {"Figure 6", "Kaplan-Meier curves by risk group", "figures/survival-*.svg",
     "Curves that part early and stay apart separate the groups; few patients at risk make their "
     "right ends uncertain.",
     "survival"},
};
constexpr Entry kFiles[] = {
    {"Table S1", "Radiomic features", "tables/radiomic_features.csv",
     "A row per feature: where it comes from, how many patients have it, whether the score holds "
     "it.",
     "selection"},
    {"Table S2", "Deep features", "tables/deep_features.csv", "As Table S1, for the network.",
     "selection.dl_score.terms"},
    {"Table S3, S4", "Features left after each step of the selection", "tables/selection.csv",
     "A row per block of features, from all to those of the score; the last row of a kind is the "
     "pooled step.",
     "selection.stages"},
    {"Table S5", "Formulas of the scores", "tables/rad_score.csv, tables/dl_score.csv",
     "Score = intercept + sum of coefficient times (value - mean) / SD.", "selection"},
    {"Table S6", "Every fit", "tables/fits.csv",
     "A row per model and algorithm with the AUCs that decided; dropped fits fell too far from "
     "training to internal.",
     "fits"},
};

bool holds(const Json& report, const std::string& path) {
  const Json* at = &report;
  for (const auto& key : split(path, '.'))
    if (!at->is_object() || !(at = at->find(key))) return false;
  return at->is_string() || at->size() > 0;
}

Json entry(const std::string& number, const std::string& title, const std::string& file,
           const std::string& how) {
  return Json::of({{"number", number}, {"title", title}, {"file", file}, {"how", how}});
}

// The rest stands beneath the table itself.
std::string first_sentence(const std::string& text) {
  const auto end = text.find(". ");
  return end == text.npos ? text : text.substr(0, end + 1);
}

// "Table 2" before "Table 10", tables of the supplement after those of the text, figures last.
std::pair<int, int> rank_of(const Json& one) {
  const std::string number = one.at("number").as_string();
  const int kind = starts_with_text(number, "Figure") ? 2 : number.find('S') != number.npos;
  const auto digit = number.find_first_of("0123456789");
  return {kind, std::atoi(number.c_str() + digit)};
}

}  // namespace

Json article_contents(const Json& report) {
  std::vector<Json> list;
  for (const auto& table : report.at("tables").as_array())
    list.push_back(entry(table.at("number").as_string(), table.at("title").as_string(),
                         "tables/" + table.at("name").as_string() + ".csv",
                         first_sentence(table.at("how").as_string())));
  for (const Entry& one : kFiles)
    if (holds(report, one.path)) list.push_back(entry(one.number, one.title, one.file, one.how));
  for (const Entry& one : kFigures)
    if (holds(report, one.path)) list.push_back(entry(one.number, one.title, one.file, one.how));
  std::ranges::stable_sort(list, {}, rank_of);
  Json out = Json::array();
  for (auto& one : list) out.push_back(std::move(one));
  return out;
}

Csv feature_list(const Table& features, const Score& score) {
  std::set<std::string> kept;
  for (const auto& term : score.terms) kept.insert(term.feature);
  Csv out;
  out.header = {"column", "phase", "region", "feature", "patients_with_value", "in_score"};
  for (std::size_t j = 0; j < features.columns.size(); ++j) {
    const auto& name = features.columns[j].name;
    const auto parts = column_parts(name);
    std::size_t there = 0;
    for (std::size_t i = 0; i < features.patients.size(); ++i)
      there += std::isfinite(features.values(i, j));
    out.rows.push_back({name, parts.phase, parts.region, parts.feature, std::to_string(there),
                        kept.contains(name) ? "yes" : "no"});
  }
  return out;
}

}  // namespace dlrr
