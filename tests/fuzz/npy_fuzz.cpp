// libFuzzer target: any bytes as .npy are read or refused by an Error, nothing else.
#include "base/error.h"
#include "feature/deep/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const auto array = dlrr::parse_npy(bytes, "fuzz.npy");
    std::size_t count = 1;
    for (const int n : array.shape) count *= static_cast<std::size_t>(n);
    if (count != array.values.size()) __builtin_trap();
    if (dlrr::parse_npy(dlrr::npy_bytes(array), "again").shape != array.shape) __builtin_trap();
  } catch (const dlrr::Error&) {
  }
  return 0;
}
