#include "model/parts.h"

#include <cmath>

#include "base/error.h"
#include "port/json_text.h"

namespace dlrr {

void check_training(const std::string& algorithm, const Matrix& x, std::span<const int> outcome) {
  if (x.rows() != outcome.size())
    throw Error(ErrorKind::internal, algorithm + ": " + std::to_string(x.rows()) + " rows and " +
                                         std::to_string(outcome.size()) + " outcomes");
  if (x.columns() == 0) throw Error(algorithm + ": no column to learn from");
  std::size_t events = 0;
  for (const int y : outcome) events += y != 0;
  if (events == 0 || events == outcome.size())
    throw Error(algorithm + ": the " + std::to_string(outcome.size()) +
                " training rows have one outcome only, expected both");
  for (std::size_t i = 0; i < x.rows(); ++i)
    for (std::size_t j = 0; j < x.columns(); ++j)
      if (!std::isfinite(x(i, j)))
        throw Error(ErrorKind::internal, algorithm + ": training row " + std::to_string(i) +
                                             ", column " + std::to_string(j) + " holds no number");
}

void check_columns(const std::string& algorithm, const Matrix& x, std::size_t fitted_columns) {
  if (x.columns() != fitted_columns)
    throw Error(ErrorKind::internal, algorithm + ": " + std::to_string(x.columns()) +
                                         " columns, the model was fitted on " +
                                         std::to_string(fitted_columns));
}

ClassWeights class_weights(const HyperParameters& hyper, std::span<const int> outcome) {
  if (hyper_value(hyper, "balanced", 0) == 0) return {};
  double events = 0;
  for (const int y : outcome) events += y != 0;
  const auto n = static_cast<double>(outcome.size());
  return {n / (2 * events), n / (2 * (n - events))};
}

double hyper_value(const HyperParameters& hyper, const std::string& name, double fallback) {
  const auto found = hyper.find(name);
  return found == hyper.end() ? fallback : found->second;
}

std::vector<double> numbers_of(const Json& list) {
  std::vector<double> out;
  for (const auto& item : list.as_array()) out.push_back(item.as_number());
  return out;
}

Json matrix_json(const Matrix& matrix) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    const auto row = matrix.row(i);
    rows.push_back(Json(std::vector<double>(row.begin(), row.end())));
  }
  return rows;
}

Matrix matrix_of(const Json& value) {
  if (value.size() == 0) return {};
  Matrix out(value.size(), value.as_array().front().size());
  for (std::size_t i = 0; i < out.rows(); ++i) {
    const auto row = numbers_of(value.as_array()[i]);
    if (row.size() != out.columns())
      throw Error("model text: row " + std::to_string(i) + " has " + std::to_string(row.size()) +
                  " numbers, expected " + std::to_string(out.columns()));
    for (std::size_t j = 0; j < row.size(); ++j) out(i, j) = row[j];
  }
  return out;
}

std::string model_text(const std::string& algorithm, const Json& members) {
  Json out = Json::of({{"algorithm", algorithm}});
  for (const auto& [key, value] : members.as_object()) out[key] = value;
  return json_text(out, -1);
}

Json read_model_text(const std::string& algorithm, const std::string& text) {
  Json value = parse_json(text, "saved model (" + algorithm + ")");
  const std::string& found = value.at("algorithm").as_string();
  if (found != algorithm)
    throw Error("saved model: is of algorithm '" + found + "', expected '" + algorithm + "'");
  return value;
}

}  // namespace dlrr
