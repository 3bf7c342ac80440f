// A picture of a feature map: one axial slice in grey, the map's values in colour inside the
// region, and a bar that says which colour is which number. PNG bytes.
#pragma once

#include <string>

#include "image/overlay.h"

namespace dlrr {

struct MapOverlay {
  const Image* values = nullptr;  // same size as the image; not finite: no colour
  const Mask* region = nullptr;   // where values count
  double low = 0, high = 1;       // values of the bar's ends; others get the nearest colour
};

// The plan's slice, or the one where the region is largest.
std::string map_overlay_png(const Image& image, const MapOverlay& map,
                            const OverlayPlan& plan = {});

}  // namespace dlrr
