// The only file that includes ITK: reads and writes one volume, see port/itk_module.h.
#include "port/itk_module.h"

#include <itkMetaDataObject.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Component = itk::IOComponentEnum;

struct TypeRow {
  Component component;
  const char* name;
  void (*to_double)(const void* from, double* to, std::size_t count);
  void (*from_double)(const double* from, void* to, std::size_t count);
  std::size_t bytes;
};

template <class T>
TypeRow row(Component component, const char* name) {
  return {component, name,
          [](const void* from, double* to, std::size_t count) {
            const auto* first = static_cast<const T*>(from);
            std::transform(first, first + count, to, [](T v) { return static_cast<double>(v); });
          },
          [](const double* from, void* to, std::size_t count) {
            std::transform(from, from + count, static_cast<T*>(to),
                           [](double v) { return static_cast<T>(v); });
          },
          sizeof(T)};
}

const std::vector<TypeRow>& type_rows() {
  static const std::vector<TypeRow> rows{row<std::int8_t>(Component::CHAR, "int8"),
                                         row<std::uint8_t>(Component::UCHAR, "uint8"),
                                         row<std::int16_t>(Component::SHORT, "int16"),
                                         row<std::uint16_t>(Component::USHORT, "uint16"),
                                         row<std::int32_t>(Component::INT, "int32"),
                                         row<std::uint32_t>(Component::UINT, "uint32"),
                                         row<std::int64_t>(Component::LONG, "int64"),
                                         row<std::uint64_t>(Component::ULONG, "uint64"),
                                         row<std::int64_t>(Component::LONGLONG, "int64"),
                                         row<std::uint64_t>(Component::ULONGLONG, "uint64"),
                                         row<float>(Component::FLOAT, "float32"),
                                         row<double>(Component::DOUBLE, "float64")};
  return rows;
}

bool ends_with(std::string text, const std::string& end) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_nrrd(const std::string& path) {
  return ends_with(path, ".nrrd") || ends_with(path, ".nhdr");
}

// ITK makes its list of object factories with the first object, without a lock: two threads that
// read their first files at once would make it twice and break the heap.
void make_factories_once() { static const auto first = itk::NiftiImageIO::New(); }

itk::ImageIOBase::Pointer make_io(const std::string& path) {
  make_factories_once();
  if (is_nrrd(path)) return itk::NrrdImageIO::New().GetPointer();
  auto nifti = itk::NiftiImageIO::New();
  // Real NIfTI only: the older Analyze format under the same file names has no trustworthy
  // position.
  nifti->SetLegacyAnalyze75Mode(itk::NiftiImageIOEnums::Analyze75Flavor::AnalyzeReject);
  return nifti.GetPointer();
}

// NrrdIO gathers its error messages in one list for the whole process.
std::unique_lock<std::mutex> lock_nrrd(const std::string& path) {
  static std::mutex mutex;
  return is_nrrd(path) ? std::unique_lock(mutex) : std::unique_lock<std::mutex>();
}

const TypeRow& find_type(const std::string& name) {
  for (const auto& type : type_rows())
    if (name == type.name) return type;
  throw std::runtime_error("unknown number type '" + name + "'");
}

const TypeRow& find_type(Component component) {
  for (const auto& type : type_rows())
    if (component == type.component) return type;
  throw std::runtime_error("voxels of type '" +
                           itk::ImageIOBase::GetComponentTypeAsString(component) +
                           "' are not supported; save whole or floating-point numbers");
}

void take_geometry(const itk::ImageIOBase& io, DlrrVolume& volume) {
  const unsigned dimensions = io.GetNumberOfDimensions();
  if (dimensions < 2) throw std::runtime_error("has fewer than two axes, expected three");
  for (unsigned a = 3; a < dimensions; ++a)
    if (io.GetDimensions(a) != 1)
      throw std::runtime_error("has " + std::to_string(io.GetDimensions(a)) +
                               " volumes along axis " + std::to_string(a + 1) +
                               ", expected one; save one volume (phase) per file");
  for (unsigned a = 0; a < 3; ++a) {
    const bool given = a < dimensions;
    volume.size[a] = given ? static_cast<int>(io.GetDimensions(a)) : 1;
    volume.spacing[a] = given ? io.GetSpacing(a) : 1.0;
    volume.origin[a] = given ? io.GetOrigin(a) : 0.0;
    const auto axis = given ? io.GetDirection(a) : std::vector<double>{0, 0, 1};
    for (unsigned r = 0; r < 3; ++r) volume.direction[3 * r + a] = r < axis.size() ? axis[r] : 0.0;
  }
}

