// What a model reads: the columns of the table of inputs that its plan names, gaps filled and
// z-scored by what the training rows say.
#pragma once

#include <string>
#include <vector>

#include "base/matrix.h"
#include "study/plan.h"
#include "table/table.h"

namespace dlrr {

// A column as a model sees it: gap filled, z-scored, all from training rows. `fill`, the training
// median, stands in for a gap that no imputer fills; mean and SD are means over completed tables.
struct Input {
  std::string name;
  double fill = 0, mean = 0, sd = 1;
};

// The training rows as models learn from them: once, or once for each imputation.
using Completed = std::vector<Table>;

// Whether the table has a column that the model reads.
bool has_inputs(const ModelPlan& model, const Table& inputs);

// `rows`: the training rows with their gaps.
std::vector<Input> learn_inputs(const ModelPlan& model, const Table& rows,
                                const Completed& completed);

// One row per patient, one column per input, without gaps. A column that is not there is an Error.
Matrix prepare_inputs(const std::vector<Input>& inputs, const Table& table);

// Tables that differ in what the model reads: all, or the first alone.
std::vector<Matrix> prepared(const std::vector<Input>& inputs, const Table& rows,
                             const Completed& completed);

}  // namespace dlrr
