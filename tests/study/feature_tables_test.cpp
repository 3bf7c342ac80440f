#include "study/feature_tables.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dlrr {
namespace {

const FeatureNames names{{"a", "b"}, {"d0"}};

StudyPlan made_plan() {
  StudyPlan plan;
  plan.phases = {"art", "por"};
  plan.deltas = {{"art-por", "art", "por"}};
  plan.regions = {{.name = "tumour"}, {.name = "rim", .expand_mm = 3}};
  return plan;
}

BlockFeatures block(const std::string& phase, const std::string& region,
                    std::vector<double> radiomics) {
  BlockFeatures out{phase, region};
  out.voxels = 10;
  out.radiomics = std::move(radiomics);
  out.deep = {5};
  return out;
}

// P2 has a rim that vanished in one phase, an undefined number, and no deep vector in one place.
FeatureTables made_tables() {
  CaseFeatures one{"P1",
                   {},
                   {block("art", "tumour", {1, 2}), block("art", "rim", {3, 4}),
                    block("por", "tumour", {10, 20}), block("por", "rim", {30, 40})}};
  CaseFeatures two{"P2",
                   {},
                   {block("por", "rim", {7, 8}), block("por", "tumour", {5, std::nan("")}),
                    block("art", "tumour", {1, 1}), BlockFeatures{"art", "rim"}}};
  two.blocks[3].gap = "vanished";
  two.blocks[1].deep.clear();
  two.blocks[1].deep_gap = "box too small";
  return make_tables({one, two}, names, made_plan());
}

double value(const Table& table, std::size_t row, const std::string& column) {
  return table.values(row, table.find_column(column).value());
}

std::string gap(const Table& table, std::size_t row, const std::string& column) {
  const auto found = table.gaps.find({row, table.find_column(column).value()});
  return found == table.gaps.end() ? "" : found->second;
}

TEST(FeatureTables, OrderColumnsByPhaseRegionAndFeatureWhateverTheOrderOfTheBlocks) {
  const auto tables = made_tables();
  ASSERT_EQ(tables.radiomics.columns.size(), 12u);
  EXPECT_EQ(tables.radiomics.columns[0].name, "art.tumour.a");
  EXPECT_EQ(tables.radiomics.columns[3].name, "art.rim.b");
  EXPECT_EQ(tables.radiomics.columns[4].name, "por.tumour.a");
  EXPECT_EQ(tables.radiomics.columns[8].name, "art-por.tumour.a");
  EXPECT_EQ(value(tables.radiomics, 1, "por.rim.b"), 8);
}

TEST(FeatureTables, SubtractPhasesForRadiomicsAlone) {
  const auto tables = made_tables();
  EXPECT_EQ(value(tables.radiomics, 0, "art-por.tumour.b"), 2 - 20);
  EXPECT_EQ(value(tables.radiomics, 0, "art-por.rim.a"), 3 - 30);
  EXPECT_EQ(tables.deep.columns.size(), 4u);
}

TEST(FeatureTables, GiveEveryGapItsReason) {
  const auto tables = made_tables();
  EXPECT_TRUE(std::isnan(value(tables.radiomics, 1, "art.rim.a")));
  EXPECT_EQ(gap(tables.radiomics, 1, "art.rim.a"), "vanished");
  EXPECT_EQ(gap(tables.deep, 1, "art.rim.d0"), "vanished");
  EXPECT_TRUE(std::isnan(value(tables.radiomics, 1, "por.tumour.b")));
  EXPECT_NE(gap(tables.radiomics, 1, "por.tumour.b"), "");
  EXPECT_EQ(gap(tables.deep, 1, "por.tumour.d0"), "box too small");
  EXPECT_EQ(value(tables.radiomics, 1, "por.tumour.a"), 5);
}

TEST(FeatureTables, CarryAGapOfEitherPhaseIntoTheDifference) {
  const auto tables = made_tables();
  EXPECT_TRUE(std::isnan(value(tables.radiomics, 1, "art-por.rim.a")));
  EXPECT_EQ(gap(tables.radiomics, 1, "art-por.rim.a"), "vanished");
  EXPECT_TRUE(std::isnan(value(tables.radiomics, 1, "art-por.tumour.b")));
  EXPECT_NE(gap(tables.radiomics, 1, "art-por.tumour.b"), "");
  EXPECT_EQ(value(tables.radiomics, 1, "art-por.tumour.a"), 1 - 5);
}

TEST(TableText, WritesGapsAsEmptyCells) {
  const auto text = table_text(made_tables().deep);
  EXPECT_EQ(text,
            "patient,art.tumour.d0,art.rim.d0,por.tumour.d0,por.rim.d0\nP1,5,5,5,5\nP2,5,,,5\n");
}

}  // namespace
}  // namespace dlrr
