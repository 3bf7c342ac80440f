// A throw-away study folder for tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "study/plan.h"

namespace dlrr {

class TempStudy {
 public:
  TempStudy() {
    std::string pattern = (std::filesystem::temp_directory_path() / "dlrr-study-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    write("cases.csv", "patient,phase,image,tumour\na,ct,a.nii,am.nii\nb,ct,b.nii,bm.nii\n");
    write("clinical.csv", "patient,event,age\na,0,50\nb,1,60\n");
  }
  ~TempStudy() { std::filesystem::remove_all(folder_); }
  TempStudy(const TempStudy&) = delete;
  TempStudy& operator=(const TempStudy&) = delete;

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const {
    write_file(path(name), text);
  }
  StudyPlan plan(const std::string& yaml) const {
    write("study.yaml", yaml);
    return read_plan(path("study.yaml"));
  }

 private:
  std::filesystem::path folder_;
};

// The message of the Error that `action` throws; "" when it throws none.
template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

inline const char* const kShort =
    "cohort: {clinical: clinical.csv, images: cases.csv, outcome: {column: event}}\n";

}  // namespace dlrr
