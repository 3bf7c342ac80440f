#include "study/survival_pipeline.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/parallel.h"
#include "base/pick.h"
#include "base/summary.h"
#include "evaluate/cox.h"
#include "model/cox.h"
#include "select/cox_lasso.h"
#include "table/folds.h"

namespace dlrr {

namespace {

// Who teaches, with what became of them.
struct Taught {
  Table inputs;  // rows: those that teach
  std::vector<double> time;
  std::vector<int> event, fold_class, group;
  std::uint64_t seed;
};

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A constant column carries nothing and would leave no Cox model estimable.
std::vector<std::size_t> varying(const Matrix& z) {
  std::vector<std::size_t> out;
  for (std::size_t j = 0; j < z.columns(); ++j)
    if (moments(z.column(j)).sd > 0) out.push_back(j);
  return out;
}

void take_cox(const CoxModel& cox, const std::vector<std::size_t>& columns, SurvivalFit& out) {
  out.fit.algorithm = "cox";
  for (std::size_t k = 0; k < columns.size(); ++k) {
    out.coefficient[columns[k]] = cox.coefficient[k];
    out.hazard_ratio[columns[k]] = cox.hazard_ratio[k];
  }
}

void take_lasso(const Taught& by, const Matrix& z, const std::vector<std::size_t>& columns,
                const std::string& reason, const StudyPlan& plan, SurvivalFit& out) {
  const int folds = feasible_folds(by.fold_class, plan.protocol.inner_folds, by.group);
  if (folds < 2)
    throw Error("training set has " + std::to_string(std::ranges::count(by.event, 1)) +
                " events among " + std::to_string(by.event.size()) +
                " patients; at least 2 folds with an event are needed to fit a model");
  LassoSettings settings;
  const auto cv =
      cox_lasso_cross_validate(z, SurvivalOutcome{by.time, by.event},
                               grouped_folds(by.fold_class, by.group, folds, by.seed), settings);
  const LassoFit& fit = cv.at_min();
  out.fit.algorithm = "cox-lasso";
  out.fit.hyper["lambda"] = fit.lambda;
  out.note = "no Cox model without a penalty (" + reason + "): Cox-LASSO at lambda.min";
  for (std::size_t k = 0; k < fit.features.size(); ++k) {
    const auto j = columns[fit.features[k]];
    out.coefficient[j] = fit.coefficients[k];
    out.hazard_ratio[j].estimate = std::exp(fit.coefficients[k]);
  }
}

SurvivalFit learn_fit(const ModelPlan& model, const Taught& by, const StudyPlan& plan) {
  SurvivalFit out;
  out.fit.model = model.name;
  out.fit.inputs = learn_inputs(model, by.inputs, {by.inputs});
  out.patients = by.event.size();
  out.events = static_cast<std::size_t>(std::ranges::count(by.event, 1));
  const Matrix all = prepare_inputs(out.fit.inputs, by.inputs);
  const auto columns = varying(all);
  const Matrix z = all.select_columns(columns);
  out.coefficient.assign(all.columns(), 0.0);
  out.hazard_ratio.assign(all.columns(), {1, nan, nan});
  if (columns.empty()) {
    out.fit.algorithm = "cox";
    out.note = "no input varies among the training patients: everybody has the same risk";
  } else if (const CoxModel cox = cox_fit(by.time, by.event, z); cox.estimable) {
    take_cox(cox, columns, out);
  } else {
    take_lasso(by, z, columns, cox.reason, plan, out);
  }
  const CoxRisk linear(out.coefficient, {});
  const auto predictor = linear.risk(all);
  out.cutoff = median(predictor);
  out.spread = moments(predictor).sd;
  out.fit.fitted = std::make_shared<const CoxRisk>(out.coefficient,
                                                   breslow_hazard(predictor, by.time, by.event));
  return out;
}

}  // namespace

SurvivalPipeline learn_survival(const LearningData& data, std::span<const std::size_t> rows,
                                const StudyPlan& plan, std::uint64_t seed, unsigned threads) {
  SurvivalPipeline out;
  out.scores = learn_every_score(data, rows, plan, seed, threads);
  const Taught by{
      inputs_of(out.scores, data).rows(rows), pick(data.time, rows), pick(data.outcome, rows),
      fold_classes(data.endpoint(), rows),    groups_of(data, rows), seed};
  std::vector<const ModelPlan*> models;
  for (const auto& model : plan.models)
    if (has_inputs(model, by.inputs)) models.push_back(&model);
  out.fits.resize(models.size());
  parallel_for(models.size(), threads,
               [&](std::size_t k) { out.fits[k] = learn_fit(*models[k], by, plan); });
  for (const auto& fit : out.fits) out.scores.fits.push_back(fit.fit);
  return out;
}

double event_by(const Fit& fit, double time, double predictor) {
  const auto* cox = dynamic_cast<const CoxRisk*>(fit.fitted.get());
  if (!cox) throw Error(ErrorKind::internal, "model " + fit.model + " is no Cox model");
  return cox->event_by(time, predictor);
}

}  // namespace dlrr
