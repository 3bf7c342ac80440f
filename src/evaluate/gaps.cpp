#include "evaluate/gaps.h"

#include <cmath>

namespace dlrr {

namespace {

void add_gap(const std::string& place, const std::string& reason, Json& gaps) {
  for (const Json& known : gaps.as_array())
    if (known.at("at").as_string() == place) return;
  gaps.push_back(Json::of({{"at", place}, {"reason", reason}}));
}

// `own`: the reason that the nearest object around gives itself, or null.
Json walk(const Json& value, const std::string& place, GapReason reason, const Json* own,
          Json& gaps) {
  if (value.is_object()) {
    if (const Json* said = value.find("reason"); said && said->is_string()) own = said;
    Json out = Json::object();
    for (const auto& [key, inner] : value.as_object())
      out[key] = walk(inner, place.empty() ? key : place + "." + key, reason, own, gaps);
    return out;
  }
  if (value.is_array()) {
    // One entry for all gaps of a list of numbers.
    Json out = Json::array();
    std::size_t k = 0;
    for (const Json& inner : value.as_array()) {
      const bool plain = !inner.is_object();
      const std::string there = place + (plain ? "[]" : "[" + std::to_string(k) + "]");
      out.push_back(walk(inner, there, reason, own, gaps));
      ++k;
    }
    return out;
  }
  if (!value.is_number() || !std::isnan(value.as_number())) return value;
  add_gap(place, own ? own->as_string() : reason(place), gaps);
  return Json();
}

}  // namespace

Json without_gaps(const Json& value, const std::string& place, GapReason reason, Json& gaps) {
  return walk(value, place, reason, nullptr, gaps);
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
