#include "study/learning.h"

#include <algorithm>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "port/json_text.h"
#include "report/report.h"
#include "study/article.h"
#include "study/bundle.h"
#include "study/learning_parts.h"
#include "study/protocol_checks.h"
#include "study/report_data.h"
#include "study/stability.h"
#include "study/survival_learning.h"
#include "study/tables_out.h"

namespace dlrr {

namespace {

// A study without a model still has a report; what prevented it is kept.
std::vector<ProtocolResult> learn(const LearningData& data, const StudyPlan& plan,
                                  const Resources& resources, std::string& failure) {
  std::vector<ProtocolResult> protocols;
  try {
    protocols = run_protocols(data, plan, resources);
    const auto stability = selection_frequency(data, data.rows_of("train"), plan, resources);
    for (auto& protocol : protocols) protocol.pipeline.stability = stability;
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::internal || resources.strict) throw;
    failure = e.what();
    protocols.clear();
  }
  return protocols;
}

// What was asked for beside the protocols, by the name that it has in the report.
Json check_protocols(const LearningData& data, const StudyPlan& plan,
                     const std::vector<ProtocolResult>& protocols, const Resources& resources) {
  Json out = Json::object();
  if (protocols.empty()) return out;
  if (plan.protocol.permute > 0)
    out["permutation"] = permutation_json(data, plan, protocols, resources);
  if (plan.protocol.bootstrap > 0)
    out["bootstrap"] = bootstrap_json(data, plan, protocols.back(), resources);
  if (plan.protocol.learning_curve)
    out["learning_curve"] = learning_curve_json(data, plan, resources);
  return out;
}

// "  DLRR      paper: train 0.98 (..) internal ...; nested: resampled ..."
std::vector<std::string> result_lines(const Json& report) {
  std::vector<std::string> lines;
  if (const auto* protocols = report.find("protocols"))
    for (const auto& [protocol, models] : protocols->as_object())
      for (const auto& [model, sets] : models.as_object()) {
        std::string line = "  " + protocol +
                           std::string(7 - std::min<std::size_t>(7, protocol.size()), ' ') + model +
                           std::string(10 - std::min<std::size_t>(10, model.size()), ' ') + "AUC";
        for (const auto& [set, e] : sets.as_object())
          line += "  " + set + " " + estimate_text(e.find("auc"));
        lines.push_back(line);
      }
  if (const auto* gaps = report.find("optimism"))
    for (const auto& [model, row] : gaps->as_object()) {
      const double gap = row.at("gap").as_number();
      lines.push_back("  gap    " + model +
                      std::string(10 - std::min<std::size_t>(10, model.size()), ' ') + "paper " +
                      fixed_text(row.at("paper").as_number(), 3) + ", nested " +
                      fixed_text(row.at("nested").as_number(), 3) + ": " + (gap < 0 ? "" : "+") +
                      fixed_text(gap, 3));
    }
  lines.push_back(report.at("verdict").at("text").as_string());
  return lines;
}

}  // namespace

void write_excluded(const std::filesystem::path& file, const std::vector<Exclusion>& excluded) {
  Csv table;
  table.header = {"patient", "stage", "reason"};
  for (const auto& e : excluded) table.rows.push_back({e.patient, e.stage, e.reason});
  write_csv(file, table);
}

RunSummary learn_and_report(const LearningInput& input, const LearningParts& parts,
                            const std::filesystem::path& folder, const Resources& resources) {
  const StudyPlan& plan = input.plan;
  if (plan.cohort.outcome.survival)
    return learn_survival_and_report(input, parts, folder, resources);
  std::string failure;
  const auto protocols = learn(input.data, plan, resources, failure);
  const Results results{plan,
                        input.cohort,
                        input.imaging,
                        input.included,
                        input.excluded,
                        input.data,
                        protocols,
                        parts.untrained_weights,
                        check_protocols(input.data, plan, protocols, resources),
                        failure,
                        resources.threads};
  RunSummary summary;
  summary.report = report_json(results);
  summary.report["overlays"] = parts.overlays;
  if (parts.deep.is_object()) summary.report["deep"] = parts.deep;
  remove_stale(folder);
  write_tables(summary.report, folder / "tables");
  write_csv(folder / "clinical.csv", clinical_csv(results));
  if (!protocols.empty()) {
    write_csv(folder / "predictions.csv", predictions_table(results));
    write_feature_lists(input.data, protocols.back().pipeline, folder / "tables");
    save_bundle(folder / "model.dlrr", plan, protocols.back(),
                {parts.radiomics_text, parts.weights_hash, parts.untrained_weights,
                 input.cohort.variables});
  }
  write_file(folder / "report.json", json_text(summary.report) + "\n");
  write_report(summary.report, folder);
  summary.notes = note_lines(summary.report);
  for (auto& line : result_lines(summary.report)) summary.lines.push_back(std::move(line));
  return summary;
}

}  // namespace dlrr
