#include "study/overlays.h"

#include <optional>

#include "image/overlay.h"
#include "image/read.h"

namespace dlrr {

namespace {

constexpr std::size_t patients_shown = 3;

std::string draw(const StudyPlan& plan, const Scan& scan) {
  const auto pair = read_image_and_mask(scan.image, scan.tumour, {}, plan.grid_tolerance);
  std::optional<Mask> organ;
  if (!scan.organ.empty())
    organ = fit_mask_to(read_mask(scan.organ), pair.image.geometry, plan.grid_tolerance);
  const auto regions =
      make_regions(pair.mask, organ ? &*organ : nullptr, plan.regions, plan.max_cut);
  std::vector<OverlayMask> masks;
  for (std::size_t i = 0; i < regions.size(); ++i)
    if (!regions[i].gap && !plan.regions[i].organ_minus_tumour)
      masks.push_back({&regions[i].mask, overlay_colour(i), false});
  OverlayPlan picture;
  picture.auto_window = true;
  return overlay_png(pair.image, masks, picture);
}

std::string hex_colour(std::size_t region) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out = "#";
  for (const auto part : overlay_colour(region)) {
    out += digits[part >> 4];
    out += digits[part & 15];
  }
  return out;
}

// What each colour stands for, the same in every picture.
Json outlines_json(const StudyPlan& plan) {
  Json out = Json::array();
  for (std::size_t i = 0; i < plan.regions.size(); ++i)
    if (!plan.regions[i].organ_minus_tumour)
      out.push_back(Json::of({{"region", plan.regions[i].name}, {"colour", hex_colour(i)}}));
  return out;
}

}  // namespace

std::string base64(std::string_view bytes) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += k <= have ? digits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

Json overlays_json(const StudyPlan& plan, const Cohort& cohort,
                   const std::vector<std::size_t>& rows) {
  Json out = Json::array();
  for (std::size_t i = 0; i < rows.size() && i < patients_shown; ++i) {
    const auto& patient = cohort.patients[rows[i]];
    const auto& scan = patient.scans.front();
    out.push_back(Json::of({{"patient", patient.name},
                            {"title", patient.name + ", " + scan.phase},
                            {"outlines", outlines_json(plan)},
                            {"png_base64", base64(draw(plan, scan))}}));
  }
  return out;
}

}  // namespace dlrr
