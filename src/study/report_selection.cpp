#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

// A stage that the plan leaves out is null.
void add_stages(Json& stages, const Score& score, const char* kind, const SelectionPlan& plan) {
  for (const auto& s : score.stages)
    stages.push_back(Json::of({{"kind", kind},
                               {"block", s.block},
                               {"start", s.start},
                               {"variance", s.variance},
                               {"icc", s.icc},
                               {"correlation", plan.correlation ? Json(s.correlation) : Json()},
                               {"filter", plan.filter != "none" ? Json(s.filter) : Json()},
                               {"lasso", s.lasso},
                               {"rfe", plan.rfe ? Json(s.rfe) : Json()}}));
}

Json lasso_json(const Score& score) {
  return Json::of({{"lambda", score.lambda},
                   {"cvm", score.cvm},
                   {"cvsd", score.cvsd},
                   {"chosen", score.chosen_lambda}});
}

// Mean score of the left-out parts with so many features, and its standard error over them.
Json rfe_json(const Score& score) {
  return Json::of({{"features", score.rfe_features},
                   {"score", score.rfe_score},
                   {"error", score.rfe_error},
                   {"chosen", score.rfe_chosen}});
}

// From the image type on: tables of others put the modality in front ("MR_original_glcm_Contrast").
std::string from_image_type(const std::string& feature) {
  for (const char* type : {"original", "wavelet", "log-sigma", "square", "squareroot", "logarithm",
                           "exponential", "gradient", "lbp"})
    if (const auto at = feature.find(std::string("_") + type); at != std::string::npos)
      return feature.substr(at + 1);
  return feature;
}

// "original_glcm_Contrast" -> "glcm"; "original_local_intensity_LocalIntensityPeak" ->
// "local_intensity"; "resnet18_12" -> "resnet18".
std::string family_of(const std::string& name) {
  const std::string feature = from_image_type(name);
  const std::size_t first = feature.find('_'), last = feature.rfind('_');
  return first == last ? feature.substr(0, first) : feature.substr(first + 1, last - first - 1);
}

std::string filter_of(const std::string& feature) {
  return split(from_image_type(feature), '_').front();
}

void count(std::map<std::string, int>& counts, const std::string& name) { ++counts[name]; }

Json counts_json(const std::map<std::string, int>& counts) {
  Json out = Json::object();
  for (const auto& [name, n] : counts) out[name] = n;
  return out;
}

Json makeup_json(const Pipeline& pipeline) {
  std::map<std::string, int> phase, region, family, filter;
  for (const auto* score : {&pipeline.rad_score, &pipeline.dl_score})
    for (const auto& term : score->terms) {
      auto parts = column_parts(term.feature);
      if (parts.feature.find('_') == std::string::npos) parts = {"", "", term.feature};
      if (!parts.phase.empty()) count(phase, parts.phase);
      if (!parts.region.empty()) count(region, parts.region);
      count(family, family_of(parts.feature));
      count(filter, filter_of(parts.feature));
    }
  return Json::of({{"phase", counts_json(phase)},
                   {"region", counts_json(region)},
                   {"family", counts_json(family)},
                   {"filter", counts_json(filter)}});
}

Json share_of(const std::map<std::string, int>& times, const std::string& feature, int of) {
  if (of == 0) return {};
  const auto found = times.find(feature);
  return (found == times.end() ? 0.0 : found->second) / of;
}

// How often each feature was chosen again: in the subsamples, and when the outer folds learned
// anew. By falling frequency.
Json stability_json(const Results& r) {
  const Pipeline& pipeline = r.protocols.back().pipeline;
  std::map<std::string, int> folds;
  int fold_fits = 0;
  for (const auto& protocol : r.protocols)
    if (protocol.name == "nested") {
      folds = protocol.selected_in_folds;
      fold_fits = protocol.outer_fits;
    }
  const auto& stability = pipeline.stability;
  std::map<std::string, int> all = folds;
  all.insert(stability.times.begin(), stability.times.end());
  for (const auto* score : {&pipeline.rad_score, &pipeline.dl_score})
    for (const auto& term : score->terms) all.try_emplace(term.feature, 0);
  std::vector<Json> rows;
  for (const auto& [feature, times] : all) {
    const bool in_score =
        std::ranges::any_of(pipeline.rad_score.terms,
                            [&](const auto& t) { return t.feature == feature; }) ||
        std::ranges::any_of(pipeline.dl_score.terms,
                            [&](const auto& t) { return t.feature == feature; });
    const auto in_folds = folds.find(feature);
    rows.push_back(Json::of({{"feature", feature},
                             {"frequency", share_of(stability.times, feature, stability.of)},
                             {"subsamples", stability.of},
                             {"folds", in_folds == folds.end() ? 0 : in_folds->second},
                             {"of", fold_fits},
                             {"in_score", in_score}}));
  }
  const auto number = [](const Json& value) { return value.is_null() ? 0.0 : value.as_number(); };
  std::ranges::stable_sort(rows, [&](const Json& a, const Json& b) {
    const double first = number(a.at("frequency")), second = number(b.at("frequency"));
    if (first != second) return first > second;
    return a.at("folds").as_integer() > b.at("folds").as_integer();
  });
  Json out = Json::array();
  for (auto& row : rows) out.push_back(std::move(row));
  return out;
}

Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

