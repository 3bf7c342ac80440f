#include "report/evaluation_page.h"

#include <gtest/gtest.h>

#include <set>

#include "base/random.h"
#include "evaluate/evaluation.h"
#include "report/html.h"
#include "report/page.h"

namespace dlrr {
namespace {

// Two sets whose names differ only in what a file name cannot hold.
Json small_evaluation(bool sets) {
  Random random(3, "page");
  Predictions p;
  p.risks = {{"<b>old</b>", true, {}}, {"new", true, {}}};
  p.outcome_name = "y", p.event_label = "1", p.time_name = "months", p.event_name = "dead";
  for (int i = 0; i < 80; ++i) {
    const double risk = random.uniform();
    p.risks[0].value.push_back(risk);
    p.risks[1].value.push_back(0.5 * (risk + random.uniform()));
    p.outcome.push_back(random.uniform() < risk);
    p.time.push_back(1.0 + 20.0 * random.uniform());
    p.event.push_back(random.uniform() < 0.5);
    if (sets) p.set.push_back(i % 2 ? "A+" : "A-");
  }
  p.set_name = sets ? "centre" : "";
  EvaluationOptions options;
  options.bootstrap.replicates = 20;
  return evaluate_predictions(p, options);
}

TEST(EvaluationPage, ShowsEverySectionAndEscapesNames) {
  const RenderedReport page = render_report(report_of_evaluation(small_evaluation(false)));
  for (const char* id :
       {"summary", "models", "roc", "calibration", "decision", "comparisons", "survival"})
    EXPECT_NE(page.html.find("<section id=\"" + std::string(id) + "\">"), page.html.npos) << id;
  EXPECT_EQ(page.html.find("<b>old</b>"), page.html.npos);
  EXPECT_NE(page.html.find("&lt;b&gt;old&lt;/b&gt;"), page.html.npos);
  EXPECT_EQ(page.html.find(">nan<"), page.html.npos);
}

TEST(EvaluationPage, HasAFigureOfItsOwnForEverySet) {
  const RenderedReport page = render_report(report_of_evaluation(small_evaluation(true)));
  std::set<std::string> ids;
  for (const Chart& chart : page.charts) EXPECT_TRUE(ids.insert(slug(chart.id)).second) << chart.id;
  EXPECT_EQ(ids.count("roc-a") + ids.count("roc-a-2"), 2u);
}

}  // namespace
}  // namespace dlrr
