#include "base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace dlrr {
namespace {

using testing::HasSubstr;

std::string error_of(const std::string& text) {
  try {
    parse_csv(text, "t.csv");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(Csv, ReadsBackWhatItWrote) {
  const Csv table{{"name", "note, with comma"}, {{"a \"quoted\" word", "two\nlines"}, {"", "x,y"}}};
  const Csv again = parse_csv(csv_text(table), "t.csv");
  EXPECT_EQ(again.header, table.header);
  EXPECT_EQ(again.rows, table.rows);
}

TEST(Csv, ReadsWhatSpreadsheetsWrite) {
  const Csv table = parse_csv("\xEF\xBB\xBFid,age\r\nP1,\"50\"\r\nP2,\r\n", "t.csv");
  EXPECT_EQ(table.header, (std::vector<std::string>{"id", "age"}));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][1], "50");
  EXPECT_EQ(table.rows[1][1], "");
}

TEST(Csv, NamesTheLineOfARowThatIsTooShort) {
  EXPECT_THAT(error_of("a,b\n1,2\n3\n"),
              AllOf(HasSubstr("t.csv, line 3"), HasSubstr("expected 2")));
  EXPECT_THAT(error_of(""), HasSubstr("is empty"));
}

TEST(Csv, NamesTheNearestColumn) {
  const Csv table{{"patient", "phase"}, {}};
  EXPECT_EQ(table.column("phase"), 1u);
  EXPECT_FALSE(table.find("Phase"));
  try {
    table.column("pase");
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("did you mean 'phase'"));
  }
}

}  // namespace
}  // namespace dlrr
