#include "report/report.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "report/chart.h"
#include "report/html.h"
#include "report/page.h"
#include "report/read.h"
#include "report/sample_report.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

namespace fs = std::filesystem;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

// The page without bundle, script and data: what a reader sees.
std::string body_of(const std::string& page) {
  const auto from = page.find("<main>"), to = page.find("</main>");
  return page.substr(from, to - from);
}

const std::string& sample_body() {
  static const std::string body = body_of(render_report(sample::report()).html);
  return body;
}

void expect_estimate(const Json& estimate, const std::string& what) {
  EXPECT_TRUE(contains(sample_body(), show_estimate(estimate)))
      << what << " " << show_estimate(estimate);
}

TEST(ReportPage, ShowsEveryAucWithItsInterval) {
  const Json report = sample::report();
  for (const auto& [protocol, models] : report.at("protocols").as_object())
    for (const auto& [model, sets] : models.as_object())
      for (const auto& [set, evaluation] : sets.as_object())
        expect_estimate(evaluation.at("auc"), protocol + " " + model + " " + set);
}

TEST(ReportPage, ShowsEveryOperatingNumber) {
  const Json report = sample::report();
  const Json& at = report.at("protocols").at("paper").at("DLRR").at("external").at("operating");
  for (const char* const key :
       {"threshold", "sensitivity", "specificity", "ppv", "npv", "accuracy", "f1"})
    expect_estimate(at.at(key), key);
}

TEST(ReportPage, ShowsEveryTermOfBothScores) {
  const Json report = sample::report();
  for (const char* const score : {"rad_score", "dl_score"})
    for (const Json& term : report.at("selection").at(score).at("terms").as_array()) {
      EXPECT_TRUE(contains(sample_body(), term.at("feature").as_string()));
      for (const char* const key : {"coefficient", "mean", "sd"})
        EXPECT_TRUE(contains(sample_body(), ">" + show_number(term.at(key), 4) + "<")) << key;
    }
}

TEST(ReportPage, ShowsEveryPatientsRisks) {
  const Json report = sample::report();
  const std::string part = sample_body().substr(sample_body().find("id=\"table-predictions\""));
  std::size_t at = 0;  // cells stand in the order of the rows
  for (const Json& row : report.at("predictions").at("rows").as_array())
    for (const Json& cell : row.as_array()) {
      const bool risk = cell.is_number() && !cell.is_integer();
      at = part.find(">" + (risk ? show_estimate(cell) : text_of(cell)) + "</td>", at);
      ASSERT_NE(at, std::string::npos) << text_of(row.as_array().at(0));
    }
}

TEST(ReportPage, ShowsWhoWasLeftOutAndWhy) {
  const Json report = sample::report();
  for (const Json& row : report.at("cohort").at("excluded").as_array())
    EXPECT_TRUE(contains(sample_body(), escape(row.at("reason").as_string())));
}

// The cells of a table's rows, joined; the header is left out.
std::string cells_of(const std::string& id) {
  const std::string& page = sample_body();
  const auto from = page.find("<tbody", page.find("id=\"table-" + id + "\""));
  std::string out;
  bool inside = false;
  for (const char c : page.substr(from, page.find("</table>", from) - from)) {
    if (c == '<') out += inside && !out.empty() && out.back() != '|' ? "|" : "";
    if (c == '<' || c == '>')
      inside = c == '>';
    else if (inside && c != '\n')
      out += c;
  }
  return out;
}

TEST(ReportPage, CountsTheColumnsThatLeftPerReason) {
  EXPECT_EQ(cells_of("unused"), "cl.csv|holds text|2|note, ward|f.csv|ignored|1|id2|");
  EXPECT_EQ(cells_of("dropped-causes"), "variance|copy of another column|2|variance|constant|1|");
}

TEST(ReportPage, DrawsTheEliminationWithItsStandardErrors) {
  const TemporaryFolder folder;
  write_report(sample::report(), folder / "");
  const std::string csv = read_file(folder / "figures/rfe-radiomics.csv");
  EXPECT_TRUE(contains(csv, "chosen: 14")) << csv;
  const double score = 0.72 + 0.1, error = 0.01 + 0.014;
  EXPECT_TRUE(contains(csv, ",points,14," + number_text(score) + "," + number_text(score - error) +
                                "," + number_text(score + error)))
      << csv;
}

