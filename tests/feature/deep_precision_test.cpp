// bfloat16 as an opt-in: close to float where the processor has it, refused by a sentence
// elsewhere.
#include "feature/deep/precision.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "feature/deep/deep.h"

namespace dlrr {
namespace {

constexpr std::array<int, 3> size{20, 33, 24};

std::vector<float> made_input(int channels) {
  std::vector<float> out(static_cast<std::size_t>(channels) * size[0] * size[1] * size[2]);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = 2 * static_cast<float>(made_number(7, i));
  return out;
}

std::shared_ptr<const Network> made(const Architecture& a, DeepPrecision precision) {
  NetworkSource source;
  source.architecture = a;
  source.precision = precision;
  return open_network(source);
}

double apart(const Architecture& a) {
  const auto input = made_input(a.channels);
  const auto floats = made(a, DeepPrecision::f32)->vector(input, size);
  const auto halves = made(a, DeepPrecision::bf16)->vector(input, size);
  double largest = 0, error = 0;
  for (std::size_t i = 0; i < floats.size(); ++i) {
    largest = std::max(largest, std::abs(floats[i]));
    error = std::max(error, std::abs(floats[i] - halves[i]));
  }
  return error / largest;
}

TEST(DeepPrecision, IsNamedInBothDirections) {
  for (const auto precision : {DeepPrecision::f32, DeepPrecision::bf16})
    EXPECT_EQ(parse_precision(precision_name(precision)), precision);
  EXPECT_THROW(parse_precision("fp16"), Error);
  EXPECT_TRUE(precision_is_here(DeepPrecision::f32));
}

TEST(DeepPrecision, OfBfloat16IsRefusedWithWhatToChooseWhereTheProcessorHasNone) {
  if (precision_is_here(DeepPrecision::bf16)) GTEST_SKIP() << "this processor has bfloat16";
  try {
    made({.depth = 10, .width = 4}, DeepPrecision::bf16);
    FAIL() << "not refused";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("choose precision: f32"), std::string::npos);
  }
}

TEST(DeepPrecision, OfBfloat16StaysWithinAHundredthOfTheLargestValue) {
  if (!precision_is_here(DeepPrecision::bf16)) GTEST_SKIP() << "no bfloat16 on this processor";
  for (const char* layout : {"dilated", "strided"})
    for (const char* kind : {"A", "B"}) {
      const double error = apart({.layout = layout, .shortcut = kind, .width = 16});
      EXPECT_LT(error, 1e-2) << layout << ' ' << kind;
      EXPECT_GT(error, 1e-6) << layout << ' ' << kind << ": computed in floats?";
    }
  EXPECT_LT(apart({.depth = 50, .layout = "strided", .shortcut = "B", .width = 8, .channels = 3}),
            2e-2);
}

TEST(DeepPrecision, OfBfloat16GivesTheSameBitsOnAnyNumberOfThreads) {
  if (!precision_is_here(DeepPrecision::bf16)) GTEST_SKIP() << "no bfloat16 on this processor";
  const auto network = made({.depth = 10, .shortcut = "B", .width = 16}, DeepPrecision::bf16);
  const auto input = made_input(1);
  const auto alone = network->vector(input, size);
  std::vector<std::vector<double>> found(6);
  parallel_for(found.size(), 3, [&](std::size_t i) { found[i] = network->vector(input, size); });
  for (const auto& one : found) EXPECT_EQ(one, alone);
}

}  // namespace
}  // namespace dlrr
