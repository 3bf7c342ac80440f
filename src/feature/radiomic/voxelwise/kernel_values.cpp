#include "feature/radiomic/voxelwise/kernel_values.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "base/parallel.h"
#include "base/progress.h"
#include "feature/radiomic/count/neighbours.h"
#include "feature/radiomic/count/pairs.h"
#include "feature/radiomic/count/runs.h"
#include "feature/radiomic/count/zones.h"
#include "feature/radiomic/row.h"
#include "feature/radiomic/voxelwise/kernel_pairs.h"
#include "feature/radiomic/voxelwise/pair_terms.h"
#include "feature/radiomic/voxelwise/tones.h"

namespace dlrr {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
using Columns = std::vector<std::vector<double>>;  // by feature, then by centre
using Features = std::span<const std::size_t>;

// Values of the features on one kernel.
using Measure = std::function<void(const Roi& kernel, std::vector<double>& out)>;

// Mean over the tables of all directions; what is not a number is left out.
template <class Counts>
double mean_of(const FeatureRow<Counts>& row, const std::vector<Counts>& directions) {
  double sum = 0, n = 0;
  for (const Counts& counts : directions) {
    const double value = row.value(counts);
    if (std::isnan(value)) continue;
    sum += value;
    n += 1;
  }
  return n > 0 ? sum / n : nan;
}

template <class Counts, class Count>
Measure by_rows(std::span<const FeatureRow<Counts>> rows, Features features, Count count) {
  return [=](const Roi& kernel, std::vector<double>& out) {
    const std::vector<Counts> directions = count(kernel);
    for (std::size_t f = 0; f < features.size(); ++f)
      out[f] = mean_of(rows[features[f]], directions);
  };
}

template <class Counts>
std::vector<Counts> as_list(std::optional<Counts> counts) {
  if (!counts) return {};
  return {std::move(*counts)};
}

// In PyRadiomics' matrices levels that a kernel lacks are rows of zeros. That matters to MCC alone:
// a flat kernel has a second eigenvalue, 0, unless the whole region has one level.
std::vector<Pairs> pairs_with_absent_level(const Roi& kernel) {
  std::vector<Pairs> out = count_pairs(kernel);
  for (Pairs& pairs : out) {
    pairs.level.push_back(0);
    pairs.px.push_back(0);
    pairs.py.push_back(0);
  }
  return out;
}

Measure measure_of(const KernelField& field, const Family& family, Features features) {
  if (family.name == "glcm")
    return by_rows(glcm_rows(), features,
                   field.ranks() > 1 ? pairs_with_absent_level : count_pairs);
  if (family.name == "glrlm") return by_rows(glrlm_rows(), features, count_runs);
  if (family.name == "glszm")
    return by_rows(glszm_rows(), features,
                   [](const Roi& kernel) { return as_list(count_zones(kernel)); });
  if (family.name == "gldm")
    return by_rows(gldm_rows(), features,
                   [](const Roi& kernel) { return as_list(count_dependence(kernel)); });
  if (family.name == "ngtdm")
    return by_rows(ngtdm_rows(), features,
                   [](const Roi& kernel) { return as_list(count_tones(kernel)); });
  return [&family, features](const Roi& kernel, std::vector<double>& out) {
    const std::vector<double> all = family.compute(kernel);
    for (std::size_t f = 0; f < features.size(); ++f) out[f] = all[features[f]];
  };
}

Columns measure_kernels(const KernelField& field, std::size_t features, const Measure& measure,
                        unsigned threads, bool quiet) {
  constexpr std::size_t kChunk = 256;  // kernels per work item
  const std::size_t centres = field.centres.size(), chunks = (centres + kChunk - 1) / kChunk;
  Columns out(features, std::vector<double>(centres));
  Progress progress("map", chunks, quiet);
  parallel_for(chunks, threads, [&](std::size_t chunk) {
    Roi kernel;
    std::vector<double> values(features);
    const std::size_t last = std::min(centres, (chunk + 1) * kChunk);
    for (std::size_t i = chunk * kChunk; i < last; ++i) {
      fill_kernel(field, field.centres[i], kernel);
      measure(kernel, values);
      for (std::size_t f = 0; f < features; ++f) out[f][i] = values[f];
    }
    progress.done();
  });
  return out;
}

// With one merged matrix the directions count as one.
void merge_directions(Directions& directions) {
  for (std::size_t i = 0; i * directions.words < directions.bits.size(); ++i) {
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < directions.words; ++w)
      any |= directions.bits[i * directions.words + w];
    directions.bits[i] = any != 0;
  }
  directions.bits.resize(directions.bits.size() / std::max<std::size_t>(1, directions.words));
  directions.words = 1;
}

