#include "evaluate/nomogram.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace dlrr {

namespace {

// The value with the fewest points.
double zero_of(const NomogramTerm& term) { return term.coefficient >= 0 ? term.low : term.high; }

// Logit of a patient with 0 points.
double lowest_logit(const Nomogram& n) {
  double out = n.intercept;
  for (const auto& term : n.terms) out += term.coefficient * zero_of(term);
  return out;
}

}  // namespace

double Nomogram::points(std::size_t term, double value) const {
  const auto& t = terms[term];
  const double out = points_per_logit * t.coefficient * (value - zero_of(t));
  return out == 0 ? 0 : out;  // no -0
}

double Nomogram::risk(double total_points) const {
  if (points_per_logit == 0) return 1 / (1 + std::exp(-lowest_logit(*this)));
  return 1 / (1 + std::exp(-lowest_logit(*this) - total_points / points_per_logit));
}

double Nomogram::total_at(double risk) const {
  return points_per_logit * (std::log(risk / (1 - risk)) - lowest_logit(*this));
}

Nomogram nomogram(double intercept, std::vector<NomogramTerm> terms) {
  double widest = 0;
  for (const auto& term : terms)
    widest = std::max(widest, std::abs(term.coefficient) * (term.high - term.low));
  return {intercept, widest > 0 ? 100 / widest : 0, std::move(terms)};
}

PaperTable nomogram_table(const Nomogram& nomogram) {
  PaperTable out{"nomogram",
                 "Points of the joint model",
                 {"Row", "Value", "Points"},
                 {},
                 {"Add the points of all variables; the rows 'risk' give the total at which a risk "
                  "is reached. Between two values points lie on a straight line. The model was "
                  "made on these patients: test it on others before use."}};
  double most = 0;
  for (std::size_t t = 0; t < nomogram.terms.size(); ++t) {
    const auto& term = nomogram.terms[t];
    const bool level = term.low == 0 && term.high == 1;
    const int steps = level ? 1 : 4;
    for (int k = 0; k <= steps; ++k) {
      const double value = term.low + (term.high - term.low) * k / steps;
      out.rows.push_back({term.name, number_text(value), fixed_text(nomogram.points(t, value), 1)});
    }
    most += std::max(nomogram.points(t, term.low), nomogram.points(t, term.high));
  }
  for (const int percent : {5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95}) {
    const double total = nomogram.total_at(percent / 100.0);
    if (nomogram.points_per_logit > 0 && total >= 0 && total <= most)
      out.rows.push_back({"risk", std::to_string(percent) + "%", fixed_text(total, 1)});
  }
  return out;
}

}  // namespace dlrr
