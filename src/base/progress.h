// One line on the terminal that says how far a long work is. Silent when stderr is not a terminal
// or when told to be quiet. Safe to call from several threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace dlrr {

class Progress {
 public:
  Progress(std::string what, std::size_t total, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // One more item is done; `item` is shown beside the count.
  void done(const std::string& item = {});

 private:
  void draw(const std::string& item);
  std::string what_;
  std::size_t total_, count_ = 0;
  bool active_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace dlrr
