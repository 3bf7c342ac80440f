// A whole patient in shared mode, the way a study does it.
#include <map>

#include "base/csv.h"
#include "base/text.h"
#include "feature/radiomic/extract.h"
#include "image/read.h"
#include "ours/task.h"

namespace dlrr::bench {

void extract_patient(const std::filesystem::path& cases, const std::filesystem::path& settings,
                     const std::filesystem::path& output) {
  const auto radiomics = read_radiomic_settings(settings);
  const Csv table = read_csv(cases);
  const std::size_t image = table.column("Image"), mask = table.column("Mask");
  Csv out;
  out.header = {"Image", "Mask"};
  for (const auto& name : radiomic_names(radiomics)) out.header.push_back(name);
  std::map<std::string, Mask> masks;
  std::vector<std::string> images;
  for (const auto& row : table.rows) {
    if (!masks.contains(row[mask])) masks[row[mask]] = read_mask(row[mask]);
    if (images.empty() || images.back() != row[image]) images.push_back(row[image]);
  }
  for (const auto& file : images) {
    std::vector<const Mask*> regions;
    std::vector<std::vector<std::string>> cells;
    for (const auto& row : table.rows)
      if (row[image] == file) {
        regions.push_back(&masks[row[mask]]);
        cells.push_back({file, row[mask]});
      }
    const auto values = extract_shared(read_image(file), regions, radiomics);
    for (std::size_t r = 0; r < values.size(); ++r) {
      for (const double v : values[r].values) cells[r].push_back(number_text(v));
      out.rows.push_back(cells[r]);
    }
  }
  write_csv(output, out);
}

}  // namespace dlrr::bench
