// What each protocol did step by step, what is wrong with it, and which sets it looked at.
#include <algorithm>

#include "base/rank.h"
#include "base/text.h"
#include "study/protocol_parts.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

const ProtocolResult* find_protocol(const Results& r, const std::string& name) {
  const auto found = std::ranges::find(r.protocols, name, &ProtocolResult::name);
  return found == r.protocols.end() ? nullptr : &*found;
}

int times_of(const ProtocolResult& protocol, const std::string& set, const std::string& step) {
  for (const auto& look : protocol.ledger.looks())
    if (look.set == set && look.step == step) return look.times;
  return 0;
}

void add(Json& out, const std::string& step, const std::string& paper, const std::string& problem,
         const std::string& nested) {
  out.push_back(
      Json::of({{"step", step}, {"paper", paper}, {"problem", problem}, {"nested", nested}}));
}

std::string count_of(std::size_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

void add_training_steps(Json& out, const Results& r, const ProtocolResult& paper) {
  const std::size_t columns = r.data.radiomics.columns.size() + r.data.deep.columns.size();
  add(out, "selection", count_of(columns, "feature") + " thinned on the whole training set, once",
      "the patients whom cross-validation leaves out have already helped to choose the features: "
      "the CV AUC is too good",
      "anew within each training part");
  add(out, "scores as inputs",
      "the scores' coefficients and the models that read the scores are fitted on the same "
      "patients",
      "stacked in-sample scores: the training AUC is too good, and the models trust the scores too "
      "much",
      "judged on patients whom neither score nor model has seen");
  add(out, "tuning", count_of(paper.lines.size(), "fit") + " tuned by cross-validation",
      "the best of several settings is reported with the CV AUC that made it the best",
      "anew within each training part; its CV AUC is never the result");
}

void add_internal_steps(Json& out, const Results& r, const ProtocolResult& paper) {
  const int chosen = times_of(paper, "internal", "choice of the algorithm");
  const int cut = times_of(paper, "internal", "cut-off of each model");
  const auto dropped = std::ranges::count_if(paper.lines, &FitLine::dropped);
  const auto models = std::ranges::count_if(
      paper.models, [&](const ModelResult& one) { return !is_baseline(r.plan, one.model); });
  if (!chosen) return;
  add(out, "gap rule",
      "fits whose AUC differs by more than " + number_text(r.plan.protocol.max_gap) +
          " between training and internal set are dropped (" + std::to_string(dropped) + " of " +
          std::to_string(chosen) + ")",
      "a fit that is lucky in the internal set passes as not overfitted; an honest one may be "
      "dropped",
      "no such rule");
  add(out, "choice of the algorithm",
      "the best internal AUC of " + count_of(r.plan.algorithms.size(), "algorithm") +
          " for each of " + count_of(static_cast<std::size_t>(models), "model") + ": " +
          count_of(static_cast<std::size_t>(chosen), "look") + " at the internal set",
      "the internal AUC is the largest of several and no longer an estimate for new patients",
      "by cross-validation within the training part");
  add(out, "cut-off",
      "Youden's on the internal set: " + count_of(static_cast<std::size_t>(cut), "look"),
      "sensitivity and specificity there are the best that any cut-off reaches",
      "Youden's on risks that the training patients got while they were left out");
}

void add_last_steps(Json& out, const Results& r, const ProtocolResult& paper) {
  if (paper.models.size() > 1)
    add(out, "choice of the model",
        count_of(paper.models.size(), "model") + " compared on the same sets",
        "naming the best of them is one more choice made on the sets that judge it",
        "all models are reported; the comparison is exploratory here as well");
  if (std::ranges::find(r.data.set, "external") != r.data.set.end())
    add(out, "external set",
        "opened " + count_of(static_cast<std::size_t>(paper.ledger.times("external")), "time"),
        paper.ledger.choosing("external") ? "used to choose" : "nothing: this estimate is clean",
        "opened once");
}

// The left-out rows of one fold.
Estimate of_fold(const Estimate& all, int fold) {
  Estimate out{all.set};
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    if (all.fold[i] != fold) continue;
    out.rows.push_back(all.rows[i]);
    out.risk.push_back(all.risk[i]);
  }
  return out;
}

Json centre_json(const Results& r, const std::string& centre, const std::string& model,
                 const Estimate& part) {
  const auto outcome = pick(r.data.outcome, part.rows);
  Json row = Json::of({{"centre", centre},
                       {"model", model},
                       {"n", outcome.size()},
                       {"events", std::ranges::count(outcome, 1)}});
  const bool both = has_both_classes(outcome);
  row["auc"] = both ? to_json(area_under_curve(part.risk, outcome)) : Json();
  row["note"] = both ? "" : "only one outcome occurs in this centre";
  return row;
}

}  // namespace

Json left_out_json(const Results& r) {
  Json out = Json::array();
  const auto* nested = find_protocol(r, "nested");
  if (!nested || r.plan.protocol.outer != "centre") return out;
  for (const auto& model : nested->models)
    for (const auto& estimate : model.estimates)
      for (std::size_t k = 0; estimate.set == "resampled" && k < nested->fold_centres.size(); ++k) {
        const Estimate part = of_fold(estimate, static_cast<int>(k));
        if (!part.rows.empty())
          out.push_back(centre_json(r, nested->fold_centres[k], model.model, part));
      }
  return out;
}

Json looks_json(const Results& r) {
  Json out = Json::object();
  for (const auto& protocol : r.protocols)
    for (const auto& look : protocol.ledger.looks())
      out[protocol.name][look.set] = protocol.ledger.times(look.set);
  return out;
}

Json ledger_json(const Results& r) {
  Json out = Json::array();
  for (const auto& protocol : r.protocols)
    for (const auto& look : protocol.ledger.looks())
      out.push_back(Json::of({{"protocol", protocol.name},
                              {"set", look.set},
                              {"step", look.step},
                              {"looks", look.times},
                              {"chooses", look.chooses}}));
  return out;
}

Json steps_json(const Results& r) {
  Json out = Json::array();
  const auto* paper = find_protocol(r, "paper");
  if (!paper) return out;
  add_training_steps(out, r, *paper);
  add_internal_steps(out, r, *paper);
  add_last_steps(out, r, *paper);
  return out;
}

}  // namespace dlrr
