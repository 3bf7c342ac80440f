// dlrr features: every radiomic feature and filter with its definition, from the rows beside the
// code.
#include <cstdio>

#include "command/command.h"
#include "feature/radiomic/family.h"
#include "image/filter/filter.h"
#include "port/json_text.h"

namespace dlrr {

namespace {

std::string text_of(std::string_view view) { return std::string(view); }

Json as_json() {
  Json features = Json::array(), images = Json::array();
  for (const Family& family : families())
    for (const FeatureDefinition& f : family.features)
      features.push_back(Json::of({{"class", family.name},
                                   {"name", f.name},
                                   {"ibsi", f.ibsi},
                                   {"unit", f.unit},
                                   {"formula", f.formula},
                                   {"reads", f.reads},
                                   {"undefined", f.undefined},
                                   {"by_name", f.by_name}}));
  for (const Filter& row : filters())
    images.push_back(Json::of({{"type", row.type}, {"formula", row.formula}}));
  return Json::of({{"features", features}, {"image_types", images}});
}

// A bar would end the cell of a Markdown table.
std::string cell(std::string_view view) {
  std::string out;
  for (const char c : view) out += c == '|' ? std::string("\\vert ") : std::string(1, c);
  return out;
}

std::string formula(std::string_view tex) { return tex.empty() ? "" : "$" + cell(tex) + "$"; }

std::string as_markdown() {
  std::string out =
      "# Radiomic features\n\nWritten by `dlrr features --markdown` from the definitions in the "
      "code. Names and "
      "values are those of PyRadiomics 3.1.\n"
      "Classes marked so are computed only when a parameter file names them; IBSI's values are "
      "checked in conformance.md.\nFeatures with a star are deprecated in PyRadiomics: computed "
      "only "
      "when they are named themselves.\n";
  for (const Family& family : families()) {
    out += "\n## " + text_of(family.name) + " (" + std::to_string(family.features.size()) +
           (family.standard ? ")\n\n" : ", when named)\n\n") +
           "| name | IBSI | unit | formula | a large value means | no value when "
           "|\n|---|---|---|---|---|---|\n";
    for (const FeatureDefinition& f : family.features)
      out += "| " + text_of(f.name) + (f.by_name ? "*" : "") + " | " + cell(f.ibsi) + " | " +
             cell(f.unit) + " | " + formula(f.formula) + " | " + cell(f.reads) + " | " +
             cell(f.undefined) + " |\n";
  }
  out += "\n## Image types\n\n| type | images by default | formula |\n|---|---|---|\n";
  FilterSettings settings;
  settings.sigma = {{1, "1.0"}};
  for (const Filter& row : filters()) {
    std::string names;
    for (const auto& name : row.names(settings))
      names += (names.empty() ? "`" : ", `") + name + "`";
    out += "| " + text_of(row.type) + " | " + names + " | " + formula(row.formula) + " |\n";
  }
  return out;
}

std::string as_text() {
  std::string out;
  for (const Family& family : families()) {
    out += text_of(family.name) + "\n";
    for (const FeatureDefinition& f : family.features) {
      std::string name = "  " + text_of(f.name), ibsi = text_of(f.ibsi.empty() ? "-" : f.ibsi);
      std::string unit = text_of(f.unit.empty() ? "-" : f.unit);
      name.resize(std::max<std::size_t>(name.size() + 1, 38), ' ');
      ibsi.resize(std::max<std::size_t>(ibsi.size() + 1, 6), ' ');
      unit.resize(std::max<std::size_t>(unit.size() + 1, 12), ' ');
      out += name + ibsi + unit + text_of(f.reads) + "\n";
    }
  }
  out += "image types\n ";
  for (const Filter& row : filters()) out += " " + text_of(row.type);
  return out + "\n";
}

int run(const Arguments& arguments, const Common& common) {
  const std::string out = common.json                 ? json_text(as_json()) + "\n"
                          : arguments.has("markdown") ? as_markdown()
                                                      : as_text();
  std::fputs(out.c_str(), stdout);
  return 0;
}

}  // namespace

Command features_command() {
  return {
      "features",
      "Every radiomic feature: name, IBSI id, unit, meaning; --json and --markdown add formulas.",
      "dlrr features --markdown",
      {{OptionRow::Kind::flag, "--markdown", "", "the reference page of the documentation"}},
      run};
}

}  // namespace dlrr
