// The one exception of the program. A message says what was found, what was expected, where, and
// what to do. Callers add context as it unwinds: catch (Error& e) { throw e.at("patient 017"); }
#pragma once

#include <stdexcept>
#include <string>

namespace dlrr {

enum class ErrorKind {
  input,    // a file or value of the user cannot be used: exit status 1
  usage,    // the command was called wrongly: exit status 2
  internal  // an invariant of ours is broken: exit status 1
};

class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  explicit Error(const std::string& what) : Error(ErrorKind::input, what) {}

  ErrorKind kind() const { return kind_; }

  // The same error with a place in front: "place: message".
  Error at(const std::string& place) const { return Error(kind_, place + ": " + what()); }

 private:
  ErrorKind kind_;
};

}  // namespace dlrr
