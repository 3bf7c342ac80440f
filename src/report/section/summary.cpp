// What a reader must know before any figure: verdict, warnings, the cohort in numbers, the headline
// AUCs.
#include "report/evaluations.h"
#include "report/read.h"

namespace dlrr {

namespace {

std::string card(const std::string& value, const std::string& label) {
  return "<div class=\"card\"><b>" + escape(value) + "</b><span>" + escape(label) + "</span></div>";
}

// A text that begins with the words of its level shows them in bold.
std::string marked(const std::string& text, const std::string& word) {
  if (!text.starts_with(word)) return escape(text);
  return "<b>" + escape(word) + "</b>" + escape(text.substr(word.size()));
}

std::string verdict_box(const Json& verdict) {
  const std::string level = text_of(member(verdict, "level"));
  const std::string css = level == "none" || level == "ok" ? level : "caution";
  const std::string word = css == "none" ? "Nothing can be concluded"
                           : css == "ok" ? "Usable with the usual care"
                                         : "Read with caution";
  const std::string text = text_of(member(verdict, "text"));
  const std::string head = text.starts_with(word) ? std::string() : "<b>" + word + ".</b> ";
  return "<div class=\"verdict " + css + "\">" + head + marked(text, word) + "</div>\n";
}

void write_warnings(const Json& report, SectionWriter& out) {
  std::string items;
  for (const Json& warning : items_of(member(report, "warnings"))) {
    const std::string text = text_of(warning);
    if (!text.starts_with("untrained weights")) items += "<li>" + escape(text) + "</li>";
  }
  if (!items.empty()) out.html("<ul class=\"warnings\">" + items + "</ul>\n");
}

void write_cards(const Json& report, SectionWriter& out) {
  const Json& cohort = member(report, "cohort");
  std::string cards;
  if (has(cohort, "included"))
    cards += card(show_number(member(cohort, "included")),
                  has(cohort, "patients") ? "patients of " + show_number(member(cohort, "patients"))
                                          : std::string("patients"));
  if (has(cohort, "events")) cards += card(show_number(member(cohort, "events")), "events");
  for (const auto& [set, size] : members_of(member(cohort, "sets")))
    cards += card(show_number(member(size, "n")),
                  set_name(set) + " set, " + show_number(member(size, "events")) + " events");
  if (!cards.empty()) out.html("<div class=\"cards\">" + cards + "</div>\n");
  if (has(cohort, "outcome")) out.text("Outcome: " + text_of(member(cohort, "outcome")) + ".");
}

// How the last set beyond training answered, per model: the external set, else the internal one,
// else the left-out folds of the training set.
void write_headline(const Json& report, SectionWriter& out) {
  HtmlTable table = table_of("headline", "AUC where no model was trained",
                             {"Model", "Set", "Paper protocol", "Nested protocol"});
  table.columns[1].numeric = false;
  const Json& protocols = member(report, "protocols");
  const Json& names =
      has(protocols, "nested") ? member(protocols, "nested") : member(protocols, "paper");
  for (const auto& [model, sets] : members_of(names))
    for (const char* const set : {"external", "internal", "resampled"}) {
      const Json& paper = member(member(member(protocols, "paper"), model), set);
      const Json& nested = member(member(member(protocols, "nested"), model), set);
      if (paper.is_null() && nested.is_null()) continue;
      table.rows.push_back({model, set_name(set), show_estimate(member(paper, "auc")),
                            show_estimate(member(nested, "auc"))});
      break;
    }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "An AUC of 0.5 is a coin toss, 1 is a perfect order of risks; the brackets hold the 95 % "
      "interval. "
      "The nested protocol repeats every learned step inside the resampling, so believe it first.");
}

}  // namespace

void write_summary_section(const Json& report, SectionWriter& out) {
  if (has(report, "verdict")) out.html(verdict_box(member(report, "verdict")));
  write_warnings(report, out);
  write_cards(report, out);
  write_headline(report, out);
  const Json& looks = member(report, "looks");
  if (looks.size() == 0) return;
  std::string text;
  for (const auto& [protocol, sets] : members_of(looks))
    for (const auto& [set, count] : members_of(sets))
      text += (text.empty() ? " " : ", ") + set + " set by the " + protocol + " protocol " +
              show_number(count) + (show_number(count) == "1" ? " time" : " times");
  if (text.empty()) return;
  out.text("How often a set was opened to judge a fit:" + text +
           ". A set that helped to choose no longer tests the choice.");
}

}  // namespace dlrr
