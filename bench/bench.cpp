// Where the time of a study goes: one entry per costly step, on a synthetic patient. Seconds depend
// on the machine and are no claim; comparisons with other programs belong beside a check of the
// values.
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "feature/deep/deep.h"
#include "feature/radiomic/extract.h"
#include "region/region.h"
#include "select/lasso.h"
#include "study/phantom.h"
#include "table/folds.h"

namespace dlrr {

namespace {

Phantom patient() { return make_phantom({.seed = 1, .effect = 1, .phases = 1}); }

std::vector<RegionPlan> six_regions() { return default_region_plans(); }

void bench_regions(benchmark::State& state) {
  const auto one = patient();
  for (auto _ : state)
    benchmark::DoNotOptimize(make_regions(one.tumour, &one.organ, six_regions()));
}
BENCHMARK(bench_regions)->Unit(benchmark::kMillisecond);

void bench_family(benchmark::State& state) {
  const auto& family = families()[static_cast<std::size_t>(state.range(0))];
  const auto one = patient();
  TextureSettings settings;
  settings.bin_width = 10;
  const auto roi = make_roi(one.phases[0], one.organ, settings);
  state.SetLabel(std::string(family.name) + " on the liver");
  for (auto _ : state) benchmark::DoNotOptimize(family.compute(roi));
  state.counters["ns/voxel"] = benchmark::Counter(
      static_cast<double>(roi.intensities.size()) * 1e-9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(bench_family)->DenseRange(0, 6)->Unit(benchmark::kMillisecond);

// One phase, six regions: resampling, filters and all classes of a preset.
void bench_phase(benchmark::State& state, const char* preset) {
  const auto one = patient();
  const auto regions = make_regions(one.tumour, &one.organ, six_regions());
  std::vector<const Mask*> masks;
  for (const auto& region : regions)
    if (!region.gap) masks.push_back(&region.mask);
  const auto settings = radiomic_preset(preset);
  for (auto _ : state) benchmark::DoNotOptimize(extract_shared(one.phases[0], masks, settings));
}
BENCHMARK_CAPTURE(bench_phase, quick, "quick")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bench_phase, paper, "paper")->Unit(benchmark::kMillisecond);

void bench_network(benchmark::State& state, const char* layout) {
  NetworkSource source;
  source.architecture.layout = layout;
  const auto network = open_network(source);
  const int side = static_cast<int>(state.range(0));
  const std::vector<float> input(static_cast<std::size_t>(side * side * side), 0.5f);
  for (auto _ : state) benchmark::DoNotOptimize(network->vector(input, {side, side, side}));
}
BENCHMARK_CAPTURE(bench_network, strided, "strided")
    ->Arg(32)
    ->Arg(64)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bench_network, dilated, "dilated")
    ->Arg(32)
    ->Arg(64)
    ->Unit(benchmark::kMillisecond);

void bench_lasso(benchmark::State& state) {
  const std::size_t rows = 155, columns = static_cast<std::size_t>(state.range(0));
  Random random(1, "bench");
  Matrix x(rows, columns);
  std::vector<double> y(rows);
  std::vector<int> outcome(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) x(i, j) = random.normal();
    outcome[i] = x(i, 0) + random.normal() > 0;
    y[i] = outcome[i];
  }
  const auto folds = stratified_folds(outcome, 5, 1);
  for (auto _ : state) benchmark::DoNotOptimize(lasso_cross_validate(x, y, folds));
}
BENCHMARK(bench_lasso)->Arg(1500)->Arg(20000)->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace dlrr

BENCHMARK_MAIN();
