// The only owner of threads. Work items are independent; results go into slots by index, so any
// number of threads gives the same bits. The failure with the lowest index is rethrown.
#pragma once

#include <cstddef>
#include <functional>

namespace dlrr {

// Runs item(0) .. item(count - 1) on at most `threads` threads (0 or 1: in the caller's thread).
void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t)>& item);

// Threads the machine offers to this process; at least 1.
unsigned available_threads();

}  // namespace dlrr
