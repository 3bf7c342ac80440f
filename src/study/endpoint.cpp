#include "study/endpoint.h"

#include <algorithm>

#include "base/pick.h"
#include "base/summary.h"

namespace dlrr {

namespace {

constexpr std::ptrdiff_t few_censored = 10;

}  // namespace

std::vector<int> fold_classes(const Endpoint& endpoint, std::span<const std::size_t> rows) {
  auto classes = pick(endpoint.outcome, rows);
  const auto censored = std::ranges::count(classes, 0);
  if (!endpoint.survival() || censored >= few_censored || 2 * censored >= std::ssize(classes))
    return classes;
  const auto time = pick(endpoint.time, rows);
  const double middle = median(time);
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = time[i] <= middle;
  return classes;
}

}  // namespace dlrr
