#include <cmath>
#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/row.h"

namespace dlrr {
namespace {

double sum_s(const Tones& t) {
  double out = 0;
  for (const Tone& a : t.rows) out += a.s;
  return out;
}

double sum_ps(const Tones& t) {
  double out = 0;
  for (const Tone& a : t.rows) out += a.p * a.s;
  return out;
}

template <class Term>
double over_pairs(const Tones& t, Term term) {
  double out = 0;
  for (const Tone& a : t.rows)
    for (const Tone& b : t.rows) out += term(a, b);
  return out;
}

double busyness(const Tones& t) {
  const double spread = over_pairs(
      t, [](const Tone& a, const Tone& b) { return std::abs(a.level * a.p - b.level * b.p); });
  return spread == 0 ? 0 : sum_ps(t) / spread;
}

double coarseness(const Tones& t) {
  const double sum = sum_ps(t);
  return sum == 0 ? 1e6 : 1 / sum;
}

double complexity(const Tones& t) {
  return over_pairs(t,
                    [](const Tone& a, const Tone& b) {
                      return std::abs(a.level - b.level) * (a.p * a.s + b.p * b.s) / (a.p + b.p);
                    }) /
         t.voxels;
}

double contrast(const Tones& t) {
  const double n = static_cast<double>(t.rows.size());
  if (n < 2) return 0;
  const double spread = over_pairs(t, [](const Tone& a, const Tone& b) {
    return a.p * b.p * (a.level - b.level) * (a.level - b.level);
  });
  return spread / (n * (n - 1)) * sum_s(t) / t.voxels;
}

double strength(const Tones& t) {
  const double sum = sum_s(t);
  if (sum == 0) return 0;
  return over_pairs(t,
                    [](const Tone& a, const Tone& b) {
                      return (a.p + b.p) * (a.level - b.level) * (a.level - b.level);
                    }) /
         sum;
}

constexpr std::string_view kNever = "the region's box is a single voxel";

constexpr FeatureRow<Tones> rows[] = {
    {{"Busyness", "NQ30", "", R"(\frac{\sum_i p_i s_i}{\sum_{i,j} |i p_i - j p_j|})",
      "large where levels change quickly from voxel to voxel", kNever},
     busyness},
    {{"Coarseness", "QCDE", "", R"(\frac{1}{\sum_i p_i s_i})",
      "large where neighbourhoods are uniform; 1e6 for a flat region", kNever},
     coarseness},
    {{"Complexity", "HDEZ", "",
      R"(\frac{1}{N}\sum_{i,j} |i-j| \frac{p_i s_i + p_j s_j}{p_i + p_j})",
      "large for many rapid changes between many levels", kNever},
     complexity},
    {{"Contrast", "65HE", "",
      R"(\frac{\sum_{i,j} p_i p_j (i-j)^2}{N_{g,p}(N_{g,p}-1)} \cdot \frac{\sum_i s_i}{N})",
      "large for a wide range of levels with large local changes", kNever},
     contrast},
    {{"Strength", "1X9X", "", R"(\frac{\sum_{i,j} (p_i + p_j)(i-j)^2}{\sum_i s_i})",
      "large where areas of distinct levels are clearly set apart", kNever},
     strength},
};
constexpr auto definitions = definitions_of(rows);

std::vector<double> compute(const Roi& roi) { return mean_values_of(rows, tone_matrices(roi)); }

}  // namespace

std::span<const FeatureRow<Tones>> ngtdm_rows() { return rows; }

Family ngtdm_family() {
  return {.name = "ngtdm", .features = definitions, .compute = compute, .reads_voxels = false};
}

}  // namespace dlrr
