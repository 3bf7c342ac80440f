#include "kernel/whole_sums.h"

#include <array>
#include <cstring>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/whole_sums.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dlrr::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Two rows of a column stand in one 32-bit lane.
using Sums = hn::CappedTag<std::int32_t, 16>;
using Halves = hn::Repartition<std::int16_t, Sums>;

constexpr std::size_t kWide = 2;  // vectors of columns at once
// Lists at once: their sums, two vectors of columns and one number of a list fill the registers.
constexpr std::size_t kMost = HWY_TARGET <= HWY_AVX3 ? 12 : 6;

// Sums of kLists lists over the columns of one panel; out: [list][kSumPanel].
template <std::size_t kLists>
void PanelSums(const std::int16_t* left, const std::int16_t* panel, std::size_t pairs,
               std::int32_t* out) {
  const Sums d;
  const Halves halves;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t first = 0; first < kSumPanel; first += kWide * lanes) {
    hn::Vec<Sums> even[kLists][kWide], odd[kLists][kWide];
    for (std::size_t l = 0; l < kLists; ++l)
      for (std::size_t v = 0; v < kWide; ++v) even[l][v] = odd[l][v] = hn::Zero(d);
    for (std::size_t p = 0; p < pairs; ++p) {
      const std::int16_t* row = panel + 2 * (p * kSumPanel + first);
      hn::Vec<Halves> x[kWide];
      HWY_UNROLL(2)
      for (std::size_t v = 0; v < kWide; ++v) x[v] = hn::LoadU(halves, row + 2 * v * lanes);
      HWY_UNROLL(12)
      for (std::size_t l = 0; l < kLists; ++l) {
        std::int32_t pair;
        std::memcpy(&pair, left + 2 * (l * pairs + p), sizeof pair);
        const auto r = hn::BitCast(halves, hn::Set(d, pair));
        HWY_UNROLL(2)
        for (std::size_t v = 0; v < kWide; ++v)
          even[l][v] = hn::ReorderWidenMulAccumulate(d, r, x[v], even[l][v], odd[l][v]);
      }
    }
    for (std::size_t l = 0; l < kLists; ++l)
      for (std::size_t v = 0; v < kWide; ++v)
        hn::StoreU(hn::RearrangeToOddPlusEven(even[l][v], odd[l][v]), d,
                   out + l * kSumPanel + first + v * lanes);
  }
}

using PanelKernel = void (*)(const std::int16_t*, const std::int16_t*, std::size_t, std::int32_t*);

template <std::size_t... kMinusOne>
constexpr auto Kernels(std::index_sequence<kMinusOne...>) {
  return std::array<PanelKernel, sizeof...(kMinusOne)>{PanelSums<kMinusOne + 1>...};
}

void Collect(const std::int32_t* sums, std::size_t panel, std::int32_t bar,
             std::vector<LargeSum>& out) {
  const Sums d;
  const auto limit = hn::Set(d, bar);
  for (std::size_t j = 0; j < kSumPanel; j += hn::Lanes(d)) {
    if (hn::AllTrue(d, hn::Lt(hn::Abs(hn::LoadU(d, sums + j)), limit))) continue;
    for (std::size_t k = j; k < j + hn::Lanes(d); ++k)
      if (sums[k] >= bar || sums[k] <= -bar)
        out.push_back({static_cast<std::uint32_t>(panel * kSumPanel + k), sums[k]});
  }
}

void LargeSums(const std::int16_t* left, const std::int16_t* panels, std::size_t pairs,
               std::size_t panel_count, std::span<const std::int32_t> bar,
               std::vector<LargeSum>* out) {
  static constexpr auto kernels = Kernels(std::make_index_sequence<kMost>());
  std::int32_t sums[kMost * kSumPanel];
  for (std::size_t panel = 0; panel < panel_count; ++panel)
    for (std::size_t l = 0; l < bar.size(); l += kMost) {
      const std::size_t lists = bar.size() - l < kMost ? bar.size() - l : kMost;
      kernels[lists - 1](left + 2 * l * pairs, panels + 2 * panel * pairs * kSumPanel, pairs, sums);
      for (std::size_t k = 0; k < lists; ++k)
        Collect(sums + k * kSumPanel, panel, bar[l + k], out[l + k]);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace dlrr::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dlrr::kernel {

HWY_EXPORT(LargeSums);

void large_sums(const std::int16_t* left, const std::int16_t* panels, std::size_t pairs,
                std::size_t panel_count, std::span<const std::int32_t> bar,
                std::vector<LargeSum>* out) {
  HWY_DYNAMIC_DISPATCH(LargeSums)(left, panels, pairs, panel_count, bar, out);
}

}  // namespace dlrr::kernel
#endif  // HWY_ONCE
