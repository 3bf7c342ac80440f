#!/usr/bin/env python3
"""Risks from a bundle by another program than ours: bundle_risks.py RESULT FEATURES.csv ... [--centre COL]

Reads RESULT/model.dlrr as docs/formats.md describes it, makes scores, inputs and risks from the tables and compares them
with RESULT/predictions.csv: lr, svm, knn and rf in plain Python; lightgbm and xgboost by those libraries, where this
Python has them. Prints a line per model; exit status 1 when a risk differs."""
import argparse
import json
import math
import pathlib
import sys
import zipfile

from bundle_tables import number, read, score, value_of


def harmonised(row, features, batch):
    """The person's features as if measured in no centre in particular; batch None: a centre that did not train."""
    out = dict(row)
    for f in features if batch is not None else []:
        value = number(row[f["feature"]])
        if value is not None and f["sd"] != 0:
            z = ((value - f["mean"]) / f["sd"] - f["shift"][batch]) / math.sqrt(f["spread"][batch])
            out[f["feature"]] = f["mean"] + f["sd"] * z
    return out


def logistic(x):
    return 1 / (1 + math.exp(-x))


def svm(model, x):
    def kernel(v):
        if model["kernel"] == "linear":
            return sum(a * b for a, b in zip(v, x))
        return math.exp(-model["gamma"] * sum((a - b) ** 2 for a, b in zip(v, x)))
    decision = sum(c * kernel(v) for c, v in zip(model["coefficients"], model["vectors"])) + model["offset"]
    return logistic(-model["platt_a"] * decision - model["platt_b"])


def knn(model, x):
    near = sorted((sum((a - b) ** 2 for a, b in zip(v, x)), i) for i, v in enumerate(model["rows"]))[:model["k"]]
    if model["weights"] == "uniform":
        weights = [1.0] * len(near)
    elif near[0][0] == 0:
        weights = [float(d == 0) for d, _ in near]
    else:
        weights = [1 / math.sqrt(d) for d, _ in near]
    return sum(w * model["outcome"][i] for w, (_, i) in zip(weights, near)) / sum(weights)


def tree(nodes, x):
    at = nodes[0]
    while at[0] >= 0:
        at = nodes[at[2] if x[at[0]] <= at[1] else at[3]]
    return at[5] / at[4]


plain = {
    "lr": lambda m, x: logistic(m["intercept"] + sum(a * b for a, b in zip(m["slopes"], x))),
    "svm": svm, "knn": knn,
    "rf": lambda m, x: sum(tree(t, x) for t in m["trees"]) / len(m["trees"]),
}


def by_library(model, rows):
    """Risks by the library itself, with how far single precision may be off; None where it is not here."""
    try:
        if model["algorithm"] == "lightgbm":
            import lightgbm
            import numpy
            return lightgbm.Booster(model_str=model["lightgbm"]).predict(numpy.array(rows)), 1e-12
        import numpy
        import xgboost
        booster = xgboost.Booster()
        booster.load_model(bytearray(model["xgboost"].encode()))
        return booster.predict(xgboost.DMatrix(numpy.array(rows, dtype=numpy.float32))), 1e-6
    except ImportError:
        return None


def risks(model, rows):
    if model["algorithm"] in plain:
        return [plain[model["algorithm"]](model, x) for x in rows], 1e-12
    return by_library(model, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("result", type=pathlib.Path)
    parser.add_argument("tables", nargs="+")
    parser.add_argument("--patient", default="patient")
    parser.add_argument("--centre", help="column that the harmonisation reads")
    arguments = parser.parse_args()
    wanted = read(arguments.result / "predictions.csv")
    bundle = zipfile.ZipFile(arguments.result / "model.dlrr")
    formulas = {name: json.loads(bundle.read(f"{name}.json"))
                for name in ("rad_score", "dl_score", "mean_z", "tumour_size") if f"{name}.json" in bundle.namelist()}
    models = {name: [json.loads(bundle.read(f"models/{name}.{end}")) for end in ("json", "txt")]
              for name in json.loads(bundle.read("manifest.json"))["models"]}
    names = {arguments.patient} | {t["feature"] for f in formulas.values() for t in f["terms"]}
    combat = {"centres": [], "features": []}
    if "harmonise_radiomics.json" in bundle.namelist():
        combat = json.loads(bundle.read("harmonise_radiomics.json"))
        names |= {arguments.centre} | {f["feature"] for f in combat["features"]}
    names |= {i["name"].rpartition("=")[0] or i["name"] for about, _ in models.values() for i in about["inputs"]}
    people = {}
    for table in arguments.tables:
        for row in read(table, names):
            people.setdefault(row[arguments.patient], {}).update(row)
    failed = 0
    for name, (about, model) in models.items():
        rows = []
        for line in wanted:
            person = people[line["patient"]]
            centre = person.get(arguments.centre)
            even = harmonised(person, combat["features"],
                              combat["centres"].index(centre) if centre in combat["centres"] else None)
            values = {**person, **{key: score(formula, person if key == "tumour_size" else even)
                                   for key, formula in formulas.items()}}
            raw = [(i, value_of(values, i["name"])) for i in about["inputs"]]
            rows.append([((i["fill"] if v is None else v) - i["mean"]) / i["sd"] for i, v in raw])
        found = risks(model, rows)
        if found is None:
            print(f"{name}: {model['algorithm']} is not here")
            continue
        apart = max(abs(float(a) - float(line[name])) for a, line in zip(found[0], wanted))
        good = apart <= found[1]
        failed += not good
        print(f"{name}: {model['algorithm']}, {len(rows)} risks " + ("agree" if good else f"differ by up to {apart:g}"))
    return 1 if failed else 0


sys.exit(main())
