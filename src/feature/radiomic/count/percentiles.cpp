#include "feature/radiomic/count/percentiles.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernel/intensities.h"
#include "kernel/neighbours.h"

namespace dlrr {
namespace {

constexpr int kBins = 4096;

using Ranks = std::vector<std::size_t>;  // ascending

// The ranks beside q (n - 1).
Ranks ranks_of(std::span<const double> percent, std::size_t last) {
  Ranks ranks;
  for (const double q : percent) {
    const auto k = static_cast<std::size_t>(q / 100 * static_cast<double>(last));
    for (const std::size_t rank : {k, std::min(k + 1, last)})
      if (ranks.empty() || rank > ranks.back()) ranks.push_back(rank);
  }
  return ranks;
}

// Puts the values of the given ranks into their sorted places: the middle rank first, then each
// side.
void place_ranks(std::span<double> x, std::size_t from, std::size_t to,
                 std::span<const std::size_t> ranks) {
  if (ranks.empty() || to - from < 2) return;
  const std::size_t half = ranks.size() / 2, middle = ranks[half];
  std::nth_element(x.data() + from, x.data() + middle, x.data() + to);
  place_ranks(x, from, middle, ranks.first(half));
  place_ranks(x, middle + 1, to, ranks.subspan(half + 1));
}

std::vector<std::uint16_t> rough_bins(std::span<const double> x, double low, double high) {
  std::vector<std::uint16_t> bins(x.size() + kernel::kSlack);
  const double per_unit = kBins / (high - low);
  kernel::rough_bins_of(x, low, std::isfinite(per_unit) ? per_unit : 0, kBins - 1, bins.data());
  bins.resize(x.size());
  return bins;
}

// Values of the ranks, in their order.
std::vector<double> values_at(std::span<const double> x, double low, double high,
                              const Ranks& ranks) {
  const std::vector<std::uint16_t> bins = rough_bins(x, low, high);
  std::vector<std::uint32_t> count(2 * kBins, 0);  // two tables: neighbours often share a bin
  for (std::size_t i = 0; i + 1 < bins.size(); i += 2) {
    ++count[bins[i]];
    ++count[kBins + bins[i + 1]];
  }
  if (bins.size() % 2) ++count[bins.back()];
  std::vector<std::uint8_t> wanted(kBins, 0);
  Ranks places;  // of the ranks among the values of the wanted bins
  std::size_t below = 0, kept = 0, next = 0;
  for (std::size_t b = 0; b < kBins; ++b) {
    const std::size_t here = count[b] + count[kBins + b];
    for (; next < ranks.size() && ranks[next] < below + here; ++next) {
      wanted[b] = 1;
      places.push_back(kept + ranks[next] - below);
    }
    below += here;
    if (wanted[b]) kept += here;
  }
  std::vector<double> some(kept + 1);
  std::size_t n = 0;  // no branch: the wanted bins are common
  for (std::size_t i = 0; i < x.size(); ++i) {
    some[n] = x[i];
    n += wanted[bins[i]];
  }
  place_ranks(some, 0, kept, places);
  std::vector<double> out;
  for (const std::size_t place : places) out.push_back(some[place]);
  return out;
}

}  // namespace

std::vector<double> percentiles(std::span<const double> x, double low, double high,
                                std::span<const double> percent) {
  const std::size_t last = x.size() - 1;
  const Ranks ranks = ranks_of(percent, last);
  const std::vector<double> values = values_at(x, low, high, ranks);
  const auto at = [&](std::size_t rank) {
    return values[static_cast<std::size_t>(std::lower_bound(ranks.begin(), ranks.end(), rank) -
                                           ranks.begin())];
  };
  std::vector<double> out;
  for (const double q : percent) {
    const double place = q / 100 * static_cast<double>(last);
    const auto k = static_cast<std::size_t>(place);
    out.push_back(at(k) + (at(std::min(k + 1, last)) - at(k)) * (place - static_cast<double>(k)));
  }
  return out;
}

}  // namespace dlrr
