#include "study/deep_report.h"

#include <algorithm>
#include <optional>

#include "base/parallel.h"
#include "feature/deep/picture.h"
#include "image/read.h"
#include "study/overlays.h"

namespace dlrr {

namespace {

constexpr std::size_t patients_shown = 3;

// One phase as the network is given it.
struct PhaseRegions {
  Image image;
  std::optional<Mask> organ;
  std::vector<Region> regions;
};

PhaseRegions read_phase(const StudyPlan& plan, const Scan& scan) {
  auto pair = read_image_and_mask(scan.image, scan.tumour, {}, plan.grid_tolerance);
  PhaseRegions out;
  if (!scan.organ.empty())
    out.organ = fit_mask_to(read_mask(scan.organ), pair.image.geometry, plan.grid_tolerance);
  out.regions =
      make_regions(pair.mask, out.organ ? &*out.organ : nullptr, plan.regions, plan.max_cut);
  out.image = std::move(pair.image);
  return out;
}

Patch crop_of(const PhaseRegions& phase, std::size_t region, const DeepSettings& input) {
  if (phase.regions[region].gap) {
    Patch gap;
    gap.gap = phase.regions[region].gap;
    return gap;
  }
  return make_patch(phase.image, phase.regions[region].mask, input,
                    phase.organ ? &*phase.organ : nullptr);
}

std::string draw(const StudyPlan& plan, const Patient& patient) {
  std::optional<PhaseRegions> phase;
  std::size_t read = 0;
  return mosaic_png(
      patient.scans.size(), plan.regions.size(),
      [&](std::size_t row, std::size_t column) {
        if (!phase || read != row) phase = read_phase(plan, patient.scans[row]);
        read = row;
        return crop_of(*phase, column, plan.deep.input);
      },
      plan.deep.input);
}

}  // namespace

Json deep_json(const DeepPlan& deep, const Imaging& imaging) {
  if (!deep.enabled) return false;
  const auto network = imaging.network();
  Json input = Json::object();
  for (const auto& [key, value] : deep_rows(deep.input)) input[key] = value;
  return Json::of(
      {{"network", imaging.network_name()},
       {"layout", deep.layout},
       {"shortcut", network->architecture().shortcut},
       {"width", network->architecture().width},
       {"weights", network->weights_sha256()},
       {"origin", deep.weights.empty() ? network->origin() : deep.weights.filename().string()},
       {"untrained", imaging.untrained_weights()},
       {"precision", precision_name(network->precision())},
       {"pooling", deep.pooling},
       {"values", imaging.names().deep.size()},
       {"input", input},
       {"input_text", describe(deep.input)}});
}

Json mosaics_json(const StudyPlan& plan, const Cohort& cohort, const std::vector<std::size_t>& rows,
                  unsigned threads) {
  if (!plan.deep.enabled) return Json::array();
  std::vector<std::string> pictures(std::min(rows.size(), patients_shown));
  parallel_for(pictures.size(), threads,
               [&](std::size_t i) { pictures[i] = draw(plan, cohort.patients[rows[i]]); });
  std::vector<std::string> regions;
  for (const auto& region : plan.regions) regions.push_back(region.name);
  Json out = Json::array();
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto& patient = cohort.patients[rows[i]];
    std::vector<std::string> phases;
    for (const auto& scan : patient.scans) phases.push_back(scan.phase);
    out.push_back(Json::of({{"title", patient.name},
                            {"rows", phases},
                            {"columns", regions},
                            {"png_base64", base64(pictures[i])}}));
  }
  return out;
}

}  // namespace dlrr
