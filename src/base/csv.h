// Comma-separated text with a header row (RFC 4180: quotes, quoted line breaks, CRLF, UTF-8 mark).
// Tables as other programs write them (semicolons, decimal commas, gzip) are table/read_table.h's.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dlrr {

struct Csv {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // every row as long as the header

  std::optional<std::size_t> find(std::string_view column) const;
  // Index of the column; throws an error with the nearest known name.
  std::size_t column(std::string_view name) const;
};

// `source` names the text in errors. Rows that are longer or shorter than the header are an error
// with the line number.
Csv parse_csv(std::string_view text, const std::string& source, char separator = ',');
// The same record by record, the header first: for tables that are too large to lie there as
// strings.
void for_each_record(std::string_view text, const std::string& source, char separator,
                     const std::function<void(std::span<const std::string>)>& use);
Csv read_csv(const std::filesystem::path& path);
std::string csv_text(const Csv& table);
void write_csv(const std::filesystem::path& path, const Csv& table);

}  // namespace dlrr
