#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "command/command.h"
#include "port/json_text.h"
#include "report/evaluation_page.h"
#include "report/report.h"

namespace dlrr {

namespace {

int run(const Arguments& arguments, const Common& common) {
  const std::filesystem::path folder = arguments.text("DIR");
  // `dlrr evaluate` leaves its numbers in a file of its own.
  const auto own = folder / "report.json", other = folder / "evaluation.json";
  const bool evaluation = !std::filesystem::exists(own) && std::filesystem::exists(other);
  const auto source = evaluation ? other : own;
  const Json content = parse_json(read_file(source), source.string());
  const auto files = write_report(evaluation ? report_of_evaluation(content) : content, folder);
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
          "Draws the page of a finished run again from its report.json.",
          "dlrr report study/result",
          {{OptionRow::Kind::positional, "DIR", "DIR", "folder of a finished run", true}},
          run};
}

}  // namespace dlrr
