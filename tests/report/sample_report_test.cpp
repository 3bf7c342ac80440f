#include "report/sample_report.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/rank.h"
#include "port/json_text.h"

namespace dlrr::sample {

namespace {

const char* const kModels[] = {"Cli", "Rad", "DLR", "CR", "CDL", "DLRR", "Combined"};
const char* const kPhases[] = {"arterial", "portal", "delayed"};
const char* const kRegions[] = {"tumour", "inner_5mm", "rim_3mm", "rim_5mm", "rim_10mm", "liver"};

struct Sample {
  std::vector<double> risk;
  std::vector<int> outcome;
};

Sample draw(std::size_t n, double strength, const std::string& purpose) {
  Random random(7, purpose);
  Sample s;
  for (std::size_t i = 0; i < n; ++i) {
    s.outcome.push_back(random.uniform() < 0.32);
    s.risk.push_back(1 / (1 + std::exp(0.8 - strength * s.outcome.back() - random.normal())));
  }
  return s;
}

Json estimate(double value, double half) {
  return Json::of(
      {{"estimate", value}, {"lower", value - half}, {"upper", std::min(1.0, value + half)}});
}

Json roc_of(const Sample& s) {
  std::vector<double> cuts(s.risk);
  std::sort(cuts.rbegin(), cuts.rend());
  const double events = static_cast<double>(std::count(s.outcome.begin(), s.outcome.end(), 1));
  Json points = Json::array();
  points.push_back(Json::Array{0, 0, "Inf"});
  for (const double cut : cuts) {
    double tp = 0, fp = 0;
    for (std::size_t i = 0; i < s.risk.size(); ++i) (s.outcome[i] ? tp : fp) += s.risk[i] >= cut;
    points.push_back(Json::Array{fp / (s.risk.size() - events), tp / events, cut});
  }
  return points;
}

Json decision_of(const Sample& s) {
  std::vector<double> threshold, model, all, none;
  const double n = static_cast<double>(s.risk.size());
  for (int k = 1; k < 100; ++k) {
    const double t = 0.01 * k, odds = t / (1 - t);
    double tp = 0, fp = 0, events = 0;
    for (std::size_t i = 0; i < s.risk.size(); ++i) {
      (s.outcome[i] ? tp : fp) += s.risk[i] >= t;
      events += s.outcome[i];
    }
    threshold.push_back(t);
    model.push_back(tp / n - fp / n * odds);
    all.push_back(events / n - (n - events) / n * odds);
    none.push_back(0);
  }
  return Json::of({{"threshold", threshold}, {"model", model}, {"all", all}, {"none", none}});
}

Json evaluation(std::size_t n, double strength, const std::string& purpose) {
  const Sample s = draw(n, strength, purpose);
  const double area = auc(s.risk, s.outcome);
  Json e = Json::of(
      {{"n", n}, {"events", static_cast<int>(std::count(s.outcome.begin(), s.outcome.end(), 1))}});
  e["auc"] = estimate(area, 0.6 / std::sqrt(static_cast<double>(n)));
  e["auc"]["method"] = "DeLong";
  e["roc"] = roc_of(s);
  e["brier"] = 0.1873;
  e["scaled_brier"] = 0.1411;
  Json curve = Json::array();
  for (int k = 1; k < 20; ++k)
    curve.push_back(Json::Array{0.05 * k, std::pow(0.05 * k, 1.0 + 0.3 * strength)});
  e["calibration"] = Json::of({{"intercept", -0.127},
                               {"slope", 0.784},
                               {"in_the_large", 0.043},
                               {"o_e", 1.061},
                               {"curve", curve}});
  e["decision"] = decision_of(s);
  e["operating"] = Json::of({{"threshold", 0.417},
                             {"tp", 11},
                             {"fp", 7},
                             {"tn", 24},
                             {"fn", 3},
                             {"sensitivity", estimate(0.7857, 0.19)},
                             {"specificity", estimate(0.7742, 0.15)},
                             {"ppv", estimate(0.6111, 0.21)},
                             {"npv", estimate(0.8889, 0.12)},
                             {"accuracy", 0.7778},
                             {"f1", 0.6875}});
  e["warnings"] = Json::array();
  return e;
}

Json protocols() {
  Json out = Json::object();
  double strength = 0.5;
  for (const char* const model : kModels) {
    strength += 0.18;
    const std::string name = model;
    out["paper"][name]["train"] = evaluation(154, strength + 0.5, name + "pt");
    out["paper"][name]["internal"] = evaluation(66, strength + 0.3, name + "pi");
    out["paper"][name]["external"] = evaluation(45, strength, name + "pe");
    out["nested"][name]["resampled"] = evaluation(154, strength - 0.2, name + "nr");
    out["nested"][name]["internal"] = evaluation(66, strength - 0.1, name + "ni");
    out["nested"][name]["external"] = evaluation(45, strength - 0.1, name + "ne");
  }
  return out;
}

Json optimism_of(const Json& both) {
  Json out = Json::object();
  for (const char* const model : kModels) {
    const double paper =
        both.at("paper").at(model).at("internal").at("auc").at("estimate").as_number();
    const double nested =
        both.at("nested").at(model).at("internal").at("auc").at("estimate").as_number();
    out[model] = Json::of({{"paper", paper}, {"nested", nested}, {"gap", paper - nested}});
  }
  return out;
}

Json fits() {
  Random random(7, "fits");
  Json out = Json::array();
  for (const char* const protocol : {"paper", "nested"})
    for (const char* const model : kModels)
      for (const char* const algorithm : {"svm", "lr", "rf", "knn", "lightgbm", "xgboost"}) {
        const double train = 0.7 + 0.3 * random.uniform(), gap = 0.2 * random.uniform();
        out.push_back(Json::of({{"protocol", protocol},
                                {"model", model},
                                {"algorithm", algorithm},
                                {"hyper", "C=0.1"},
                                {"cv_auc", train - 0.05},
                                {"train_auc", train},
                                {"internal_auc", train - gap},
                                {"dropped", gap > 0.1},
                                {"chosen", std::string(algorithm) == "lr"}}));
      }
  return out;
}

Json score(const char* family, std::size_t terms) {
  Random random(7, family);
  Json out = Json::of({{"intercept", -0.3172}, {"terms", Json::array()}});
  for (std::size_t k = 0; k < terms; ++k)
    out["terms"].push_back(
        Json::of({{"feature", std::string(kPhases[k % 3]) + "." + kRegions[k % 6] + "." + family +
                                  std::to_string(k)},
                  {"coefficient", 0.2 * random.normal()},
                  {"mean", 100 * random.uniform()},
                  {"sd", 1 + random.uniform()},
                  {"icc_readers", 0.911},
                  {"icc_perturbed_masks", 0.874 + 0.001 * static_cast<double>(k)}}));
  return out;
}

Json path_of(double shift) {
  std::vector<double> lambda, mean, sd;
  for (int k = 0; k < 60; ++k) {
    lambda.push_back(0.3 * std::pow(0.92, k));
    mean.push_back(0.17 + shift + 0.00004 * (k - 34) * (k - 34));
    sd.push_back(0.008);
  }
  return Json::of({{"lambda", lambda}, {"cvm", mean}, {"cvsd", sd}, {"chosen", 34}});
}

Json selection() {
  Json s = Json::object();
  s["stages"] = Json::array();
  Random random(7, "stages");
  for (const char* const kind : {"radiomics", "deep"}) {
    for (const char* const phase : kPhases)
      for (const char* const region : kRegions)
        s["stages"].push_back(Json::of({{"kind", kind},
                                        {"block", std::string(phase) + "." + region},
                                        {"start", std::string(kind) == "deep" ? 512 : 1502},
                                        {"variance", 480 + random.below(20)},
                                        {"icc", 300 + random.below(99)},
                                        {"lasso", random.below(30)},
                                        {"rfe", nullptr}}));
    s["stages"].push_back(Json::of({{"kind", kind},
                                    {"block", "pooled"},
                                    {"start", 211},
                                    {"variance", 211},
                                    {"icc", 211},
                                    {"lasso", 27},
                                    {"rfe", 14}}));
  }
  s["lasso"] = Json::of({{"radiomics", path_of(0)}, {"deep", path_of(0.02)}});
  std::vector<double> features, scores, errors;
  for (int k = 1; k <= 27; ++k) {
    features.push_back(k);
    errors.push_back(0.01 + 0.001 * k);
    scores.push_back(0.72 + 0.1 * std::exp(-0.02 * (k - 14) * (k - 14)));
  }
  s["rfe"]["radiomics"] =
      Json::of({{"features", features}, {"score", scores}, {"error", errors}, {"chosen", 14}});
  const auto dropped = [](const char* feature, const char* cause, const char* reason) {
    return Json::of(
        {{"feature", feature}, {"stage", "variance"}, {"cause", cause}, {"reason", reason}});
  };
  s["dropped"] = Json::Array{dropped("f1", "copy of another column", "the same as f0"),
                             dropped("f2", "constant", "constant in the training rows"),
                             dropped("f3", "copy of another column", "the same as f0")};
  s["rad_score"] = score("wavelet-LLH_glcm_", 14);
  s["dl_score"] = score("resnet18_", 11);
  s["makeup"] = Json::of(
      {{"phase", Json::of({{"arterial", 9}, {"portal", 11}, {"delayed", 5}})},
       {"region", Json::of({{"tumour", 7}, {"rim_3mm", 6}, {"rim_5mm", 8}, {"rim_10mm", 4}})},
       {"family", Json::of({{"glcm", 6}, {"glszm", 5}, {"ngtdm", 3}, {"deep", 11}})}});
  const auto source = [](const char* name, int patients, int kept) {
    return Json::of({{"source", name}, {"patients", patients}, {"of", 1502}, {"kept", kept}});
  };
  s["icc"] = Json::of({{"form", "2,1"},
                       {"above", 0.8},
                       {"bound", "estimate"},
                       {"kept", 1181},
                       {"of", 1502},
                       {"sources", Json::Array{source("readers", 30, 1204),
                                               source("perturbed masks", 154, 1322)}}});
  return s;
}

Json survival(const char* endpoint, const char* set, double scale) {
  Json groups = Json::array();
  double rate = 0.05 * scale;
  for (const char* const name : {"high", "low"}) {
    Json curve = Json::array(), at_risk = Json::array();
    double s = 1;
    for (int k = 0; k <= 30; ++k) {
      curve.push_back(
          Json::Array{2.0 * k, s, std::max(0.0, s - 0.003 * k), std::min(1.0, s + 0.003 * k)});
      s *= 1 - rate;
    }
    for (int k = 0; k <= 5; ++k) at_risk.push_back(Json::Array{12 * k, 33 - 6 * k});
    groups.push_back(Json::of(
        {{"name", name}, {"n", 33}, {"events", 19}, {"curve", curve}, {"at_risk", at_risk}}));
    rate /= 3;
  }
  return Json::of({{"endpoint", endpoint},
                   {"set", set},
                   {"risk_model", "DLRR"},
                   {"cutoff", 0.417},
                   {"groups", groups},
                   {"logrank", Json::of({{"chi2", 11.37}, {"df", 1}, {"p", 0.00075}})},
                   {"hr", Json::of({{"estimate", 2.913}, {"lower", 1.524}, {"upper", 5.568}})}});
}

Json regions() {
  Json out = Json::of({{"summary", Json::array()}, {"gaps", Json::array()}});
  for (const char* const phase : kPhases)
    for (std::size_t r = 0; r < 6; ++r)
      out["summary"].push_back(
          Json::of({{"phase", phase},
                    {"region", kRegions[r]},
                    {"n", 265},
                    {"gaps", r == 1 ? 13 : 0},
                    {"cut", r == 4 ? 3 : 0},
                    {"median_mm3", 4210.5 * std::pow(2.0, static_cast<double>(r))},
                    {"min_mm3", 312.0 * (r + 1.0)},
                    {"max_mm3", 51234.0 * std::pow(2.0, static_cast<double>(r))}}));
  out["gaps"].push_back(Json::of({{"patient", "p017"},
                                  {"phase", "portal"},
                                  {"region", "inner_5mm"},
                                  {"reason", "3 voxels left after eroding 5 mm; 8 needed"}}));
  return out;
}

Json predictions() {
  Random random(7, "predictions");
  Json rows = Json::array();
  for (int i = 1; i <= 265; ++i) {
    std::string name = "p" + std::to_string(1000 + i).substr(1);
    Json::Array row{name,
                    i <= 154   ? "train"
                    : i <= 220 ? "internal"
                               : "external",
                    random.uniform() < 0.3 ? 1 : 0};
    for (int m = 0; m < 7; ++m) row.emplace_back(random.uniform());
    rows.push_back(row);
  }
  Json columns = Json::Array{"patient", "set", "outcome"};
  for (const char* const model : kModels) columns.push_back(model);
  return Json::of({{"columns", columns}, {"rows", rows}});
}

Json cohort() {
  const auto size = [](int n, int events) { return Json::of({{"n", n}, {"events", events}}); };
  const auto stage = [](const char* words, int n, const char* reason) {
    return Json::of({{"words", words},
                     {"n", n},
                     {"reasons", Json::Array{Json::of({{"reason", reason}, {"n", n}})}}});
  };
  return Json::of(
      {{"patients", 288},
       {"included", 265},
       {"outcome", "recurred within 24 (rfs_months)"},
       {"events", 83},
       {"sets",
        Json::of(
            {{"train", size(154, 49)}, {"internal", size(66, 21)}, {"external", size(45, 13)}})},
       {"excluded",
        Json::Array{Json::of({{"patient", "p266"},
                              {"stage", "cohort"},
                              {"reason", "censored at 11 months, before the horizon of 24"}}),
                    Json::of({{"patient", "p267"},
                              {"stage", "images"},
                              {"reason", "no scan for phase 'delayed'"}})}},
       {"unused",
        Json::Array{Json::of({{"table", "cl.csv"}, {"column", "note"}, {"reason", "holds text"}}),
                    Json::of({{"table", "cl.csv"}, {"column", "ward"}, {"reason", "holds text"}}),
                    Json::of({{"table", "f.csv"}, {"column", "id2"}, {"reason", "ignored"}})}},
       {"flow",
        Json::of({{"enrolled", Json::of({{"words", "In the clinical table"}, {"n", 288}})},
                  {"aside", Json::Array{stage("Not eligible by the tables", 14,
                                              "followed without the event for less than the "
                                              "horizon of 24"),
                                        stage("Not measurable in the images", 9,
                                              "an image or mask cannot be used")}},
                  {"analysed", 265}})}});
}

Json numbered(const char* number, const char* name, const char* title, Json header, Json rows) {
  return Json::of({{"number", number},
                   {"name", name},
                   {"title", title},
                   {"header", std::move(header)},
                   {"rows", std::move(rows)},
                   {"notes", Json::Array{"p values are not corrected for their number."}},
                   {"how", std::string("How to read ") + name + "."}});
}

Json numbered_tables() {
  return Json::Array{
      numbered("Table 1", "baseline", "Baseline characteristics",
               Json::Array{"Variable", "train (n = 154)", "internal (n = 66)", "external (n = 45)",
                           "SMD", "p", "Test"},
               Json::Array{Json::Array{"age", "61.0 (54.0 to 68.0)", "60.0 (52.0 to 67.0)",
                                       "63.0 (57.0 to 70.0)", "0.21", "0.412", "Kruskal-Wallis"},
                           Json::Array{"sex: male", "121 (78.6%)", "50 (75.8%)", "37 (82.2%)",
                                       "0.16", "0.718", "chi-squared"}}),
      numbered("Table 2", "regression", "Logistic regression",
               Json::Array{"Model", "Variable", "Events/n", "OR", "95% CI (Wald)", "p"},
               Json::Array{Json::Array{"univariable", "age (per unit)", "49/154", "1.03",
                                       "1.01 to 1.06", "0.011"}}),
      numbered("Table 3", "models", "Performance of the models",
               Json::Array{"Protocol", "Set", "Model", "AUC (95% CI)", "Sensitivity"},
               Json::Array{
                   Json::Array{"nested", "external", "DLRR", "0.800 (0.675 to 0.925)", "0.786"}}),
      numbered("Table 4", "comparisons", "What further inputs change",
               Json::Array{"Set", "Models", "p, DeLong"},
               Json::Array{Json::Array{"external", "DLRR against Rad", "0.207"}}),
      numbered("Table S12", "checklist_clear", "CLEAR checklist",
               Json::Array{"Item", "Topic", "Status", "Where, or what is known"},
               Json::Array{Json::Array{"3", "Keywords", "author must state", ""}}),
      numbered(
          "Table S15", "audit", "Audit of these tables",
          Json::Array{"Check", "Table", "Row", "Printed", "Recomputed", "Verdict"},
          Json::Array{Json::Array{"total", "", "Figure 1, enrolled", "288", "288", "agrees"}})};
}

// 16 x 16 grey pixels, a valid file.
const char* const kPng =
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAAAAAA6mKC9AAAAUUlEQVR42l3HEQKAQAAAwcUwDMMwDMMwDMMwPAzDMA"
    "zDMAzDMAzDnpDv2EAUJ2mWF2VVN23XB39AH9En9Bl9QV/RN/Qd/UA/0S/0G/1Bf9G/H9ANeAHuz4I+AAAAAElFTkSu"
    "QmCC";

Json deep() {
  const Json mosaic = Json::of({{"title", "p001"},
                                {"rows", Json::Array{"arterial", "portal"}},
                                {"columns", Json::Array{"tumour", "rim_5mm"}},
                                {"png_base64", kPng}});
  return Json::of({{"network", "resnet18"},
                   {"layout", "dilated"},
                   {"shortcut", "A"},
                   {"width", 64},
                   {"weights", "untrained weights c0ffee"},
                   {"origin", "untrained weights (seed 1)"},
                   {"untrained", true},
                   {"precision", "f32"},
                   {"pooling", Json::Array{"mean"}},
                   {"values", 512},
                   {"input", Json::of({{"size", "[64, 64, 64]"}, {"window", "[-100, 250]"}})},
                   {"input_text", "64x64x64 voxels of 1 mm"},
                   {"mosaics", Json::Array{mosaic}}});
}

}  // namespace

Json report() {
  const Json both = protocols();
  Json r =
      Json::of({{"dlrr", "0.1.0"},
                {"study", "hcc-ablation <simulated>"},
                {"plan_hash", "3b7e0c51d4a8f2966f0d8f6f5a2c8f15cf0f6be5d0c3a4f6e1c1f7b8a9d0e2f4"},
                {"untrained_weights", true}});
  r["verdict"] =
      Json::of({{"level", "caution"},
                {"text",
                 "DLRR separates the external set (13 events), but the interval is wide and the "
                 "nested protocol takes back a part of the gain."}});
  r["warnings"] =
      Json::Array{"the external set has 13 events; an AUC there is known to about \u00b10.13",
                  "column 'afp' was left out: 41 % of values are missing"};
  r["cohort"] = cohort();
  r["tables"] = numbered_tables();
  r["clinical_notes"] = Json::Array{"'sex': female holds 21 of 265 patients, fewer than 10%"};
  r["contents"] = Json::Array{Json::of({{"number", "Table 1"},
                                        {"title", "Baseline characteristics"},
                                        {"file", "tables/baseline.csv"},
                                        {"how", "One line per variable."}})};
  r["audit"] = Json::of({{"findings", Json::Array{Json::object()}},
                         {"agrees", 1},
                         {"remarks", 0},
                         {"differs", 0},
                         {"impossible", 0}});
  r["main_model"] = "DLRR";
  r["regions"] = regions();
  r["selection"] = selection();
  r["deep"] = deep();
  r["protocols"] = both;
  r["optimism"] = optimism_of(both);
  r["fits"] = fits();
  r["looks"] = Json::of({{"paper", Json::of({{"internal", 43}, {"external", 1}})}});
  r["ledger"] = Json::Array{Json::of({{"protocol", "paper"},
                                      {"set", "internal"},
                                      {"step", "choice of the algorithm"},
                                      {"looks", 42},
                                      {"chooses", true}})};
  r["permutation"] =
      Json::of({{"n", 4},
                {"rows", Json::Array{Json::of({{"protocol", "nested"},
                                               {"model", "DLRR"},
                                               {"set", "resampled"},
                                               {"observed", 0.81},
                                               {"p", 0.2},
                                               {"mean", 0.49},
                                               {"lower", 0.42},
                                               {"upper", 0.57},
                                               {"auc", Json::Array{0.42, 0.47, 0.5, 0.57}}})}}});
  r["bootstrap"] = Json::of({{"n", 20},
                             {"rows", Json::Array{Json::of({{"model", "DLRR"},
                                                            {"apparent", 0.93},
                                                            {"optimism", 0.08},
                                                            {"harrell", 0.85},
                                                            {"out_of_bag", 0.78},
                                                            {"plus632", 0.81},
                                                            {"samples", 20}})}}});
  r["left_out"] = Json::Array{Json::of(
      {{"centre", "A <north>"}, {"model", "DLRR"}, {"n", 60}, {"events", 21}, {"auc", 0.79}})};
  r["sample_size"] = Json::of({{"patients", 154},
                               {"events", 62},
                               {"candidates", 54506},
                               {"per_event", 879.1},
                               {"r2", 0.111},
                               {"rules", Json::Array{Json::of({{"rule", "events per candidate"},
                                                               {"found", 0.001},
                                                               {"needed", 10},
                                                               {"held", false},
                                                               {"meaning", "noise is fitted"}})}}});
  r["learning_curve"] = Json::Array{
      Json::of({{"model", "DLRR"}, {"patients", 49.2}, {"auc", Json::of({{"estimate", 0.71}})}}),
      Json::of({{"model", "DLRR"}, {"patients", 123}, {"auc", Json::of({{"estimate", 0.81}})}})};
  r["steps"] = Json::Array{Json::of({{"step", "cut-off"},
                                     {"paper", "Youden's on the internal set: 7 looks"},
                                     {"problem", "the best that any cut-off reaches"},
                                     {"nested", "from left-out training patients"}})};
  r["survival"] = Json::Array{survival("pfs", "internal", 1), survival("pfs", "external", 0.8),
                              survival("os", "external", 0.5)};
  r["predictions"] = predictions();
  r["overlays"] = Json::Array{
      Json::of({{"patient", "p001"}, {"title", "arterial, all regions"}, {"png_base64", kPng}})};
  r["methods"] = Json::Array{
      Json::of(
          {{"title", "Cohort"},
           {"text", "288 patients were read from the clinical table; 265 entered the analysis."}}),
      Json::of(
          {{"title", "Selection"},
           {"text", "Features with an ICC above 0.8 were standardised and thinned by LASSO."}})};
  r["settings"] = "study: hcc-ablation\nphases: [arterial, portal, delayed]\nseed: 1\n";
  return r;
}

Json prediction() {
  Json p = Json::of({{"dlrr", "0.1.0"},
                     {"study", "hcc-ablation"},
                     {"model", "DLRR, logistic regression"},
                     {"patient", "p<301>"},
                     {"outcome", "recurred within 24 (rfs_months)"},
                     {"refused", false},
                     {"risk", 0.6382},
                     {"cutoff", 0.417},
                     {"group", "high"},
                     {"untrained_weights", true}});
  p["interval"] = Json::of({{"lower", 0.4411}, {"upper", 0.7935}, {"method", "bootstrap, 95 %"}});
  p["scores"] = Json::Array{Json::of({{"name", "Rad-score"}, {"value", 0.3127}}),
                            Json::of({{"name", "DL-score"}, {"value", -0.0514}})};
  p["inputs"] = Json(Json::Array{
      Json::of({{"input", "sex"}, {"value", ""}, {"risk_at_mean", 0.603}, {"change", 0.035}}),
      Json::of(
          {{"input", "rad_score"}, {"value", 0.417}, {"risk_at_mean", 0.71}, {"change", -0.072}})});
  p["reasons"] = Json::array();
  Random random(7, "reasons");
  for (int k = 0; k < 14; ++k)
    p["reasons"].push_back(
        Json::of({{"feature", std::string(kPhases[k % 3]) + "." + kRegions[k % 6] +
                                  ".original_glcm_" + std::to_string(k)},
                  {"term", 0.1 * random.normal()},
                  {"value", 12.5 + k},
                  {"mean", 11.25},
                  {"sd", 2.5}}));
  p["overlays"] = Json::Array{Json::of({{"title", "arterial, all regions"}, {"png_base64", kPng}})};
  p["warnings"] = Json::Array{"slice thickness 7.5 mm is outside the training range (0.8 to 5 mm)"};
  return p;
}

TEST(SampleReport, IsTheSameEveryTime) {
  EXPECT_EQ(json_text(report()), json_text(report()));
  EXPECT_EQ(json_text(prediction()), json_text(prediction()));
}

}  // namespace dlrr::sample
