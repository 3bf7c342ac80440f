#include "port/image_file.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "port/gzip.h"
#include "port/itk_module.h"
#include "port/nifti.h"

namespace dlrr {

namespace fs = std::filesystem;

namespace {

struct Module {
  DlrrItkRead read = nullptr;
  DlrrItkSegments segments = nullptr;
  DlrrItkWrite write = nullptr;
  DlrrItkFree free = nullptr;
};

// Beside the program (build folder), one folder up (installed: bin/ and lib/), or further up (tests
// in subfolders).
fs::path find_module() {
  const fs::path home = fs::read_symlink("/proc/self/exe").parent_path();
  auto folder = home;
  for (int up = 0; up < 4; ++up, folder = folder.parent_path())
    if (const auto path = folder / "lib" / "dlrr" / "dlrr_itk.so"; fs::exists(path)) return path;
  throw Error("lib/dlrr/dlrr_itk.so (the part that reads images) was not found beside " +
              home.string() +
              " or above it; build the target dlrr_itk or install the program again");
}

template <class Function>
Function symbol(void* handle, const char* name) {
  if (void* found = ::dlsym(handle, name)) return reinterpret_cast<Function>(found);
  throw Error(std::string("dlrr_itk.so has no ") + name +
              "; it belongs to another version, install the program again");
}

Module load_module() {
  const auto path = find_module();
  // Never closed: the libraries behind it do not survive being unloaded.
  void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) throw Error(path.string() + ": cannot be loaded: " + ::dlerror());
  return {symbol<DlrrItkRead>(handle, "dlrr_itk_read"),
          symbol<DlrrItkSegments>(handle, "dlrr_itk_segments"),
          symbol<DlrrItkWrite>(handle, "dlrr_itk_write"),
          symbol<DlrrItkFree>(handle, "dlrr_itk_free")};
}

const Module& module() {
  static const Module loaded = load_module();
  return loaded;
}

constexpr std::array<const char*, 4> endings{".nii", ".nii.gz", ".nrrd", ".nhdr"};

const char* format_of(const fs::path& path) {
  const auto name = lower(path.filename().string());
  for (const char* ending : endings)
    if (name.ends_with(ending)) return ending;
  return nullptr;
}

const char* require_format(const fs::path& path) {
  if (const char* ending = format_of(path)) return ending;
  throw Error(
      path.string() +
      ": unknown image format; expected a file name ending in .nii, .nii.gz, .nrrd or .nhdr");
}

std::size_t voxel_count(const std::array<int, 3>& size) {
  return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
         static_cast<std::size_t>(size[2]);
}

// Largest and smallest whole number of a type; nothing to check for floating-point types.
struct Limits {
  const char* type;
  double low, high;
};
constexpr std::array<Limits, 8> limits{{{"int8", -128, 127},
                                        {"uint8", 0, 255},
                                        {"int16", -32768, 32767},
                                        {"uint16", 0, 65535},
                                        {"int32", -2147483648.0, 2147483647.0},
                                        {"uint32", 0, 4294967295.0},
                                        {"int64", -9223372036854774784.0, 9223372036854774784.0},
                                        {"uint64", 0, 18446744073709549568.0}}};

void check_values(const fs::path& path, const VolumeFile& volume) {
  const auto count = voxel_count(volume.size);
  if (volume.voxels.size() != count || count == 0)
    throw Error(ErrorKind::internal, path.string() + ": number of voxels does not match the size");
  for (const auto& [type, low, high] : limits) {
    if (volume.type != type) continue;
    for (const double v : volume.voxels)
      if (!(v >= low && v <= high) || v != std::floor(v))
        throw Error(path.string() + ": the value " + number_text(v) + " cannot be stored as " +
                    type);
  }
}

DlrrVolume to_plain(const VolumeFile& volume) {
  DlrrVolume plain{};
  std::copy(volume.size.begin(), volume.size.end(), plain.size);
  std::copy(volume.spacing.begin(), volume.spacing.end(), plain.spacing);
  std::copy(volume.origin.begin(), volume.origin.end(), plain.origin);
  std::copy(volume.direction.begin(), volume.direction.end(), plain.direction);
  volume.type.copy(plain.type, sizeof plain.type - 1);
  plain.voxels = const_cast<double*>(volume.voxels.data());  // only read from
  return plain;
}

VolumeFile from_plain(const DlrrVolume& plain) {
  VolumeFile volume;
  std::copy_n(plain.size, 3, volume.size.begin());
  std::copy_n(plain.spacing, 3, volume.spacing.begin());
  std::copy_n(plain.origin, 3, volume.origin.begin());
  std::copy_n(plain.direction, 9, volume.direction.begin());
  volume.type = plain.type;
  volume.components = plain.components;
  if (plain.voxels) volume.voxels.assign(plain.voxels, plain.voxels + voxel_count(volume.size));
  return volume;
}

// Lines of a library's message as one line.
std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return trim(text);
}

