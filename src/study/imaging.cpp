#include "study/imaging.h"

#include <cctype>

#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/text.h"
#include "feature/radiomic/extract.h"
#include "image/read.h"
#include "port/digest.h"
#include "study/perturbed_masks.h"
#include "study/plan_parts.h"

namespace dlrr {

namespace {

// Raised whenever the same settings would give other numbers than an earlier version of the
// program.
constexpr int numbers_version = 3;

std::string region_text(const RegionPlan& region) {
  return region.name + " " + std::to_string(region.organ_minus_tumour) + " " +
         number_text(region.erode_mm) + " " + number_text(region.expand_mm) + " " +
         std::to_string(region.ring) + " " + std::to_string(region.clip_to_organ) + "\n";
}

std::string deep_text(const DeepPlan& deep) {
  if (!deep.enabled) return "no deep\n";
  std::string text = deep.layout + " " + join(deep.pooling, " ") + "\n";
  if (deep.precision != "f32") text += "precision: " + deep.precision + "\n";
  for (const auto& [key, value] : deep_rows(deep.input)) text += key + ": " + value + "\n";
  return text;
}

std::string imaging_text(const StudyPlan& plan, const std::string& radiomics_text) {
  std::string text = "numbers " + std::to_string(numbers_version) + "\n";
  text += "phases " + join(plan.phases, " ") + "\n";
  for (const auto& region : plan.regions) text += region_text(region);
  text += plan.radiomics_mode + "\n";
  text +=
      "tolerance " + number_text(plan.grid_tolerance) + " cut " + number_text(plan.max_cut) + "\n";
  return text + deep_text(plan.deep) + radiomics_text;
}

// What a changed mask depends on: not how many patients or changes there are beside.
std::string change_text(StabilityPlan plan, int number) {
  plan.patients = 0;
  plan.perturbations = number;
  return stability_text(plan);
}

std::string radiomics_text_of(const StudyPlan& plan) {
  if (!plan.radiomics_text.empty()) return plan.radiomics_text;
  return plan.radiomics.empty() ? radiomic_preset_text(plan.radiomics_preset)
                                : read_file(plan.radiomics);
}

}  // namespace

void check_lesion(const Mask& tumour, const std::filesystem::path& file) {
  if (count_voxels(tumour) == 1)
    throw Error(file.string() +
                ": the mask holds one voxel only, expected a lesion of several; "
                "draw the lesion, or take the case out of the table");
}

Imaging::Imaging(const StudyPlan& plan, const std::filesystem::path& weights) : plan_(plan) {
  radiomics_text_ = radiomics_text_of(plan);
  radiomics_ = parse_radiomic_settings(radiomics_text_, plan.radiomics.filename().string());
  names_.radiomics = radiomic_names(radiomics_);
  if (plan.deep.enabled) {
    NetworkSource source{weights.empty() ? plan.deep.weights : weights, plan.deep.seed, {}};
    source.architecture.layout = plan.deep.layout;
    source.architecture.shortcut = plan.deep.shortcut;
    source.architecture.width = plan.deep.width;
    source.pooling = parse_poolings(plan.deep.pooling);
    source.precision = parse_precision(plan.deep.precision);
    network_ = open_network(source);
    check_channels(*network_, plan.deep.input);
    names_.deep = deep_names(*network_);
    untrained_ = network_->untrained();
    weights_hash_ = (untrained_ ? "untrained weights " : "") + network_->weights_sha256();
  }
  settings_hash_ = sha256(imaging_text(plan, radiomics_text_));
}

CaseMarks Imaging::marks(const std::vector<Scan>& scans, int number) const {
  std::string all;
  for (const auto& scan : scans) {
    all += scan.phase;
    for (const auto& file : {scan.image, scan.tumour, scan.organ})
      all += file.empty() ? " -" : " " + sha256(read_file(file));
    all += "\n";
  }
  // The masks as drawn depend on no change: switching `stability` keeps their numbers.
  const std::string settings =
      number == 0 ? settings_hash_
                  : sha256(settings_hash_ + "\n" + change_text(plan_.stability, number));
  return {settings, sha256(all), weights_hash_};
}

void Imaging::add_deep(BlockFeatures& block, const Image& image, const Mask& mask,
                       const Mask* organ) const {
  if (!network_) return;
  auto result = deep_features(*network_, image, mask, plan_.deep.input, organ);
  block.deep_outside = result.outside;
  if (result.gap)
    block.deep_gap = *result.gap;
  else
    block.deep = std::move(result.values);
}

// The network needs the image once more; without one it is let go.
std::vector<RadiomicValues> Imaging::radiomics_of(Image& image,
                                                  const std::vector<const Mask*>& masks) const {
  if (plan_.radiomics_mode == "exact") return extract_each(image, masks, radiomics_);
  if (network_) return extract_shared(image, masks, radiomics_);
  return extract_shared(std::move(image), masks, radiomics_);
}

namespace {

// Every region of a lesion that its change made vanish.
std::vector<BlockFeatures> vanished(const Scan& scan, const std::vector<RegionPlan>& regions,
                                    const MaskChange& change) {
  std::vector<BlockFeatures> blocks;
  for (const auto& region : regions) {
    BlockFeatures block{scan.phase, region.name};
    block.gap = "the lesion vanished when its mask was changed (grown by " +
                number_text(change.growth_mm) + " mm)";
    blocks.push_back(std::move(block));
  }
  return blocks;
}

}  // namespace

std::vector<BlockFeatures> Imaging::extract_phase(const Scan& scan,
                                                  const MaskChange* change) const {
  auto pair = read_image_and_mask(scan.image, scan.tumour, {}, plan_.grid_tolerance);
  check_lesion(pair.mask, scan.tumour);
  if (change) pair.mask = perturbed(pair.mask, *change);
  if (change && count_voxels(pair.mask) < 2) return vanished(scan, plan_.regions, *change);
  std::optional<Mask> organ;
  if (!scan.organ.empty())
    organ = fit_mask_to(read_mask(scan.organ), pair.image.geometry, plan_.grid_tolerance,
                        scan.organ.string(), scan.image.string());
  const auto regions =
      make_regions(pair.mask, organ ? &*organ : nullptr, plan_.regions, plan_.max_cut);
  std::vector<const Mask*> masks;
  for (const auto& region : regions)
    if (!region.gap) masks.push_back(&region.mask);
  const auto values = radiomics_of(pair.image, masks);
  std::vector<BlockFeatures> blocks;
  std::size_t next = 0;
  for (const auto& region : regions) {
    BlockFeatures block{scan.phase, region.name, region.voxels, region.volume_mm3,
                        region.cut_fraction};
    if (region.gap) {
      block.gap = *region.gap;
    } else {
      const auto& one = values[next++];
      block.gap = one.gap;
      if (block.gap.empty()) block.radiomics = one.values;
      if (block.gap.empty()) add_deep(block, pair.image, region.mask, organ ? &*organ : nullptr);
    }
    blocks.push_back(std::move(block));
  }
  return blocks;
}

CaseFeatures Imaging::extract(const std::string& patient, const std::vector<Scan>& scans,
                              int number) const {
  CaseFeatures features;
  features.patient = patient;
  features.marks = marks(scans, number);
  for (std::size_t at = 0; at < scans.size(); ++at) {
    std::optional<MaskChange> change;
    if (number > 0) change = change_of_scan(plan_.stability, patient, scans, at, number);
    try {
      for (auto& block : extract_phase(scans[at], change ? &*change : nullptr))
        features.blocks.push_back(std::move(block));
    } catch (const Error& e) {
      throw e.at("phase " + scans[at].phase);
    }
  }
  return features;
}

namespace {

// A patient's name as part of a file name; what a file system may dislike is replaced, and then a
// hash keeps two such names apart.
std::string file_stem(const std::string& patient) {
  std::string stem = patient;
  for (char& c : stem)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') c = '_';
  return stem == patient ? stem : stem + "-" + sha256(patient).substr(0, 8);
}

// One patient's masks, once: as drawn, of the second reader, or perturbed (number 1, 2, ...).
struct Job {
  std::size_t patient;
  bool second = false;
  int number = 0;

