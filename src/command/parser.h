// From argv to one command with its arguments.
#pragma once

#include "command/command.h"

namespace dlrr {

struct Parsed {
  // Null when help, version or wrong use was answered; see exit_status.
  const Command* command = nullptr;
  int exit_status = 0;
  Arguments arguments;
  Common common;
};

Parsed parse(int argc, const char* const* argv, const std::vector<Command>& list,
             const std::string& version);

}  // namespace dlrr
