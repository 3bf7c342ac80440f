// A synthetic liver CT with one tumour: three contrast phases on one grid, masks of two readers, an
// organ mask. A latent risk z shapes what texture features see (grain of the rim and of the tumour,
// arterial enhancement of the rim) in proportion to the planted effect; without effect z
// leaves no trace.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/image.h"

namespace dlrr {

struct PhantomPlan {
  std::uint64_t seed = 1;
  std::uint64_t patient = 0;  // each patient has its own stream of chance
  double effect = 0;          // 0 = null cohort, 1 = clear
  double risk = 0;            // z, standard normal over patients
  int centre = 0;             // 0..2: slightly different spacing and noise
  int phases = 3;             // 1..3 of arterial, portal, delayed
  bool fine = false;          // standard size: 1.0x1.0x2.0 mm instead of about 1.6x1.6x3.0 mm
};

struct Phantom {
  std::vector<Image> phases;  // HU, int16
  Mask tumour, second_reader, organ;
  double diameter_mm = 0;  // largest extent of the tumour's design
};

Phantom make_phantom(const PhantomPlan& plan);

}  // namespace dlrr
