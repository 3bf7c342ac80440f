#include "port/zip.h"

#include <zip.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/error.h"
#include "base/file.h"

namespace dlrr {

namespace {

constexpr std::size_t max_entry_bytes = std::size_t{1} << 31;

std::string message(zip_error_t& error) {
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

void add_entry(zip_t* archive, const std::string& name, const std::string& content) {
  auto* source = zip_source_buffer(archive, content.data(), content.size(), 0);
  const auto index = source ? zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
  if (index < 0) throw Error(name + ": cannot be packed: " + zip_strerror(archive));
  zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), 315532800,
                     0);  // 1980-01-01, zip's oldest
  zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 6);
}

std::string take_bytes(zip_source_t* source) {
  zip_stat_t stat;
  zip_source_stat(source, &stat);
  std::string bytes(stat.size, '\0');
  zip_source_open(source);
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  return bytes;
}

std::string read_entry(zip_t* archive, zip_int64_t index, zip_uint64_t size,
                       const std::string& place) {
  if (size > max_entry_bytes)
    throw Error(place + ": is larger than 2 GiB, which no model of ours is");
  std::string content(size, '\0');
  auto* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(index), 0);
  auto got = file ? zip_fread(file, content.data(), size) : -1;
  char beyond;  // reading on to the end is what checks the checksum
  if (got == static_cast<zip_int64_t>(size) && zip_fread(file, &beyond, 1) != 0) got = -1;
  if (file) zip_fclose(file);
  if (got != static_cast<zip_int64_t>(size))
    throw Error(place + ": is damaged: " + zip_strerror(archive));
  return content;
}

}  // namespace

void write_zip(const std::filesystem::path& path, const ZipEntries& entries) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* archive = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : nullptr;
  if (!archive) throw Error(path.string() + ": cannot be packed: " + message(error));
  zip_source_keep(source);
  for (const auto& [name, content] : entries) add_entry(archive, name, content);
  if (zip_close(archive) != 0)
    throw Error(path.string() + ": cannot be packed: " + zip_strerror(archive));
  const std::string bytes = take_bytes(source);
  zip_source_free(source);
  write_file(path, bytes);
}

ZipEntries read_zip(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* opened =
      source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : nullptr;
  if (!opened) throw Error(path.string() + ": is not a zip archive: " + message(error));
  const std::unique_ptr<zip_t, decltype(&zip_discard)> archive(opened, zip_discard);
  ZipEntries entries;
  for (zip_int64_t i = 0; i < zip_get_num_entries(opened, 0); ++i) {
    zip_stat_t stat;
    zip_stat_index(opened, static_cast<zip_uint64_t>(i), 0, &stat);
    entries.emplace_back(stat.name,
                         read_entry(opened, i, stat.size, path.string() + ":" + stat.name));
  }
  return entries;
}

struct ZipReader::State {
  std::unique_ptr<zip_t, decltype(&zip_discard)> archive;
};

ZipReader::ZipReader(std::string_view bytes, const std::string& source, std::uint64_t most_bytes)
    : source_(source) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* opened = memory ? zip_open_from_source(memory, ZIP_RDONLY, &error) : nullptr;
  if (!opened) {
    if (memory) zip_source_free(memory);
    throw Error(source + ": is a damaged or cut-off zip archive: " + message(error));
  }
  state_ = std::make_unique<State>(State{{opened, zip_discard}});
  const std::uint64_t most =
      std::min<std::uint64_t>(most_bytes, 16 * std::uint64_t{bytes.size()} + (1 << 20));
  std::uint64_t total = 0;
  std::set<std::string> seen;
  for (zip_int64_t i = 0; i < zip_get_num_entries(opened, 0); ++i) {
    zip_stat_t stat;
    if (zip_stat_index(opened, static_cast<zip_uint64_t>(i), 0, &stat) != 0 || !stat.name ||
        !(stat.valid & ZIP_STAT_SIZE))
      throw Error(source + ": entry " + std::to_string(i) + " of the archive is damaged");
    if (!seen.insert(stat.name).second)
      throw Error(source + ": two entries of the archive are called " + stat.name);
    if (stat.size > most - total)
      throw Error(source + ": unpacks to more than " + std::to_string(most) + " bytes (entry " +
                  stat.name + "), which weights never do; is it a zip bomb?");
    total += stat.size;
    names_.emplace_back(stat.name);
    sizes_.push_back(stat.size);
  }
}

ZipReader::~ZipReader() = default;

std::string ZipReader::read(const std::string& name) const {
  const auto at = std::find(names_.begin(), names_.end(), name);
  if (at == names_.end()) throw Error(source_ + ": has no entry " + name + "; is it cut off?");
  const auto i = at - names_.begin();
  return read_entry(state_->archive.get(), i, sizes_[i], source_ + ":" + name);
}

}  // namespace dlrr
