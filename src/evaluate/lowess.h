// Locally weighted linear smoothing of y over x, without robust passes (they are wrong for 0/1
// outcomes). Cleveland, JASA 1979; points closer than `delta` to a fitted one are interpolated.
#pragma once

#include <span>
#include <vector>

namespace dlrr {

// x rising, as long as y; span is the share of points in one window. Gives the smoothed y per
// point.
std::vector<double> lowess(std::span<const double> x, std::span<const double> y,
                           double span = 2.0 / 3.0, double delta = 0.0);

}  // namespace dlrr
