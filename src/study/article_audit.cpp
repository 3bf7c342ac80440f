// The study's own tables read back from their printed cells, for the audit.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "study/article.h"

namespace dlrr {

namespace {

constexpr std::size_t kMostPatients = 2000;  // of a set whose 2x2 tables are all tried

// A table of the report with cells by the name of their column.
class Cells {
 public:
  Cells(const Json& report, const std::string& name) {
    for (const auto& table : report.at("tables").as_array())
      if (table.at("name").as_string() == name) table_ = &table;
  }
  std::size_t rows() const { return table_ ? table_->at("rows").size() : 0; }
  std::size_t columns() const { return table_ ? table_->at("header").size() : 0; }
  std::string title(std::size_t column) const {
    return table_->at("header").as_array()[column].as_string();
  }
  std::string at(std::size_t row, std::size_t column) const {
    return table_->at("rows").as_array()[row].as_array()[column].as_string();
  }
  std::string at(std::size_t row, const std::string& title_wanted) const {
    for (std::size_t c = 0; c < columns(); ++c)
      if (title(c) == title_wanted) return at(row, c);
    return "";
  }

 private:
  const Json* table_ = nullptr;
};

Printed printed(const std::string& cell) { return parse_printed(cell).value_or(Printed{}); }

// "19 (57.6%)": 19.
std::optional<std::size_t> leading_count(const std::string& cell) {
  const auto open = cell.find(" (");
  if (open == cell.npos || cell.find('%') == cell.npos) return {};
  const auto value = parse_number(cell.substr(0, open));
  return value ? std::optional(static_cast<std::size_t>(*value)) : std::nullopt;
}

// "train (n = 33)": 33.
std::size_t group_size(const std::string& title) {
  const auto at = title.rfind("(n = ");
  return at == title.npos
             ? 0
             : static_cast<std::size_t>(
                   parse_number(title.substr(at + 5, title.size() - at - 6)).value_or(0));
}

// The sizes of the groups less those whom Table S8 counts as missing.
std::vector<std::size_t> known(const Cells& baseline, const Cells& missing,
                               const std::string& variable, std::size_t groups) {
  std::vector<std::size_t> out;
  for (std::size_t g = 0; g < groups; ++g) out.push_back(group_size(baseline.title(g + 1)));
  for (std::size_t r = 0; r < missing.rows(); ++r)
    for (std::size_t g = 0; g < groups && missing.at(r, 0) == variable; ++g)
      out[g] -= std::min(out[g], leading_count(missing.at(r, g + 1)).value_or(0));
  return out;
}

// Table 1, a table per variable with levels: only its first line prints a p.
void add_counts(const Cells& baseline, const Cells& missing, bool by_set, PaperTables& out) {
  if (baseline.columns() < 6) return;
  const std::size_t groups = baseline.columns() - 4;
  for (std::size_t r = 0; r < baseline.rows(); ++r) {
    const std::string label = baseline.at(r, 0);
    const auto colon = label.find(": ");
    std::vector<std::size_t> counts;
    for (std::size_t g = 0; g < groups; ++g)
      if (const auto n = leading_count(baseline.at(r, g + 1))) counts.push_back(*n);
    if (colon == label.npos || counts.size() != groups) continue;
    const std::string variable = label.substr(0, colon);
    if (!baseline.at(r, "SMD").empty())
      out.counts.push_back(
          {"Table 1",
           by_set ? known(baseline, missing, variable, groups) : std::vector<std::size_t>(),
           {{variable, {}, printed(baseline.at(r, "p"))}}});
    if (!out.counts.empty()) out.counts.back().rows[0].counts.push_back(std::move(counts));
  }
}

// Table 2, the lines with a Wald interval; Rubin's have Student's.
void add_ratios(const Cells& regression, PaperTables& out) {
  RatioTable table{"Table 2", {}};
  std::size_t joint = 0, events = 0;
  for (std::size_t r = 0; r < regression.rows(); ++r) {
    const std::string kind = regression.at(r, "Model"), range = regression.at(r, "95% CI (Wald)");
    const auto to = range.find(" to ");
    if (kind == "multivariable, imputed" || to == range.npos) continue;
    if (kind == "multivariable") {
      ++joint;
      events = static_cast<std::size_t>(
          parse_number(split(regression.at(r, "Events/n"), '/').front()).value_or(0));
    }
    RatioRow row{kind + ", " + regression.at(r, "Variable"), printed(regression.at(r, "OR")),
                 printed(range.substr(0, to)), printed(range.substr(to + 4)),
                 printed(regression.at(r, "p"))};
    // What rounds to 0 has no logarithm.
    const bool usable = row.estimate.given() && row.lower.given() && row.upper.given() &&
                        row.lower.value > 0 && row.lower.value < row.upper.value;
    if (usable) table.rows.push_back(std::move(row));
  }
  if (!table.rows.empty()) out.ratios.push_back(std::move(table));
  if (joint > 0) out.variables.push_back({"joint model of Table 2", events, joint});
}

// "0.699 (0.506 to 0.892)"
void read_auc(const std::string& cell, ModelRow& row) {
  const auto open = cell.find(" ("), to = cell.find(" to ");
  row.auc = printed(cell.substr(0, open));
  if (open == cell.npos || to == cell.npos) return;
  row.lower = printed(cell.substr(open + 2, to - open - 2));
  row.upper = printed(cell.substr(to + 4, cell.size() - to - 5));
}

std::size_t cohort_at(const std::string& set, std::size_t n, std::size_t events,
                      ModelTable& table) {
  const auto found = std::ranges::find(table.cohorts, set, &AuditCohort::name);
  if (found != table.cohorts.end()) return static_cast<std::size_t>(found - table.cohorts.begin());
  table.cohorts.push_back({set, n, events});
  return table.cohorts.size() - 1;
}

void add_models(const Cells& models, PaperTables& out) {
  ModelTable table{"Table 3", {}, {}};
  for (std::size_t r = 0; r < models.rows(); ++r) {
    const std::string set = models.at(r, "Set");
    const auto n = static_cast<std::size_t>(parse_number(models.at(r, "n")).value_or(0));
    const auto events = static_cast<std::size_t>(parse_number(models.at(r, "Events")).value_or(0));
    if (set == "resampled" || events == 0 || events >= n || n > kMostPatients) continue;
    ModelRow row;
    row.name = models.at(r, "Protocol") + ", " + set + ", " + models.at(r, "Model");
    row.cohort = cohort_at(set, n, events, table);
    row.accuracy = printed(models.at(r, "Accuracy"));
    row.sensitivity = printed(models.at(r, "Sensitivity"));
    row.specificity = printed(models.at(r, "Specificity"));
    row.ppv = printed(models.at(r, "PPV"));
    row.npv = printed(models.at(r, "NPV"));
    read_auc(models.at(r, "AUC (95% CI)"), row);
    table.rows.push_back(std::move(row));
  }
  if (!table.rows.empty()) out.models.push_back(std::move(table));
}

// The paper protocol drops fits whose AUC falls too far.
void add_gaps(const Cells& models, double limit, PaperTables& out) {
  std::map<std::string, Printed> train;
  for (std::size_t r = 0; r < models.rows(); ++r) {
    if (models.at(r, "Protocol") != "paper") continue;
    ModelRow row;
    read_auc(models.at(r, "AUC (95% CI)"), row);
    const std::string name = models.at(r, "Model"), set = models.at(r, "Set");
    if (set == "train") train[name] = row.auc;
    if (set == "internal" && row.auc.given() && train[name].given())
      out.gaps.push_back({"paper, " + name + ", train and internal", train[name], row.auc, limit});
  }
}

std::size_t count_of(const Json& value) { return static_cast<std::size_t>(value.as_integer()); }

// What the flow chart adds up.
void add_flow(const Json& cohort, PaperTables& out) {
  const Json& flow = cohort.at("flow");
  const auto analysed = count_of(flow.at("analysed"));
  TotalRow enrolled{"Figure 1, enrolled", {{analysed}}, count_of(flow.at("enrolled").at("n"))};
  for (const auto& stage : flow.at("aside").as_array()) {
    enrolled.parts.push_back({count_of(stage.at("n"))});
    TotalRow reasons{"Figure 1, " + stage.at("words").as_string(), {}, count_of(stage.at("n"))};
    for (const auto& reason : stage.at("reasons").as_array())
      reasons.parts.push_back({count_of(reason.at("n"))});
    out.totals.push_back(std::move(reasons));
  }
  TotalRow sets{"Figure 1, analysed", {}, analysed};
  for (const auto& [set, size] : cohort.at("sets").as_object())
    sets.parts.push_back({count_of(size.at("n"))});
  out.totals.push_back(std::move(enrolled));
  out.totals.push_back(std::move(sets));
}

}  // namespace

PaperTables printed_tables(const Json& report, double max_gap) {
  PaperTables out;
  out.title = "the study's own tables";
  const Json& cohort = report.at("cohort");
  add_counts(Cells(report, "baseline"), Cells(report, "missing"), cohort.at("sets").size() > 1,
             out);
  add_ratios(Cells(report, "regression"), out);
  const Cells models(report, "models");
  add_models(models, out);
  add_flow(cohort, out);
  add_gaps(models, max_gap, out);
  return out;
}

Findings audit_own_tables(const PaperTables& tables) {
  Findings out = audit_tables(tables);
  for (auto& finding : out) {
    const bool auc = finding.check.find("of the AUC") != std::string::npos;
    if (!auc || finding.verdict != Finding::Verdict::differs) continue;
    finding.verdict = Finding::Verdict::remark;
    finding.words +=
        " (by Hanley and McNeil's formula; this interval is DeLong's, which uses the risks "
        "themselves)";
  }
  return out;
}

}  // namespace dlrr
