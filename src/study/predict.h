// One new patient scored by a bundle: the same imaging, the same formulas, the same model as in the
// run, so the same images give the same risk. Refuses when what the model reads could not be
// measured.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/json.h"
#include "study/bundle.h"
#include "study/cohort.h"

namespace dlrr {

struct PredictionRequest {
  std::filesystem::path bundle;
  std::filesystem::path images;    // a cases table, or a folder with PHASE.nii.gz,
                                   // PHASE_tumour.nii.gz, PHASE_organ.nii.gz
  std::string patient;             // needed when the table holds several
  std::string model;               // empty: the bundle's default
  std::filesystem::path clinical;  // needed by models with clinical inputs
  std::string centre;              // of the scan, for a model whose features were harmonised
  std::filesystem::path weights;   // the network's file when the bundle was made with one
};

struct Prediction {
  Json json;  // {patient, model, risk, group, cutoff, scores, reasons, warnings, refused, ...}
  bool refused = false;
  std::string overlay_png;  // bytes; empty when there is no picture
};

Prediction predict(const PredictionRequest& request);

}  // namespace dlrr
