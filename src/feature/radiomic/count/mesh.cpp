#include "feature/radiomic/count/mesh.h"

#include <cmath>
#include <cstdint>

#include "feature/radiomic/count/bit_rows.h"

namespace dlrr {
namespace {

constexpr int kCorner[8][3] = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0},  // x, y, z
                               {0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}};
constexpr int kEdge[12][2] = {{0, 1}, {0, 3}, {0, 4}, {1, 2}, {1, 5}, {2, 3},
                              {2, 6}, {3, 7}, {4, 5}, {4, 7}, {5, 6}, {6, 7}};

// In (z, y, x) order, which fixes the sign of the volume.
Vector3 vertex(char edge, const Vector3& spacing) {
  const auto& [from, to] = kEdge[edge - 'a'];
  Vector3 out;
  for (int a = 0; a < 3; ++a)
    out[a] = 0.5 * (kCorner[from][2 - a] + kCorner[to][2 - a]) * spacing[2 - a];
  return out;
}

Vector3 cross(const Vector3& u, const Vector3& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

// What one filling of a cell adds. Moving a cell by c changes det(p, q, r) by c . (p x q + q x r +
// r x p), so the sum over all cells needs only their number and the sum of their places.
struct Cell {
  double area = 0, det = 0;  // mm2, mm3 * 6
  Vector3 normal{0, 0, 0};   // z, y, x; mm2
};

Cell make_cell(int configuration, const Vector3& spacing) {
  const bool inside_out = configuration > 127;
  const char* t = kMeshTriangles[inside_out ? 255 - configuration : configuration];
  const double sign = inside_out ? -1 : 1;
  Cell cell;
  for (; *t; t += 3) {
    const Vector3 p = vertex(t[0], spacing), q = vertex(t[1], spacing), r = vertex(t[2], spacing);
    const Vector3 pq = cross(p, q), qr = cross(q, r), rp = cross(r, p);
    Vector3 sum;
    for (int a = 0; a < 3; ++a) sum[a] = pq[a] + qr[a] + rp[a];
    cell.area += 0.5 * std::sqrt(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]);
    cell.det += sign * (p[0] * qr[0] + p[1] * qr[1] + p[2] * qr[2]);
    for (int a = 0; a < 3; ++a) cell.normal[a] += sign * sum[a];
  }
  return cell;
}

struct Tally {
  std::int64_t cells = 0, x = 0, y = 0, z = 0;  // number and sum of the places of the low corners
};

// Adds the cells that the surface cuts between rows y - 1, y and slices z - 1, z.
void tally_row(const BitRows& rows, int y, int z, std::array<Tally, 256>& tally) {
  const std::uint64_t *a = rows.row(y - 1, z - 1), *b = rows.row(y, z - 1), *c = rows.row(y - 1, z),
                      *d = rows.row(y, z);
  for (std::size_t w = 0; w < rows.words(); ++w) {
    // By corner; the low corners of a cell lie one voxel before the high ones.
    const std::uint64_t corner[8] = {moved_word(a, w), a[w], b[w], moved_word(b, w),
                                     moved_word(c, w), c[w], d[w], moved_word(d, w)};
    std::uint64_t some = 0, all = ~std::uint64_t{0};
    for (const std::uint64_t bits : corner) {
      some |= bits;
      all &= bits;
    }
    for_each_bit(some & ~all, w, [&](int x) {
      unsigned filling = 0;
      for (unsigned k = 0; k < 8; ++k)
        filling |= static_cast<unsigned>(corner[k] >> (x & 63) & 1) << k;
      Tally& t = tally[filling];
      ++t.cells;
      t.x += x;
      t.y += y;
      t.z += z;
    });
  }
}

std::array<Tally, 256> tally_cells(const Mask& mask) {
  const BitRows rows(mask);
  std::array<Tally, 256> tally;
  for (int z = 0; z <= mask.geometry.size[2]; ++z)
    for (int y = 0; y <= mask.geometry.size[1]; ++y) tally_row(rows, y, z, tally);
  return tally;
}

}  // namespace

MeshMeasure measure_cell(int configuration, const Vector3& spacing) {
  const Cell cell = make_cell(configuration, spacing);
  return {cell.area, cell.det / 6};
}

MeshMeasure measure_mesh(const Mask& mask) {
  const Vector3& mm = mask.geometry.spacing;
  const std::array<Tally, 256> tally = tally_cells(mask);
  MeshMeasure out;
  for (int configuration = 0; configuration < 256; ++configuration) {
    const Tally& t = tally[configuration];
    if (t.cells == 0) continue;
    const Cell cell = make_cell(configuration, mm);
    const double moved = static_cast<double>(t.z) * mm[2] * cell.normal[0] +
                         static_cast<double>(t.y) * mm[1] * cell.normal[1] +
                         static_cast<double>(t.x) * mm[0] * cell.normal[2];
    out.area += static_cast<double>(t.cells) * cell.area;
    out.volume += (static_cast<double>(t.cells) * cell.det + moved) / 6;
  }
  return out;
}

}  // namespace dlrr
