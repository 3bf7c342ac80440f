#include "study/learning_parts.h"

#include <map>

#include "base/csv.h"
#include "base/text.h"
#include "study/article.h"

namespace dlrr {

namespace {

// "3 x gaps, 1 x variance": how often each value of `key` stands in a list of objects.
std::string counted(const Json& list, const char* key) {
  std::map<std::string, std::size_t> counts;
  for (const auto& item : list.as_array()) ++counts[item.at(key).as_string()];
  std::vector<std::string> parts;
  for (const auto& [name, n] : counts) parts.push_back(std::to_string(n) + " x " + name);
  return join(parts, ", ");
}

}  // namespace

std::string estimate_text(const Json* auc) {
  if (!auc) return "-";
  return fixed_text(auc->at("estimate").as_number(), 3) + " (" +
         fixed_text(auc->at("lower").as_number(), 3) + "-" +
         fixed_text(auc->at("upper").as_number(), 3) + ")";
}

std::vector<std::string> note_lines(const Json& report) {
  const Json& cohort = report.at("cohort");
  std::vector<std::string> notes;
  for (const auto* list : {&cohort.at("notes"), &report.at("warnings")})
    for (const auto& note : list->as_array()) notes.push_back(note.as_string());
  if (const auto& out = cohort.at("excluded"); out.size())
    notes.push_back(std::to_string(out.size()) + " patients were set aside (" +
                    counted(out, "stage") + "): see excluded.csv");
  if (const auto& unused = cohort.at("unused"); unused.size())
    notes.push_back(std::to_string(unused.size()) +
                    " columns of the tables are no inputs: see tables/unused_columns.csv");
  if (const auto* selection = report.find("selection"))
    if (const auto* dropped = selection->find("dropped"); dropped && dropped->size())
      notes.push_back(std::to_string(dropped->size()) + " features left before the LASSO (" +
                      counted(*dropped, "stage") + "): see tables/dropped.csv");
  return notes;
}

void write_feature_lists(const LearningData& data, const Pipeline& pipeline,
                         const std::filesystem::path& tables) {
  write_csv(tables / "radiomic_features.csv", feature_list(data.radiomics, pipeline.rad_score));
  if (!data.deep.columns.empty())
    write_csv(tables / "deep_features.csv", feature_list(data.deep, pipeline.dl_score));
}

void remove_stale(const std::filesystem::path& folder) {
  std::filesystem::remove_all(folder / "tables");
  for (const char* name : {"clinical.csv", "predictions.csv", "model.dlrr"})
    std::filesystem::remove(folder / name);
}

}  // namespace dlrr
