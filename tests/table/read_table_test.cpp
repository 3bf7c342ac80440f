#include "table/read_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "port/gzip.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string failure(const std::string& text) {
  try {
    parse_table(text, "t.csv");
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(ReadTable, APlainFileIsReadWithoutANote) {
  const auto table = parse_table("id,a\nP1,1.5\n", "t.csv");
  EXPECT_THAT(table.csv.header, ElementsAre("id", "a"));
  EXPECT_THAT(table.csv.rows[0], ElementsAre("P1", "1.5"));
  EXPECT_THAT(table.notes, IsEmpty());
}

TEST(ReadTable, SemicolonsDecimalCommasMarkAndCarriageReturnsGiveTheSameCells) {
  const auto table =
      parse_table("\xEF\xBB\xBFid;a;\"b;c\"\r\nP1;-1,5;\"x, y\"\r\nP2;2,25e-3;7\r\n", "t.csv");
  EXPECT_THAT(table.csv.header, ElementsAre("id", "a", "b;c"));
  EXPECT_THAT(table.csv.rows[0], ElementsAre("P1", "-1.5", "x, y"));
  EXPECT_THAT(table.csv.rows[1], ElementsAre("P2", "2.25e-3", "7"));
  EXPECT_THAT(table.notes, ElementsAre(HasSubstr("semicolons"), HasSubstr("decimal commas")));
}

TEST(ReadTable, CommasInsideQuotesAreNotTheSeparator) {
  const auto table = parse_table("\"a,b,c,d\";e\n1;2\n", "t.csv");
  EXPECT_THAT(table.csv.header, ElementsAre("a,b,c,d", "e"));
}

TEST(ReadTable, CommasAndPointsAsDecimalsInOneFileAreAnError) {
  const auto what = failure("id;a;b\nP1;1,5;2\nP2;3;4.5\n");
  EXPECT_THAT(what, HasSubstr("'1,5' in row 1, column 'a'"));
  EXPECT_THAT(what, HasSubstr("'4.5' in row 2, column 'b'"));
}

TEST(ReadTable, AColumnThatStandsTwiceIsAnError) {
  EXPECT_THAT(failure("id,a,b,a\nP1,1,2,3\n"), HasSubstr("'a' stands twice (columns 2 and 4)"));
}

TEST(ReadTable, Utf16IsRefusedAndLatin1IsReadWithANote) {
  EXPECT_THAT(failure(std::string("\xFF\xFEi\0d\0", 6)), HasSubstr("UTF-16"));
  const auto table = parse_table(
      "id,gr\xF6\xDF"
      "e\nP1,2\n",
      "t.csv");
  EXPECT_THAT(table.csv.header, ElementsAre("id",
                                            "gr\xC3\xB6\xC3\x9F"
                                            "e"));
  EXPECT_THAT(table.notes, ElementsAre(HasSubstr("Latin-1")));
  EXPECT_THAT(parse_table("gr\xC3\xB6\n1\n", "t.csv").notes, IsEmpty());
}

TEST(ReadTable, AGzippedFileIsUnpacked) {
  const TemporaryFolder folder;
  write_file(folder / "t.csv.gz", gzip("id,a\nP1,2\n"));
  EXPECT_THAT(read_table(folder / "t.csv.gz").csv.rows[0], ElementsAre("P1", "2"));
}

}  // namespace
}  // namespace dlrr
