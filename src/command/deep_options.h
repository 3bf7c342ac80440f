// The flags that choose network and input, shared by `dlrr deep` and `dlrr map --deep`; their names
// are the keys of `deep:` in the study file.
#pragma once

#include <memory>
#include <vector>

#include "command/command.h"
#include "feature/deep/deep.h"

namespace dlrr {

std::vector<OptionRow> network_options();
std::vector<OptionRow> input_options();

NetworkSource network_source(const Arguments& arguments);
DeepSettings input_settings(const Arguments& arguments);
// Says on stderr when the weights are untrained.
void note_untrained(const Network& network, const Common& common);

}  // namespace dlrr
