#include "study/case_features.h"

#include <limits>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

const std::vector<std::string> fixed_columns = {
    "patient", "phase",    "region",   "voxels", "volume_mm3", "cut_fraction",
    "gap",     "deep_gap", "settings", "inputs", "weights",    "deep_outside"};

std::vector<std::string> full_header(const FeatureNames& names) {
  auto header = fixed_columns;
  header.insert(header.end(), names.radiomics.begin(), names.radiomics.end());
  header.insert(header.end(), names.deep.begin(), names.deep.end());
  return header;
}

// A gap has no numbers at all; its cells stay empty, never 0.
void append_numbers(std::vector<std::string>& row, const std::vector<double>& values,
                    std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    row.push_back(i < values.size() ? number_text(values[i]) : std::string());
}

std::vector<double> take_numbers(const std::vector<std::string>& row, std::size_t from,
                                 std::size_t count) {
  std::vector<double> values(count, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < count; ++i)
    if (const auto value = parse_number(row[from + i])) values[i] = *value;
  return values;
}

}  // namespace

std::optional<std::string> CaseMarks::difference(const CaseMarks& other) const {
  if (inputs != other.inputs) return "an image or mask changed";
  if (settings != other.settings) return "the imaging settings changed";
  if (weights != other.weights) return "the network's weights changed";
  return {};
}

std::string case_text(const CaseFeatures& features, const FeatureNames& names) {
  Csv table;
  table.header = full_header(names);
  for (const auto& block : features.blocks) {
    std::vector<std::string> row = {features.patient,
                                    block.phase,
                                    block.region,
                                    std::to_string(block.voxels),
                                    number_text(block.volume_mm3),
                                    number_text(block.cut_fraction),
                                    block.gap,
                                    block.deep_gap,
                                    features.marks.settings,
                                    features.marks.inputs,
                                    features.marks.weights,
                                    number_text(block.deep_outside)};
    append_numbers(row, block.radiomics, names.radiomics.size());
    append_numbers(row, block.deep, names.deep.size());
    table.rows.push_back(std::move(row));
  }
  return csv_text(table);
}

CaseFeatures parse_case(const std::string& text, const std::string& source,
                        const FeatureNames& names) {
  const Csv table = parse_csv(text, source);
  if (table.header != full_header(names))
    throw Error(source + ": its columns are not those of this study; delete it to have it redone");
  CaseFeatures features;
  const auto first = fixed_columns.size();
  for (const auto& row : table.rows) {
    features.patient = row[0];
    features.marks = {row[8], row[9], row[10]};
    BlockFeatures block;
    block.phase = row[1];
    block.region = row[2];
    block.voxels = static_cast<std::size_t>(parse_integer(row[3]).value_or(0));
    block.volume_mm3 = parse_number(row[4]).value_or(0);
    block.cut_fraction = parse_number(row[5]).value_or(0);
    block.gap = row[6];
    block.deep_gap = row[7];
    block.deep_outside = parse_number(row[11]).value_or(0);
    if (block.gap.empty()) block.radiomics = take_numbers(row, first, names.radiomics.size());
    if (block.gap.empty() && block.deep_gap.empty())
      block.deep = take_numbers(row, first + names.radiomics.size(), names.deep.size());
    features.blocks.push_back(std::move(block));
  }
  return features;
}

}  // namespace dlrr
