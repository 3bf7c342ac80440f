#include "kernel/bits.h"

#include "kernel/every_target.h"

namespace dlrr::kernel {
namespace {

TEST(Bits, SayWhichBytesAreNotZeroOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t size : {1, 63, 64, 65, 1000}) {
      const std::vector<std::uint8_t> from = random_codes<std::uint8_t>(size, 0, 255, 11);
      std::vector<std::uint64_t> bits((size + 63) / 64, ~std::uint64_t{0});
      to_bits(from.data(), size, bits.data());
      for (std::size_t i = 0; i < 64 * bits.size(); ++i)
        ASSERT_EQ(bits[i / 64] >> i % 64 & 1, i < size && from[i] != 0) << i << " of " << size;
    }
  });
}

}  // namespace
}  // namespace dlrr::kernel
