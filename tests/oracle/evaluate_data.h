// Reads the published tables and expected values of one oracle folder.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "port/json_text.h"

namespace dlrr::oracle {

inline std::filesystem::path folder(const std::string& name) {
  return std::filesystem::path(DLRR_SHARED_DIR) / "data" / "oracles" / name;
}

inline Json expected(const std::string& name) {
  const auto path = folder(name) / "expected.json";
  return parse_json(read_file(path), path.string());
}

// NA becomes NaN.
inline std::vector<double> numbers(const Csv& csv, const std::string& column) {
  std::vector<double> out;
  const std::size_t at = csv.column(column);
  for (const auto& row : csv.rows)
    out.push_back(parse_number(row[at]).value_or(std::numeric_limits<double>::quiet_NaN()));
  return out;
}

inline std::vector<int> outcomes(const Csv& csv, const std::string& column = "y") {
  std::vector<int> out;
  for (const double v : numbers(csv, column)) out.push_back(static_cast<int>(v));
  return out;
}

// "NA" is read as NaN too.
inline double number(const Json& value) {
  if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (value.is_string() && value.as_string() == "NA")
    return std::numeric_limits<double>::quiet_NaN();
  return value.as_number();
}

inline void expect_near(double found, const Json& wanted, double tolerance,
                        const std::string& where) {
  const double value = number(wanted);
  if (std::isnan(value) || std::isinf(value))
    EXPECT_TRUE(std::isnan(value) ? std::isnan(found) : found == value)
        << where << ": found " << found << ", expected " << value;
  else
    EXPECT_NEAR(found, value, tolerance) << where;
}

// Absolute 1e-10, relative 1e-8 below 1e-6.
inline void expect_p(double found, const Json& wanted, const std::string& where) {
  const double value = number(wanted);
  expect_near(found, wanted, std::abs(value) < 1e-6 ? std::abs(value) * 1e-8 : 1e-10, where);
}

inline void expect_all_near(const std::vector<double>& found, const Json& wanted, double tolerance,
                            const std::string& where) {
  if (!wanted.is_array()) {  // R writes a vector of length one as a number
    ASSERT_EQ(found.size(), 1u) << where;
    return expect_near(found[0], wanted, tolerance, where);
  }
  ASSERT_EQ(found.size(), wanted.size()) << where;
  for (std::size_t i = 0; i < found.size(); ++i)
    expect_near(found[i], wanted.as_array()[i], tolerance, where + "[" + std::to_string(i) + "]");
}

}  // namespace dlrr::oracle

#define DLRR_NEEDS_ORACLE(name)                                               \
  if (!std::filesystem::exists(dlrr::oracle::folder(name) / "expected.json")) \
  GTEST_SKIP() << "skipped: ../shared not there"
