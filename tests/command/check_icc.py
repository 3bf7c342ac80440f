#!/usr/bin/env python3
"""check_icc.py RESULT PERTURBATIONS: the ICC of every row of tables/icc.csv worked out again from features/.

Shrout and Fleiss' forms by their mean squares, on the training patients of predictions.csv; whether a feature was kept
follows from the plan's limit and bound.
"""
import csv
import math
import re
import pathlib
import sys

folder, perturbations = pathlib.Path(sys.argv[1]), int(sys.argv[2])
train = [r["patient"] for r in csv.DictReader(open(folder / "predictions.csv")) if r["set"] == "train"]


def features(patient, ending):
    path = folder / "features" / f"{patient}{ending}.csv"
    if not path.exists():
        return None
    return {f"{row['phase']}.{row['region']}": row for row in csv.DictReader(open(path))}


def ratings(source, feature):
    endings = [""] + ([".reader2"] if source == "readers" else
                      [f".perturbed{k + 1}" for k in range(perturbations)])
    block, name = feature.rsplit(".", 1)
    phases, region = block.split(".")
    rows = []
    for patient in train:
        cases = [cases_of[patient, ending] for ending in endings]
        if None in cases:
            continue
        values = [[float(case[f"{phase}.{region}"][name] or "nan") for phase in phases.split("-")] for case in cases]
        rows.append([v[0] - v[1] if len(v) == 2 else v[0] for v in values])
    return [row for row in rows if all(map(math.isfinite, row))]


def icc(form, x):
    n, k = len(x), len(x[0])
    rows, columns = [sum(row) / k for row in x], [sum(column) / n for column in zip(*x)]
    mean = sum(rows) / n
    msr = k * sum((r - mean) ** 2 for r in rows) / (n - 1)
    msc = n * sum((c - mean) ** 2 for c in columns) / (k - 1)
    mse = sum((x[i][j] - rows[i] - columns[j] + mean) ** 2 for i in range(n) for j in range(k)) / ((n - 1) * (k - 1))
    msw = (msc * (k - 1) + mse * (n - 1) * (k - 1)) / (n * (k - 1))
    return {"1,1": (msr - msw) / (msr + (k - 1) * msw), "1,k": (msr - msw) / msr,
            "2,1": (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n),
            "2,k": (msr - mse) / (msr + (msc - mse) / n),
            "3,1": (msr - mse) / (msr + (k - 1) * mse), "3,k": (msr - mse) / msr}[form]


cases_of = {(p, e): features(p, e) for p in train
            for e in ["", ".reader2"] + [f".perturbed{k + 1}" for k in range(perturbations)]}
worst, counts, passed, forms = 0, {}, 0, set()
plan = (folder / "plan.yaml").read_text()
above = float(re.search(r"icc: \{above: ([0-9.]+)", plan)[1])
limited = "lower" if "bound: lower" in plan else "icc"
for row in csv.DictReader(open(folder / "tables/icc.csv")):
    x = ratings(row["source"], row["feature"])
    assert len(x) == int(row["n"]), row
    if row["icc"]:
        worst = max(worst, abs(icc(row["form"], x) - float(row["icc"])))
        assert float(row["lower"]) <= float(row["icc"]) <= float(row["upper"]), row
        assert (row["kept"] == "true") == (float(row[limited]) > above), row
        passed += row["kept"] == "true"
        forms.add(row["form"])
    kind = "deep" if "resnet" in row["feature"] else "radiomics"
    counts[kind, row["source"]] = counts.get((kind, row["source"]), 0) + 1
for (kind, source), count in sorted(counts.items()):
    print(f"{kind} features over {source}: {'some' if count > 20 else count}")
print("largest difference below 1e-9:", worst < 1e-9)
print(f"ICC({' '.join(sorted(forms))}), {passed} above {above:g} by {'the lower bound' if limited == 'lower' else 'the estimate'}")
