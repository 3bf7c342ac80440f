// dlrr check: what is wrong with whom, before anything is computed.
#include <algorithm>
#include <cstdio>

#include "base/json.h"
#include "base/text.h"
#include "command/command.h"
#include "port/json_text.h"
#include "study/check_images.h"
#include "study/imaging.h"

namespace dlrr {

namespace {

Json as_json(const StudyPlan& plan, const Cohort& cohort, const std::vector<Finding>& findings) {
  Json out = Json::of({{"study", Json(plan.name)},
                       {"hash", Json(plan.hash)},
                       {"included", Json(cohort.patients.size())}});
  out["excluded"] = Json::array();
  for (const auto& e : cohort.excluded)
    out["excluded"].push_back(Json::of(
        {{"patient", Json(e.patient)}, {"stage", Json(e.stage)}, {"reason", Json(e.reason)}}));
  out["notes"] = Json(cohort.notes);
  out["findings"] = Json::array();
  for (const auto& f : findings)
    out["findings"].push_back(Json::of({{"level", Json(f.warning ? "warning" : "error")},
                                        {"patient", Json(f.patient)},
                                        {"phase", Json(f.phase)},
                                        {"reader", Json(f.reader)},
                                        {"file", Json(f.file)},
                                        {"problem", Json(f.problem)}}));
  return out;
}

void print_cohort(const StudyPlan& plan, const Cohort& cohort) {
  int events = 0;
  for (const auto& p : cohort.patients) events += p.outcome;
  std::printf("study %s: %zu patients, %d with the event (%s)\n", plan.name.c_str(),
              cohort.patients.size(), events, plan.cohort.outcome.describe().c_str());
  for (const char* set : {"train", "internal", "external"}) {
    const auto n = std::count_if(cohort.patients.begin(), cohort.patients.end(),
                                 [&](const Patient& p) { return p.set == set; });
    if (n > 0) std::printf("  %-10s %ld\n", set, static_cast<long>(n));
  }
  if (!cohort.excluded.empty()) std::printf("left out: %zu\n", cohort.excluded.size());
  for (const auto& e : cohort.excluded)
    std::printf("  %-12s %s\n", e.patient.c_str(), e.reason.c_str());
  for (const auto& note : cohort.notes) std::printf("note: %s\n", note.c_str());
}

void print_findings(const std::vector<Finding>& findings, bool warnings) {
  const auto n = std::count_if(findings.begin(), findings.end(),
                               [&](const Finding& f) { return f.warning == warnings; });
  if (n == 0) return;
  std::printf("\n%ld %s\n", static_cast<long>(n), warnings ? "worth knowing" : "wrong");
  std::printf("  %-12s %-10s %-6s %s\n", "patient", "phase", "reader", "file: problem");
  for (const auto& f : findings)
    if (f.warning == warnings)
      std::printf("  %-12s %-10s %-6s %s: %s\n", f.patient.c_str(), f.phase.c_str(),
                  f.reader.c_str(), f.file.c_str(), f.problem.c_str());
}

int run(const Arguments& arguments, const Common& common) {
  auto plan = read_plan(arguments.text("STUDY"));
  const auto cohort = read_cohort(plan);
  plan.cohort.outcome.label = cohort.event_label;
  const Imaging readable(plan);  // or an Error: weights of another network, wrong settings
  Resources resources;
  resources.threads = common.threads;
  resources.quiet = common.quiet;
  const auto findings = check_images(plan, cohort, resources);
  const bool wrong =
      std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return !f.warning; });
  if (common.json) {
    std::printf("%s\n", json_text(as_json(plan, cohort, findings)).c_str());
  } else {
    if (!common.quiet) print_cohort(plan, cohort);
    print_findings(findings, false);
    if (!common.quiet) print_findings(findings, true);
    if (!wrong && !common.quiet) std::printf("\nevery image and mask can be used\n");
  }
  return wrong ? 1 : 0;
}

}  // namespace

Command check_command() {
  using Kind = OptionRow::Kind;
  return {"check",
          "Reads every image and mask of a study, says what is wrong with whom; changes nothing.",
          "dlrr check demo/study.yaml",
          {{Kind::positional, "STUDY", "STUDY.yaml", "study file", true, ""}},
          run};
}

}  // namespace dlrr
