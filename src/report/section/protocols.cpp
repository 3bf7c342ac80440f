// What each protocol does with the data, and what that is worth.
#include <algorithm>

#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

void write_steps(const Json& steps, SectionWriter& out) {
  HtmlTable table =
      table_of("steps", "The paper protocol, step by step",
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

// Every shuffled run as a dot, one line per protocol, model and set; the real AUC among them.
Chart permutation_chart(const Json& rows) {
  Chart chart;
  chart.id = "permutation";
  chart.title = "AUC of shuffled and of real outcomes";
  chart.x.title = "AUC";
  chart.width = 460;
  Series shuffled{Series::Kind::points, "shuffled outcomes", {}, {}, {}, {}, -1, false};
  Series real{Series::Kind::points, "real outcomes", {}, {}, {}, {}, 1, false};
  for (const Json& row : items_of(rows)) {
    const auto at = static_cast<double>(chart.categories.size());
    chart.categories.push_back(text_of(member(row, "model")) + "  " +
                               text_of(member(row, "protocol")) + ", " +
                               text_of(member(row, "set")));
    for (const double auc : numbers_in(member(row, "auc"))) {
      shuffled.x.push_back(auc);
      shuffled.y.push_back(at);
    }
    real.x.push_back(number_or_nan(member(row, "observed")));
    real.y.push_back(at);
  }
  chart.height = 22.0 * static_cast<double>(std::max<std::size_t>(5, chart.categories.size()));
  if (!shuffled.x.empty()) chart.series = {std::move(shuffled), std::move(real)};
  return chart;
}

void write_permutation(const Json& permutation, SectionWriter& out) {
  HtmlTable table = table_of(
      "permutation",
      "Self-test: outcomes shuffled " + show_number(member(permutation, "n")) + " times",
      {"Protocol", "Model", "Set", "Real AUC", "Mean AUC of shuffled outcomes", "95 % range", "P"});
  for (const std::size_t j : {1, 2}) table.columns[j].numeric = false;
  for (const Json& row : items_of(member(permutation, "rows"))) {
    table.rows.push_back(
        {text_of(member(row, "protocol")), text_of(member(row, "model")),
         text_of(member(row, "set")), show_number(member(row, "observed")),
         show_number(member(row, "mean")),
         show_number(member(row, "lower")) + " to " + show_number(member(row, "upper")),
         show_p(member(row, "p"))});
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.figures({permutation_chart(member(permutation, "rows"))});
  out.how(
      "Everything was learned again on outcomes that belong to other patients, so nothing can be "
      "predicted: an honest protocol gives a mean AUC near 0.5. What lies above 0.5 is what the "
      "protocol invents. P is the share of all runs, the real one included, that reached the real "
      "AUC; it cannot be smaller than 1 / (runs + 1).");
}

void write_bootstrap(const Json& bootstrap, SectionWriter& out) {
  HtmlTable table = table_of("bootstrap",
                             "Optimism by bootstrap, " + show_number(member(bootstrap, "n")) +
                                 " samples, everything learned again in each",
                             {"Model", "Apparent AUC", "Optimism", "Corrected (Harrell)",
                              "Left-out patients", ".632+", "Samples used"});
  for (const Json& row : items_of(member(bootstrap, "rows"))) {
    std::vector<std::string> cells = {text_of(member(row, "model"))};
    for (const char* key : {"apparent", "optimism", "harrell", "out_of_bag", "plus632", "samples"})
      cells.push_back(show_number(member(row, key)));
    table.rows.push_back(std::move(cells));
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "Apparent: the final model on the patients it was learned from. Harrell's correction takes "
      "off what models of bootstrap samples lose on the whole training set; with many features it "
      "stays too good, since the samples share patients with that set. .632+ leans on the "
      "patients who were not drawn, the more so the more is lost there.");
}

}  // namespace

void write_protocols_section(const Json& report, SectionWriter& out) {
  write_steps(member(report, "steps"), out);
  write_ledger(member(report, "ledger"), out);
  write_permutation(member(report, "permutation"), out);
  write_bootstrap(member(report, "bootstrap"), out);
}

}  // namespace dlrr
