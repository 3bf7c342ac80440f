// What `run` and `fit` do alike with the folder of a result.
#pragma once

#include <filesystem>

#include "command/command.h"
#include "study/run.h"

namespace dlrr {

// A folder that holds another study's result is not written into by accident; the same study is
// resumed.
void guard_result_folder(const StudyPlan& plan, const std::filesystem::path& folder, bool force);

void print_summary(const RunSummary& summary, const std::filesystem::path& folder,
                   const Common& common);

}  // namespace dlrr
