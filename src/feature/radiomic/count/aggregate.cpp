#include "feature/radiomic/count/aggregate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "feature/radiomic/count/runs.h"
#include "feature/radiomic/count/zones.h"

namespace dlrr {
namespace {

// What a way of aggregating asks of the counting.
struct Way {
  const char* name;
  bool by_slice, within_slice, merge_directions;
};

constexpr Way kWays[] = {
    {"2D_averaged", true, true, false},
    {"2D_slice_merged", true, true, true},
    {"2.5D_direction_merged", false, true, false},
    {"2.5D_merged", false, true, true},
    {"3D_averaged", false, false, false},
    {"3D_merged", false, false, true},
};

const Way& way_of(const std::string& name) {
  for (const Way& way : kWays)
    if (name == way.name) return way;
  throw Error("unknown aggregation '" + name + "'" + suggestion(name, aggregation_names()));
}

// The part of a Roi inside `box` that holds voxels of the region.
Roi part_of(const Roi& roi, Box box) {
  const Box inner = bounding_box(crop(roi.mask, box));
  for (int a = 0; a < 3; ++a) {
    box.high[a] = box.low[a] + inner.high[a];
    box.low[a] += inner.low[a];
  }
  Roi part{crop(roi.image, box), crop(roi.mask, box), {}, roi.level_count, {},
           roi.settings,         roi.around};
  for (int a = 0; a < 3; ++a) part.around.low[a] += box.low[a];
  for (int z = box.low[2]; z <= box.high[2]; ++z)
    for (int y = box.low[1]; y <= box.high[1]; ++y)
      for (int x = box.low[0]; x <= box.high[0]; ++x)
        part.levels.push_back(roi.levels[roi.mask.geometry.offset(x, y, z)]);
  for (std::size_t i = 0; i < part.levels.size(); ++i)
    if (part.levels[i]) part.intensities.push_back(part.image.voxels[i]);
  return part;
}

void for_each_slice(const Roi& roi, const std::function<void(const Roi&)>& visit) {
  const int axis = 2 - roi.settings.force_2d_dimension;
  const Index3 size = roi.mask.geometry.size;
  for (int k = 0; k < size[axis]; ++k) {
    Box slice{{0, 0, 0}, {size[0] - 1, size[1] - 1, size[2] - 1}};
    slice.low[axis] = slice.high[axis] = k;
    if (count_voxels(crop(roi.mask, slice)) > 0) visit(part_of(roi, slice));
  }
}

// Every voxel for itself: its level with length 1.
Lengths singles(const Roi& roi) {
  std::map<int, double> count;
  for (const std::uint16_t level : roi.levels)
    if (level) count[level] += 1;
  std::vector<Lengths::Cell> cells;
  for (const auto& [level, n] : count) cells.push_back({static_cast<double>(level), 1, n});
  return make_lengths(std::move(cells));
}

// The sum of a table and `times` tables of singles.
Lengths with_singles(const Lengths& table, const Lengths& single, double times) {
  std::map<std::pair<double, double>, double> count;
  for (const Lengths::Cell& c : table.cells) count[{c.level, c.length}] += c.count;
  for (const Lengths::Cell& c : single.cells) count[{c.level, c.length}] += times * c.count;
  std::vector<Lengths::Cell> cells;
  for (const auto& [at, n] : count) cells.push_back({at.first, at.second, n});
  return make_lengths(std::move(cells));
}

// Runs of every direction. Counting leaves out directions in which no two voxels share a line:
// there each voxel is a run of its own.
std::vector<Lengths> runs_of_every_direction(const Roi& roi) {
  const double directions = roi.settings.force_2d ? 4 : 13;
  std::vector<Lengths> tables = count_runs(roi);
  const Lengths single = singles(roi);
  if (roi.settings.weighting_norm.empty()) {
    tables.resize(static_cast<std::size_t>(directions), single);
    return tables;
  }
  if (tables.empty()) return {single};
  const double counted = std::round(tables[0].voxels / single.voxels);
  if (counted < directions) tables[0] = with_singles(tables[0], single, directions - counted);
  return tables;
}

// Without the voxels that have no neighbour in the region.
Roi without_isolated(const Roi& roi) {
  Roi out = roi;
  const Index3 n = roi.mask.geometry.size;
  const int far = *std::max_element(roi.settings.distances.begin(), roi.settings.distances.end());
  Index3 reach{far, far, far};
  if (roi.settings.force_2d) reach[2 - roi.settings.force_2d_dimension] = 0;
  const auto has_neighbour = [&](int x, int y, int z) {
    for (int c = std::max(0, z - reach[2]); c <= std::min(n[2] - 1, z + reach[2]); ++c)
      for (int b = std::max(0, y - reach[1]); b <= std::min(n[1] - 1, y + reach[1]); ++b)
        for (int a = std::max(0, x - reach[0]); a <= std::min(n[0] - 1, x + reach[0]); ++a) {
          const int gap = std::max({std::abs(a - x), std::abs(b - y), std::abs(c - z)});
          if (roi.levels[roi.mask.geometry.offset(a, b, c)] &&
              std::count(roi.settings.distances.begin(), roi.settings.distances.end(), gap))
            return true;
        }
    return false;
  };
  std::size_t at = 0;
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x, ++at)
        if (roi.levels[at] && !has_neighbour(x, y, z)) out.levels[at] = out.mask.voxels[at] = 0;
  out.intensities.clear();
  for (std::size_t i = 0; i < out.levels.size(); ++i)
    if (out.levels[i]) out.intensities.push_back(out.image.voxels[i]);
  return out;
}

bool every_voxel_counts(const Roi& roi) { return !roi.settings.aggregation.empty(); }

template <class Counts>
void append(std::vector<Counts>& to, std::vector<Counts> some) {
  for (Counts& counts : some) to.push_back(std::move(counts));
}

std::vector<Lengths> one_table(const Roi& part, std::optional<Lengths> table) {
  if (table) return {std::move(*table)};
  if (every_voxel_counts(part)) return {singles(part)};
  return {};
}

}  // namespace

