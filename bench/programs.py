"""Rows that start whole programs: one patient (B1), its memory (B11), start to first row (B13)."""
import csv
import math
import os
import subprocess
import time
from dataclasses import dataclass

import machine

regions = ("tumour", "liver", "inner_5mm", "rim_3mm", "rim_5mm", "rim_10mm")


def start(words, context):
    """Seconds, processor seconds and peak resident bytes of one program."""
    pin = machine.cores(context.cores)
    begin = time.perf_counter()
    process = subprocess.Popen([str(w) for w in words], env=machine.environment(context.cores),
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               preexec_fn=lambda: os.sched_setaffinity(0, pin))
    message = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if status != 0:
        raise RuntimeError(f"{words[0]} failed: {message.strip()[-300:]}")
    return {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "bytes": used.ru_maxrss * 1024}


def number(text):
    try:
        return float(text)
    except ValueError:
        return math.nan


def read_features(path):
    """(image, mask) -> name -> number, diagnostics left out."""
    with open(path, newline="") as file:
        table = list(csv.DictReader(file))
    return {(row["Image"], row["Mask"]): {key: number(value) for key, value in row.items()
                                         if key and "_" in key and not key.startswith("diagnostics_")}
            for row in table}


def write_cases(path, inputs, phases, which=regions):
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["ID", "Image", "Mask"])
        for phase in range(phases):
            for region in which:
                table.writerow([f"{phase}-{region}", inputs / f"phase{phase}.nii.gz", inputs / f"mask_{region}.nii.gz"])
    return path


class Programs:
    """The command lines of both sides."""

    def __init__(self, context):
        self.context = context
        self.settings = context.work / "paper.yaml"
        self.settings.write_bytes(subprocess.check_output([context.dlrr, "extract", "--print-settings", "paper"]))

    def exact(self, cases, out):
        return start([self.context.dlrr, "extract", cases, "--settings", self.settings, "-o", out, "--force", "--quiet",
                      "--threads", self.context.cores], self.context)

    def shared(self, cases, out):
        return start([self.context.ours, "patient", cases, self.settings, out], self.context)

    def peer(self, cases, out):
        out.unlink(missing_ok=True)
        return start([self.context.python, "-c", "from radiomics.scripts import parse_args; parse_args()", cases, "-o",
                      out, "-f", "csv", "--param", self.settings, "--jobs", self.context.cores, "--verbosity", "1"],
                     self.context)


def far_apart(ours, theirs, relative=1e-6, absolute=1e-9):
    """How many numbers there are, how many lie outside, the largest relative difference and where."""
    compared, outside, worst, where = 0, 0, 0.0, ""
    for case, wanted in theirs.items():
        for name, want in wanted.items():
            got = ours[case].get(name, math.inf)
            compared += 1
            if math.isnan(got) and math.isnan(want):
                continue
            apart = abs(got - want)
            inside = apart <= absolute + relative * abs(want)
            outside += not inside
            relation = apart / abs(want) if want and apart > absolute else 0.0
            if not inside and (not where or not relation <= worst):
                where = f"{os.path.basename(case[0])} {os.path.basename(case[1])} {name}: {got!r}, {want!r} expected"
            worst = relation if not relation <= worst else worst
    return {"compared": compared, "outside": outside, "worst": worst, "where": where}


