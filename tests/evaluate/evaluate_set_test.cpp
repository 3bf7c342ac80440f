#include "evaluate/evaluate.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.h"
#include "base/random.h"

namespace dlrr {
namespace {

struct Set {
  std::vector<double> risk;
  std::vector<int> outcome;
};

Set draw(std::size_t n) {
  Random random(11, "set");
  Set out;
  for (std::size_t i = 0; i < n; ++i) {
    out.risk.push_back(0.05 + 0.9 * random.uniform());
    out.outcome.push_back(random.uniform() < out.risk.back());
  }
  return out;
}

TEST(EvaluateSet, HasEveryPartOfTheReport) {
  const Set set = draw(300);
  const Json found = evaluate_set(set.risk, set.outcome, 0.5);
  EXPECT_EQ(found.at("n").as_integer(), 300);
  for (const char* key : {"estimate", "lower", "upper", "method"})
    EXPECT_TRUE(found.at("auc").find(key)) << key;
  for (const char* key : {"intercept", "slope", "in_the_large", "o_e", "curve"})
    EXPECT_TRUE(found.at("calibration").find(key)) << key;
  for (const char* key : {"threshold", "model", "all", "none"})
    EXPECT_EQ(found.at("decision").at(key).size(), 99u) << key;
  for (const char* key : {"threshold", "tp", "fp", "tn", "fn", "sensitivity", "specificity", "ppv",
                          "npv", "accuracy", "f1"})
    EXPECT_TRUE(found.at("operating").find(key)) << key;
  EXPECT_EQ(found.at("roc").as_array().front().size(), 3u);
  EXPECT_LE(found.at("calibration").at("curve").size(), 200u);
  EXPECT_EQ(found.at("warnings").size(), 0u);
}

TEST(EvaluateSet, WarnsOfFewEvents) {
  const Set set = draw(12);
  EXPECT_GE(evaluate_set(set.risk, set.outcome, 0.5).at("warnings").size(), 1u);
}

TEST(EvaluateSet, WarnsOfOneClassAndStillGivesTheRest) {
  const Json found = evaluate_set(std::vector<double>{0.2, 0.4}, std::vector<int>{0, 0}, 0.5);
  const std::string first = found.at("warnings").as_array()[0].as_string();
  EXPECT_NE(first.find("only one class"), std::string::npos);
  EXPECT_NEAR(found.at("brier").as_number(), 0.1, 1e-15);
}

TEST(EvaluateSet, RefusesAnEmptySetAndWhatIsNoProbability) {
  EXPECT_THROW(evaluate_set({}, {}, 0.5), Error);
  EXPECT_THROW(evaluate_set(std::vector<double>{-0.1, 0.4}, std::vector<int>{0, 1}, 0.5), Error);
}

TEST(CompareSets, GivesTheGainOfTheNewModel) {
  const Set set = draw(200);
  std::vector<double> useless(200, 0.4);
  const Json found = compare_sets(useless, set.risk, set.outcome, 0.5);
  EXPECT_GT(found.at("auc").at("difference").at("estimate").as_number(), 0.1);
  EXPECT_GT(found.at("nri").at("estimate").as_number(), 0.0);
  EXPECT_GT(found.at("idi").at("estimate").as_number(), 0.0);
}

}  // namespace
}  // namespace dlrr
