// One region from files: image, mask and label read, put on one grid, measured, with PyRadiomics'
// diagnostics in front when the settings ask for them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
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

// An image with what is told of it in every case that uses it.
struct SourceImage {
  Image image;
  Diagnostics diagnostics;  // of the image alone; empty when not asked for
};
std::shared_ptr<const SourceImage> source_image(Image image, const RadiomicSettings& settings);

// Images of many cases, each read once and kept until the last case that needs it has taken it.
// Safe to call from several threads.
class CaseImages {
 public:
  // One path per case; a path that stands several times is shared.
  CaseImages(const std::vector<std::filesystem::path>& uses, const RadiomicSettings& settings);
  // Errors are those of read_image.
  std::shared_ptr<const SourceImage> take(const std::filesystem::path& path);
  // A case does without.
  void leave(const std::filesystem::path& path);

 private:
  struct Slot {
    std::mutex mutex;
    std::size_t uses = 0;
    std::shared_ptr<const SourceImage> source;
  };
  std::map<std::filesystem::path, Slot> slots_;
  const RadiomicSettings& settings_;
};

struct CaseRegion {
  std::shared_ptr<const SourceImage> source;
  Mask mask;                // on the image's grid unless the settings resample or correct
  Diagnostics diagnostics;  // of image and mask as the files hold them; empty when not asked for
};

// The region of one label. `note` hears which label was taken when that was a choice.
CaseRegion case_region(std::shared_ptr<const SourceImage> source, const LabelImage& labels,
                       std::optional<int> label, const RadiomicSettings& settings,
                       const ExtractNote& note = {});

// The same from files; `images` may be null. Errors name the file.
CaseRegion read_case(const RadiomicCase& files, const RadiomicSettings& settings,
                     const ExtractNote& note = {}, CaseImages* images = nullptr);

// extract_exact with the diagnostics of the region in front.
RadiomicValues extract_region(const CaseRegion& region, const RadiomicSettings& settings,
                              const ExtractNote& note = {});

// extract_region of read_case.
RadiomicValues extract_case(const RadiomicCase& files, const RadiomicSettings& settings,
                            const ExtractNote& note = {}, CaseImages* images = nullptr);

}  // namespace dlrr
