#include "base/json.h"

#include <limits>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

[[noreturn]] void wrong(const char* expected, std::size_t found) {
  static constexpr const char* names[] = {"null",     "a boolean", "an integer", "a number",
                                          "a string", "an array",  "an object"};
  throw Error(std::string("JSON: found ") + names[found] + ", expected " + expected);
}

}  // namespace

Json Json::of(std::initializer_list<std::pair<std::string, Json>> members) {
  Json out = object();
  for (const auto& [key, value] : members) out[key] = value;
  return out;
}

bool Json::as_bool() const {
  if (const auto* v = std::get_if<bool>(&value_)) return *v;
  wrong("a boolean", value_.index());
}

double Json::as_number() const {
  if (const auto* v = std::get_if<double>(&value_)) return *v;
  if (const auto* v = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*v);
  if (const auto* v = std::get_if<std::string>(&value_)) {
    if (*v == "NaN" || *v == "NA") return std::numeric_limits<double>::quiet_NaN();
    if (*v == "Inf") return std::numeric_limits<double>::infinity();
    if (*v == "-Inf") return -std::numeric_limits<double>::infinity();
  }
  wrong("a number", value_.index());
}

std::int64_t Json::as_integer() const {
  if (const auto* v = std::get_if<std::int64_t>(&value_)) return *v;
  wrong("an integer", value_.index());
}

const std::string& Json::as_string() const {
  if (const auto* v = std::get_if<std::string>(&value_)) return *v;
  wrong("a string", value_.index());
}

const Json::Array& Json::as_array() const {
  if (const auto* v = std::get_if<Array>(&value_)) return *v;
  wrong("an array", value_.index());
}

const Json::Object& Json::as_object() const {
  if (const auto* v = std::get_if<Object>(&value_)) return *v;
  wrong("an object", value_.index());
}

const Json* Json::find(std::string_view key) const {
  const auto* members = std::get_if<Object>(&value_);
  if (!members) return nullptr;
  for (const auto& [name, value] : *members)
    if (name == key) return &value;
  return nullptr;
}

const Json& Json::at(std::string_view key) const {
  if (const auto* value = find(key)) return *value;
  std::vector<std::string> known;
  for (const auto& [name, value] : as_object()) known.push_back(name);
  throw Error("JSON: no key '" + std::string(key) + "'" + suggestion(key, known));
}

Json& Json::operator[](std::string_view key) {
  if (is_null()) value_ = Object{};
  auto* members = std::get_if<Object>(&value_);
  if (!members) wrong("an object", value_.index());
  for (auto& [name, value] : *members)
    if (name == key) return value;
  members->emplace_back(std::string(key), Json());
  return members->back().second;
}

void Json::push_back(Json item) {
  if (is_null()) value_ = Array{};
  auto* items = std::get_if<Array>(&value_);
  if (!items) wrong("an array", value_.index());
  items->push_back(std::move(item));
}

std::size_t Json::size() const {
  if (const auto* items = std::get_if<Array>(&value_)) return items->size();
  if (const auto* members = std::get_if<Object>(&value_)) return members->size();
  return 0;
}

}  // namespace dlrr
