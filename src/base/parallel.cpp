#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace dlrr {

void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t)>& item) {
  if (threads <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) item(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  std::size_t failed_at = count;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        item(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < failed_at) {
          failed_at = i;
          failure = std::current_exception();
        }
      }
    }
  };
  {
    std::vector<std::jthread> pool;
    for (unsigned t = 0; t < std::min<std::size_t>(threads, count); ++t) pool.emplace_back(work);
  }
  if (failure) std::rethrow_exception(failure);
}

unsigned available_threads() { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace dlrr
