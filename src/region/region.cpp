#include "region/region.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/large_vector.h"
#include "base/text.h"
#include "kernel/bytes.h"
#include "region/distance.h"

namespace dlrr {

namespace {

// NIfTI holds spacings as 32-bit numbers: five voxels of 0.8 mm are 4.00000006 mm there, and still
// 4 mm.
constexpr double slack_mm = 1e-4;

// A box that may reach beyond the image, with the tumour in it.
struct Window {
  Index3 low{}, size{};
  std::size_t offset(int x, int y, int z) const {
    return static_cast<std::size_t>(x - low[0]) +
           static_cast<std::size_t>(size[0]) *
               (static_cast<std::size_t>(y - low[1]) +
                static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(z - low[2]));
  }
  std::size_t voxels() const {
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
           static_cast<std::size_t>(size[2]);
  }
};

Window padded(const Box& box, const Index3& pad) {
  Window w;
  for (std::size_t a = 0; a < 3; ++a) {
    w.low[a] = box.low[a] - pad[a];
    w.size[a] = box.high[a] + pad[a] - w.low[a] + 1;
  }
  return w;
}

Window clipped(Window w, const Index3& image) {
  for (std::size_t a = 0; a < 3; ++a) {
    const int high = std::min(w.low[a] + w.size[a], image[a]);
    w.low[a] = std::max(w.low[a], 0);
    w.size[a] = high - w.low[a];
  }
  return w;
}

bool in_image(const Index3& size, int x, int y, int z) {
  return x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2];
}

template <class Visit>
void for_each_voxel(const Window& w, const Visit& visit) {
  for (int z = w.low[2]; z < w.low[2] + w.size[2]; ++z)
    for (int y = w.low[1]; y < w.low[1] + w.size[1]; ++y)
      for (int x = w.low[0]; x < w.low[0] + w.size[0]; ++x) visit(x, y, z);
}

// Rows of a box of the image: where they start and their length.
template <class Visit>
void for_each_row(const Geometry& g, const Box& box, const Visit& visit) {
  for (int z = box.low[2]; z <= box.high[2]; ++z)
    for (int y = box.low[1]; y <= box.high[1]; ++y)
      visit(g.offset(box.low[0], y, z), static_cast<std::size_t>(box.size()[0]));
}

// Everything that the regions of one tumour share.
struct Shared {
  const Mask& tumour;
  const Mask* organ;
  double max_cut;
  std::size_t tumour_voxels = 0;
  Box box;
  Window around, within;  // for expansions; for erosions
  std::vector<double> away,
      depth;  // squared mm: to the tumour, on `around`; to the background, on `within`
};

std::vector<double> distance_to_tumour(const Shared& s) {
  std::vector<std::uint8_t> seeds(s.around.voxels());
  const auto& g = s.tumour.geometry;
  for_each_voxel(clipped(s.around, g.size), [&](int x, int y, int z) {
    seeds[s.around.offset(x, y, z)] = s.tumour.voxels[g.offset(x, y, z)];
  });
  return squared_distance_mm2(seeds, s.around.size, g.spacing);
}

std::vector<double> distance_to_background(const Shared& s) {
  std::vector<std::uint8_t> seeds(s.within.voxels());
  const auto& g = s.tumour.geometry;
  for_each_voxel(s.within, [&](int x, int y, int z) {
    seeds[s.within.offset(x, y, z)] = !s.tumour.voxels[g.offset(x, y, z)];
  });
  return squared_distance_mm2(seeds, s.within.size, g.spacing);
}

Shared prepare(const Mask& tumour, const Mask* organ, const std::vector<RegionPlan>& plans,
               double max_cut) {
  Shared s{tumour, organ, max_cut, 0, bounding_box(tumour), {}, {}, {}, {}};
  if (s.box.empty()) return s;
  for_each_row(tumour.geometry, s.box, [&](std::size_t start, std::size_t length) {
    s.tumour_voxels += kernel::count_inside({tumour.voxels.data() + start, length});
  });
  double reach = 0;
  bool erodes = false;
  for (const auto& plan : plans) {
    reach = std::max(reach, plan.expand_mm);
    erodes = erodes || plan.erode_mm > 0;
  }
  if (reach > 0) {
    Index3 pad;
    for (std::size_t a = 0; a < 3; ++a)
      pad[a] = static_cast<int>(std::ceil((reach + slack_mm) / tumour.geometry.spacing[a]));
    s.around = padded(s.box, pad);
    s.away = distance_to_tumour(s);
  }
  if (erodes) {
    // One voxel around the tumour's box holds the nearest background of every tumour voxel.
    s.within = clipped(padded(s.box, {1, 1, 1}), tumour.geometry.size);
    s.depth = distance_to_background(s);
  }
  return s;
}

std::string percent(double fraction) { return fixed_text(100 * fraction, 0) + " %"; }

void expand(const Shared& s, const RegionPlan& plan, Region& region) {
  const auto& g = s.tumour.geometry;
  const double limit = (plan.expand_mm + slack_mm) * (plan.expand_mm + slack_mm);
  std::size_t reached = 0, lost = 0, taken = 0, i = 0;
  for_each_voxel(s.around, [&](int x, int y, int z) {
    const double away = s.away[i++];
    if (away > limit || (away == 0 && plan.ring)) return;
    reached += away > 0;
    if (!in_image(g.size, x, y, z)) {
      ++lost;
      return;
    }
    region.mask.voxels[g.offset(x, y, z)] = 1;
    ++taken;
  });
  region.voxels = taken;
  region.cut_fraction = reached == 0 ? 0 : static_cast<double>(lost) / static_cast<double>(reached);
  if (reached == 0)
    region.gap = "no voxel centre lies within " + number_text(plan.expand_mm) + " mm of the tumour";
  else if (region.cut_fraction > s.max_cut)
    region.gap = "cut: the image edge takes " + percent(region.cut_fraction) + " of the " +
                 number_text(plan.expand_mm) + " mm around the tumour (allowed " +
                 percent(s.max_cut) + ")";
}

void erode(const Shared& s, const RegionPlan& plan, Region& region) {
  const auto& g = s.tumour.geometry;
  const double limit = (plan.erode_mm + slack_mm) * (plan.erode_mm + slack_mm);
  double deepest = 0;
  std::size_t i = 0;
  for_each_voxel(s.within, [&](int x, int y, int z) {
    const double depth = s.depth[i++];
    deepest = std::max(deepest, depth);
    if (depth <= limit) return;
    region.mask.voxels[g.offset(x, y, z)] = 1;
    ++region.voxels;
  });
  if (deepest <= limit)
    region.gap = "vanished: no voxel is deeper than " + number_text(plan.erode_mm) +
                 " mm (deepest " + fixed_text(std::sqrt(deepest), 1) + " mm)";
}

void organ_minus_tumour(const Shared& s, Region& region) {
  std::uint8_t* out = region.mask.voxels.data();
  region.voxels = kernel::copy_inside(s.organ->voxels, out);
  for_each_row(s.tumour.geometry, s.box, [&](std::size_t start, std::size_t length) {
    region.voxels -= kernel::clear_where({s.tumour.voxels.data() + start, length}, out + start);
  });
}

void tumour_itself(const Shared& s, Region& region) {
  for_each_row(s.tumour.geometry, s.box, [&](std::size_t start, std::size_t length) {
    std::copy_n(s.tumour.voxels.data() + start, length, region.mask.voxels.data() + start);
  });
  region.voxels = s.tumour_voxels;
}

void clip_to_organ(const Shared& s, Region& region) {
  for (std::size_t i = 0; i < region.mask.voxels.size(); ++i)
    // The tumour belongs to the organ, whether or not the organ mask has a hole there.
    region.mask.voxels[i] &= (s.organ->voxels[i] | s.tumour.voxels[i]) != 0;
  region.voxels = count_voxels(region.mask);
}

Region make_region(const Shared& s, const RegionPlan& plan) {
  Region region{plan.name, {s.tumour.geometry, {}}, 0, 0, {}, 0};
  const bool needs_organ = plan.organ_minus_tumour || plan.clip_to_organ;
  if (s.tumour_voxels == 0)
    region.gap = "the tumour mask is empty";
  else if (needs_organ && !s.organ)
    region.gap = "no organ mask";
  region.mask.voxels = large_vector<std::uint8_t>(s.tumour.voxels.size());
  if (region.gap) return region;
  if (plan.organ_minus_tumour)
    organ_minus_tumour(s, region);
  else if (plan.expand_mm > 0)
    expand(s, plan, region);
  else if (plan.erode_mm > 0)
    erode(s, plan, region);
  else
    tumour_itself(s, region);
  if (plan.clip_to_organ) clip_to_organ(s, region);
  region.volume_mm3 = static_cast<double>(region.voxels) * region.mask.geometry.voxel_volume();
  if (!region.gap && region.voxels == 0)
    region.gap =
        needs_organ ? "nothing is left inside the organ mask" : "nothing is left inside the image";
  if (!region.gap && region.voxels == 1) region.gap = "one voxel only: no texture and no shape";
  return region;
}

}  // namespace

