// A table "grey level i x length j -> how many", shared by runs, zones and dependences, which
// differ only in what they count: run length, zone size, number of like neighbours. The reductions
// are the same (Galloway 1975, Thibault 2009, Sun and Wee 1983).
#pragma once

#include <cstdint>
#include <vector>

namespace dlrr {

struct Lengths {
  struct Cell {
    double level = 0, length = 0, count = 0;
  };
  std::vector<Cell> cells;                // count above 0, sorted by level, then length
  std::vector<double> by_level, level;    // row sums and their levels
  std::vector<double> by_length, length;  // column sums and their lengths
  double total = 0;                       // N: sum of the counts, above 0
  double voxels = 0;                      // sum of count * length
};

// Fills the sums from cells.
Lengths make_lengths(std::vector<Lengths::Cell> cells);

// One term per (level power, length power): sum of count * level^a * length^b / N, powers in {-2,
// 0, 2}.
template <int LevelPower, int LengthPower>
double emphasis(const Lengths& t) {
  double sum = 0;
  for (const Lengths::Cell& c : t.cells) {
    double term = c.count;
    if constexpr (LevelPower == 2) term *= c.level * c.level;
    if constexpr (LevelPower == -2) term /= c.level * c.level;
    if constexpr (LengthPower == 2) term *= c.length * c.length;
    if constexpr (LengthPower == -2) term /= c.length * c.length;
    sum += term;
  }
  return sum / t.total;
}

double level_non_uniformity(const Lengths& t);             // sum of squared row sums / N
double level_non_uniformity_normalised(const Lengths& t);  // the same / N
double length_non_uniformity(const Lengths& t);            // columns
double length_non_uniformity_normalised(const Lengths& t);
double level_variance(const Lengths& t);
double length_variance(const Lengths& t);
double cell_entropy(const Lengths& t);  // bits
double percentage(const Lengths& t);    // N / voxels

}  // namespace dlrr
