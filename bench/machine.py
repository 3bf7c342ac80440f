"""The machine as the benchmark sees it: who uses the cores, which cores we may use, what they are."""
import os
import pathlib
import platform

ticks = os.sysconf("SC_CLK_TCK")


def process_seconds(pid):
    """Processor time of a process and of its children that have ended; 0 for one that is gone."""
    try:
        words = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(words[i]) for i in (11, 12, 13, 14)) / ticks


def machine_seconds():
    """Processor time that the whole machine has spent on anything but waiting."""
    words = [int(w) for w in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(words) - words[3] - words[4]) / ticks


class Busy:
    """Share of the machine that others used between start and share()."""

    def __init__(self, pids):
        self.pids = [os.getpid(), *pids]
        self.before = self.now()

    def now(self):
        return machine_seconds(), sum(process_seconds(pid) for pid in self.pids), os.times().elapsed

    def share(self):
        total, own, wall = (b - a for a, b in zip(self.before, self.now()))
        return max(0.0, (total - own) / (wall * os.cpu_count())) if wall > 0 else 0.0


def cores(count):
    return sorted(os.sched_getaffinity(0))[-count:]


def environment(count):
    """One thread (or `count`) for every library of both sides. OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE, where they are
    set for another program, slow a current NumPy down, which would flatter us: they are taken out."""
    out = {key: value for key, value in os.environ.items() if key not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                 "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS"):
        out[name] = str(count)
    return out


def describe():
    model = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    flags = pathlib.Path("/proc/cpuinfo").read_text()
    best = next((name for name in ("avx512f", "avx2", "sse4_2") if f" {name}" in flags), "no AVX2")
    return {"cpu": model, "vectors": best, "cores": os.cpu_count(), "system": platform.platform()}
