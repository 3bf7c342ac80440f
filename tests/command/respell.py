#!/usr/bin/env python3
"""The same numbers in another spelling of CSV: respell.py WAY IN.csv OUT.csv"""
import csv
import io
import sys

way, source, target = sys.argv[1:]
rows = list(csv.reader(open(source)))


def with_remarks(name, cell):
    """A column of text behind the fourth one."""
    return [row[:4] + [name if i == 0 else cell] + row[4:] for i, row in enumerate(rows)]


def text(table, **how):
    out = io.StringIO(newline="")
    csv.writer(out, **{"lineterminator": "\n", **how}).writerows(table)
    return out.getvalue()


ways = {
    "bom": lambda: text(rows).encode("utf-8-sig"),
    "crlf": lambda: text(rows, lineterminator="\r\n").encode(),
    "mac": lambda: text(rows, lineterminator="\r").encode(),
    "tabs": lambda: text(rows, delimiter="\t").encode(),
    "semicolons": lambda: text(rows, delimiter=";").encode(),
    "decimal-commas": lambda: text([rows[0]] + [row[:4] + [cell.replace(".", ",") for cell in row[4:]]
                                                for row in rows[1:]], delimiter=";").encode(),
    "quotes": lambda: text(with_remarks("what, they\nsaid", 'one, "two"; three\tfour\nand a last line'),
                           quoting=csv.QUOTE_ALL).encode(),
    "latin1": lambda: text(with_remarks("Gr\u00f6\u00dfe", "sch\u00f6n")).encode("latin-1"),
    "blank-lines": lambda: (text(rows[:5]) + "\n\n" + text(rows[5:]) + "\n\n").encode(),
    "spaces": lambda: text([[f" {cell} " for cell in row] for row in rows]).encode(),
}
open(target, "wb").write(ways[way]())
