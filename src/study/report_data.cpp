#include "study/report_data.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/csv.h"
#include "base/rank.h"
#include "base/summary.h"
#include "base/text.h"
#include "evaluate/bootstrap.h"
#include "evaluate/evaluate.h"
#include "study/article.h"
#include "study/bundle.h"
#include "study/protocol_parts.h"
#include "study/report_parts.h"
#include "table/folds.h"

namespace dlrr {

namespace {

// Fewer events than this and no estimate of an AUC is worth a conclusion (an interval of about
// +-0.13 at best).
constexpr std::size_t events_to_conclude = 20;

struct RegionSummary {
  std::vector<double> volumes;
  std::size_t gaps = 0, cut = 0;
};

Json regions_json(const Results& r) {
  std::map<std::pair<std::size_t, std::size_t>, RegionSummary> summary;
  Json gaps = Json::array(), cuts = Json::array();
  for (const auto row : r.included)
    for (const auto& block : r.imaging->first[row].blocks) {
      std::size_t phase = 0, region = 0;
      while (r.plan.phases[phase] != block.phase) ++phase;
      while (r.plan.regions[region].name != block.region) ++region;
      auto& one = summary[{phase, region}];
      one.cut += block.cut_fraction > 0;
      if (block.cut_fraction > 0)
        cuts.push_back(Json::of({{"patient", r.imaging->first[row].patient},
                                 {"phase", block.phase},
                                 {"region", block.region},
                                 {"fraction", block.cut_fraction}}));
      if (block.gap.empty()) {
        one.volumes.push_back(block.volume_mm3);
        continue;
      }
      ++one.gaps;
      gaps.push_back(Json::of({{"patient", r.imaging->first[row].patient},
                               {"phase", block.phase},
                               {"region", block.region},
                               {"reason", block.gap}}));
    }
  Json rows = Json::array();
  for (const auto& [key, one] : summary) {
    const auto range = std::ranges::minmax_element(one.volumes);
    const bool any = !one.volumes.empty();
    rows.push_back(Json::of({{"phase", r.plan.phases[key.first]},
                             {"region", r.plan.regions[key.second].name},
                             {"n", one.volumes.size()},
                             {"gaps", one.gaps},
                             {"cut", one.cut},
                             {"median_mm3", any ? Json(median(one.volumes)) : Json()},
                             {"min_mm3", any ? Json(*range.min) : Json()},
                             {"max_mm3", any ? Json(*range.max) : Json()}}));
  }
  return Json::of({{"summary", rows}, {"gaps", gaps}, {"cuts", cuts}});
}

// So many rows are drawn for the band of one decision curve at most, as long as the replicates
// suffice for its ends.
constexpr std::size_t band_rows = 20'000'000, most_replicates = 1000, least_replicates = 200;

// A patient is drawn with all of his rows: of several tumours, and of every repeat of the
// resampling.
void add_decision_band(const Results& r, const Estimate& estimate, std::span<const int> outcome,
                       Json& decision) {
  std::vector<std::size_t> patient;
  for (const auto row : estimate.rows)
    patient.push_back(r.data.group.empty() ? row : static_cast<std::size_t>(r.data.group[row]));
  Bootstrap how;
  how.replicates = std::clamp(band_rows / outcome.size(), least_replicates, most_replicates);
  how.seed = r.plan.seed;
  how.threads = r.threads;
  add_band(net_benefit_bands({estimate.risk}, outcome, how, patient).risk.front(), how, decision);
}

Json estimate_json(const Results& r, const ModelResult& model, const Estimate& estimate) {
  const auto outcome = pick(r.data.outcome, estimate.rows);
  if (!has_both_classes(outcome))
    return Json::of(
        {{"n", outcome.size()},
         {"events", std::ranges::count(outcome, 1)},
         {"warnings", std::vector<std::string>{
                          "only one outcome occurs in this set; nothing can be estimated"}}});
  Json json = evaluate_set(estimate.risk, outcome, model.cutoff);
  add_decision_band(r, estimate, outcome, json["decision"]);
  if (estimate.set != "resampled") return json;
  Json auc = to_json(estimate_auc(estimate, r.data, r.plan));
  auc["method"] = "mean of the left-out folds, DeLong within folds";
  json["auc"] = auc;
  json["n"] = r.data.rows_of("train").size();
  return json;
}

Json protocols_json(const Results& r) {
  Json out = Json::object();
  for (const auto& protocol : r.protocols) {
    Json models = Json::object();
    for (const auto& model : protocol.models)
      for (const auto& estimate : model.estimates)
        if (!estimate.rows.empty())
          models[model.model][estimate.set] = estimate_json(r, model, estimate);
    out[protocol.name] = models;
  }
  return out;
}

double auc_of(const Json& protocols, const char* protocol, const std::string& model,
              const char* set) {
  const Json* at = &protocols;
  for (const std::string_view key :
       {std::string_view(protocol), std::string_view(model), std::string_view(set),
        std::string_view("auc"), std::string_view("estimate")})
    if (!(at = at->find(key))) return std::nan("");
  return at->as_number();
}

// What the paper's order reports as its result (the internal AUC, which chose the algorithm; the
// training AUC where there is no internal set) minus what nested resampling of the training set
// gives.
Json optimism_json(const Results& r, const Json& protocols) {
  Json out = Json::object();
  for (const auto& model : r.plan.models) {
    const double train = auc_of(protocols, "paper", model.name, "train");
    const double internal = auc_of(protocols, "paper", model.name, "internal");
    const double paper = std::isfinite(internal) ? internal : train;
    const double nested = auc_of(protocols, "nested", model.name, "resampled");
    if (!std::isfinite(paper) || !std::isfinite(nested)) continue;
    out[model.name] = Json::of({{"paper", paper},
                                {"paper_train", train},
                                {"nested", nested},
                                {"gap", paper - nested},
                                {"train_gap", train - nested}});
  }
  return out;
}

Json fits_json(const Results& r) {
  Json out = Json::array();
  for (const auto& protocol : r.protocols)
    for (const auto& line : protocol.lines)
      out.push_back(Json::of(
          {{"protocol", protocol.name},
           {"model", line.model},
           {"algorithm", line.algorithm},
           {"hyper", line.hyper},
           {"cv_auc", line.cv_auc},
           {"train_auc", line.train_auc},
           {"internal_auc", std::isfinite(line.internal_auc) ? Json(line.internal_auc) : Json()},
           {"dropped", line.dropped},
           {"chosen", line.chosen}}));
  return out;
}

// Every point that tuning tried on the whole training set, with the AUC of each left-out fold.
Json grid_json(const Results& r) {
  Json out = Json::array();
  std::size_t folds = 0;
  const auto& fits = r.protocols.front().pipeline.fits;
  for (const auto& fit : fits)
    for (const auto& point : fit.grid) folds = std::max(folds, point.fold_auc.size());
  for (const auto& fit : fits)
    for (const auto& point : fit.grid) {
      Json row = Json::of({{"model", fit.model},
                           {"algorithm", fit.algorithm},
                           {"hyper", hyper_text(point.hyper)},
                           {"cv_auc", point.mean_auc},
                           {"best", point.hyper == fit.hyper}});
      for (std::size_t k = 0; k < folds; ++k)
        row["fold_" + std::to_string(k + 1)] =
            k < point.fold_auc.size() && std::isfinite(point.fold_auc[k]) ? Json(point.fold_auc[k])
                                                                          : Json();
      out.push_back(std::move(row));
    }
  return out;
}

Json verdict_json(const Results& r, std::size_t events) {
  if (!r.learning_failure.empty())
    return Json::of(
        {{"level", "none"}, {"text", "No model could be fitted: " + r.learning_failure}});
  if (events < events_to_conclude)
    return Json::of(
        {{"level", "none"},
         {"text", "Nothing can be concluded from this study: it has " + std::to_string(events) +
                      " events, and with fewer than " + std::to_string(events_to_conclude) +
                      " no estimate below, good or bad, can be told from chance. It shows that the "
                      "data can be "
                      "processed, not that a model works."}});
  return Json::of(
      {{"level", "caution"},
       {"text",
        "Read the nested estimates; the paper protocol's are optimistic by construction. No "
        "model is fit for use before it has been tested on patients of another hospital."}});
}

// With fewer patients of an outcome than folds there are fewer folds, and each has little to learn.
void warn_of_few_folds(const Results& r, std::vector<std::string>& out) {
  const auto outcome = pick(r.data.outcome, r.data.rows_of("train"));
  const int wanted = std::max(r.plan.protocol.outer_folds, r.plan.protocol.inner_folds);
  const int folds = feasible_folds(outcome, wanted);
  if (folds < wanted && folds > 1)
    out.push_back("the rarer outcome has " + std::to_string(folds) +
                  " patients in the training set: " + std::to_string(folds) + " folds instead of " +
                  std::to_string(wanted) + ", and fewer inside the training parts");
}

// Masks that were measured again but of too few patients for the ICC filter to listen to.
void add_silent_masks(const Results& r, std::vector<std::string>& out) {
  if (!r.plan.selection.icc || r.protocols.empty()) return;
  const Pipeline& pipeline = r.protocols.front().pipeline;
  for (const auto& again : r.data.radiomics_again) {
    const auto heard = [&](const Score& score) {
      return std::ranges::find(score.iccs, again.source, &ColumnIcc::source) != score.iccs.end();
    };
    if (!heard(pipeline.rad_score) && !heard(pipeline.dl_score))
      out.push_back("no feature was judged by its ICC over " + again.source +
                    ": fewer than 5 training patients have numbers on all of these masks");
  }
}

std::vector<std::string> warnings_of(const Results& r) {
  std::vector<std::string> out;
  warn_of_few_folds(r, out);
  if (r.untrained_weights)
    out.push_back(
        "untrained weights: the network's weights were made from a seed; its features are random "
        "projections of the images without medical meaning");
  for (const auto& protocol : r.protocols)
    out.insert(out.end(), protocol.notes.begin(), protocol.notes.end());
  for (const auto& protocol : r.protocols) {
    for (const auto* score : {&protocol.pipeline.rad_score, &protocol.pipeline.dl_score})
      if (score->stages.size() > 1 && score->terms.empty())  // more than "pooled": had blocks
        out.push_back(score->name + ": LASSO kept no feature; the score is the same for everybody");
    break;  // both protocols share the scores of the whole training set
  }
  add_silent_masks(r, out);
  return out;
}

// The tables above, held against each other: "audit", Table S15, and a warning where they differ.
void add_audit(const Results& r, Json& report) {
  const PaperTables printed = printed_tables(report, r.plan.protocol.max_gap);
  const Findings findings = audit_own_tables(printed);
  const Json audit = audit_json(printed, findings);
  report["audit"] = audit;
  const auto wrong = audit.at("differs").as_integer() + audit.at("impossible").as_integer();
  if (wrong > 0)
    report["warnings"].push_back("the audit of the study's own tables found " +
                                 std::to_string(wrong) +
                                 " contradictions: see its table before using any of them");
  report["tables"].push_back(
      to_json(NumberedTable{"Table S15", audit_table(printed, findings),
                            "Each line recomputes a printed figure from other printed figures. "
                            "Differs or impossible: do not publish before it is explained. "
                            "Remark: no printed figure is wrong, yet the reader should know."}));
}

// The numbered tables ("tables"), what was noticed on the way ("clinical_notes"), the pairs of
// models at full precision ("comparisons"), and the list of all ("contents").
void add_article(const Results& r, Json& report) {
  auto patients = describe_patients(r);
  std::vector<NumberedTable> tables = std::move(patients.tables);
  report["clinical_notes"] = patients.warnings;
  if (!r.protocols.empty()) {
    tables.push_back(performance_table(r, report.at("protocols")));
    auto compared = compare_models(r);
    for (auto& table : compared.tables) tables.push_back(std::move(table));
    report["comparisons"] = compared.pairs;
    report["main_model"] = image_only_model(r.plan, r.protocols.back());
  }
  for (auto& table : checklists(r)) tables.push_back(std::move(table));
  report["tables"] = Json::array();
  for (const auto& table : tables) report["tables"].push_back(to_json(table));
  add_audit(r, report);
  report["contents"] = article_contents(report);
}

}  // namespace

Json report_json(const Results& r) {
  Json report = Json::of({{"dlrr", program_version},
                          {"study", r.plan.name},
                          {"plan_hash", r.plan.hash},
                          {"untrained_weights", r.untrained_weights}});
  const Json cohort = cohort_json(r);
  report["verdict"] = verdict_json(r, static_cast<std::size_t>(cohort.at("events").as_integer()));
  report["warnings"] = warnings_of(r);
  report["cohort"] = cohort;
  if (r.imaging) report["regions"] = regions_json(r);
  report["sample_size"] = sample_size_json(r);
  if (!r.protocols.empty()) {
    report["selection"] = selection_json(r);
    const Json protocols = protocols_json(r);
    report["protocols"] = protocols;
    report["optimism"] = optimism_json(r, protocols);
    report["against_baselines"] = against_baselines_json(r);
    for (auto& warning : warnings_of_baselines(report.at("against_baselines")))
      report["warnings"].push_back(std::move(warning));
    report["fits"] = fits_json(r);
    report["grid"] = grid_json(r);
    report["looks"] = looks_json(r);
    report["ledger"] = ledger_json(r);
    report["steps"] = steps_json(r);
    report["left_out"] = left_out_json(r);
    report["harmonisation"] = harmonisation_json(r);
    report["centre_effect"] = centre_effect_json(r);
    for (const auto& [name, check] : r.checks.as_object()) report[name] = check;
    report["survival"] = survival_json(r);
    const Csv table = predictions_table(r);
    Json rows = Json::array();
    for (const auto& row : table.rows) rows.push_back(Json(row));
    report["predictions"] = Json::of({{"columns", table.header}, {"rows", rows}});
  }
  add_article(r, report);
  report["methods"] = methods_json(r);
  report["settings"] = r.plan.normalised_text;
  return report;
}

Csv predictions_table(const Results& r) {
  Csv table;
  table.header = {"patient", "set", "outcome"};
  for (std::size_t i = 0; i < r.data.outcome.size(); ++i)
    table.rows.push_back(
        {r.data.radiomics.patients[i], r.data.set[i], std::to_string(r.data.outcome[i])});
  const auto add = [&](const std::string& name, const std::vector<double>& sum,
                       const std::vector<int>& count) {
    table.header.push_back(name);
    for (std::size_t i = 0; i < sum.size(); ++i)
      table.rows[i].push_back(count[i] ? number_text(count[i] == 1 ? sum[i] : sum[i] / count[i])
                                       : "");
  };
  // The last protocol is the bundle's: its risks carry the model's bare name.
  for (const auto& protocol : r.protocols) {
    const bool bundled = &protocol == &r.protocols.back();
    for (const auto& model : protocol.models) {
      std::vector<double> final(table.rows.size()), left_out(table.rows.size());
      std::vector<int> has_final(table.rows.size()), has_left_out(table.rows.size());
      for (const auto& estimate : model.estimates) {
        const bool resampled = estimate.set == "resampled";
        for (std::size_t k = 0; k < estimate.rows.size(); ++k) {
          (resampled ? left_out : final)[estimate.rows[k]] += estimate.risk[k];
          ++(resampled ? has_left_out : has_final)[estimate.rows[k]];
        }
      }
      add(bundled ? model.model : model.model + "." + protocol.name, final, has_final);
      if (protocol.name == "nested") add(model.model + ".resampled", left_out, has_left_out);
    }
  }
  return table;
}

}  // namespace dlrr