void check_geometry(const DlrrVolume& volume) {
  for (int a = 0; a < 3; ++a) {
    if (volume.size[a] < 1)
      throw std::runtime_error("has no voxels along axis " + std::to_string(a + 1));
    if (!(volume.spacing[a] > 0) || !std::isfinite(volume.spacing[a]))
      throw std::runtime_error("states a voxel spacing of " + std::to_string(volume.spacing[a]) +
                               " mm along axis " + std::to_string(a + 1) +
                               ", expected a positive number");
    if (!std::isfinite(volume.origin[a]))
      throw std::runtime_error("states a position that is not a number");
  }
  const double* d = volume.direction;
  const double turn = d[0] * (d[4] * d[8] - d[5] * d[7]) - d[1] * (d[3] * d[8] - d[5] * d[6]) +
                      d[2] * (d[3] * d[7] - d[4] * d[6]);
  if (!(std::abs(turn) > 0.1))
    throw std::runtime_error("states axis directions that do not span space; export it again");
}

void take_voxels(itk::ImageIOBase& io, DlrrVolume& volume, const TypeRow& type, int component) {
  const std::size_t count = static_cast<std::size_t>(volume.size[0]) *
                            static_cast<std::size_t>(volume.size[1]) *
                            static_cast<std::size_t>(volume.size[2]);
  itk::ImageIORegion region(io.GetNumberOfDimensions());
  for (unsigned a = 0; a < io.GetNumberOfDimensions(); ++a) {
    region.SetIndex(a, 0);
    region.SetSize(a, io.GetDimensions(a));
  }
  io.SetIORegion(region);
  // Uninitialised on purpose: the library fills every byte or throws.
  const std::size_t components = io.GetNumberOfComponents();
  const std::unique_ptr<char[]> raw(new char[count * components * type.bytes]);
  io.Read(raw.get());
  if (components > 1)
    for (std::size_t i = 0; i < count; ++i)
      std::memmove(raw.get() + i * type.bytes,
                   raw.get() + (i * components + static_cast<std::size_t>(component)) * type.bytes,
                   type.bytes);
  std::unique_ptr<double[]> voxels(new double[count]);
  type.to_double(raw.get(), voxels.get(), count);
  volume.voxels = voxels.release();
}

itk::ImageIOBase::Pointer open(const std::string& path) {
  auto io = make_io(path);
  if (!io->CanReadFile(path.c_str()))
    throw std::runtime_error(std::string("is not a readable ") +
                             (is_nrrd(path) ? "NRRD" : "NIfTI") +
                             " file; check that its name tells its format, or export it again");
  io->SetFileName(path);
  // ITK 5.2 keeps the name of the last NIfTI file in a string that all threads write: two headers
  // read at once would, now and then, corrupt the heap.
  static std::mutex headers;
  const std::lock_guard one_at_a_time(headers);
  io->ReadImageInformation();
  return io;
}

void check_components(int components, int wanted) {
  if (wanted < 0 && components != 1)
    throw std::runtime_error(
        "has " + std::to_string(components) +
        " numbers per voxel, expected one (grey values, not colours or vectors)");
  if (wanted >= components && components > 1)
    throw std::runtime_error("label_channel " + std::to_string(wanted) +
                             " requested, but the segmentation has only " +
                             std::to_string(components) + " channels, counted from 0");
}