  std::string masks() const {
    if (number > 0) return "perturbed mask " + std::to_string(number);
    return second ? "reader 2" : "";
  }
  std::string file(const std::string& patient_name) const {
    if (number > 0) return file_stem(patient_name) + ".perturbed" + std::to_string(number) + ".csv";
    return file_stem(patient_name) + (second ? ".reader2.csv" : ".csv");
  }
  // What report and excluded.csv call a failure of it.
  const char* stage() const {
    return number > 0 ? perturbed_stage : second ? second_reader_stage : "images";
  }
};

std::vector<Job> jobs_of(const StabilityPlan& stability, const Cohort& cohort) {
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    jobs.push_back({i});
    if (!cohort.patients[i].second_reader.empty()) jobs.push_back({i, true});
  }
  for (const auto row : perturbed_patients(stability, cohort))
    for (int number = 1; number <= stability.perturbations; ++number)
      jobs.push_back({row, false, number});
  return jobs;
}

CaseFeatures& slot(ImagingResult& result, const Job& job) {
  if (job.number > 0)
    return result.perturbed[static_cast<std::size_t>(job.number - 1)][job.patient];
  return (job.second ? result.second : result.first)[job.patient];
}

// Finished before with the same marks: kept. Otherwise computed and written.
CaseFeatures one_case(const Imaging& imaging, const Patient& patient, const Job& job,
                      const std::filesystem::path& file, std::string& what) {
  const auto& scans = job.second ? patient.second_reader : patient.scans;
  what = "done";
  if (std::filesystem::exists(file)) {
    try {
      auto old = parse_case(read_file(file), file.string(), imaging.names());
      const auto changed = old.marks.difference(imaging.marks(scans, job.number));
      if (!changed && old.patient == patient.name) {
        what = "kept";
        return old;
      }
      what = "redone: " + changed.value_or("the file belongs to another patient");
    } catch (const Error&) {
      what = "redone: the file was not complete or has other columns";
    }
  }
  auto features = imaging.extract(patient.name, scans, job.number);
  write_file(file, case_text(features, imaging.names()));
  return features;
}

}  // namespace

