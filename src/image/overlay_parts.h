// Parts that the pictures for people share (overlay.h): which part of a slice is shown, and how it
// is drawn.
#pragma once

#include <array>

#include "image/overlay.h"

namespace dlrr {

struct Picture;

// The part of a slice that is shown, in continuous indices, and how it becomes pixels.
struct OverlayFrame {
  double low_x, high_x, low_y, high_y;  // voxel borders
  bool flip_x, flip_y;
  int width, height;  // pixels

  double x(int px) const {
    const double t = (px + 0.5) / width;
    return low_x + (flip_x ? 1 - t : t) * (high_x - low_x);
  }
  double y(int py) const {
    const double t = (py + 0.5) / height;
    return low_y + (flip_y ? 1 - t : t) * (high_y - low_y);
  }
};

OverlayFrame make_overlay_frame(const Geometry& g, const Box& box, const OverlayPlan& plan);

// The slice of the plan, else the one where the mask has its largest area.
int overlay_slice(const OverlayPlan& plan, const Mask* mask, const Geometry& g);

// Draws into the first frame.width columns of a picture that may be wider.
void draw_overlay_grey(Picture& picture, const Image& image, int z, const OverlayFrame& frame,
                       const OverlayPlan& plan);
void draw_overlay_mask(Picture& picture, const OverlayMask& layer, int z,
                       const OverlayFrame& frame);

}  // namespace dlrr
