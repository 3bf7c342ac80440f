// One patient's page: the risk or the refusal first, then why, then the picture, then the caveats.
// No script.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/asset.h"
#include "report/chart.h"
#include "report/html.h"
#include "report/read.h"
#include "report/report.h"

namespace dlrr {

namespace {

std::string percent(const Json& value) {
  const double share = number_or_nan(value);
  return std::isnan(share) ? "\u2013" : fixed_text(100 * share, 1) + " %";
}

std::string refusal_box(const Json& prediction) {
  const std::string reason = text_of(member(prediction, "refusal"));
  return "<div class=\"verdict none\"><b>No prediction.</b> " +
         escape(reason.empty() ? "The model does not apply to this patient." : reason) + "</div>\n";
}

// A scale from 0 to 100 % with interval, risk and cut-off.
std::string risk_scale(const Json& prediction) {
  const double risk = number_or_nan(member(prediction, "risk"));
  Chart chart;
  chart.id = "risk";
  chart.title = "Predicted risk on the scale from 0 to 1";
  chart.x = {"probability of the outcome", 0, 1};
  chart.categories = {"risk"};
  chart.width = 460;
  chart.height = 46;
  Series dot{Series::Kind::points, "", {risk}, {0}, {}, {}, 0, false};
  const Json& interval = member(prediction, "interval");
  if (interval.size() > 0) {
    dot.lower = {number_or_nan(member(interval, "lower"))};
    dot.upper = {number_or_nan(member(interval, "upper"))};
  }
  const double cutoff = number_or_nan(member(prediction, "cutoff"));
  if (std::isfinite(cutoff))
    chart.series.push_back({Series::Kind::line,
                            "cut-off " + show_number(cutoff),
                            {cutoff, cutoff},
                            {-0.5, 0.5},
                            {},
                            {},
                            -1,
                            true});
  chart.series.push_back(std::move(dot));
  return "<div class=\"figures\"><figure>" + chart_svg(chart, false) + "</figure></div>\n" +
         how_to_read(
             "The dot is the risk that the model gives this patient, from 0 (no event) to 1 "
             "(certain). At or right of the dashed cut-off the patient belongs to the high-risk "
             "group.");
}

std::string risk_box(const Json& prediction) {
  const auto card = [](const std::string& value, const std::string& label) {
    return "<div class=\"card\"><b>" + escape(value) + "</b><span>" + escape(label) +
           "</span></div>";
  };
  const bool timed = has(prediction, "linear_predictor");
  std::string out = "<div class=\"cards\">";
  if (timed) out += card(show_number(member(prediction, "linear_predictor")), "linear predictor");
  const std::string up_to =
      timed ? " up to " + show_number(member(prediction, "horizon"), 1) : std::string();
  if (!timed || has(prediction, "risk"))
    out += card(percent(member(prediction, "risk")), "predicted risk" + up_to);
  if (timed && has(prediction, "risk"))
    out += card(percent(Json(1 - number_or_nan(member(prediction, "risk")))),
                "chance to stay without the event" + up_to);
  const Json& interval = member(prediction, "interval");
  if (interval.size() > 0) {
    const std::string method = text_of(member(interval, "method"));
    out += card(percent(member(interval, "lower")) + " to " + percent(member(interval, "upper")),
                method.empty() ? std::string("interval") : "interval, " + method);
  }
  const std::string group = text_of(member(prediction, "group"));
  if (!group.empty())
    out += card(group, "risk group, cut-off " + show_number(member(prediction, "cutoff")));
  for (const Json& score : items_of(member(prediction, "scores")))
    out += card(show_number(member(score, "value")), text_of(member(score, "name")));
  out += "</div>\n";
  return out + (timed ? how_to_read(
                            "The linear predictor is the logarithm of the hazard against the mean "
                            "training patient: 0 is the same hazard, 0.7 about twice. At or above "
                            "the cut-off the patient belongs to the high-risk group.")
                      : risk_scale(prediction));
}

struct Reason {
  double term;
  const Json* row;
};

std::vector<Reason> sorted_reasons(const Json& prediction) {
  std::vector<Reason> out;
  for (const Json& reason : items_of(member(prediction, "reasons")))
    out.push_back({number_or_nan(member(reason, "term")), &reason});
  std::stable_sort(out.begin(), out.end(), [](const Reason& a, const Reason& b) {
    return (std::isnan(a.term) ? -1 : std::abs(a.term)) >
           (std::isnan(b.term) ? -1 : std::abs(b.term));
  });
  return out;
}

std::string reasons(const Json& prediction) {
  const std::vector<Reason> sorted = sorted_reasons(prediction);
  if (sorted.empty()) return {};
  Chart chart;
  chart.id = "reasons";
  chart.title = "What moves the scores most";
  chart.x.title = "share of the score";
  chart.width = 340;
  Series raise{Series::Kind::bars, "raises the score", {}, {}, {}, {}, 1, false};
  Series lower{Series::Kind::bars, "lowers the score", {}, {}, {}, {}, 0, false};
  HtmlTable table =
      table_of("reasons", "Every term",
               {"Feature", "Share of the score", "Value", "Training mean", "Training SD"});
  for (const Reason& reason : sorted) {
    const std::string feature = text_of(member(*reason.row, "feature"));
    table.rows.push_back(
        {feature, show_number(reason.term, 4), show_number(member(*reason.row, "value"), 4),
         show_number(member(*reason.row, "mean"), 4), show_number(member(*reason.row, "sd"), 4)});
    if (chart.categories.size() >= 20 || std::isnan(reason.term)) continue;
    Series& to = reason.term < 0 ? lower : raise;
    to.x.push_back(reason.term);
    to.y.push_back(static_cast<double>(chart.categories.size()));
    chart.categories.push_back(feature);
  }
  chart.height = 21.0 * static_cast<double>(std::max<std::size_t>(3, chart.categories.size()));
  chart.series = {raise, lower};
  std::string out = heading(2, "Reasons");
  if (!chart.empty())
    out += "<div class=\"figures\"><figure>" + chart_svg(chart, false) + "</figure></div>\n";
  return out +
         how_to_read(
             "Each bar is coefficient \u00d7 standardised value of one feature: to the right it "
             "raises the "
             "score against the mean training patient, to the left it lowers it. A reason of the "
             "model is not a cause of the disease.") +
         table.html();
}

std::string inputs(const Json& prediction) {
  const bool timed = has(prediction, "linear_predictor");
  const std::string what = timed ? "Linear predictor" : "Risk";
  HtmlTable table =
      table_of("inputs", "What each input of the model changes",
               {"Input", "Value", what + " with the training mean instead", "Change"});
  for (const Json& input : items_of(member(prediction, "inputs"))) {
    const Json& value = member(input, "value");
    const std::string shown = value.is_string() ? text_of(value) : show_number(value, 4);
    const double change = number_or_nan(member(input, "change"));
    table.rows.push_back({text_of(member(input, "input")), shown.empty() ? "missing" : shown,
                          timed ? show_number(member(input, "predictor_at_mean"))
                                : percent(member(input, "risk_at_mean")),
                          (change < 0 ? "\u2212" : "+") +
                              (timed ? fixed_text(std::abs(change), 3)
                                     : fixed_text(100 * std::abs(change), 1) + " points")});
  }
  if (table.rows.empty()) return {};
  return heading(2, "Inputs") + table.html() +
         how_to_read(
             std::string("Each line asks what the ") + (timed ? "linear predictor" : "risk") +
             " would be if this one input were that of the mean training patient and all others "
             "stayed. " +
             (timed ? "The changes add up to the linear predictor."
                    : "In models with interactions the changes do not add up."));
}

std::string pictures(const Json& prediction) {
  std::string out;
  for (const Json& overlay : items_of(member(prediction, "overlays"))) {
    const std::string data = text_of(member(overlay, "png_base64"));
    if (!data.empty()) out += picture(data, text_of(member(overlay, "title")));
  }
  return out.empty()
             ? out
             : heading(2, "Tumour as measured") + "<div class=\"figures\">" + out + "</div>\n";
}

std::string warnings(const Json& prediction) {
  std::string items;
  for (const Json& warning : items_of(member(prediction, "warnings"))) {
    const std::string text = text_of(warning);
    if (text.find("untrained weights") == text.npos) items += "<li>" + escape(text) + "</li>";
  }
  return items.empty() ? items : "<ul class=\"warnings\">" + items + "</ul>\n";
}

std::string facts(const Json& prediction) {
  std::string out;
  for (const auto& [key, label] :
       {std::pair{"study", "Study"}, {"model", "Model"}, {"outcome", "Outcome"}}) {
    const std::string value = text_of(member(prediction, key));
    if (!value.empty()) out += paragraph(std::string(label) + ": " + value);
  }
  return out;
}

}  // namespace

std::string render_patient_page(const Json& prediction) {
  const std::string patient = text_of(member(prediction, "patient"));
  const std::string title = patient.empty() ? "Prediction" : "Prediction for " + patient;
  const bool refused = says_yes(prediction, "refused") ||
                       (!has(prediction, "risk") && !has(prediction, "linear_predictor"));
  std::string body = heading(1, title);
  body += refused ? refusal_box(prediction) : std::string();
  body += warnings(prediction);
  if (!refused) body += risk_box(prediction);
  body += facts(prediction) + inputs(prediction) + reasons(prediction) + pictures(prediction);
  const std::string settings = text_of(member(prediction, "settings"));
  if (!settings.empty())
    body += "<details><summary>Settings</summary><pre>" + escape(settings) + "</pre></details>\n";
  body += paragraph(
      "Made by a research program. It is no medical device and replaces no medical judgement.");
  const bool untrained = says_yes(prediction, "untrained_weights");
  return fill_template(asset_patient_template(),
                       {{"mark", untrained_mark(untrained)},
                        {"title", escape(title)},
                        {"untrained", untrained_line(untrained)},
                        {"style", std::string(asset_page_style())},
                        {"body", body},
                        {"footer", escape("dlrr " + text_of(member(prediction, "dlrr")))}});
}

}  // namespace dlrr
