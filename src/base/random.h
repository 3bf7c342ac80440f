// The only source of chance. A generator is made from a seed and a purpose ("folds", "bootstrap"),
// so streams never depend on the order in which threads ask for them. The same bits on every
// machine: no std::distribution is used.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>
#include <utility>
#include <vector>

namespace dlrr {

class Random {
 public:
  explicit Random(std::uint64_t seed, std::string_view purpose = {}, std::uint64_t index = 0)
      : state_(seed) {
    std::uint64_t name = 14695981039346656037ull;  // FNV-1a of the purpose
    for (const char c : purpose) name = (name ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    state_ = next() ^ name;
    state_ = next() ^ index;
    next();
  }

  // splitmix64
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ull;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }

  // In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  // In 0 .. n-1, without bias worth speaking of (n far below 2^64).
  std::size_t below(std::size_t n) {
    return static_cast<std::size_t>((static_cast<unsigned __int128>(next()) * n) >> 64);
  }

  // Standard normal, by Box and Muller; one value per call.
  double normal() {
    const double u = 1.0 - uniform();
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * uniform());
  }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace dlrr
