#!/usr/bin/env python3
"""check_sample_size.py RESULT: the criteria of Riley et al. (2019, 2020) worked out again from their formulas."""
import json
import math
import pathlib
import sys

size = json.loads((pathlib.Path(sys.argv[1]) / "report.json").read_text())["sample_size"]
share = size["events"] / size["patients"]
largest = 1 - (share ** share * (1 - share) ** (1 - share)) ** 2  # of Cox and Snell's R2
r2 = 0.15 * largest
assert math.isclose(size["r2"], r2, rel_tol=1e-12), size["r2"]
assert math.isclose(size["per_event"], size["candidates"] / size["events"])
print(f"{size['patients']:g} patients, {size['events']:g} events, {size['candidates']:g} candidates: "
      f"{size['per_event']:g} per event")
said = []
for one in size["criteria"]:
    parameters = one["parameters"]
    shrinkage = parameters / ((0.9 - 1) * math.log(1 - r2 / 0.9))
    factor = r2 / (r2 + 0.05 * largest)  # of an optimism of 0.05 in Nagelkerke's R2
    optimism = parameters / ((factor - 1) * math.log(1 - r2 / factor))
    intercept = (1.96 / 0.05) ** 2 * share * (1 - share)
    wanted = [math.ceil(x - 1e-9) for x in (shrinkage, optimism, intercept)]
    assert wanted == [one["shrinkage"], one["optimism"], one["intercept"]], (one, wanted)
    assert one["needed"] == max(wanted)
    said.append(f"{one['what']} {one['needed']}")
print("criteria: " + "; ".join(said))
for rule in size["rules"]:
    assert rule["held"] == (rule["found"] >= rule["needed"]) and rule["meaning"]
    print(f"rule {'held' if rule['held'] else 'broken'}: {rule['rule']}")
for group in size["small_groups"]:
    assert group["share"] < 0.1
    print(f"small group: {group['variable']}, {group['n']} of {round(group['n'] / group['share'])}")
