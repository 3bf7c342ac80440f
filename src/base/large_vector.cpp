#include "base/large_vector.h"

#include <malloc.h>
#include <sys/mman.h>

#include <cstdint>
#include <limits>

namespace dlrr {

void keep_freed_memory() {
  ::mallopt(M_ARENA_MAX, 1);  // other arenas give whole blocks back
  ::mallopt(M_MMAP_MAX, 0);
  // What a large scan needs once it needs again for the next; the peak stays the same.
  ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  ::mallopt(M_TOP_PAD, 16 << 20);
}

void ask_for_large_pages(void* start, std::size_t bytes) {
  constexpr std::uintptr_t page = 4096;
  constexpr std::size_t worth_it = std::size_t{4} << 20;
  if (bytes < worth_it) return;
  const auto low = (reinterpret_cast<std::uintptr_t>(start) + page - 1) / page * page;
  const auto high = (reinterpret_cast<std::uintptr_t>(start) + bytes) / page * page;
  ::madvise(reinterpret_cast<void*>(low), high - low, MADV_HUGEPAGE);  // refused: nothing is lost
}

}  // namespace dlrr