TEST(ReportPage, ShowsCalibrationOptimismAndSurvivalNumbers) {
  for (const char* const number : {"-0.127", "0.784", "0.043", "1.061", "0.187", "0.141", "11.37",
                                   "&lt;0.001", "2.91 (1.52 to 5.57)", "19 of 33"})
    EXPECT_TRUE(contains(sample_body(), number)) << number;
  const Json report = sample::report();
  for (const auto& [model, row] : report.at("optimism").as_object())
    for (const char* const key : {"paper", "nested", "gap"})
      expect_estimate(row.at(key), model + " " + key);
}

TEST(ReportPage, PutsTheWarningsBeforeAnyTable) {
  const auto warning = sample_body().find("class=\"warnings\"");
  ASSERT_NE(warning, std::string::npos);
  EXPECT_LT(warning, sample_body().find("<table"));
}

std::string after(const std::string& page, const std::string& mark) {
  return page.substr(page.find(mark) + mark.size());
}

// In the first line of the file and as the first thing that the browser shows.
TEST(EveryPage, SaysInItsFirstLineThatWeightsAreUntrained) {
  Json report = sample::report(), prediction = sample::prediction();
  const std::string notice = escape(untrained_notice.substr(19));
  for (const auto& page : {render_report(report).html, render_patient_page(prediction)}) {
    EXPECT_TRUE(contains(page.substr(0, page.find('\n')), std::string(untrained_notice)));
    EXPECT_TRUE(after(page, "<body>\n").starts_with("<p class=\"untrained\" role=\"note\"><b>"));
    EXPECT_EQ(count(page, notice), 1u);
  }
  report["deep"] = Json();  // which names its untrained weights too
  report["untrained_weights"] = prediction["untrained_weights"] = false;
  for (const auto& page : {render_report(report).html, render_patient_page(prediction)}) {
    EXPECT_TRUE(page.starts_with("<!doctype html>\n"));
    EXPECT_FALSE(contains(after(page, "<body>"), "ntrained"));
  }
}

TEST(ReportPage, ShowsWhichNetworkSawWhat) {
  for (const char* const part :
       {"resnet18", "dilated", "c0ffee", "[-100, 250]", "What the network saw",
        "p001. Rows from the "
        "top: arterial, portal. Columns from the left: tumour, rim_5mm."})
    EXPECT_TRUE(contains(sample_body(), part)) << part;
}

TEST(ReportPage, ShowsTheIccOfEachTermAndHowManyFeaturesEachSourceKept) {
  for (const char* const part : {"ICC, readers", "ICC, perturbed masks", "0.911", "0.874", "1204"})
    EXPECT_TRUE(contains(sample_body(), part)) << part;
}

TEST(ReportPage, ForbidsEverySourceButItself) {
  const std::string page = render_report(sample::report()).html;
  EXPECT_TRUE(contains(page,
                       "content=\"default-src 'none'; script-src 'unsafe-inline'; "
                       "style-src 'unsafe-inline'; img-src data: blob:\""));
  EXPECT_FALSE(contains(sample_body(), "src=\"http"));
  EXPECT_FALSE(contains(sample_body(), "href=\"http"));
}

TEST(ReportPage, StaysBelowTwoMegabytes) {
  EXPECT_LT(render_report(sample::report()).html.size(), 2'000'000u);
}

TEST(ReportPage, HasOneContentsLinePerSection) {
  const std::string page = render_report(sample::report()).html;
  EXPECT_EQ(count(page, "<li><a href=\"#"), count(page, "<section id=\""));
}

TEST(ReportPage, IsDrawnFromAnEmptyReport) {
  const RenderedReport rendered = render_report(Json::object());
  EXPECT_TRUE(rendered.charts.empty());
  EXPECT_TRUE(contains(rendered.html, "Study report"));
}

TEST(ReportPage, IsDrawnWhenEveryPartIsNull) {
  const Json report = sample::report();
  Json nulls = Json::object();
  for (const auto& [key, value] : report.as_object()) nulls[key] = nullptr;
  EXPECT_NO_THROW(render_report(nulls));
}

// Every leaf in turn replaced by null, a word, a list: the page must be drawn whatever study left
// out.
void spoil(const Json& from, const Json& by, Json& out) {
  if (from.is_object()) {
    out = Json::object();
    for (const auto& [key, value] : from.as_object()) spoil(value, by, out[key]);
  } else if (from.is_array()) {
    out = Json::array();
    for (std::size_t i = 0; i < std::min<std::size_t>(3, from.size()); ++i) {
      Json item;
      spoil(from.as_array()[i], by, item);
      out.push_back(item);
    }
  } else {
    out = by;
  }
}

