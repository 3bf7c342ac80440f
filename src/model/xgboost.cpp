#include "port/xgboost.h"

#include "base/text.h"
#include "model/list.h"
#include "model/parts.h"

namespace dlrr {

namespace {

const std::string name = "xgboost";

class XgboostModel : public FittedModel {
 public:
  XgboostModel(std::string text, std::size_t columns)
      : text_(std::move(text)), columns_(columns), booster_(text_) {}

  std::vector<double> risk(const Matrix& x) const override {
    check_columns(name, x, columns_);
    return booster_.risk(x);
  }
  std::string save() const override {
    return model_text(name, Json::of({{"columns", columns_}, {"xgboost", text_}}));
  }

 private:
  std::string text_;
  std::size_t columns_;
  Xgboost booster_;  // always from the text, so that a loaded model cannot differ
};

std::vector<HyperParameters> grid() {
  return {{{"depth", 1}, {"rounds", 50}},
          {{"depth", 2}, {"rounds", 50}},
          {{"depth", 3}, {"rounds", 50}}};
}

std::string train(const Matrix& x, std::span<const int> outcome, const HyperParameters& hyper,
                  std::uint64_t seed, int rounds) {
  check_training(name, x, outcome);
  XgboostSettings settings = {{"tree_method", "exact"},  // the default differs between versions
                              {"max_depth", number_text(hyper_value(hyper, "depth", 3))},
                              {"eta", number_text(hyper_value(hyper, "eta", 0.1))},
                              {"lambda", number_text(hyper_value(hyper, "lambda", 1))},
                              {"seed", std::to_string(seed % 2147483647u)}};
  if (hyper_value(hyper, "balanced", 0) != 0)
    settings.emplace_back("scale_pos_weight", number_text(class_weights(hyper, outcome).ratio()));
  return train_xgboost(x, outcome, settings, rounds);
}

std::unique_ptr<FittedModel> fit(const Matrix& x, std::span<const int> outcome,
                                 const HyperParameters& hyper, std::uint64_t seed) {
  const int rounds = static_cast<int>(hyper_value(hyper, "rounds", 50));
  return std::make_unique<XgboostModel>(train(x, outcome, hyper, seed, rounds), x.columns());
}

std::vector<std::vector<double>> staged(const Matrix& x, std::span<const int> outcome,
                                        const HyperParameters& hyper, std::uint64_t seed,
                                        const Matrix& test, int rounds) {
  const Xgboost booster(train(x, outcome, hyper, seed, rounds));
  std::vector<std::vector<double>> out;
  for (int k = 1; k <= rounds; ++k) out.push_back(booster.risk(test, static_cast<unsigned>(k)));
  return out;
}

std::unique_ptr<FittedModel> load(const std::string& text) {
  const Json value = read_model_text(name, text);
  return std::make_unique<XgboostModel>(value.at("xgboost").as_string(),
                                        static_cast<std::size_t>(value.at("columns").as_integer()));
}

}  // namespace

Algorithm xgboost_algorithm() {
  return {name, "gradient boosted trees (XGBoost)",   grid,  fit,
          load, {"depth", "rounds", "eta", "lambda"}, staged};
}

}  // namespace dlrr
