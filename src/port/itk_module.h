// The doors between the program and the module that holds ITK. Plain C: neither exceptions nor C++
// types of the one cross into the other.
#pragma once

#include <cstddef>

extern "C" {

struct DlrrVolume {
  int size[3];
  double spacing[3], origin[3], direction[9];
  char type[16];   // "int16", "float32", ...
  int components;  // numbers per voxel in the file
  double* voxels;  // of dlrr_itk_read: to be freed with dlrr_itk_free; null when only the header
                   // was read
};

// All return 0, or 1 with a sentence in `error`. `component`: which number of each voxel; below 0
// the file must have one number per voxel.
int dlrr_itk_read(const char* path, int with_voxels, int component, DlrrVolume* volume, char* error,
                  std::size_t error_size);
// Named segments of a NRRD segmentation, as lines "value<TAB>layer<TAB>name"; no lines when it
// names none.
int dlrr_itk_segments(const char* path, char* lines, std::size_t lines_size, char* error,
                      std::size_t error_size);
int dlrr_itk_write(const char* path, const DlrrVolume* volume, char* error, std::size_t error_size);
void dlrr_itk_free(DlrrVolume* volume);

using DlrrItkRead = decltype(&dlrr_itk_read);
using DlrrItkSegments = decltype(&dlrr_itk_segments);
using DlrrItkWrite = decltype(&dlrr_itk_write);
using DlrrItkFree = decltype(&dlrr_itk_free);
}
