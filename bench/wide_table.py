"""Feature tables as wide as those of a study of three phases: patients x columns in blocks {phase}.{region}, radiomics,
deep and clinical, with an outcome that a planted number z drives. Standard library only, the same bytes for a seed."""
import csv
import math
import random

phases = ("arterial", "portal", "delayed", "arterial-portal", "delayed-portal")
regions = ("tumour", "liver", "inner_5mm", "rim_3mm", "rim_5mm", "rim_10mm")
planted_blocks = {"arterial.tumour", "arterial.rim_5mm"}
planted_per_block = 12
factors_per_block = 40  # radiomic features of one block say much the same
deep_per_block = 512


def sizes(columns):
    """Radiomic and deep columns of each block, `columns` in all."""
    blocks = [f"{phase}.{region}" for phase in phases for region in regions]
    deep = min(deep_per_block, columns // (3 * len(blocks)))
    radiomic = columns - deep * len(blocks)
    share, rest = divmod(radiomic, len(blocks))
    return [(block, share + (k < rest), deep) for k, block in enumerate(blocks)]


def name(kind, block, j):
    return f"{block}.original_glcm_F{j:04d}" if kind == "radiomic" else f"{block}.deep_mean_{j:04d}"


class Recipe:
    """Which factor each column of a block follows and how closely; planted columns also follow z."""

    def __init__(self, draw, planted, count):
        self.parts = []
        for j in range(count):
            loading = draw.uniform(0.3, 0.95)
            signal = 0.8 if planted and j < planted_per_block else 0.0
            self.parts.append((draw.randrange(factors_per_block), loading, math.sqrt(1 - loading**2), signal,
                               10 ** draw.uniform(-2, 3), draw.gauss(0, 3)))

    def row(self, draw, factors, z):
        gauss = draw.gauss
        return [(shift + load * factors[k] + rest * gauss(0, 1) + signal * z) * scale
                for k, load, rest, signal, scale, shift in self.parts]


def write_tables(folder, patients, columns, seed=1):
    """radiomics.csv, deep.csv, clinical.csv in `folder`; gives the AUC of z, the best that any model could reach."""
    draw = random.Random(seed)
    blocks = [(block, {"radiomic": Recipe(draw, block in planted_blocks, radiomic),
                       "deep": Recipe(draw, block in planted_blocks, deep)}) for block, radiomic, deep in sizes(columns)]
    people = []
    files = {kind: open(folder / f"{file}.csv", "w", newline="")
             for kind, file in (("radiomic", "radiomics"), ("deep", "deep"))}
    for kind, file in files.items():
        names = [name(kind, block, j) for block, recipes in blocks for j in range(len(recipes[kind].parts))]
        file.write(",".join(["patient", *names]) + "\n")
    for i in range(patients):
        z = draw.gauss(0, 1)
        event = int(draw.random() < 1 / (1 + math.exp(0.5 - 1.6 * z)))
        set_ = "train" if i % 10 < 6 else "internal" if i % 10 < 8 else "external"
        people.append((f"P{i + 1:04d}", event, set_, round(58 + 10 * draw.gauss(0, 1)), draw.choice(("male", "female")),
                       round(math.exp(3.2 + 1.6 * draw.gauss(0, 1) + 0.3 * z), 1), z))
        cells = {kind: [people[-1][0]] for kind in files}
        for _, recipes in blocks:
            factors = [draw.gauss(0, 1) for _ in range(factors_per_block)]
            for kind, recipe in recipes.items():
                cells[kind] += map(repr, recipe.row(draw, factors, z))
        for kind, file in files.items():
            file.write(",".join(cells[kind]) + "\n")
    for file in files.values():
        file.close()
    with open(folder / "clinical.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["patient", "recurred", "set", "age", "sex", "afp"])
        writer.writerows(person[:-1] for person in people)
    return auc([p[-1] for p in people], [p[1] for p in people])


def auc(risk, outcome):
    """Share of pairs of an event and a non-event that stand in the right order; ties count half."""
    order = sorted(range(len(risk)), key=risk.__getitem__)
    rank, k = [0.0] * len(risk), 0
    while k < len(order):
        last = k
        while last + 1 < len(order) and risk[order[last + 1]] == risk[order[k]]:
            last += 1
        for i in order[k:last + 1]:
            rank[i] = (k + last) / 2 + 1
        k = last + 1
    events = sum(outcome)
    total = sum(r for r, y in zip(rank, outcome) if y)
    return (total - events * (events + 1) / 2) / (events * (len(outcome) - events))
