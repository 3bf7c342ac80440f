// The reporting checklists, filled where the study knows the answer.
#include "report/numbered.h"

namespace dlrr {

void write_checklists_section(const Json& report, SectionWriter& out) {
  for (const char* const name : {"checklist_clear", "checklist_metrics", "checklist_tripod_ai"})
    add_numbered(report, name, out, true);
}

}  // namespace dlrr
