#include "base/error.h"
#include "base/text.h"
#include "command/command.h"

namespace dlrr {

const std::vector<std::string>* Arguments::find(std::string_view name) const {
  for (const auto& [known, values] : values_)
    if (known == name && !values.empty()) return &values;
  return nullptr;
}

const std::string& Arguments::text(std::string_view name) const {
  if (const auto* values = find(name)) return values->front();
  throw Error(ErrorKind::usage, "--" + std::string(name) + " is needed; see --help");
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
  const auto* values = find(name);
  return values ? *values : std::vector<std::string>{};
}

double Arguments::number(std::string_view name) const {
  if (const auto value = parse_number(text(name))) return *value;
  throw Error(ErrorKind::usage,
              "--" + std::string(name) + ": found '" + text(name) + "', expected a number");
}

long long Arguments::integer(std::string_view name) const {
  if (const auto value = parse_integer(text(name))) return *value;
  throw Error(ErrorKind::usage,
              "--" + std::string(name) + ": found '" + text(name) + "', expected a whole number");
}

}  // namespace dlrr
