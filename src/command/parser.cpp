// The only file that knows the command-line library: turns the rows of commands() into a parser.
#include "command/parser.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "base/parallel.h"

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

void add_row(Slots& slots, const OptionRow& row) {
  using Kind = OptionRow::Kind;
  if (row.kind == Kind::flag) {
    slots.flags.emplace_back(&row, std::make_unique<bool>(false));
    slots.app->add_flag(row.flags, *slots.flags.back().second, row.help);
    return;
  }
  slots.values.emplace_back(&row, std::make_unique<std::vector<std::string>>());
  const std::string help =
      row.fallback.empty() ? row.help : row.help + " (default: " + row.fallback + ")";
  auto* option = slots.app->add_option(row.flags, *slots.values.back().second, help);
  const bool several = row.kind == Kind::positionals || row.kind == Kind::values;
  if (several) {
    option->expected(1, 1 << 20);
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
    app.parse(argc, argv);
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
