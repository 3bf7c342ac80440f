// The only place that catches, prints errors and sets the exit status: 0 done, 1 failed, 2 misused.
#include <cstdio>
#include <exception>
#include <filesystem>

#include "base/error.h"
#include "base/large_vector.h"
#include "command/parser.h"
#include "command/version.h"

namespace {

int run(int argc, const char* const* argv) {
  const auto list = dlrr::commands();
  const auto parsed = dlrr::parse(argc, argv, list, dlrr::version_text());
  if (!parsed.command) return parsed.exit_status;
  return parsed.command->run(parsed.arguments, parsed.common);
}

}  // namespace

int main(int argc, char** argv) {
  dlrr::keep_freed_memory();
  try {
    return run(argc, argv);
  } catch (const dlrr::Error& e) {
    std::fprintf(stderr, "dlrr: %s\n", e.what());
    return e.kind() == dlrr::ErrorKind::usage ? 2 : 1;
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "dlrr: out of memory; use fewer --threads\n");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "dlrr: %s\n", e.what());
  }
  return 1;
}
