#include "port/yaml.h"

#include <yaml-cpp/yaml.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace dlrr {

namespace {

Yaml convert(const YAML::Node& node, const std::string& source, int parent_line) {
  Yaml out;
  out.source = source;
  out.line = node.Mark().line >= 0 ? node.Mark().line + 1 : parent_line;
  if (node.IsScalar()) {
    out.kind = Yaml::Kind::scalar;
    out.text = node.Scalar();
    out.quoted = node.Tag() == "!";
  } else if (node.IsSequence()) {
    out.kind = Yaml::Kind::sequence;
    for (const auto& item : node) out.items.push_back(convert(item, source, out.line));
  } else if (node.IsMap()) {
    out.kind = Yaml::Kind::map;
    for (const auto& member : node) {
      const int line = member.first.Mark().line + 1;
      if (!member.first.IsScalar())
        throw Error(source + ", line " + std::to_string(line) + ": a key must be a plain word");
      const auto key = member.first.Scalar();
      if (out.find(key))
        throw Error(source + ", line " + std::to_string(line) + ": key '" + key +
                    "' stands here twice");
      auto value = convert(member.second, source, line);
      // An empty value has no mark of its own; a map is found where its key stands.
      if (value.kind != Yaml::Kind::scalar) value.line = line;
      out.members.emplace_back(key, std::move(value));
    }
  }
  return out;
}

const char* kind_name(const Yaml& node) {
  switch (node.kind) {
    case Yaml::Kind::null: return "nothing";
    case Yaml::Kind::sequence: return "a list";
    case Yaml::Kind::map: return "a map";
    case Yaml::Kind::scalar: break;
  }
  return "";
}

[[noreturn]] void wrong(const Yaml& node, const char* expected) {
  const std::string found =
      node.kind == Yaml::Kind::scalar ? "'" + node.text + "'" : kind_name(node);
  throw Error(node.place() + ": found " + found + ", expected " + expected);
}

}  // namespace

const Yaml* Yaml::find(std::string_view key) const {
  for (const auto& [name, value] : members)
    if (name == key) return &value;
  return nullptr;
}

std::string Yaml::place() const { return source + ", line " + std::to_string(line); }

double Yaml::number() const {
  if (kind == Kind::scalar && !quoted)
    if (const auto value = parse_number(text)) return *value;
  wrong(*this, "a number");
}

long long Yaml::integer() const {
  if (kind == Kind::scalar && !quoted)
    if (const auto value = parse_integer(text)) return *value;
  wrong(*this, "a whole number");
}

bool Yaml::boolean() const {
  const std::string value = lower(text);
  if (kind == Kind::scalar && !quoted) {
    if (value == "true" || value == "yes" || value == "on") return true;
    if (value == "false" || value == "no" || value == "off") return false;
  }
  wrong(*this, "true or false");
}

const std::string& Yaml::word() const {
  if (kind != Kind::scalar) wrong(*this, "a word");
  return text;
}

std::vector<double> Yaml::numbers() const {
  if (kind == Kind::scalar) return {number()};
  if (kind != Kind::sequence) wrong(*this, "a list of numbers");
  std::vector<double> out;
  for (const auto& item : items) out.push_back(item.number());
  return out;
}

std::vector<std::string> Yaml::words() const {
  if (kind == Kind::scalar) return {text};
  if (kind != Kind::sequence) wrong(*this, "a list of words");
  std::vector<std::string> out;
  for (const auto& item : items) out.push_back(item.word());
  return out;
}

void Yaml::allow_only(const std::vector<std::string>& known) const {
  if (kind == Kind::null) return;
  if (kind != Kind::map) wrong(*this, "a map of keys and values");
  for (const auto& [key, value] : members) {
    bool is_known = false;
    for (const auto& name : known) is_known |= name == key;
    if (!is_known)
      throw Error(value.place() + ": unknown key '" + key + "'" + suggestion(key, known));
  }
}

Yaml parse_yaml(std::string_view text, const std::string& source) {
  try {
    return convert(YAML::Load(std::string(text)), source, 1);
  } catch (const YAML::Exception& e) {
    throw Error(source + ", line " + std::to_string(e.mark.line + 1) +
                ": not valid YAML: " + e.msg);
  }
}

Yaml read_yaml(const std::filesystem::path& path) {
  return parse_yaml(read_file(path), path.filename().string());
}

}  // namespace dlrr
