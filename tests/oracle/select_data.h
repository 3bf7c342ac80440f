// Reading of the published tables of ../shared for the tests of select and model.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/file.h"
#include "base/matrix.h"
#include "base/text.h"
#include "port/json_text.h"

namespace dlrr {

inline std::filesystem::path oracle_path(const std::string& name) {
  return std::filesystem::path(DLRR_SHARED_DIR) / "data" / "oracles" / name;
}

#define NEEDS_ORACLE(name) \
  if (!std::filesystem::exists(oracle_path(name))) GTEST_SKIP() << "skipped: ../shared not there"

inline Json oracle_json(const std::string& name) {
  return parse_json(read_file(oracle_path(name)), name);
}

inline Csv oracle_csv(const std::string& name) {
  if (name.size() < 3 || name.substr(name.size() - 3) != ".gz") return read_csv(oracle_path(name));
  const std::string command = "gzip -dc '" + oracle_path(name).string() + "'";
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 1 << 16> part;
  while (const auto got = fread(part.data(), 1, part.size(), pipe.get()))
    text.append(part.data(), got);
  return parse_csv(text, name);
}

inline double number_cell(const std::string& cell) {
  if (cell == "True") return 1;
  if (cell == "False") return 0;
  return parse_number(cell).value_or(std::nan(""));
}

// Columns whose name is not in `skip`, as numbers.
inline Matrix csv_matrix(const Csv& csv, const std::vector<std::string>& skip) {
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < csv.header.size(); ++j)
    if (std::find(skip.begin(), skip.end(), csv.header[j]) == skip.end()) columns.push_back(j);
  Matrix out(csv.rows.size(), columns.size());
  for (std::size_t i = 0; i < out.rows(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j)
      out(i, j) = number_cell(csv.rows[i][columns[j]]);
  return out;
}

inline std::vector<double> csv_column(const Csv& csv, const std::string& name) {
  std::vector<double> out;
  const auto j = csv.column(name);
  for (const auto& row : csv.rows) out.push_back(number_cell(row[j]));
  return out;
}

inline std::vector<double> doubles(const Json& list) {
  std::vector<double> out;
  for (const auto& item : list.as_array()) out.push_back(item.as_number());
  return out;
}

}  // namespace dlrr
