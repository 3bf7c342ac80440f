// The items at some places of a list, in the order of the places.
#pragma once

#include <cstddef>
#include <ranges>
#include <span>
#include <vector>

namespace dlrr {

template <std::ranges::random_access_range List>
std::vector<std::ranges::range_value_t<List>> pick(const List& from,
                                                   std::span<const std::size_t> places) {
  std::vector<std::ranges::range_value_t<List>> out;
  out.reserve(places.size());
  for (const auto place : places) out.push_back(from[place]);
  return out;
}

}  // namespace dlrr
