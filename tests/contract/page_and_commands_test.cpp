// What every command and every section of the report must obey; walks the lists.
#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "command/command.h"
#include "report/section.h"

namespace dlrr {
namespace {

bool is_sentence(const std::string& text) {
  return text.size() > 10 && std::isupper(static_cast<unsigned char>(text.front())) &&
         text.back() == '.';
}

TEST(EveryCommand, HasANameOfItsOwnASentenceAndAnExample) {
  std::set<std::string> names;
  for (const auto& c : commands()) {
    EXPECT_TRUE(names.insert(c.name).second) << c.name;
    EXPECT_TRUE(is_sentence(c.summary)) << c.name << ": " << c.summary;
    EXPECT_EQ(c.example.rfind("dlrr " + c.name, 0), 0u) << c.name << ": " << c.example;
    EXPECT_NE(c.run, nullptr) << c.name;
  }
}

TEST(EveryCommand, ExplainsEachOptionOnceAndLeavesTheCommonOnesAlone) {
  const std::set<std::string> common = {"--help",  "--threads", "--json",
                                        "--quiet", "--verbose", "--force"};
  for (const auto& c : commands()) {
    std::set<std::string> flags;
    for (const auto& option : c.options) {
      EXPECT_FALSE(option.help.empty()) << c.name << " " << option.flags;
      EXPECT_TRUE(flags.insert(option.flags).second) << c.name << " " << option.flags;
      EXPECT_FALSE(common.contains(option.flags)) << c.name << " " << option.flags;
    }
  }
}

TEST(EverySection, HasATitleAndAnAnchorOfItsOwn) {
  std::set<std::string> ids, titles;
  for (const auto& s : sections()) {
    EXPECT_TRUE(ids.insert(s.id).second) << s.id;
    EXPECT_EQ(s.id, slug(s.id));
    EXPECT_TRUE(titles.insert(s.title).second) << s.title;
    EXPECT_NE(s.write, nullptr) << s.id;
  }
}

TEST(EverySection, IsLeftOutOfAReportThatHoldsNothing) {
  for (const auto& s : sections()) {
    if (s.id == "summary" || s.id == "methods") continue;  // these say so in words
    SectionWriter out;
    s.write(Json::object(), out);
    EXPECT_EQ(out.html(), "") << s.id;
    EXPECT_TRUE(out.charts().empty()) << s.id;
  }
}

}  // namespace
}  // namespace dlrr
