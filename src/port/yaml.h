// YAML read into a plain tree that remembers lines, so that every message can name its place
// (yaml-cpp inside).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dlrr {

struct Yaml {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  std::string text;                                   // of a scalar, as written
  bool quoted = false;                                // "1" in quotes is a word, not a number
  int line = 0;                                       // counted from 1
  std::string source;                                 // file name for messages
  std::vector<Yaml> items;                            // of a sequence
  std::vector<std::pair<std::string, Yaml>> members;  // of a map, in the order of the file

  const Yaml* find(std::string_view key) const;
  std::string place() const;  // "study.yaml, line 12"

  // Typed access; errors carry place, what was found and what was expected.
  double number() const;
  long long integer() const;
  bool boolean() const;  // true/false, yes/no, on/off
  const std::string& word() const;
  std::vector<double> numbers() const;     // a sequence, or a single number
  std::vector<std::string> words() const;  // a sequence, or a single word
  // Throws for the first key of a map that is not in `known`, with file, line and the nearest known
  // key.
  void allow_only(const std::vector<std::string>& known) const;
};

// Duplicate keys and broken text are errors with their line.
Yaml parse_yaml(std::string_view text, const std::string& source);
Yaml read_yaml(const std::filesystem::path& path);

}  // namespace dlrr
