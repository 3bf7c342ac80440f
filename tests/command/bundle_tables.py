"""How the tests read tables and formulas of a bundle, apart from our program."""
import csv
import gzip
import math


def read(path, wanted=None):
    """Rows as dictionaries, of the wanted columns only."""
    opened = gzip.open(path, "rt") if str(path).endswith(".gz") else open(path, newline="")
    with opened as file:
        rows = csv.reader(file)
        at = [(i, name) for i, name in enumerate(next(rows)) if wanted is None or name in wanted]
        return [{name: row[i] for i, name in at} for row in rows]


def number(cell):
    try:
        value = float(cell)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def value_of(row, name):
    """A number, or 0/1 for a level of a category ("sex=male")."""
    if name in row:
        return number(row[name])
    column, _, level = name.rpartition("=")
    return None if not column or not row.get(column) else float(row[column] == level)


def expected(term, row):
    """Stands in for a gap: the training median, or what other features let expect."""
    gap = term.get("gap")
    if gap is None:
        return term["fill"]
    known = [(slope, value_of(row, name), mean) for slope, name, mean in zip(gap["slope"], gap["features"], gap["mean"])]
    return gap["intercept"] + sum(slope * (value - mean) for slope, value, mean in known if value is not None)


def score(formula, row):
    total = formula["intercept"]
    for term in formula["terms"]:
        value = value_of(row, term["feature"])
        value = expected(term, row) if value is None else value
        total += term["coefficient"] * ((value - term["mean"]) / term["sd"])
    return total
