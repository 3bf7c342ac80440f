// What is taken from a network's maps, one number per channel: each kind is one row of the table in
// pooling.cpp (name, where, how) and a group of columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feature/deep/architecture.h"

namespace dlrr {

enum class DeepPooling {
  mean,   // mean of layer 4: "resnet18_0"
  max,    // largest value of layer 4: "resnet18_max_0"
  layer3  // mean of layer 3: "resnet18_layer3_0"
};

// Which kinds, each once; the columns always stand in the order of the enum.
using DeepPoolings = std::vector<DeepPooling>;

const DeepPoolings& all_poolings();
std::string_view pooling_name(DeepPooling kind);  // "mean", "max", "layer3"
// Throws an Error that lists the known names; refuses none and one that is named twice.
DeepPoolings parse_poolings(const std::vector<std::string>& names);
DeepPoolings in_order(const DeepPoolings& set);

int pooled_features(const Architecture& architecture, const DeepPoolings& set);
std::vector<std::string> pooled_names(const Architecture& architecture, const DeepPoolings& set);

// How a kind is computed: after which layer, and whether as the largest value.
struct DeepPoolingRow {
  DeepPooling kind;
  const char* name;
  const char* column;  // between the network's name and the number
  int layer;
  bool largest;
};
const DeepPoolingRow& pooling_row(DeepPooling kind);
int layer_channels(const Architecture& architecture, int layer);

}  // namespace dlrr
