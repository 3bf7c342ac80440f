#!/usr/bin/env python3
"""Linear predictors and risks from a bundle by another program than ours: bundle_cox.py RESULT FEATURES.csv

Reads RESULT/model.dlrr as docs/formats.md describes it and compares every Cox model with RESULT/predictions.csv."""
import csv
import json
import math
import sys
import zipfile

from bundle_tables import read, score, value_of

result, features = sys.argv[1:]
bundle = zipfile.ZipFile(f"{result}/model.dlrr")


def entry(name):
    return json.loads(bundle.read(name))


manifest, horizon = entry("manifest.json"), entry("imaging.json")["outcome"]["horizon"]
scores = [entry(f"{name}.json") for name in ("rad_score", "dl_score", "mean_z", "tumour_size")
          if f"{name}.json" in bundle.namelist()]
table = {row["patient"]: row for row in read(features)}
with open(f"{result}/predictions.csv", newline="") as file:
    predictions = list(csv.DictReader(file))
compared = 0
for name in manifest["models"]:
    model, cox = entry(f"models/{name}.json"), json.loads(bundle.read(f"models/{name}.txt"))
    hazard = max([h for t, h in zip(cox["time"], cox["cumulative_hazard"]) if t <= horizon], default=0)
    for known in predictions:
        row = dict(table[known["patient"]])
        row.update({formula["name"]: score(formula, row) for formula in scores})
        predictor = 0.0
        for coefficient, column in zip(cox["coefficients"], model["inputs"]):
            value = value_of(row, column["name"])
            value = column["fill"] if value is None else value
            predictor += coefficient * ((value - column["mean"]) / column["sd"])
        risk = 1 - math.exp(-hazard * math.exp(predictor))
        if abs(predictor - float(known[name])) > 1e-9 or abs(risk - float(known[f"{name}.risk"])) > 1e-9:
            sys.exit(f"{known['patient']}, {name}: {predictor} and {risk}, the run "
                     f"{known[name]} and {known[f'{name}.risk']}")
    compared += 1
print(f"{compared} models agree")
