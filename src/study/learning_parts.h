// What the end of every kind of learning shares: lines for people, lists of features, old files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "study/pipeline.h"

namespace dlrr {

// "0.712 (0.640-0.784)", or "-" for null.
std::string estimate_text(const Json* estimate);

// Nobody and nothing leaves in silence: what was noted, and where the lists stand.
std::vector<std::string> note_lines(const Json& report);

void write_feature_lists(const LearningData& data, const Pipeline& pipeline,
                         const std::filesystem::path& tables);

// What a run with other settings may have left and this one does not write: an old model must not
// lie beside a new report. Case features are kept.
void remove_stale(const std::filesystem::path& folder);

}  // namespace dlrr
