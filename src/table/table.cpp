#include "table/table.h"

#include <algorithm>

#include "base/error.h"

namespace dlrr {

std::optional<std::size_t> Table::find_column(std::string_view name) const {
  const auto at =
      std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
  if (at == columns.end()) return {};
  return static_cast<std::size_t>(at - columns.begin());
}

std::optional<std::size_t> Table::find_patient(std::string_view name) const {
  const auto at = std::find(patients.begin(), patients.end(), name);
  if (at == patients.end()) return {};
  return static_cast<std::size_t>(at - patients.begin());
}

Table Table::rows(std::span<const std::size_t> which) const {
  Table out;
  out.columns = columns;
  out.values = values.select_rows(which);
  for (std::size_t i = 0; i < which.size(); ++i) {
    out.patients.push_back(patients[which[i]]);
    const auto last = gaps.lower_bound({which[i] + 1, 0});
    for (auto gap = gaps.lower_bound({which[i], 0}); gap != last; ++gap)
      out.gaps[{i, gap->first.second}] = gap->second;
  }
  return out;
}

Table Table::select(std::span<const std::size_t> which) const {
  Table out;
  out.patients = patients;
  out.values = values.select_columns(which);
  std::map<std::size_t, std::size_t> place;
  for (std::size_t j = 0; j < which.size(); ++j) {
    out.columns.push_back(columns[which[j]]);
    place[which[j]] = j;
  }
  for (const auto& [cell, reason] : gaps)
    if (const auto at = place.find(cell.second); at != place.end())
      out.gaps[{cell.first, at->second}] = reason;
  return out;
}

Table join_columns(const Table& left, const Table& right) {
  if (left.columns.empty()) return right;
  if (right.columns.empty()) return left;
  if (left.patients != right.patients)
    throw Error(ErrorKind::internal, "tables with different patients cannot stand side by side");
  Table out = left;
  out.columns.insert(out.columns.end(), right.columns.begin(), right.columns.end());
  out.values = Matrix(left.patients.size(), out.columns.size());
  for (std::size_t i = 0; i < left.patients.size(); ++i) {
    std::ranges::copy(left.values.row(i), out.values.row(i).begin());
    std::ranges::copy(right.values.row(i),
                      out.values.row(i).begin() + static_cast<std::ptrdiff_t>(left.columns.size()));
  }
  for (const auto& [cell, reason] : right.gaps)
    out.gaps[{cell.first, cell.second + left.columns.size()}] = reason;
  return out;
}

ColumnParts column_parts(std::string_view name) {
  const auto first = name.find('.');
  if (first == std::string_view::npos) return {};
  const auto second = name.find('.', first + 1);
  if (second == std::string_view::npos) return {};
  return {std::string(name.substr(0, first)),
          std::string(name.substr(first + 1, second - first - 1)),
          std::string(name.substr(second + 1))};
}

}  // namespace dlrr
