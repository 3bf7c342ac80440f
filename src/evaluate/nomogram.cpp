#include "evaluate/nomogram.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace dlrr {

namespace {

struct RiskMark {
  int percent;
  double total;
};

// Logit of a patient with 0 points.
double lowest_logit(const Nomogram& n) {
  double out = n.intercept;
  for (const auto& row : n.rows) out += row.lowest();
  return out;
}

std::vector<RiskMark> risk_marks(const Nomogram& n) {
  std::vector<RiskMark> out;
  if (n.points_per_logit == 0) return out;
  for (const int percent : {5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95}) {
    const double total = n.total_at(percent / 100.0);
    if (total >= 0 && total <= n.most_points()) out.push_back({percent, total});
  }
  return out;
}

// 1, 2 or 5 times a power of ten.
double round_step(double raw) {
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double round : {1.0, 2.0, 5.0})
    if (raw <= round * power * 1.0001) return round * power;
  return 10 * power;
}

}  // namespace

double NomogramRow::lowest() const {
  double out = marks.front().effect;
  for (const auto& mark : marks) out = std::min(out, mark.effect);
  return out;
}

double NomogramRow::highest() const {
  double out = marks.front().effect;
  for (const auto& mark : marks) out = std::max(out, mark.effect);
  return out;
}

std::vector<double> scale_marks(double low, double high) {
  if (!(high > low)) return {low};
  const double step = round_step((high - low) / 4), clear = 0.35 * step;
  std::vector<double> out = {low};
  for (double k = std::ceil(low / step); k * step < high; ++k)
    if (k * step > low + clear && k * step < high - clear) out.push_back(k * step);
  out.push_back(high);
  return out;
}

NomogramRow nomogram_number(const std::string& variable, double coefficient, double low,
                            double high) {
  NomogramRow out{variable, {}};
  for (const double value : scale_marks(low, high)) {
    const double shown = std::round(value * 1e6) / 1e6;  // 0.3, not 0.30000000000000004
    out.marks.push_back({number_text(shown), coefficient * value});
  }
  return out;
}

NomogramRow nomogram_levels(const std::string& variable, const std::vector<std::string>& levels,
                            const std::vector<double>& coefficients) {
  NomogramRow out{variable, {}};
  for (std::size_t l = 0; l < levels.size(); ++l) out.marks.push_back({levels[l], coefficients[l]});
  return out;
}

double Nomogram::points(const NomogramRow& row, double effect) const {
  const double out = points_per_logit * (effect - row.lowest());
  return out == 0 ? 0 : out;  // no -0
}

double Nomogram::most_points() const {
  double out = 0;
  for (const auto& row : rows) out += points(row, row.highest());
  return out;
}

double Nomogram::risk(double total_points) const {
  const double logit =
      lowest_logit(*this) + (points_per_logit == 0 ? 0 : total_points / points_per_logit);
  return 1 / (1 + std::exp(-logit));
}

double Nomogram::total_at(double risk) const {
  return points_per_logit * (std::log(risk / (1 - risk)) - lowest_logit(*this));
}

Nomogram nomogram(double intercept, std::vector<NomogramRow> rows) {
  double widest = 0;
  for (const auto& row : rows) widest = std::max(widest, row.highest() - row.lowest());
  return {intercept, widest > 0 ? 100 / widest : 0, std::move(rows)};
}

PaperTable nomogram_table(const Nomogram& nomogram) {
  PaperTable out{"nomogram",
                 "Points of the joint model",
                 {"Row", "Value", "Points"},
                 {},
                 {"Add the points of all variables; the rows 'risk' give the total at which a risk "
                  "is reached. Between two values of a number points lie on a straight line. The "
                  "model was made on these patients: test it on others before use."}};
  for (const auto& row : nomogram.rows)
    for (const auto& mark : row.marks)
      out.rows.push_back(
          {row.variable, mark.label, fixed_text(nomogram.points(row, mark.effect), 1)});
  for (const auto& mark : risk_marks(nomogram))
    out.rows.push_back({"risk", std::to_string(mark.percent) + "%", fixed_text(mark.total, 1)});
  return out;
}

Json to_json(const Nomogram& nomogram) {
  Json rows = Json::array(), risks = Json::array();
  for (const auto& row : nomogram.rows) {
    Json marks = Json::array();
    for (const auto& mark : row.marks)
      marks.push_back(
          Json::of({{"label", mark.label}, {"points", nomogram.points(row, mark.effect)}}));
    rows.push_back(Json::of({{"variable", row.variable}, {"marks", std::move(marks)}}));
  }
  for (const auto& mark : risk_marks(nomogram))
    risks.push_back(Json::of({{"risk", mark.percent / 100.0}, {"total", mark.total}}));
  return Json::of({{"intercept", nomogram.intercept},
                   {"points_per_logit", nomogram.points_per_logit},
                   {"most_points", nomogram.most_points()},
                   {"rows", std::move(rows)},
                   {"risks", std::move(risks)}});
}

}  // namespace dlrr
