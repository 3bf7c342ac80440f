// A plan written out again with every setting explicit: the text that is hashed into every output.
// Read back as a study file beside the same tables it gives the same plan and the same hash.
#pragma once

#include <string>

#include "study/plan.h"

namespace dlrr {

// Paths as the user wrote them. Absolute ones are reduced to the file's name: the folder of one
// machine must not change the hash.
struct WrittenPaths {
  std::string clinical, images, radiomics, weights;
  std::string radiomics_hash;  // SHA-256 of the parameter file or of the preset's text
};

// A word or a list of words as YAML.
std::string yaml_word(const std::string& text);
std::string yaml_list(const std::vector<std::string>& words);
// A split by time as a map of YAML.
std::string time_split_text(const SplitPlan& split);
// Selection, models, algorithms, protocol, seed, as lines of YAML.
std::string learning_text(const StudyPlan& plan);

// Its part on tuning.
std::string tuning_text(const TuningPlan& tuning);

std::string normalised_plan(const StudyPlan& plan, const WrittenPaths& paths);

}  // namespace dlrr
