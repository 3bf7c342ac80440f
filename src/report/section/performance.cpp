// Table 3: how good each model is in each set.
#include "report/numbered.h"

namespace dlrr {

void write_performance_section(const Json& report, SectionWriter& out) {
  add_numbered(report, "models", out);
}

}  // namespace dlrr
