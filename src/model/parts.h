// What every algorithm of this folder shares: checks of its rows and its numbers as JSON.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/model.h"

namespace dlrr {

// Rows without a column, without both outcomes, or with a gap are Errors.
void check_training(const std::string& algorithm, const Matrix& x, std::span<const int> outcome);
// Rows with another number of columns than the model was fitted on are an Error.
void check_columns(const std::string& algorithm, const Matrix& x, std::size_t fitted_columns);

// Weight of a training row by its outcome: n / (2 n_outcome) where "balanced" is set, else 1.
// Learned from the rows at hand, so that each fold has its own.
struct ClassWeights {
  double event = 1, other = 1;
  double of(int outcome) const { return outcome ? event : other; }
  double ratio() const { return event / other; }
};
ClassWeights class_weights(const HyperParameters& hyper, std::span<const int> outcome);

// Setting of a grid point; `fallback` when it does not name it.
double hyper_value(const HyperParameters& hyper, const std::string& name, double fallback);

std::vector<double> numbers_of(const Json& list);
Json matrix_json(const Matrix& matrix);
Matrix matrix_of(const Json& value);

// Text of a model whose first member is the algorithm's name, and back; another name is an Error.
std::string model_text(const std::string& algorithm, const Json& members);
Json read_model_text(const std::string& algorithm, const std::string& text);

}  // namespace dlrr
