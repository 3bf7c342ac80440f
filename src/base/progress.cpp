#include "base/progress.h"

#include <unistd.h>

#include <cstdio>

namespace dlrr {

Progress::Progress(std::string what, std::size_t total, bool quiet)
    : what_(std::move(what)),
      total_(total),
      active_(!quiet && ::isatty(STDERR_FILENO)),
      start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (active_ && count_) std::fputs("\r\033[K", stderr);
}

void Progress::done(const std::string& item) {
  const std::lock_guard lock(mutex_);
  ++count_;
  if (active_) draw(item);
}

void Progress::draw(const std::string& item) {
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
  const double left =
      spent.count() / static_cast<double>(count_) * static_cast<double>(total_ - count_);
  std::fprintf(stderr, "\r\033[K%s %zu/%zu, %.0f s left  %s", what_.c_str(), count_, total_, left,
               item.c_str());
  std::fflush(stderr);
}

}  // namespace dlrr
