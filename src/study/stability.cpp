#include "study/stability.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/random.h"

namespace dlrr {

namespace {

// The share of each outcome's patients, at least two of them, ascending.
std::vector<std::size_t> draw(const LearningData& data, std::span<const std::size_t> rows,
                              double share, Random& random) {
  std::vector<std::size_t> out;
  for (const int outcome : {1, 0}) {
    std::vector<std::size_t> own;
    for (const auto row : rows)
      if (data.outcome[row] == outcome) own.push_back(row);
    random.shuffle(own);
    const auto wanted = static_cast<std::size_t>(std::lround(share * double(own.size())));
    own.resize(std::min(own.size(), std::max<std::size_t>(2, wanted)));
    out.insert(out.end(), own.begin(), own.end());
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

Stability selection_frequency(const LearningData& data, std::span<const std::size_t> rows,
                              const StudyPlan& plan, const Resources& resources) {
  const auto count = static_cast<std::size_t>(plan.selection.subsamples);
  std::vector<std::set<std::string>> chosen(count);
  std::vector<char> learned(count, 0);  // not vector<bool>: threads write beside one another
  Progress progress("stability of the selection", count, resources.quiet);
  parallel_for(count, resources.threads, [&](std::size_t k) {
    Random random(plan.seed, "stability", k);
    const auto part = draw(data, rows, plan.selection.subsample_share, random);
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
