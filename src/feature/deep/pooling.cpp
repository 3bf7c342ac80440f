#include "feature/deep/pooling.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

constexpr DeepPoolingRow rows[] = {{DeepPooling::mean, "mean", "_", 4, false},
                                   {DeepPooling::max, "max", "_max_", 4, true},
                                   {DeepPooling::layer3, "layer3", "_layer3_", 3, false}};

}  // namespace

const DeepPoolings& all_poolings() {
  static const DeepPoolings all{DeepPooling::mean, DeepPooling::max, DeepPooling::layer3};
  return all;
}

const DeepPoolingRow& pooling_row(DeepPooling kind) {
  for (const auto& row : rows)
    if (row.kind == kind) return row;
  throw Error(ErrorKind::internal, "a kind of pooling without a row");
}

std::string_view pooling_name(DeepPooling kind) { return pooling_row(kind).name; }

DeepPoolings in_order(const DeepPoolings& set) {
  DeepPoolings sorted = set;
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty()) throw Error("pooling: found none, expected mean, max or layer3");
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    throw Error("pooling: one kind is named twice");
  return sorted;
}

DeepPoolings parse_poolings(const std::vector<std::string>& names) {
  DeepPoolings set;
  for (const auto& name : names) {
    const auto row = std::find_if(std::begin(rows), std::end(rows),
                                  [&](const auto& r) { return r.name == name; });
    if (row == std::end(rows))
      throw Error("pooling: found '" + name + "', expected mean, max or layer3");
    set.push_back(row->kind);
  }
  return in_order(set);
}

int layer_channels(const Architecture& architecture, int layer) {
  return architecture.features() >> (4 - layer);
}

int pooled_features(const Architecture& architecture, const DeepPoolings& set) {
  int count = 0;
  for (const auto kind : in_order(set))
    count += layer_channels(architecture, pooling_row(kind).layer);
  return count;
}

std::vector<std::string> pooled_names(const Architecture& architecture, const DeepPoolings& set) {
  std::vector<std::string> names;
  for (const auto kind : in_order(set)) {
    const auto& row = pooling_row(kind);
    for (int i = 0; i < layer_channels(architecture, row.layer); ++i)
      names.push_back(architecture.name() + row.column + std::to_string(i));
  }
  return names;
}

}  // namespace dlrr
