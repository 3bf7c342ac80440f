#include "study/check_images.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/text.h"
#include "image/read.h"
#include "study/imaging.h"

namespace dlrr {

namespace {

using Path = std::filesystem::path;

// Finds what is wrong with the scans of one patient.
class PatientCheck {
 public:
  PatientCheck(const StudyPlan& plan, const Patient& patient) : plan_(plan), patient_(patient) {}

  std::vector<Finding> run() {
    for (const auto* scans : {&patient_.scans, &patient_.second_reader})
      for (const auto& scan : *scans) check_scan(scan);
    return std::move(findings_);
  }

 private:
  void report(const Scan& scan, const Path& file, std::string problem, bool warning = false) {
    const std::string place = file.string() + ": ";  // stands in its own column already
    if (starts_with_text(problem, place)) problem.erase(0, place.size());
    if (!seen_.insert(file.string() + problem).second) return;
    findings_.push_back({patient_.name, scan.phase, scan.reader.empty() ? "1" : scan.reader,
                         file.filename().string(), problem, warning});
  }

  void check_scan(const Scan& scan) {
    Image image;
    bool usable = false;
    try {
      image = read_image(scan.image);
      usable = true;
    } catch (const Error& e) {
      report(scan, scan.image, e.what());
    }
    const Geometry* grid = usable ? &image.geometry : nullptr;
    const Mask tumour = check_mask(scan, scan.tumour, grid);
    if (usable && !tumour.voxels.empty()) check_tumour(scan, image, tumour);
    if (scan.organ.empty()) return;
    const Mask organ = check_mask(scan, scan.organ, grid);
    if (usable && !tumour.voxels.empty() && !organ.voxels.empty())
      check_overlap(scan, tumour, organ);
  }

  // The mask on the image's grid; without voxels when it cannot be used.
  Mask check_mask(const Scan& scan, const Path& file, const Geometry* image) {
    try {
      std::string note;
      Mask mask = read_mask(file, {}, &note);
      if (!note.empty()) report(scan, file, note, true);
      if (!image) return {};
      return fit_mask_to(mask, *image, plan_.grid_tolerance, file.filename().string(),
                         scan.image.filename().string());
    } catch (const Error& e) {
      report(scan, file, e.what());
    }
    return {};
  }

  void check_tumour(const Scan& scan, const Image& image, const Mask& tumour) {
    try {
      check_lesion(tumour, scan.tumour);
      check_inside(scan, image, tumour);
    } catch (const Error& e) {
      report(scan, scan.tumour, e.what());
    }
  }

  // A flat tumour has no texture; one that touches the edge has no complete ring.
  void check_inside(const Scan& scan, const Image& image, const Mask& tumour) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (std::size_t i = 0; i < tumour.voxels.size(); ++i)
      if (tumour.voxels[i]) {
        low = std::min(low, image.voxels[i]);
        high = std::max(high, image.voxels[i]);
      }
    if (low == high)
      report(scan, scan.image,
             "every voxel of the tumour is " + number_text(low) + ": is this the right image?");
    const double reach = largest_expansion(), margin = least_margin(tumour);
    if (margin < reach)
      report(scan, scan.tumour,
             "the tumour is " + fixed_text(margin, 1) + " mm from the image edge: a margin of " +
                 number_text(reach) + " mm is cut there",
             true);
  }

  void check_overlap(const Scan& scan, const Mask& tumour, const Mask& organ) {
    std::size_t outside = 0;
    for (std::size_t i = 0; i < tumour.voxels.size(); ++i)
      outside += tumour.voxels[i] && !organ.voxels[i];
    const auto total = count_voxels(tumour);
    if (outside == total && count_voxels(organ) > 0 && !organ_touches(tumour, organ))
      report(scan, scan.organ,
             "tumour and organ do not touch: are both of the same patient and phase?");
  }

  // Whether the organ comes within the box of the tumour: organ masks may leave the tumour out.
  static bool organ_touches(const Mask& tumour, const Mask& organ) {
    const Mask part = crop(organ, grown(bounding_box(tumour), organ.geometry));
    return count_voxels(part) > 0;
  }

  static Box grown(Box box, const Geometry& grid) {
    for (std::size_t a = 0; a < 3; ++a) {
      box.low[a] = std::max(0, box.low[a] - 1);
      box.high[a] = std::min(grid.size[a] - 1, box.high[a] + 1);
    }
    return box;
  }

  double largest_expansion() const {
    double mm = 0;
    for (const auto& region : plan_.regions) mm = std::max(mm, region.expand_mm);
    return mm;
  }

  static double least_margin(const Mask& tumour) {
    const Box box = bounding_box(tumour);
    const auto& grid = tumour.geometry;
    double mm = HUGE_VAL;
    for (std::size_t a = 0; a < 3; ++a)
      mm = std::min(mm, grid.spacing[a] * std::min(box.low[a], grid.size[a] - 1 - box.high[a]));
    return mm;
  }

  const StudyPlan& plan_;
  const Patient& patient_;
  std::vector<Finding> findings_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<Finding> check_images(const StudyPlan& plan, const Cohort& cohort,
                                  const Resources& resources) {
  std::vector<std::vector<Finding>> found(cohort.patients.size());
  Progress progress("check", found.size(), resources.quiet);
  parallel_for(found.size(), resources.threads, [&](std::size_t i) {
    found[i] = PatientCheck(plan, cohort.patients[i]).run();
    progress.done(cohort.patients[i].name);
  });
  std::vector<Finding> out;
  for (auto& list : found) out.insert(out.end(), list.begin(), list.end());
  return out;
}

}  // namespace dlrr
