#include "report/report.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "report/description_page.h"
#include "report/html.h"
#include "report/page.h"

namespace dlrr {

namespace fs = std::filesystem;

namespace {

void remove_old_figures(const fs::path& folder, const std::vector<fs::path>& kept) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string type = entry.path().extension().string();
    const bool ours = entry.is_regular_file() && (type == ".svg" || type == ".csv");
    if (ours && std::find(kept.begin(), kept.end(), entry.path()) == kept.end())
      fs::remove(entry.path());
  }
}

ReportFiles write_page(const RenderedReport& rendered, const fs::path& dir) {
  ReportFiles files;
  for (const Chart& chart : rendered.charts) {
    const std::string name = slug(chart.id);
    files.figures.push_back(dir / "figures" / (name + ".svg"));
    write_file(files.figures.back(), chart_svg(chart, true));
    files.figures.push_back(dir / "figures" / (name + ".csv"));
    write_file(files.figures.back(), chart_csv(chart));
  }
  files.page = dir / "report.html";
  write_file(files.page, rendered.html);
  if (fs::exists(dir / "figures")) remove_old_figures(dir / "figures", files.figures);
  return files;
}

}  // namespace

ReportFiles write_report(const Json& report, const fs::path& dir) {
  if (!report.is_object())
    throw Error(
        "report.json: found something else than an object {...}; expected the report of `dlrr "
        "run`");
  return write_page(render_report(report), dir);
}

ReportFiles write_description(const Json& description, const fs::path& dir) {
  return write_page(render_description(description), dir);
}

}  // namespace dlrr
