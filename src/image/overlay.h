// A picture for people: one axial slice in grey, masks drawn over it in colour, as PNG bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "image/image.h"

namespace dlrr {

struct OverlayMask {
  const Mask* mask = nullptr;  // same size as the image
  std::array<std::uint8_t, 3> colour{255, 0, 0};
  bool fill = false;  // tinted area with outline; else outline alone
};

struct OverlayPlan {
  std::array<double, 2> window{-100, 250};  // image values shown black and white
  bool auto_window = false;                 // 1st to 99th percentile of the slice instead
  int slice = -1;         // z index; -1: where the first mask has its largest area
  double margin_mm = 40;  // shown around the masks' boxes; negative: the whole slice
  int width = 480;        // pixels of the picture; height follows, pixels are square in mm
};

// The slice with the largest area of the mask; the first of several.
int largest_slice(const Mask& mask);

// Drawn with anterior on top and the patient's right on the left when the axes are those of a usual
// CT.
std::string overlay_png(const Image& image, const std::vector<OverlayMask>& masks,
                        const OverlayPlan& plan = {});

// Colours that stay apart for the colour-blind, by index.
std::array<std::uint8_t, 3> overlay_colour(std::size_t index);

}  // namespace dlrr
