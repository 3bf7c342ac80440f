#!/usr/bin/env python3
"""check_article.py RESULT EVALUATION: Tables 3, 4 and S7 of a result hold the numbers that `dlrr
evaluate` found in predictions.csv; counts at the cut-off are counted here by hand."""
import csv
import json
import pathlib
import sys

result, evaluation = map(pathlib.Path, sys.argv[1:])
tables = result / "tables"
found = json.load(open(evaluation / "evaluation.json"))["cohorts"]
rows = list(csv.DictReader(open(result / "predictions.csv")))


def text(value, decimals=3):
    return "NA" if value in (None, "NaN") else f"{value:.{decimals}f}".replace("-0.000", "0.000")


def span(value):
    return f"{text(value['estimate'])} ({text(value['lower'])} to {text(value['upper'])})"


def p_text(p):
    return "NA" if p in (None, "NaN") else "<0.001" if p < 0.001 else text(p)


compared = 0
for row in csv.DictReader(open(tables / "models.csv")):
    if row["Set"] == "resampled":
        continue
    column = row["Model"] + (".paper" if row["Protocol"] == "paper" else "")
    e = found[row["Set"]]["risks"][column]
    assert (row["n"], row["Events"]) == (str(e["n"]), str(e["events"])), row
    bare = e["auc"]["lower"] in (None, e["auc"]["upper"])
    wanted = text(e["auc"]["estimate"]) + " (no interval)" if bare else span(e["auc"])
    assert row["AUC (95% CI)"] == wanted, (row, e["auc"])
    assert row["Brier"] == text(e["brier"]), (row, e["brier"])
    assert row["Slope"] == text(e["calibration"]["slope"], 2), (row, e["calibration"])
    patients = [r for r in rows if r["set"] == row["Set"]]
    # The cut-off is printed to three decimals: the counts must be those of some cut that rounds
    # to it.
    cut = float(row["Cut-off"])
    near = [float(r[column]) for r in patients if abs(float(r[column]) - cut) <= 0.00051] + [cut]
    seen = set()
    for t in near:
        tp = sum(float(r[column]) >= t and r["outcome"] == "1" for r in patients)
        fp = sum(float(r[column]) >= t and r["outcome"] == "0" for r in patients)
        seen.add((text(tp / e["events"]), text(1 - fp / (e["n"] - e["events"]))))
    assert (row["Sensitivity"], row["Specificity"]) in seen, (row, seen)
    compared += 1
assert compared, "no row of Table 3"
pairs = 0
for name in ("comparisons", "comparisons_all"):
    for row in csv.DictReader(open(tables / f"{name}.csv")):
        if row["Set"] == "resampled":
            continue
        b, a = row["Models"].split(" against ")
        pair = next(p for p in found[row["Set"]]["pairs"] if {p["a"], p["b"]} == {a, b})
        assert (pair["a"], pair["b"]) == (a, b), pair
        nri = pair["nri"]["continuous"]
        assert row["p, DeLong"] == p_text(pair["delong"]["p"]), (row, pair["delong"])
        if pair["delong"]["lower"] is not None:
            assert row["AUC difference (95% CI)"] == span(pair["delong"]), (row, pair["delong"])
        if nri["lower"] is not None:
            assert row["NRI (95% CI)"] == span(nri), (row, nri)
        assert row["p, NRI"] == p_text(nri["p"]), row
        for part, title in (("event", "events"), ("nonevent", "non-events")):
            value = {"estimate": nri[part], "lower": nri[part + "_lower"], "upper": nri[part + "_upper"]}
            assert row[f"NRI of {title} (95% CI)"] == span(value), (row, nri)
            assert row[f"p, {title}"] == p_text(nri[part + "_p"]), (row, nri)
        assert row["IDI (95% CI)"] == span(pair["idi"]) or pair["idi"]["lower"] is None, row
        assert row["p, IDI"] == p_text(pair["idi"]["p"]), row
        pairs += 1
assert pairs, "no row of Table 4"
print(f"{compared} rows of Table 3 and {pairs} pairs agree")
