#include <cstdio>
#include <filesystem>
#include <optional>

#include "base/file.h"
#include "command/command.h"
#include "port/json_text.h"
#include "report/evaluation_page.h"
#include "report/report.h"

namespace dlrr {

namespace {

// `dlrr evaluate` and `dlrr describe` leave their numbers in files of their own.
ReportFiles draw(const std::filesystem::path& folder) {
  const auto own = folder / "report.json";
  const auto content = [&](const char* name) -> std::optional<Json> {
    const auto path = folder / name;
    if (std::filesystem::exists(own) || !std::filesystem::exists(path)) return std::nullopt;
    return parse_json(read_file(path), path.string());
  };
  if (const auto evaluation = content("evaluation.json"))
    return write_report(report_of_evaluation(*evaluation), folder);
  if (const auto description = content("description.json"))
    return write_description(*description, folder);
  return write_report(parse_json(read_file(own), own.string()), folder);
}

int run(const Arguments& arguments, const Common& common) {
  const std::filesystem::path folder = arguments.text("DIR");
  const auto files = draw(folder);
  if (common.json)
    std::printf(
        "%s\n",
        json_text(Json::of({{"page", files.page.string()}, {"figures", files.figures.size()}}))
            .c_str());
  else if (!common.quiet)
    std::printf("report: %s\n", files.page.c_str());
  return 0;
}

}  // namespace

Command report_command() {
  return {"report",
          "Draws the page of a finished run, evaluation or description again from its JSON.",
          "dlrr report study/result",
          {{OptionRow::Kind::positional, "DIR", "DIR", "folder of a finished run", true}},
          run};
}

}  // namespace dlrr
