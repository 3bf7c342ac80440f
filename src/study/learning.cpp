#include "study/learning.h"

#include <algorithm>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "port/json_text.h"
#include "report/report.h"
#include "study/bundle.h"
#include "study/protocol_checks.h"
#include "study/report_data.h"
#include "study/tables_out.h"

namespace dlrr {

namespace {

// A study without a model still has a report; what prevented it is kept.
std::vector<ProtocolResult> learn(const LearningData& data, const StudyPlan& plan,
                                  const Resources& resources, std::string& failure) {
  std::vector<ProtocolResult> protocols;
  try {
    protocols = run_protocols(data, plan, resources);
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

std::string estimate_text(const Json* auc) {
  if (!auc) return "-";
  return fixed_text(auc->at("estimate").as_number(), 3) + " (" +
         fixed_text(auc->at("lower").as_number(), 3) + "-" +
         fixed_text(auc->at("upper").as_number(), 3) + ")";
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
  for (const auto& warning : report.at("warnings").as_array())
    lines.push_back("note: " + warning.as_string());
  lines.push_back(report.at("verdict").at("text").as_string());
  return lines;
}

// What a run with other settings may have left and this one does not write: an old model must not
// lie beside a new report. Case features are kept.
void remove_stale(const std::filesystem::path& folder) {
  std::filesystem::remove_all(folder / "tables");
  for (const char* name : {"predictions.csv", "model.dlrr"}) std::filesystem::remove(folder / name);
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
                        failure};
  RunSummary summary;
  summary.report = report_json(results);
  summary.report["overlays"] = parts.overlays;
  remove_stale(folder);
  write_tables(summary.report, folder / "tables");
  if (!protocols.empty()) {
    write_csv(folder / "predictions.csv", predictions_table(results));
    save_bundle(folder / "model.dlrr", plan, protocols.back(), parts.radiomics_text,
                parts.weights_hash, parts.untrained_weights);
  }
  write_file(folder / "report.json", json_text(summary.report) + "\n");
  write_report(summary.report, folder);
  for (const auto& note : input.cohort.notes) summary.lines.push_back("  note: " + note);
  for (auto& line : result_lines(summary.report)) summary.lines.push_back(std::move(line));
  return summary;
}

}  // namespace dlrr
