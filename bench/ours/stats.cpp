// ROC curves and DeLong's tests of two risks: "roc PATIENTS".
#include <fstream>
#include <memory>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "evaluate/roc.h"
#include "ours/task.h"

namespace dlrr::bench {

namespace {

struct Patients {
  std::vector<double> first, second;
  std::vector<int> outcome;
};

// Two risks that know something of the outcome and of each other; one in four is rounded, so that
// there are ties.
Patients make_patients(std::size_t n) {
  Random random(17, "stats");
  Patients out;
  for (std::size_t i = 0; i < n; ++i) {
    const double risk = random.uniform();
    out.first.push_back(i % 4 == 0 ? std::round(100.0 * risk) / 100.0 : risk);
    out.second.push_back(risk + 0.3 * random.normal());
    out.outcome.push_back(random.uniform() < risk);
  }
  return out;
}

// For the other side: the first risks, the second ones, the outcomes, as doubles.
void write_patients(const std::filesystem::path& file, const Patients& p) {
  if (std::filesystem::exists(file)) return;
  std::vector<double> all = p.first;
  all.insert(all.end(), p.second.begin(), p.second.end());
  all.insert(all.end(), p.outcome.begin(), p.outcome.end());
  write_doubles(file.string(), all);
}

struct State {
  Patients patients;
  std::vector<RocPoint> curves[2];
  Auc auc[2];
  PairedRoc test;
};

}  // namespace

Work roc_task(const std::filesystem::path& inputs, const Words& arguments) {
  const auto n = arguments.empty() ? std::nullopt : parse_integer(arguments[0]);
  if (!n || *n < 10) throw Error("roc: expected a number of patients");
  auto state = std::make_shared<State>();
  state->patients = make_patients(static_cast<std::size_t>(*n));
  write_patients(inputs / ("stats_" + arguments[0] + ".f64"), state->patients);
  Work work;
  work.run = [state] {
    const Patients& p = state->patients;
    state->curves[0] = roc_curve(p.first, p.outcome);
    state->curves[1] = roc_curve(p.second, p.outcome);
    state->auc[0] = area_under_curve(p.first, p.outcome);
    state->auc[1] = area_under_curve(p.second, p.outcome);
    state->test = paired_delong(p.first, p.second, p.outcome);
  };
  work.values = [state] {
    return Json::of({{"points_first", static_cast<double>(state->curves[0].size())},
                     {"points_second", static_cast<double>(state->curves[1].size())},
                     {"auc_first", state->auc[0].auc},
                     {"auc_second", state->auc[1].auc},
                     {"variance_first", state->auc[0].variance},
                     {"variance_second", state->auc[1].variance},
                     {"z", state->test.z}});
  };
  return work;
}

}  // namespace dlrr::bench
