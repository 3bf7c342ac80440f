#include <algorithm>
#include <cmath>

#include "model/list.h"
#include "model/parts.h"

namespace dlrr {

namespace {

const std::string name = "knn";

class KnnModel : public FittedModel {
 public:
  KnnModel(Matrix rows, std::vector<double> outcome, std::size_t k, bool weighted,
           ClassWeights by_class)
      : rows_(std::move(rows)),
        outcome_(std::move(outcome)),
        k_(k),
        weighted_(weighted),
        by_class_(by_class) {}

  std::vector<double> risk(const Matrix& x) const override {
    check_columns(name, x, rows_.columns());
    std::vector<double> out;
    for (std::size_t i = 0; i < x.rows(); ++i) out.push_back(share(nearest(x.row(i))));
    return out;
  }
  std::string save() const override {
    return model_text(name, Json::of({{"k", k_},
                                      {"weights", weighted_ ? "distance" : "uniform"},
                                      {"event_weight", by_class_.event},
                                      {"other_weight", by_class_.other},
                                      {"outcome", outcome_},
                                      {"rows", matrix_json(rows_)}}));
  }

 private:
  using Neighbour = std::pair<double, std::size_t>;  // squared distance, row

  // The k nearest training rows; of rows equally far the lowest comes first.
  std::vector<Neighbour> nearest(std::span<const double> row) const {
    std::vector<Neighbour> all;
    for (std::size_t i = 0; i < rows_.rows(); ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < row.size(); ++j)
        sum += (rows_(i, j) - row[j]) * (rows_(i, j) - row[j]);
      all.emplace_back(sum, i);
    }
    const std::size_t k = std::min(k_, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(k), all.end());
    all.resize(k);
    return all;
  }

  // Share of events; weighted by 1 / distance, where rows at distance 0 outvote all others.
  double share(const std::vector<Neighbour>& neighbours) const {
    double events = 0, total = 0;
    const bool touching = neighbours.front().first == 0;
    for (const auto& [square, row] : neighbours) {
      double weight = 1;
      if (weighted_) weight = touching ? (square == 0 ? 1.0 : 0.0) : 1 / std::sqrt(square);
      weight *= by_class_.of(outcome_[row] != 0);
      events += weight * outcome_[row];
      total += weight;
    }
    return events / total;
  }

  Matrix rows_;
  std::vector<double> outcome_;
  std::size_t k_;
  bool weighted_;
  ClassWeights by_class_;
};

std::vector<HyperParameters> grid() {
  return {{{"k", 3}}, {{"k", 5}}, {{"k", 7}}, {{"k", 11}}, {{"k", 15}}};
}

std::unique_ptr<FittedModel> fit(const Matrix& x, std::span<const int> outcome,
                                 const HyperParameters& hyper, std::uint64_t) {
  check_training(name, x, outcome);
  std::vector<double> labels;
  for (const int y : outcome) labels.push_back(y != 0 ? 1.0 : 0.0);
  return std::make_unique<KnnModel>(
      x, std::move(labels), static_cast<std::size_t>(hyper_value(hyper, "k", 5)),
      hyper_value(hyper, "distance_weights", 0) != 0, class_weights(hyper, outcome));
}

// Models saved before there were class weights have none.
ClassWeights weights_of(const Json& value) {
  if (!value.find("event_weight")) return {};
  return {value.at("event_weight").as_number(), value.at("other_weight").as_number()};
}

std::unique_ptr<FittedModel> load(const std::string& text) {
  const Json value = read_model_text(name, text);
  return std::make_unique<KnnModel>(matrix_of(value.at("rows")), numbers_of(value.at("outcome")),
                                    static_cast<std::size_t>(value.at("k").as_integer()),
                                    value.at("weights").as_string() == "distance",
                                    weights_of(value));
}

}  // namespace

Algorithm knn_algorithm() {
  return {name, "k nearest neighbours", grid, fit, load, {"k", "distance_weights"}};
}

}  // namespace dlrr
