// Every depth, layout, shortcut and number of input channels against PyTorch in double precision
// (tools/deep-references), at odd sizes.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/csv.h"
#include "base/text.h"
#include "feature/deep/network.h"

namespace dlrr {
namespace {

class Row {
 public:
  Row(const Csv& table, std::size_t row) : table_(table), cells_(table.rows[row]) {}
  const std::string& text(const std::string& column) const { return cells_[table_.column(column)]; }
  double number(const std::string& column) const { return *parse_number(text(column)); }
  int integer(const std::string& column) const { return static_cast<int>(number(column)); }

 private:
  const Csv& table_;
  const std::vector<std::string>& cells_;
};

void expect_part(const Row& row, const std::string& part, const std::vector<double>& found,
                 const std::string& label) {
  const double most = 1e-5 * row.number(part + "_largest");
  double largest = 0;
  for (const double v : found) largest = std::max(largest, std::abs(v));
  EXPECT_NEAR(largest, row.number(part + "_largest"), most) << label;
  EXPECT_NEAR(std::accumulate(found.begin(), found.end(), 0.0), row.number(part + "_sum"),
              most * static_cast<double>(found.size()))
      << label;
  EXPECT_NEAR(found.front(), row.number(part + "_first"), most) << label;
  EXPECT_NEAR(found[found.size() / 3], row.number(part + "_third"), most) << label;
  EXPECT_NEAR(found.back(), row.number(part + "_last"), most) << label;
}

void expect_row(const Row& row) {
  const Architecture a{row.integer("depth"), row.text("layout"), row.text("shortcut"),
                       row.integer("width"), row.integer("channels")};
  const int seed = row.integer("seed");
  const std::array<int, 3> size{row.integer("d"), row.integer("h"), row.integer("w")};
  std::vector<float> input(static_cast<std::size_t>(a.channels) * size[0] * size[1] * size[2]);
  for (std::size_t i = 0; i < input.size(); ++i)
    input[i] = static_cast<float>(2 * made_number(seed + 1000, i));
  const Network network(a, made_weights(a, seed), all_poolings());
  const auto all = network.vector(input, size);
  const std::string label =
      a.name() + " " + a.layout + " " + a.shortcut + " " + std::to_string(a.channels) + " channels";
  const auto n = a.features();
  ASSERT_EQ(all.size(), static_cast<std::size_t>(2 * n + n / 2));
  expect_part(row, "mean", {all.begin(), all.begin() + n}, label + ", mean");
  expect_part(row, "max", {all.begin() + n, all.begin() + 2 * n}, label + ", max");
  expect_part(row, "layer3", {all.begin() + 2 * n, all.end()}, label + ", layer 3");
}

TEST(DeepReferences, OfPyTorchAreMetByEveryNetwork) {
  const Csv table = read_csv(std::string(DLRR_TESTS_DIR) + "/feature/deep_references.csv");
  ASSERT_EQ(table.rows.size(), depths().size() * 2 * 2 * 2);
  for (std::size_t i = 0; i < table.rows.size(); ++i) expect_row(Row(table, i));
}

}  // namespace
}  // namespace dlrr
