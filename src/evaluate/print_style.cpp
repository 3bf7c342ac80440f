#include "evaluate/print_style.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace dlrr {

namespace {

// Rounding must not hide on which side of it a p lies.
constexpr double kLevel = 0.05;
// Below, a decimal of a percentage is less than a patient.
constexpr std::size_t kFewPatients = 100;

std::string raised(std::string text) {
  for (auto at = text.find('.'); at != std::string::npos; at = text.find('.', at + 2))
    text.replace(at, 1, "·");
  return text;
}

double rounded(double value, int decimals) {
  return parse_number(fixed_text(value, decimals)).value_or(value);
}

int beside_level(double value, int decimals) {
  while (value < kLevel && decimals < 6 && rounded(value, decimals) >= kLevel) ++decimals;
  return decimals;
}

std::string jama_p(double value) {
  if (value < 0.001) return "<.001";
  if (value > 0.99) return ">.99";
  return fixed_text(value, beside_level(value, value < 0.01 ? 3 : 2)).substr(1);
}

// Two significant figures, four decimals at most.
std::string lancet_p(double value) {
  if (value < 0.0001) return "<0·0001";
  if (value > 0.99) return ">0·99";
  int decimals = 2;
  while (decimals < 4 && rounded(value, decimals + 1) < std::pow(10.0, 1 - decimals)) ++decimals;
  return raised(fixed_text(value, beside_level(value, decimals)));
}

}  // namespace

std::string PrintStyle::number(double value, int decimals) const {
  if (std::isnan(value)) return "NA";
  if (std::isinf(value)) return value > 0 ? "infinite" : "-infinite";
  std::string text = fixed_text(value, decimals);
  if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') text.erase(0, 1);
  return journal == Journal::lancet ? raised(text) : text;
}

std::string PrintStyle::value(double value) const {
  if (!std::isfinite(value) || value == 0) return number(value, 0);
  const int digits = 9 - static_cast<int>(std::floor(std::log10(std::abs(value))));
  const std::string text = number_text(rounded(value, std::max(digits, 0)));
  return journal == Journal::lancet ? raised(text) : text;
}

std::string PrintStyle::p(double value) const {
  if (std::isnan(value)) return "NA";
  if (journal == Journal::jama) return jama_p(value);
  if (journal == Journal::lancet) return lancet_p(value);
  return value < 0.001 ? "<0.001" : number(value, 3);
}

std::string PrintStyle::p_title() const {
  return journal == Journal::plain ? "p" : journal == Journal::jama ? "P value" : "p value";
}

std::string PrintStyle::range(double lower, double upper, int decimals) const {
  const bool words = journal == Journal::plain || lower < 0 || upper < 0;
  const char* between = words ? " to " : journal == Journal::jama ? "-" : "–";
  return number(lower, decimals) + between + number(upper, decimals);
}

std::string PrintStyle::spread(double mean, double sd, int decimals) const {
  const std::string middle = number(mean, decimals), width = number(sd, decimals);
  return journal == Journal::plain ? middle + " ± " + width : middle + " (" + width + ")";
}

std::string PrintStyle::share(std::size_t part, std::size_t whole, std::size_t smallest) const {
  const int decimals = journal != Journal::plain && smallest < kFewPatients ? 0 : 1;
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return std::to_string(part) + " (" + number(percent, decimals) +
         (journal == Journal::jama ? ")" : "%)");
}

std::string PrintStyle::row(const std::string& name, Statistic statistic) const {
  if (journal == Journal::plain) return name;
  switch (statistic) {
    case Statistic::mean: return name + ", mean (SD)";
    case Statistic::median: return name + ", median (IQR)";
    default: return name + (journal == Journal::jama ? ", No. (%)" : ", n (%)");
  }
}

}  // namespace dlrr
