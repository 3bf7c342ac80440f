"""check_evaluation.py PREDICTIONS.csv EVALUATION.json A B: parts by name, and a few figures counted here by hand."""
import csv
import json
import math
import pathlib
import sys

table, file, a, b = sys.argv[1:]
rows = list(csv.DictReader(open(table)))
found = json.load(open(file))
y = [int(row["y"]) for row in rows]
problems = []


def expect(name, value, wanted):
    if abs(value - wanted) > 1e-10:
        problems.append(f"{name}: {value}, by hand {wanted}")


for name in (a, b):
    p = [float(row[name]) for row in rows]
    risk = found["risks"][name]
    events, others = [v for v, e in zip(p, y) if e], [v for v, e in zip(p, y) if not e]
    pairs = sum((e > o) + 0.5 * (e == o) for e in events for o in others)
    expect("auc", risk["auc"]["estimate"], pairs / len(events) / len(others))
    expect("brier", risk["brier"], sum((v - e) ** 2 for v, e in zip(p, y)) / len(y))
    expect("o_e", risk["calibration"]["o_e"], sum(y) / sum(p))
    tp = sum(v >= 0.2 and e == 1 for v, e in zip(p, y))
    fp = sum(v >= 0.2 and e == 0 for v, e in zip(p, y))
    expect("net benefit at 0.2", risk["decision"]["model"][19], tp / len(y) - fp / len(y) * 0.25)
    expect("sensitivity", risk["operating"]["sensitivity"]["estimate"],
           sum(v >= 0.5 for v in events) / len(events))
    for key in ("bootstrap", "lower", "upper", "method"):
        if key not in risk["auc"]:
            problems.append(f"auc.{key} is missing")
    for key in ("in_the_large", "slope", "ici", "curve", "hosmer_lemeshow"):
        if key not in risk["calibration"]:
            problems.append(f"calibration.{key} is missing")
    for key in ("harrell_c", "uno_c", "auc_at", "cox", "groups"):
        if key not in risk["survival"]:
            problems.append(f"survival.{key} is missing")

pair = found["pairs"][0]
up = [float(row[b]) - float(row[a]) for row in rows]
event = [(u > 0) - (u < 0) for u, e in zip(up, y) if e]
other = [(u > 0) - (u < 0) for u, e in zip(up, y) if not e]
expect("nri", pair["nri"]["continuous"]["estimate"], sum(event) / len(event) - sum(other) / len(other))
for part, moves, sign in (("event", event, 1), ("nonevent", other, -1)):
    n, net = len(moves), sign * sum(moves) / len(moves)
    se = math.sqrt((sum(m * m for m in moves) / n - net * net) / n)
    nri = pair["nri"]["continuous"]
    expect(f"nri of {part}", nri[part], net)
    expect(f"nri of {part}, lower", nri[part + "_lower"], net - 1.959963984540054 * se)
    expect(f"nri of {part}, upper", nri[part + "_upper"], net + 1.959963984540054 * se)
    expect(f"nri of {part}, p", nri[part + "_p"], math.erfc(abs(net / se) / math.sqrt(2)))
row = list(csv.DictReader(open(pathlib.Path(file).parent / "tables/pairs.csv")))[0]
for title in row:
    if title.startswith("nri") and title != "note":
        kind = "categorical" if title.startswith("nri_categories") else "continuous"
        key = title.removeprefix("nri_categories").removeprefix("nri").removeprefix("_") or "estimate"
        expect(f"pairs.csv, {title}", float(row[title]), pair["nri"][kind][key])
expect("delong", pair["delong"]["estimate"],
       found["risks"][b]["auc"]["estimate"] - found["risks"][a]["auc"]["estimate"])
expect("idi", pair["idi"]["estimate"], sum(u for u, e in zip(up, y) if e) / sum(y) -
       sum(u for u, e in zip(up, y) if not e) / (len(y) - sum(y)))
print("\n".join(problems) or "all parts are there and agree with a count by hand")
