#include "base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  if (!fs::exists(path))
    throw Error(path.string() +
                ": no such file; check the path (paths inside a table are relative to it)");
  if (fs::is_directory(path)) throw Error(path.string() + ": is a folder, expected a file");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(path.string() + ": cannot be opened: " + std::strerror(errno));
  if (!fs::is_regular_file(path))
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  std::string content(fs::file_size(path), '\0');
  in.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(in.gcount()));
  return content;
}

namespace {

[[noreturn]] void fail(const fs::path& path, const char* step) {
  throw Error(path.string() + ": cannot be written (" + step + ": " + std::strerror(errno) +
              "); check free space and permissions");
}

void write_all(int file, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const auto done = ::write(file, content.data(), content.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail(path, "write");
    content.remove_prefix(static_cast<std::size_t>(done));
  }
}

// ".part-HOST-" ends the name of a file that this machine writes; the writer's process id follows.
std::string part_mark() {
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  return std::string(".part-") + host + "-";
}

bool is_leftover(const fs::path& file, const std::string& mark) {
  const std::string name = file.filename().string();
  const auto at = name.rfind(mark);
  if (at == std::string::npos) return false;
  const auto writer = parse_integer(name.substr(at + mark.size()));
  return writer && *writer > 0 && ::kill(static_cast<pid_t>(*writer), 0) != 0 && errno == ESRCH;
}

}  // namespace

void remove_leftovers(const fs::path& folder) {
  if (!fs::exists(folder)) return;
  const std::string mark = part_mark();
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (is_leftover(entry.path(), mark)) found.push_back(entry.path());
  for (const auto& path : found) fs::remove(path);
}

void write_file(const fs::path& path, std::string_view content) {
  if (path.has_parent_path()) fs::create_directories(path.parent_path());
  const fs::path part = path.string() + part_mark() + std::to_string(::getpid());
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) fail(path, "open");
  try {
    write_all(file, content, path);
    if (::fsync(file) != 0) fail(path, "sync");
  } catch (...) {
    ::close(file);
    ::unlink(part.c_str());
    throw;
  }
  ::close(file);
  if (::rename(part.c_str(), path.c_str()) != 0) fail(path, "rename");
}

void refuse_overwrite(const fs::path& path, bool force) {
  if (!force && fs::exists(path))
    throw Error(ErrorKind::usage, path.string() + " exists already; add --force to replace it");
}

}  // namespace dlrr
