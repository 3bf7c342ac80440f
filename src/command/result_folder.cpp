#include "command/result_folder.h"

#include <cstdio>

#include "base/error.h"
#include "base/file.h"
#include "port/json_text.h"

namespace dlrr {

void guard_result_folder(const StudyPlan& plan, const std::filesystem::path& folder, bool force) {
  const auto old = folder / "plan.yaml";
  if (force || !std::filesystem::exists(old)) return;
  if (read_file(old) != plan.normalised_text)
    throw Error(ErrorKind::usage,
                folder.string() + " holds the result of other settings (compare " + old.string() +
                    "); choose another folder, or add --force to replace it (case features that "
                    "are still valid are kept)");
}

void print_summary(const RunSummary& summary, const std::filesystem::path& folder,
                   const Common& common) {
  if (!common.quiet)
    for (const auto& note : summary.notes) std::fprintf(stderr, "note: %s\n", note.c_str());
  if (common.json) std::printf("%s\n", json_text(summary.report).c_str());
  if (common.json || common.quiet) return;
  for (const auto& line : summary.lines) std::printf("%s\n", line.c_str());
  std::printf("report: %s\n", (folder / "report.html").c_str());
}

}  // namespace dlrr
