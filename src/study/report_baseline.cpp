#include <cmath>

#include "base/text.h"
#include "evaluate/baseline.h"
#include "study/protocol_parts.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

// One clinical column in every set, without gaps.
Groups groups_of(const Results& r, const std::vector<std::string>& sets, std::size_t column) {
  Groups groups;
  for (const auto& set : sets) {
    groups.emplace_back();
    for (const auto row : r.data.rows_of(set)) {
      const double value = r.data.clinical.values(row, column);
      if (std::isfinite(value)) groups.back().push_back(value);
    }
  }
  return groups;
}

bool yes_or_no(const Groups& groups) {
  for (const auto& group : groups)
    for (const double value : group)
      if (value != 0 && value != 1) return false;
  return true;
}

std::string p_text(double p) {
  if (!std::isfinite(p)) return "";
  return p < 0.001 ? "<0.001" : fixed_text(p, 3);
}

void add_count_row(Json& row, const Groups& groups) {
  std::vector<std::vector<std::size_t>> counts(2);
  for (const auto& group : groups) {
    std::size_t yes = 0;
    for (const double value : group) yes += value == 1;
    counts[0].push_back(yes);
    counts[1].push_back(group.size() - yes);
    const double share =
        group.empty() ? 0 : 100.0 * static_cast<double>(yes) / static_cast<double>(group.size());
    row.push_back(std::to_string(yes) + "/" + std::to_string(group.size()) + " (" +
                  fixed_text(share, 1) + " %)");
  }
  if (groups.size() < 2) return;
  const auto test = test_counts(counts);
  row.push_back(p_text(test.p));
  row.push_back(test.method);
}

void add_number_row(Json& row, const Groups& groups) {
  const auto compared = groups.size() > 1 ? compare_groups(groups) : BaselineRow{};
  for (const auto& group : groups) {
    const auto d = describe(group);
    row.push_back(compared.normal ? fixed_text(d.mean, 2) + " (" + fixed_text(d.sd, 2) + ")"
                                  : fixed_text(d.median, 2) + " [" + fixed_text(d.q1, 2) + ", " +
                                        fixed_text(d.q3, 2) + "]");
  }
  if (groups.size() < 2) return;
  row.push_back(p_text(compared.p));
  row.push_back(compared.method);
}

bool comparable(const Groups& groups) {
  for (const auto& group : groups)
    if (group.size() < 2) return false;
  return true;
}

}  // namespace

Json baseline_json(const Results& r) {
  const auto sets = sets_of(r.data);
  Json columns = Json::array(), rows = Json::array();
  columns.push_back("variable");
  for (const auto& set : sets)
    columns.push_back(set + " (n = " + std::to_string(r.data.rows_of(set).size()) + ")");
  if (sets.size() > 1) {
    columns.push_back("p");
    columns.push_back("test");
  }
  for (std::size_t j = 0; j < r.data.clinical.columns.size(); ++j) {
    const auto groups = groups_of(r, sets, j);
    if (!comparable(groups)) continue;
    Json row = Json::array();
    row.push_back(r.data.clinical.columns[j].name);
    if (yes_or_no(groups))
      add_count_row(row, groups);
    else
      add_number_row(row, groups);
    rows.push_back(std::move(row));
  }
  return Json::of({{"columns", columns}, {"rows", rows}});
}

}  // namespace dlrr