std::vector<std::string> aggregation_names() {
  std::vector<std::string> names;
  for (const Way& way : kWays) names.emplace_back(way.name);
  return names;
}

void for_each_part(const Roi& roi, const std::function<void(const Roi&)>& visit) {
  if (roi.settings.aggregation.empty()) {
    visit(roi);
    return;
  }
  const Way& way = way_of(roi.settings.aggregation);
  Roi whole = roi;
  whole.settings.force_2d = way.within_slice;
  whole.settings.weighting_norm = way.merge_directions ? "no_weighting" : "";
  if (way.by_slice)
    for_each_slice(whole, visit);
  else
    visit(whole);
}

std::vector<Pairs> pair_matrices(const Roi& roi) {
  std::vector<Pairs> out;
  for_each_part(roi, [&](const Roi& part) { append(out, count_pairs(part)); });
  return out;
}

std::vector<Lengths> run_matrices(const Roi& roi) {
  std::vector<Lengths> out;
  for_each_part(roi, [&](const Roi& part) {
    append(out, every_voxel_counts(roi) ? runs_of_every_direction(part) : count_runs(part));
  });
  return out;
}

std::vector<Lengths> zone_matrices(const Roi& roi) {
  std::vector<Lengths> out;
  for_each_part(roi, [&](const Roi& part) { append(out, one_table(part, count_zones(part))); });
  return out;
}

std::vector<Lengths> dependence_matrices(const Roi& roi) {
  std::vector<Lengths> out;
  for_each_part(roi,
                [&](const Roi& part) { append(out, one_table(part, count_dependence(part))); });
  return out;
}

std::vector<Tones> tone_matrices(const Roi& roi) {
  std::vector<Tones> out;
  for_each_part(roi, [&](const Roi& part) {
    std::optional<Tones> tones =
        count_tones(part.settings.isolated_voxels ? part : without_isolated(part));
    if (tones && tones->voxels > 0) out.push_back(std::move(*tones));
  });
  return out;
}

}  // namespace dlrr
