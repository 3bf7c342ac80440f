#include "study/model_inputs.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/summary.h"

namespace dlrr {

namespace {

bool has_gap(const Table& table, std::size_t column) {
  for (std::size_t i = 0; i < table.values.rows(); ++i)
    if (!std::isfinite(table.values(i, column))) return true;
  return false;
}

// A column that does not vary in training carries nothing; its SD of 1 keeps it at 0 for everybody.
Input learn_input(const Table& rows, std::size_t column, const Completed& completed) {
  std::vector<double> known;
  std::vector<std::size_t> gaps;
  for (std::size_t i = 0; i < rows.values.rows(); ++i)
    if (std::isfinite(rows.values(i, column)))
      known.push_back(rows.values(i, column));
    else
      gaps.push_back(i);
  Input input{rows.columns[column].name};
  if (known.empty()) return input;
  input.fill = median(known);
  const std::size_t tables = gaps.empty() ? 1 : completed.size();
  double sd = 0;
  for (std::size_t k = 0; k < tables; ++k) {
    auto values = known;
    for (const auto row : gaps) {
      const double value = completed[k].values(row, column);
      values.push_back(std::isfinite(value) ? value : input.fill);
    }
    const auto spread = moments(values);
    input.mean += spread.mean / static_cast<double>(tables);
    sd += spread.sd / static_cast<double>(tables);
  }
  input.sd = sd > 1e-12 * (1 + std::abs(input.mean)) ? sd : 1;
  return input;
}

bool reads(const ModelPlan& model, const Column& column) {
  const auto listed = [&](const std::string& name) {
    return std::ranges::find(model.inputs, name) != model.inputs.end();
  };
  return listed(column.name) || (column.origin == Origin::clinical && listed("clinical"));
}

}  // namespace

Matrix prepare_inputs(const std::vector<Input>& inputs, const Table& table) {
  Matrix x(table.patients.size(), inputs.size());
  for (std::size_t j = 0; j < inputs.size(); ++j) {
    const auto column = table.find_column(inputs[j].name);
    if (!column) throw Error("the model needs '" + inputs[j].name + "', which the table has not");
    for (std::size_t i = 0; i < x.rows(); ++i) {
      const double value = table.values(i, *column);
      x(i, j) = ((std::isfinite(value) ? value : inputs[j].fill) - inputs[j].mean) / inputs[j].sd;
    }
  }
  return x;
}

std::vector<Input> learn_inputs(const ModelPlan& model, const Table& rows,
                                const Completed& completed) {
  std::vector<Input> out;
  for (std::size_t j = 0; j < rows.columns.size(); ++j)
    if (reads(model, rows.columns[j])) out.push_back(learn_input(rows, j, completed));
  return out;
}

std::vector<Matrix> prepared(const std::vector<Input>& inputs, const Table& rows,
                             const Completed& completed) {
  const bool gaps = std::ranges::any_of(
      inputs, [&](const Input& input) { return has_gap(rows, *rows.find_column(input.name)); });
  std::vector<Matrix> out;
  for (const auto& table : completed)
    if (out.empty() || gaps) out.push_back(prepare_inputs(inputs, table));
  return out;
}

bool has_inputs(const ModelPlan& model, const Table& inputs) {
  return std::ranges::any_of(inputs.columns,
                             [&](const Column& column) { return reads(model, column); });
}

}  // namespace dlrr
