// Which patient trains, which one tests. Random sets depend on names and seed, not on row order.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "study/cohort_parts.h"

namespace dlrr {

namespace {

const std::vector<std::string> kSets = {"train", "internal", "external"};

std::string set_of_cell(const std::string& cell, const std::string& place) {
  const std::string word = lower(trim(cell));
  if (word == "training") return "train";
  if (std::find(kSets.begin(), kSets.end(), word) != kSets.end()) return word;
  throw Error(place + ": set '" + trim(cell) + "', expected train, internal or external");
}

// `share` of each outcome class trains, the others are internal.
void split_at_random(std::vector<Patient*> patients, double share, std::uint64_t seed) {
  std::sort(patients.begin(), patients.end(),
            [](const Patient* a, const Patient* b) { return a->name < b->name; });
  Random random(seed, "split");
  for (const int outcome : {0, 1}) {
    std::vector<Patient*> members;
    for (Patient* p : patients)
      if (p->outcome == outcome) members.push_back(p);
    random.shuffle(members);
    const auto train =
        static_cast<std::size_t>(std::llround(share * static_cast<double>(members.size())));
    for (std::size_t i = 0; i < members.size(); ++i)
      members[i]->set = i < train ? "train" : "internal";
  }
}

// Without `train_centres` the largest centre trains; of equal ones the first by name.
std::vector<std::string> training_centres(const StudyPlan& plan, const Cohort& cohort) {
  std::map<std::string, int> counts;
  for (const auto& p : cohort.patients) ++counts[p.centre];
  const auto& named = plan.cohort.split.train_centres;
  for (const auto& name : named)
    if (!counts.contains(name)) {
      std::vector<std::string> known;
      for (const auto& [centre, n] : counts) known.push_back(centre);
      throw Error(plan.file.filename().string() + ": no patient of centre '" + name + "'" +
                  suggestion(name, known));
    }
  if (!named.empty()) return named;
  const auto smaller = [](const auto& a, const auto& b) { return a.second < b.second; };
  return {std::max_element(counts.begin(), counts.end(), smaller)->first};
}

void split_by_centre(const StudyPlan& plan, Cohort& cohort) {
  const auto centres = training_centres(plan, cohort);
  std::vector<Patient*> inside;
  for (auto& p : cohort.patients) {
    if (std::find(centres.begin(), centres.end(), p.centre) != centres.end())
      inside.push_back(&p);
    else
      p.set = "external";
  }
  split_at_random(inside, plan.cohort.split.train, plan.cohort.split.seed);
}

// Drops the patients whose cell is empty.
void drop_without(const std::string& column, ClinicalRows& clinical, Cohort& cohort) {
  const auto at = clinical.csv.column(column);
  std::vector<Patient> kept;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    if (is_missing(clinical.csv.rows[clinical.rows[i]][at])) {
      cohort.excluded.push_back(
          {cohort.patients[i].name, "cohort", "no value in column '" + column + "'"});
      continue;
    }
    kept.push_back(std::move(cohort.patients[i]));
    rows.push_back(clinical.rows[i]);
  }
  cohort.patients = std::move(kept);
  clinical.rows = std::move(rows);
}

void note_sets(Cohort& cohort) {
  for (const auto& set : kSets) {
    int n = 0, events = 0;
    for (const auto& p : cohort.patients)
      if (p.set == set) ++n, events += p.outcome;
    if (n == 0) continue;
    const std::string who = "set '" + set + "' has " + std::to_string(n) + " patients, " +
                            std::to_string(events) + " with the event";
    if (events == 0 || events == n) {
      if (set == "train") throw Error(who + ": nothing can be learned from one outcome class");
      cohort.notes.push_back(who + ": no discrimination can be measured in it");
    } else if (events < 10 || n - events < 10) {
      cohort.notes.push_back(who + ": too few to conclude anything");
    }
  }
}

}  // namespace

void assign_sets(const StudyPlan& plan, ClinicalRows& clinical, Cohort& cohort) {
  const auto& split = plan.cohort.split;
  const std::string& column = split.column.empty() ? split.centre : split.column;
  if (!column.empty()) {
    drop_without(column, clinical, cohort);
    if (cohort.patients.empty())
      throw Error(clinical.source + ": column '" + column + "' is empty for every patient");
    const auto at = clinical.csv.column(column);
    for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
      auto& patient = cohort.patients[i];
      const auto& cell = clinical.csv.rows[clinical.rows[i]][at];
      if (split.column.empty())
        patient.centre = trim(cell);
      else
        patient.set = set_of_cell(cell, clinical.source + ", patient " + patient.name);
    }
  }
  if (split.column.empty() && !split.centre.empty()) {
    split_by_centre(plan, cohort);
  } else if (split.column.empty()) {
    std::vector<Patient*> all;
    for (auto& p : cohort.patients) all.push_back(&p);
    split_at_random(all, split.train, split.seed);
  }
  const bool any = std::any_of(cohort.patients.begin(), cohort.patients.end(),
                               [](const Patient& p) { return p.set == "train"; });
  if (!any) throw Error("no patient is in the set 'train'");
  note_sets(cohort);
}

}  // namespace dlrr
