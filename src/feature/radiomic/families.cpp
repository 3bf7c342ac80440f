#include "feature/radiomic/row.h"

namespace dlrr {

std::span<const Family> families() {
  static const Family list[] = {
      shape_family(), shape2d_family(), first_order_family(), glcm_family(),
      gldm_family(),  glrlm_family(),   glszm_family(),       ngtdm_family(),
  };
  return list;
}

}  // namespace dlrr
