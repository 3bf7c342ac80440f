// The protocols on outcomes without any relation to the features: what AUC do they promise there?
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/summary.h"
#include "evaluate/bootstrap.h"
#include "study/outer_folds.h"
#include "study/protocol_checks.h"
#include "study/protocol_parts.h"

namespace dlrr {

namespace {

// Patients exchange their outcomes: of those with as many rows, so that the rows of one patient
// keep their outcomes together, in any order among them. Without groups every row is a patient.
void shuffle_outcomes(const std::vector<std::vector<std::size_t>>& patients, Random& random,
                      std::vector<int>& outcome) {
  std::map<std::size_t, std::vector<std::size_t>> by_rows;
  for (std::size_t i = 0; i < patients.size(); ++i) by_rows[patients[i].size()].push_back(i);
  const auto before = outcome;
  for (const auto& [rows, members] : by_rows) {
    auto from = members;
    random.shuffle(from);
    for (std::size_t i = 0; i < members.size(); ++i) {
      auto given = pick(before, patients[from[i]]);
      random.shuffle(given);
      for (std::size_t k = 0; k < rows; ++k) outcome[patients[members[i]][k]] = given[k];
    }
  }
}

std::vector<int> shuffled(const LearningData& data, const StudyPlan& plan, std::uint64_t index) {
  auto outcome = data.outcome;
  Random random(plan.seed, "permute", index);
  for (const auto& set : sets_of(data))
    shuffle_outcomes(whole_patients(data, data.rows_of(set)), random, outcome);
  return outcome;
}

// What a reader would take for the result: the left-out folds of nested, the training and internal
// AUC of paper.
bool is_headline(const std::string& protocol, const std::string& set) {
  return protocol == "nested" ? set == "resampled" : set == "train" || set == "internal";
}

struct Line {
  std::string protocol, model, set;
  double observed = 0;
  std::vector<double> auc;
};

std::vector<Line> headlines(const std::vector<ProtocolResult>& protocols, const LearningData& data,
                            const StudyPlan& plan) {
  std::vector<Line> lines;
  for (const auto& protocol : protocols)
    for (const auto& model : protocol.models)
      for (const auto& estimate : model.estimates)
        if (is_headline(protocol.name, estimate.set) && !estimate.rows.empty())
          lines.push_back({protocol.name,
                           model.model,
                           estimate.set,
                           estimate_auc(estimate, data, plan).auc,
                           {}});
  return lines;
}

Json line_json(const Line& line) {
  const auto range = percentile_interval(line.observed, line.auc);
  const auto reached =
      std::ranges::count_if(line.auc, [&](double auc) { return auc >= line.observed; });
  const double n = static_cast<double>(line.auc.size());
  Json values = Json::array();
  for (const double auc : line.auc) values.push_back(auc);
  return Json::of({{"protocol", line.protocol},
                   {"model", line.model},
                   {"set", line.set},
                   {"observed", line.observed},
                   {"p", (1.0 + static_cast<double>(reached)) / (1.0 + n)},
                   {"mean", line.auc.empty() ? Json() : Json(moments(line.auc).mean)},
                   {"lower", line.auc.empty() ? Json() : Json(range.lower)},
                   {"upper", line.auc.empty() ? Json() : Json(range.upper)},
                   {"auc", values}});
}

}  // namespace

Json permutation_json(const LearningData& data, const StudyPlan& plan,
                      const std::vector<ProtocolResult>& protocols, const Resources& resources) {
  auto lines = headlines(protocols, data, plan);
  std::erase_if(lines, [](const Line& line) { return std::isnan(line.observed); });
  LearningData null = data;
  Resources silent = resources;
  silent.quiet = true;
  int failed = 0;
  Progress progress("permutations", static_cast<std::size_t>(plan.protocol.permute),
                    resources.quiet);
  for (int k = 0; k < plan.protocol.permute; ++k, progress.done()) {
    null.outcome = shuffled(data, plan, static_cast<std::uint64_t>(k));
    try {
      for (const auto& one : headlines(run_protocols(null, plan, silent), null, plan))
        for (auto& line : lines)
          if (line.protocol == one.protocol && line.model == one.model && line.set == one.set &&
              std::isfinite(one.observed))
            line.auc.push_back(one.observed);
    } catch (const Error& e) {
      if (e.kind() == ErrorKind::internal) throw;
      ++failed;
    }
  }
  Json rows = Json::array();
  for (const auto& line : lines) rows.push_back(line_json(line));
  return Json::of({{"n", plan.protocol.permute}, {"failed", failed}, {"rows", rows}});
}

}  // namespace dlrr
