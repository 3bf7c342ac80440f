// Table 2 and what belongs beside it: cut-points, points of the joint model.
#include "report/numbered.h"

namespace dlrr {

void write_regression_section(const Json& report, SectionWriter& out) {
  for (const char* const name : {"regression", "cutpoints", "nomogram"})
    add_numbered(report, name, out);
}

}  // namespace dlrr
