#!/usr/bin/env python3
"""deep_vectors.py RESULT PHASES REGIONS [PATIENT PHASE REGION DEEP.csv]: the table of deep vectors of a run.

Says how many columns it has, checks their names, and, when asked, that `dlrr deep` gave the same vector.
"""
import csv
import gzip
import pathlib
import sys

result, phases, regions = pathlib.Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3].split(",")
rows = list(csv.reader(gzip.open(result / "features/deep.csv.gz", "rt")))
names = [f"{p}.{r}.resnet18_{k}" for p in phases for r in regions for k in range(512)]
print(f"{len(rows[0]) - 1} columns, named and ordered as expected: {rows[0][1:] == names}")
cells = [cell for row in rows[1:] for cell in row[1:]]
print(f"{len(rows) - 1} patients, {sum(cell != '' for cell in cells) // 512} vectors, "
      f"{sum(cell == '' for cell in cells) // 512} gaps")
varied = sum(len({row[j] for row in rows[1:]}) > len(rows) // 2 for j in range(1, len(rows[0])))
print(f"more than half of the columns differ between patients: {varied > len(names) // 2}")
if len(sys.argv) > 4:
    patient, phase, region, other = sys.argv[4:]
    mine = next(dict(zip(rows[0], row)) for row in rows[1:] if row[0] == patient)
    theirs = next(csv.DictReader(open(other)))
    same = all(mine[f"{phase}.{region}.resnet18_{k}"] == theirs[f"resnet18_{k}"] for k in range(512))
    print(f"{patient} {phase} {region}: the same as dlrr deep: {same}")
