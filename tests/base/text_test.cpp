#include "base/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"

namespace dlrr {
namespace {

TEST(NumberText, ReadsBackToTheSameBits) {
  Random random(1, "number text");
  for (int i = 0; i < 2000; ++i) {
    const double value = random.normal() * std::pow(10.0, 40 * random.uniform() - 20);
    EXPECT_EQ(parse_number(number_text(value)), value) << number_text(value);
  }
  for (const double value : {0.0, -0.0, 5e-324, 1.7976931348623157e308, 0.1, 1e22})
    EXPECT_EQ(std::signbit(*parse_number(number_text(value))), std::signbit(value));
}

TEST(NumberText, IsAsShortAsItCanBe) {
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(3), "3");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(ParseNumber, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(parse_number(" 1.5 "), 1.5);
  EXPECT_EQ(parse_number("1e3"), 1000);
  for (const char* text : {"", " ", "1,5", "1.5 mm", "x", "1.5.2"})
    EXPECT_FALSE(parse_number(text)) << text;
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_FALSE(parse_integer("12.5"));
  EXPECT_FALSE(parse_integer("99999999999999999999"));
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string>{"a", "", "b", ""}));
  const std::vector<std::string> parts{"a", "b", "c"};
  EXPECT_EQ(join(parts, ", "), "a, b, c");
}

TEST(Suggestion, NamesTheNearestNameOrAllOfThem) {
  const std::vector<std::string> known{"radiomics", "regions", "deep"};
  EXPECT_EQ(suggestion("radiomic", known), " (did you mean 'radiomics'?)");
  EXPECT_EQ(suggestion("zzzzzzzz", known), " (known: radiomics, regions, deep)");
}

}  // namespace
}  // namespace dlrr
