#include "kernel/columns.h"

#include <vector>

#include "base/random.h"
#include "kernel/every_target.h"

namespace dlrr::kernel {
namespace {

TEST(Columns, ProductsAndCombinationsAgreeWithPlainSumsOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t count : {0, 1, 4, 5, 9})
      for (const std::size_t rows : {1, 7, 16, 29, 155}) {
        Random random(6, "columns");
        std::vector<double> x(count * rows), vector(rows), weights(count), out(count), sum(rows);
        for (auto* values : {&x, &vector, &weights})
          for (double& v : *values) v = random.normal();
        std::vector<const double*> columns;
        for (std::size_t c = 0; c < count; ++c) columns.push_back(x.data() + c * rows);
        inner_products(columns, vector.data(), rows, out.data());
        combine_columns(columns, weights.data(), 0.5, rows, sum.data());
        for (std::size_t c = 0; c < count; ++c) {
          double want = 0;
          for (std::size_t i = 0; i < rows; ++i) want += columns[c][i] * vector[i];
          EXPECT_NEAR(out[c], want, 1e-12) << count << " x " << rows;
          EXPECT_EQ(inner_product(columns[c], vector.data(), rows), out[c]);
        }
        for (std::size_t i = 0; i < rows; ++i) {
          double want = 0.5;
          for (std::size_t c = 0; c < count; ++c) want += weights[c] * columns[c][i];
          EXPECT_NEAR(sum[i], want, 1e-12) << count << " x " << rows;
        }
      }
  });
}

}  // namespace
}  // namespace dlrr::kernel
