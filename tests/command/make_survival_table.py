"""Writes survival.csv into a folder: follow-up that goes with three of thirty columns, or with none.

make_survival_table.py FOLDER [null]
"""
import math
import random
import sys

folder = sys.argv[1]
effect = 0 if "null" in sys.argv[2:] else 0.8
draw = random.Random(7)
names = [f"original_firstorder_F{j}" for j in range(30)]
with open(f"{folder}/survival.csv", "w") as out:
    print(",".join(["patient", "set", "months", "died", "age", *names]), file=out)
    for i in range(260):
        x = [draw.gauss(0, 1) for _ in names]
        age = draw.gauss(60, 9)
        risk = effect * (x[0] - x[1] + 0.7 * x[2] + 0.04 * (age - 60))
        death = 30 * (-math.log(1 - draw.random()) / math.exp(risk)) ** 0.8
        last = 6 + 54 * draw.random()
        place = "train" if i < 140 else "internal" if i < 180 else "external"
        row = [f"P{i:03d}", place, f"{min(death, last):.2f}", int(death <= last), f"{age:.1f}"]
        print(",".join(map(str, row + [f"{v:.6f}" for v in x])), file=out)
