#!/usr/bin/env python3
"""Feature tables of made-up patients: make_table.py FOLDER [patients] [columns]. Three columns know
the outcome; the rest is noise."""
import pathlib
import random
import sys

folder = pathlib.Path(sys.argv[1])
patients = int(sys.argv[2]) if len(sys.argv) > 2 else 80
columns = int(sys.argv[3]) if len(sys.argv) > 3 else 30
folder.mkdir(parents=True, exist_ok=True)
draw = random.Random(7)
features, clinical = [], []
for i in range(patients):
    event = i % 2
    row = [draw.gauss(event * (1.2 if j < 3 else 0), 1) for j in range(columns)]
    group = "internal" if i % 5 == 4 else "train"
    features.append([f"P{i:03d}", "3.1.0", event, group] + [f"{v:.6f}" for v in row])
    clinical.append([f"P{i:03d}", draw.randint(40, 80), draw.choice(["male", "female"])])
names = ["patient", "diagnostics_Versions_PyRadiomics", "recurred", "set"]
names += [f"original_firstorder_F{j}" for j in range(columns)]


def write(name, header, rows):
    text = "\n".join(",".join(map(str, row)) for row in [header] + rows) + "\n"
    (folder / name).write_text(text)


write("features.csv", names, features)
write("clinical.csv", ["patient", "age", "sex"], clinical)
