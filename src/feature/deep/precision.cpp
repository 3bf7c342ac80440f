#include "feature/deep/precision.h"

#include <string>

#include "base/error.h"
#include "port/dnnl.h"

namespace dlrr {

std::string_view precision_name(DeepPrecision precision) {
  return precision == DeepPrecision::bf16 ? "bf16" : "f32";
}

DeepPrecision parse_precision(std::string_view name) {
  for (const auto precision : {DeepPrecision::f32, DeepPrecision::bf16})
    if (name == precision_name(precision)) return precision;
  throw Error(ErrorKind::usage,
              "precision '" + std::string(name) + "' is not known; expected f32 or bf16");
}

bool precision_is_here(DeepPrecision precision) {
  return precision == DeepPrecision::f32 || net_has_bf16();
}

void check_precision(DeepPrecision precision) {
  if (!precision_is_here(precision))
    throw Error(
        "precision: bf16 needs a processor with bfloat16 products (AVX-512 BF16), which this one "
        "does not have or ONEDNN_MAX_CPU_ISA forbids; choose precision: f32");
}

}  // namespace dlrr
