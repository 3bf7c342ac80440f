#include "evaluate/audit_file.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "port/yaml.h"

namespace dlrr {

namespace {

constexpr std::size_t kMostPatients = 20'000;  // all tables of a cohort are tried

const Yaml& needed(const Yaml& map, const char* key) {
  const Yaml* value = map.find(key);
  if (!value) throw Error(map.place() + ": key '" + key + "' is missing");
  return *value;
}

const Yaml& map_of(const Yaml& node, const char* expected) {
  if (node.kind != Yaml::Kind::map || node.members.empty())
    throw Error(node.place() + ": expected " + expected);
  return node;
}

std::size_t count(const Yaml& node, long long least = 0) {
  const long long value = node.integer();
  if (value < least)
    throw Error(node.place() + ": found " + std::to_string(value) +
                ", expected a whole number of " + std::to_string(least) + " or more");
  return static_cast<std::size_t>(value);
}

std::vector<std::size_t> counts(const Yaml& node) {
  if (node.kind != Yaml::Kind::sequence || node.items.empty())
    throw Error(node.place() + ": expected a list of counts, as [13, 8, 5]");
  std::vector<std::size_t> out;
  for (const auto& item : node.items) out.push_back(count(item));
  return out;
}

Printed printed(const Yaml& map, const char* key, bool may_be_bound = false) {
  const Yaml* node = map.find(key);
  if (!node || node->kind == Yaml::Kind::null) return {};
  const auto value = node->kind == Yaml::Kind::scalar && (may_be_bound || !node->quoted)
                         ? parse_printed(node->text)
                         : std::nullopt;
  if (!value || (value->below && !may_be_bound))
    throw Error(node->place() + ": " + key + ": found '" + node->text +
                "', expected a number as it is printed" + (may_be_bound ? ", or '<0.001'" : ""));
  return *value;
}

Printed in_range(const Yaml& map, const char* key, double low, double high) {
  const Printed value = printed(map, key, std::string_view(key) == "p");
  if (value.given() && !(value.value >= low && value.value <= high))
    throw Error(map.find(key)->place() + ": " + key + ": found " + value.text() + ", expected " +
                number_text(low) + " to " + number_text(high));
  return value;
}
Printed share(const Yaml& map, const char* key) { return in_range(map, key, 0, 1); }

CountRow count_row(const std::string& name, const Yaml& node, std::size_t groups) {
  node.allow_only({"counts", "p"});
  CountRow row{name, {}, share(node, "p")};
  const Yaml& levels = needed(node, "counts");
  if (levels.kind != Yaml::Kind::sequence || levels.items.size() < 2)
    throw Error(levels.place() + ": expected a list of at least two levels, each a list of counts");
  for (const auto& level : levels.items) {
    row.counts.push_back(counts(level));
    const std::size_t expected = groups ? groups : row.counts.front().size();
    if (row.counts.back().size() != expected)
      throw Error(level.place() + ": " + std::to_string(row.counts.back().size()) +
                  " counts, expected " + std::to_string(expected) + " (one per group)");
  }
  return row;
}

CountsTable counts_table(const std::string& name, const Yaml& node) {
  node.allow_only({"totals", "rows"});
  CountsTable out{name, {}, {}};
  if (const Yaml* totals = node.find("totals")) out.totals = counts(*totals);
  for (const auto& [row, value] : map_of(needed(node, "rows"), "rows with their names").members)
    out.rows.push_back(count_row(row, value, out.totals.size()));
  return out;
}

RatioRow ratio_row(const std::string& name, const Yaml& node) {
  node.allow_only({"estimate", "lower", "upper", "p"});
  RatioRow row{name, printed(node, "estimate"), printed(node, "lower"), printed(node, "upper"),
               share(node, "p")};
  for (const char* key : {"estimate", "lower", "upper"}) needed(node, key);
  if (!(row.lower.value > 0) || !(row.lower.value <= row.estimate.value) ||
      !(row.estimate.value <= row.upper.value) || !(row.lower.value < row.upper.value))
    throw Error(node.place() + ": row '" + name + "': expected 0 < lower <= estimate <= upper");
  return row;
}

RatioTable ratio_table(const std::string& name, const Yaml& node) {
  node.allow_only({"rows"});
  RatioTable out{name, {}};
  for (const auto& [row, value] : map_of(needed(node, "rows"), "rows with their names").members)
    out.rows.push_back(ratio_row(row, value));
  return out;
}

AuditCohort cohort_of(const std::string& name, const Yaml& node) {
  node.allow_only({"n", "events"});
  AuditCohort out{name, count(needed(node, "n"), 2), count(needed(node, "events"), 1)};
  if (out.events >= out.n)
    throw Error(node.place() + ": cohort '" + name + "': " + std::to_string(out.events) +
                " events of " + std::to_string(out.n) +
                ", expected at least one without the event");
  if (out.n > kMostPatients)
    throw Error(node.place() + ": cohort '" + name + "': expected at most " +
                std::to_string(kMostPatients) + " patients");
  return out;
}

ModelRow model_row(const std::string& name, const Yaml& node,
                   const std::vector<AuditCohort>& cohorts) {
  node.allow_only(
      {"cohort", "accuracy", "sensitivity", "specificity", "ppv", "npv", "auc", "lower", "upper"});
  const Yaml& cohort = needed(node, "cohort");
  std::vector<std::string> names;
  for (const auto& c : cohorts) names.push_back(c.name);
  const auto at = std::find(names.begin(), names.end(), cohort.word());
  if (at == names.end())
    throw Error(cohort.place() + ": no cohort '" + cohort.word() + "'" +
                suggestion(cohort.word(), names));
  ModelRow row{name,
               static_cast<std::size_t>(at - names.begin()),
               share(node, "accuracy"),
               share(node, "sensitivity"),
               share(node, "specificity"),
               share(node, "ppv"),
               share(node, "npv"),
               share(node, "auc"),
               share(node, "lower"),
               share(node, "upper")};
  if (row.lower.value > row.auc.value || row.upper.value < row.auc.value)
    throw Error(node.place() + ": row '" + name + "': expected lower <= auc <= upper");
  return row;
}

ModelTable model_table(const std::string& name, const Yaml& node) {
  node.allow_only({"cohorts", "rows"});
  ModelTable out{name, {}, {}};
  for (const auto& [key, value] :
       map_of(needed(node, "cohorts"), "cohorts with n and events").members)
    out.cohorts.push_back(cohort_of(key, value));
  for (const auto& [key, value] : map_of(needed(node, "rows"), "rows with their names").members)
    out.rows.push_back(model_row(key, value, out.cohorts));
  return out;
}

TotalRow total_row(const std::string& name, const Yaml& node) {
  node.allow_only({"parts", "printed"});
  TotalRow out{name, {}, count(needed(node, "printed"))};
  const Yaml& parts = needed(node, "parts");
  if (parts.kind != Yaml::Kind::sequence || parts.items.empty())
    throw Error(parts.place() + ": expected a list of products, as [[5, 2, 1512], [62]]");
  for (const auto& part : parts.items) out.parts.push_back(counts(part));
  return out;
}

VariablesRow variables_row(const std::string& name, const Yaml& node) {
  node.allow_only({"events", "variables"});
  return {name, count(needed(node, "events")), count(needed(node, "variables"), 1)};
}

GapRow gap_row(const std::string& name, const Yaml& node) {
  node.allow_only({"first", "second", "limit"});
  for (const char* key : {"first", "second", "limit"}) needed(node, key);
  return {name, share(node, "first"), share(node, "second"), share(node, "limit").value};
}

template <class Row>
void read_each(const Yaml& file, const char* key, Row (*read)(const std::string&, const Yaml&),
               std::vector<Row>& out) {
  if (const Yaml* section = file.find(key))
    for (const auto& [name, value] : map_of(*section, "names, each with a map").members)
      out.push_back(read(name, value));
}

PaperTables tables_of(const Yaml& file) {
  file.allow_only({"title", "counts", "ratios", "models", "totals", "variables", "gaps"});
  PaperTables out;
  if (const Yaml* title = file.find("title")) out.title = title->word();
  read_each(file, "counts", counts_table, out.counts);
  read_each(file, "ratios", ratio_table, out.ratios);
  read_each(file, "models", model_table, out.models);
  read_each(file, "totals", total_row, out.totals);
  read_each(file, "variables", variables_row, out.variables);
  read_each(file, "gaps", gap_row, out.gaps);
  if (out.counts.empty() && out.ratios.empty() && out.models.empty() && out.totals.empty() &&
      out.variables.empty() && out.gaps.empty())
    throw Error(file.source +
                ": holds no table, expected at least one of counts, ratios, models, totals, "
                "variables, gaps");
  return out;
}

}  // namespace

PaperTables parse_paper_tables(std::string_view text, const std::string& source) {
  return tables_of(parse_yaml(text, source));
}

PaperTables read_paper_tables(const std::filesystem::path& path) {
  return parse_paper_tables(read_file(path), path.filename().string());
}

}  // namespace dlrr
