// Columns of a table, each rows long, against one vector: inner products and sums of multiples.
// Results differ between instruction sets by rounding (fused multiply-add or not) only.
#pragma once

#include <cstddef>
#include <span>

namespace dlrr::kernel {

// sum over i of a[i] * b[i]
double inner_product(const double* a, const double* b, std::size_t rows);

// out[c] = inner product of columns[c] and `vector`; the same bits as inner_product.
void inner_products(std::span<const double* const> columns, const double* vector, std::size_t rows,
                    double* out);

// out[i] = start + sum over c, in order, of weights[c] * columns[c][i]
void combine_columns(std::span<const double* const> columns, const double* weights, double start,
                     std::size_t rows, double* out);

}  // namespace dlrr::kernel
