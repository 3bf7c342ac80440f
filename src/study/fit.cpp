#include "study/fit.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "port/digest.h"
#include "port/json_text.h"
#include "port/yaml.h"
#include "study/baselines.h"
#include "study/cohort_parts.h"
#include "study/learning.h"
#include "study/outcome_labels.h"
#include "study/plan_parts.h"
#include "study/plan_values.h"
#include "study/table_files.h"

namespace dlrr {

namespace {

// All tables of a request: first the feature files, then the deep ones, then the clinical ones.
struct Files {
  std::vector<TableFile> all;
  std::size_t features = 0, deep = 0;  // how many

  std::span<const TableFile> of_features() const { return std::span(all).first(features); }
  std::span<const TableFile> of_deep() const { return std::span(all).subspan(features, deep); }
  std::span<const TableFile> of_clinic() const { return std::span(all).subspan(features + deep); }
};

// A column by name over all files: which file and where in it.
struct Place {
  const TableFile* file;
  std::size_t column;
  std::string cell(const std::string& patient) const {
    return std::string(file->cells.cell(file->row_of.at(patient), column));
  }
};

Place find_column(std::span<const TableFile> files, const std::string& name) {
  std::vector<Place> found;
  std::vector<std::string> known;
  for (const auto& file : files) {
    known.insert(known.end(), file.cells.header().begin(), file.cells.header().end());
    if (const auto column = file.cells.find(name)) found.push_back({&file, *column});
  }
  if (found.empty()) throw Error("no column '" + name + "'" + suggestion(name, known));
  if (found.size() > 1)
    throw Error("column '" + name + "' is in " + found[0].file->name + " and in " +
                found[1].file->name + "; remove it from one of them");
  return found.front();
}

bool is_survival(const FitRequest& request) { return !request.survival_time.empty(); }

// The column whose labels are read as 0 and 1.
const std::string& of_event(const FitRequest& request) {
  return is_survival(request) ? request.survival_event : request.outcome;
}

// Columns that say who and how it ended; everything else may be an input.
std::vector<std::string> special_columns(const FitRequest& request) {
  std::vector<std::string> out = {of_event(request)};
  if (is_survival(request)) out.push_back(request.survival_time);
  for (const auto* name : {&request.split, &request.time, &request.centre, &request.group})
    if (!name->empty() && std::ranges::find(out, *name) == out.end()) out.push_back(*name);
  return out;
}

// In the cohort's table "patient" names the row; a column of that name stands there as another.
std::string cohort_name(const std::string& column) {
  return column == "patient" ? "patient_" : column;
}

std::vector<std::string> clinical_names(const FitRequest& request, const Files& files) {
  if (!request.clinical_columns.empty()) return request.clinical_columns;
  const auto special = special_columns(request);
  std::vector<std::string> out;
  for (const auto& file : files.of_clinic())
    for (std::size_t j = 0; j < file.cells.header().size(); ++j) {
      const auto& name = file.cells.header()[j];
      if (j == file.patient || name.empty() || std::ranges::find(special, name) != special.end() ||
          std::ranges::find(request.ignore, name) != request.ignore.end())
        continue;
      out.push_back(name);
    }
  return out;
}

// Patient, outcome, set and clinical columns of everybody, as the table of a cohort.
Csv cohort_csv(const FitRequest& request, std::span<const TableFile> files,
               const std::vector<std::string>& patients, const std::vector<std::string>& clinical,
               ReadingNotes& notes, std::string& event) {
  auto names = special_columns(request);
  for (const auto& name : clinical) {
    if (std::ranges::find(names, name) != names.end())
      throw Error("column '" + name +
                  "' cannot be a clinical input: it is the outcome, the set, "
                  "or named twice");
    names.push_back(name);
  }
  Csv out;
  out.header = {"patient"};
  for (const auto& patient : patients) out.rows.push_back({patient});
  for (std::size_t k = 0; k < names.size(); ++k) {
    const Place place = find_column(files, names[k]);
    std::vector<std::string> cells;
    for (const auto& patient : patients) cells.push_back(place.cell(patient));
    if (k == 0) {
      try {
        auto labels = read_outcome_labels(cells, request.event);
        cells = std::move(labels.cells);
        event = labels.event;
        if (!labels.note.empty())
          notes.notes.push_back("outcome '" + names[k] + "': " + labels.note);
      } catch (const Error& e) {
        throw e.at(place.file->name + ": outcome '" + names[k] + "'");
      }
    }
    out.header.push_back(cohort_name(names[k]));
    for (std::size_t i = 0; i < cells.size(); ++i) out.rows[i].push_back(std::move(cells[i]));
  }
  return out;
}

// Columns named {phase}.{region}.{feature} by dlrr: the feature's name has underscores, the phase
// and the region have none (R writes original.shape.Volume, which has no blocks).
bool has_blocks(const Table& table) {
  return std::ranges::all_of(table.columns, [](const Column& column) {
    const auto parts = column_parts(column.name);
    return parts.feature.find('_') != std::string::npos &&
           parts.phase.find('_') == std::string::npos;
  });
}

void set_imputations(int wanted, FillPlan& plan) {
  if (plan.use == "median")
    throw Error(ErrorKind::usage,
                "--imputations: the median fills a gap once; add --imputation chained");
  plan.imputations = wanted;
}

void read_settings(const FitRequest& request, StudyPlan& plan, bool clinical, bool radiomics,
                   bool sized) {
  std::vector<std::string> available;
  if (clinical) available.push_back("clinical");
  if (radiomics) available.insert(available.end(), {"rad_score", "mean_z"});
  if (sized) available.push_back("tumour_size");
  if (plan.deep.enabled) available.push_back("dl_score");
  Yaml root;
  root.kind = Yaml::Kind::map;
  if (!request.settings.empty()) root = read_yaml(request.settings);
  root.allow_only({"selection", "models", "baselines", "algorithms", "tuning", "protocol", "seed",
                   "harmonise", "imputation"});
  take(root, "seed", plan.seed);
  if (request.seed) plan.seed = *request.seed;
  read_learning(root, available, plan);
  auto& protocol = plan.protocol;
  if (!request.outer.empty()) protocol.outer = request.outer;
  if (!request.harmonise.empty()) plan.harmonise = request.harmonise;
  if (!request.imputation.empty() && request.imputation != plan.imputation.use)
    plan.imputation = {request.imputation};
  if (request.imputations) set_imputations(*request.imputations, plan.imputation);
  if (request.permute) protocol.permute = *request.permute;
  if (request.bootstrap) protocol.bootstrap = *request.bootstrap;
  protocol.learning_curve |= request.learning_curve;
  take_survival(root, plan);
  check_centres(plan);
  if (request.protocol.empty()) return;
  plan.protocol.paper = request.protocol != "nested";
  plan.protocol.nested = request.protocol != "paper";
}

std::string hashed(const std::filesystem::path& path) {
  return path.filename().string() + "  # sha256 " + sha256(read_file(path));
}

// Every setting as YAML, for the reader and for the hash.
std::string fit_text(const FitRequest& request, const StudyPlan& plan) {
  std::string out = "fit: " + yaml_word(plan.name) + "\n";
  const auto add_files = [&](const char* key, const auto& files) {
    if (files.empty()) return;
    out += std::string(key) + ":\n";
    for (const auto& file : files) out += "  - " + hashed(file) + "\n";
  };
  add_files("features", request.features);
  add_files("deep", request.deep);
  add_files("clinical", request.clinical);
  out += "outcome: {";
  if (is_survival(request)) out += "time: " + yaml_word(request.survival_time) + ", ";
  out += (is_survival(request) ? "event_column: " : "column: ") + yaml_word(of_event(request));
  if (request.horizon > 0) out += ", horizon: " + number_text(request.horizon);
  if (!request.event.empty()) out += ", event: " + yaml_word(request.event);
  out += "}\nsplit: ";
  if (!request.split.empty())
    out += "{column: " + yaml_word(request.split) + "}\n";
  else if (!request.time.empty())
    out += time_split_text(plan.cohort.split) + "\n";
  else
    out += "{train: " + number_text(request.train) +
           ", seed: " + std::to_string(plan.cohort.split.seed) + "}\n";
  if (!request.centre.empty()) out += "centre: " + yaml_word(request.centre) + "\n";
  if (!request.group.empty()) out += "group: " + yaml_word(request.group) + "\n";
  if (!request.clinical_columns.empty())
    out += "clinical_columns: " + yaml_list(request.clinical_columns) + "\n";
  out += "ignore: " + yaml_list(request.ignore) + "\n";
  return out + learning_text(plan);
}

StudyPlan cohort_plan(const FitRequest& request) {
  StudyPlan plan;
  plan.name = request.features.front().stem().string();
  plan.name = plan.name.substr(0, plan.name.find('.'));
  for (const auto* list : {&request.features, &request.deep, &request.clinical})
    for (const auto& file : *list) plan.tables.push_back(file.filename().string());
  plan.cohort.patient = "patient";
  auto& outcome = plan.cohort.outcome;
  if (is_survival(request)) {
    outcome.time = cohort_name(request.survival_time);
    outcome.event = cohort_name(request.survival_event);
    outcome.horizon = request.horizon;
    outcome.survival = true;
  } else {
    outcome.column = cohort_name(request.outcome);
  }
  plan.cohort.split.column = cohort_name(request.split);
  plan.cohort.split.time = cohort_name(request.time);
  plan.cohort.split.until = request.until;
  plan.cohort.centre = cohort_name(request.centre);
  plan.cohort.group = cohort_name(request.group);
  plan.cohort.split.train = request.train;
  plan.deep.enabled = !request.deep.empty();
  return plan;
}

Files read_files(const FitRequest& request, ReadingNotes& notes) {
  Files files;
  files.features = request.features.size();
  files.deep = request.deep.size();
  for (const auto* list : {&request.features, &request.deep, &request.clinical})
    for (const auto& path : *list)
      files.all.push_back(read_table_file(path, request.patient, notes));
  return files;
}

void choose_protocol(const FitRequest& request, FitPlan& fit) {
  const auto alone =
      std::ranges::all_of(fit.cohort.patients, [](const Patient& p) { return p.set == "train"; });
  if (!alone) return;
  fit.cohort.notes.push_back(
      "there is one set only; nothing but nested resampling can tell how "
      "good a model is");
  if (!request.protocol.empty()) return;
  fit.plan.protocol.paper = false;
  fit.plan.protocol.nested = true;
}

// What the tables say, once their texts are gone: those of a wide study take more memory than its
// numbers.
struct Read {
  ReadingNotes notes;
  std::vector<Exclusion> excluded;
  std::vector<std::string> clinical;  // names
  Csv cohort;
  std::string event;  // the label that is the event; empty for plain 0/1
  Table radiomics, deep;
};

Read read_request(const FitRequest& request) {
  Read out;
  const Files files = read_files(request, out.notes);
  const auto patients = common_patients(files.all, out.excluded, out.notes);
  out.clinical = clinical_names(request, files);
  for (const auto& name : request.ignore)
    out.notes.unused.push_back(
        {find_column(files.all, name).file->name, name, "named in --ignore"});
  out.cohort = cohort_csv(request, files.all, patients, out.clinical, out.notes, out.event);
  auto taken = special_columns(request);
  taken.insert(taken.end(), out.clinical.begin(), out.clinical.end());
  taken.insert(taken.end(), request.ignore.begin(), request.ignore.end());
  out.radiomics = feature_table(files.of_features(), patients, taken, Origin::radiomics, out.notes);
  out.deep = feature_table(files.of_deep(), patients, taken, Origin::deep, out.notes);
  return out;
}

void put_first(auto& list, const auto& others) {
  list.insert(list.begin(), others.begin(), others.end());
}

}  // namespace

FitPlan plan_fit(const FitRequest& request) {
  FitPlan fit;
  fit.plan = cohort_plan(request);
  const Read read = read_request(request);
  fit.plan.cohort.outcome.label = read.event;
  fit.plan.selection.blocks = has_blocks(read.radiomics) && has_blocks(read.deep);
  read_settings(request, fit.plan, !read.clinical.empty(), !read.radiomics.columns.empty(),
                size_column(read.radiomics, "").has_value());
  fit.plan.cohort.split.seed = fit.plan.seed;

  const std::string source = join(fit.plan.tables, " + ");
  fit.cohort = cohort_of_table(fit.plan, read.cohort, source);
  put_first(fit.cohort.notes, read.notes.notes);
  put_first(fit.cohort.unused, read.notes.unused);
  put_first(fit.cohort.excluded, read.excluded);
  choose_protocol(request, fit);
  std::vector<std::size_t> rows;
  for (const auto& patient : fit.cohort.patients)
    rows.push_back(*read.radiomics.find_patient(patient.name));
  fit.radiomics = read.radiomics.rows(rows);
  fit.deep = read.deep.rows(rows);
  if (fit.plan.models.empty()) throw Error(source + ": no column is left that a model could read");
  fit.plan.normalised_text = fit_text(request, fit.plan);
  fit.plan.hash = sha256(fit.plan.normalised_text);
  return fit;
}

RunSummary run_fit(FitPlan fit, const std::filesystem::path& folder, const Resources& resources) {
  remove_leftovers(folder);
  write_file(folder / "plan.yaml", fit.plan.normalised_text);
  write_excluded(folder / "excluded.csv", fit.cohort.excluded);
  LearningData data;
  data.clinical = fit.cohort.clinical;
  data.radiomics = std::move(fit.radiomics);
  data.deep = std::move(fit.deep);
  std::vector<std::size_t> rows;
  for (const auto& patient : fit.cohort.patients) {
    rows.push_back(rows.size());
    add_patient(patient, data);
  }
  return learn_and_report({fit.plan, fit.cohort, nullptr, rows, fit.cohort.excluded, data}, {},
                          folder, resources);
}

}  // namespace dlrr
