#include "select/icc.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace dlrr {
namespace {

using Readers = std::vector<std::vector<double>>;

// Six cases by four judges of Shrout and Fleiss 1979, table 2.
const Readers judges = {
    {9, 6, 8, 7, 10, 6}, {2, 1, 4, 1, 5, 2}, {5, 3, 6, 2, 6, 4}, {8, 2, 8, 6, 9, 7}};

TEST(Icc, GivesTheValuesOfShroutAndFleiss) {
  EXPECT_NEAR(icc(judges, IccForm::one_way).estimate, 0.165741768405475, 1e-12);
  EXPECT_NEAR(icc(judges, IccForm::agreement).estimate, 0.289763779527559, 1e-12);
  EXPECT_NEAR(icc(judges, IccForm::consistency).estimate, 0.714840714840715, 1e-12);
  EXPECT_NEAR(icc(judges, IccForm::agreement).lower, 0.018786513374712, 1e-9);
  EXPECT_NEAR(icc(judges, IccForm::agreement).upper, 0.761084369648953, 1e-9);
}

TEST(Icc, IsExactlyOneForEqualReaders) {
  const Readers same = {{0.1, 0.2, 0.37, 1.9}, {0.1, 0.2, 0.37, 1.9}};
  for (const auto form : {IccForm::one_way, IccForm::agreement, IccForm::consistency}) {
    const Icc got = icc(same, form);
    EXPECT_EQ(got.estimate, 1);
    EXPECT_EQ(got.lower, 1);
    EXPECT_EQ(got.upper, 1);
  }
}

TEST(Icc, HasNoNumberWithoutVariance) {
  const Icc got = icc(Readers{{2, 2, 2, 2}, {2, 2, 2, 2}});
  EXPECT_TRUE(std::isnan(got.estimate));
  EXPECT_EQ(got.reason, "no variance");
}

TEST(Icc, IsNearZeroWhenOneReaderAlwaysSaysTheSame) {
  EXPECT_LT(icc(Readers{{1, 1, 1, 1, 1}, {1, 5, 2, 4, 3}}).estimate, 0.05);
}

TEST(Icc, LeavesCasesWithAGapOut) {
  const double gap = std::nan("");
  const Icc all = icc(Readers{{1, 2, 4, 7}, {1.5, 2, 4.5, 6}});
  const Icc some = icc(Readers{{1, gap, 2, 4, 7, 3}, {1.5, 8, 2, 4.5, 6, gap}});
  EXPECT_EQ(some.n, 4u);
  EXPECT_EQ(some.estimate, all.estimate);
  EXPECT_TRUE(std::isnan(icc(Readers{{1, gap}, {gap, 1}}).estimate));
}

TEST(Icc, PunishesAShiftForAgreementOnly) {
  const Readers shifted = {{1, 2, 3, 4, 5}, {3, 4, 5, 6, 7}};
  EXPECT_LT(icc(shifted, IccForm::agreement).estimate, 0.6);
  EXPECT_EQ(icc(shifted, IccForm::consistency).estimate, 1);
}

TEST(Icc, KeepsTheRawNumberBelowMinusOne) {
  Readers opposed(2);
  for (int i = 0; i < 10; ++i) {
    opposed[0].push_back(i % 2 ? 1 : -1);
    opposed[1].push_back(i % 2 ? -1 : 1);
  }
  EXPECT_LT(icc(opposed).estimate, -1);
}

TEST(Icc, SaysWhenOneCaseCarriesEverything) {
  const Icc got = icc(Readers{{0, 0, 0, 0, 0, 100}, {0, 0, 0.1, 0, 0, 100}});
  EXPECT_GT(got.estimate, 0.99);
  EXPECT_EQ(icc(Readers(2, std::vector<double>(50, 0.0))).reason, "no variance");
  EXPECT_TRUE(got.reason.empty());  // one of six cases holds at most 5/6 of the variance
  Readers many(2, std::vector<double>(50, 0.0));
  many[0][3] = many[1][3] = 20;
  EXPECT_NE(icc(many).reason.find("one case"), std::string::npos);
}

TEST(Icc, RefusesOneReaderAndUnknownForms) {
  EXPECT_THROW(icc(Readers{{1, 2, 3}}), Error);
  EXPECT_THROW(icc(Readers{{1, 2, 3}, {1, 2}}), Error);
  EXPECT_THROW(icc_form("4,k"), Error);
  EXPECT_EQ(icc_form("2,k"), IccForm::agreement_mean);
  EXPECT_EQ(icc_form("3,1"), IccForm::consistency);
}

}  // namespace
}  // namespace dlrr
