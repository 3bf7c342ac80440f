#include "kernel/runs.h"

#include "kernel/every_target.h"
#include "kernel/plain.h"

namespace dlrr::kernel {
namespace {

template <class T, class Report>
void compare(std::size_t voxels, int most, std::ptrdiff_t step) {
  const std::vector<T> codes = random_codes<T>(6 * voxels, 300, most, 5);
  std::vector<T> lengths(voxels, 3), lengths_plain(lengths);
  // Neighbours in memory belong to other lines and must stay as they are.
  lengths.resize(voxels + kSlack, 77);
  for (int k = 0; k < 4; ++k) {
    const T* const row = codes.data() + 300 + k * voxels;
    std::vector<Report> ends(voxels + kSlack), ends_plain(voxels);
    ends.resize(extend_runs(row, step, voxels, 250, lengths.data(), lengths.data(), ends.data()));
    ends_plain.resize(plain::extend_runs(row, step, voxels, 250, lengths_plain.data(),
                                         lengths_plain.data(), ends_plain.data()));
    EXPECT_EQ(ends, ends_plain);
    EXPECT_EQ(std::vector<T>(lengths.begin(), lengths.begin() + voxels), lengths_plain);
  }
  EXPECT_EQ(std::vector<T>(lengths.begin() + voxels, lengths.end()), std::vector<T>(kSlack, 77));
}

TEST(Runs, EndAtTheSamePlacesOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t voxels : {1, 5, 32, 77, 900})
      for (const int most : {1, 2, 9, 250})
        for (const std::ptrdiff_t step : {1, 70, 299}) {
          compare<std::uint8_t, std::uint16_t>(voxels, most, step);
          compare<std::uint16_t, std::uint32_t>(voxels, most, step);
        }
  });
}

TEST(Runs, AreReportedWithCodeAndLengthWhereTheyEnd) {
  std::vector<std::uint8_t> codes(3 * 100 + kSlack, 0), lengths(100 + kSlack, 0);
  std::vector<std::uint16_t> ends(100 + kSlack);
  codes[105] = codes[205] = 4;  // two voxels of one line; one row lies before, none after
  EXPECT_EQ(extend_runs(&codes[100], 100, 100, 10, lengths.data(), lengths.data(), ends.data()),
            0u);
  codes.resize(500, 0);
  ASSERT_EQ(extend_runs(&codes[200], 100, 100, 10, lengths.data(), lengths.data(), ends.data()),
            1u);
  EXPECT_EQ(ends[0], 4 * 10 + 2);
}

}  // namespace
}  // namespace dlrr::kernel
