#include "command/counts.h"

#include <string>

#include "base/error.h"

namespace dlrr {

std::optional<int> count_or_nothing(const Arguments& arguments, const char* name) {
  if (!arguments.has(name)) return {};
  const long long value = arguments.integer(name);
  if (value < 0 || value > 10000)
    throw Error(ErrorKind::usage, "--" + std::string(name) + " " + arguments.text(name) +
                                      ": expected a number of times, 0 to 10000");
  return static_cast<int>(value);
}

}  // namespace dlrr
