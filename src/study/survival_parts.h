// Parts of the report of a time to an event that have a file of their own.
#pragma once

#include "study/report_data.h"

namespace dlrr {

Json survival_steps(const Results& results);  // what each protocol does, and what is wrong with it
Json survival_methods(const Results& results);  // what was done, in sentences

}  // namespace dlrr