// One row per column and source of other masks.
Json iccs_json(const Pipeline& pipeline, const std::string& form) {
  Json out = Json::array();
  for (const auto* score : {&pipeline.rad_score, &pipeline.dl_score})
    for (const auto& one : score->iccs)
      out.push_back(Json::of({{"feature", one.feature},
                              {"source", one.source},
                              {"form", form},
                              {"icc", number_or_null(one.icc.estimate)},
                              {"lower", number_or_null(one.icc.lower)},
                              {"upper", number_or_null(one.icc.upper)},
                              {"n", one.icc.n},
                              {"kept", one.kept}}));
  return out;
}

// "icc_readers", "icc_perturbed_masks": columns of the formula's terms.
std::string icc_key(std::string source) {
  std::ranges::replace(source, ' ', '_');
  return "icc_" + source;
}

// The ICC of each term by source of masks, under keys of the table's columns.
void add_iccs(const Score& score, Json& term) {
  const std::string name = term.at("feature").as_string();
  for (const auto& one : score.iccs)
    if (one.feature == name) term[icc_key(one.source)] = number_or_null(one.icc.estimate);
}

// The formula, each term with the share of subsamples that chose its feature, and its place of
// origin: a table like S5 of the paper's supplement.
Json formula_json(const Score& score, const Stability& stability) {
  Json out = to_json(score);
  Json terms = Json::array();
  for (Json term : out.at("terms").as_array()) {
    const std::string name = term.at("feature").as_string();
    auto parts = column_parts(name);
    if (parts.feature.find('_') == std::string::npos) parts = {"", "", name};
    add_iccs(score, term);
    term["stability"] = share_of(stability.times, name, stability.of);
    term["phase"] = parts.phase;
    term["region"] = parts.region;
    term["family"] = family_of(parts.feature);
    term["filter"] = filter_of(parts.feature);
    terms.push_back(std::move(term));
  }
  out["terms"] = terms;
  return out;
}

// What the filter asked for and how many columns each source passed.
Json icc_json(const Pipeline& pipeline, const SelectionPlan& plan) {
  Json sources = Json::array();
  for (const char* source : {"readers", "perturbed masks"}) {
    std::size_t of = 0, kept = 0, patients = 0;
    for (const auto* score : {&pipeline.rad_score, &pipeline.dl_score})
      for (const auto& one : score->iccs)
        if (one.source == source) {
          ++of;
          kept += one.kept;
          patients = std::max(patients, one.icc.n);
        }
    if (of > 0)
      sources.push_back(
          Json::of({{"source", source}, {"kept", kept}, {"of", of}, {"patients", patients}}));
  }
  return Json::of({{"form", plan.icc_form},
                   {"above", plan.icc_above},
                   {"bound", plan.icc_bound},
                   {"kept", pipeline.rad_score.icc_kept + pipeline.dl_score.icc_kept},
                   {"of", pipeline.rad_score.icc_of + pipeline.dl_score.icc_of},
                   {"sources", sources}});
}

}  // namespace

Json selection_json(const Results& r) {
  const Pipeline& pipeline = r.protocols.back().pipeline;
  Json stages = Json::array();
  add_stages(stages, pipeline.rad_score, "radiomics", r.plan.selection);
  add_stages(stages, pipeline.dl_score, "deep", r.plan.selection);
  Json out = Json::of({{"stages", stages}});
  out["lasso"] = Json::of(
      {{"radiomics", lasso_json(pipeline.rad_score)}, {"deep", lasso_json(pipeline.dl_score)}});
  out["rfe"] = Json::of(
      {{"radiomics", rfe_json(pipeline.rad_score)}, {"deep", rfe_json(pipeline.dl_score)}});
  out["rad_score"] = formula_json(pipeline.rad_score, pipeline.stability);
  out["dl_score"] = formula_json(pipeline.dl_score, pipeline.stability);
  Json dropped = Json::array();
  for (const auto* score : {&pipeline.rad_score, &pipeline.dl_score})
    for (const auto& one : score->dropped)
      dropped.push_back(Json::of({{"feature", one.feature},
                                  {"stage", one.stage},
                                  {"cause", one.cause},
                                  {"reason", one.reason}}));
  out["dropped"] = dropped;
  out["makeup"] = makeup_json(pipeline);
  if (pipeline.rad_score.icc_of + pipeline.dl_score.icc_of > 0) {
    out["icc"] = icc_json(pipeline, r.plan.selection);
    out["iccs"] = iccs_json(pipeline, r.plan.selection.icc_form);
  }
  out["stability"] = stability_json(r);
  return out;
}

}  // namespace dlrr
