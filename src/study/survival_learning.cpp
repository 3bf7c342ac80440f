#include "study/survival_learning.h"

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
#include "study/stability.h"
#include "study/survival_report.h"
#include "study/tables_out.h"

namespace dlrr {

namespace {

// A study without a model still has a report; what prevented it is kept.
SurvivalProtocols learn(const LearningData& data, const StudyPlan& plan, const Resources& resources,
                        std::string& failure) {
  try {
    auto out = run_survival_protocols(data, plan, resources);
    const auto stability = selection_frequency(data, data.rows_of("train"), plan, resources);
    for (auto& protocol : out.protocols) protocol.pipeline.stability = stability;
    return out;
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::internal || resources.strict) throw;
    failure = e.what();
    return {};
  }
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

// "  nested DLRR      C  resampled 0.71 (0.62-0.80)  external ..."
std::vector<std::string> result_lines(const Json& report) {
  std::vector<std::string> lines;
  std::string last;
  if (const auto* models = report.find("survival_models"))
    for (const auto& row : models->at("performance").as_array()) {
      const std::string head = "  " + padded(row.at("protocol").as_string(), 7) +
                               padded(row.at("model").as_string(), 10) + "C";
      if (head != last) lines.push_back(head);
      last = head;
      lines.back() += "  " + row.at("set").as_string() + " " + estimate_text(row.find("harrell_c"));
    }
  lines.push_back(report.at("verdict").at("text").as_string());
  return lines;
}

// The clinical columns as in a study of classes, with time and event in place of the outcome.
Csv clinical_table(const Results& r) {
  Csv out = clinical_csv(r);
  std::vector<std::size_t> rows;
  for (const char* set : {"train", "internal", "external"})
    for (const auto row : r.data.rows_of(set)) rows.push_back(row);
  out.header[2] = "event";
  out.header.insert(out.header.begin() + 2, "time");
  for (std::size_t i = 0; i < rows.size(); ++i)
    out.rows[i].insert(out.rows[i].begin() + 2, number_text(r.data.time[rows[i]]));
  return out;
}

}  // namespace

RunSummary learn_survival_and_report(const LearningInput& input, const LearningParts& parts,
                                     const std::filesystem::path& folder,
                                     const Resources& resources) {
  const StudyPlan& plan = input.plan;
  std::string failure;
  const auto learned = learn(input.data, plan, resources, failure);
  const Results results{plan,           input.cohort, input.imaging,     input.included,
                        input.excluded, input.data,   learned.protocols, parts.untrained_weights,
                        Json::object(), failure,      resources.threads};
  RunSummary summary;
  summary.report = survival_report(results, learned.fits);
  summary.report["overlays"] = parts.overlays;
  if (parts.deep.is_object()) summary.report["deep"] = parts.deep;
  remove_stale(folder);
  write_tables(summary.report, folder / "tables");
  write_csv(folder / "clinical.csv", clinical_table(results));
  if (!learned.protocols.empty()) {
    write_csv(folder / "predictions.csv", survival_predictions(results));
    write_feature_lists(input.data, learned.protocols.back().pipeline, folder / "tables");
    save_bundle(folder / "model.dlrr", plan, learned.protocols.back(),
                {parts.radiomics_text, parts.weights_hash, parts.untrained_weights,
                 input.cohort.variables});
  }
  write_file(folder / "report.json", json_text(summary.report) + "\n");
  write_report(summary.report, folder);
  summary.notes = note_lines(summary.report);
  summary.lines = result_lines(summary.report);
  return summary;
}

}  // namespace dlrr
