// dlrr simulate: a synthetic cohort with a planted effect, or none.
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "command/command.h"
#include "port/json_text.h"
#include "study/simulate.h"

namespace dlrr {

namespace {

SimulationPlan read_options(const Arguments& arguments) {
  SimulationPlan plan;
  plan.patients = static_cast<int>(arguments.integer("patients"));
  plan.effect = arguments.number("effect");
  const auto seed = arguments.integer("seed");
  if (seed < 0) throw Error(ErrorKind::usage, "--seed must not be negative");
  plan.seed = static_cast<std::uint64_t>(seed);
  plan.readers = static_cast<int>(arguments.integer("readers"));
  plan.phases = static_cast<int>(arguments.integer("phases"));
  const auto& size = arguments.text("size");
  if (size != "small" && size != "standard")
    throw Error(ErrorKind::usage, "--size is '" + size + "', expected small or standard");
  plan.fine = size == "standard";
  return plan;
}

int run(const Arguments& arguments, const Common& common) {
  const auto plan = read_options(arguments);
  check_simulation(plan);
  const std::filesystem::path folder = arguments.text("output");
  refuse_overwrite(folder / "study.yaml", common.force);
  const double truth = truth_auc(simulate_patients(plan));
  const auto study = simulate_study(plan, folder, common.threads, common.quiet);
  if (common.json) {
    const Json answer = Json::of({{"study", Json(study.string())},
                                  {"patients", Json(plan.patients)},
                                  {"effect", Json(plan.effect)},
                                  {"truth_auc", std::isfinite(truth) ? Json(truth) : Json()},
                                  {"seed", Json(static_cast<std::int64_t>(plan.seed))}});
    std::printf("%s\n", json_text(answer).c_str());
  } else if (!common.quiet) {
    std::printf(
        "%d patients in %s\nAUC of the planted risk itself: %.3f\nnext: dlrr run %s -o %s\n",
        plan.patients, folder.string().c_str(), truth, study.string().c_str(),
        (folder / "result").string().c_str());
  }
  return 0;
}

}  // namespace

Command simulate_command() {
  using Kind = OptionRow::Kind;
  return {"simulate",
          "Makes a synthetic three-phase liver cohort with a planted effect, or none.",
          "dlrr simulate -o demo --patients 60 --effect 1 --seed 7",
          {{Kind::value, "-o,--output", "DIR", "folder of the new study", true, ""},
           {Kind::value, "--patients", "N", "number of patients, 2 to 9999", false, "120"},
           {Kind::value, "--effect", "E",
            "strength of the planted effect; 0 = null cohort, 1 = clear", false, "1"},
           {Kind::value, "--seed", "S", "another seed gives other patients", false, "1"},
           {Kind::value, "--readers", "N", "2: a second reader's masks for the first 30 patients",
            false, "2"},
           {Kind::value, "--phases", "N", "1 to 3 of arterial, portal, delayed", false, "3"},
           {Kind::value, "--size", "SIZE", "small (about 1.6 mm voxels) or standard (1 mm)", false,
            "small"}},
          run};
}

}  // namespace dlrr
