// libFuzzer target: any bytes as .safetensors are read or refused by an Error, nothing else.
#include "fuzz/weights_target.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  dlrr::read_or_refuse([&] { return dlrr::parse_safetensors(bytes, "fuzz.safetensors"); });
  return 0;
}
