#include "study/run.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "base/pick.h"
#include "base/text.h"
#include "port/gzip.h"
#include "port/json_text.h"
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

LearningData join(const StudyPlan& plan, const Cohort& cohort, const ImagingResult& imaging,
                  const FeatureNames& names, const std::vector<std::size_t>& rows) {
  LearningData data;
  auto tables = make_tables(pick(imaging.first, rows), names, plan);
  data.radiomics = std::move(tables.radiomics);
  data.deep = std::move(tables.deep);
  data.clinical = cohort.clinical.rows(rows);
  for (const auto row : rows) add_patient(cohort.patients[row], data);
  std::vector<CaseFeatures> twice;
  for (const auto row : rows)
    if (!imaging.second[row].blocks.empty()) twice.push_back(imaging.second[row]);
  if (!twice.empty()) {
    auto second = make_tables(twice, names, plan);
    data.second = SecondReader{std::move(second.radiomics), std::move(second.deep)};
  }
  return data;
}

// Which network saw what: everything that the deep vectors depend on beside the images.
Json deep_json(const DeepPlan& deep, const Imaging& imaging) {
  if (!deep.enabled) return false;
  Json input = Json::object();
  for (const auto& [key, value] : deep_rows(deep.input)) input[key] = value;
  return Json::of({{"network", imaging.network_name()},
                   {"layout", deep.layout},
                   {"weights", imaging.weights_hash()},
                   {"precision", "f32"},
                   {"pooling", deep.pooling},
                   {"input", input}});
}

Json manifest_json(const StudyPlan& plan, const Imaging& imaging, const ImagingResult& result) {
  Json cases = Json::array();
  for (const auto* reader : {&result.first, &result.second})
    for (const auto& one : *reader)
      if (!one.blocks.empty())
        cases.push_back(Json::of({{"patient", one.patient},
                                  {"reader", reader == &result.first ? 1 : 2},
                                  {"inputs", one.marks.inputs},
                                  {"settings", one.marks.settings}}));
  return Json::of({{"dlrr", program_version},
                   {"libraries", DLRR_LIBRARIES},
                   {"study", plan.name},
                   {"plan_hash", plan.hash},
                   {"seed", static_cast<std::int64_t>(plan.seed)},
                   {"radiomics_mode", plan.radiomics_mode},
                   {"weights", imaging.weights_hash()},
                   {"untrained_weights", imaging.untrained_weights()},
                   {"deep", deep_json(plan.deep, imaging)},
                   {"cases", cases}});
}

std::string count_text(std::size_t n, const char* what) { return std::to_string(n) + " " + what; }

std::vector<std::string> imaging_lines(const ImagingResult& imaging,
                                       const std::vector<Exclusion>& excluded, bool verbose) {
  std::map<std::string, std::size_t> counts;
  std::vector<std::string> lines, kept;
  for (const auto& log : imaging.log) {
    ++counts[log.what];
    const std::string name = log.patient + (log.reader == "2" ? " (reader 2)" : "");
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

RunSummary run_study(const StudyPlan& plan, const std::filesystem::path& folder,
                     const Resources& resources) {
  // Who is in the study.
  const Cohort cohort = read_cohort(plan);
  remove_leftovers(folder);
  write_file(folder / "plan.yaml", plan.normalised_text);

  // Scans to features.
  const Imaging imaging(plan);
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
  const LearningParts parts{imaging.radiomics_text(), imaging.weights_hash(),
                            imaging.untrained_weights(), overlays_json(plan, cohort, rows)};
  RunSummary summary =
      learn_and_report({plan, cohort, &features, rows, excluded, data}, parts, folder, resources);
  write_file(folder / "manifest.json", json_text(manifest_json(plan, imaging, features)) + "\n");
  auto lines = imaging_lines(features, excluded, resources.verbose);
  summary.lines.insert(summary.lines.begin(), lines.begin(), lines.end());
  return summary;
}

}  // namespace dlrr
