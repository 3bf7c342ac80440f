// A synthetic cohort on disk that `dlrr run` takes: images, masks of two readers, clinical table,
// survival, study file, and the truth behind it. With effect 0 nothing predicts the outcome, so a
// nested protocol must find an AUC of about 0.5.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dlrr {

struct SimulationPlan {
  int patients = 120;  // 2..9999
  double effect = 1;   // 0 = null cohort; 1 = clear
  std::uint64_t seed = 1;
  int readers = 2;    // 1 or 2; the second reader draws the first 30 patients
  int phases = 3;     // 1..3 of arterial, portal, delayed
  bool fine = false;  // standard instead of small volumes
};

// Throws a usage error for settings out of range.
void check_simulation(const SimulationPlan& plan);

// What chance decided for one patient before any image is made. Times in months.
struct SimulatedPatient {
  std::string name, centre;
  int centre_index = 0;
  double risk = 0;  // z
  double age = 0, afp = 0, albumin = 0;
  bool male = false, cirrhosis = false;
  double rfs_months = 0, os_months = 0;
  bool recurred = false, died = false;
  bool afp_missing = false, albumin_missing = false, cirrhosis_missing = false;
};

std::vector<SimulatedPatient> simulate_patients(const SimulationPlan& plan);

// AUC of the planted risk for recurrence within 24 months, among those who were followed that long:
// what a model that read the risk itself would reach. NaN when only one outcome occurs.
double truth_auc(const std::vector<SimulatedPatient>& patients);

// Writes the study into `folder`; gives the path of the study file.
std::filesystem::path simulate_study(const SimulationPlan& plan,
                                     const std::filesystem::path& folder, unsigned threads,
                                     bool quiet);

}  // namespace dlrr
