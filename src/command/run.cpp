#include <filesystem>

#include "command/command.h"
#include "command/counts.h"
#include "command/result_folder.h"
#include "study/run.h"

namespace dlrr {

namespace {

int run(const Arguments& arguments, const Common& common) {
  const StudyPlan plan =
      read_plan(arguments.text("STUDY"),
                {count_or_nothing(arguments, "permute"), count_or_nothing(arguments, "bootstrap"),
                 arguments.has("learning-curve")});
  const std::filesystem::path folder = arguments.text("output");
  guard_result_folder(plan, folder, common.force);
  const Resources resources{common.threads, common.quiet, common.verbose, arguments.has("strict")};
  print_summary(run_study(plan, folder, resources), folder, common);
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
           {Kind::value, "--permute", "N",
            "self-test: the protocols run again N times on shuffled outcomes"},
           {Kind::value, "--bootstrap", "N",
            "optimism of the final models by N bootstrap resamples (Harrell, .632+)"},
           {Kind::flag, "--learning-curve", "", "nested estimates of smaller training sets"},
           {Kind::flag, "--strict", "", "stop at the first case that cannot be used"}},
          run};
}

}  // namespace dlrr
