#include "kernel/columns.h"

#include <cmath>

#include "base/random.h"
#include "kernel/every_target.h"

namespace dlrr::kernel {
namespace {

TEST(Columns, LargeGradientsAreThoseOfTheDefinitionOnEveryInstructionSet) {
  Random random(5, "columns");
  std::vector<float> products(203), mean(203), inverse(203);
  for (std::size_t j = 0; j < products.size(); ++j) {
    products[j] = static_cast<float>(random.normal());
    mean[j] = static_cast<float>(random.normal());
    inverse[j] = j % 7 ? 2.0f : 0.0f;
  }
  std::vector<std::uint32_t> want;
  for (std::size_t j = 0; j < products.size(); ++j)
    if (std::abs((products[j] - mean[j] * 0.5f) * inverse[j]) >= 2.5f)
      want.push_back(static_cast<std::uint32_t>(j));
  ASSERT_GT(want.size(), 10u);
  for_every_target([&] {
    std::vector<std::uint32_t> got = {7};
    large_gradients(products.data(), mean.data(), inverse.data(), products.size(), 0.5f, 2.5f, got);
    ASSERT_EQ(got.front(), 7u);
    got.erase(got.begin());
    EXPECT_EQ(got, want);
  });
}

TEST(Columns, InnerProductsOfAllPairsAgreeWithPlainSumsOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t columns : {1, 2, 5, 9})
      for (const std::size_t rows : {1, 7, 8, 29}) {
        Random random(6, "columns");
        std::vector<double> x(columns * rows), out(columns * columns);
        for (double& v : x) v = random.normal();
        inner_products(x.data(), columns, rows, out.data());
        for (std::size_t j = 0; j < columns; ++j)
          for (std::size_t i = j; i < columns; ++i) {
            double want = 0;
            for (std::size_t k = 0; k < rows; ++k) want += x[j * rows + k] * x[i * rows + k];
            EXPECT_NEAR(out[j * columns + i], want, 1e-12) << columns << " x " << rows;
            EXPECT_NEAR(inner_product(&x[j * rows], &x[i * rows], rows), want, 1e-12);
          }
      }
  });
}

}  // namespace
}  // namespace dlrr::kernel