// Calls rule(first, last, lacks) per batch; lacks(i): the kernel of voxel i has no pair in one of
// the directions that the batch keeps, or the batch keeps none.
template <class Rule>
void for_each_batch(const Directions& directions, std::size_t voxels, int batch, const Rule& rule) {
  const std::size_t step = batch > 0 ? static_cast<std::size_t>(batch) : voxels;
  const std::size_t words = directions.words;
  for (std::size_t first = 0; first < voxels; first += step) {
    const std::size_t last = std::min(voxels, first + step);
    std::vector<std::uint64_t> kept(words, 0);
    for (std::size_t i = first; i < last; ++i)
      for (std::size_t w = 0; w < words; ++w) kept[w] |= directions.bits[i * words + w];
    const bool none = std::all_of(kept.begin(), kept.end(), [](std::uint64_t w) { return w == 0; });
    rule(first, last, [&](std::size_t i) {
      return none || !std::equal(kept.begin(), kept.end(), &directions.bits[i * words]);
    });
  }
}

void apply_batches(const Directions& directions, const VoxelSettings& settings,
                   std::string_view feature, std::vector<double>& values) {
  for_each_batch(directions, values.size(), settings.voxel_batch,
                 [&](std::size_t first, std::size_t last, const auto& lacks) {
                   bool any = false;
                   for (std::size_t i = first; i < last; ++i) {
                     if (!lacks(i)) continue;
                     any = true;
                     if (feature == "JointAverage") values[i] = nan;
                   }
                   if (any && feature == "MCC")
                     std::fill(&values[first], &values[first] + (last - first),
                               settings.init_value);
                 });
}

Columns tones_of(const KernelField& field, Features features, unsigned threads, bool quiet) {
  std::vector<const FeatureRow<Tones>*> rows;
  for (const std::size_t f : features) rows.push_back(&ngtdm_rows()[f]);
  return tone_values(field, rows, threads, quiet);
}

Columns rows_of_pairs(const KernelField& field, Features features, unsigned threads, bool quiet) {
  std::vector<const FeatureRow<Pairs>*> rows;
  for (const std::size_t f : features) rows.push_back(&glcm_rows()[f]);
  return pair_values(field, rows, threads, quiet);
}

// Means of terms all at once, the other features kernel by kernel.
Columns pairs_of(const KernelField& field, const Family& family, Features features,
                 const VoxelSettings& settings, unsigned threads, bool quiet) {
  const bool merged = !field.roi.settings.weighting_norm.empty();
  const bool tabled = !merged && field.ranks() <= kMostTermRanks;
  std::vector<LevelPairTerm> terms;
  std::vector<std::size_t> term_at, other, other_at;
  bool batched = false;
  for (std::size_t f = 0; f < features.size(); ++f) {
    const FeatureRow<Pairs>& row = glcm_rows()[features[f]];
    batched |= row.definition.name == "JointAverage" || row.definition.name == "MCC";
    if (row.term && tabled) {
      terms.push_back(row.term);
      term_at.push_back(f);
    } else {
      other.push_back(features[f]);
      other_at.push_back(f);
    }
  }
  Columns out(features.size());
  Directions directions;
  if (!terms.empty() || batched) {
    PairTermMeans means = pair_term_means(field, terms, batched, threads, quiet);
    for (std::size_t t = 0; t < terms.size(); ++t) out[term_at[t]] = std::move(means.values[t]);
    directions = std::move(means.directions);
  }
  if (!other.empty()) {
    Columns rest = merged ? plain_kernel_values(field, family, other, threads, quiet)
                          : rows_of_pairs(field, other, threads, quiet);
    for (std::size_t k = 0; k < other.size(); ++k) out[other_at[k]] = std::move(rest[k]);
  }
  if (batched && merged) merge_directions(directions);
  for (std::size_t f = 0; batched && f < features.size(); ++f)
    apply_batches(directions, settings, family.features[features[f]].name, out[f]);
  return out;
}

}  // namespace

std::vector<std::vector<double>> kernel_values(const KernelField& field, const Family& family,
                                               std::span<const std::size_t> features,
                                               const VoxelSettings& settings, unsigned threads,
                                               bool quiet) {
  if (family.name == "ngtdm" && has_short_tones(field))
    return tones_of(field, features, threads, quiet);
  if (family.name == "glcm") return pairs_of(field, family, features, settings, threads, quiet);
  return plain_kernel_values(field, family, features, threads, quiet);
}

std::vector<std::vector<double>> plain_kernel_values(const KernelField& field, const Family& family,
                                                     std::span<const std::size_t> features,
                                                     unsigned threads, bool quiet) {
  return measure_kernels(field, features.size(), measure_of(field, family, features), threads,
                         quiet);
}

}  // namespace dlrr
