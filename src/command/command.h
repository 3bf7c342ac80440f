// What a command is: a row of facts and one function. The parser, --help and the list of commands
// read the row; a command never parses, catches, or sets the exit status by hand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dlrr {

struct OptionRow {
  // repeated: one value each time it is given; optional_value: a value may follow.
  enum class Kind { positional, positionals, value, values, repeated, optional_value, flag };
  Kind kind;
  // "-o,--output", or the NAME of a positional. The first long name is the one in Arguments;
  // further ones are other spellings, and so are words like "-od".
  std::string flags;
  std::string metavar;  // "FILE"; empty for flags
  std::string help;
  bool required = false;
  std::string fallback;  // shown in --help, used when not given
};

// Flags that every command has.
struct Common {
  unsigned threads = 1;
  bool json = false, quiet = false, verbose = false, force = false;
};

// Parsed values by long name without dashes ("output") or by the NAME of a positional.
class Arguments {
 public:
  void set(const std::string& name, std::vector<std::string> values) {
    values_.emplace_back(name, std::move(values));
  }

  bool has(std::string_view name) const { return find(name) != nullptr; }
  // Text of an option that is required or has a fallback; throws a usage error when there is none.
  const std::string& text(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;  // empty when not given
  double number(std::string_view name) const;
  long long integer(std::string_view name) const;

 private:
  const std::vector<std::string>* find(std::string_view name) const;
  std::vector<std::pair<std::string, std::vector<std::string>>> values_;
};

struct Command {
  std::string name;
  std::string summary;  // one sentence for the list
  std::string example;  // a command line that works
  std::vector<OptionRow> options;
  // Returns the exit status: 0 done, 1 done but something is wrong (as `check` finds it).
  int (*run)(const Arguments& arguments, const Common& common);
};

// The list, in the order of --help (src/command/commands.cpp).
std::vector<Command> commands();

// One per file in this folder.
Command extract_command();
Command features_command();
Command deep_command();
Command weights_command();
Command map_command();
Command regions_command();
Command simulate_command();
Command check_command();
Command run_command();
Command fit_command();
Command evaluate_command();
Command audit_command();
Command describe_command();
Command predict_command();
Command report_command();
Command conformance_command();

}  // namespace dlrr