def by_kind(shared, exact):
    """Shared against exact mode: share of numbers within 1e-6 and the middle relative difference, by image type."""
    apart = {}
    for case, wanted in exact.items():
        for name, want in wanted.items():
            got = shared[case][name]
            if math.isfinite(got) and math.isfinite(want) and (abs(want) > 1e-9 or abs(got) > 1e-9):
                kind = name.split("_")[0].split("-")[0] if "_shape_" not in name else "shape"
                apart.setdefault(kind, []).append(abs(got - want) / max(abs(want), 1e-12))
    return {kind: {"equal": sum(v <= 1e-6 for v in values) / len(values), "median": sorted(values)[len(values) // 2],
                   "percentile_95": sorted(values)[int(len(values) * 0.95)]} for kind, values in apart.items()}


@dataclass
class Patient:
    """B1: exact mode, PyRadiomics, shared mode, in turns; two lines of the table."""
    row: str = "B1"
    what: str = "one patient"
    must: float = 40
    aim: float = 100
    rounds: int = 2
    detail: bool = False

    def run(self, context):
        programs, work = Programs(context), context.work
        cases = write_cases(work / "cases.csv", context.inputs, context.phases)
        out = {side: work / f"patient_{side}.csv" for side in ("exact", "peer", "shared")}
        title = f"{context.phases} phase{'s' if context.phases > 1 else ''} x 6 regions x 16 images"
        rounds = context.rounds or self.rounds
        times = {side: [] for side in out}
        busy = machine.Busy([])
        for _ in range(rounds):
            times["exact"].append(programs.exact(cases, out["exact"]))
            if context.python:
                times["peer"].append(programs.peer(cases, out["peer"]))
            times["shared"].append(programs.shared(cases, out["shared"]))
        share = busy.share()
        exact, shared = read_features(out["exact"]), read_features(out["shared"])
        check = far_apart(exact, read_features(out["peer"])) if context.python else None
        apart = by_kind(shared, exact)
        note = "; ".join(f"{kind} {v['equal']:.0%} equal, middle {v['median']:.1e}" for kind, v in apart.items())
        base = {"row": self.row, "peer": "PyRadiomics", "must": self.must, "aim": self.aim, "busy": share,
                "check": check, "gate": "every number within 1e-06 of it or 1e-09"}
        yield {**base, "what": f"exact: {title}", "ours": times["exact"], "theirs": times["peer"]}
        yield {**base, "what": f"shared: {title}", "ours": times["shared"], "theirs": times["peer"],
               "check": dict(check, note="exact mode's") if check else None, "shared_against_exact": apart,
               "note": f"shared against exact mode: {note}"}


@dataclass
class Memory:
    """B11: the peak of our whole patient against that of PyRadiomics on one block."""
    row: str = "B11"
    what: str = "peak memory"
    detail: bool = False

    def run(self, context):
        programs, work = Programs(context), context.work
        cases = write_cases(work / "memory_cases.csv", context.inputs, context.phases)
        one = write_cases(work / "memory_block.csv", context.inputs, 1, ("tumour",))
        busy = machine.Busy([])
        ours = {"exact": programs.exact(cases, work / "memory_exact.csv"),
                "shared": programs.shared(cases, work / "memory_shared.csv")}
        theirs, check = [], None
        if context.python:
            theirs = [programs.peer(one, work / "memory_peer.csv")]
            check = far_apart(read_features(work / "memory_exact.csv"), read_features(work / "memory_peer.csv"))
        share = busy.share()
        for mode, used in ours.items():
            yield {"row": self.row, "what": f"peak memory, {mode}, {context.phases} phases; peer: one tumour block",
                   "peer": "PyRadiomics", "ours": [used], "theirs": theirs, "must": 1.0, "aim": 0.0, "busy": share,
                   "check": check, "gate": "every number of that block within 1e-06 of it or 1e-09",
                   "measure": "bytes", "limit_aim": 400e6}


@dataclass
class Start:
    """B13: a small image, from the start of the program to the written row."""
    row: str = "B13"
    what: str = "start to first row"
    rounds: int = 10
    detail: bool = False

    def run(self, context):
        work, image, mask = context.work, context.inputs / "small.nii.gz", context.inputs / "small_mask.nii.gz"
        ours, theirs, check = [], [], None
        mine, other = work / "start_ours.csv", work / "start_peer.csv"
        busy = machine.Busy([])
        for _ in range(context.rounds or self.rounds):
            ours.append(start([context.dlrr, "extract", image, mask, "-o", mine, "--force", "--quiet", "--threads", 1],
                              context))
            if context.python:
                other.unlink(missing_ok=True)
                theirs.append(start([context.python, "-c", "from radiomics.scripts import parse_args; parse_args()",
                                     image, mask, "-o", other, "-f", "csv", "--verbosity", "1"], context))
        share = busy.share()
        if context.python:
            check = far_apart(read_features(mine), read_features(other))
        yield {"row": self.row, "what": "small image, start to first row", "peer": "PyRadiomics", "ours": ours,
               "theirs": theirs, "must": 0.0, "aim": 0.0, "busy": share, "check": check,
               "gate": "every number within 1e-06 of it or 1e-09", "limit_must": 0.100, "limit_aim": 0.030}


def patient_rows():
    return [Patient()]


def memory_rows():
    return [Memory()]


def start_rows():
    return [Start()]
