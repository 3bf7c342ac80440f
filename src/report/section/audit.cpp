// The study's own tables held against each other.
#include "report/numbered.h"
#include "report/read.h"

namespace dlrr {

void write_audit_section(const Json& report, SectionWriter& out) {
  const Json& audit = member(report, "audit");
  if (!has(audit, "findings")) return;
  out.text(show_number(static_cast<double>(items_of(member(audit, "findings")).size())) +
           " checks: " + text_of(member(audit, "agrees")) + " agree, " +
           text_of(member(audit, "remarks")) + " remarks, " + text_of(member(audit, "differs")) +
           " differ, " + text_of(member(audit, "impossible")) + " impossible.");
  add_numbered(report, "audit", out, true);
}

}  // namespace dlrr