std::vector<RegionPlan> default_region_plans() {
  return {{.name = "tumour"},
          {.name = "liver", .organ_minus_tumour = true},
          {.name = "inner_5mm", .erode_mm = 5},
          {.name = "rim_3mm", .expand_mm = 3},
          {.name = "rim_5mm", .expand_mm = 5},
          {.name = "rim_10mm", .expand_mm = 10}};
}

std::vector<float> signed_distance_mm(const Mask& mask) {
  std::vector<std::uint8_t> background(mask.voxels.size());
  for (std::size_t i = 0; i < background.size(); ++i) background[i] = !mask.voxels[i];
  const auto& g = mask.geometry;
  const auto away = squared_distance_mm2(mask.voxels, g.size, g.spacing);
  const auto depth = squared_distance_mm2(background, g.size, g.spacing);
  std::vector<float> out(away.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(mask.voxels[i] ? -std::sqrt(depth[i]) : std::sqrt(away[i]));
  return out;
}

std::vector<Region> make_regions(const Mask& tumour, const Mask* organ,
                                 const std::vector<RegionPlan>& plans, double max_cut) {
  for (const auto& plan : plans) check_plan(plan);
  if (organ) {
    const auto difference = grid_difference(organ->geometry, tumour.geometry);
    if (!difference.empty())
      throw Error("organ mask and tumour mask lie on different grids: " + difference);
  }
  const auto shared = prepare(tumour, organ, plans, max_cut);
  std::vector<Region> regions;
  for (const auto& plan : plans) regions.push_back(make_region(shared, plan));
  return regions;
}

void check_plan(const RegionPlan& plan) {
  const std::string place = "region '" + plan.name + "'";
  if (plan.name.empty()) throw Error("a region has no name; give it one, for example rim_5mm");
  if (plan.name.find_first_of(". \t/\\,\"") != std::string::npos)
    throw Error(
        place +
        ": a name may not hold dots, blanks, commas, quotes or slashes, because column names are "
        "{phase}.{region}.{feature}");
  const auto bad = [](double mm) { return !(mm >= 0 && mm <= 1000); };
  if (bad(plan.erode_mm))
    throw Error(place + ": erode is " + number_text(plan.erode_mm) + ", expected 0 to 1000 mm");
  if (bad(plan.expand_mm))
    throw Error(place + ": expand is " + number_text(plan.expand_mm) + ", expected 0 to 1000 mm");
  const int choices = (plan.erode_mm > 0) + (plan.expand_mm > 0) + plan.organ_minus_tumour;
  if (choices > 1)
    throw Error(
        place +
        ": choose one of erode, expand and organ: minus-tumour; make two regions for two of them");
  if (plan.organ_minus_tumour && plan.clip_to_organ)
    throw Error(place + ": the organ is clipped to itself; leave clip out");
}

}  // namespace dlrr
