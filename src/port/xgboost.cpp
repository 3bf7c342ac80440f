#include "port/xgboost.h"

#include <xgboost/c_api.h>

#include <cmath>

#include "base/error.h"

namespace dlrr {

namespace {

void check(int status, const char* step) {
  if (status != 0) throw Error(std::string("XGBoost cannot ") + step + ": " + XGBGetLastError());
}

struct Rows {
  DMatrixHandle handle = nullptr;
  explicit Rows(const Matrix& x) {
    std::vector<float> values;
    values.reserve(x.rows() * x.columns());
    for (std::size_t i = 0; i < x.rows(); ++i)
      for (const double v : x.row(i)) values.push_back(static_cast<float>(v));
    check(XGDMatrixCreateFromMat_omp(values.data(), x.rows(), x.columns(), NAN, &handle, 1),
          "take the rows");
  }
  ~Rows() { XGDMatrixFree(handle); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
};

struct Booster {
  BoosterHandle handle = nullptr;
  ~Booster() {
    if (handle) XGBoosterFree(handle);
  }
  void set(const char* key, const char* value) {
    check(XGBoosterSetParam(handle, key, value), "take a setting");
  }
  void quiet_and_single() {
    set("nthread", "1");
    set("verbosity", "0");
  }
};

}  // namespace

std::string train_xgboost(const Matrix& x, std::span<const int> outcome,
                          const XgboostSettings& settings, int rounds) {
  const Rows rows(x);
  const std::vector<float> labels(outcome.begin(), outcome.end());
  check(XGDMatrixSetFloatInfo(rows.handle, "label", labels.data(), labels.size()),
        "take the outcomes");
  Booster booster;
  check(XGBoosterCreate(&rows.handle, 1, &booster.handle), "start training");
  booster.quiet_and_single();
  booster.set("objective", "binary:logistic");
  for (const auto& [key, value] : settings) booster.set(key.c_str(), value.c_str());
  for (int i = 0; i < rounds; ++i)
    check(XGBoosterUpdateOneIter(booster.handle, i, rows.handle), "add a tree");
  bst_ulong length = 0;
  const char* text = nullptr;
  check(XGBoosterSaveModelToBuffer(booster.handle, R"({"format": "json"})", &length, &text),
        "write its model");
  return {text, static_cast<std::size_t>(length)};
}

struct Xgboost::Handle : Booster {};

Xgboost::Xgboost(const std::string& model_json) : handle_(std::make_unique<Handle>()) {
  check(XGBoosterCreate(nullptr, 0, &handle_->handle), "start");
  check(XGBoosterLoadModelFromBuffer(handle_->handle, model_json.data(), model_json.size()),
        "read a model text");
  handle_->quiet_and_single();
}
Xgboost::~Xgboost() = default;
Xgboost::Xgboost(Xgboost&&) noexcept = default;

std::vector<double> Xgboost::risk(const Matrix& x, unsigned rounds) const {
  if (x.rows() == 0) return {};
  const Rows rows(x);
  bst_ulong length = 0;
  const float* values = nullptr;
  check(XGBoosterPredict(handle_->handle, rows.handle, 0, rounds, 0, &length, &values), "predict");
  return {values, values + length};
}

}  // namespace dlrr
