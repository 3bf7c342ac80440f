#include "report/evaluations.h"

#include <algorithm>

#include "report/read.h"

namespace dlrr {

namespace {

int rank_of(const std::string& set) {
  const char* const order[] = {"train", "resampled", "internal", "external"};
  for (int i = 0; i < 4; ++i)
    if (set == order[i]) return i;
  return 4;
}

int colour_of(std::vector<std::string>& models, const std::string& model) {
  const auto found = std::find(models.begin(), models.end(), model);
  if (found != models.end()) return static_cast<int>(found - models.begin());
  models.push_back(model);
  return static_cast<int>(models.size()) - 1;
}

void add_protocol(const Json& report, const std::string& protocol, std::vector<std::string>& models,
                  std::vector<Panel>& out) {
  std::vector<Panel> panels;
  for (const auto& [model, sets] : members_of(member(report, "protocols", protocol)))
    for (const auto& [set, evaluation] : members_of(sets)) {
      if (!evaluation.is_object()) continue;
      auto panel =
          std::find_if(panels.begin(), panels.end(), [&](const Panel& p) { return p.set == set; });
      if (panel == panels.end()) panel = panels.insert(panel, Panel{protocol, set, {}});
      panel->models.push_back({model, colour_of(models, model), &evaluation});
    }
  std::stable_sort(panels.begin(), panels.end(),
                   [](const Panel& a, const Panel& b) { return rank_of(a.set) < rank_of(b.set); });
  out.insert(out.end(), panels.begin(), panels.end());
}

}  // namespace

std::string set_name(const std::string& set) {
  if (set == "train") return "training";
  if (set == "resampled") return "resampled training";
  return set;
}

std::string Panel::title() const {
  if (protocol.empty()) return set.empty() ? "All patients" : "Set " + set_name(set);
  std::string name = protocol;
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z')
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name + " protocol, " + set_name(set) + " set";
}

std::string Panel::id(const std::string& what) const {
  std::string id = what;
  for (const std::string& part : {protocol, set})
    if (!part.empty()) id += "-" + part;
  return id;
}

std::string Panel::place() const {
  if (protocol.empty()) return set.empty() ? "all patients" : set_name(set);
  return protocol + ", " + set_name(set);
}

std::string place_title(const std::vector<Panel>& panels) {
  return !panels.empty() && panels.front().protocol.empty() ? "Set" : "Protocol and set";
}

std::vector<Panel> panels_of(const Json& report) {
  std::vector<Panel> out;
  std::vector<std::string> models, protocols{"paper", "nested"};
  for (const auto& [protocol, content] : members_of(member(report, "protocols")))
    if (std::find(protocols.begin(), protocols.end(), protocol) == protocols.end())
      protocols.push_back(protocol);
  for (const std::string& protocol : protocols) add_protocol(report, protocol, models, out);
  return out;
}

}  // namespace dlrr
