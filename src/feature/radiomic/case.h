// One region from files: image, mask and label read, put on one grid, measured, with PyRadiomics'
// diagnostics in front when the settings ask for them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "feature/radiomic/extract.h"

namespace dlrr {

struct RadiomicCase {
  std::filesystem::path image, mask;
  std::optional<int> label;    // not given: see mask_of in image/read.h
  std::string label_name;      // of a named segment; goes before `label`
  std::optional<int> channel;  // not given: label_channel of the settings
};

// From text: a number above 0, the name of a segment, or nothing; a number from 0 on. `where`
// stands in front of errors.
void set_label(RadiomicCase& files, const std::string& text, const std::string& where);
void set_channel(RadiomicCase& files, const std::string& text, const std::string& where);

struct CaseRegion {
  Image image;
  LabelImage labels;  // all labels of the mask file
  Mask mask;          // the chosen one; on the image's grid unless the settings resample or correct
  int label = 0;
};

// `note` hears which label was taken when that was a choice. Errors name the file.
CaseRegion read_case(const RadiomicCase& files, const RadiomicSettings& settings,
                     const ExtractNote& note = {});

// extract_exact with the diagnostics of the region in front.
RadiomicValues extract_region(const CaseRegion& region, const RadiomicSettings& settings,
                              const ExtractNote& note = {});

// extract_region of read_case.
RadiomicValues extract_case(const RadiomicCase& files, const RadiomicSettings& settings,
                            const ExtractNote& note = {});

}  // namespace dlrr
