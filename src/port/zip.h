// A zip archive as named texts (libzip inside). Times are fixed: equal contents, equal bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dlrr {

using ZipEntries = std::vector<std::pair<std::string, std::string>>;  // name, content

// Written under another name, synced and renamed.
void write_zip(const std::filesystem::path& path, const ZipEntries& entries);
ZipEntries read_zip(const std::filesystem::path& path);

// An archive of a stranger, read entry by entry. Refused: entries that together unpack to more than
// `most_bytes` or to more than 16 times the archive (and 1 MiB), and names that come twice.
class ZipReader {
 public:
  // `bytes` must outlive the reader; `source` names them in messages.
  ZipReader(std::string_view bytes, const std::string& source, std::uint64_t most_bytes);
  ~ZipReader();
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;

  const std::vector<std::string>& names() const { return names_; }
  std::string read(const std::string& name) const;  // checksum and length are checked

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string source_;
  std::vector<std::string> names_;
  std::vector<std::uint64_t> sizes_;
};

}  // namespace dlrr
