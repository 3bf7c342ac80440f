// Which patient trains, which one tests. Random sets depend on names and seed, not on row order.
#include <algorithm>
#include <cctype>
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

// The rows of one patient, who are never divided.
struct Together {
  std::vector<Patient*> rows;
  int outcome = 0;  // 1 when any row has the event
};

// By name, so that the order of the table has no influence.
std::vector<Together> whole_patients(const std::vector<Patient*>& patients) {
  std::map<std::string, Together> by_name;
  for (Patient* p : patients) {
    auto& one = by_name[p->group.empty() ? p->name : p->group];
    one.rows.push_back(p);
    one.outcome |= p->outcome;
  }
  std::vector<Together> out;
  for (auto& [name, one] : by_name) out.push_back(std::move(one));
  return out;
}

// `share` of each outcome class trains, the others are internal.
void split_at_random(const std::vector<Patient*>& patients, double share, std::uint64_t seed) {
  const auto whole = whole_patients(patients);
  Random random(seed, "split");
  for (const int outcome : {0, 1}) {
    std::vector<const Together*> members;
    for (const auto& one : whole)
      if (one.outcome == outcome) members.push_back(&one);
    random.shuffle(members);
    const auto train =
        static_cast<std::size_t>(std::llround(share * static_cast<double>(members.size())));
    for (std::size_t i = 0; i < members.size(); ++i)
      for (Patient* p : members[i]->rows) p->set = i < train ? "train" : "internal";
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

// Numbers by value; dates as YEAR-MONTH-DAY (or a part of it) by their order as text.
bool is_date(const std::string& text) {
  if (text.size() < 4 || text.size() > 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i == 4 || i == 7 ? text[i] != '-' : !std::isdigit(static_cast<unsigned char>(text[i])))
      return false;
  return text.size() == 4 || text.size() == 7 || text.size() == 10;
}

struct Times {
  std::vector<std::string> text;
  bool dates = true, numbers = true;

  void add(const std::string& value) {
    text.push_back(value);
    dates = dates && is_date(value);
    numbers = numbers && parse_number(value).has_value();
  }
  bool before(const std::string& a, const std::string& b) const {
    return dates ? a < b : *parse_number(a) < *parse_number(b);
  }
};

// The last time that trains: the named one, or the smallest at which the earliest rows make up the
// share. Rows of the same time are never divided.
std::string last_training_time(const Times& times, const SplitPlan& split, std::size_t patients) {
  if (!split.until.empty()) return split.until;
  auto order = times.text;
  order.resize(patients);
  std::ranges::stable_sort(order, [&](const auto& a, const auto& b) { return times.before(a, b); });
  const auto wanted =
      static_cast<std::size_t>(std::llround(split.train * static_cast<double>(order.size())));
  return order[std::clamp<std::size_t>(wanted, 1, order.size()) - 1];
}

// A temporal split: nobody of a later time than the last training patient trains.
void split_by_time(const StudyPlan& plan, const ClinicalRows& clinical, Cohort& cohort) {
  const auto& split = plan.cohort.split;
  const auto at = clinical.csv.column(split.time);
  Times times;
  for (std::size_t i = 0; i < cohort.patients.size(); ++i)
    times.add(trim(clinical.csv.rows[clinical.rows[i]][at]));
  if (!split.until.empty()) times.add(split.until);
  if (!times.dates && !times.numbers) {
    const auto odd = std::ranges::find_if(times.text, [](const auto& text) {
      return !is_date(text) && !parse_number(text).has_value();
    });
    throw Error("column '" + split.time +
                "' orders patients in time: expected numbers or dates "
                "as YEAR-MONTH-DAY throughout" +
                (odd == times.text.end() ? ", found both" : ", found '" + *odd + "'"));
  }
  const auto last = last_training_time(times, split, cohort.patients.size());
  for (std::size_t i = 0; i < cohort.patients.size(); ++i)
    cohort.patients[i].set = times.before(last, times.text[i]) ? "external" : "train";
  cohort.notes.push_back("split in time: patients up to " + split.time + " = " + last +
                         " train, later ones are external");
}

// Several rows of one patient in two sets would let the model meet again whom it was fitted on.
void check_groups(const std::string& column, const Cohort& cohort) {
  std::map<std::string, std::string> set_of;
  for (const auto& p : cohort.patients) {
    const auto [at, is_new] = set_of.emplace(p.group, p.set);
    if (!is_new && at->second != p.set)
      throw Error("column '" + column + "': the rows of '" + p.group + "' are in the sets '" +
                  at->second + "' and '" + p.set +
                  "'; all rows of one patient must be in the same set");
  }
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

// Copies a column into a field of every patient; those without a value are left out.
void read_field(const std::string& column, std::string Patient::*field, ClinicalRows& clinical,
                Cohort& cohort) {
  if (column.empty()) return;
  drop_without(column, clinical, cohort);
  if (cohort.patients.empty())
    throw Error(clinical.source + ": column '" + column + "' is empty for every patient");
  const auto at = clinical.csv.column(column);
  for (std::size_t i = 0; i < cohort.patients.size(); ++i)
    cohort.patients[i].*field = trim(clinical.csv.rows[clinical.rows[i]][at]);
}

// Of a time to an event only those who have it count: the others are censored, no class.
void note_sets(bool survival, Cohort& cohort) {
  for (const auto& set : kSets) {
    int n = 0, events = 0;
    for (const auto& p : cohort.patients)
      if (p.set == set) ++n, events += p.outcome;
    if (n == 0) continue;
    const std::string who = "set '" + set + "' has " + std::to_string(n) + " patients, " +
                            std::to_string(events) + " with the event";
    if (events == 0 || (events == n && !survival)) {
      if (set == "train")
        throw Error(who + (survival ? ": nothing can be learned without an event"
                                    : ": nothing can be learned from one outcome class"));
      cohort.notes.push_back(who + ": no discrimination can be measured in it");
    } else if (events < 10 || (n - events < 10 && !survival)) {
      cohort.notes.push_back(who + ": too few to conclude anything");
    }
  }
}

}  // namespace

void assign_sets(const StudyPlan& plan, ClinicalRows& clinical, Cohort& cohort) {
  const auto& split = plan.cohort.split;
  const auto& own_centre = plan.cohort.centre;
  read_field(own_centre.empty() ? split.centre : own_centre, &Patient::centre, clinical, cohort);
  read_field(plan.cohort.group, &Patient::group, clinical, cohort);
  read_field(split.column, &Patient::set, clinical, cohort);
  if (!split.time.empty()) drop_without(split.time, clinical, cohort);
  if (cohort.patients.empty()) throw Error("no patient has a value in column '" + split.time + "'");
  if (!split.column.empty()) {
    for (auto& p : cohort.patients)
      p.set = set_of_cell(p.set, clinical.source + ", patient " + p.name);
  } else if (!split.time.empty()) {
    split_by_time(plan, clinical, cohort);
  } else if (!split.centre.empty()) {
    split_by_centre(plan, cohort);
  } else {
    std::vector<Patient*> all;
    for (auto& p : cohort.patients) all.push_back(&p);
    split_at_random(all, split.train, split.seed);
  }
  const bool any = std::any_of(cohort.patients.begin(), cohort.patients.end(),
                               [](const Patient& p) { return p.set == "train"; });
  if (!any) throw Error("no patient is in the set 'train'");
  if (!plan.cohort.group.empty()) check_groups(plan.cohort.group, cohort);
  note_sets(plan.cohort.outcome.survival, cohort);
}

}  // namespace dlrr
