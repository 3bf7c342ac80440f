#include "base/delimited.h"

#include <gtest/gtest.h>

namespace dlrr {
namespace {

TEST(Delimited, TheSeparatorIsTheOneThatTheFirstLineHasMostOfOutsideQuotes) {
  EXPECT_EQ(separator_of("a,b,c\n1;2;3;4\n"), ',');
  EXPECT_EQ(separator_of("a;\"b,c,d\";e\r\n"), ';');
  EXPECT_EQ(separator_of("a\tb\tc;d\n"), '\t');
  EXPECT_EQ(separator_of("\"two\nlines\";b\n"), ';');
  EXPECT_EQ(separator_of("one column\n"), ',');
  EXPECT_EQ(separator_of("a,b;c\n"), ',');
  EXPECT_EQ(separator_of(""), ',');
}

TEST(Delimited, WordsForMissingAreKnownInLettersOfAnySize) {
  for (const char* word : {"", "  ", "NA", "na", "N/A", "NaN", "NULL", " . "})
    EXPECT_TRUE(is_missing_cell(word)) << word;
  for (const char* word : {"0", "0 NA", "none", "-", "Nancy", "1.5"})
    EXPECT_FALSE(is_missing_cell(word)) << word;
}

TEST(Delimited, ADecimalCommaCountsOnlyWhereItIsAllowed) {
  EXPECT_EQ(parse_decimal("1,5", true), 1.5);
  EXPECT_EQ(parse_decimal(" 1.5 ", true), 1.5);
  EXPECT_EQ(parse_decimal("-2", false), -2);
  EXPECT_FALSE(parse_decimal("1,5", false));
  EXPECT_FALSE(parse_decimal("1.000,5", true));
  EXPECT_FALSE(parse_decimal("1,000,5", true));
}

}  // namespace
}  // namespace dlrr
