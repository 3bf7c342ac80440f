#!/usr/bin/env python3
"""check_flow.py RESULT: the flow chart of a result adds up, and agrees with excluded.csv, with
predictions.csv and with the drawing's own numbers."""
import csv
import json
import pathlib
import sys

result = pathlib.Path(sys.argv[1])
cohort = json.load(open(result / "report.json"))["cohort"]
flow = cohort["flow"]
aside = sum(stage["n"] for stage in flow["aside"])
assert flow["enrolled"]["n"] == aside + flow["analysed"], flow
for stage in flow["aside"]:
    assert stage["n"] == sum(reason["n"] for reason in stage["reasons"]), stage
excluded = {row["patient"] for row in csv.DictReader(open(result / "excluded.csv"))
            if row["stage"] != "second reader"}
assert len(excluded) == aside, (excluded, aside)
analysed = list(csv.DictReader(open(result / "predictions.csv")))
assert len(analysed) == flow["analysed"] == sum(s["n"] for s in cohort["sets"].values())
for name, size in cohort["sets"].items():
    rows = [row for row in analysed if row["set"] == name]
    assert size == {"n": len(rows), "events": sum(int(row["outcome"]) for row in rows)}, name
drawn = list(csv.DictReader(open(result / "figures" / "flow.csv")))
assert drawn[0]["box"] == "Enrolled" and int(drawn[0]["n"]) == flow["enrolled"]["n"]
assert sum(int(row["n"]) for row in drawn[-len(cohort["sets"]):]) == flow["analysed"]
print(f"{flow['enrolled']['n']} enrolled, {aside} set aside, {flow['analysed']} analysed")
