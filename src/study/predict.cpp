#include "study/predict.h"

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "image/overlay.h"
#include "image/read.h"
#include "report/report.h"
#include "study/clinical_case.h"
#include "study/feature_tables.h"
#include "study/imaging.h"
#include "study/report_parts.h"
#include "study/survival_pipeline.h"

namespace dlrr {

namespace fs = std::filesystem;

namespace {

struct Case {
  std::string patient;
  std::vector<Scan> scans;
};

fs::path file_for(const fs::path& folder, const std::string& stem) {
  for (const char* ending : {".nii.gz", ".nii", ".nrrd"})
    if (const auto path = folder / (stem + ending); fs::exists(path)) return path;
  return {};
}

Case from_folder(const fs::path& folder, const StudyPlan& plan) {
  Case out{folder.filename().string(), {}};
  for (const auto& phase : plan.phases) {
    Scan scan{phase, file_for(folder, phase), file_for(folder, phase + "_tumour"),
              file_for(folder, phase + "_organ"), ""};
    if (scan.image.empty() || scan.tumour.empty())
      throw Error(folder.string() + ": expected " + phase + ".nii.gz and " + phase +
                  "_tumour.nii.gz (and " + phase + "_organ.nii.gz), or a cases.csv");
    out.scans.push_back(scan);
  }
  return out;
}

Case from_table(const fs::path& table, const std::string& wanted, const StudyPlan& plan) {
  auto scans = read_scans(table, plan.cohort.patient);
  std::erase_if(scans, [&](const auto& row) { return !wanted.empty() && row.first != wanted; });
  std::vector<std::string> patients;
  for (const auto& [patient, scan] : scans)
    if (std::ranges::find(patients, patient) == patients.end()) patients.push_back(patient);
  if (patients.empty()) throw Error(table.string() + ": holds no patient '" + wanted + "'");
  if (patients.size() > 1)
    throw Error(ErrorKind::usage,
                table.string() + ": holds " + std::to_string(patients.size()) +
                    " patients; choose one with --patient (first: " + patients.front() + ")");
  Case out{patients.front(), {}};
  for (const auto& phase : plan.phases) {
    const auto found = std::ranges::find_if(scans, [&](const auto& row) {
      return row.second.phase == phase && (row.second.reader.empty() || row.second.reader == "1");
    });
    if (found == scans.end())
      throw Error(table.string() + ": patient " + out.patient + " has no image of phase '" + phase +
                  "'");
    out.scans.push_back(found->second);
  }
  return out;
}

Case find_case(const PredictionRequest& request, const StudyPlan& plan) {
  if (!fs::is_directory(request.images)) return from_table(request.images, request.patient, plan);
  if (fs::exists(request.images / "cases.csv"))
    return from_table(request.images / "cases.csv", request.patient, plan);
  return from_folder(request.images, plan);
}

// What each term of a score adds for this patient, and whether it could be measured.
void explain(const Score& score, const Table& features, Json& reasons, Json& warnings,
             std::size_t& gaps) {
  for (const auto& term : score.terms) {
    const auto column = *features.find_column(term.feature);
    const double value = features.values(0, column);
    const bool gap = !std::isfinite(value);
    const double z = (term_value(term, features, 0) - term.mean) / term.sd;
    reasons.push_back(Json::of({{"score", score.name},
                                {"feature", term.feature},
                                {"value", gap ? Json() : Json(value)},
                                {"mean", term.mean},
                                {"sd", term.sd},
                                {"term", term.coefficient * z}}));
    if (gap) {
      ++gaps;
      warnings.push_back(term.feature + " could not be measured (" + features.gaps.at({0, column}) +
                         "); " +
                         (term.gap.features.empty()
                              ? "the training median stands in for it"
                              : "the value that other features let expect stands in for it"));
    } else if (value < term.low || value > term.high) {
      warnings.push_back(term.feature + " = " + number_text(value) +
                         " lies outside the training range " + number_text(term.low) + " to " +
                         number_text(term.high));
    }
  }
}

// What stands in for the shift of a centre that the model has never seen.
std::string centre_note(const Pipeline& pipeline, const std::string& centre) {
  const Harmoniser& harmoniser = pipeline.radiomics.empty() ? pipeline.deep : pipeline.radiomics;
  if (harmoniser.empty() || harmoniser.knows(centre)) return "";
  const std::string known = join(harmoniser.combat.batches, ", ");
  return (centre.empty() ? std::string("no centre was given (--centre)")
                         : "the centre '" + centre + "' did not train this model") +
         "; its features were harmonised between " + known +
         ", and those of this scan are used as measured";
}

// How the risk, of a time to an event the linear predictor, moves when an input, all others as they
// are, takes the training mean. The 0/1 columns of a category do so together.
Json what_if(const BundledModel& model, const ClinicalCase& clinical, const Table& inputs,
             bool survival) {
  const double risk = apply_fit(model.fit, inputs).front();
  const auto variable_of = [](const std::string& input) {
    return input.substr(0, input.find('='));
  };
  Json out = Json::array();
  std::string last;
  for (const auto& input : model.fit.inputs) {
    const std::string name = variable_of(input.name);
    if (name == last) continue;
    last = name;
    Table changed = inputs;
    for (const auto& other : model.fit.inputs)
      if (variable_of(other.name) == name)
        changed.values(0, *changed.find_column(other.name)) = other.mean;
    const double at_mean = apply_fit(model.fit, changed).front();
    const auto cell = clinical.cells.find(name);
    const double value = inputs.values(0, *inputs.find_column(input.name));
    out.push_back(
        Json::of({{"input", name},
                  {"value", cell == clinical.cells.end() ? Json(value) : Json(cell->second)},
                  {survival ? "predictor_at_mean" : "risk_at_mean", at_mean},
                  {"change", risk - at_mean}}));
  }
  return out;
}

// "" when there is enough to answer.
std::string refusal_text(bool few_features, bool few_clinical) {
  std::string what;
  if (few_features)
    what =
        "more than half of the features that this model reads could not be measured in these "
        "images";
  if (few_clinical)
    what += std::string(what.empty() ? "" : ", and ") +
            "more than half of the clinical values that this model reads are missing";
  return what.empty() ? what : what + "; no risk is given";
}

std::string draw(const Case& one) {
  const auto& scan = one.scans.front();
  const auto pair = read_image_and_mask(scan.image, scan.tumour);
  OverlayPlan plan;
  plan.auto_window = true;
  return overlay_png(pair.image, {{&pair.mask, overlay_colour(0), false}}, plan);
}

bool reads(const BundledModel& model, const std::string& input) {
  return std::ranges::find(model.fit.inputs, input, &Input::name) != model.fit.inputs.end();
}

}  // namespace

Prediction predict(const PredictionRequest& request) {
  const Bundle bundle = load_bundle(request.bundle);
  const auto& model = bundle.model(request.model.empty() ? bundle.default_model : request.model);
  if (!bundle.untrained_weights && bundle.plan.deep.enabled && request.weights.empty())
    throw Error(ErrorKind::usage, "this model was made with trained network weights (SHA-256 " +
                                      bundle.weights_hash + "): give the file with --weights");
  const Imaging imaging(bundle.plan, request.weights);
  if (imaging.weights_hash() != bundle.weights_hash)
    throw Error("the network's weights have SHA-256 " + imaging.weights_hash() +
                ", the model was made with " + bundle.weights_hash +
                "; give the same file with --weights");
  const Case one = find_case(request, bundle.plan);
  const auto features = imaging.extract(one.patient, one.scans);
  const auto tables = make_tables({features}, imaging.names(), bundle.plan);
  const ClinicalCase clinical = clinical_case(request.clinical, bundle, model, one.patient);
  std::vector<std::string> centre;
  if (!request.centre.empty()) centre.push_back(request.centre);
  const Pipeline& pipeline = bundle.pipeline;
  const Table inputs =
      model_inputs(pipeline, clinical.table, tables.radiomics, tables.deep, centre);
  const double answer = apply_fit(model.fit, inputs).front();
  const auto& outcome = bundle.plan.cohort.outcome;
  const double risk = outcome.survival ? event_by(model.fit, outcome.horizon, answer) : answer;

  Json reasons = Json::array(), warnings = Json::array();
  std::size_t gaps = 0;
  const auto explain_score = [&](const Score& score, const Table& measured) {
    if (reads(model, score.name))
      explain(score, score_columns(pipeline, score, measured, centre), reasons, warnings, gaps);
  };
  explain_score(pipeline.rad_score, tables.radiomics);
  explain_score(pipeline.dl_score, tables.deep);
  explain_score(pipeline.mean_z, tables.radiomics);
  explain_score(pipeline.tumour_size, tables.radiomics);
  for (const auto& warning : clinical.warnings) warnings.push_back(warning);
  if (const auto note = centre_note(pipeline, request.centre); !note.empty())
    warnings.push_back(note);
  Prediction out;
  const std::string refusal =
      refusal_text(2 * gaps > reasons.size(), 2 * clinical.missing > clinical.read);
  out.refused = !refusal.empty();
  const bool high = answer >= model.cutoff;
  out.json = Json::of(
      {{"untrained_weights", bundle.untrained_weights},
       {"notice", bundle.untrained_weights ? Json(untrained_notice) : Json()},
       {"dlrr", program_version},
       {"patient", one.patient},
       {"study", bundle.plan.name},
       {"model", model.fit.model},
       {"algorithm", model.fit.algorithm},
       {"risk", out.refused || !std::isfinite(risk) ? Json() : Json(risk)},
       {"group", out.refused ? Json() : Json(high ? "high" : "low")},
       {"cutoff", model.cutoff},
       {"cutoff_from", model.cutoff_from},
       {"outcome", outcome.describe()},
       {"rad_score", inputs.values(0, *inputs.find_column("rad_score"))},
       {"dl_score", inputs.values(0, *inputs.find_column("dl_score"))},
       {"refused", out.refused},
       {"refusal", out.refused ? Json(refusal) : Json()},
       {"inputs", out.refused ? Json::array() : what_if(model, clinical, inputs, outcome.survival)},
       {"reasons", reasons},
       {"warnings", warnings}});
  if (outcome.survival) {
    out.json["linear_predictor"] = out.refused ? Json() : Json(answer);
    out.json["horizon"] = outcome.horizon > 0 ? Json(outcome.horizon) : Json();
    if (outcome.horizon == 0) out.json["risk"] = Json();  // of the event at time 0
  }
  out.overlay_png = draw(one);
  return out;
}

}  // namespace dlrr
