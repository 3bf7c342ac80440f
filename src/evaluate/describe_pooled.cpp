// The joint model of completed tables, pooled by Rubin's rules.
#include <cmath>

#include "evaluate/clinical_model.h"
#include "evaluate/describe.h"
#include "evaluate/pooling.h"

namespace dlrr {

namespace {

void pooled_row(const std::vector<ClinicalFit>& fits, std::size_t column, const PrintStyle& style,
                PaperTable& made, Json& numbers) {
  std::vector<double> estimate, se;
  for (const auto& f : fits) {
    estimate.push_back(f.model.coefficient[column + 1]);
    se.push_back(f.model.se[column + 1]);
  }
  const auto& model = fits[0].model;
  const double df = static_cast<double>(model.n) - static_cast<double>(model.coefficient.size());
  const Pooled pooled = pool(estimate, se, df);
  const Interval ratio{std::exp(pooled.estimate), std::exp(pooled.lower), std::exp(pooled.upper)};
  const int decimals = ratio_decimals(ratio);
  made.rows.push_back({"multivariable, imputed", fits[0].design.terms[column],
                       std::to_string(model.events) + "/" + std::to_string(model.n),
                       style.number(ratio.estimate, decimals),
                       style.range(ratio.lower, ratio.upper, decimals), "NA", style.p(pooled.p),
                       std::to_string(pooled.m) + " imputations, Rubin; missing information " +
                           style.number(100 * pooled.fmi, 0) + "%"});
  Json term = to_json(pooled);
  term["term"] = fits[0].design.terms[column];
  numbers.push_back(std::move(term));
}

}  // namespace

void describe_pooled(const ClinicalTable& table, const Chosen& chosen,
                     const DescribeOptions& options, ClinicalDescription& out, PaperTable& made) {
  std::vector<ClinicalFit> fits;
  for (const auto& filled : out.completed) {
    Chosen same;
    for (const auto* v : chosen)
      same.push_back(&filled.variables[static_cast<std::size_t>(v - table.variables.data())]);
    fits.push_back(fit_clinical(filled, same));
    if (!fits.back().problem.empty()) {
      out.warnings.push_back("no pooled model: " + fits.back().problem);
      return;
    }
  }
  Json numbers = Json::array();
  for (std::size_t c = 0; c < fits[0].design.terms.size(); ++c)
    pooled_row(fits, c, options.style, made, numbers);
  out.numbers["regression"]["pooled"] = std::move(numbers);
  made.notes.push_back("Imputed: " + std::to_string(options.imputations) +
                       " tables by chained equations (predictive mean matching, logistic and "
                       "multinomial regression) from the training rows, the outcome among the "
                       "predictors; pooled by Rubin's "
                       "rules with Barnard and Rubin's degrees of freedom; no profile interval.");
}

}  // namespace dlrr
