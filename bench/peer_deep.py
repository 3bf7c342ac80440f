"""PyTorch and onnxruntime as the other side of the network rows, one long-lived process: peer_deep.py WEIGHTS answers
lines "REPEATS VALUES|- deep ENGINE LAYOUT SIZE" with one line of JSON. ENGINE: reference (double precision), script
(TorchScript: traced, frozen, optimised for inference), eager, onnx (onnxruntime). The network is written here on its
own; weights come from one file of `dlrr weights make --shortcut B`, the input from the same generator."""
import json
import os
import struct
import sys
import time
import warnings

import numpy as np
import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")
threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
torch.set_num_threads(threads)
layouts = {"dilated": ((1, 2, 1, 1), (1, 1, 2, 4)), "strided": ((1, 2, 2, 2), (1, 1, 1, 1))}


def read_weights(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    return {name: torch.from_numpy(np.frombuffer(data[slice(*about["data_offsets"])], dtype=np.float32)
                                   .reshape(about["shape"]).copy())
            for name, about in header.items() if name != "__metadata__"}


def made_input(size, seed=7):
    """The generator of `dlrr weights make`, times two."""
    with np.errstate(over="ignore"):
        z = np.arange(1, size ** 3 + 1, dtype=np.uint64) + np.uint64(seed << 32)
        z *= np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    values = (z >> np.uint64(11)).astype(np.float64) / 2.0 ** 52 - 1
    return torch.from_numpy(2 * values.astype(np.float32)).reshape(1, 1, size, size, size)


class Block(torch.nn.Module):
    def __init__(self, inner, outer, stride, dilation):
        super().__init__()
        def conv(a, b, s):
            return torch.nn.Conv3d(a, b, 3, s, dilation, dilation, bias=False)
        self.conv1, self.bn1 = conv(inner, outer, stride), torch.nn.BatchNorm3d(outer)
        self.conv2, self.bn2 = conv(outer, outer, 1), torch.nn.BatchNorm3d(outer)
        self.downsample = None
        if stride != 1 or inner != outer:
            self.downsample = torch.nn.Sequential(torch.nn.Conv3d(inner, outer, 1, stride, bias=False),
                                                  torch.nn.BatchNorm3d(outer))

    def forward(self, x):
        rest = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + rest)


class ResNet18(torch.nn.Module):
    def __init__(self, layout):
        super().__init__()
        self.conv1, self.bn1 = torch.nn.Conv3d(1, 64, 7, 2, 3, bias=False), torch.nn.BatchNorm3d(64)
        inner = 64
        for k, (stride, dilation) in enumerate(zip(*layouts[layout])):
            outer = 64 << k
            setattr(self, f"layer{k + 1}", torch.nn.Sequential(Block(inner, outer, stride, dilation),
                                                              Block(outer, outer, 1, dilation)))
            inner = outer

    def forward(self, x):
        x = F.max_pool3d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3, 4))


def onnx_session(network, x):
    import io

    import onnxruntime
    file = io.BytesIO()
    torch.onnx.export(network, x, file, dynamo=False, opset_version=17)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])
    name, data = session.get_inputs()[0].name, x.numpy()
    return lambda: session.run(None, {name: data})[0]


class Deep:
    def __init__(self, engine, layout, size):
        network = ResNet18(layout)
        network.load_state_dict(weights, strict=False)
        network.eval()
        x = made_input(int(size))
        if engine == "reference":
            network, x = network.double(), x.double()
        if engine == "script":
            with torch.no_grad():
                network = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network, x)))
                for _ in range(3):  # the profiling executor compiles during the first runs
                    network(x)
        self.call = onnx_session(network, x) if engine == "onnx" else lambda: network(x)

    def run(self):
        with torch.no_grad():
            self.result = self.call()

    def values(self):
        return {str(i): float(v) for i, v in enumerate(np.asarray(self.result).ravel())}


def versions():
    out = {"PyTorch": torch.__version__, "oneDNN": "", "NumPy": np.__version__}
    out["oneDNN"] = next((w.split("v", 1)[1] for line in torch.__config__.show().splitlines() if "MKL-DNN" in line
                          for w in line.split() if w[:1] == "v" and w[1:2].isdigit()), "")
    try:
        import onnxruntime
        out["onnxruntime"] = onnxruntime.__version__
    except ImportError:
        pass
    return out


weights = read_weights(sys.argv[1])
ready = (None, None)
print(json.dumps(versions()), flush=True)
for line in sys.stdin:
    try:
        repeats, want, *words = line.split()
        if ready[0] != words:
            ready = (None, None)
            ready = (words, Deep(*words[1:]))
        start, cpu = time.perf_counter(), time.process_time()
        for _ in range(int(repeats)):
            ready[1].run()
        out = {"seconds": (time.perf_counter() - start) / int(repeats),
               "cpu": (time.process_time() - cpu) / int(repeats)}
        if want != "-":
            out["values"] = ready[1].values()
        print(json.dumps(out), flush=True)
    except Exception as problem:  # the runner says it, and goes on with the next row
        print(json.dumps({"error": f"{type(problem).__name__}: {problem}"[:500].replace("\n", " ")}), flush=True)