TEST(ReportPage, SurvivesLeavesOfTheWrongKind) {
  for (const Json& by : {Json(), Json("NaN"), Json("word"), Json(true), Json(-1), Json(0.0),
                         Json(1e300), Json::array(), Json::object()}) {
    Json spoiled;
    spoil(sample::report(), by, spoiled);
    EXPECT_NO_THROW(render_report(spoiled));
  }
}

TEST(ReportPage, TreatsTextsOfTheUserAsText) {
  const std::string attack =
      "</script><script>alert(1)</script><img src=x onerror='alert(2)'>\"&{{style}}";
  Json hostile;
  spoil(sample::report(), Json(attack), hostile);
  const Json paper = hostile.at("protocols").at("paper");  // a copy: the new key moves its siblings
  hostile["protocols"][attack] = paper;
  const Json sound = sample::report();
  hostile["protocols"]["paper"][attack] = sound.at("protocols").at("paper").at("Rad");
  hostile["cohort"] = sound.at("cohort");
  hostile["cohort"]["flow"]["enrolled"]["words"] = attack;
  const RenderedReport rendered = render_report(hostile);
  write_file(fs::path(testing::TempDir()) / "dlrr_report" / "hostile.html", rendered.html);
  EXPECT_EQ(count(rendered.html, "<script"), 3u);
  EXPECT_FALSE(contains(rendered.html, "<img src=x"));
  EXPECT_FALSE(contains(rendered.html, "<script>alert"));
  EXPECT_TRUE(contains(rendered.html, "{{style}}"));  // not filled a second time
  EXPECT_FALSE(contains(render_patient_page(hostile), "<img src=x"));
  for (const Chart& chart : rendered.charts) EXPECT_FALSE(contains(chart_svg(chart, true), "<img"));
}

TEST(WriteReport, WritesPageAndTwoFilesPerFigureAndRemovesStaleOnes) {
  const fs::path dir = fs::path(testing::TempDir()) / "dlrr_report";
  write_file(dir / "figures" / "stale.svg", "old");
  write_file(dir / "figures" / "notes.txt", "of the user");
  const ReportFiles files = write_report(sample::report(), dir);
  write_file(dir / "patient.html", render_patient_page(sample::prediction()));
  EXPECT_EQ(read_file(files.page), render_report(sample::report()).html);
  EXPECT_EQ(files.figures.size(), 2 * render_report(sample::report()).charts.size());
  EXPECT_GT(files.figures.size(), 40u);
  for (const fs::path& file : files.figures) EXPECT_GT(fs::file_size(file), 20u) << file;
  EXPECT_FALSE(fs::exists(dir / "figures" / "stale.svg"));
  EXPECT_TRUE(fs::exists(dir / "figures" / "notes.txt"));
}

TEST(WriteReport, RefusesWhatIsNoObject) {
  EXPECT_ANY_THROW(write_report(Json(3), testing::TempDir()));
}

TEST(PatientPage, ShowsRiskIntervalGroupAndEveryReason) {
  const std::string page = render_patient_page(sample::prediction());
  for (const char* const part :
       {"63.8 %", "44.1 % to 79.3 %", "high", "0.417", "Rad-score", "0.313", "missing", "60.3 %",
        "+3.5 points", "\u22127.2 points", "slice thickness 7.5 mm", "Untrained weights",
        "data:image/png;base64,"})
    EXPECT_TRUE(contains(page, part)) << part;
  const Json prediction = sample::prediction();
  for (const Json& reason : prediction.at("reasons").as_array())
    EXPECT_TRUE(contains(page, ">" + show_number(reason.at("term"), 4) + "<"));
  EXPECT_TRUE(contains(page, "p&lt;301&gt;"));
  EXPECT_FALSE(contains(page, "<script"));
}

TEST(PatientPage, ShowsTheRefusalInsteadOfANumber) {
  Json refused = sample::prediction();
  refused["refused"] = true;
  refused["refusal"] = "no scan for phase 'portal'";
  const std::string page = render_patient_page(refused);
  EXPECT_TRUE(contains(page, "No prediction."));
  EXPECT_TRUE(contains(page, "no scan for phase &#39;portal&#39;"));
  EXPECT_FALSE(contains(page, "63.8 %"));
}

}  // namespace
}  // namespace dlrr
