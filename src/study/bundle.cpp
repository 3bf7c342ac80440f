#include "study/bundle.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "model/cox.h"
#include "port/json_text.h"
#include "port/zip.h"
#include "study/bundled_plan.h"

namespace dlrr {

namespace {

constexpr int bundle_format = 2;

Json hyper_json(const HyperParameters& hyper) {
  Json out = Json::object();
  for (const auto& [name, value] : hyper) out[name] = value;
  return out;
}

Json model_json(const ModelResult& result) {
  const Fit& fit = *result.fit;
  Json inputs = Json::array();
  for (const auto& input : fit.inputs)
    inputs.push_back(Json::of(
        {{"name", input.name}, {"fill", input.fill}, {"mean", input.mean}, {"sd", input.sd}}));
  return Json::of({{"model", fit.model},
                   {"algorithm", fit.algorithm},
                   {"hyper", hyper_json(fit.hyper)},
                   {"cv_auc", fit.cv_auc},
                   {"train_auc", fit.train_auc},
                   {"cutoff", result.cutoff},
                   {"cutoff_from", result.cutoff_from},
                   {"calibration", to_json(fit.calibrator)},
                   {"imputed_tables", fit.further.empty() ? 0 : fit.further.size() + 1},
                   {"reads_imputer", fit.imputer != nullptr},
                   {"inputs", inputs}});
}

BundledModel read_model(const Json& json, const std::string& text) {
  BundledModel out;
  out.fit.model = json.at("model").as_string();
  out.fit.algorithm = json.at("algorithm").as_string();
  for (const auto& [name, value] : json.at("hyper").as_object())
    out.fit.hyper[name] = value.as_number();
  out.fit.cv_auc = json.at("cv_auc").as_number();
  out.fit.train_auc = json.at("train_auc").as_number();
  for (const auto& input : json.at("inputs").as_array())
    out.fit.inputs.push_back({input.at("name").as_string(), input.at("fill").as_number(),
                              input.at("mean").as_number(), input.at("sd").as_number()});
  out.cutoff = json.at("cutoff").as_number();
  out.cutoff_from = json.at("cutoff_from").as_string();
  out.fit.calibrator = calibrator_from_json(json.at("calibration"));
  if (out.fit.algorithm.starts_with("cox"))
    out.fit.fitted = load_cox(text);
  else
    out.fit.fitted = algorithm(out.fit.algorithm).load(text);
  return out;
}

Json clinical_json(const std::vector<CohortVariable>& variables) {
  Json out = Json::array();
  for (const auto& one : variables)
    out.push_back(one.levels.empty()
                      ? Json::of({{"column", one.column}, {"low", one.low}, {"high", one.high}})
                      : Json::of({{"column", one.column}, {"levels", one.levels}}));
  return out;
}

std::vector<CohortVariable> clinical_from_json(const Json& json) {
  std::vector<CohortVariable> out;
  for (const auto& one : json.as_array()) {
    CohortVariable variable{one.at("column").as_string(), {}};
    if (const Json* levels = one.find("levels")) {
      for (const auto& level : levels->as_array()) variable.levels.push_back(level.as_string());
    } else {
      variable.low = one.at("low").as_number();
      variable.high = one.at("high").as_number();
    }
    out.push_back(std::move(variable));
  }
  return out;
}

std::string further_name(const std::string& model, std::size_t table) {
  return "models/" + model + "." + std::to_string(table) + ".txt";
}

// The entry with this name; what is missing is named.
class Archive {
 public:
  explicit Archive(const std::filesystem::path& path)
      : path_(path.string()), entries_(read_zip(path)) {}
  bool has(const std::string& name) const {
    return std::ranges::any_of(entries_, [&](const auto& entry) { return entry.first == name; });
  }
  const std::string& at(const std::string& name) const {
    for (const auto& [entry, content] : entries_)
      if (entry == name) return content;
    throw Error(path_ + ": holds no " + name +
                "; it is not a model of dlrr, or only a part of one");
  }
  Json json(const std::string& name) const { return parse_json(at(name), path_ + ":" + name); }

