// The doors between the program and the module that holds ITK. Plain C: neither exceptions nor C++
// types of the one cross into the other.
#pragma once

#include <cstddef>

extern "C" {

struct DlrrVolume {
  int size[3];
  double spacing[3], origin[3], direction[9];
  char type[16];   // "int16", "float32", ...
  double* voxels;  // of dlrr_itk_read: to be freed with dlrr_itk_free; null when only the header
                   // was read
};

// Both return 0, or 1 with a sentence in `error`.
int dlrr_itk_read(const char* path, int with_voxels, DlrrVolume* volume, char* error,
                  std::size_t error_size);
int dlrr_itk_write(const char* path, const DlrrVolume* volume, char* error, std::size_t error_size);
void dlrr_itk_free(DlrrVolume* volume);

using DlrrItkRead = decltype(&dlrr_itk_read);
using DlrrItkWrite = decltype(&dlrr_itk_write);
using DlrrItkFree = decltype(&dlrr_itk_free);
}
