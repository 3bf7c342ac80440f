#!/usr/bin/env python3
"""check_selection.py RESULT: what report.json, tables/ and the bundle say of the selection, against one another."""
import collections
import csv
import json
import math
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
report = json.loads((folder / "report.json").read_text())
selection, plan = report["selection"], (folder / "plan.yaml").read_text()


def table(name):
    with open(folder / "tables" / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


terms = table("rad_score")
for key in ("phase", "region", "family", "filter"):
    counted = collections.Counter(term[key] for term in terms)
    assert dict(counted) == selection["makeup"][key], (key, counted, selection["makeup"])
print("make-up by phase, region, family, filter: adds up to the terms of the formula")

frequency = {row["feature"]: row for row in table("stability")}
for term in terms:
    row = frequency[term["feature"]]
    assert row["in_score"] == "true" and row["frequency"] == term["stability"], (term, row)
assert sum(row["in_score"] == "true" for row in frequency.values()) == len(terms)
print(f"stability beside each term: that of tables/stability.csv, of {row['subsamples']} subsamples")

curve = [(int(r["features"]), float(r["score"]), float(r["standard_error"]), r["chosen"] == "true") for r in table("rfe")]
assert [c[0] for c in curve] == list(range(1, len(curve) + 1)) and sum(c[3] for c in curve) == 1
best = max(curve, key=lambda c: c[1])  # the first, so the fewest
chosen = next(c for c in curve if c[3])
assert chosen[0] == len(terms) or len(terms) < chosen[0], (chosen, len(terms))
if "one_se" in plan:
    assert chosen == next(c for c in curve if c[1] >= best[1] - best[2] - 1e-12)
    print("elimination: the fewest within one standard error of the best score")
else:
    assert chosen == best
    print("elimination: the chosen number has the best score")

path = selection["lasso"]["radiomics"]
assert all(a > b for a, b in zip(path["lambda"], path["lambda"][1:]))
smallest = min(range(len(path["cvm"])), key=path["cvm"].__getitem__)
limit = path["cvm"][smallest] + path["cvsd"][smallest]
if "lambda: 1se" in plan:
    assert path["chosen"] == next(k for k, error in enumerate(path["cvm"]) if error <= limit)
    print("lambda: the largest within one standard error of the smallest error")
else:
    assert path["chosen"] == smallest
    print("lambda: the smallest error, at lambda.min")
assert all(map(math.isfinite, path["cvm"]))
