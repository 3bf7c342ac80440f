// A made-up report.json of realistic size: the same bits every time, no study behind it.
#pragma once

#include "base/json.h"

namespace dlrr::sample {

Json report();
Json prediction();

}  // namespace dlrr::sample
