#include "evaluate/evaluation_tables.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/text.h"
#include "evaluate/gaps.h"

namespace dlrr {
namespace {

// A column: its title and the path of its value below one item.
struct Cell {
  const char* title;
  const char* path;
};

constexpr Cell kDiscrimination[] = {{"n", "n"},
                                    {"events", "events"},
                                    {"auc", "auc.estimate"},
                                    {"auc_lower_delong", "auc.lower"},
                                    {"auc_upper_delong", "auc.upper"},
                                    {"auc_lower_bootstrap", "auc.bootstrap.lower"},
                                    {"auc_upper_bootstrap", "auc.bootstrap.upper"},
                                    {"youden_threshold", "youden.threshold"},
                                    {"youden_index", "youden.index"}};
constexpr Cell kCalibration[] = {{"n", "n"},
                                 {"events", "events"},
                                 {"brier", "brier"},
                                 {"scaled_brier", "scaled_brier"},
                                 {"in_the_large", "calibration.in_the_large"},
                                 {"in_the_large_lower", "calibration.in_the_large_lower"},
                                 {"in_the_large_upper", "calibration.in_the_large_upper"},
                                 {"slope", "calibration.slope"},
                                 {"slope_lower", "calibration.slope_lower"},
                                 {"slope_upper", "calibration.slope_upper"},
                                 {"o_e", "calibration.o_e"},
                                 {"ici", "calibration.ici"},
                                 {"e50", "calibration.e50"},
                                 {"e90", "calibration.e90"},
                                 {"emax", "calibration.emax"},
                                 {"hosmer_lemeshow_chi2", "calibration.hosmer_lemeshow.chi2"},
                                 {"hosmer_lemeshow_groups", "calibration.hosmer_lemeshow.groups"},
                                 {"hosmer_lemeshow_p", "calibration.hosmer_lemeshow.p"}};
constexpr Cell kOperating[] = {{"chosen", "chosen"},
                               {"threshold", "threshold"},
                               {"tp", "tp"},
                               {"fp", "fp"},
                               {"tn", "tn"},
                               {"fn", "fn"},
                               {"sensitivity", "sensitivity.estimate"},
                               {"sensitivity_lower", "sensitivity.lower"},
                               {"sensitivity_upper", "sensitivity.upper"},
                               {"specificity", "specificity.estimate"},
                               {"specificity_lower", "specificity.lower"},
                               {"specificity_upper", "specificity.upper"},
                               {"ppv", "ppv.estimate"},
                               {"ppv_lower", "ppv.lower"},
                               {"ppv_upper", "ppv.upper"},
                               {"npv", "npv.estimate"},
                               {"npv_lower", "npv.lower"},
                               {"npv_upper", "npv.upper"},
                               {"accuracy", "accuracy.estimate"},
                               {"accuracy_lower", "accuracy.lower"},
                               {"accuracy_upper", "accuracy.upper"},
                               {"f1", "f1.estimate"},
                               {"f1_lower", "f1.lower"},
                               {"f1_upper", "f1.upper"}};
constexpr Cell kPairs[] = {{"a", "a"},
                           {"b", "b"},
                           {"n", "n"},
                           {"events", "events"},
                           {"auc_a", "delong.auc_a"},
                           {"auc_b", "delong.auc_b"},
                           {"auc_difference", "delong.estimate"},
                           {"auc_difference_lower", "delong.lower"},
                           {"auc_difference_upper", "delong.upper"},
                           {"delong_p", "delong.p"},
                           {"delong_p_holm", "delong.p_holm"},
                           {"nri", "nri.continuous.estimate"},
                           {"nri_lower", "nri.continuous.lower"},
                           {"nri_upper", "nri.continuous.upper"},
                           {"nri_event", "nri.continuous.event"},
                           {"nri_event_lower", "nri.continuous.event_lower"},
                           {"nri_event_upper", "nri.continuous.event_upper"},
                           {"nri_event_p", "nri.continuous.event_p"},
                           {"nri_nonevent", "nri.continuous.nonevent"},
                           {"nri_nonevent_lower", "nri.continuous.nonevent_lower"},
                           {"nri_nonevent_upper", "nri.continuous.nonevent_upper"},
                           {"nri_nonevent_p", "nri.continuous.nonevent_p"},
                           {"nri_p", "nri.continuous.p"},
                           {"nri_categories", "nri.categorical.estimate"},
                           {"nri_categories_lower", "nri.categorical.lower"},
                           {"nri_categories_upper", "nri.categorical.upper"},
                           {"nri_categories_event", "nri.categorical.event"},
                           {"nri_categories_event_lower", "nri.categorical.event_lower"},
                           {"nri_categories_event_upper", "nri.categorical.event_upper"},
                           {"nri_categories_event_p", "nri.categorical.event_p"},
                           {"nri_categories_nonevent", "nri.categorical.nonevent"},
                           {"nri_categories_nonevent_lower", "nri.categorical.nonevent_lower"},
                           {"nri_categories_nonevent_upper", "nri.categorical.nonevent_upper"},
                           {"nri_categories_nonevent_p", "nri.categorical.nonevent_p"},
                           {"nri_categories_p", "nri.categorical.p"},
                           {"idi", "idi.estimate"},
                           {"idi_lower", "idi.lower"},
                           {"idi_upper", "idi.upper"},
                           {"idi_p", "idi.p"}};
constexpr Cell kSurvival[] = {{"n", "n"},
                              {"events", "events"},
                              {"harrell_c", "harrell_c.estimate"},
                              {"harrell_c_lower", "harrell_c.lower"},
                              {"harrell_c_upper", "harrell_c.upper"},
                              {"uno_c", "uno_c.estimate"},
                              {"uno_c_lower", "uno_c.lower"},
                              {"uno_c_upper", "uno_c.upper"},
                              {"hr_per_sd", "cox.hazard_ratio.estimate"},
                              {"hr_per_sd_lower", "cox.hazard_ratio.lower"},
                              {"hr_per_sd_upper", "cox.hazard_ratio.upper"},
                              {"hr_per_sd_p", "cox.p"},
                              {"hr_per_sd_ph_p", "cox.proportional_hazards.p"},
                              {"cutoff", "groups.cutoff"},
                              {"hr_groups", "groups.cox.hazard_ratio.estimate"},
                              {"hr_groups_lower", "groups.cox.hazard_ratio.lower"},
                              {"hr_groups_upper", "groups.cox.hazard_ratio.upper"},
                              {"hr_groups_p", "groups.cox.p"},
                              {"hr_groups_ph_p", "groups.cox.proportional_hazards.p"},
                              {"log_rank_chi2", "groups.log_rank.chi2"},
                              {"log_rank_p", "groups.log_rank.p"}};
constexpr Cell kTimeAuc[] = {{"time", "time"},
                             {"auc", "estimate"},
                             {"lower", "lower"},
                             {"upper", "upper"},
                             {"cases", "cases"},
                             {"controls", "controls"},
                             {"censored_before", "censored_before"}};

const Json* found(const Json& from, std::string_view path) {
  const Json* at = &from;
  for (const std::string& key : split(std::string(path), '.')) {
    at = at->is_object() ? at->find(key) : nullptr;
    if (!at) return nullptr;
  }
  return at;
}

std::string cell_text(const Json* value) {
  if (!value || value->is_null()) return {};
  if (value->is_string()) return value->as_string();
  return value->is_number() ? number_text(value->as_number()) : std::string();
}

// One table that grows item by item; `gaps` of the evaluation explain what is empty.
class Rows {
 public:
  Rows(const Json& evaluation, std::vector<std::string> first, std::span<const Cell> cells)
      : gaps_(evaluation.at("gaps")), cells_(cells) {
    table_.header = std::move(first);
    for (const Cell& cell : cells) table_.header.push_back(cell.title);
    table_.header.push_back("note");
  }

