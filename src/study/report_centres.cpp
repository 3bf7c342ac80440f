// What the centres do to the features, and what was done about it.
#include <algorithm>
#include <cmath>

#include "base/summary.h"
#include "base/text.h"
#include "evaluate/baseline.h"
#include "study/protocol_parts.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

constexpr double level = 0.05;
constexpr std::size_t shown = 15;  // features in the table

// The values of one column by centre, training rows only.
std::vector<std::vector<double>> by_centre(const LearningData& data, const Table& table,
                                           std::size_t column,
                                           const std::vector<std::size_t>& rows) {
  std::map<std::string, std::vector<double>> groups;
  for (const auto row : rows)
    if (std::isfinite(table.values(row, column)))
      groups[data.centre[row]].push_back(table.values(row, column));
  std::vector<std::vector<double>> out;
  for (auto& [name, values] : groups) out.push_back(std::move(values));
  return out;
}

// Share of the variance that lies between centres (eta squared).
double between_share(const std::vector<std::vector<double>>& groups) {
  std::vector<double> all;
  for (const auto& group : groups) all.insert(all.end(), group.begin(), group.end());
  const double mean = moments(all).mean;
  double between = 0, total = 0;
  for (const auto& group : groups) {
    const double d = moments(group).mean - mean;
    between += static_cast<double>(group.size()) * d * d;
  }
  for (const double value : all) total += (value - mean) * (value - mean);
  return between / total;
}

std::size_t size_of(const std::vector<std::vector<double>>& groups) {
  std::size_t out = 0;
  for (const auto& group : groups) out += group.size();
  return out;
}

struct Effect {
  std::string feature;
  std::size_t n;  // training patients that have it
  double share, h, p;
};

std::vector<Effect> effects_of(const Results& r) {
  std::vector<Effect> out;
  const auto rows = r.data.rows_of("train");
  for (const auto* table : {&r.data.radiomics, &r.data.deep})
    for (std::size_t j = 0; j < table->columns.size(); ++j) {
      const auto groups = by_centre(r.data, *table, j, rows);
      if (groups.size() < 2) continue;
      const auto test = kruskal_wallis(groups);
      const double share = between_share(groups);
      if (std::isfinite(test.p) && std::isfinite(share))
        out.push_back({table->columns[j].name, size_of(groups), share, test.chi2, test.p});
    }
  return out;
}

}  // namespace

Json centre_effect_json(const Results& r) {
  if (r.data.centre.empty()) return {};
  auto effects = effects_of(r);
  if (effects.empty()) return {};
  std::vector<double> shares;
  std::size_t significant = 0;
  for (const auto& effect : effects) {
    shares.push_back(effect.share);
    significant += effect.p < level;
  }
  std::ranges::stable_sort(effects, std::greater{}, &Effect::share);
  Json features = Json::array();
  for (std::size_t k = 0; k < std::min(shown, effects.size()); ++k)
    features.push_back(Json::of({{"feature", effects[k].feature},
                                 {"n", effects[k].n},
                                 {"share", effects[k].share},
                                 {"h", effects[k].h},
                                 {"p", effects[k].p}}));
  return Json::of({{"tested", effects.size()},
                   {"significant", significant},
                   {"expected", level * static_cast<double>(effects.size())},
                   {"median_share", median(shares)},
                   {"features", features}});
}

Json harmonisation_json(const Results& r) {
  if (r.data.centre.empty()) return {};
  if (r.plan.harmonise == "none")
    return Json::of({{"method", "none"},
                     {"text",
                      "The features were not harmonised between centres; the check below "
                      "says how much they differ."}});
  const auto& pipeline = r.protocols.back().pipeline;
  const auto& learned = pipeline.radiomics.empty() ? pipeline.deep : pipeline.radiomics;
  std::vector<std::string> unknown;
  for (const auto& centre : r.data.centre)
    if (!learned.knows(centre) && std::ranges::find(unknown, centre) == unknown.end())
      unknown.push_back(centre);
  std::string text =
      learned.empty()
          ? "ComBat was asked for, but the training set has fewer than 2 centres with 2 patients: "
            "nothing was harmonised."
          : "Features were harmonised by ComBat (parametric empirical Bayes, no covariate), "
            "learned from the training rows alone, within each resampled training part anew, and "
            "frozen. Centres it knows: " +
                join(learned.combat.batches, ", ") + ".";
  if (!learned.empty() && !unknown.empty())
    text += " Features of " + join(unknown, ", ") +
            " stay as measured: a centre that did not train has no known shift.";
  return Json::of({{"method", r.plan.harmonise},
                   {"centres", learned.combat.batches},
                   {"unknown", unknown},
                   {"text", text}});
}

}  // namespace dlrr
