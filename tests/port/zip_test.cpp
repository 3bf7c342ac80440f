#include "port/zip.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

const ZipEntries entries{{"manifest.json", "{}\n"},
                         {"models/Rad.txt", std::string(5000, 'x')},
                         {"empty", ""},
                         {"bytes", std::string("\0\xFF\n", 3)}};

TEST(Zip, ReadsBackWhatItWroteInTheSameOrder) {
  const TemporaryFolder folder;
  write_zip(folder / "a.zip", entries);
  EXPECT_EQ(read_zip(folder / "a.zip"), entries);
}

TEST(Zip, EqualContentsGiveEqualBytes) {
  const TemporaryFolder folder;
  write_zip(folder / "a.zip", entries);
  write_zip(folder / "b.zip", entries);
  EXPECT_EQ(read_file(folder / "a.zip"), read_file(folder / "b.zip"));
}

TEST(Zip, RefusesWhatIsNoArchiveOrWasCutOff) {
  const TemporaryFolder folder;
  write_file(folder / "text.zip", "this is no archive");
  EXPECT_THROW(read_zip(folder / "text.zip"), Error);
  write_zip(folder / "a.zip", entries);
  const auto bytes = read_file(folder / "a.zip");
  write_file(folder / "cut.zip", bytes.substr(0, bytes.size() / 2));
  EXPECT_THROW(read_zip(folder / "cut.zip"), Error);
}

}  // namespace
}  // namespace dlrr
