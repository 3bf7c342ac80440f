#include "base/rank.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "base/error.h"

namespace dlrr {

namespace {

constexpr std::size_t kManyValues = 4096;  // from here on counting digits is faster than comparing
constexpr int kDigitBits = 11, kDigits = 6;

struct Keyed {
  std::uint64_t key;
  std::size_t index;
};

// Rises with the value; both zeros are one value.
std::uint64_t rising_key(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return bits >> 63 ? ~bits : bits | (std::uint64_t{1} << 63);
}

// Digit by digit from the lowest (radix sort); keeps the order of equal keys.
std::vector<std::size_t> order_by_digits(std::span<const double> values) {
  std::vector<Keyed> from(values.size()), to(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) from[i] = {rising_key(values[i]), i};
  for (int digit = 0; digit < kDigits; ++digit) {
    const auto at = [&](const Keyed& k) {
      return (k.key >> (digit * kDigitBits)) & ((std::uint64_t{1} << kDigitBits) - 1);
    };
    std::vector<std::size_t> start(std::size_t{1} << kDigitBits, 0);
    for (const Keyed& k : from) ++start[at(k)];
    if (start[at(from.front())] == from.size()) continue;  // one digit for all
    std::size_t sum = 0;
    for (std::size_t& count : start) count = std::exchange(sum, sum + count);
    for (const Keyed& k : from) to[start[at(k)]++] = k;
    from.swap(to);
  }
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = from[i].index;
  return order;
}

}  // namespace

std::vector<std::size_t> rising_order(std::span<const double> values) {
  if (values.size() >= kManyValues) return order_by_digits(values);
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  return order;
}

bool has_both_classes(std::span<const int> outcome) {
  return std::ranges::count(outcome, 1) > 0 && std::ranges::count(outcome, 0) > 0;
}

double auc(std::span<const double> risk, std::span<const int> outcome) {
  if (risk.size() != outcome.size())
    throw Error(ErrorKind::internal, "AUC of " + std::to_string(risk.size()) + " risks and " +
                                         std::to_string(outcome.size()) + " outcomes");
  for (const double r : risk)
    if (std::isnan(r)) throw Error(ErrorKind::internal, "AUC of a risk that is not a number");
  const auto order = rising_order(risk);
  // Twice the number of won pairs, in integers, so that the order of equal risks cannot matter.
  std::uint64_t won = 0, below = 0, events = 0, others = 0;
  for (std::size_t i = 0; i < order.size();) {
    std::uint64_t tied_events = 0, tied_others = 0;
    const double value = risk[order[i]];
    for (; i < order.size() && risk[order[i]] == value; ++i)
      ++(outcome[order[i]] ? tied_events : tied_others);
    won += tied_events * (2 * below + tied_others);
    below += tied_others;
    events += tied_events;
    others += tied_others;
  }
  if (events == 0 || others == 0) return std::numeric_limits<double>::quiet_NaN();
  const double pairs = static_cast<double>(events) * static_cast<double>(others);
  return static_cast<double>(won) / (2.0 * pairs);
}

}  // namespace dlrr
