// Results of single cases kept on disk while a batch runs, so that a killed run goes on where it
// was.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "command/extract_cases.h"
#include "command/extract_output.h"

namespace dlrr {

class KeptRows {
 public:
  // `settings`: everything else that changes the numbers. With `as_asked` the files are named
  // features_1.csv ... and stay, as PyRadiomics' --out-dir; else the folder is scratch.
  KeptRows(std::filesystem::path folder, std::string settings, bool as_asked);

  // The cells of case `index` (from 0) when an earlier run of the same files and settings kept
  // them.
  std::optional<Diagnostics> find(std::size_t index, const ExtractCase& one) const;
  void keep(std::size_t index, const ExtractCase& one, const ExtractTable& table,
            const ExtractRow& row) const;
  // Removes a scratch folder; nothing else.
  void finish() const;

 private:
  std::filesystem::path file(std::size_t index) const;
  // Says which files, label and settings a row belongs to.
  std::string key(const ExtractCase& one) const;

  std::filesystem::path folder_;
  std::string settings_;
  bool as_asked_;
};

}  // namespace dlrr
