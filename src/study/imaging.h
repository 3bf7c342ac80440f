// The imaging half of a study, one patient at a time: read, check grids, make regions, extract
// radiomics and deep vectors. Sees no outcome.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "feature/deep/deep.h"
#include "feature/radiomic/extract.h"
#include "feature/radiomic/settings.h"
#include "study/case_features.h"
#include "study/cohort.h"
#include "study/plan.h"

namespace dlrr {

// Everything that the numbers of a case depend on, made once per run. Immutable, shared by all
// threads.
class Imaging {
 public:
  // Reads or makes the network and the radiomics settings. `weights` overrides the plan's path
  // (predict).
  explicit Imaging(const StudyPlan& plan, const std::filesystem::path& weights = {});

  const FeatureNames& names() const { return names_; }
  bool untrained_weights() const { return untrained_; }
  const std::string& weights_hash() const { return weights_hash_; }
  // "resnet18"; empty without deep features.
  std::string network_name() const {
    return network_ ? network_->architecture().name() : std::string();
  }
  // Null without deep features.
  std::shared_ptr<const Network> network() const { return network_; }
  const StabilityPlan& stability() const { return plan_.stability; }
  const std::string& radiomics_text() const { return radiomics_text_; }
  // `number`: of the changed masks (plan.stability), 0 for the masks as drawn.
  CaseMarks marks(const std::vector<Scan>& scans, int number = 0) const;

  // Throws an Error that names the file when a scan cannot be trusted. A mask that vanished by its
  // change gives gaps.
  CaseFeatures extract(const std::string& patient, const std::vector<Scan>& scans,
                       int number = 0) const;

 private:
  std::vector<RadiomicValues> radiomics_of(Image& image,
                                           const std::vector<const Mask*>& masks) const;
  std::vector<BlockFeatures> extract_phase(const Scan& scan, const MaskChange* change) const;
  void add_deep(BlockFeatures& block, const Image& image, const Mask& mask,
                const Mask* organ) const;

  const StudyPlan& plan_;
  RadiomicSettings radiomics_;
  std::string radiomics_text_;
  std::shared_ptr<const Network> network_;
  FeatureNames names_;
  bool untrained_ = false;
  std::string weights_hash_ = "none", settings_hash_;
};

// Throws when the mask holds a single voxel: a slip of the mouse, nothing that can be measured.
void check_lesion(const Mask& tumour, const std::filesystem::path& file);

// Stages of an Exclusion that leave the patient in the study.
inline constexpr const char* second_reader_stage = "second reader";
inline constexpr const char* perturbed_stage = "perturbed masks";

// What happened to one case: "kept", "done", or "redone: the imaging settings changed".
struct CaseLog {
  std::string patient, masks, what;  // masks: empty as drawn, "reader 2", "perturbed mask 1"
};

struct ImagingResult {
  std::vector<CaseFeatures> first,
      second;  // by patient of the cohort; blocks empty when excluded or absent
  std::vector<std::vector<CaseFeatures>> perturbed;  // the same per number of the changed mask
  std::vector<Exclusion> excluded;
  std::vector<CaseLog> log;
};

// Runs all patients of the cohort, a thread each, keeping finished files below `folder`.
ImagingResult extract_cohort(const Imaging& imaging, const Cohort& cohort,
                             const std::filesystem::path& folder, const Resources& resources);

}  // namespace dlrr
