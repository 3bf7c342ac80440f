// The two protocols side by side, the gap between them, and every fit that was tried.
#include <algorithm>

#include "report/evaluations.h"
#include "report/read.h"

namespace dlrr {

namespace {

// With the bootstrap's interval beside DeLong's, where there is one.
std::string method_of(const Json& auc) {
  const std::string method = text_of(member(auc, "method"));
  const Json& other = member(auc, "bootstrap");
  if (!has(other, "lower")) return method;
  return method + "; bootstrap " + show_number(member(other, "lower")) + " to " +
         show_number(member(other, "upper"));
}

HtmlTable auc_table(const std::vector<Panel>& panels) {
  HtmlTable table = table_of(
      "auc", "Discrimination of every model",
      {place_title(panels), "Model", "Patients", "Events", "AUC (95 % interval)", "Interval by"});
  table.columns[1].numeric = table.columns[5].numeric = false;
  for (const Panel& panel : panels)
    for (const ModelEvaluation& model : panel.models) {
      const Json& e = *model.evaluation;
      table.rows.push_back({panel.place(), model.model, show_number(member(e, "n")),
                            show_number(member(e, "events")), show_estimate(member(e, "auc")),
                            method_of(member(e, "auc"))});
      table.strong.push_back(panel.protocol == "nested" && panel.set != "train");
    }
  return table;
}

// One row per model; protocols and sets as colours, set apart by a small shift.
Chart auc_chart(const std::vector<Panel>& panels) {
  Chart chart;
  chart.id = "auc";
  const bool protocols = !panels.empty() && !panels.front().protocol.empty();
  chart.title =
      std::string("AUC with 95 % interval") + (protocols ? ", paper and nested protocol" : "");
  chart.x.title = "AUC";
  chart.width = 460;
  for (const Panel& panel : panels)
    for (const ModelEvaluation& model : panel.models)
      if (!std::count(chart.categories.begin(), chart.categories.end(), model.model))
        chart.categories.push_back(model.model);
  chart.height =
      16.0 * static_cast<double>(std::max<std::size_t>(6, panels.size() * chart.categories.size()));
  std::vector<std::string> rows;
  for (const std::string& model : chart.categories)
    for (const Panel& panel : panels)
      if (panel.set != "train") rows.push_back(model + "  " + panel.place());
  chart.categories = rows;
  for (const Panel& panel : panels) {
    if (panel.set == "train") continue;
    Series s{Series::Kind::points,
             panel.protocol,
             {},
             {},
             {},
             {},
             panel.protocol == "nested" ? 2 : 1,
             false};
    for (const ModelEvaluation& model : panel.models) {
      const std::string row = model.model + "  " + panel.place();
      const Json& auc = member(*model.evaluation, "auc");
      s.y.push_back(static_cast<double>(std::find(rows.begin(), rows.end(), row) - rows.begin()));
      s.x.push_back(number_or_nan(has(auc, "estimate") ? member(auc, "estimate") : auc));
      s.lower.push_back(number_or_nan(member(auc, "lower")));
      s.upper.push_back(number_or_nan(member(auc, "upper")));
    }
    const auto same = std::find_if(chart.series.begin(), chart.series.end(),
                                   [&](const Series& other) { return other.name == s.name; });
    if (same == chart.series.end()) {
      chart.series.push_back(std::move(s));
      continue;
    }
    same->x.insert(same->x.end(), s.x.begin(), s.x.end());
    same->y.insert(same->y.end(), s.y.begin(), s.y.end());
    same->lower.insert(same->lower.end(), s.lower.begin(), s.lower.end());
    same->upper.insert(same->upper.end(), s.upper.begin(), s.upper.end());
  }
  return chart;
}

void write_optimism(const Json& optimism, SectionWriter& out) {
  HtmlTable table =
      table_of("optimism", "Optimism: what the paper protocol promises beyond the nested one",
               {"Model", "Paper AUC", "Nested AUC", "Gap"});
  for (const auto& [model, row] : members_of(optimism))
    table.rows.push_back({model, show_estimate(member(row, "paper")),
                          show_estimate(member(row, "nested")), show_estimate(member(row, "gap"))});
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "The gap is the AUC of the paper protocol minus that of the nested one for the same model. A "
      "large gap "
      "says that the choice of features and algorithm has adapted itself to the set that judged "
      "it.");
}

// By the nested protocol where there is one.
void write_against(const Json& against, SectionWriter& out) {
  HtmlTable table = table_of("against", "Against the baselines",
                             {"Set", "Model", "Baseline", "Patients", "Events",
                              "Difference of AUC (95 % interval)", "p", "Folds won"});
  table.columns[1].numeric = table.columns[2].numeric = false;
  const auto rows = items_of(against);
  const bool nested = std::any_of(rows.begin(), rows.end(), [](const Json& row) {
    return text_of(member(row, "protocol")) == "nested";
  });
  for (const Json& row : rows) {
    if (nested && text_of(member(row, "protocol")) != "nested") continue;
    std::string difference = show_number(member(row, "difference"), 3);
    if (has(row, "lower") && !member(row, "lower").is_null())
      difference += " (" + show_number(member(row, "lower"), 3) + " to " +
                    show_number(member(row, "upper"), 3) + ")";
    const bool folds = has(row, "folds") && !member(row, "folds").is_null();
    table.rows.push_back(
        {set_name(text_of(member(row, "set"))), text_of(member(row, "model")),
         text_of(member(row, "baseline")), show_number(member(row, "n")),
         show_number(member(row, "events")), difference, show_p(member(row, "p")),
         folds ? show_number(member(row, "folds_won")) + " of " + show_number(member(row, "folds"))
               : ""});
    table.strong.push_back(number_or_nan(member(row, "difference")) <= 0);
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "Size is a logistic regression of one column that says how large the tumour is; MeanZ one of "
      "the plain mean of ten z-scores, those of the columns that separate the outcomes best one by "
      "one. A model that does not beat them is not worth its trouble: such rows are shaded. Of "
      "patients who were set apart, interval and p are those of the paired DeLong test. Of "
      "resampling the difference is the mean over the left-out folds; its interval and p allow for "
      "training parts that overlap (Nadeau and Bengio 2003), and the last column counts the folds "
      "that the model won.");
}

void write_fits(const Json& fits, SectionWriter& out) {
  HtmlTable table = table_of("fits", "Every fit",
                             {"Protocol", "Model", "Algorithm", "Settings", "CV AUC",
                              "Training AUC", "Internal AUC", "Verdict"});
  for (const std::size_t j : {1, 2, 3, 7}) table.columns[j].numeric = false;
  for (const Json& fit : items_of(fits)) {
    const auto is = [&fit](const char* key) {
      const Json& value = member(fit, key);
      return value.is_bool() && value.as_bool();
    };
    table.rows.push_back({text_of(member(fit, "protocol")), text_of(member(fit, "model")),
                          text_of(member(fit, "algorithm")), text_of(member(fit, "hyper")),
                          show_estimate(member(fit, "cv_auc")),
                          show_estimate(member(fit, "train_auc")),
                          show_estimate(member(fit, "internal_auc")),
                          is("chosen")    ? "chosen"
                          : is("dropped") ? "dropped"
                                          : ""});
    table.strong.push_back(is("chosen"));
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "Dropped fits had a larger fall from training to internal AUC than the study allows. Chosen "
      "is the best of "
      "the rest by the rule of its protocol. Settings are the point of the declared grid with the "
      "best cross-validated AUC on training patients; every point is in tables/grid.csv.");
}

// A warning that several models of a set share is one row.
void write_set_warnings(const std::vector<Panel>& panels, SectionWriter& out) {
  HtmlTable table = table_of("warnings", "Warnings", {place_title(panels), "Models", "Warning"});
  for (TableColumn& column : table.columns) column.numeric = false;
  for (const Panel& panel : panels) {
    std::vector<std::pair<std::string, std::string>> shared;  // warning, models
    for (const ModelEvaluation& model : panel.models)
      for (const Json& warning : items_of(member(*model.evaluation, "warnings"))) {
        const std::string text = text_of(warning);
        const auto known = std::find_if(shared.begin(), shared.end(),
                                        [&](const auto& row) { return row.first == text; });
        if (known == shared.end())
          shared.emplace_back(text, model.model);
        else
          known->second += ", " + model.model;
      }
    for (const auto& [text, models] : shared) table.rows.push_back({panel.place(), models, text});
  }
  out.add(table);
}

}  // namespace

void write_models_section(const Json& report, SectionWriter& out) {
  const std::vector<Panel> panels = panels_of(report);
  const bool train = std::any_of(panels.begin(), panels.end(),
                                 [](const Panel& panel) { return panel.set == "train"; });
  if (out.figures({auc_chart(panels)}))
    out.how(
        std::string("One line per model, protocol and set; the dot is the AUC, the line its 95 % "
                    "interval. An interval that reaches 0.5 does not exclude chance.") +
        (train ? " Training sets are left out here." : ""));
  write_optimism(member(report, "optimism"), out);
  write_against(member(report, "against_baselines"), out);
  out.add(auc_table(panels));
  write_set_warnings(panels, out);
  write_fits(member(report, "fits"), out);
}

}  // namespace dlrr
