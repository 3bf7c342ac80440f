// Who was enrolled, who was set aside for what reason, who is in which set.
#include <algorithm>
#include <map>
#include <set>

#include "study/imaging.h"
#include "study/protocol_parts.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

// In the order of a study: what the tables decide comes before what the images decide.
constexpr const char* kStages[] = {"tables", "cohort", "images"};

const char* stage_words(const std::string& stage) {
  if (stage == "tables") return "Not in every table";
  if (stage == "cohort") return "Not eligible by the tables";
  return "Not measurable in the images";
}

// The first reason of each patient: nobody is set aside twice. A second reader's missing masks
// keep nobody out, nor do perturbed ones.
std::vector<Exclusion> set_aside(const Results& r) {
  std::vector<Exclusion> out;
  std::set<std::string> names;
  for (const auto& e : r.excluded)
    if (e.stage != second_reader_stage && e.stage != perturbed_stage &&
        names.insert(e.patient).second)
      out.push_back(e);
  return out;
}

Json stage_json(const std::string& stage, const std::vector<Exclusion>& aside) {
  std::map<std::string, std::size_t> counts;
  std::size_t n = 0;
  for (const auto& e : aside)
    if (e.stage == stage) ++counts[exclusion_kind(e)], ++n;
  std::vector<std::pair<std::string, std::size_t>> order(counts.begin(), counts.end());
  std::ranges::stable_sort(order, std::greater<>(), [](const auto& one) { return one.second; });
  Json reasons = Json::array();
  for (const auto& [reason, count] : order)
    reasons.push_back(Json::of({{"reason", reason}, {"n", count}}));
  return Json::of(
      {{"stage", stage}, {"words", stage_words(stage)}, {"n", n}, {"reasons", reasons}});
}

Json sets_json(const Results& r) {
  Json sets = Json::object();
  for (const auto& set : sets_of(r.data)) {
    const auto outcome = pick(r.data.outcome, r.data.rows_of(set));
    sets[set] = Json::of({{"n", outcome.size()}, {"events", std::ranges::count(outcome, 1)}});
  }
  return sets;
}

}  // namespace

Json cohort_json(const Results& r) {
  const auto aside = set_aside(r);
  Json excluded = Json::array(), stages = Json::array(), unused = Json::array();
  for (const auto& e : r.excluded)
    excluded.push_back(
        Json::of({{"patient", e.patient}, {"stage", e.stage}, {"reason", e.reason}}));
  for (const auto& one : r.cohort.unused)
    unused.push_back(
        Json::of({{"table", one.table}, {"column", one.column}, {"reason", one.reason}}));
  for (const char* stage : kStages) {
    Json one = stage_json(stage, aside);
    if (one.at("n").as_integer() > 0) stages.push_back(std::move(one));
  }
  const std::size_t enrolled = r.included.size() + aside.size();
  return Json::of(
      {{"patients", enrolled},
       {"included", r.included.size()},
       {"outcome", r.plan.cohort.outcome.describe()},
       {"events", std::ranges::count(r.data.outcome, 1)},
       {"sets", sets_json(r)},
       {"excluded", excluded},
       {"flow",
        Json::of(
            {{"enrolled", Json::of({{"words", r.imaging ? "in the clinical table or the cases table"
                                                        : "in any of the tables"},
                                    {"n", enrolled}})},
             {"aside", stages},
             {"analysed", r.included.size()}})},
       {"unused", unused},
       {"notes", r.cohort.notes}});
}

}  // namespace dlrr
