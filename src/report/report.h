// The pages that people read: a study's report and one patient's prediction. Both are one file each
// that needs no network; every figure is also written as SVG and CSV.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace dlrr {

// The first line of every page and every answer whose numbers used a network without training.
inline constexpr std::string_view untrained_notice =
    "Untrained weights: the network's weights were made from a seed, not learned from images. Its "
    "features carry no medical meaning; no number here may be used for a patient.";

struct ReportFiles {
  std::filesystem::path page;
  std::vector<std::filesystem::path> figures;  // SVG and CSV, in page order
};

// report: the content of report.json (its keys are described in src/report/README.md); any key may
// be absent. Writes dir/report.html, dir/figures/*.svg and dir/figures/*.csv; figures of an older
// run that this one does not have are removed.
ReportFiles write_report(const Json& report, const std::filesystem::path& dir);

// The same for the content of description.json (`dlrr describe`).
ReportFiles write_description(const Json& description, const std::filesystem::path& dir);

// A self-contained page without scripts for `dlrr predict`. Keys, all optional:
//   dlrr, study, model, patient, outcome, untrained_weights (its first line then says so);
//   refused (bool) and refusal (text);
//   risk (0..1), interval {lower, upper, method}, cutoff, group ("high" | "low"); of a time to an
//   event also linear_predictor, to which the cutoff then belongs, and horizon, that of the risk;
//   scores [{name, value}], reasons [{feature, term, value, mean, sd}] with term the share of the
//   score in its own unit; overlays [{title, png_base64}], warnings [text], settings (text).
std::string render_patient_page(const Json& prediction);

}  // namespace dlrr
