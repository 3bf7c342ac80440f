#include "port/lightgbm.h"

#include <LightGBM/c_api.h>

#include "base/error.h"

namespace dlrr {

namespace {

// One thread and fixed column order: the only setting that gives equal bits on every run.
constexpr const char* fixed = " num_threads=1 deterministic=true force_col_wise=true verbosity=-1 ";

void check(int status, const char* step) {
  if (status != 0) throw Error(std::string("LightGBM cannot ") + step + ": " + LGBM_GetLastError());
}

struct Dataset {
  DatasetHandle handle = nullptr;
  ~Dataset() {
    if (handle) LGBM_DatasetFree(handle);
  }
};

struct Booster {
  BoosterHandle handle = nullptr;
  ~Booster() {
    if (handle) LGBM_BoosterFree(handle);
  }
};

std::string model_text(BoosterHandle booster) {
  std::string text(1 << 16, '\0');
  for (;;) {
    std::int64_t length = 0;  // with the closing zero
    const auto room = static_cast<std::int64_t>(text.size());
    check(LGBM_BoosterSaveModelToString(booster, 0, -1, C_API_FEATURE_IMPORTANCE_SPLIT, room,
                                        &length, text.data()),
          "write its model");
    const bool fits = length <= room;
    text.resize(static_cast<std::size_t>(fits ? length - 1 : length));
    if (fits) return text;
  }
}

}  // namespace

std::string train_lightgbm(const Matrix& x, std::span<const int> outcome,
                           const std::string& parameters, int rounds) {
  const std::string all = parameters + fixed;
  Dataset data;
  check(LGBM_DatasetCreateFromMat(
            x.row(0).data(), C_API_DTYPE_FLOAT64, static_cast<std::int32_t>(x.rows()),
            static_cast<std::int32_t>(x.columns()), 1, all.c_str(), nullptr, &data.handle),
        "take the training rows");
  const std::vector<float> labels(outcome.begin(), outcome.end());
  check(LGBM_DatasetSetField(data.handle, "label", labels.data(), static_cast<int>(labels.size()),
                             C_API_DTYPE_FLOAT32),
        "take the outcomes");
  Booster booster;
  check(LGBM_BoosterCreate(data.handle, all.c_str(), &booster.handle), "start training");
  for (int i = 0; i < rounds; ++i) {
    int finished = 0;
    check(LGBM_BoosterUpdateOneIter(booster.handle, &finished), "add a tree");
    if (finished) break;
  }
  return model_text(booster.handle);
}

struct LightGbm::Handle : Booster {};

LightGbm::LightGbm(const std::string& text) : handle_(std::make_unique<Handle>()) {
  int rounds = 0;
  check(LGBM_BoosterLoadModelFromString(text.c_str(), &rounds, &handle_->handle),
        "read a model text");
}
LightGbm::~LightGbm() = default;
LightGbm::LightGbm(LightGbm&&) noexcept = default;

std::vector<double> LightGbm::risk(const Matrix& x, int rounds) const {
  std::vector<double> out(x.rows());
  if (out.empty()) return out;
  std::int64_t length = 0;
  check(LGBM_BoosterPredictForMat(handle_->handle, x.row(0).data(), C_API_DTYPE_FLOAT64,
                                  static_cast<std::int32_t>(x.rows()),
                                  static_cast<std::int32_t>(x.columns()), 1, C_API_PREDICT_NORMAL,
                                  0, rounds, fixed, &length, out.data()),
        "predict");
  return out;
}

}  // namespace dlrr
