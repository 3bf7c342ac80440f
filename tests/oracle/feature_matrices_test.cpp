// The texture matrices that PyRadiomics publishes for its own tests, cell by cell.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <map>

#include "base/csv.h"
#include "base/text.h"
#include "feature/radiomic/count/neighbours.h"
#include "feature/radiomic/count/pairs.h"
#include "feature/radiomic/count/runs.h"
#include "feature/radiomic/count/steps.h"
#include "feature/radiomic/count/zones.h"
#include "image/read.h"

namespace dlrr {
namespace {

namespace fs = std::filesystem;
const fs::path data = fs::path(DLRR_SHARED_DIR) / "data" / "pyradiomics";

// Cells by their whole-number keys (levels, lengths, direction), with the value last.
using Cells = std::map<std::vector<int>, double>;

Cells wanted(const std::string& name, std::size_t keys) {
  Cells out;
  for (const auto& row : read_csv(data / "matrices" / (name + ".csv")).rows) {
    std::vector<int> key;
    for (std::size_t k = 0; k < keys; ++k) key.push_back(static_cast<int>(*parse_integer(row[k])));
    out[key] = *parse_number(row[keys]);
  }
  return out;
}

void expect_same(const std::string& what, const Cells& got, const Cells& want) {
  EXPECT_EQ(got.size(), want.size()) << what;
  std::size_t same = 0;
  for (const auto& [key, value] : want) {
    const auto found = got.find(key);
    ASSERT_NE(found, got.end()) << what << ": no cell " << key[0] << ", " << key[1];
    EXPECT_NEAR(found->second, value, 1e-14 * (1 + value)) << what;
    ++same;
  }
  std::printf("%s: %zu cells compared\n", what.c_str(), same);
}

Cells glcm(const Roi& roi) {
  const auto steps = half_steps(roi, {1});
  const auto cells = count_pair_cells(roi);
  std::vector<double> total(steps.size(), 0);
  for (const PairCell& c : cells) total[c.direction] += c.count;
  Cells out;
  for (const PairCell& c : cells) {
    const Step& s = steps[c.direction];
    out[{c.i, c.j, s.z, s.y, s.x}] = c.count / total[c.direction];
  }
  return out;
}

Cells glrlm(const Roi& roi) {
  const auto steps = half_steps(roi, {1});
  const auto directions = count_runs(roi);
  Cells out;
  if (directions.size() != steps.size()) return out;
  for (std::size_t d = 0; d < steps.size(); ++d)
    for (const Lengths::Cell& c : directions[d].cells)
      out[{static_cast<int>(c.level), static_cast<int>(c.length), steps[d].z, steps[d].y,
           steps[d].x}] = c.count;
  return out;
}

Cells lengths(const std::optional<Lengths>& table) {
  Cells out;
  for (const Lengths::Cell& c : table->cells)
    out[{static_cast<int>(c.level), static_cast<int>(c.length)}] = c.count;
  return out;
}

TEST(TextureMatrices, EqualPyradiomicsCellByCell) {
  if (!fs::exists(data)) GTEST_SKIP() << "skipped: ../shared not there";
  for (const std::string one : {"brain1", "breast1"}) {
    const Roi roi = make_roi(read_image(data / "images" / (one + "_image.nrrd")),
                             read_mask(data / "images" / (one + "_label.nrrd"), 1), {});
    expect_same(one + " glcm", glcm(roi), wanted(one + "_glcm", 5));
    expect_same(one + " glrlm", glrlm(roi), wanted(one + "_glrlm", 5));
    expect_same(one + " glszm", lengths(count_zones(roi)), wanted(one + "_glszm", 2));
    expect_same(one + " gldm", lengths(count_dependence(roi)), wanted(one + "_gldm", 2));
    Cells count, sum, want_count, want_sum;
    const auto tones = count_tones(roi);
    for (const Tone& t : tones->rows) {
      count[{static_cast<int>(t.level), 0}] = t.p * tones->voxels;
      sum[{static_cast<int>(t.level), 0}] = t.s;
    }
    for (const auto& row : read_csv(data / "matrices" / (one + "_ngtdm.csv")).rows) {
      const int level = static_cast<int>(*parse_integer(row[0]));
      want_count[{level, 0}] = *parse_number(row[1]);
      want_sum[{level, 0}] = *parse_number(row[2]);
    }
    expect_same(one + " ngtdm n", count, want_count);
    expect_same(one + " ngtdm s", sum, want_sum);
  }
}

}  // namespace
}  // namespace dlrr
