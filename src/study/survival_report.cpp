#include "study/survival_report.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/pick.h"
#include "base/text.h"
#include "evaluate/concordance.h"
#include "study/bundle.h"
#include "study/protocol_parts.h"
#include "study/survival_figures.h"
#include "study/survival_parts.h"

namespace dlrr {

namespace {

constexpr std::size_t events_to_conclude = 20;
constexpr double events_per_variable = 10;

FollowUp follow_up(const Results& r, const ModelResult& model, const Estimate& estimate,
                   const SurvivalFit& fit) {
  FollowUp out;
  out.predictor = estimate.risk;
  out.time = pick(r.data.time, estimate.rows);
  out.event = pick(r.data.outcome, estimate.rows);
  if (estimate.set == "resampled") {
    out.fold = estimate.fold;
    out.folds_per_repeat = folds_per_repeat(estimate, r.plan);
  }
  out.cutoff = model.cutoff;
  out.spread = fit.spread;
  out.horizon = r.plan.cohort.outcome.horizon;
  out.seed = r.plan.seed;
  out.threads = r.threads;
  return out;
}

// One row per protocol, model and set. The protocols share the models of the whole training set, so
// that a held-out set is judged once.
Json performance_json(const Results& r, const std::vector<SurvivalFit>& fits) {
  Json out = Json::array();
  std::map<std::pair<std::string, std::string>, Json> known;
  for (const auto& protocol : r.protocols)
    for (std::size_t m = 0; m < protocol.models.size(); ++m)
      for (const auto& estimate : protocol.models[m].estimates) {
        const auto& model = protocol.models[m];
        auto& figures = known[{model.model, estimate.set}];
        if (figures.is_null()) figures = follow_up_json(follow_up(r, model, estimate, fits[m]));
        Json row =
            Json::of({{"protocol", protocol.name}, {"model", model.model}, {"set", estimate.set}});
        for (const auto& [key, value] : figures.as_object()) row[key] = value;
        out.push_back(std::move(row));
      }
  return out;
}

Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json terms_json(const SurvivalFit& fit) {
  Json out = Json::array();
  for (std::size_t j = 0; j < fit.fit.inputs.size(); ++j) {
    const auto& input = fit.fit.inputs[j];
    const auto& ratio = fit.hazard_ratio[j];
    out.push_back(Json::of({{"model", fit.fit.model},
                            {"input", input.name},
                            {"coefficient", fit.coefficient[j]},
                            {"mean", input.mean},
                            {"sd", input.sd},
                            {"fill", input.fill},
                            {"hazard_ratio", ratio.estimate},
                            {"lower", number_or_null(ratio.lower)},
                            {"upper", number_or_null(ratio.upper)}}));
  }
  return out;
}

Json models_json(const std::vector<SurvivalFit>& fits) {
  Json out = Json::array();
  for (const auto& fit : fits) {
    const auto inputs = static_cast<double>(fit.fit.inputs.size());
    out.push_back(Json::of({{"model", fit.fit.model},
                            {"algorithm", fit.fit.algorithm},
                            {"note", fit.note},
                            {"n", fit.patients},
                            {"events", fit.events},
                            {"events_per_variable", static_cast<double>(fit.events) / inputs},
                            {"cutoff", fit.cutoff},
                            {"terms", terms_json(fit)}}));
  }
  return out;
}

// What the patients who taught say of the model, against patients who were left out.
Json gap_json(const Json& performance) {
  const auto c_of = [&](const Json& model, const char* protocol, const char* set) {
    for (const auto& row : performance.as_array())
      if (row.at("protocol").as_string() == protocol && row.at("set").as_string() == set &&
          row.at("model").as_string() == model.as_string())
        return row.at("harrell_c").at("estimate").as_number();
    return std::nan("");
  };
  Json out = Json::array();
  for (const auto& row : performance.as_array()) {
    if (row.at("protocol").as_string() != "paper" || row.at("set").as_string() != "train") continue;
    const double paper = c_of(row.at("model"), "paper", "train");
    const double nested = c_of(row.at("model"), "nested", "resampled");
    if (std::isfinite(paper) && std::isfinite(nested))
      out.push_back(Json::of({{"model", row.at("model")},
                              {"paper_train", paper},
                              {"nested", nested},
                              {"gap", paper - nested}}));
  }
  return out;
}

// Kaplan-Meier of the main model's risk groups in every set.
Json curves_json(const Results& r, const std::vector<SurvivalFit>& fits) {
  Json out = Json::array();
  const auto& protocol = r.protocols.back();
  const std::string name = image_only_model(r.plan, protocol);
  for (std::size_t m = 0; m < protocol.models.size(); ++m) {
    const auto& model = protocol.models[m];
    if (model.model != name) continue;
    for (const auto& estimate : model.estimates) {
      Json one = Json::of({{"endpoint", r.plan.cohort.outcome.event},
                           {"time", r.plan.cohort.outcome.time},
                           {"set", estimate.set},
                           {"protocol", protocol.name},
                           {"risk_model", name},
                           {"cutoff", model.cutoff},
                           {"cutoff_from", model.cutoff_from}});
      const Json groups = risk_groups_json(risk_groups(follow_up(r, model, estimate, fits[m])));
      for (const auto& [key, value] : groups.as_object()) one[key] = value;
      out.push_back(std::move(one));
    }
  }
  const Json others = survival_json(r);
  for (const auto& other : others.as_array()) out.push_back(other);
  return out;
}

void warn_of_models(const std::vector<SurvivalFit>& fits, std::vector<std::string>& out) {
  std::vector<std::string> thin;
  for (const auto& fit : fits) {
    if (!fit.note.empty()) out.push_back("model " + fit.fit.model + ": " + fit.note);
    const auto per = static_cast<double>(fit.events) / static_cast<double>(fit.fit.inputs.size());
    if (per < events_per_variable) thin.push_back(fit.fit.model + " " + fixed_text(per, 1));
  }
  if (!thin.empty())
    out.push_back("fewer than 10 training events per input of the Cox model: " + join(thin, ", ") +
                  "; such a model fits noise");
}

std::vector<std::string> warnings_of(const Results& r, const std::vector<SurvivalFit>& fits) {
  std::vector<std::string> out;
  if (r.untrained_weights)
    out.push_back(
        "untrained weights: the network's weights were made from a seed; its features are random "
        "projections of the images without medical meaning");
  for (const auto& protocol : r.protocols)
    out.insert(out.end(), protocol.notes.begin(), protocol.notes.end());
  if (r.protocols.empty()) return out;
  const auto& pipeline = r.protocols.front().pipeline;
  for (const auto* score : {&pipeline.rad_score, &pipeline.dl_score})
    if (score->stages.size() > 1 && score->terms.empty())
      out.push_back(score->name + ": LASSO kept no feature; the score is the same for everybody");
  warn_of_models(fits, out);
  const double horizon = r.plan.cohort.outcome.horizon;
  if (horizon > 0 && !std::isfinite(event_by(fits.front().fit, horizon, 0)))
    out.push_back("no training patient was followed up to the horizon of " + number_text(horizon) +
                  ": there is no risk up to it");
  return out;
}

Json verdict_json(const Results& r, std::int64_t events) {
  if (!r.learning_failure.empty())
    return Json::of(
        {{"level", "none"}, {"text", "No model could be fitted: " + r.learning_failure}});
  if (events < static_cast<std::int64_t>(events_to_conclude))
    return Json::of(
        {{"level", "none"},
         {"text", "Nothing can be concluded from this study: it has " + std::to_string(events) +
                      " events, and with fewer than " + std::to_string(events_to_conclude) +
                      " no estimate below, good or bad, can be told from chance."}});
  return Json::of(
      {{"level", "caution"},
       {"text",
        "Read C of the left-out folds and of held-out sets; C of the training patients is "
        "optimistic by construction. No model is fit for use before it has been tested on patients "
        "of another hospital."}});
}

Json table_json(const Csv& table) {
  Json rows = Json::array();
  for (const auto& row : table.rows) rows.push_back(Json(row));
  return Json::of(
      {{"title", "Linear predictor per patient"},
       {"columns", table.header},
       {"rows", rows},
       {"how",
        "A linear predictor is the logarithm of the hazard against the mean training patient: 0.7 "
        "is about twice the hazard. Those in a column .resampled come from models that have not "
        "seen the patient, shifted to the same cut-off; .risk is the chance of the event up to the "
        "horizon. predictions.csv holds every digit. Click a column's head to sort."}});
}

}  // namespace

Json survival_report(const Results& r, const std::vector<SurvivalFit>& fits) {
  Json report = Json::of({{"dlrr", program_version},
                          {"study", r.plan.name},
                          {"plan_hash", r.plan.hash},
                          {"untrained_weights", r.untrained_weights}});
  const Json cohort = cohort_json(r);
  report["verdict"] = verdict_json(r, cohort.at("events").as_integer());
  report["warnings"] = warnings_of(r, fits);
  report["cohort"] = cohort;
  if (!r.protocols.empty()) {
    report["selection"] = selection_json(r);
    const Json performance = performance_json(r, fits);
    report["survival_models"] = Json::of(
        {{"time", r.plan.cohort.outcome.time},
         {"event", r.plan.cohort.outcome.event},
         {"horizon",
          r.plan.cohort.outcome.horizon > 0 ? Json(r.plan.cohort.outcome.horizon) : Json()},
         {"performance", performance},
         {"gap", gap_json(performance)},
         {"models", models_json(fits)}});
    report["main_model"] = image_only_model(r.plan, r.protocols.back());
    report["looks"] = looks_json(r);
    report["ledger"] = ledger_json(r);
    report["steps"] = survival_steps(r);
    report["harmonisation"] = harmonisation_json(r);
    report["centre_effect"] = centre_effect_json(r);
    report["survival"] = curves_json(r, fits);
    report["predictions"] = table_json(survival_predictions(r));
  }
  report["methods"] = survival_methods(r);
  report["settings"] = r.plan.normalised_text;
  return report;
}

Csv survival_predictions(const Results& r) {
  Csv table;
  table.header = {"patient", "set", "time", "event"};
  const std::size_t n = r.data.outcome.size();
  for (std::size_t i = 0; i < n; ++i)
    table.rows.push_back({r.data.radiomics.patients[i], r.data.set[i], number_text(r.data.time[i]),
                          std::to_string(r.data.outcome[i])});
  const auto add = [&](const std::string& name, const std::vector<double>& values) {
    table.header.push_back(name);
    for (std::size_t i = 0; i < n; ++i)
      table.rows[i].push_back(std::isfinite(values[i]) ? number_text(values[i]) : "");
  };
  const double horizon = r.plan.cohort.outcome.horizon;
  for (const auto& model : r.protocols.back().models) {
    std::vector<double> final(n, std::nan("")), risk(n, std::nan("")), sum(n, 0), count(n, 0);
    for (const auto& estimate : model.estimates)
      for (std::size_t k = 0; k < estimate.rows.size(); ++k) {
        const auto row = estimate.rows[k];
        if (estimate.set == "resampled") {
          sum[row] += estimate.risk[k];
          ++count[row];
          continue;
        }
        final[row] = estimate.risk[k];
        if (horizon > 0) risk[row] = event_by(*model.fit, horizon, estimate.risk[k]);
      }
    add(model.model, final);
    if (r.protocols.back().name == "nested") {
      for (std::size_t i = 0; i < n; ++i) sum[i] /= count[i];  // NaN where never left out
      add(model.model + ".resampled", sum);
    }
    if (horizon > 0) add(model.model + ".risk", risk);
  }
  return table;
}

}  // namespace dlrr
