// What a model must beat to be worth its trouble: two inputs without any selection by LASSO, each
// read by a logistic regression of its own.
//   mean_z       the mean of ten z-scores: the columns of the largest univariable |AUC - 0.5| (of
//                a time to an event |C - 0.5|), each turned towards the event (unit weights; Dawes
//                1979)
//   tumour_size  one column that says how large the tumour is
#pragma once

#include <optional>
#include <span>
#include <string>

#include "study/score.h"

namespace dlrr {

// Learned on `rows` of `features`; no term when no column varies.
Score learn_mean_z(const Table& features, std::span<const std::size_t> rows,
                   const Endpoint& endpoint, const FillPlan& plan = {});

// The column called `name`; without a name the first diameter or volume of region "tumour", else of
// any region (PyRadiomics' Maximum3DDiameter, MeshVolume or VoxelVolume of the original image).
std::optional<std::size_t> size_column(const Table& features, const std::string& name);

// The column as it is; gaps are filled as planned. No term without such a column.
Score learn_size(const Table& features, std::span<const std::size_t> rows, const std::string& name,
                 const FillPlan& plan = {});

}  // namespace dlrr
