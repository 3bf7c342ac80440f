// Which maps a user asked for: names of features and of derived images turned into settings.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "feature/radiomic/settings.h"

namespace dlrr {

struct MapPlan {
  RadiomicSettings settings;    // images and classes hold what the maps need
  std::set<std::string> names;  // of the maps; empty: all that the settings choose
};

// `features`: "ngtdm_Coarseness" or, with its image, "wavelet-LLH_ngtdm_Coarseness". `filters`: the
// images of features named without one ("wavelet-LLH", "log-sigma-3-0-mm-3D"); none: the settings'
// images. An image that the settings lack gets the filter's defaults; the width of a LoG is read
// from its name. Errors name the nearest known name.
MapPlan plan_maps(RadiomicSettings settings, const std::vector<std::string>& features,
                  const std::vector<std::string>& filters);

}  // namespace dlrr
