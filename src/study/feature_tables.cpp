#include "study/feature_tables.h"

#include <cmath>
#include <limits>

#include "base/csv.h"
#include "base/text.h"

namespace dlrr {

namespace {

constexpr double gap_value = std::numeric_limits<double>::quiet_NaN();

struct Kind {
  Origin origin;
  const std::vector<std::string>& names;
  std::vector<double> BlockFeatures::*values;
};

std::string reason_of(const BlockFeatures& block, Origin origin) {
  if (!block.gap.empty()) return block.gap;
  if (origin == Origin::deep && !block.deep_gap.empty()) return block.deep_gap;
  return "not defined for this region";
}

// Phase-major, then region, as in the plan: the order of the columns never depends on the patients.
Table empty_table(const std::vector<CaseFeatures>& cases, const StudyPlan& plan, const Kind& kind) {
  Table table;
  for (const auto& one : cases) table.patients.push_back(one.patient);
  for (const auto& phase : plan.phases)
    for (const auto& region : plan.regions)
      for (const auto& name : kind.names)
        table.columns.push_back({phase + "." + region.name + "." + name, kind.origin, {}});
  table.values = Matrix(cases.size(), table.columns.size(), gap_value);
  return table;
}

std::size_t block_start(const StudyPlan& plan, const BlockFeatures& block, std::size_t width) {
  std::size_t phase = 0, region = 0;
  while (plan.phases[phase] != block.phase) ++phase;
  while (plan.regions[region].name != block.region) ++region;
  return (phase * plan.regions.size() + region) * width;
}

Table make_table(const std::vector<CaseFeatures>& cases, const StudyPlan& plan, const Kind& kind) {
  Table table = empty_table(cases, plan, kind);
  const std::size_t width = kind.names.size();
  for (std::size_t i = 0; i < cases.size(); ++i)
    for (const auto& block : cases[i].blocks) {
      const auto& values = block.*kind.values;
      const std::size_t start = block_start(plan, block, width);
      for (std::size_t j = 0; j < width; ++j) {
        if (j < values.size() && std::isfinite(values[j]))
          table.values(i, start + j) = values[j];
        else
          table.gaps[{i, start + j}] = reason_of(block, kind.origin);
      }
    }
  return table;
}

std::size_t phase_index(const StudyPlan& plan, const std::string& phase) {
  std::size_t at = 0;
  while (plan.phases[at] != phase) ++at;
  return at;
}

// minuend - subtrahend, column by column; a gap on either side is a gap with that side's reason.
Table delta_table(const Table& table, const StudyPlan& plan, const DeltaPlan& delta) {
  const std::size_t per_phase = table.columns.size() / plan.phases.size();
  const std::size_t a = phase_index(plan, delta.minuend) * per_phase;
  const std::size_t b = phase_index(plan, delta.subtrahend) * per_phase;
  Table out;
  out.patients = table.patients;
  out.values = Matrix(table.patients.size(), per_phase, gap_value);
  for (std::size_t j = 0; j < per_phase; ++j) {
    const auto parts = column_parts(table.columns[a + j].name);
    out.columns.push_back({delta.name + "." + parts.region + "." + parts.feature, Origin::radiomics,
                           table.columns[a + j].unit});
    for (std::size_t i = 0; i < out.patients.size(); ++i) {
      out.values(i, j) = table.values(i, a + j) - table.values(i, b + j);
      for (const std::size_t side : {a + j, b + j})
        if (const auto gap = table.gaps.find({i, side}); gap != table.gaps.end())
          out.gaps[{i, j}] = gap->second;
    }
  }
  return out;
}

}  // namespace

FeatureTables make_tables(const std::vector<CaseFeatures>& cases, const FeatureNames& names,
                          const StudyPlan& plan) {
  FeatureTables out;
  const Table phases =
      make_table(cases, plan, {Origin::radiomics, names.radiomics, &BlockFeatures::radiomics});
  out.radiomics = phases;
  for (const auto& delta : plan.deltas)
    out.radiomics = join_columns(out.radiomics, delta_table(phases, plan, delta));
  out.deep = make_table(cases, plan, {Origin::deep, names.deep, &BlockFeatures::deep});
  return out;
}

std::string table_text(const Table& table) {
  Csv csv;
  csv.header = {"patient"};
  for (const auto& column : table.columns) csv.header.push_back(column.name);
  for (std::size_t i = 0; i < table.patients.size(); ++i) {
    std::vector<std::string> row = {table.patients[i]};
    for (const double value : table.values.row(i))
      row.push_back(std::isfinite(value) ? number_text(value) : std::string());
    csv.rows.push_back(std::move(row));
  }
  return csv_text(csv);
}

}  // namespace dlrr
