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


def calibrated(how, risk):
    if how["kind"] == "platt":
        risk = min(max(risk, 1e-6), 1 - 1e-6)
        return logistic(-(how["a"] * math.log(risk / (1 - risk)) + how["b"]))
    if how["kind"] != "isotonic":
        return risk
    x, y = how["risk"], how["probability"]
    if risk <= x[0] or risk >= x[-1]:
        return y[0] if risk <= x[0] else y[-1]
    k = next(k for k in range(1, len(x)) if risk <= x[k])
    return y[k - 1] + (y[k] - y[k - 1]) * (risk - x[k - 1]) / (x[k] - x[k - 1])


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


def variable_value(variable, row):
    """A number, or the level: 0 for the one without a column."""
    known = [value_of(row, name) for name in variable["columns"]]
    if None in known:
        return None
    return known.index(1) + 1 if variable["category"] and 1 in known else 0 if variable["category"] else known[0]


def drawn(column, values, place):
    shown = [(p, float(values[p["column"]] == p["level"]) if p["level"] else values[p["column"]])
             for p in column["predictors"]]
    x = [1.0] + [(v - p["mean"]) / p["sd"] if p["sd"] > 0 else 0.0 for p, v in shown]
    if column["levels"] == 0:  # predictive mean matching: the five nearest donors, and others as near as the fifth
        goal = sum(a * b for a, b in zip(column["slope"], x))
        far = sorted(abs(p - goal) for p, _ in column["donors"])[:5][-1]
        near = [value for p, value in column["donors"] if abs(p - goal) <= far]
        return near[min(len(near) - 1, int(place * len(near)))]
    if len(column["present"]) == 1:
        return column["present"][0]
    odds = [1.0] + [math.exp(sum(a * b for a, b in zip(row, x))) for row in column["coefficient"]]
    for level, odd in zip(column["present"], odds):
        if place < odd / sum(odds):
            return level
        place -= odd / sum(odds)
    return column["present"][-1]


def imputed(imputer, row):
    """The row once for each table of the imputation, with its gaps filled."""
    values = [variable_value(v, row) for v in imputer["variables"]]
    gaps = [c for c, v in enumerate(values) if v is None]
    out = []
    for table in imputer["tables"]:
        now = [table["columns"][c]["start"] if v is None else v for c, v in enumerate(values)]
        for places in table["places"]:
            for c in gaps:
                now[c] = drawn(table["columns"][c], now, places[c])
        filled = dict(row)
        for c in gaps:
            variable = imputer["variables"][c]
            for k, name in enumerate(variable["columns"]):
                filled[name] = float(now[c] == k + 1) if variable["category"] else now[c]
        out.append(filled)
    return out


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


def read_model(bundle, name):
    """What is said of it, and its fits: one, or one for each table of the imputation."""
    about = json.loads(bundle.read(f"models/{name}.json"))
    more = [f"models/{name}.{k}.txt" for k in range(2, about["imputed_tables"] + 1)]
    return about, [json.loads(bundle.read(entry)) for entry in [f"models/{name}.txt", *more]]


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
    models = {name: read_model(bundle, name) for name in json.loads(bundle.read("manifest.json"))["models"]}
    imputer = json.loads(bundle.read("imputer.json")) if "imputer.json" in bundle.namelist() else None
    names = {arguments.patient} | {n for f in formulas.values() for t in f["terms"]
                                   for n in [t["feature"], *t.get("gap", {}).get("features", [])]}
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
    for name, (about, fitted) in models.items():
        reads = imputer if about["reads_imputer"] else None
        tables = [[] for _ in reads["tables"]] if reads else [[]]
        for line in wanted:
            person = people[line["patient"]]
            centre = person.get(arguments.centre)
            even = harmonised(person, combat["features"],
                              combat["centres"].index(centre) if centre in combat["centres"] else None)
            values = {**person, **{key: score(formula, person if key == "tumour_size" else even)
                                   for key, formula in formulas.items()}}
            for rows, filled in zip(tables, imputed(reads, values) if reads else [values]):
                raw = [(i, value_of(filled, i["name"])) for i in about["inputs"]]
                rows.append([((i["fill"] if v is None else v) - i["mean"]) / i["sd"] for i, v in raw])
        found = [risks(fitted[k if len(fitted) > 1 else 0], rows) for k, rows in enumerate(tables)]
        if None in found:
            print(f"{name}: {about['algorithm']} is not here")
            continue
        means = [calibrated(about["calibration"], sum(map(float, of)) / len(of))
                 for of in zip(*(risk for risk, _ in found))]
        apart = max(abs(mean - float(line[name])) for mean, line in zip(means, wanted))
        good = apart <= found[0][1]
        failed += not good
        print(f"{name}: {about['algorithm']}, {len(means)} risks " + ("agree" if good else f"differ by up to {apart:g}") +
              (f", {len(tables)} imputed tables" if reads else ""))
    return 1 if failed else 0


sys.exit(main())
