// Vectors of megabytes. The first touch of fresh memory costs as much as a pass over it, unless the
// system is asked for large pages before.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace dlrr {

// Asks for large pages in the whole pages inside [start, start + bytes); a hint without effect on
// contents.
void ask_for_large_pages(void* start, std::size_t bytes);

// Freed memory stays with the program, for the next array: a system that clears every page anew
// takes as long for it as a filter for its image. Called once at the start of a program.
void keep_freed_memory();

// `n` zeros.
template <class T>
std::vector<T> large_vector(std::size_t n) {
  // Arrays of one size begin at one place within a cache line.
  constexpr std::size_t line = 64, administration = 16;
  const std::size_t bytes = (n * sizeof(T) + administration + line - 1) / line * line;
  std::vector<T> out;
  out.reserve((bytes - administration) / sizeof(T));
  ask_for_large_pages(out.data(), n * sizeof(T));
  out.resize(n);
  return out;
}

// `n` numbers that are written before they are read.
template <class T>
std::unique_ptr<T[]> large_array(std::size_t n) {
  auto out = std::make_unique_for_overwrite<T[]>(n);
  ask_for_large_pages(out.get(), n * sizeof(T));
  return out;
}

}  // namespace dlrr
