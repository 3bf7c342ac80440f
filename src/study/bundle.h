// model.dlrr: one zip that a reader can unzip and understand, with no code in it.
//   manifest.json    format, study, plan hash, models with their cut-offs, weights hash
//   plan.yaml        every setting of the study, for readers
//   imaging.json, radiomics.yaml   how images become features, for predict
//   rad_score.json, dl_score.json   the formulas with means, SDs and training ranges
//   harmonise_radiomics.json, harmonise_deep.json   ComBat of the features in the formulas, if any
//   clinical.json    levels and training ranges of the clinical columns
//   mean_z.json, tumour_size.json  the same of the baselines' inputs, where there are such
//   imputer.json     frozen chained equations of the clinical inputs, when gaps are imputed
//   models/NAME.json inputs with fill, mean, SD; models/NAME.txt the model in its library's own
//   text; models/NAME.2.txt ... those of the other imputed tables
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "study/plan.h"
#include "study/protocol.h"

namespace dlrr {

struct BundledModel {
  Fit fit;
  double cutoff = 0.5;
  std::string cutoff_from;
};

struct Bundle {
  StudyPlan plan;
  std::string radiomics_text;
  std::string weights_hash;
  bool untrained_weights = false;
  std::vector<CohortVariable> clinical;
  std::string default_model;  // needs images alone
  Pipeline pipeline;          // the scores; fits stay in `models`
  std::vector<BundledModel> models;
  const BundledModel& model(const std::string& name) const;  // throws with the nearest known name
};

// The last model of the plan whose inputs are scores alone; the first model when there is none.
std::string image_only_model(const StudyPlan& plan, const ProtocolResult& result);

// How images and clinical cells became the numbers that the models learned from.
struct BundleSources {
  std::string radiomics_text, weights_hash = "none";
  bool untrained_weights = false;
  std::vector<CohortVariable> clinical;
};

void save_bundle(const std::filesystem::path& path, const StudyPlan& plan,
                 const ProtocolResult& result, const BundleSources& sources);
Bundle load_bundle(const std::filesystem::path& path);

}  // namespace dlrr