ImagingResult extract_cohort(const Imaging& imaging, const Cohort& cohort,
                             const std::filesystem::path& folder, const Resources& resources) {
  const auto jobs = jobs_of(imaging.stability(), cohort);
  ImagingResult result;
  const auto patients = cohort.patients.size();
  result.first.resize(patients);
  result.second.resize(patients);
  result.perturbed.assign(static_cast<std::size_t>(imaging.stability().perturbations),
                          std::vector<CaseFeatures>(patients));
  std::vector<std::string> what(jobs.size()), failure(jobs.size());
  Progress progress("features", jobs.size(), resources.quiet);
  parallel_for(jobs.size(), resources.threads, [&](std::size_t j) {
    const auto& patient = cohort.patients[jobs[j].patient];
    try {
      slot(result, jobs[j]) =
          one_case(imaging, patient, jobs[j], folder / jobs[j].file(patient.name), what[j]);
    } catch (const Error& e) {
      if (resources.strict || e.kind() == ErrorKind::internal) throw e.at(patient.name);
      failure[j] = e.what();
      what[j] = "set aside";
    }
    progress.done(patient.name);
  });
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    const auto& name = cohort.patients[jobs[j].patient].name;
    result.log.push_back({name, jobs[j].masks(), what[j]});
    // The reason why a patient could not be measured stands there once.
    const bool again = jobs[j].number > 0 && result.first[jobs[j].patient].blocks.empty();
    if (!failure[j].empty() && !again)
      result.excluded.push_back({name, jobs[j].stage(), failure[j]});
  }
  return result;
}

}  // namespace dlrr
