// What the study knows of itself, for the reporting checklists: one function per fact, each a
// sentence for the article, or "" when this study cannot say.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "study/report_data.h"

namespace dlrr {

using Fact = std::string (*)(const Results&);

// A row of a checklist, its topic in our own words.
struct ChecklistItem {
  const char* number;  // as the checklist numbers it; "" where this could not be verified
  const char* topic;
  Fact fact = nullptr;              // null: only the author can say
  const char* still_to_state = "";  // what the author must add to the fact
};

namespace fact {
std::string patients(const Results& r);  // enrolled, set aside, analysed
std::string sets(const Results& r);      // patients and events of each
std::string split(const Results& r);     // how the sets were made
std::string centres(const Results& r);   // "" without a column of centres
std::string outcome(const Results& r);
std::string predictors(const Results& r);  // clinical columns
std::string missing(const Results& r);
std::string regions(const Results& r);  // "" without images
std::string preprocessing(const Results& r);
std::string software(const Results& r);
std::string image_types(const Results& r);
std::string feature_classes(const Results& r);
std::string feature_counts(const Results& r);
std::string network(const Results& r);  // "" without deep features
std::string readers(const Results& r);  // "" without a second reader
std::string scaling(const Results& r);
std::string selection(const Results& r);
std::string selected(const Results& r);  // features of the scores
std::string dimensionality(const Results& r);
std::string algorithms(const Results& r);
std::string tuning(const Results& r);
std::string model_choice(const Results& r);
std::string testing(const Results& r);
std::string external(const Results& r);  // "" without an external set
std::string internal(const Results& r);
std::string measures(const Results& r);
std::string uncertainty(const Results& r);
std::string calibration(const Results& r);
std::string comparison(const Results& r);           // "" with one model
std::string clinical_comparison(const Results& r);  // "" without a clinical and an image model
std::string formula(const Results& r);
std::string cutoffs(const Results& r);
std::string baseline(const Results& r);  // "" without clinical columns
std::string performance(const Results& r);
std::string updating(const Results& r);
std::string settings(const Results& r);
std::string feature_files(const Results& r);
std::string model_file(const Results& r);
}  // namespace fact

std::span<const ChecklistItem> clear_items();
std::span<const ChecklistItem> metrics_items();
std::span<const ChecklistItem> tripod_ai_items();

}  // namespace dlrr
