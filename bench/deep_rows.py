"""B7, the rows of the network: ours, TorchScript, eager PyTorch and onnxruntime, one thread each, in turns; scaling over
crops; memory; reading of weights. `./dev bench deep` chooses them alone, and installs the peers.

Every engine's vector is compared with PyTorch's in double precision first."""
import contextlib
import dataclasses
import statistics
import struct
import subprocess
from dataclasses import dataclass

import machine
import programs

engines = {"script": "TorchScript", "eager": "PyTorch, eager", "onnx": "onnxruntime"}
allowed, allowed_peer, allowed_bf16 = 1e-5, 1e-4, 1e-2  # of the vector's largest value
# Products that meet a voxel, times two, of ResNet-18 with shortcut B: what a direct convolution has to do.
layers = {"dilated": ((1, 2, 1, 1), (1, 1, 2, 4)), "strided": ((1, 2, 2, 2), (1, 1, 1, 1))}


def met(size, kernel, stride, dilation):
    """Taps that meet a voxel along one axis, over all results; and how many results there are."""
    pad = dilation * (kernel - 1) // 2
    results = (size + 2 * pad - dilation * (kernel - 1) - 1) // stride + 1
    return sum(0 <= r * stride - pad + k * dilation < size for r in range(results) for k in range(kernel)), results


def flops(layout, size):
    taps, now = met(size, 7, 2, 1)
    total, inner = taps ** 3 * 64, 64
    _, now = met(now, 3, 2, 1)
    for number, (stride, dilation) in enumerate(zip(*layers[layout])):
        outer = 64 << number
        for block in range(2):
            step = stride if block == 0 else 1
            taps, after = met(now, 3, step, dilation)
            total += taps ** 3 * inner * outer
            if step != 1 or inner != outer:
                total += after ** 3 * inner * outer
            total += met(after, 3, 1, dilation)[0] ** 3 * outer * outer
            now, inner = after, outer
    return 2.0 * total


def weights(context):
    path = context.inputs / "resnet18.safetensors"
    if not path.exists():
        subprocess.run([context.dlrr, "weights", "make", "--network", "resnet18", "--layout", "dilated", "--shortcut",
                        "B", "--seed", "1", "-o", path], check=True, stdout=subprocess.DEVNULL)
    return path


def vector(answer):
    return [value for _, value in sorted(answer["values"].items(), key=lambda pair: int(pair[0]))]


def compare(found, wanted, most):
    """Largest difference in parts of the largest value."""
    largest = max(map(abs, wanted))
    if len(found) != len(wanted):
        return {"compared": 0, "outside": 1, "worst": 0.0, "where": f"{len(found)} numbers, {len(wanted)} expected"}
    apart = [abs(a - b) / largest for a, b in zip(found, wanted)]
    worst = max(apart)
    outside = sum(not a <= most for a in apart)
    return {"compared": len(apart), "outside": outside, "worst": worst,
            "where": f"largest difference {worst:.1e} of the largest value, {most:g} allowed"}


@contextlib.contextmanager
def workers(context, cores=1):
    """Ours, and PyTorch's process or None; both end with the row, since they hold much memory."""
    one = dataclasses.replace(context, cores=cores)
    ours = context.worker([context.ours, "serve", context.inputs], one)
    peer = None
    if context.torch:
        peer = context.worker([context.torch, context.root / "bench/peer_deep.py", weights(context)], one)
    try:
        yield ours, peer
    finally:
        for process in filter(None, (ours, peer)):
            process.close()


@dataclass
class Vector:
    """One crop through the network."""
    layout: str
    size: int
    must: float
    aim: float
    precision: str = "f32"
    peers: tuple = ("script", "eager", "onnx")
    rounds: int = 5
    row: str = "B7"
    detail: bool = False

    @property
    def what(self):
        return f"ResNet-18 {self.layout}, {self.size}^3" + ("" if self.precision == "f32" else f", {self.precision}")

    def run(self, context):
        weights(context)
        task = f"deep {self.layout} {self.size}"
        mine = f"{task} {self.precision}"
        with workers(context) as (ours, torch):
            first = ours.ask(f"1 {context.work / 'deep'} {mine}")
            reference = torch and vector(torch.ask(f"1 + {task.replace('deep', 'deep reference')}"))
            peers, here, missing = {}, [], dict.fromkeys(self.peers)
            for name in self.peers if torch else ():
                try:
                    peers[name] = vector(torch.ask(f"1 + {task.replace('deep', f'deep {name}')}"))
                    here.append(name)
                except RuntimeError as problem:
                    missing[name] = str(problem)
            fma = [ours.ask("1 + fma")]
            busy = machine.Busy([w.process.pid for w in (ours, torch) if w])
            times = {name: [] for name in ("ours", *here)}
            for _ in range(context.rounds or self.rounds):
                times["ours"].append(ours.ask(f"{2 if self.size <= 64 else 1} - {mine}"))
                for name in here:
                    times[name].append(torch.ask(f"1 - {task.replace('deep', f'deep {name}')}"))
                fma.append(ours.ask("1 + fma"))
            share = busy.share()
        most = allowed if self.precision == "f32" else allowed_bf16
        roof = max(one["values"]["flops"] / one["seconds"] for one in fma)
        effective = flops(self.layout, self.size) / min(one["seconds"] for one in times["ours"])
        for number, name in enumerate(self.peers):
            check = compare(vector(first), reference, most) if name in here else None
            if check and not check["outside"]:
                their = compare(peers[name], reference, allowed_peer)
                if their["outside"]:
                    check = dict(their, where=f"{engines[name]} itself: {their['where']}")
            asked = number == 0
            line = {"row": self.row, "what": self.what, "peer": engines[name], "ours": times["ours"],
                    "theirs": times.get(name, []), "must": self.must if asked else 0.0,
                    "aim": self.aim if asked else 0.0, "busy": share, "check": check,
                    "gate": f"every number within {most:g} of the largest, against PyTorch in double precision"}
            if asked:
                line.update(flops=effective, roof=roof,
                            note=f"{self.what}: {effective / 1e9:.0f} effective GFLOP/s, {effective / roof:.0%} of the "
                                 f"{roof / 1e9:.0f} GFLOP/s of fused multiply-adds in the same run")
            if missing[name] and "ModuleNotFound" not in missing[name]:
                line["note"] = f"{engines[name]} failed: {missing[name]}"
            yield line


