#!/usr/bin/env python3
"""The same table as a spreadsheet of a continental country writes it: to_excel.py IN.csv OUT.csv"""
import csv
import sys

rows = list(csv.reader(open(sys.argv[1])))
with open(sys.argv[2], "w", newline="") as out:
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows[1:]:
        writer.writerow(row[:4] + [cell.replace(".", ",") for cell in row[4:]])
