// Is there enough to conclude anything: events, candidates, Riley's criteria, small groups.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "evaluate/sample_size.h"
#include "study/protocol_parts.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

constexpr double small_share = 0.1;
constexpr double nagelkerke = 0.15;  // anticipated when nothing is known (Riley et al. 2020)

struct Counts {
  double patients = 0, events = 0;
  double rarer() const { return std::min(events, patients - events); }
};

Counts counts_of(const LearningData& data, const std::string& set) {
  const auto rows = data.rows_of(set);
  Counts out{static_cast<double>(rows.size())};
  for (const auto row : rows) out.events += data.outcome[row];
  return out;
}

void add_rule(Json& rules, const std::string& rule, double found, double needed,
              const std::string& meaning) {
  rules.push_back(Json::of({{"rule", rule},
                            {"found", found},
                            {"needed", needed},
                            {"held", found >= needed},
                            {"meaning", meaning}}));
}

Json rules_of(const Results& r, double candidates, const Json& criteria) {
  Json rules = Json::array();
  const auto train = counts_of(r.data, "train");
  add_rule(rules, "patients of the rarer outcome in the training set", train.rarer(), 20,
           "with fewer an AUC is known to about 0.13 at best: conclude nothing");
  add_rule(rules, "the same per candidate column", train.rarer() / candidates, 10,
           "with fewer a model without selection and shrinkage fits noise; only nested resampling "
           "tells what is left");
  if (criteria.size())
    add_rule(rules, "training patients for a model of one score", train.patients,
             criteria.as_array().front().at("needed").as_number(),
             "with fewer even a single, ready-made score is not calibrated well");
  for (const char* set : {"internal", "external"}) {
    const auto counts = counts_of(r.data, set);
    if (counts.patients == 0) continue;
    add_rule(rules, std::string("patients of the rarer outcome in the ") + set + " set",
             counts.rarer(), 10, "with fewer the AUC there cannot be told from chance");
    add_rule(rules, "the same, to judge calibration", counts.rarer(), 100,
             "with fewer a calibration curve shows chance as much as the model (Vergouwe 2005, "
             "Collins 2016)");
  }
  return rules;
}

Json criterion(const std::string& what, double parameters, double r2, const Counts& train) {
  const auto size = riley_sample_size(parameters, r2, train.events / train.patients);
  return Json::of({{"what", what},
                   {"parameters", parameters},
                   {"shrinkage", size.shrinkage},
                   {"optimism", size.optimism},
                   {"intercept", size.intercept},
                   {"needed", size.needed},
                   {"events", size.events},
                   {"events_per_parameter", size.events_per_parameter},
                   {"patients", train.patients}});
}

double kept_features(const Results& r) {
  if (r.protocols.empty()) return 0;
  const auto& pipeline = r.protocols.back().pipeline;
  return static_cast<double>(pipeline.rad_score.terms.size() + pipeline.dl_score.terms.size());
}

Json criteria_of(const Results& r, double candidates, double r2, const Counts& train) {
  Json out = Json::array();
  out.push_back(criterion("one score", 1, r2, train));
  const double kept = kept_features(r);
  if (kept > 1) out.push_back(criterion("features in the scores", kept, r2, train));
  if (candidates > 1) out.push_back(criterion("all candidates", candidates, r2, train));
  return out;
}

// Columns of two values, of which one is rare among the training patients.
Json small_groups_of(const LearningData& data) {
  Json out = Json::array();
  const auto rows = data.rows_of("train");
  for (std::size_t j = 0; j < data.clinical.columns.size(); ++j) {
    std::map<double, std::size_t> values;
    std::size_t n = 0;
    for (const auto row : rows)
      if (const double value = data.clinical.values(row, j); std::isfinite(value))
        ++values[value], ++n;
    if (values.size() != 2) continue;
    const auto rare = std::min(values.begin()->second, values.rbegin()->second);
    const double share = static_cast<double>(rare) / static_cast<double>(n);
    if (share < small_share)
      out.push_back(
          Json::of({{"variable", data.clinical.columns[j].name}, {"n", rare}, {"share", share}}));
  }
  return out;
}

}  // namespace

Json sample_size_json(const Results& r) {
  const auto train = counts_of(r.data, "train");
  if (train.rarer() == 0) return {};
  const double candidates =
      static_cast<double>(r.data.clinical.columns.size() + r.data.radiomics.columns.size() +
                          r.data.deep.columns.size());
  const double r2 = nagelkerke * largest_cox_snell_r2(train.events / train.patients);
  const Json criteria = criteria_of(r, candidates, r2, train);
  return Json::of(
      {{"patients", train.patients},
       {"events", train.events},
       {"candidates", candidates},
       {"per_event", candidates / train.events},
       {"r2", r2},
       {"r2_from", "15 % of the largest possible, as recommended when nothing is known"},
       {"criteria", criteria},
       {"rules", rules_of(r, candidates, criteria)},
       {"small_groups", small_groups_of(r.data)}});
}

}  // namespace dlrr
