// Table 4 and Table S7: what one model adds to another.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/pick.h"
#include "base/rank.h"
#include "evaluate/evaluation.h"
#include "study/article.h"
#include "study/protocol_parts.h"

namespace dlrr {

namespace {

// The risks of one set, a row per patient.
struct RiskSet {
  std::string set;
  std::vector<int> outcome;
  std::vector<Risk> risks;  // in the order of the models
};

// A patient who was left out several times has the mean of these risks.
std::map<std::size_t, double> risk_by_row(const Estimate& estimate) {
  std::map<std::size_t, double> sum;
  std::map<std::size_t, int> count;
  for (std::size_t k = 0; k < estimate.rows.size(); ++k) {
    sum[estimate.rows[k]] += estimate.risk[k];
    ++count[estimate.rows[k]];
  }
  for (auto& [row, value] : sum) value = count[row] == 1 ? value : value / count[row];
  return sum;
}

RiskSet risk_set(const Results& r, const ProtocolResult& protocol, const std::string& set) {
  RiskSet out{set, {}, {}};
  for (const auto& model : protocol.models)
    for (const auto& estimate : model.estimates) {
      if (estimate.set != set || estimate.rows.empty()) continue;
      Risk risk{model.model, true, {}};
      std::vector<std::size_t> rows;
      for (const auto& [row, value] : risk_by_row(estimate)) {
        rows.push_back(row);
        risk.value.push_back(value);
      }
      out.outcome = pick(r.data.outcome, rows);
      out.risks.push_back(std::move(risk));
    }
  return out;
}

// Events of the training patients: a cut that no other set has chosen.
double training_share(const Results& r) {
  const auto outcome = pick(r.data.outcome, r.data.rows_of("train"));
  return static_cast<double>(std::ranges::count(outcome, 1)) / static_cast<double>(outcome.size());
}

std::vector<Json> pairs_of(const RiskSet& set, double cut) {
  EvaluationOptions options;
  options.thresholds = {cut};
  std::vector<Json> out;
  std::vector<double> p;
  for (std::size_t a = 0; a < set.risks.size(); ++a)
    for (std::size_t b = a + 1; b < set.risks.size(); ++b) {
      const Json full = pair_json(set.risks[a], set.risks[b], set.outcome, {}, options);
      Json one = Json::of({{"set", set.set}});
      for (const auto& [key, value] : full.as_object())
        if (key != "net_benefit") one[key] = value;
      p.push_back(one.at("delong").at("p").as_number());
      out.push_back(std::move(one));
    }
  const auto adjusted = holm(p);
  for (std::size_t k = 0; k < out.size(); ++k) out[k]["delong"]["p_holm"] = adjusted[k];
  return out;
}

bool extends(const StudyPlan& plan, const std::string& small, const std::string& large) {
  const auto inputs = [&](const std::string& name) {
    const auto at = std::ranges::find(plan.models, name, &ModelPlan::name);
    return at == plan.models.end() ? std::vector<std::string>() : at->inputs;
  };
  const auto few = inputs(small), many = inputs(large);
  return few.size() < many.size() && std::ranges::all_of(few, [&](const std::string& input) {
           return std::ranges::find(many, input) != many.end();
         });
}

// "": the value itself; "event", "nonevent": that part of it.
std::string with_range(const Json& value, const std::string& part = "") {
  const PrintStyle style;
  const double estimate = value.at(part.empty() ? "estimate" : part).as_number(),
               lower = value.at(part.empty() ? "lower" : part + "_lower").as_number(),
               upper = value.at(part.empty() ? "upper" : part + "_upper").as_number();
  if (std::isnan(estimate)) return "NA";
  if (std::isnan(lower) || std::isnan(upper)) return style.number(estimate, 3);
  return style.number(estimate, 3) + " (" + style.range(lower, upper, 3) + ")";
}

std::vector<std::string> row_of(const Json& pair) {
  const PrintStyle style;
  const Json &delong = pair.at("delong"), &nri = pair.at("nri").at("continuous"),
             &idi = pair.at("idi");
  const auto p = [&](const Json& of, const char* key) { return style.p(of.at(key).as_number()); };
  return {pair.at("set").as_string(),
          pair.at("b").as_string() + " against " + pair.at("a").as_string(),
          std::to_string(pair.at("events").as_integer()) + "/" +
              std::to_string(pair.at("n").as_integer()),
          with_range(delong),
          p(delong, "p"),
          p(delong, "p_holm"),
          with_range(nri),
          p(nri, "p"),
          with_range(nri, "event"),
          p(nri, "event_p"),
          with_range(nri, "nonevent"),
          p(nri, "nonevent_p"),
          with_range(idi),
          p(idi, "p")};
}

PaperTable empty_table(const std::string& name, const std::string& title,
                       const std::string& protocol) {
  return {name,
          title,
          {"Set", "Models", "Events/n", "AUC difference (95% CI)", "p, DeLong", "p, Holm",
           "NRI (95% CI)", "p, NRI", "NRI of events (95% CI)", "p, events",
           "NRI of non-events (95% CI)", "p, non-events", "IDI (95% CI)", "p, IDI"},
          {},
          {"Risks of the " + protocol +
               " protocol. Every difference is the first-named model less the other. NRI: "
               "continuous, from -2 to 2, the sum of its two parts, each from -1 to 1, with the "
               "multinomial variance; IDI: difference of the "
               "mean risks of events and non-events. Holm: over all pairs of the set.",
           "NA: the standard error is 0 (the same risks, or one class only)."}};
}

bool judged(const RiskSet& set) { return set.risks.size() > 1 && has_both_classes(set.outcome); }

}  // namespace

ComparedModels compare_models(const Results& r) {
  ComparedModels out;
  const auto& protocol = r.protocols.back();
  auto some = empty_table("comparisons", "What further inputs change", protocol.name);
  auto all = empty_table("comparisons_all", "All pairs of models", protocol.name);
  bool held_out = false;
  for (const char* name : {"internal", "external", "resampled", "train"}) {
    const bool last_resort = std::string(name) == "resampled" && held_out;
    const RiskSet set = risk_set(r, protocol, name);
    if (last_resort || !judged(set)) continue;
    held_out = true;
    for (Json& pair : pairs_of(set, training_share(r))) {
      all.rows.push_back(row_of(pair));
      if (set.set != "train" && extends(r.plan, pair.at("a").as_string(), pair.at("b").as_string()))
        some.rows.push_back(all.rows.back());
      out.pairs.push_back(std::move(pair));
    }
  }
  const std::string how =
      "An interval that holds 0 leaves open whether the further inputs help. NRI adds the net "
      "share of events that move up and the net share of non-events that move down; it is no per "
      "cent of patients and rises without any gain when a model is miscalibrated, so read it "
      "after the AUC difference and the decision curves.";
  if (!some.rows.empty()) out.tables.push_back({"Table 4", std::move(some), how});
  if (!all.rows.empty())
    out.tables.push_back({"Table S7", std::move(all),
                          how + " With many pairs some p values are small by chance: see Holm's."});
  return out;
}

}  // namespace dlrr