  void add(std::vector<std::string> first, const std::string& place, const Json& item) {
    GapNote note;
    for (const Cell& cell : cells_) {
      first.push_back(cell_text(found(item, cell.path)));
      if (first.back().empty()) note.add(cell.title, reason(place, cell.path, item));
    }
    first.push_back(note.text());
    table_.rows.push_back(std::move(first));
  }

  void write(const std::filesystem::path& file) const {
    if (!table_.rows.empty()) write_csv(file, table_);
  }

 private:
  std::string reason(const std::string& place, const std::string& path, const Json& item) const {
    for (const Json& gap : gaps_.as_array())
      if (gap.at("at").as_string() == place + "." + path) return gap.at("reason").as_string();
    if (const Json* score = item.find("no_probability")) return score->as_string();
    if (const Json* note = found(item, "groups.note")) return note->as_string();
    return "not estimable";
  }

  const Json& gaps_;
  std::span<const Cell> cells_;
  Csv table_;
};

struct Tables {
  Rows discrimination, calibration, operating, pairs, survival, time_auc;
  Csv curves;

  explicit Tables(const Json& e)
      : discrimination(e, {"set", "risk"}, kDiscrimination),
        calibration(e, {"set", "risk"}, kCalibration),
        operating(e, {"set", "risk"}, kOperating),
        pairs(e, {"set"}, kPairs),
        survival(e, {"set", "risk"}, kSurvival),
        time_auc(e, {"set", "risk"}, kTimeAuc) {
    curves.header = {"set",      "risk",  "group", "time",     "at_risk",
                     "survival", "lower", "upper", "censored", "note"};
  }
};

void add_curves(const std::string& set, const std::string& risk, const Json& survival, Csv& out) {
  const Json* groups = found(survival, "groups.curves");
  if (!groups) return;
  for (const Json& group : groups->as_array()) {
    const Json* time = group.find("time");
    if (!time) continue;
    for (std::size_t i = 0; i < time->size(); ++i) {
      const auto at = [&](const char* key) { return cell_text(&group.at(key).as_array()[i]); };
      std::vector<std::string> row{set,           risk,           at("time"),
                                   at("at_risk"), at("survival"), at("lower"),
                                   at("upper"),   at("censored")};
      row.insert(row.begin() + 2, group.at("name").as_string());
      row.push_back(at("lower").empty() || at("upper").empty()
                        ? "the log-log band is not defined where the curve is 1 or 0"
                        : "");
      out.rows.push_back(std::move(row));
    }
  }
}

void add_risk(const std::string& set, const std::string& name, const std::string& place,
              const Json& risk, Tables& out) {
  if (risk.find("auc")) {
    out.discrimination.add({set, name}, place, risk);
    out.calibration.add({set, name}, place, risk);
    std::size_t k = 0;
    for (const Json& point : risk.at("operating_points").as_array())
      out.operating.add({set, name}, place + ".operating_points[" + std::to_string(k++) + "]",
                        point);
  }
  const Json* survival = risk.find("survival");
  if (!survival) return;
  out.survival.add({set, name}, place + ".survival", *survival);
  std::size_t k = 0;
  for (const Json& at : survival->at("auc_at").as_array())
    out.time_auc.add({set, name}, place + ".survival.auc_at[" + std::to_string(k++) + "]", at);
  add_curves(set, name, *survival, out.curves);
}

void add_cohort(const std::string& set, const std::string& place, const Json& cohort, Tables& out) {
  for (const auto& [name, risk] : cohort.at("risks").as_object())
    add_risk(set, name, place + "risks." + name, risk, out);
  std::size_t k = 0;
  for (const Json& pair : cohort.at("pairs").as_array())
    out.pairs.add({set}, place + "pairs[" + std::to_string(k++) + "]", pair);
}

}  // namespace

void write_evaluation_tables(const Json& evaluation, const std::filesystem::path& folder) {
  Tables tables(evaluation);
  if (const Json* cohorts = evaluation.find("cohorts"))
    for (const auto& [set, cohort] : cohorts->as_object())
      add_cohort(set, "cohorts." + set + ".", cohort, tables);
  else
    add_cohort("all", "", evaluation, tables);
  tables.discrimination.write(folder / "discrimination.csv");
  tables.calibration.write(folder / "calibration.csv");
  tables.operating.write(folder / "operating_points.csv");
  tables.pairs.write(folder / "pairs.csv");
  tables.survival.write(folder / "survival.csv");
  tables.time_auc.write(folder / "time_dependent_auc.csv");
  if (!tables.curves.rows.empty()) write_csv(folder / "kaplan_meier.csv", tables.curves);
}

}  // namespace dlrr