void read(const std::string& path, bool with_voxels, int component, DlrrVolume& volume) {
  const auto lock = lock_nrrd(path);
  const auto io = open(path);
  volume.components = static_cast<int>(io->GetNumberOfComponents());
  check_components(volume.components, component);
  take_geometry(*io, volume);
  check_geometry(volume);
  const auto& type = find_type(io->GetComponentType());
  std::snprintf(volume.type, sizeof volume.type, "%s", type.name);
  if (!with_voxels) return;
  take_voxels(*io, volume, type, component);
}

// 3D Slicer's keys: Segment0_Name, Segment0_LabelValue, Segment0_Layer.
std::string segment_lines(const std::string& path) {
  const auto lock = lock_nrrd(path);
  const auto io = open(path);
  const auto& keys = io->GetMetaDataDictionary();
  const auto value = [&](int segment, const char* what) {
    std::string text;
    itk::ExposeMetaData(keys, "Segment" + std::to_string(segment) + "_" + what, text);
    return text;
  };
  std::string lines;
  for (int segment = 0; !value(segment, "Name").empty(); ++segment) {
    const std::string layer = value(segment, "Layer");
    lines += value(segment, "LabelValue") + "\t" + (layer.empty() ? "0" : layer) + "\t" +
             value(segment, "Name") + "\n";
  }
  return lines;
}

void write(const std::string& path, const DlrrVolume& volume) {
  const auto lock = lock_nrrd(path);
  const auto io = make_io(path);
  const auto& type = find_type(std::string(volume.type));
  io->SetNumberOfDimensions(3);
  itk::ImageIORegion region(3);
  std::size_t count = 1;
  for (unsigned a = 0; a < 3; ++a) {
    const auto size = static_cast<std::size_t>(volume.size[a]);
    io->SetDimensions(a, size);
    io->SetSpacing(a, volume.spacing[a]);
    io->SetOrigin(a, volume.origin[a]);
    io->SetDirection(a, std::vector<double>{volume.direction[a], volume.direction[3 + a],
                                            volume.direction[6 + a]});
    region.SetIndex(a, 0);
    region.SetSize(a, size);
    count *= size;
  }
  io->SetIORegion(region);
  io->SetPixelType(itk::IOPixelEnum::SCALAR);
  io->SetComponentType(type.component);
  io->SetNumberOfComponents(1);
  io->SetFileName(path);
  io->SetUseCompression(!ends_with(path, ".nii"));
  std::vector<char> raw(count * type.bytes);
  type.from_double(volume.voxels, raw.data(), count);
  io->WriteImageInformation();
  io->Write(raw.data());
}

// Runs `work`; whatever it throws becomes a sentence.
template <class Work>
int guarded(char* error, std::size_t size, const Work& work) {
  try {
    work();
    return 0;
  } catch (const itk::ExceptionObject& e) {
    std::snprintf(error, size, "cannot be used: %s", e.GetDescription());
  } catch (const std::bad_alloc&) {
    std::snprintf(error, size, "does not fit into memory; check the sizes in its header");
  } catch (const std::exception& e) {
    std::snprintf(error, size, "%s", e.what());
  } catch (...) {
    std::snprintf(error, size, "cannot be used: unknown failure of the image library");
  }
  return 1;
}

}  // namespace

extern "C" {

int dlrr_itk_read(const char* path, int with_voxels, int component, DlrrVolume* volume, char* error,
                  std::size_t error_size) {
  *volume = DlrrVolume{};
  return guarded(error, error_size, [&] { read(path, with_voxels != 0, component, *volume); });
}

int dlrr_itk_segments(const char* path, char* lines, std::size_t lines_size, char* error,
                      std::size_t error_size) {
  return guarded(error, error_size, [&] {
    const std::string text = segment_lines(path);
    if (text.size() >= lines_size) throw std::runtime_error("names too many segments");
    std::memcpy(lines, text.c_str(), text.size() + 1);
  });
}

int dlrr_itk_write(const char* path, const DlrrVolume* volume, char* error,
                   std::size_t error_size) {
  return guarded(error, error_size, [&] { write(path, *volume); });
}

void dlrr_itk_free(DlrrVolume* volume) {
  delete[] volume->voxels;
  volume->voxels = nullptr;
}
}
