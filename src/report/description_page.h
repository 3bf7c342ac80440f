// The page of `dlrr describe`: what its warnings say, every table with its notes, the nomogram.
#pragma once

#include "report/page.h"

namespace dlrr {

// description: as to_json(ClinicalDescription) gives it, with "dlrr" and "source".
RenderedReport render_description(const Json& description);

}  // namespace dlrr
