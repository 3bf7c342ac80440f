#include "study/stability.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/random.h"
#include "study/outer_folds.h"

namespace dlrr {

std::vector<std::size_t> stability_subsample(const LearningData& data,
                                             std::span<const std::size_t> rows,
                                             const StudyPlan& plan, std::size_t index) {
  Random random(plan.seed, "stability", index);
  const auto patients = whole_patients(data, rows);
  const auto has_event = [&](const std::vector<std::size_t>& patient) {
    return std::ranges::any_of(patient, [&](std::size_t row) { return data.outcome[row] == 1; });
  };
  std::vector<std::size_t> out;
  for (const bool event : {true, false}) {
    std::vector<std::size_t> own;
    for (std::size_t i = 0; i < patients.size(); ++i)
      if (has_event(patients[i]) == event) own.push_back(i);
    random.shuffle(own);
    const auto wanted = static_cast<std::size_t>(
        std::lround(plan.selection.subsample_share * static_cast<double>(own.size())));
    own.resize(std::min(own.size(), std::max<std::size_t>(2, wanted)));
    for (const auto i : own) out.insert(out.end(), patients[i].begin(), patients[i].end());
  }
  std::ranges::sort(out);
  return out;
}

Stability selection_frequency(const LearningData& data, std::span<const std::size_t> rows,
                              const StudyPlan& plan, const Resources& resources) {
  const auto count = static_cast<std::size_t>(plan.selection.subsamples);
  std::vector<std::set<std::string>> chosen(count);
  std::vector<char> learned(count, 0);  // not vector<bool>: threads write beside one another
  Progress progress("stability of the selection", count, resources.quiet);
  parallel_for(count, resources.threads, [&](std::size_t k) {
    const auto part = stability_subsample(data, rows, plan, k);
    try {
      const Pipeline pipeline = learn_scores(data, part, plan, plan.seed + k, 1);
      for (const auto* score : {&pipeline.rad_score, &pipeline.dl_score})
        for (const auto& term : score->terms) chosen[k].insert(term.feature);
      learned[k] = 1;
    } catch (const Error& e) {
      if (e.kind() == ErrorKind::internal) throw;
    }
    progress.done();
  });
  Stability out;
  for (std::size_t k = 0; k < count; ++k) {
    out.of += learned[k];
    for (const auto& feature : chosen[k]) ++out.times[feature];
  }
  return out;
}

}  // namespace dlrr
