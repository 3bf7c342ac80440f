// Vectors of megabytes. The first touch of fresh memory costs as much as a pass over it, unless the
// system is asked for large pages before.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace dlrr {

// Asks for large pages in the whole pages inside [start, start + bytes); a hint without effect on
// contents.
void ask_for_large_pages(void* start, std::size_t bytes);

// Freed memory stays with the program, for the next array: a system that clears every page anew
// takes as long for it as a filter for its image. Called once at the start of a program.
void keep_freed_memory();

// An allocator of numbers that stay as the memory was until they are written; under
// AddressSanitizer they are NaN (or the largest), so that a test sees what nobody wrote.
template <class T>
struct Unwritten : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = Unwritten<U>;
  };
  template <class U>
  void construct(U* at) {
#ifdef __SANITIZE_ADDRESS__
    using Limits = std::numeric_limits<U>;
    ::new (static_cast<void*>(at)) U(Limits::has_quiet_NaN ? Limits::quiet_NaN() : Limits::max());
#else
    ::new (static_cast<void*>(at)) U;
#endif
  }
  template <class U, class... Arguments>
  void construct(U* at, Arguments&&... arguments) {
    ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
  }
};

// A vector whose maker writes every element: LargeVector<T>(n) holds no zeros, (n, 0) does.
template <class T>
using LargeVector = std::vector<T, Unwritten<T>>;

// `n` zeros; of a LargeVector: `n` numbers that are written before they are read.
template <class T, class Vector = std::vector<T>>
Vector large_vector(std::size_t n) {
  // Arrays of one size begin at one place within a cache line.
  constexpr std::size_t line = 64, administration = 16;
  const std::size_t bytes = (n * sizeof(T) + administration + line - 1) / line * line;
  Vector out;
  out.reserve((bytes - administration) / sizeof(T));
  ask_for_large_pages(out.data(), n * sizeof(T));
  out.resize(n);
  return out;
}

// The same for `n` numbers that no vector need hold.
template <class T>
std::unique_ptr<T[]> large_array(std::size_t n) {
  auto out = std::make_unique_for_overwrite<T[]>(n);
  ask_for_large_pages(out.get(), n * sizeof(T));
  return out;
}

}  // namespace dlrr
