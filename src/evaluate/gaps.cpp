#include "evaluate/gaps.h"

#include <cmath>

namespace dlrr {

namespace {

void add_gap(const std::string& place, GapReason reason, Json& gaps) {
  for (const Json& known : gaps.as_array())
    if (known.at("at").as_string() == place) return;
  gaps.push_back(Json::of({{"at", place}, {"reason", reason(place)}}));
}

}  // namespace

Json without_gaps(const Json& value, const std::string& place, GapReason reason, Json& gaps) {
  if (value.is_object()) {
    Json out = Json::object();
    for (const auto& [key, inner] : value.as_object())
      out[key] = without_gaps(inner, place.empty() ? key : place + "." + key, reason, gaps);
    return out;
  }
  if (value.is_array()) {
    // One entry for all gaps of a list of numbers.
    Json out = Json::array();
    std::size_t k = 0;
    for (const Json& inner : value.as_array()) {
      const bool plain = !inner.is_object();
      const std::string there = place + (plain ? "[]" : "[" + std::to_string(k) + "]");
      out.push_back(without_gaps(inner, there, reason, gaps));
      ++k;
    }
    return out;
  }
  if (!value.is_number() || !std::isnan(value.as_number())) return value;
  add_gap(place, reason, gaps);
  return Json();
}

void GapNote::add(const std::string& column, const std::string& reason) {
  if (!parts_.empty() && parts_.back().second == reason)
    parts_.back().first += ", " + column;
  else
    parts_.emplace_back(column, reason);
}

std::string GapNote::text() const {
  std::string out;
  for (const auto& [columns, reason] : parts_)
    out += (out.empty() ? "" : "; ") + columns + ": " + reason;
  return out;
}

}  // namespace dlrr
