// Harmonisation of a feature table between centres: learned from training rows, then frozen. A
// value of a centre that training has not seen (or saw once) stays as it was measured, since nobody
// can know its shift; whoever applies it says so.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "select/combat.h"
#include "table/table.h"

namespace dlrr {

struct Harmoniser {
  std::vector<std::string> features;  // column names, in the order of `combat`
  Combat combat;

  bool empty() const { return combat.batches.empty(); }
  bool knows(const std::string& centre) const { return combat.find_batch(centre).has_value(); }
};

// `centre`: of every row of the table; `rows`: those that teach.
Harmoniser learn_harmoniser(const Table& table, std::span<const std::size_t> rows,
                            std::span<const std::string> centre);

// The table as if measured in no centre in particular; columns that the harmoniser does not know
// stay. `centre`: of every row; empty: unknown for all.
Table harmonised(const Harmoniser& harmoniser, Table table, std::span<const std::string> centre);

// The features of these names alone, for what a score reads.
Harmoniser keep_features(const Harmoniser& harmoniser, std::span<const std::string> names);

Json to_json(const Harmoniser& harmoniser);
Harmoniser harmoniser_from_json(const Json& json);

}  // namespace dlrr
