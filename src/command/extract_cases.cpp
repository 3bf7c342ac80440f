#include "command/extract_cases.h"

#include <algorithm>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

// Adds the case once, or once per label of its mask.
void add_case(ExtractCases& to, ExtractCase one, const Arguments& arguments) {
  if (!arguments.has("label")) {
    to.cases.push_back(std::move(one));
    return;
  }
  const std::string& wanted = arguments.text("label");
  if (wanted != "all") {
    set_label(one.files, wanted, "--label");
    one.inputs.push_back(wanted);
    to.cases.push_back(std::move(one));
    return;
  }
  const LabelImage labels = read_label_image(one.files.mask, one.files.channel.value_or(0));
  for (const LabelCount& found : count_labels(labels)) {
    ExtractCase copy = one;
    copy.files.label = found.label;
    copy.inputs.push_back(std::to_string(found.label));
    to.cases.push_back(std::move(copy));
  }
}

void read_table(ExtractCases& to, const std::filesystem::path& path, const Arguments& arguments) {
  const Csv table = read_csv(path);
  const std::size_t image = table.column("Image"), mask = table.column("Mask");
  const auto label = table.find("Label"), channel = table.find("Label_channel");
  const bool replaces_label = arguments.has("label");
  if (table.rows.empty()) throw Error(path.string() + ": no cases below the header");
  for (std::size_t c = 0; c < table.header.size(); ++c)
    if (!(replaces_label && c == label)) to.columns.push_back(table.header[c]);
  if (replaces_label) to.columns.push_back("Label");
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto& row = table.rows[r];
    const std::string where = path.string() + ", row " + std::to_string(r + 1);
    ExtractCase one;
    for (std::size_t c = 0; c < row.size(); ++c)
      if (!(replaces_label && c == label)) one.inputs.push_back(row[c]);
    one.files.image = path.parent_path() / row[image];
    one.files.mask = path.parent_path() / row[mask];
    if (label && !replaces_label) set_label(one.files, row[*label], where);
    if (channel) set_channel(one.files, row[*channel], where);
    add_case(to, std::move(one), arguments);
  }
}

void read_pair(ExtractCases& to, const Arguments& arguments) {
  to.columns = {"Image", "Mask"};
  if (arguments.has("label")) to.columns.push_back("Label");
  ExtractCase one;
  one.files.image = arguments.text("IMAGE");
  one.files.mask = arguments.text("MASK");
  one.inputs = {arguments.text("IMAGE"), arguments.text("MASK")};
  add_case(to, std::move(one), arguments);
}

}  // namespace

ExtractCases read_extract_cases(const Arguments& arguments) {
  ExtractCases out;
  const bool batch = arguments.has("batch"), one = arguments.has("IMAGE");
  if (batch && one)
    throw Error(ErrorKind::usage, "give either --batch CASES.csv or IMAGE MASK, not both");
  if (!batch && !one)
    throw Error(ErrorKind::usage, "give IMAGE MASK, or a table of cases; see --help");
  const std::string table = arguments.text(batch ? "batch" : "IMAGE");
  const bool is_table = lower(std::filesystem::path(table).extension().string()) == ".csv";
  if (!batch && !is_table && arguments.has("MASK")) {
    read_pair(out, arguments);
    return out;
  }
  if (!is_table)
    throw Error(ErrorKind::usage,
                "'" + table + "' is no CSV table of cases; an image needs its mask: IMAGE MASK");
  out.batch = true;
  read_table(out, table, arguments);
  return out;
}

}  // namespace dlrr
