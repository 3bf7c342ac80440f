#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "command/command.h"
#include "port/json_text.h"
#include "study/run.h"

namespace dlrr {

namespace {

// A folder that holds another study's result is not written into by accident; the same study is
// resumed.
void guard(const StudyPlan& plan, const std::filesystem::path& folder, bool force) {
  const auto old = folder / "plan.yaml";
  if (force || !std::filesystem::exists(old)) return;
  if (read_file(old) != plan.normalised_text)
    throw Error(ErrorKind::usage,
                folder.string() + " holds the result of other settings (compare " + old.string() +
                    "); choose another folder, or add --force to replace it (case features that "
                    "are still valid are kept)");
}

int run(const Arguments& arguments, const Common& common) {
  const StudyPlan plan = read_plan(arguments.text("STUDY"));
  const std::filesystem::path folder = arguments.text("output");
  guard(plan, folder, common.force);
  const Resources resources{common.threads, common.quiet, common.verbose, arguments.has("strict")};
  const auto summary = run_study(plan, folder, resources);
  if (common.json) std::printf("%s\n", json_text(summary.report).c_str());
  if (!common.json && !common.quiet) {
    for (const auto& line : summary.lines) std::printf("%s\n", line.c_str());
    std::printf("report: %s\n", (folder / "report.html").c_str());
  }
  return 0;
}

}  // namespace

Command run_command() {
  using Kind = OptionRow::Kind;
  return {"run",
          "Runs the whole study, scans to report, model and predictions; resumes where it stopped.",
          "dlrr run study/study.yaml -o study/result",
          {{Kind::positional, "STUDY", "FILE.yaml", "the study file", true},
           {Kind::value, "-o,--output", "DIR", "folder of the result", true},
           {Kind::flag, "--strict", "", "stop at the first case that cannot be used"}},
          run};
}

}  // namespace dlrr
