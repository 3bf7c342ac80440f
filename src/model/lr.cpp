#include "model/list.h"
#include "model/logistic.h"
#include "model/parts.h"

namespace dlrr {

namespace {

const std::string name = "lr";

class LrModel : public FittedModel {
 public:
  explicit LrModel(Logistic fitted) : fitted_(std::move(fitted)) {}

  std::vector<double> risk(const Matrix& x) const override {
    check_columns(name, x, fitted_.slopes.size());
    std::vector<double> out;
    for (std::size_t i = 0; i < x.rows(); ++i)
      out.push_back(logistic(fitted_.linear_predictor(x.row(i))));
    return out;
  }
  std::string save() const override {
    return model_text(name,
                      Json::of({{"intercept", fitted_.intercept}, {"slopes", fitted_.slopes}}));
  }

 private:
  Logistic fitted_;
};

std::vector<HyperParameters> grid() {
  return {{{"C", 0.01}}, {{"C", 0.1}}, {{"C", 1.0}}, {{"C", 10.0}}};
}

std::unique_ptr<FittedModel> fit(const Matrix& x, std::span<const int> outcome,
                                 const HyperParameters& hyper, std::uint64_t) {
  check_training(name, x, outcome);
  const ClassWeights by_class = class_weights(hyper, outcome);
  std::vector<double> weights;
  for (const int y : outcome) weights.push_back(by_class.of(y));
  return std::make_unique<LrModel>(fit_logistic(x, outcome, hyper_value(hyper, "C", 1.0), weights));
}

std::unique_ptr<FittedModel> load(const std::string& text) {
  const Json value = read_model_text(name, text);
  Logistic fitted;
  fitted.intercept = value.at("intercept").as_number();
  fitted.slopes = numbers_of(value.at("slopes"));
  return std::make_unique<LrModel>(std::move(fitted));
}

}  // namespace

Algorithm lr_algorithm() { return {name, "logistic regression", grid, fit, load, {"C"}}; }

}  // namespace dlrr
