// The imaging half of the study file: phases, regions, radiomics, deep network.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "feature/deep/pooling.h"
#include "feature/deep/precision.h"
#include "feature/radiomic/settings.h"
#include "port/digest.h"
#include "port/yaml.h"
#include "study/plan_parts.h"
#include "study/plan_values.h"

namespace dlrr {

namespace {

using Path = std::filesystem::path;

// Without `phases:` every phase of the cases table counts, in the order of its first row.
std::vector<std::string> phases_of_table(const Csv& cases) {
  std::vector<std::string> out;
  const auto column = cases.column("phase");
  for (const auto& row : cases.rows)
    if (std::find(out.begin(), out.end(), trim(row[column])) == out.end())
      out.push_back(trim(row[column]));
  return out;
}

// Phase names may hold '-', so every '-' is tried as the minus sign.
DeltaPlan read_delta(const Yaml& node, const std::string& text,
                     const std::vector<std::string>& phases) {
  const auto known = [&](const std::string& name) {
    return std::find(phases.begin(), phases.end(), name) != phases.end();
  };
  for (auto at = text.find('-'); at != std::string::npos; at = text.find('-', at + 1)) {
    const auto left = trim(text.substr(0, at)), right = trim(text.substr(at + 1));
    if (!known(left) || !known(right)) continue;
    if (left == right) throw Error(node.place() + ": delta '" + text + "' is a phase minus itself");
    return {left + "-" + right, left, right};
  }
  const auto at = text.find('-');
  const auto left = trim(text.substr(0, at));
  const auto wrong = !known(left) || at == std::string::npos ? left : trim(text.substr(at + 1));
  throw Error(node.place() + ": delta '" + text + "' must be PHASE-PHASE; '" + wrong +
              "' is no phase of this study" + suggestion(wrong, phases));
}

RegionPlan read_region(const std::string& name, const Yaml& node) {
  check_name(node, name, "region");
  node.allow_only({"organ", "erode", "expand", "shape", "clip"});
  RegionPlan out;
  out.name = name;
  if (const Yaml* organ = present(node, "organ")) {
    choice(*organ, {"minus-tumour"});
    out.organ_minus_tumour = true;
  }
  take(node, "erode", out.erode_mm, {0.01, 1000});
  take(node, "expand", out.expand_mm, {0.01, 1000});
  if (const Yaml* shape = present(node, "shape")) {
    out.ring = choice(*shape, {"ring", "solid"}) == "ring";
    if (out.expand_mm <= 0) throw Error(shape->place() + ": 'shape' is for a region with 'expand'");
  }
  if (const Yaml* clip = present(node, "clip")) {
    choice(*clip, {"organ"});
    out.clip_to_organ = true;
  }
  try {
    check_plan(out);
  } catch (const Error& e) {
    throw e.at(node.place());
  }
  return out;
}

bool has_organ(const Csv& cases) {
  const auto column = cases.find("organ");
  return column && std::any_of(cases.rows.begin(), cases.rows.end(),
                               [&](const auto& row) { return !trim(row[*column]).empty(); });
}

RegionPlan expansion(const char* name, double mm) {
  RegionPlan out;
  out.name = name;
  out.expand_mm = mm;
  return out;
}

// The six regions of the article; without an organ mask anywhere, the five that need none.
std::vector<RegionPlan> default_regions(bool organ) {
  RegionPlan tumour, rest, inner;
  tumour.name = "tumour";
  rest.name = "organ";
  rest.organ_minus_tumour = true;
  inner.name = "inner_5mm";
  inner.erode_mm = 5;
  std::vector<RegionPlan> out = {tumour};
  if (organ) out.push_back(rest);
  out.insert(out.end(),
             {inner, expansion("rim_3mm", 3), expansion("rim_5mm", 5), expansion("rim_10mm", 10)});
  return out;
}

void read_deep_weights(const Yaml& node, StudyPlan& plan, WrittenPaths& paths) {
  auto& deep = plan.deep;
  take(node, "seed", deep.seed);
  take_choice(node, "shortcut", deep.shortcut, {"A", "B"});
  take(node, "width", deep.width, {1, 256});
  const Yaml* weights = present(node, "weights");
  if (!weights) return;
  for (const char* key : {"seed", "shortcut", "width"})
    if (const Yaml* value = present(node, key))
      throw Error(value->place() + ": '" + key +
                  "' is for made weights; the weights file already says it");
  paths.weights = written_path(weights->word());
  deep.weights = beside(plan, weights->word());
  must_exist(*weights, deep.weights);
}

// The value of a key as one text: "[1, 2]" and "1,2" say the same.
void read_deep_input(const Yaml& node, DeepPlan& deep) {
  DeepRows rows;
  for (const auto& key : deep_keys())
    if (const Yaml* value = present(node, key)) rows.emplace_back(key, join(value->words(), ","));
  try {
    deep.input = deep_settings(rows);
  } catch (const Error& e) {
    throw e.at(node.place());
  }
}

}  // namespace

void read_phases(const Yaml& root, const Csv& cases, StudyPlan& plan) {
  const Yaml* node = present(root, "phases");
  plan.phases = node ? node->words() : phases_of_table(cases);
  const Yaml& place = node ? *node : root;
  if (plan.phases.empty()) throw Error(place.place() + ": no phase; name at least one in 'phases'");
  for (const auto& phase : plan.phases) check_name(place, phase, "phase");
  check_unique(place, plan.phases, "phase");
}

void read_deltas(const Yaml& root, StudyPlan& plan) {
  const Yaml* node = present(root, "deltas");
  if (!node) return;
  std::vector<std::string> names;
  for (const auto& text : node->words()) {
    plan.deltas.push_back(read_delta(*node, text, plan.phases));
    names.push_back(plan.deltas.back().name);
  }
  check_unique(*node, names, "delta");
  for (const auto& name : names)
    if (std::find(plan.phases.begin(), plan.phases.end(), name) != plan.phases.end())
      throw Error(node->place() + ": '" + name + "' is the name of a phase and of a delta");
}

void read_regions(const Yaml& root, const Csv& cases, StudyPlan& plan) {
  const Yaml* node = present(root, "regions");
  if (!node) {
    plan.regions = default_regions(has_organ(cases));
    return;
  }
  if (node->kind != Yaml::Kind::map || node->members.empty())
    throw Error(node->place() + ": regions is a map such as {tumour: {}, rim_5mm: {expand: 5}}");
  for (const auto& [name, value] : node->members) plan.regions.push_back(read_region(name, value));
}

// A word with a YAML ending, or that names an existing file, is a parameter file; else a preset.
void read_radiomics(const Yaml& root, StudyPlan& plan, WrittenPaths& paths) {
  paths.radiomics = plan.radiomics_preset;
  paths.radiomics_hash = sha256(radiomic_preset_text(plan.radiomics_preset));
  take_choice(root, "radiomics_mode", plan.radiomics_mode, {"shared", "exact"});
  const Yaml* node = present(root, "radiomics");
  if (!node) return;
  const Path path = node->word();
  const bool file = path.extension() == ".yaml" || path.extension() == ".yml" ||
                    path.has_parent_path() || std::filesystem::is_regular_file(beside(plan, path));
  paths.radiomics = written_path(path);
  if (!file) {
    plan.radiomics_preset = choice(*node, radiomic_preset_names());
    paths.radiomics_hash = sha256(radiomic_preset_text(plan.radiomics_preset));
    return;
  }
  plan.radiomics = beside(plan, path);
  plan.radiomics_preset.clear();
  must_exist(*node, plan.radiomics);
  read_radiomic_settings(plan.radiomics);  // a mistake in it shows now, not after the first image
  paths.radiomics_hash = sha256(read_file(plan.radiomics));
}

void read_deep(const Yaml& root, StudyPlan& plan, WrittenPaths& paths) {
  plan.deep.seed = plan.seed;
  const Yaml* node = present(root, "deep");
  if (!node) return;
  if (node->kind == Yaml::Kind::scalar) {
    plan.deep.enabled = node->boolean();
    return;
  }
  std::vector<std::string> known = {"weights", "seed",    "layout",   "shortcut",
                                    "width",   "pooling", "precision"};
  for (auto& key : deep_keys()) known.push_back(std::move(key));
  node->allow_only(known);
  read_deep_weights(*node, plan, paths);
  take_choice(*node, "layout", plan.deep.layout, {"dilated", "strided"});
  if (const Yaml* precision = present(*node, "precision")) {
    plan.deep.precision = choice(*precision, {"f32", "bf16"});
    try {
      check_precision(parse_precision(plan.deep.precision));
    } catch (const Error& e) {
      throw e.at(precision->place());
    }
  }
  if (const Yaml* pooling = present(*node, "pooling")) {
    plan.deep.pooling = pooling->words();
    try {
      parse_poolings(plan.deep.pooling);
    } catch (const Error& e) {
      throw e.at(pooling->place());
    }
  }
  read_deep_input(*node, plan.deep);
}

}  // namespace dlrr
