#include "image/filter/wavelet_table.h"

#include "base/error.h"
#include "base/text.h"
#include "image/filter/wavelet_table_data.h"

namespace dlrr {

WaveletFilters wavelet_filters(const std::string& name) {
  for (const WaveletRow& row : wavelet_rows()) {
    if (name != row.name) continue;
    WaveletFilters out{{row.low.begin(), row.low.end()}, {row.high.begin(), row.high.end()}};
    for (std::size_t k = 0; row.high.empty() && k < row.low.size(); ++k)
      out.high.push_back((k % 2 == 0 ? -1.0 : 1.0) * row.low[row.low.size() - 1 - k]);
    return out;
  }
  throw Error("unknown wavelet '" + name + "'" + suggestion(name, wavelet_names()));
}

std::vector<std::string> wavelet_names() {
  std::vector<std::string> names;
  for (const WaveletRow& row : wavelet_rows()) names.emplace_back(row.name);
  return names;
}

}  // namespace dlrr
