// Everything learned again on bootstrap samples of the training patients.
#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/random.h"
#include "evaluate/optimism.h"
#include "study/outer_folds.h"
#include "study/protocol_checks.h"
#include "study/protocol_parts.h"

namespace dlrr {

namespace {

struct Sample {
  std::vector<std::size_t> drawn, left_out;
  std::map<std::string, BootstrapAuc> auc;  // by model
  std::string failure;
};

// As many patients as there are, with replacement.
Sample draw(const std::vector<std::vector<std::size_t>>& patients, std::uint64_t seed,
            std::uint64_t index) {
  Random random(seed, "bootstrap optimism", index);
  std::vector<bool> taken(patients.size(), false);
  Sample out;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    const auto which = random.below(patients.size());
    taken[which] = true;
    out.drawn.insert(out.drawn.end(), patients[which].begin(), patients[which].end());
  }
  for (std::size_t i = 0; i < patients.size(); ++i)
    if (!taken[i]) out.left_out.insert(out.left_out.end(), patients[i].begin(), patients[i].end());
  return out;
}

double auc_on(const Fit& fit, const Table& inputs, const LearningData& data,
              const std::vector<std::size_t>& rows) {
  if (rows.empty()) return std::numeric_limits<double>::quiet_NaN();
  return area_under_curve(apply_fit(fit, inputs.rows(rows)), pick(data.outcome, rows)).auc;
}

void learn_sample(Sample& sample, const LearningData& data, const StudyPlan& plan,
                  std::uint64_t seed) {
  try {
    const Pipeline pipeline = learn_pipeline(data, sample.drawn, plan, seed, 1);
    const Table inputs = inputs_of(pipeline, data);
    const auto train = data.rows_of("train");
    for (const auto& model : plan.models) {
      if (std::ranges::find(pipeline.fits, model.name, &Fit::model) == pipeline.fits.end())
        continue;
      const Fit& fit = best_by_cv(pipeline, model.name);
      sample.auc[model.name] = {auc_on(fit, inputs, data, sample.drawn),
                                auc_on(fit, inputs, data, train),
                                auc_on(fit, inputs, data, sample.left_out)};
    }
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::internal) throw;
    sample.failure = e.what();
  }
}

}  // namespace

Json bootstrap_json(const LearningData& data, const StudyPlan& plan, const ProtocolResult& final,
                    const Resources& resources) {
  const auto patients = whole_patients(data, data.rows_of("train"));
  std::vector<Sample> samples(static_cast<std::size_t>(plan.protocol.bootstrap));
  Progress progress("bootstrap", samples.size(), resources.quiet);
  parallel_for(samples.size(), resources.threads, [&](std::size_t k) {
    samples[k] = draw(patients, plan.seed, k);
    learn_sample(samples[k], data, plan, plan.seed + 1 + k);
    progress.done();
  });
  Json rows = Json::array();
  for (const auto& model : final.models) {
    std::vector<BootstrapAuc> aucs;
    for (const auto& sample : samples)
      if (const auto at = sample.auc.find(model.model); at != sample.auc.end())
        aucs.push_back(at->second);
    const Json numbers = to_json(bootstrap_optimism(
        auc_on(*model.fit, inputs_of(final.pipeline, data), data, data.rows_of("train")), aucs));
    Json row = Json::of({{"model", model.model}});
    for (const auto& [name, value] : numbers.as_object()) row[name] = value;
    rows.push_back(row);
  }
  const auto failed =
      std::ranges::count_if(samples, [](const Sample& s) { return !s.failure.empty(); });
  return Json::of({{"n", samples.size()}, {"failed", failed}, {"rows", rows}});
}

}  // namespace dlrr
