#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "port/json_text.h"
#include "report/report.h"
#include "study/overlays.h"
#include "study/predict.h"

namespace dlrr {

namespace {

std::string optional_text(const Arguments& arguments, const char* name) {
  return arguments.has(name) ? arguments.text(name) : std::string();
}

void print_survival(const Json& p, double predictor) {
  std::printf("[%s]: linear predictor %s, group %s (cut-off %s)\n",
              p.at("outcome").as_string().c_str(), fixed_text(predictor, 4).c_str(),
              p.at("group").as_string().c_str(), fixed_text(p.at("cutoff").as_number(), 4).c_str());
  if (p.at("risk").is_number())
    std::printf("risk of the event up to %s: %s\n",
                number_text(p.at("horizon").as_number()).c_str(),
                fixed_text(p.at("risk").as_number(), 4).c_str());
}

void print(const Json& p) {
  if (p.at("notice").is_string()) std::printf("%s\n", p.at("notice").as_string().c_str());
  std::printf("patient %s, model %s (%s)\n", p.at("patient").as_string().c_str(),
              p.at("model").as_string().c_str(), p.at("algorithm").as_string().c_str());
  if (p.at("refused").as_bool()) {
    std::printf("no risk is given: %s\n", p.at("refusal").as_string().c_str());
  } else if (const Json* predictor = p.find("linear_predictor")) {
    print_survival(p, predictor->as_number());
  } else {
    std::printf("risk of [%s]: %s, group %s (cut-off %s)\n", p.at("outcome").as_string().c_str(),
                fixed_text(p.at("risk").as_number(), 4).c_str(), p.at("group").as_string().c_str(),
                fixed_text(p.at("cutoff").as_number(), 4).c_str());
  }
  for (const auto& input : p.at("inputs").as_array()) {
    const Json& value = input.at("value");
    const std::string shown =
        value.is_string() ? value.as_string() : fixed_text(value.as_number(), 4);
    const double change = input.at("change").as_number();
    const bool survival = p.find("linear_predictor") != nullptr;
    std::printf(survival ? "  %s = %s: %+.4f of the linear predictor against the training mean\n"
                         : "  %s = %s: %+.1f points of risk against the training mean\n",
                input.at("input").as_string().c_str(), shown.empty() ? "missing" : shown.c_str(),
                survival ? change : 100 * change);
  }
  for (const auto& reason : p.at("reasons").as_array())
    std::printf("  %+.4f  %s\n", reason.at("term").as_number(),
                reason.at("feature").as_string().c_str());
  for (const auto& warning : p.at("warnings").as_array())
    std::printf("  note: %s\n", warning.as_string().c_str());
}

// The page reads the prediction with pictures and names of its own.
void write_page(const std::filesystem::path& file, const Prediction& prediction) {
  Json page = prediction.json;
  page["overlays"] = Json(Json::Array{
      Json::of({{"title", "Tumour outline"}, {"png_base64", base64(prediction.overlay_png)}})});
  Json scores = Json::array();
  for (const char* name : {"rad_score", "dl_score"})
    scores.push_back(Json::of({{"name", name}, {"value", page.at(name)}}));
  page["scores"] = scores;
  write_file(file, render_patient_page(page));
}

int run(const Arguments& arguments, const Common& common) {
  PredictionRequest request;
  request.bundle = arguments.text("MODEL");
  request.images = arguments.text("case");
  request.patient = optional_text(arguments, "patient");
  request.model = optional_text(arguments, "model");
  request.clinical = optional_text(arguments, "clinical");
  request.centre = optional_text(arguments, "centre");
  request.weights = optional_text(arguments, "weights");
  const std::filesystem::path folder = optional_text(arguments, "output");
  if (!folder.empty()) refuse_overwrite(folder / "prediction.json", common.force);
  const Prediction prediction = predict(request);
  if (!folder.empty()) {
    write_file(folder / "prediction.json", json_text(prediction.json) + "\n");
    write_page(folder / "patient.html", prediction);
  }
  if (common.json)
    std::printf("%s\n", json_text(prediction.json).c_str());
  else if (!common.quiet)
    print(prediction.json);
  return prediction.refused ? 1 : 0;
}

}  // namespace

Command predict_command() {
  using Kind = OptionRow::Kind;
  return {
      "predict",
      "The risk of one patient from a model bundle: number, group, reasons, or a refusal.",
      "dlrr predict study/result/model.dlrr --case study/cases.csv --patient P001 --json",
      {{Kind::positional, "MODEL", "FILE.dlrr", "the bundle that dlrr run wrote", true},
       {Kind::value, "--case", "PATH",
        "cases table, or folder with PHASE.nii.gz, PHASE_tumour.nii.gz, PHASE_organ.nii.gz", true},
       {Kind::value, "--patient", "NAME", "which patient of the cases table"},
       {Kind::value, "--model", "NAME",
        "which model of the bundle (default: the one that needs images alone)"},
       {Kind::value, "--clinical", "FILE.csv",
        "clinical table, for models that read clinical columns"},
       {Kind::value, "--centre", "NAME",
        "centre of the scan, for a model whose features were harmonised between centres"},
       {Kind::value, "--weights", "FILE",
        "network weights, when the bundle was made with trained ones"},
       {Kind::value, "-o,--output", "DIR", "also write prediction.json and patient.html there"}},
      run};
}

}  // namespace dlrr
