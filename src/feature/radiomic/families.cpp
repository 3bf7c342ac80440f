#include "feature/radiomic/row.h"

namespace dlrr {

std::span<const Family> families() {
  static const Family list[] = {
      shape_family(),
      shape2d_family(),
      first_order_family(),
      glcm_family(),
      gldm_family(),
      glrlm_family(),
      glszm_family(),
      ngtdm_family(),
      morphology_family(),
      local_intensity_family(),
      intensity_statistics_family(),
      intensity_histogram_family(),
      intensity_volume_histogram_family(),
      gldzm_family(),
      ngldm_family(),
  };
  return list;
}

}  // namespace dlrr
