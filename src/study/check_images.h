// Looks at every image and mask of a cohort before anybody spends an hour on it: can it be read,
// does the mask fit the image, is there anything in it. Changes nothing;
// one bad file never hides the next.
#pragma once

#include <string>
#include <vector>

#include "study/cohort.h"

namespace dlrr {

struct Finding {
  std::string patient, phase, reader;
  std::string file;      // the file that is wrong, as a name without its folder
  std::string problem;   // what was found, what was expected, in mm where lengths matter
  bool warning = false;  // usable, but worth knowing
};

// In the order of the cohort. Files named by several rows are reported once.
std::vector<Finding> check_images(const StudyPlan& plan, const Cohort& cohort,
                                  const Resources& resources);

}  // namespace dlrr
