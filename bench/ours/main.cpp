// Our side of the benchmark: dlrr_bench_rows inputs DIR | serve DIR | patient CASES SETTINGS OUT.
// `serve` answers lines "REPEATS VALUES|-|PREFIX TASK ARGUMENTS..." with one line of JSON: seconds
// and processor seconds of one run, and the values when they were asked for.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/error.h"
#include "base/large_vector.h"
#include "ours/task.h"
#include "port/json_text.h"

namespace dlrr::bench {

std::span<const Task> tasks() {
  static const Task list[] = {
      {"texture", texture_task}, {"shape", shape_task},       {"wavelet", wavelet_task},
      {"log", log_task},         {"resample", resample_task}, {"regions", regions_task},
      {"map", map_task},         {"roc", roc_task},           {"lasso", lasso_task},
      {"deep", deep_task},       {"crops", crops_task},       {"pack", pack_task},
      {"fma", fma_task}};
  return list;
}

void write_doubles(const std::string& path, std::span<const double> values) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(double)));
}

void write_bytes(const std::string& path, const std::vector<std::uint8_t>& values) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size()));
}

namespace {

const Task& task(const std::string& name) {
  for (const Task& one : tasks())
    if (one.name == name) return one;
  throw Error("no task '" + name + "'");
}

// The last task stays ready, so that rounds do not read its files again.
struct Ready {
  Words words;
  Work work;
};

Json answer(const std::string& line, const std::filesystem::path& inputs, Ready& ready) {
  std::istringstream stream(line);
  int repeats = 1;
  std::string want, word;
  stream >> repeats >> want;
  Words words;
  while (stream >> word) words.push_back(word);
  if (ready.words != words) {
    ready = {};
    ready.work = task(words.at(0)).prepare(inputs, {words.begin() + 1, words.end()});
    ready.words = words;
  }
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu = std::clock();
  for (int i = 0; i < repeats; ++i) ready.work.run();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const double used = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
  Json out = Json::of({{"seconds", Json(wall.count() / repeats)}, {"cpu", Json(used / repeats)}});
  if (want != "-" && ready.work.values) out["values"] = ready.work.values();
  if (want != "-" && ready.work.dump) ready.work.dump(want);
  return out;
}

Json about() {
  return Json::of({{"dlrr", Json(DLRR_VERSION)},
                   {"compiler", Json(DLRR_BENCH_COMPILER)},
                   {"libraries", Json(DLRR_LIBRARIES)}});
}

void serve(const std::filesystem::path& inputs) {
  Ready ready;
  std::printf("%s\n", json_text(about(), -1).c_str());
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    Json out;
    try {
      out = answer(line, inputs, ready);
    } catch (const std::exception& e) {
      out = Json::of({{"error", Json(e.what())}});
    }
    std::printf("%s\n", json_text(out, -1).c_str());
    std::fflush(stdout);
  }
}

}  // namespace

}  // namespace dlrr::bench

int main(int count, char** words) {
  dlrr::keep_freed_memory();  // as the program does
  const std::vector<std::string> given(words + 1, words + count);
  try {
    if (given.size() == 2 && given[0] == "inputs")
      dlrr::bench::make_inputs(given[1]);
    else if (given.size() == 2 && given[0] == "serve")
      dlrr::bench::serve(given[1]);
    else if (given.size() == 4 && given[0] == "patient")
      dlrr::bench::extract_patient(given[1], given[2], given[3]);
    else
      throw dlrr::Error(
          "usage: dlrr_bench_rows inputs DIR | serve DIR | patient CASES SETTINGS OUT");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "dlrr_bench_rows: %s\n", e.what());
    return 1;
  }
  return 0;
}
