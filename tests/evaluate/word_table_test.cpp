#include "evaluate/word_table.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "port/zip.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

const PaperTable kTable{
    "t", "Risk < 0.5 & more", {"Variable", "p"}, {{"a \x01<b>", "0·01"}}, {"±: \"SD\""}};

TEST(WordTable, EscapesWhatXmlReadsOtherwise) {
  const TemporaryFolder folder;
  write_word_table(kTable, folder / "t.docx");
  const ZipEntries parts = read_zip(folder / "t.docx");
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts.front().first, "[Content_Types].xml");
  const std::string& text = parts.back().second;
  for (const char* words :
       {">Risk &lt; 0.5 &amp; more<", ">a  &lt;b&gt;<", ">0·01<", ">±: \"SD\"<"})
    EXPECT_NE(text.find(words), std::string::npos) << words;
}

TEST(WordTable, IsTheSameByteForByte) {
  const TemporaryFolder folder;
  write_word_table(kTable, folder / "a.docx");
  write_word_table(kTable, folder / "b.docx");
  EXPECT_EQ(read_file(folder / "a.docx"), read_file(folder / "b.docx"));
}

}  // namespace
}  // namespace dlrr
