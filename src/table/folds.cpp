#include "table/folds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/random.h"

namespace dlrr {

namespace {

// Rows of one group, by class.
struct Group {
  std::vector<std::size_t> rows;
  std::array<double, 2> of_class{};
};

std::vector<Group> groups_of(std::span<const int> outcome, std::span<const int> group) {
  if (group.size() != outcome.size())
    throw Error(ErrorKind::internal, "folds: rows and groups differ in number");
  std::map<int, std::size_t> at;
  std::vector<Group> groups;
  for (std::size_t i = 0; i < group.size(); ++i) {
    const auto [place, is_new] = at.emplace(group[i], groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].rows.push_back(i);
    ++groups[place->second].of_class[outcome[i] != 0];
  }
  return groups;
}

std::array<std::ptrdiff_t, 2> groups_with(const std::vector<Group>& groups) {
  std::array<std::ptrdiff_t, 2> out{};
  for (const auto& group : groups)
    for (const std::size_t label : {0, 1}) out[label] += group.of_class[label] > 0;
  return out;
}

// The fold that keeps the shares of both classes most even; of equal ones the emptiest.
std::size_t best_fold(const std::vector<std::array<double, 2>>& held, const Group& group,
                      const std::array<double, 2>& total) {
  std::size_t best = 0;
  std::pair<double, double> least{HUGE_VAL, 0};
  for (std::size_t k = 0; k < held.size(); ++k) {
    // The variance over folds grows by this, up to terms that are the same for every fold.
    double cost = 0;
    for (const std::size_t label : {0, 1}) {
      const double add = group.of_class[label] / total[label];
      const double now = held[k][label] / total[label];
      cost += 2 * add * now;
    }
    const std::pair<double, double> key{cost, held[k][0] + held[k][1]};
    if (key < least) least = key, best = k;
  }
  return best;
}

}  // namespace

int feasible_folds(std::span<const int> outcome, int wanted, std::span<const int> group) {
  const auto events = std::ranges::count(outcome, 1);
  auto rarer = std::min<std::ptrdiff_t>(events, std::ssize(outcome) - events);
  if (!group.empty()) rarer = std::ranges::min(groups_with(groups_of(outcome, group)));
  return static_cast<int>(std::min<std::ptrdiff_t>(rarer, wanted));
}

std::vector<int> grouped_folds(std::span<const int> outcome, std::span<const int> group, int folds,
                               std::uint64_t seed, std::uint64_t index) {
  if (group.empty()) return stratified_folds(outcome, folds, seed, index);
  if (folds < 2) throw Error(std::to_string(folds) + " folds, expected at least 2");
  auto groups = groups_of(outcome, group);
  const auto with = groups_with(groups);
  for (const std::size_t label : {1, 0})
    if (with[label] < folds)
      throw Error("only " + std::to_string(with[label]) + " groups with outcome " +
                  std::to_string(label) + " for " + std::to_string(folds) +
                  " folds; use fewer folds or more patients");
  Random(seed, "grouped folds", index).shuffle(groups);
  std::ranges::stable_sort(groups, std::greater{}, [](const Group& g) { return g.rows.size(); });
  std::array<double, 2> total{};
  for (const auto& one : groups)
    for (const std::size_t label : {0, 1}) total[label] += one.of_class[label];
  std::vector<std::array<double, 2>> held(static_cast<std::size_t>(folds));
  std::vector<int> fold_of_row(outcome.size(), 0);
  for (const auto& one : groups) {
    const auto k = best_fold(held, one, total);
    for (const std::size_t label : {0, 1}) held[k][label] += one.of_class[label];
    for (const auto row : one.rows) fold_of_row[row] = static_cast<int>(k);
  }
  return fold_of_row;
}

std::vector<int> stratified_folds(std::span<const int> outcome, int folds, std::uint64_t seed,
                                  std::uint64_t index) {
  if (folds < 2) throw Error(std::to_string(folds) + " folds, expected at least 2");
  Random random(seed, "folds", index);
  std::vector<int> fold_of_row(outcome.size(), 0);
  std::size_t dealt = 0;
  for (const int label : {1, 0}) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < outcome.size(); ++i)
      if ((outcome[i] != 0) == (label == 1)) rows.push_back(i);
    if (rows.size() < static_cast<std::size_t>(folds))
      throw Error("only " + std::to_string(rows.size()) + " patients with outcome " +
                  std::to_string(label) + " for " + std::to_string(folds) +
                  " folds; use fewer folds or more patients");
    random.shuffle(rows);
    for (const auto row : rows) fold_of_row[row] = static_cast<int>(dealt++ % folds);
  }
  return fold_of_row;
}

FoldRows fold_rows(std::span<const int> fold_of_row, int fold) {
  FoldRows rows;
  for (std::size_t i = 0; i < fold_of_row.size(); ++i)
    (fold_of_row[i] == fold ? rows.test : rows.train).push_back(i);
  return rows;
}

int fold_count(std::span<const int> fold_of_row) {
  int most = -1;
  for (const int fold : fold_of_row) most = std::max(most, fold);
  return most + 1;
}

}  // namespace dlrr
