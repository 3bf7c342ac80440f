// Passes over many columns of a table: which of them are correlated enough with a residual, and the
// inner products of columns with one another.
// Results differ between instruction sets by rounding (fused multiply-add or not) only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dlrr::kernel {

// Appends every j with |(products[j] - mean[j] * sum) * inverse[j]| >= bar, ascending.
void large_gradients(const float* products, const float* mean, const float* inverse,
                     std::size_t size, float sum, float bar, std::vector<std::uint32_t>& out);

// sum over i of a[i] * b[i]
double inner_product(const double* a, const double* b, std::size_t rows);

// out[j * columns + i] for i >= j: inner products of the columns [columns][rows], one after
// another.
void inner_products(const double* columns_of, std::size_t columns, std::size_t rows, double* out);

}  // namespace dlrr::kernel