 private:
  std::string path_;
  ZipEntries entries_;
};

void read_imputed(const Archive& archive, const Json& json, Bundle& bundle) {
  Fit& fit = bundle.models.back().fit;
  if (json.at("reads_imputer").as_bool()) fit.imputer = bundle.pipeline.imputer;
  const auto n = static_cast<std::size_t>(json.at("imputed_tables").as_integer());
  for (std::size_t k = 2; k <= n; ++k)
    fit.further.push_back(algorithm(fit.algorithm).load(archive.at(further_name(fit.model, k))));
}

bool scores_alone(const ModelPlan& model) {
  return !model.baseline && std::ranges::find(model.inputs, "clinical") == model.inputs.end();
}

}  // namespace

const BundledModel& Bundle::model(const std::string& name) const {
  std::vector<std::string> known;
  for (const auto& one : models) {
    if (one.fit.model == name) return one;
    known.push_back(one.fit.model);
  }
  throw Error(ErrorKind::usage, "no model '" + name + "' in this bundle" + suggestion(name, known));
}

std::string image_only_model(const StudyPlan& plan, const ProtocolResult& result) {
  std::string name = result.models.empty() ? "" : result.models.front().model;
  for (const auto& model : plan.models)
    if (scores_alone(model) &&
        std::ranges::find(result.models, model.name, &ModelResult::model) != result.models.end())
      name = model.name;
  return name;
}

void save_bundle(const std::filesystem::path& path, const StudyPlan& plan,
                 const ProtocolResult& result, const BundleSources& sources) {
  Json names = Json::array();
  ZipEntries models;
  for (const auto& one : result.models) {
    names.push_back(one.model);
    models.emplace_back("models/" + one.model + ".json", json_text(model_json(one)));
    models.emplace_back("models/" + one.model + ".txt", one.fit->fitted->save());
    for (std::size_t k = 0; k < one.fit->further.size(); ++k)
      models.emplace_back(further_name(one.model, k + 2), one.fit->further[k]->save());
  }
  const Json manifest = Json::of({{"format", bundle_format},
                                  {"study", plan.name},
                                  {"plan_hash", plan.hash},
                                  {"protocol", result.name},
                                  {"default_model", image_only_model(plan, result)},
                                  {"models", names},
                                  {"weights_hash", sources.weights_hash},
                                  {"untrained_weights", sources.untrained_weights}});
  ZipEntries entries = {{"manifest.json", json_text(manifest)},
                        {"plan.yaml", plan.normalised_text},
                        {"imaging.json", json_text(imaging_json(plan))},
                        {"radiomics.yaml", sources.radiomics_text},
                        {"clinical.json", json_text(clinical_json(sources.clinical))},
                        {"rad_score.json", json_text(to_json(result.pipeline.rad_score))},
                        {"dl_score.json", json_text(to_json(result.pipeline.dl_score))}};
  const auto& pipeline = result.pipeline;
  if (!pipeline.radiomics.empty() || !pipeline.deep.empty()) {
    entries.emplace_back("harmonise_radiomics.json", json_text(to_json(pipeline.radiomics)));
    entries.emplace_back("harmonise_deep.json", json_text(to_json(pipeline.deep)));
  }
  for (const auto* baseline : {&result.pipeline.mean_z, &result.pipeline.tumour_size})
    if (!baseline->terms.empty())
      entries.emplace_back(baseline->name + ".json", json_text(to_json(*baseline)));
  if (pipeline.imputer) entries.emplace_back("imputer.json", json_text(to_json(*pipeline.imputer)));
  entries.insert(entries.end(), models.begin(), models.end());
  write_zip(path, entries);
}

Bundle load_bundle(const std::filesystem::path& path) {
  const Archive archive(path);
  const Json manifest = archive.json("manifest.json");
  if (manifest.at("format").as_integer() != bundle_format)
    throw Error(path.string() + ": bundle format " +
                std::to_string(manifest.at("format").as_integer()) +
                ", this program reads format " + std::to_string(bundle_format));
  Bundle bundle;
  bundle.radiomics_text = archive.at("radiomics.yaml");
  bundle.plan = plan_from_imaging(archive.json("imaging.json"), bundle.radiomics_text);
  bundle.weights_hash = manifest.at("weights_hash").as_string();
  bundle.untrained_weights = manifest.at("untrained_weights").as_bool();
  bundle.clinical = clinical_from_json(archive.json("clinical.json"));
  bundle.default_model = manifest.at("default_model").as_string();
  bundle.pipeline.rad_score = score_from_json(archive.json("rad_score.json"));
  bundle.pipeline.dl_score = score_from_json(archive.json("dl_score.json"));
  if (archive.has("harmonise_radiomics.json")) {
    bundle.pipeline.radiomics = harmoniser_from_json(archive.json("harmonise_radiomics.json"));
    bundle.pipeline.deep = harmoniser_from_json(archive.json("harmonise_deep.json"));
  }
  if (archive.has("mean_z.json"))
    bundle.pipeline.mean_z = score_from_json(archive.json("mean_z.json"));
  if (archive.has("tumour_size.json"))
    bundle.pipeline.tumour_size = score_from_json(archive.json("tumour_size.json"));
  if (archive.has("imputer.json"))
    bundle.pipeline.imputer =
        std::make_shared<const Imputer>(imputer_from_json(archive.json("imputer.json")));
  for (const auto& name : manifest.at("models").as_array()) {
    const std::string stem = "models/" + name.as_string();
    const Json json = archive.json(stem + ".json");
    bundle.models.push_back(read_model(json, archive.at(stem + ".txt")));
    read_imputed(archive, json, bundle);
  }
  return bundle;
}

}  // namespace dlrr
