// The seam between the imaging half and the learning half: patients x columns, each column with its
// unit and origin, each gap with its reason. A gap is NaN in `values`; it is never a number.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

// Radiomics and deep columns are named {phase}.{region}.{feature}.
enum class Origin { clinical, radiomics, deep, score };

struct Column {
  std::string name;
  Origin origin = Origin::radiomics;
  std::string unit;  // "" when the number has none
};

struct Table {
  std::vector<std::string> patients;                                // row names, unique
  std::vector<Column> columns;                                      // unique names
  Matrix values;                                                    // patients x columns
  std::map<std::pair<std::size_t, std::size_t>, std::string> gaps;  // (row, column) -> reason

  std::optional<std::size_t> find_column(std::string_view name) const;
  std::optional<std::size_t> find_patient(std::string_view name) const;
  Table rows(std::span<const std::size_t> which) const;
  Table select(std::span<const std::size_t> which) const;  // columns
};

// Side by side; both must have the same patients in the same order.
Table join_columns(const Table& left, const Table& right);

// The parts of a column name; empty strings for a name without two dots (clinical columns).
struct ColumnParts {
  std::string phase, region, feature;
};
ColumnParts column_parts(std::string_view name);

}  // namespace dlrr
