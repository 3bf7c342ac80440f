// The program's version and the libraries that it was built with.
#pragma once

#include <string>

namespace dlrr {

std::string version_text();

}  // namespace dlrr
