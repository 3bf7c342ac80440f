// The algorithms of this folder, one function per file; the list itself is in algorithms.cpp.
#pragma once

#include "model/model.h"

namespace dlrr {

Algorithm svm_algorithm();
Algorithm lr_algorithm();
Algorithm rf_algorithm();
Algorithm knn_algorithm();
Algorithm lightgbm_algorithm();  // in builds with LightGBM
Algorithm xgboost_algorithm();

}  // namespace dlrr
