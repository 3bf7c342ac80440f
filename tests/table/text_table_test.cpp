#include "table/text_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace dlrr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(TextTable, HoldsTheCellsThatACsvHolds) {
  const std::string text = "id, a ,b\r\nP1,\"x,\"\"y\"\"\n\",\r\n\r\nP2,,2.5";
  const TextTable table(text, "t.csv", ',');
  EXPECT_THAT(table.header(), ElementsAre("id", "a", "b"));
  ASSERT_EQ(table.rows(), 2u);
  EXPECT_EQ(table.cell(0, 0), "P1");
  EXPECT_EQ(table.cell(0, 1), "x,\"y\"\n");
  EXPECT_EQ(table.cell(0, 2), "");
  EXPECT_EQ(table.cell(1, 1), "");
  EXPECT_EQ(table.cell(1, 2), "2.5");
  EXPECT_EQ(table.csv().rows, parse_csv(text, "t.csv").rows);
}

TEST(TextTable, WithAHeaderAloneHasNoRows) {
  EXPECT_EQ(TextTable("id,a\n", "t.csv", ',').rows(), 0u);
}

TEST(TextTable, ChangesACellInItsPlace) {
  TextTable table("id;a\nP1;1,5\nP2;2,5\n", "t.csv", ';');
  table.characters(1, 1)[1] = '.';
  EXPECT_EQ(table.cell(0, 1), "1,5");
  EXPECT_EQ(table.cell(1, 1), "2.5");
}

TEST(TextTable, NamesTheNearestColumnAndTheLineOfAWrongRow) {
  const TextTable table("id,age\nP1,2\n", "t.csv", ',');
  EXPECT_EQ(table.column("age"), 1u);
  EXPECT_FALSE(table.find("aeg"));
  EXPECT_THROW(table.column("aeg"), Error);
  try {
    TextTable("id,age\nP1,2\nP2,3,4\n", "t.csv", ',');
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("t.csv, line 3: 3 cells, expected 2"));
  }
}

}  // namespace
}  // namespace dlrr
