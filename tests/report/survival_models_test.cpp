#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/section.h"

namespace dlrr {
namespace {

Json estimate(double value) {
  return Json::of({{"estimate", value}, {"lower", value - 0.1}, {"upper", value + 0.1}});
}

Json row(const char* protocol, const char* model, const char* set, double c) {
  return Json::of({{"protocol", protocol},
                   {"model", model},
                   {"set", set},
                   {"n", 40},
                   {"events", 12},
                   {"harrell_c", estimate(c)},
                   {"uno_c", estimate(c)},
                   {"auc_at", Json()},
                   {"cox", Json::of({{"hazard_ratio", estimate(2)}, {"p", 0.01}})},
                   {"high", Json::of({{"n", 20}, {"events", 9}})},
                   {"low", Json::of({{"n", 20}, {"events", 3}})},
                   {"warnings", Json(Json::Array{"only 12 events in 40 patients"})}});
}

Json report_of(const std::string& model) {
  const char* name = model.c_str();
  return Json::of(
      {{"survival_models",
        Json::of({{"performance",
                   Json(Json::Array{
                       row("paper", name, "train", 0.81), row("paper", name, "external", 0.64),
                       row("nested", name, "resampled", 0.66), row("nested", name, "train", 0.81),
                       row("nested", name, "external", 0.64)})},
                  {"gap", Json(Json::Array{Json::of({{"model", name},
                                                     {"paper_train", 0.81},
                                                     {"nested", 0.66},
                                                     {"gap", 0.15}})})}})}});
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// The protocols share the models that judge a held-out set: it stands in a table once.
TEST(SurvivalModelsSection, ShowsEachModelAndSetOnce) {
  SectionWriter out;
  write_survival_models_section(report_of("Rad"), out);
  EXPECT_EQ(count(out.html(), "<td class=\"num\">0.640 (0.540 to 0.740)</td>"), 2u);  // C and Uno's
  EXPECT_EQ(count(out.html(), "<td class=\"num\">0.810 (0.710 to 0.910)</td>"), 2u);
  EXPECT_THAT(out.html(), testing::HasSubstr("resampled training"));
  EXPECT_THAT(out.html(), testing::HasSubstr("0.150"));
  EXPECT_THAT(out.html(), testing::HasSubstr("9 of 20"));
  EXPECT_THAT(out.html(), testing::Not(testing::HasSubstr(">AUC at")));
  ASSERT_EQ(out.charts().size(), 1u);
  EXPECT_THAT(out.charts()[0].categories,
              testing::ElementsAre("Rad  resampled training", "Rad  external"));
}

TEST(SurvivalModelsSection, TakesNamesAsTextAndIsLeftOutWithoutContent) {
  SectionWriter out, nothing;
  write_survival_models_section(report_of("<b>Rad"), out);
  EXPECT_THAT(out.html(), testing::Not(testing::HasSubstr("<b>Rad")));
  EXPECT_THAT(out.html(), testing::HasSubstr("&lt;b&gt;Rad"));
  write_survival_models_section(Json::object(), nothing);
  EXPECT_EQ(nothing.html(), "");
}

}  // namespace
}  // namespace dlrr
