// Reads Python's pickle as data. Nothing is executed: an allow-list of opcodes builds plain values,
// and the only globals are those that describe tensors; anything else is refused by its name and
// place. Memory is bounded by the limits below, whatever the bytes say.
// Source: CPython's Lib/pickletools.py (opcodes), torch/_utils.py (what the globals mean).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dlrr {

struct PickleValue {
  enum class Kind {
    mark,
    none,
    integer,  // also bool
    real,
    text,
    tuple,
    list,
    dictionary,  // items: key, value, key, value ...
    global,      // text: "torch.FloatStorage"
    storage,     // items: the tuple of the persistent id
    tensor,      // items: storage, offset, sizes (tuple), strides (tuple)
    opaque       // read but of no use here: a device
  };
  Kind kind = Kind::none;
  std::int64_t integer = 0;
  std::string text;
  std::vector<int> items;  // places in Pickle::values; may form cycles
};

struct Pickle {
  std::vector<PickleValue> values;
  int root = 0;
  std::size_t end = 0;  // bytes used

  const PickleValue& at(int place) const { return values[place]; }
  // Value of a text key; nullptr when there is none.
  const PickleValue* find(const PickleValue& dictionary, std::string_view key) const;
};

constexpr std::size_t max_pickle_steps = 4'000'000;
constexpr std::size_t max_pickle_values = 1'000'000;
constexpr std::size_t max_pickle_text = std::size_t{1} << 16;

// The pickle that starts at `begin`; `source` names the file in messages.
Pickle parse_pickle(std::string_view bytes, std::size_t begin, const std::string& source);

}  // namespace dlrr
