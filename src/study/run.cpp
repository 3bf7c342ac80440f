#include "study/run.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "base/pick.h"
#include "base/text.h"
#include "port/gzip.h"
#include "port/json_text.h"
#include "study/deep_report.h"
#include "study/feature_tables.h"
#include "study/imaging.h"
#include "study/learning.h"
#include "study/overlays.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

std::vector<std::size_t> measured(const ImagingResult& imaging) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < imaging.first.size(); ++i)
    if (!imaging.first[i].blocks.empty()) rows.push_back(i);
  return rows;
}

// Tables of the patients who were measured again, one per further mask; nothing when nobody was.
void add_remeasured(LearningData& data, const char* source,
                    std::span<const std::vector<CaseFeatures>> masks, const FeatureNames& names,
                    const StudyPlan& plan, const std::vector<std::size_t>& rows) {
  Remeasured radiomics{source, {}}, deep{source, {}};
  bool any = false;
  for (const auto& mask : masks) {
    std::vector<CaseFeatures> cases;
    for (const auto row : rows)
      if (!mask[row].blocks.empty()) cases.push_back(mask[row]);
    any |= !cases.empty();
    auto tables = make_tables(cases, names, plan);
    radiomics.tables.push_back(std::move(tables.radiomics));
    deep.tables.push_back(std::move(tables.deep));
  }
  if (!any) return;
  data.radiomics_again.push_back(std::move(radiomics));
  data.deep_again.push_back(std::move(deep));
}

LearningData join(const StudyPlan& plan, const Cohort& cohort, const ImagingResult& imaging,
                  const FeatureNames& names, const std::vector<std::size_t>& rows) {
  LearningData data;
  auto tables = make_tables(pick(imaging.first, rows), names, plan);
  data.radiomics = std::move(tables.radiomics);
  data.deep = std::move(tables.deep);
  data.clinical = cohort.clinical.rows(rows);
  for (const auto row : rows) add_patient(cohort.patients[row], data);
  add_remeasured(data, "readers", {&imaging.second, 1}, names, plan, rows);
  add_remeasured(data, "perturbed masks", imaging.perturbed, names, plan, rows);
  return data;
}

Json stability_json(const StabilityPlan& plan) {
  if (plan.perturbations == 0) return false;
  return Json::of({{"perturbations", plan.perturbations},
                   {"grow", plan.range.grow_mm},
                   {"rotate", plan.range.rotate_degrees},
                   {"translate", plan.range.translate_mm},
                   {"patients", plan.patients > 0 ? Json(plan.patients) : Json("all")},
                   {"seed", static_cast<std::int64_t>(plan.seed)}});
}

Json manifest_json(const StudyPlan& plan, const Imaging& imaging, const ImagingResult& result) {
  Json cases = Json::array();
  const auto add = [&](const std::vector<CaseFeatures>& features, int reader, std::size_t number) {
    for (const auto& one : features) {
      if (one.blocks.empty()) continue;
      Json row = Json::of({{"patient", one.patient},
                           {"reader", reader},
                           {"inputs", one.marks.inputs},
                           {"settings", one.marks.settings}});
      if (number > 0) row["perturbation"] = number;
      cases.push_back(row);
    }
  };
  add(result.first, 1, 0);
  add(result.second, 2, 0);
  for (std::size_t k = 0; k < result.perturbed.size(); ++k) add(result.perturbed[k], 1, k + 1);
  return Json::of({{"dlrr", program_version},
                   {"libraries", DLRR_LIBRARIES},
                   {"study", plan.name},
                   {"plan_hash", plan.hash},
                   {"seed", static_cast<std::int64_t>(plan.seed)},
                   {"radiomics_mode", plan.radiomics_mode},
                   {"weights", imaging.weights_hash()},
                   {"untrained_weights", imaging.untrained_weights()},
                   {"deep", deep_json(plan.deep, imaging)},
                   {"stability", stability_json(plan.stability)},
                   {"cases", cases}});
}

std::string count_text(std::size_t n, const char* what) { return std::to_string(n) + " " + what; }

std::vector<std::string> imaging_lines(const ImagingResult& imaging,
                                       const std::vector<Exclusion>& excluded, bool verbose) {
  std::map<std::string, std::size_t> counts;
  std::vector<std::string> lines, kept;
  for (const auto& log : imaging.log) {
    ++counts[log.what];
    const std::string name = log.patient + (log.masks.empty() ? "" : " (" + log.masks + ")");
    if (log.what == "kept") kept.push_back(name);
    const bool usual = log.what == "done" || log.what == "kept" || log.what == "set aside";
    if (verbose || !usual) lines.push_back("  " + name + ": " + log.what);
  }
  if (!kept.empty() && !verbose) lines.insert(lines.begin(), "  kept: " + dlrr::join(kept, ", "));
  std::vector<std::string> parts;
  for (const auto& [what, n] : counts) parts.push_back(count_text(n, what.c_str()));
  lines.insert(lines.begin(), "features: " + dlrr::join(parts, ", "));
  for (const auto& e : excluded)
    lines.push_back("  set aside: " + e.patient + " (" + e.stage + "): " + e.reason);
  return lines;
}

}  // namespace

RunSummary run_study(StudyPlan plan, const std::filesystem::path& folder,
                     const Resources& resources) {
  // Who is in the study.
  const Cohort cohort = read_cohort(plan);
  plan.cohort.outcome.label = cohort.event_label;
  // Weights and settings that cannot be used are refused before anything is written.
  const Imaging imaging(plan);
  remove_leftovers(folder);
  write_file(folder / "plan.yaml", plan.normalised_text);

  // Scans to features.
  const ImagingResult features = extract_cohort(imaging, cohort, folder / "features", resources);
  std::vector<Exclusion> excluded = cohort.excluded;
  excluded.insert(excluded.end(), features.excluded.begin(), features.excluded.end());
  write_excluded(folder / "excluded.csv", excluded);
  const auto rows = measured(features);
  if (rows.empty())
    throw Error("no patient could be measured; " + folder.string() +
                "/excluded.csv says why for each");

  // Features to one table per kind.
  const LearningData data = join(plan, cohort, features, imaging.names(), rows);
  write_file(folder / "features" / "radiomics.csv.gz", gzip(table_text(data.radiomics)));
  write_file(folder / "features" / "deep.csv.gz", gzip(table_text(data.deep)));

  // Tables to models by each protocol, models to statistics, statistics to pages.
  Json deep = deep_json(plan.deep, imaging);
  if (plan.deep.enabled) deep["mosaics"] = mosaics_json(plan, cohort, rows, resources.threads);
  const LearningParts parts{imaging.radiomics_text(), imaging.weights_hash(),
                            imaging.untrained_weights(), overlays_json(plan, cohort, rows),
                            std::move(deep)};
  RunSummary summary =
      learn_and_report({plan, cohort, &features, rows, excluded, data}, parts, folder, resources);
  write_file(folder / "manifest.json", json_text(manifest_json(plan, imaging, features)) + "\n");
  auto lines = imaging_lines(features, excluded, resources.verbose);
  summary.lines.insert(summary.lines.begin(), lines.begin(), lines.end());
  return summary;
}

}  // namespace dlrr
