// The list of filters, in PyRadiomics' order.
#include "image/filter/filter.h"

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

std::span<const Filter> filters() {
  static const Filter list[] = {original_filter,    log_filter,        wavelet_filter,
                                square_filter,      squareroot_filter, logarithm_filter,
                                exponential_filter, gradient_filter};
  return list;
}

const Filter& filter(std::string_view type) {
  std::vector<std::string> known;
  for (const Filter& row : filters()) {
    if (row.type == type) return row;
    known.emplace_back(row.type);
  }
  throw Error("unknown image type '" + std::string(type) + "'" + suggestion(type, known));
}

}  // namespace dlrr
