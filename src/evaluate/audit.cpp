#include "evaluate/audit.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace dlrr {

namespace {

constexpr double kEventsPerVariable = 10;  // Peduzzi et al., J Clin Epidemiol 1996
constexpr double kSlack = 1e-9;            // of the rounding of doubles

using Verdict = Finding::Verdict;

void audit_total(const TotalRow& row, Findings& out) {
  std::size_t sum = 0;
  std::vector<std::string> terms;
  for (const auto& part : row.parts) {
    std::size_t product = 1;
    std::vector<std::string> factors;
    for (const std::size_t factor : part) {
      product *= factor;
      factors.push_back(std::to_string(factor));
    }
    sum += product;
    terms.push_back(join(factors, " x "));
  }
  const bool same = sum == row.printed;
  std::string words = join(terms, " + ") + " = " + std::to_string(sum);
  if (!same) {
    const auto [less, more] = std::minmax(sum, row.printed);
    words += ", which is " + std::to_string(more - less) +
             (sum < row.printed ? " fewer" : " more") + " than printed";
  }
  out.push_back({"total", "", row.name, std::to_string(row.printed), std::to_string(sum),
                 same ? Verdict::agrees : Verdict::differs, words});
}

void audit_variables(const VariablesRow& row, Findings& out) {
  const double share = static_cast<double>(row.events) / static_cast<double>(row.variables);
  const bool few = share < kEventsPerVariable;
  out.push_back(
      {"events per variable", "", row.name,
       std::to_string(row.events) + " events, " + std::to_string(row.variables) + " variables",
       fixed_text(share, 2), few ? Verdict::remark : Verdict::agrees,
       few ? "fewer than 10 events per variable: coefficients of such a model are likely "
             "too large"
           : "at least 10 events per variable"});
}

void audit_gap(const GapRow& row, Findings& out) {
  const double gap = std::abs(row.first.value - row.second.value);
  const bool above = gap > row.limit + kSlack;
  out.push_back(
      {"gap of AUC", "", row.name, row.first.text() + " and " + row.second.text(),
       fixed_text(gap, std::max(row.first.decimals, row.second.decimals)),
       above ? Verdict::remark : Verdict::agrees,
       std::string(above ? "above" : "within") + " the limit of " + number_text(row.limit)});
}

}  // namespace

double Printed::half() const { return 0.5 * std::pow(10.0, -decimals); }

bool Printed::covers(double number) const {
  if (below) return number < value;
  return std::abs(number - value) <= half() + kSlack;
}

std::string Printed::text() const {
  return given() ? (below ? "<" : "") + fixed_text(value, decimals) : "";
}

std::optional<Printed> parse_printed(std::string_view text) {
  std::string word = trim(text);
  Printed out;
  if (!word.empty() && word.front() == '<') {
    out.below = true;
    word = trim(word.substr(1));
  }
  const auto value = parse_number(word);
  if (!value || !std::isfinite(*value) || word.find_first_of("eE") != std::string::npos)
    return std::nullopt;
  out.value = *value;
  const auto point = word.find('.');
  if (point != std::string::npos) out.decimals = static_cast<int>(word.size() - point - 1);
  return out;
}

const char* verdict_name(Finding::Verdict verdict) {
  switch (verdict) {
    case Verdict::agrees: return "agrees";
    case Verdict::remark: return "remark";
    case Verdict::differs: return "differs";
    case Verdict::impossible: break;
  }
  return "impossible";
}

Findings audit_tables(const PaperTables& tables) {
  Findings out;
  for (const auto& table : tables.counts) audit_counts(table, out);
  for (const auto& table : tables.ratios) audit_ratios(table, out);
  for (const auto& table : tables.models) {
    audit_classes(table, out);
    audit_auc_intervals(table, out);
  }
  for (const auto& row : tables.totals) audit_total(row, out);
  for (const auto& row : tables.variables) audit_variables(row, out);
  for (const auto& row : tables.gaps) audit_gap(row, out);
  return out;
}

PaperTable audit_table(const PaperTables& tables, const Findings& findings) {
  PaperTable out{"audit",
                 "Audit of " + (tables.title.empty() ? "the printed tables" : tables.title),
                 {"Check", "Table", "Row", "Printed", "Recomputed", "Verdict", "In words"},
                 {},
                 {"A printed number stands for every number that rounds to it.",
                  "Remark: no printed number is wrong, yet the reader should know."}};
  for (const auto& f : findings)
    out.rows.push_back(
        {f.check, f.table, f.row, f.printed, f.recomputed, verdict_name(f.verdict), f.words});
  return out;
}

Json audit_json(const PaperTables& tables, const Findings& findings) {
  Json list = Json::array();
  std::size_t count[4] = {};
  for (const auto& f : findings) {
    ++count[static_cast<std::size_t>(f.verdict)];
    list.push_back(Json::of({{"check", f.check},
                             {"table", f.table},
                             {"row", f.row},
                             {"printed", f.printed},
                             {"recomputed", f.recomputed},
                             {"verdict", verdict_name(f.verdict)},
                             {"words", f.words}}));
  }
  return Json::of({{"title", tables.title},
                   {"findings", std::move(list)},
                   {"agrees", count[0]},
                   {"remarks", count[1]},
                   {"differs", count[2]},
                   {"impossible", count[3]}});
}

}  // namespace dlrr
