// The only file that knows the command-line library: turns the rows of commands() into a parser.
#include "command/parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/parallel.h"
#include "base/text.h"

namespace dlrr {

namespace {

// What the library fills for one subcommand; kept alive until parsing is over.
struct Slots {
  const Command* command = nullptr;
  CLI::App* app = nullptr;
  std::vector<std::pair<const OptionRow*, std::unique_ptr<std::vector<std::string>>>> values;
  std::vector<std::pair<const OptionRow*, std::unique_ptr<bool>>> flags;
};

// "output" of "-o,--output"; the name itself for a positional.
std::string long_name(const std::string& flags) {
  const auto at = flags.find("--");
  if (at == std::string::npos) return flags;
  const auto stop = flags.find(',', at);
  return flags.substr(at + 2, stop == std::string::npos ? stop : stop - at - 2);
}

// Spellings like "-od", which the library cannot know: it reads them as -o with the value d.
bool is_word_with_one_dash(const std::string& flag) {
  return flag.size() > 2 && flag[0] == '-' && flag[1] != '-';
}

// The flags that the library is told of.
std::string plain_flags(const OptionRow& row) {
  std::vector<std::string> kept;
  for (const auto& flag : split(row.flags, ','))
    if (!is_word_with_one_dash(flag)) kept.push_back(flag);
  return join(kept, ",");
}

void add_row(Slots& slots, const OptionRow& row) {
  using Kind = OptionRow::Kind;
  if (row.kind == Kind::flag) {
    slots.flags.emplace_back(&row, std::make_unique<bool>(false));
    slots.app->add_flag(plain_flags(row), *slots.flags.back().second, row.help);
    return;
  }
  slots.values.emplace_back(&row, std::make_unique<std::vector<std::string>>());
  const std::string help =
      row.fallback.empty() ? row.help : row.help + " (default: " + row.fallback + ")";
  auto* option = slots.app->add_option(plain_flags(row), *slots.values.back().second, help);
  const bool several = row.kind == Kind::positionals || row.kind == Kind::values;
  if (several) {
    option->expected(1, 1 << 20);
  } else if (row.kind == Kind::repeated) {
    option->expected(1)->allow_extra_args(false);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  } else if (row.kind == Kind::optional_value) {
    option->expected(0, 1);
  } else {
    // Else a first positional takes the second one too.
    option->expected(1)->allow_extra_args(false);
  }
  if (!row.metavar.empty()) option->type_name(row.metavar);
  if (row.required) option->required();
}

void add_common(CLI::App& app, Common& common) {
  app.add_option("--threads", common.threads, "threads; never changes a number (default: all)")
      ->type_name("N")
      ->check(CLI::Range(1u, 1024u))
      ->group("Common");
  app.add_flag("--json", common.json, "print the result as JSON on stdout")->group("Common");
  app.add_flag("--quiet", common.quiet, "no progress, no notes")->group("Common");
  app.add_flag("--verbose", common.verbose, "say more on stderr")->group("Common");
  app.add_flag("--force", common.force, "replace outputs that exist")->group("Common");
}

Arguments collect(const Slots& slots) {
  Arguments arguments;
  for (const auto& [row, values] : slots.values) {
    if (!values->empty())
      arguments.set(long_name(row->flags), *values);
    else if (!row->fallback.empty())
      arguments.set(long_name(row->flags), {row->fallback});
  }
  for (const auto& [row, on] : slots.flags)
    if (*on) arguments.set(long_name(row->flags), {"true"});
  return arguments;
}

// Words with one dash as the long flag that stands beside them in the command's row.
std::vector<std::string> spelled_out(int argc, const char* const* argv,
                                     const std::vector<Command>& list) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) return words;
  for (const auto& command : list)
    for (const auto& row : command.options)
      for (const auto& flag : split(row.flags, ','))
        if (command.name == words[0] && is_word_with_one_dash(flag))
          std::replace(words.begin(), words.end(), flag, "--" + long_name(row.flags));
  return words;
}

constexpr const char* description =
    "dlrr: from multi-phase CT with lesion masks to a validated prediction model, its report,\n"
    "and the risk of the next patient.";
constexpr const char* footer =
    "A first study:\n"
    "  dlrr simulate -o study --patients 60\n"
    "  dlrr run study/study.yaml -o study/result\n"
    "Each command has its own --help with an example.";

}  // namespace

Parsed parse(int argc, const char* const* argv, const std::vector<Command>& list,
             const std::string& version) {
  Parsed parsed;
  parsed.common.threads = available_threads();
  CLI::App app(description, "dlrr");
  app.footer(footer);
  app.set_version_flag("--version", version);
  app.require_subcommand(1);
  std::vector<Slots> all(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto& slots = all[i];
    slots.command = &list[i];
    slots.app = app.add_subcommand(list[i].name, list[i].summary);
    slots.app->footer("Example:\n  " + list[i].example);
    for (const auto& row : list[i].options) add_row(slots, row);
    add_common(*slots.app, parsed.common);
  }
  try {
    auto words = spelled_out(argc, argv, list);
    std::reverse(words.begin(), words.end());  // the library takes them from the back
    app.parse(words);
  } catch (const CLI::ParseError& e) {
    // Help and version are successes; everything else is wrong use.
    parsed.exit_status = app.exit(e) == 0 ? 0 : 2;
    return parsed;
  }
  for (const auto& slots : all)
    if (slots.app->parsed()) {
      parsed.command = slots.command;
      parsed.arguments = collect(slots);
    }
  return parsed;
}

}  // namespace dlrr
