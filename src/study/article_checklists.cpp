// Tables S12 to S14: the checklists CLEAR, METRICS and TRIPOD+AI, filled where the study knows.
#include "study/article.h"
#include "study/checklist.h"

namespace dlrr {

namespace {

std::vector<std::string> row_of(const ChecklistItem& item, const Results& r) {
  const std::string known = item.fact ? item.fact(r) : "";
  const std::string more = item.still_to_state;
  if (known.empty()) return {item.number, item.topic, "author must state", more};
  if (more.empty()) return {item.number, item.topic, "filled", known};
  return {item.number, item.topic, "partly filled", known + " Author must state: " + more + "."};
}

NumberedTable checklist(const char* number, const char* name, const char* title,
                        std::span<const ChecklistItem> items, const Results& r) {
  PaperTable made{name,
                  title,
                  {"Item", "Topic", "Status", "Where, or what is known"},
                  {},
                  {"Topics are put in this program's own words; submit the official form. Items "
                   "without a number could not be matched with the published numbering."}};
  for (const auto& item : items) made.rows.push_back(row_of(item, r));
  return {number, std::move(made),
          "Filled: the result answers the item. Partly filled: something is left for the author. "
          "Author must state: nothing in the data or the settings can answer it. Filled does not "
          "mean well done."};
}

}  // namespace

std::vector<NumberedTable> checklists(const Results& r) {
  return {checklist("Table S12", "checklist_clear", "CLEAR checklist of radiomics research",
                    clear_items(), r),
          checklist("Table S13", "checklist_metrics", "METRICS items of radiomics quality",
                    metrics_items(), r),
          checklist("Table S14", "checklist_tripod_ai", "TRIPOD+AI checklist of prediction models",
                    tripod_ai_items(), r)};
}

}  // namespace dlrr
