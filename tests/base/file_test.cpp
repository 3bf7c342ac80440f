#include "base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::size_t files_in(const fs::path& folder) {
  std::size_t n = 0;
  for (const auto& entry : fs::directory_iterator(folder)) n += entry.is_regular_file();
  return n;
}

TEST(WriteFile, MakesFoldersAndLeavesNothingBeside) {
  const TemporaryFolder folder;
  const std::string text("bytes\0and more\n", 15);
  write_file(folder / "a/b/c.bin", text);
  write_file(folder / "a/b/c.bin", text);
  EXPECT_EQ(read_file(folder / "a/b/c.bin"), text);
  EXPECT_EQ(files_in(folder / "a/b"), 1u);
}

TEST(ReadFile, SaysWhetherTheFileIsMissingOrAFolder) {
  const TemporaryFolder folder;
  write_file(folder / "a/b", "");
  try {
    read_file(folder / "none.csv");
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), AllOf(HasSubstr("none.csv"), HasSubstr("no such file")));
  }
  EXPECT_THROW(read_file(folder / "a"), Error);
}

TEST(RefuseOverwrite, IsWrongUseAndNamesForce) {
  const TemporaryFolder folder;
  refuse_overwrite(folder / "f", false);
  write_file(folder / "f", "old");
  refuse_overwrite(folder / "f", true);
  try {
    refuse_overwrite(folder / "f", false);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::usage);
    EXPECT_THAT(e.what(), HasSubstr("--force"));
  }
}

// A process that has ended: its number belongs to nobody for a while.
pid_t dead_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

TEST(RemoveLeftovers, TakesTheHalvesOfTheDeadAndLeavesThoseOfTheLiving) {
  const TemporaryFolder folder;
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  const auto part = [&](const std::string& of, pid_t writer) {
    return folder / ("r/" + std::string("P1.csv.part-") + of + "-" + std::to_string(writer));
  };
  const auto dead = dead_process();
  write_file(folder / "r/P1.csv", "whole");
  for (const auto& path : {part(host, dead), part(host, ::getpid()), part("elsewhere", dead)})
    write_file(path, "half");
  remove_leftovers(folder / "r");
  EXPECT_FALSE(fs::exists(part(host, dead)));
  EXPECT_TRUE(fs::exists(part(host, ::getpid())));
  EXPECT_TRUE(fs::exists(part("elsewhere", dead)));
  EXPECT_TRUE(fs::exists(folder / "r/P1.csv"));
  remove_leftovers(folder / "not there");
}

}  // namespace
}  // namespace dlrr