@dataclass
class Crops:
    """18 crops of one patient, one thread each: the peer is ourselves on one thread."""
    row: str = "B7"
    what: str = "18 crops of 64^3, 2 threads"
    rounds: int = 3
    detail: bool = False

    def run(self, context):
        weights(context)
        with workers(dataclasses.replace(context, torch=None), 2) as (ours, _):
            one = vector(ours.ask(f"1 {context.work / 'crops'} crops 1"))
            two = vector(ours.ask(f"1 {context.work / 'crops'} crops 2"))
            busy = machine.Busy([ours.process.pid])
            times = {1: [], 2: []}
            for _ in range(context.rounds or self.rounds):
                for threads in (2, 1):
                    times[threads].append(ours.ask(f"1 - crops {threads}"))
            share = busy.share()
        differing = sum(a != b for a, b in zip(one, two))
        # How much of two cores the two threads were given, against one of one thread.
        given = statistics.median(b["cpu"] / b["seconds"] for b in times[2])
        alone = statistics.median(a["cpu"] / a["seconds"] for a in times[1])
        yield {"row": self.row, "what": self.what, "peer": "ours, 1 thread", "ours": times[2], "theirs": times[1],
               "must": 1.8, "aim": 0.0, "busy": share, "gate": "every bit equal for 1 and 2 threads",
               "check": {"compared": len(one), "outside": differing, "worst": 0.0, "where": "bits differ"},
               "note": f"two threads were given {given:.2f} processors, one {alone:.2f}"}


def versions(context):
    """What the peer is, or that it is not here."""
    if not context.torch:
        return "not here (./dev bench deep installs it)"
    with workers(context) as (_, torch):
        return torch.hello


def expect(context, layout, size):
    """The reference of one size, or None."""
    if not context.torch:
        return None
    with workers(context) as (_, torch):
        return vector(torch.ask(f"1 + deep reference {layout} {size}"))


@dataclass
class Memory:
    """Peak resident bytes of a whole program."""
    row: str = "B7"
    what: str = "peak memory, dilated, 128^3"
    detail: bool = False

    def run(self, context):
        file, work = weights(context), context.work
        output = work / "deep.output.npy"
        with workers(dataclasses.replace(context, torch=None)) as (ours, _):
            ours.ask(f"1 {work / 'deep'} deep dilated 128")
        busy = machine.Busy([])
        used = programs.start([context.dlrr, "weights", "check", file, "--layout", "dilated", "--input",
                               work / "deep.input.npy", "-o", output, "--force"], context)
        data, wanted = output.read_bytes(), expect(context, "dilated", 128)
        start = 10 + struct.unpack_from("<H", data, 8)[0]
        found = list(struct.unpack_from(f"<{(len(data) - start) // 8}d", data, start))
        yield {"row": self.row, "what": self.what, "peer": "-", "ours": [used], "theirs": [], "must": 0.0, "aim": 0.0,
               "busy": busy.share(), "check": compare(found, wanted, allowed) if wanted else None,
               "gate": f"every number within {allowed:g} of the largest, against PyTorch in double precision",
               "measure": "bytes", "limit_must": 1.5e9, "limit_aim": 600e6}
        for file in work.glob("deep.*.npy"):
            file.unlink()


@dataclass
class Pack:
    row: str = "B7"
    what: str = "load and pack weights (dilated, 64^3)"
    rounds: int = 7
    detail: bool = False

    def run(self, context):
        weights(context)
        with workers(dataclasses.replace(context, torch=None)) as (ours, _):
            busy = machine.Busy([ours.process.pid])
            times = [ours.ask("1 - pack") for _ in range(context.rounds or self.rounds)]
            share = busy.share()
        yield {"row": self.row, "what": self.what, "peer": "-", "ours": times, "theirs": [], "must": 0.0, "aim": 0.0,
               "busy": share, "gate": "the vectors of the rows above",
               "check": {"compared": 0, "outside": 0, "worst": 0.0, "where": ""}, "limit_must": 0.4}


def deep_rows():
    return [Vector("dilated", 64, 1.1, 1.7), Vector("dilated", 128, 1.0, 0.0, rounds=3), Vector("strided", 64, 1.0, 1.3),
            Vector("dilated", 64, 0.0, 0.0, precision="bf16", peers=("script",)), Crops(), Memory(), Pack()]
