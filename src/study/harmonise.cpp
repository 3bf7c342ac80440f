#include "study/harmonise.h"

#include <algorithm>
#include <unordered_map>

#include "base/pick.h"

namespace dlrr {

Harmoniser learn_harmoniser(const Table& table, std::span<const std::size_t> rows,
                            std::span<const std::string> centre) {
  Harmoniser out;
  out.combat = learn_combat(table.values.select_rows(rows), pick(centre, rows));
  if (out.empty()) return out;
  for (const auto& column : table.columns) out.features.push_back(column.name);
  return out;
}

Table harmonised(const Harmoniser& harmoniser, Table table, std::span<const std::string> centre) {
  if (harmoniser.empty() || centre.empty()) return table;
  std::unordered_map<std::string, std::size_t> at;
  for (std::size_t j = 0; j < harmoniser.features.size(); ++j) at[harmoniser.features[j]] = j;
  std::vector<std::optional<std::size_t>> batch;
  for (const auto& name : centre) batch.push_back(harmoniser.combat.find_batch(name));
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    const auto known = at.find(table.columns[j].name);
    if (known == at.end()) continue;
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (batch[i])
        table.values(i, j) =
            harmoniser.combat.adjusted(table.values(i, j), known->second, *batch[i]);
  }
  return table;
}

Harmoniser keep_features(const Harmoniser& harmoniser, std::span<const std::string> names) {
  if (harmoniser.empty()) return {};
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < harmoniser.features.size(); ++j)
    if (std::ranges::find(names, harmoniser.features[j]) != names.end()) columns.push_back(j);
  return {pick(harmoniser.features, columns), select_columns(harmoniser.combat, columns)};
}

Json to_json(const Harmoniser& harmoniser) {
  Json features = Json::array();
  const Combat& combat = harmoniser.combat;
  for (std::size_t j = 0; j < harmoniser.features.size(); ++j)
    features.push_back(Json::of({{"feature", harmoniser.features[j]},
                                 {"mean", combat.mean[j]},
                                 {"sd", combat.sd[j]},
                                 {"shift", combat.shift.column(j)},
                                 {"spread", combat.spread.column(j)}}));
  return Json::of({{"method", "combat"}, {"centres", combat.batches}, {"features", features}});
}

Harmoniser harmoniser_from_json(const Json& json) {
  Harmoniser out;
  for (const auto& name : json.at("centres").as_array())
    out.combat.batches.push_back(name.as_string());
  const auto& features = json.at("features").as_array();
  out.combat.shift = Matrix(out.combat.batches.size(), features.size());
  out.combat.spread = out.combat.shift;
  for (std::size_t j = 0; j < features.size(); ++j) {
    out.features.push_back(features[j].at("feature").as_string());
    out.combat.mean.push_back(features[j].at("mean").as_number());
    out.combat.sd.push_back(features[j].at("sd").as_number());
    for (std::size_t k = 0; k < out.combat.batches.size(); ++k) {
      out.combat.shift(k, j) = features[j].at("shift").as_array().at(k).as_number();
      out.combat.spread(k, j) = features[j].at("spread").as_array().at(k).as_number();
    }
  }
  return out;
}

}  // namespace dlrr
