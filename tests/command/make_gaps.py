#!/usr/bin/env python3
"""make_gaps.py TABLE.csv SHARE COLUMN ...: empties that share of the cells of these columns, seeded; prints how many."""
import csv
import random
import sys

path, share, columns = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
with open(path, newline="") as file:
    header, *rows = csv.reader(file)
draw, emptied = random.Random(3), 0
for row in rows:
    for column in columns:
        if draw.random() < share:
            row[header.index(column)] = ""
            emptied += 1
with open(path, "w", newline="") as file:
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
print(emptied)
