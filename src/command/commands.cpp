// The list of commands, in the order of --help.
#include "command/command.h"

namespace dlrr {

std::vector<Command> commands() {
  return {run_command(),      fit_command(),      check_command(),    predict_command(),
          report_command(),   describe_command(), evaluate_command(), audit_command(),
          simulate_command(), extract_command(),  map_command(),      deep_command(),
          regions_command(),  features_command(), weights_command(),  conformance_command()};
}

}  // namespace dlrr
