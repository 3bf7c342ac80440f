#include "port/json_text.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace dlrr {

namespace {

using Library = nlohmann::ordered_json;

Json to_ours(const Library& from) {
  if (from.is_boolean()) return Json(from.get<bool>());
  if (from.is_number_integer()) return Json(from.get<std::int64_t>());
  if (from.is_number()) return Json(from.get<double>());
  if (from.is_string()) return Json(from.get<std::string>());
  if (from.is_array()) {
    Json out = Json::array();
    for (const auto& item : from) out.push_back(to_ours(item));
    return out;
  }
  if (from.is_object()) {
    Json out = Json::object();
    for (const auto& [key, item] : from.items()) out[key] = to_ours(item);
    return out;
  }
  return Json();
}

Library number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Inf" : "-Inf";
  return value;
}

Library to_library(const Json& from) {
  if (from.is_null()) return nullptr;
  if (from.is_bool()) return from.as_bool();
  if (from.is_integer()) return from.as_integer();
  if (from.is_number()) return number(from.as_number());
  if (from.is_string()) return from.as_string();
  if (from.is_array()) {
    Library out = Library::array();
    for (const auto& item : from.as_array()) out.push_back(to_library(item));
    return out;
  }
  // Straight into the underlying vector: operator[] would search the keys again for each member.
  Library out = Library::object();
  auto& members = out.get_ref<Library::object_t&>();
  for (const auto& [key, item] : from.as_object()) members.emplace_back(key, to_library(item));
  return out;
}

}  // namespace

Json parse_json(std::string_view text, const std::string& source) {
  try {
    return to_ours(Library::parse(text));
  } catch (const Library::exception& e) {
    throw Error(source + ": is not JSON: " + e.what());
  }
}

std::string json_text(const Json& value, int indent) {
  return to_library(value).dump(indent, ' ', false, Library::error_handler_t::replace);
}

}  // namespace dlrr
