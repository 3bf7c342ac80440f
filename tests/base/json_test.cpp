#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace dlrr {
namespace {

template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(Json, KeepsTheOrderOfItsKeys) {
  Json json = Json::of({{"z", 1}, {"a", 2}});
  json["m"] = 3;
  json["z"] = 4;
  std::string keys;
  for (const auto& [key, value] : json.as_object()) keys += key;
  EXPECT_EQ(keys, "zam");
  EXPECT_EQ(json.at("z").as_integer(), 4);
}

TEST(Json, KnowsWholeNumbersFromOthers) {
  EXPECT_TRUE(Json(3).is_integer());
  EXPECT_FALSE(Json(3.0).is_integer());
  EXPECT_EQ(Json(3).as_number(), 3.0);
  EXPECT_TRUE(std::isnan(Json("NaN").as_number()));
  EXPECT_EQ(Json("-Inf").as_number(), -HUGE_VAL);
}

TEST(Json, SaysWhatIsMissingAndWhatIsOfAnotherKind) {
  const Json json = Json::of({{"threshold", "high"}});
  EXPECT_THAT(error_of([&] { json.at("treshold"); }), testing::HasSubstr("'threshold'"));
  EXPECT_NE(error_of([&] { json.at("threshold").as_array(); }), "");
  EXPECT_NE(error_of([&] { json.at("threshold").as_number(); }), "");
  EXPECT_EQ(json.find("other"), nullptr);
}

TEST(Json, MakesAnObjectOfNothing) {
  Json json;
  json["a"]["b"] = true;
  EXPECT_TRUE(json.at("a").at("b").as_bool());
  EXPECT_EQ(json.size(), 1u);
}

}  // namespace
}  // namespace dlrr
