// The machine's fused multiply-adds of floats in one thread, without memory: "fma". The roof that
// a convolution's share is stated against.
#include <immintrin.h>

#include "base/error.h"
#include "ours/task.h"

namespace dlrr::bench {

namespace {

constexpr int rounds = 2'000'000, sums = 24, short_sums = 12;  // more than latency times ports

__attribute__((target("avx512f"))) float wide(float x) {
  __m512 sum[sums];
  for (auto& s : sum) s = _mm512_set1_ps(x);
  const __m512 a = _mm512_set1_ps(x), b = _mm512_set1_ps(1 - x);
  for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 24
    for (auto& s : sum) s = _mm512_fmadd_ps(s, a, b);
  }
  float out = 0;
  for (const auto& s : sum) out += _mm512_cvtss_f32(s);
  return out;
}

__attribute__((target("avx2,fma"))) float narrow(float x) {
  __m256 sum[short_sums];
  for (auto& s : sum) s = _mm256_set1_ps(x);
  const __m256 a = _mm256_set1_ps(x), b = _mm256_set1_ps(1 - x);
  for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
    for (auto& s : sum) s = _mm256_fmadd_ps(s, a, b);
  }
  float out = 0;
  for (const auto& s : sum) out += _mm256_cvtss_f32(s);
  return out;
}

}  // namespace

Work fma_task(const std::filesystem::path&, const Words&) {
  if (!__builtin_cpu_supports("fma")) throw Error("fma: this processor has no FMA");
  const bool has_wide = __builtin_cpu_supports("avx512f");
  Work work;
  work.run = [=] {
    volatile float x = 0.5f;
    x = has_wide ? wide(x) : narrow(x);
  };
  work.values = [=] {
    const double flops = 2.0 * rounds * (has_wide ? 16 * sums : 8 * short_sums);
    return Json::of({{"flops", Json(flops)}});
  };
  return work;
}

}  // namespace dlrr::bench