VolumeFile read_by_itk(const fs::path& path, bool with_voxels, std::optional<int> channel) {
  const Module& itk = module();
  DlrrVolume plain{};
  std::array<char, 1024> error{};
  const int failed =
      itk.read(path.c_str(), with_voxels, channel.value_or(-1), &plain, error.data(), error.size());
  const std::unique_ptr<DlrrVolume, DlrrItkFree> owner(&plain, itk.free);
  if (failed) throw Error(path.string() + ": " + one_line(error.data()));
  return from_plain(plain);
}

std::string_view require_file(const fs::path& path) {
  if (!fs::exists(path))
    throw Error(path.string() +
                ": no such file; check the path (paths inside a table are relative to it)");
  if (fs::is_directory(path)) throw Error(path.string() + ": is a folder, expected an image file");
  return require_format(path);
}

void sync_file(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

}  // namespace

bool is_volume_file(const fs::path& path) { return format_of(path) != nullptr; }

namespace {

VolumeFile read_nifti(const fs::path& path, std::string_view format, std::optional<int> channel,
                      bool as_labels) {
  auto bytes = read_file(path);
  if (format == ".nii.gz") bytes = gunzip(bytes, path.string());
  auto volume = read_by_itk(path, false, channel);
  if (volume.components > 1) return read_by_itk(path, true, channel);
  const std::size_t count = voxel_count(volume.size);
  if (as_labels) volume.labels = nifti_labels(bytes, count, path.string());
  if (volume.labels.empty()) volume.voxels = nifti_voxels(bytes, count, path.string());
  return volume;
}

}  // namespace

VolumeFile read_volume(const fs::path& path, bool with_voxels, std::optional<int> channel) {
  const std::string_view format = require_file(path);
  if (!with_voxels || !format.starts_with(".nii")) return read_by_itk(path, with_voxels, channel);
  return read_nifti(path, format, channel, false);
}

VolumeFile read_label_volume(const fs::path& path, std::optional<int> channel) {
  const std::string_view format = require_file(path);
  if (!format.starts_with(".nii")) return read_by_itk(path, true, channel);
  return read_nifti(path, format, channel, true);
}

std::vector<NamedSegment> read_segments(const fs::path& path) {
  if (!require_file(path).ends_with("rrd")) return {};
  std::vector<char> lines(std::size_t{1} << 20, '\0');
  std::array<char, 1024> error{};
  if (module().segments(path.c_str(), lines.data(), lines.size(), error.data(), error.size()))
    throw Error(path.string() + ": " + one_line(error.data()));
  std::vector<NamedSegment> out;
  for (const std::string& line : split(lines.data(), '\n')) {
    const auto fields = split(line, '\t');
    if (fields.size() < 3) continue;
    const auto label = parse_integer(fields[0]), layer = parse_integer(fields[1]);
    if (label && layer)
      out.push_back({static_cast<int>(*label), static_cast<int>(*layer), fields[2]});
  }
  return out;
}

void write_volume(const fs::path& path, const VolumeFile& volume) {
  const std::string format = require_format(path);
  if (format == ".nhdr")
    throw Error(path.string() + ": .nhdr is two files; write .nrrd or .nii.gz");
  check_values(path, volume);
  if (path.has_parent_path()) fs::create_directories(path.parent_path());
  // Compressed by libdeflate, which is several times faster than ITK's way.
  const bool packed = format == ".nii.gz";
  const fs::path part =
      path.string() + ".part" + std::to_string(::getpid()) + (packed ? ".nii" : format);
  const auto plain = to_plain(volume);
  std::array<char, 1024> error{};
  const bool failed = module().write(part.c_str(), &plain, error.data(), error.size());
  std::error_code ignored;
  try {
    if (failed)
      throw Error(path.string() + ": cannot be written: " + one_line(error.data()) +
                  "; check free space and permissions");
    if (!packed) {
      sync_file(part);
      fs::rename(part, path);
      return;
    }
    write_file(path, gzip(read_file(part), 4));
  } catch (...) {
    fs::remove(part, ignored);
    throw;
  }
  fs::remove(part, ignored);
}

}  // namespace dlrr
