#include "port/gzip.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "base/error.h"
#include "base/large_vector.h"

namespace dlrr {

namespace {

// More than any medical volume needs; a length field above it means damage.
constexpr std::size_t max_bytes = std::size_t{1} << 36;

// The last four bytes of a gzip file: length of the last member modulo 2^32.
std::size_t stored_length(std::string_view bytes) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i)
    length |= std::size_t{static_cast<unsigned char>(bytes[bytes.size() - 4 + i])} << (8 * i);
  return length;
}

[[noreturn]] void damaged(const std::string& source) {
  throw Error(
      source +
      ": the compressed data are damaged or cut off (lengths or checksum are wrong); copy or "
      "export the file again");
}

}  // namespace

bool is_gzip(std::string_view bytes) {
  return bytes.size() > 2 && bytes.substr(0, 2) == "\x1f\x8b";
}

std::string gunzip(std::string_view bytes, const std::string& source) {
  if (!is_gzip(bytes))
    throw Error(source + ": is not gzip-compressed data; check that its name tells its format");
  if (bytes.size() < 18) damaged(source);
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> engine(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  // Deflate gains at most a factor of 1032, so that a damaged length cannot ask for all memory.
  std::size_t room = std::min(stored_length(bytes), bytes.size() * 1032) + 1;
  std::string out;
  while (!bytes.empty()) {
    std::string member;
    member.reserve(room);
    ask_for_large_pages(member.data(), room);
    member.resize(room);
    std::size_t used = 0, made = 0;
    const auto result = libdeflate_gzip_decompress_ex(engine.get(), bytes.data(), bytes.size(),
                                                      member.data(), member.size(), &used, &made);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE && room < max_bytes && room < bytes.size() * 1032) {
      room = std::min(room * 2 + (std::size_t{1} << 16), bytes.size() * 1032 + 1);
      continue;
    }
    if (result != LIBDEFLATE_SUCCESS) damaged(source);
    member.resize(made);
    if (out.empty())
      out = std::move(member);
    else
      out += member;
    bytes.remove_prefix(used);
    // Some programs pad with zeros to a whole block; gzip ignores them as well.
    if (bytes.find_first_not_of('\0') == std::string_view::npos) break;
  }
  return out;
}

std::string gzip(std::string_view bytes, int level) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> engine(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  std::string out(libdeflate_gzip_compress_bound(engine.get(), bytes.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(engine.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

}  // namespace dlrr
