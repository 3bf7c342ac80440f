#include "image/filter/boundary.h"

#include <algorithm>

namespace dlrr {

int voxel_at(int i, int n, Boundary boundary) {
  if (i >= 0 && i < n) return i;
  switch (boundary) {
    case Boundary::zero: return -1;
    case Boundary::nearest: return std::clamp(i, 0, n - 1);
    case Boundary::periodic: return (i % n + n) % n;
    case Boundary::mirror: {
      const int period = 2 * n, at = (i % period + period) % period;
      return at < n ? at : period - 1 - at;
    }
  }
  return -1;
}

}  // namespace dlrr
