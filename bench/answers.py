"""What the Python peers of the benchmark share: results, how they are compared, and the lines they answer.

A line is "REPEATS VALUES|-|PREFIX TASK ARGUMENTS...", the answer one line of JSON, as dlrr_bench_rows serve does. Given
a PREFIX a peer compares its own arrays with ours in PREFIX.NAME and answers how far they lie apart."""
import json
import sys
import time

import numpy as np


class Scalars:
    """A task whose result is a number per feature."""

    def values(self):
        return {name: float(value) for name, value in self.result.items()}


class Arrays:
    """A task whose result is arrays by name."""

    kind = np.float64

    def compare(self, prefix):
        out = {}
        for name, array in self.arrays():
            theirs = array.astype(self.kind).ravel()
            ours = np.fromfile(f"{prefix}.{name}", dtype=self.kind)
            if ours.size != theirs.size:
                return {"problem": f"{name}: {ours.size} numbers, {theirs.size} expected"}
            apart = np.abs(ours.astype(np.float64) - theirs)
            size = np.abs(theirs.astype(np.float64))
            relation = apart / np.maximum(size, 1e-300) * (apart > 1e-9)
            out[name] = {"apart": float(apart.max()), "largest": float(size.max()), "differing": int((apart > 0).sum()),
                         "outside": int((relation > 1e-6).sum()), "relation": float(relation.max()),
                         "size": int(apart.size)}
        return {"arrays": out}


class Server:
    """Answers lines; the task of the last one stays ready."""

    def __init__(self, tasks):
        self.tasks, self.words, self.work = tasks, None, None

    def answer(self, line):
        repeats, want, *words = line.split()
        if self.words != words:
            self.words = self.work = None
            self.work = self.tasks[words[0]](*words[1:])
            self.words = words
        start, cpu = time.perf_counter(), time.process_time()
        for _ in range(int(repeats)):
            self.work.run()
        out = {"seconds": (time.perf_counter() - start) / int(repeats),
               "cpu": (time.process_time() - cpu) / int(repeats)}
        if want != "-":
            out.update({"values": self.work.values()} if isinstance(self.work, Scalars) else self.work.compare(want))
        return out

    def serve(self, versions):
        print(json.dumps(versions), flush=True)
        for line in sys.stdin:
            try:
                print(json.dumps(self.answer(line)), flush=True)
            except Exception as problem:  # the runner says it, and goes on with the next row
                print(json.dumps({"error": f"{type(problem).__name__}: {problem}"}), flush=True)
