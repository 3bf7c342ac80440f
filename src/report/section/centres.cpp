// Do the features depend on where the scan was made, and does the model hold where it never was?
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

void write_left_out(const Json& left_out, SectionWriter& out) {
  HtmlTable table = table_of("left-out", "Leave one centre out",
                             {"Left-out centre", "Model", "Patients", "Events", "AUC", "Note"});
  for (const std::size_t j : {1, 5}) table.columns[j].numeric = false;
  for (const Json& row : items_of(left_out))
    table.rows.push_back({text_of(member(row, "centre")), text_of(member(row, "model")),
                          show_number(member(row, "n")), show_number(member(row, "events")),
                          show_estimate(member(row, "auc")), text_of(member(row, "note"))});
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "Each centre was left out once: everything was learned in the others and judged in it. "
      "Estimates that differ between centres by more than their intervals say that the model "
      "does not carry over.");
}

void write_harmonisation(const Json& harmonisation, SectionWriter& out) {
  if (!has(harmonisation, "text")) return;
  out.text(text_of(member(harmonisation, "text")));
}

void write_effect(const Json& effect, SectionWriter& out) {
  if (!has(effect, "tested")) return;
  out.text("Centre effect in the training set: " + show_number(member(effect, "significant")) +
           " of " + show_number(member(effect, "tested")) +
           " features differ between centres at P < 0.05 (Kruskal-Wallis); " +
           show_number(member(effect, "expected"), 1) +
           " would be expected by chance. Median share of a feature's variance that the centre "
           "explains: " +
           show_number(member(effect, "median_share")) + ".");
  HtmlTable table = table_of("centre-effect", "Features that differ most between centres",
                             {"Feature", "Patients", "Share of variance", "Kruskal-Wallis H", "P"});
  for (const Json& row : items_of(member(effect, "features")))
    table.rows.push_back({text_of(member(row, "feature")), show_number(member(row, "n")),
                          show_number(member(row, "share")), show_number(member(row, "h"), 1),
                          show_p(member(row, "p"))});
  out.add(table);
  out.how(
      "A centre may differ by its scanner or by its patients; the test cannot tell which. Many "
      "features above chance call for harmonisation, or for features that do not depend on the "
      "scanner.");
}

}  // namespace

void write_centres_section(const Json& report, SectionWriter& out) {
  write_left_out(member(report, "left_out"), out);
  write_harmonisation(member(report, "harmonisation"), out);
  write_effect(member(report, "centre_effect"), out);
}

}  // namespace dlrr
