#include <array>

#include "base/error.h"
#include "base/text.h"
#include "model/list.h"

namespace dlrr {

std::span<const Algorithm> algorithms() {
  static const std::array list = {
      svm_algorithm(),      lr_algorithm(), rf_algorithm(), knn_algorithm(),
#ifdef DLRR_LIGHTGBM
      lightgbm_algorithm(),
#endif
      xgboost_algorithm(),
  };
  return list;
}

const Algorithm& algorithm(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& a : algorithms()) {
    if (a.name == name) return a;
    known.push_back(a.name);
  }
  if (name == "lightgbm")
    throw Error(
        "algorithm 'lightgbm': this program was built without LightGBM; leave it out of the study "
        "file or build with -DDLRR_LIGHTGBM=ON");
  throw Error("no algorithm '" + std::string(name) + "'" + suggestion(name, known));
}

}  // namespace dlrr
