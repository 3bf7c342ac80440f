#include "study/bundled_plan.h"

namespace dlrr {

namespace {

Json region_json(const RegionPlan& r) {
  return Json::of({{"name", r.name},
                   {"organ_minus_tumour", r.organ_minus_tumour},
                   {"erode_mm", r.erode_mm},
                   {"expand_mm", r.expand_mm},
                   {"ring", r.ring},
                   {"clip_to_organ", r.clip_to_organ}});
}

RegionPlan read_region(const Json& json) {
  RegionPlan r;
  r.name = json.at("name").as_string();
  r.organ_minus_tumour = json.at("organ_minus_tumour").as_bool();
  r.erode_mm = json.at("erode_mm").as_number();
  r.expand_mm = json.at("expand_mm").as_number();
  r.ring = json.at("ring").as_bool();
  r.clip_to_organ = json.at("clip_to_organ").as_bool();
  return r;
}

Json deep_json(const DeepPlan& d) {
  Json input = Json::object();
  for (const auto& [key, value] : deep_rows(d.input)) input[key] = value;
  return Json::of({{"enabled", d.enabled},
                   {"seed", static_cast<std::int64_t>(d.seed)},
                   {"layout", d.layout},
                   {"shortcut", d.shortcut},
                   {"width", d.width},
                   {"pooling", d.pooling},
                   {"precision", d.precision},
                   {"input", input}});
}

DeepPlan read_deep(const Json& json) {
  DeepPlan d;
  d.enabled = json.at("enabled").as_bool();
  d.seed = static_cast<std::uint64_t>(json.at("seed").as_integer());
  d.layout = json.at("layout").as_string();
  d.shortcut = json.at("shortcut").as_string();
  d.width = static_cast<int>(json.at("width").as_integer());
  d.pooling.clear();
  for (const auto& kind : json.at("pooling").as_array()) d.pooling.push_back(kind.as_string());
  // Bundles from before there was a choice.
  if (const Json* precision = json.find("precision")) d.precision = precision->as_string();
  DeepRows rows;
  for (const auto& [key, value] : json.at("input").as_object())
    rows.emplace_back(key, value.as_string());
  d.input = deep_settings(rows);
  return d;
}

}  // namespace

Json imaging_json(const StudyPlan& plan) {
  Json deltas = Json::array(), regions = Json::array();
  for (const auto& d : plan.deltas)
    deltas.push_back(
        Json::of({{"name", d.name}, {"minuend", d.minuend}, {"subtrahend", d.subtrahend}}));
  for (const auto& r : plan.regions) regions.push_back(region_json(r));
  return Json::of({{"study", plan.name},
                   {"patient_column", plan.cohort.patient},
                   {"outcome", Json::of({{"column", plan.cohort.outcome.column},
                                         {"time", plan.cohort.outcome.time},
                                         {"event", plan.cohort.outcome.event},
                                         {"horizon", plan.cohort.outcome.horizon},
                                         {"label", plan.cohort.outcome.label},
                                         {"survival", plan.cohort.outcome.survival}})},
                   {"phases", plan.phases},
                   {"deltas", deltas},
                   {"regions", regions},
                   {"radiomics_mode", plan.radiomics_mode},
                   {"deep", deep_json(plan.deep)},
                   {"grid_tolerance", plan.grid_tolerance},
                   {"max_cut", plan.max_cut}});
}

StudyPlan plan_from_imaging(const Json& json, const std::string& radiomics_text) {
  StudyPlan plan;
  plan.name = json.at("study").as_string();
  plan.cohort.patient = json.at("patient_column").as_string();
  const Json& outcome = json.at("outcome");
  plan.cohort.outcome = {outcome.at("column").as_string(), outcome.at("time").as_string(),
                         outcome.at("event").as_string(),  outcome.at("horizon").as_number(),
                         outcome.at("label").as_string(),  outcome.at("survival").as_bool()};
  for (const auto& phase : json.at("phases").as_array()) plan.phases.push_back(phase.as_string());
  for (const auto& d : json.at("deltas").as_array())
    plan.deltas.push_back(
        {d.at("name").as_string(), d.at("minuend").as_string(), d.at("subtrahend").as_string()});
  for (const auto& r : json.at("regions").as_array()) plan.regions.push_back(read_region(r));
  plan.radiomics_mode = json.at("radiomics_mode").as_string();
  plan.deep = read_deep(json.at("deep"));
  plan.grid_tolerance = json.at("grid_tolerance").as_number();
  plan.max_cut = json.at("max_cut").as_number();
  plan.radiomics_text = radiomics_text;
  return plan;
}

}  // namespace dlrr
