#include "study/simulate.h"

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/rank.h"
#include "base/text.h"
#include "image/write.h"
#include "port/json_text.h"
#include "study/phantom.h"

namespace dlrr {

namespace {

const std::vector<std::string> kPhases = {"arterial", "portal", "delayed"};
constexpr double kHorizon = 24;      // months
constexpr double kEventShare = 0.4;  // recurrences within the horizon
constexpr double kRiskSlope = 1.6;   // log-hazard per z at effect 1
constexpr int kSecondReaderPatients = 30;
// Regions of the study file that hold voxels of the tumour or of the 5 mm around it.
const std::vector<std::string> kPlantedRegions = {"tumour", "inner_5mm", "rim_3mm", "rim_5mm"};

// Share of events within the horizon when log-hazard is log(base) + slope * z, z standard normal.
double event_share(double base, double slope) {
  double sum = 0, weights = 0;
  for (int i = -40; i <= 40; ++i) {
    const double z = 0.1 * i, w = std::exp(-0.5 * z * z);
    sum += w * (1 - std::exp(-kHorizon * base * std::exp(slope * z)));
    weights += w;
  }
  return sum / weights;
}

// The hazard per month that gives the wanted share, by bisection.
double base_hazard(double slope) {
  double low = 1e-6, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = std::sqrt(low * high);
    (event_share(middle, slope) < kEventShare ? low : high) = middle;
  }
  return low;
}

double exponential(Random& random, double hazard) {
  return -std::log(1 - random.uniform()) / hazard;
}

double one_decimal(double value) { return std::round(value * 10) / 10; }

void draw_clinic(Random& random, SimulatedPatient& p) {
  const double u = random.uniform();
  p.centre_index = u < 0.77 ? 0 : u < 0.89 ? 1 : 2;
  p.centre = std::string(1, static_cast<char>('A' + p.centre_index));
  p.age = std::clamp(std::round(58 + 10 * random.normal()), 25.0, 88.0);
  p.male = random.uniform() < 0.78;
  p.cirrhosis = random.uniform() < 0.7;
  p.afp = one_decimal(std::exp(3.2 + 1.6 * random.normal()));
  p.albumin = one_decimal(std::clamp(40 + 4.5 * random.normal(), 22.0, 55.0));
  p.afp_missing = random.uniform() < 0.05;
  p.albumin_missing = random.uniform() < 0.04;
  p.cirrhosis_missing = random.uniform() < 0.02;
}

// Recurrence, then death, both hidden behind the end of follow-up.
void draw_course(Random& random, double base, double effect, SimulatedPatient& p) {
  double log_hazard = effect * kRiskSlope * p.risk;
  const double clinic = 0.1 * (p.age - 58) / 10 + 0.1 * (std::log(p.afp) - 3.2) / 1.6;
  log_hazard += effect * clinic;
  const double recurrence = exponential(random, base * std::exp(log_hazard));
  const double death = recurrence + exponential(random, 0.02 * std::exp(0.25 * effect * p.risk));
  const bool lost = random.uniform() < 0.05;
  const double followup = lost ? 3 + 21 * random.uniform() : 26 + 46 * random.uniform();
  p.recurred = recurrence <= followup;
  p.died = death <= followup;
  p.rfs_months = std::max(0.1, one_decimal(std::min(recurrence, followup)));
  p.os_months = std::max(p.rfs_months, one_decimal(std::min(death, followup)));
}

std::string patient_name(int i) {
  const std::string digits = std::to_string(i + 1);
  return "P" + std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

std::string cell(double value, bool missing) { return missing ? "" : number_text(value); }

bool has_second_reader(const SimulationPlan& plan, int patient) {
  return plan.readers == 2 && patient < kSecondReaderPatients;
}

// Writes the files of one patient; gives the tumour's design diameter in mm.
double write_patient(const SimulationPlan& plan, const SimulatedPatient& p, int index,
                     const std::filesystem::path& folder) {
  PhantomPlan phantom_plan{plan.seed,      static_cast<std::uint64_t>(index),
                           plan.effect,    p.risk,
                           p.centre_index, plan.phases,
                           plan.fine};
  const Phantom phantom = make_phantom(phantom_plan);
  for (std::size_t i = 0; i < phantom.phases.size(); ++i)
    write_image(folder / "images" / (p.name + "_" + kPhases[i] + ".nii.gz"), phantom.phases[i]);
  write_mask(folder / "masks" / (p.name + "_tumour.nii.gz"), phantom.tumour);
  write_mask(folder / "masks" / (p.name + "_liver.nii.gz"), phantom.organ);
  if (has_second_reader(plan, index))
    write_mask(folder / "masks" / (p.name + "_tumour_reader2.nii.gz"), phantom.second_reader);
  return phantom.diameter_mm;
}

Csv cases_table(const SimulationPlan& plan, const std::vector<SimulatedPatient>& patients) {
  Csv out{{"patient", "phase", "image", "tumour", "organ", "reader"}, {}};
  for (int reader = 1; reader <= plan.readers; ++reader)
    for (std::size_t i = 0; i < patients.size(); ++i) {
      if (reader == 2 && !has_second_reader(plan, static_cast<int>(i))) continue;
      const auto& name = patients[i].name;
      for (int phase = 0; phase < plan.phases; ++phase) {
        const auto& word = kPhases[static_cast<std::size_t>(phase)];
        out.rows.push_back(
            {name, word, "images/" + name + "_" + word + ".nii.gz",
             "masks/" + name + "_tumour" + (reader == 2 ? "_reader2" : "") + ".nii.gz",
             "masks/" + name + "_liver.nii.gz", std::to_string(reader)});
      }
    }
  return out;
}

Csv clinical_table(const std::vector<SimulatedPatient>& patients,
                   const std::vector<double>& diameters) {
  Csv out{{"id", "centre", "age", "sex", "cirrhosis", "afp", "albumin", "tumour_size_mm",
           "rfs_months", "recurred", "os_months", "died"},
          {}};
  for (std::size_t i = 0; i < patients.size(); ++i) {
    const auto& p = patients[i];
    out.rows.push_back({p.name, p.centre, number_text(p.age), p.male ? "male" : "female",
                        p.cirrhosis_missing ? ""
                        : p.cirrhosis       ? "yes"
                                            : "no",
                        cell(p.afp, p.afp_missing), cell(p.albumin, p.albumin_missing),
                        number_text(one_decimal(diameters[i])), number_text(p.rfs_months),
                        p.recurred ? "1" : "0", number_text(p.os_months), p.died ? "1" : "0"});
  }
  return out;
}

// The same for the whole cohort, for programs: tools/null-and-planted reads it.
Json truth_json(const SimulationPlan& plan, const std::vector<SimulatedPatient>& patients) {
  const double area = truth_auc(patients);
  return Json::of(
      {{"effect", plan.effect},
       {"horizon_months", kHorizon},
       {"auc", std::isfinite(area) ? Json(area) : Json()},
       {"planted_regions", plan.effect == 0 ? std::vector<std::string>{} : kPlantedRegions}});
}

Csv truth_table(const SimulationPlan& plan, const std::vector<SimulatedPatient>& patients) {
  Csv out{{"id", "z", "effect", "planted"}, {}};
  const std::string planted =
      plan.effect == 0 ? "nothing"
                       : "rim within 5 mm of the edge: grain SD 12*exp(0.5*effect*z) HU, arterial "
                         "enhancement +12*effect*z HU; tumour grain SD 10*exp(0.35*effect*z) HU; "
                         "log-hazard of recurrence 1.6*effect*z";
  for (const auto& p : patients)
    out.rows.push_back(
        {p.name, number_text(std::round(p.risk * 1e6) / 1e6), number_text(plan.effect), planted});
  return out;
}

std::string study_text(const SimulationPlan& plan) {
  const std::vector<std::string> phases(kPhases.begin(), kPhases.begin() + plan.phases);
  std::vector<std::string> deltas;
  for (std::size_t i = 1; i < phases.size(); ++i)
    deltas.push_back(i == 1 ? "arterial-portal" : "delayed-portal");
  return "# A synthetic cohort made by: dlrr simulate --patients " + std::to_string(plan.patients) +
         " --effect " + number_text(plan.effect) + " --seed " + std::to_string(plan.seed) +
         "\n# truth.csv says what was planted; no real patient is behind it.\n"
         "study: simulated-liver\n"
         "cohort:\n"
         "  clinical: clinical.csv\n"
         "  images: cases.csv\n"
         "  patient: id\n"
         "  outcome: {time: rfs_months, event: recurred, horizon: 24}\n"
         "  survival:\n"
         "    rfs: {time: rfs_months, event: recurred, horizon: 24}\n"
         "    os: {time: os_months, event: died, horizon: 60}\n"
         "  split: {centre: centre, train: 0.7, seed: 1}\n"
         "phases: [" +
         join(phases, ", ") +
         "]\n"
         "deltas: [" +
         join(deltas, ", ") +
         "]\n"
         "regions:\n"
         "  tumour: {}\n"
         "  liver: {organ: minus-tumour}\n"
         "  inner_5mm: {erode: 5}\n"
         "  rim_3mm: {expand: 3}\n"
         "  rim_5mm: {expand: 5}\n"
         "  rim_10mm: {expand: 10}\n"
         "radiomics: quick\n"
         "deep: {layout: strided, size: [32, 32, 32], spacing: 2, seed: 1}\n"
         "protocol: both\n";
}

}  // namespace

void check_simulation(const SimulationPlan& plan) {
  const auto refuse = [](const std::string& what) { throw Error(ErrorKind::usage, what); };
  if (plan.patients < 2 || plan.patients > 9999)
    refuse("--patients is " + std::to_string(plan.patients) + ", expected 2 to 9999");
  if (!(plan.effect >= 0 && plan.effect <= 5))
    refuse("--effect is " + number_text(plan.effect) + ", expected 0 to 5");
  if (plan.readers < 1 || plan.readers > 2) refuse("--readers is 1 or 2");
  if (plan.phases < 1 || plan.phases > 3) refuse("--phases is 1, 2 or 3");
}

std::vector<SimulatedPatient> simulate_patients(const SimulationPlan& plan) {
  check_simulation(plan);
  const double base = base_hazard(kRiskSlope * plan.effect);
  std::vector<SimulatedPatient> out;
  for (int i = 0; i < plan.patients; ++i) {
    Random random(plan.seed, "patient", static_cast<std::uint64_t>(i));
    SimulatedPatient p;
    p.name = patient_name(i);
    p.risk = random.normal();
    draw_clinic(random, p);
    draw_course(random, base, plan.effect, p);
    out.push_back(p);
  }
  return out;
}

double truth_auc(const std::vector<SimulatedPatient>& patients) {
  std::vector<double> risk;
  std::vector<int> outcome;
  for (const auto& p : patients) {
    const bool event = p.recurred && p.rfs_months <= kHorizon;
    if (!event && p.rfs_months < kHorizon) continue;
    risk.push_back(p.risk);
    outcome.push_back(event);
  }
  return auc(risk, outcome);
}

std::filesystem::path simulate_study(const SimulationPlan& plan,
                                     const std::filesystem::path& folder, unsigned threads,
                                     bool quiet) {
  const auto patients = simulate_patients(plan);
  std::filesystem::create_directories(folder / "images");
  std::filesystem::create_directories(folder / "masks");
  std::vector<double> diameters(patients.size());
  Progress progress("simulate", patients.size(), quiet);
  parallel_for(patients.size(), threads, [&](std::size_t i) {
    diameters[i] = write_patient(plan, patients[i], static_cast<int>(i), folder);
    progress.done(patients[i].name);
  });
  write_csv(folder / "cases.csv", cases_table(plan, patients));
  write_csv(folder / "clinical.csv", clinical_table(patients, diameters));
  write_csv(folder / "truth.csv", truth_table(plan, patients));
  write_file(folder / "truth.json", json_text(truth_json(plan, patients)) + "\n");
  const auto study = folder / "study.yaml";
  write_file(study, study_text(plan));
  return study;
}

}  // namespace dlrr
