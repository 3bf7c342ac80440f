// Fourth-order recursive filters (Deriche 1993) over many lines side by side, with the operations
// of ITK's RecursiveSeparableImageFilter in ITK's order: lines in double, results in float. Every
// operation is rounded by itself, so results are the same bits on every instruction set.
#pragma once

#include <cstddef>
#include <vector>

namespace dlrr::kernel {

// y[i] = sum n[k] x[i-k] - sum d[k] y[i-1-k], z[i] = sum m[k] x[i+1+k] - sum d[k] z[i+1+k]; the
// result is y + z. Beyond the ends x goes on as it is there, and d[k] y and d[k] z become
// before[k] x[0] and after[k] x[last].
struct Recursion {
  double n[4], d[4], m[4], before[4], after[4];
};

// `lanes` lines of n >= 4 samples: sample i of lane l is in[i * in_step + l], its result
// out[i * out_step + l]. `out` may be `in`. `scratch` is resized as needed.
template <class In>
void recursive_lines(const Recursion& r, std::size_t n, std::size_t lanes, const In* in,
                     std::size_t in_step, float* out, std::size_t out_step,
                     std::vector<double>& scratch);

// The same for lines that are rows: sample i of line l is in[l * in_step + i].
template <class In>
void recursive_rows(const Recursion& r, std::size_t n, std::size_t lines, const In* in,
                    std::size_t in_step, float* out, std::size_t out_step,
                    std::vector<double>& scratch);

// out[x * out_step + y] = in[y * in_step + x] for x < columns, y < rows.
template <class In>
void transpose(const In* in, std::size_t in_step, std::size_t rows, std::size_t columns, In* out,
               std::size_t out_step);

// sum[i] = float(sum[i] + part[i] / divisor), the sum in double.
void add_quotient(const float* part, double divisor, std::size_t n, float* sum);
// The same into doubles that hold float values.
void add_quotient(const float* sum, const float* part, double divisor, std::size_t n, double* out);

}  // namespace dlrr::kernel
