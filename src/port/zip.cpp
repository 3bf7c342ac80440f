#include "port/zip.h"

#include <zip.h>

#include <memory>

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
  const auto got = file ? zip_fread(file, content.data(), size) : -1;
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

}  // namespace dlrr
