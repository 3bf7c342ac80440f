// The numbers a network's convolutions are computed in. f32 keeps a vector within 1e-5 of its
// largest value, on every machine; bf16 (8 significant bits, sums in f32) within about 1e-2, for
// less time, and only where the processor multiplies such numbers itself.
#pragma once

#include <string_view>

namespace dlrr {

enum class DeepPrecision { f32, bf16 };

std::string_view precision_name(DeepPrecision precision);  // "f32", "bf16"
// Throws a usage Error that lists the known names.
DeepPrecision parse_precision(std::string_view name);
// Whether this machine, and the engine as it is allowed to use it, computes in it.
bool precision_is_here(DeepPrecision precision);
// Throws an Error that says what to choose instead.
void check_precision(DeepPrecision precision);

}  // namespace dlrr
