#include "command/version.h"

namespace dlrr {

// The numbers come from the headers found by CMake (cmake/DlrrLibraries.cmake).
std::string version_text() { return "dlrr " DLRR_VERSION "\nbuilt with " DLRR_LIBRARIES; }

}  // namespace dlrr
