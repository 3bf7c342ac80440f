// One thing that can be timed in this process: made ready once (files are read, which is not
// timed), then run as often as the runner asks.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "image/image.h"

namespace dlrr::bench {

using Words = std::vector<std::string>;

struct Work {
  std::function<void()> run;     // the timed part
  std::function<Json()> values;  // what the last run gave, name -> number; may be empty
  // Writes arrays of the last run: PREFIX.NAME as doubles, or bytes for masks; may be empty.
  std::function<void(const std::string& prefix)> dump;
};

struct Task {
  std::string_view name;
  Work (*prepare)(const std::filesystem::path& inputs, const Words& arguments);
};

// Every task (main.cpp).
std::span<const Task> tasks();

// One file per kind of task.
Work texture_task(const std::filesystem::path& inputs, const Words& arguments);
Work shape_task(const std::filesystem::path& inputs, const Words& arguments);
Work wavelet_task(const std::filesystem::path& inputs, const Words& arguments);
Work log_task(const std::filesystem::path& inputs, const Words& arguments);
Work resample_task(const std::filesystem::path& inputs, const Words& arguments);
Work regions_task(const std::filesystem::path& inputs, const Words& arguments);
Work roc_task(const std::filesystem::path& inputs, const Words& arguments);
Work map_task(const std::filesystem::path& inputs, const Words& arguments);
Work deep_task(const std::filesystem::path& inputs, const Words& arguments);
Work crops_task(const std::filesystem::path& inputs, const Words& arguments);
Work pack_task(const std::filesystem::path& inputs, const Words& arguments);
Work fma_task(const std::filesystem::path& inputs, const Words& arguments);
Work lasso_task(const std::filesystem::path& inputs, const Words& arguments);

// The inputs of all rows, synthetic and the same on every machine; nothing is done when the folder
// has them.
void make_inputs(const std::filesystem::path& folder);

// A patient as a study extracts it: each phase read once, all regions on one grid. Writes a row per
// phase and region: Image, Mask, then the features.
void extract_patient(const std::filesystem::path& cases, const std::filesystem::path& settings,
                     const std::filesystem::path& output);

// Reading and writing of raw arrays.
void write_doubles(const std::string& path, std::span<const double> values);
void write_bytes(const std::string& path, const std::vector<std::uint8_t>& values);

}  // namespace dlrr::bench
