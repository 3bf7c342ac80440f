#!/usr/bin/env python3
"""Makes feature_map_values.csv: maps of PyRadiomics 3.1.0 at some voxels of bumpy_ball() (family_grid.h).

Run with a Python that has the released package: python3 tests/feature/feature_map_values.py
Rows are features; a column is RUN@x/y/z. The runs stand in feature_map_values.yaml, one document each.
Made with the wheel 3.1.0, NumPy 1.26, SimpleITK 2.5.
"""
import csv
import logging
import math
import pathlib
import sys

import numpy
import SimpleITK
import ruamel.yaml
from radiomics import featureextractor

here = pathlib.Path(__file__).resolve().parent
voxels = [(8, 7, 5), (2, 7, 5), (11, 4, 8), (8, 12, 3)]  # middle, edges


def bumpy_ball():
    image = numpy.zeros((12, 15, 17), dtype=numpy.float64)
    mask = numpy.zeros((12, 15, 17), dtype=numpy.uint8)
    for z in range(12):
        for y in range(15):
            for x in range(17):
                image[z, y, x] = 100 + (x * 37 + y * 61 + z * 89 + x * y * z) % 97
                r = math.sqrt((x - 8.0) ** 2 + (y - 7.0) ** 2 + ((z - 5.5) * 1.3) ** 2)
                mask[z, y, x] = r + ((x * 7 + y * 5 + z) % 3) * 0.4 < 6.5
    out = []
    for array in (image, mask):
        out.append(SimpleITK.GetImageFromArray(array))
        out[-1].SetSpacing((0.8, 0.7, 2.5))
    return out


def main():
    logging.disable(logging.CRITICAL)
    image, mask = bumpy_ball()
    runs = (here / "feature_map_values.yaml").read_text()
    table = {}
    columns = []
    for number, run in enumerate(ruamel.yaml.YAML(typ="safe").load_all(runs)):
        maps = featureextractor.RadiomicsFeatureExtractor(run).execute(image, mask, voxelBased=True)
        columns += [f"{number}@{x}/{y}/{z}" for x, y, z in voxels]
        for name, values in maps.items():
            if not isinstance(values, SimpleITK.Image):
                continue
            for voxel in voxels:
                at = values.TransformPhysicalPointToIndex(image.TransformIndexToPhysicalPoint(voxel))
                table.setdefault(name, []).append("%.17g" % values[at])
    with open(here / "feature_map_values.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["feature"] + columns)
        for name, values in table.items():
            out.writerow([name] + values)
    print(len(table), "features", len(columns), "columns", file=sys.stderr)


if __name__ == "__main__":
    main()
