#ifdef DLRR_LIGHTGBM
#include "port/lightgbm.h"

#include "base/text.h"
#include "model/list.h"
#include "model/parts.h"

namespace dlrr {

namespace {

const std::string name = "lightgbm";

class LightGbmModel : public FittedModel {
 public:
  LightGbmModel(std::string text, std::size_t columns)
      : text_(std::move(text)), columns_(columns), booster_(text_) {}

  std::vector<double> risk(const Matrix& x) const override {
    check_columns(name, x, columns_);
    return booster_.risk(x);
  }
  std::string save() const override {
    return model_text(name, Json::of({{"columns", columns_}, {"lightgbm", text_}}));
  }

 private:
  std::string text_;
  std::size_t columns_;
  LightGbm booster_;  // always from the text, so that a loaded model cannot differ
};

std::vector<HyperParameters> grid() {
  return {{{"leaves", 4}, {"rounds", 50}},
          {{"leaves", 4}, {"rounds", 100}},
          {{"leaves", 8}, {"rounds", 50}},
          {{"leaves", 8}, {"rounds", 100}}};
}

std::string train(const Matrix& x, std::span<const int> outcome, const HyperParameters& hyper,
                  std::uint64_t seed, int rounds) {
  check_training(name, x, outcome);
  // Small cohorts: LightGBM's own floor of 20 cases per leaf would leave bare roots.
  std::string parameters =
      "objective=binary learning_rate=" + number_text(hyper_value(hyper, "learning_rate", 0.1)) +
      " num_leaves=" + number_text(hyper_value(hyper, "leaves", 4)) +
      " min_data_in_leaf=" + number_text(hyper_value(hyper, "min_leaf", 5)) +
      " seed=" + std::to_string(seed % 2147483647u);
  if (hyper_value(hyper, "balanced", 0) != 0)
    parameters += " scale_pos_weight=" + number_text(class_weights(hyper, outcome).ratio());
  return train_lightgbm(x, outcome, parameters, rounds);
}

std::unique_ptr<FittedModel> fit(const Matrix& x, std::span<const int> outcome,
                                 const HyperParameters& hyper, std::uint64_t seed) {
  const int rounds = static_cast<int>(hyper_value(hyper, "rounds", 50));
  return std::make_unique<LightGbmModel>(train(x, outcome, hyper, seed, rounds), x.columns());
}

std::vector<std::vector<double>> staged(const Matrix& x, std::span<const int> outcome,
                                        const HyperParameters& hyper, std::uint64_t seed,
                                        const Matrix& test, int rounds) {
  const LightGbm booster(train(x, outcome, hyper, seed, rounds));
  std::vector<std::vector<double>> out;
  for (int k = 1; k <= rounds; ++k) out.push_back(booster.risk(test, k));
  return out;
}

std::unique_ptr<FittedModel> load(const std::string& text) {
  const Json value = read_model_text(name, text);
  const auto columns = static_cast<std::size_t>(value.at("columns").as_integer());
  return std::make_unique<LightGbmModel>(value.at("lightgbm").as_string(), columns);
}

}  // namespace

Algorithm lightgbm_algorithm() {
  return {name,  "gradient boosted trees (LightGBM)",
          grid,  fit,
          load,  {"leaves", "rounds", "learning_rate", "min_leaf"},
          staged};
}

}  // namespace dlrr
#endif
