// What each protocol does with the data, and what that is worth.
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

void write_steps(const Json& steps, SectionWriter& out) {
  HtmlTable table = table_of("steps", "The paper protocol, step by step",
                             {"Step", "Paper protocol", "What is wrong with it", "Nested protocol"});
  for (TableColumn& column : table.columns) column.numeric = false;
  for (const Json& step : items_of(steps))
    table.rows.push_back({text_of(member(step, "step")), text_of(member(step, "paper")),
                          text_of(member(step, "problem")), text_of(member(step, "nested"))});
  if (table.rows.empty()) return;
  out.add(table);
}

void write_ledger(const Json& ledger, SectionWriter& out) {
  HtmlTable table = table_of("ledger", "Every look at a held-out set",
                             {"Protocol", "Set", "Step", "Looks", "Something was chosen by it"});
  for (const std::size_t j : {1, 2, 4}) table.columns[j].numeric = false;
  for (const Json& look : items_of(ledger))
    table.rows.push_back({text_of(member(look, "protocol")), text_of(member(look, "set")),
                          text_of(member(look, "step")), show_number(member(look, "looks")),
                          text_of(member(look, "chooses"))});
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "A set by which something was chosen no longer tests the choice: its estimates are a "
      "selected maximum. An estimate of a set that was opened once, by models that were finished "
      "before, is clean.");
}

}  // namespace

void write_protocols_section(const Json& report, SectionWriter& out) {
  write_steps(member(report, "steps"), out);
  write_ledger(member(report, "ledger"), out);
}

}  // namespace dlrr
