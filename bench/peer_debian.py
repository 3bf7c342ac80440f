"""PyWavelets as Debian has it, with Debian's Python: peer_debian.py INPUTS answers lines (see answers.py). It reads the
image itself, so that it needs nothing but NumPy and PyWavelets."""
import pathlib
import struct
import sys

import numpy as np
import pywt
from answers import Arrays, Server

inputs = pathlib.Path(sys.argv[1])


def read(path):
    """Voxels of an uncompressed NIfTI of 16 bits, z first."""
    data = path.read_bytes()
    size = struct.unpack_from("<4h", data, 40)[1:]
    if struct.unpack_from("<h", data, 70)[0] != 4:
        raise ValueError(f"{path}: voxels of 16 bits expected")
    start = int(struct.unpack_from("<f", data, 108)[0])
    return np.frombuffer(data, "<i2", int(np.prod(size)), start).reshape(size[::-1])


class Wavelet(Arrays):
    def __init__(self, wavelet):
        self.data, self.wavelet = read(inputs / "filter_image.nii"), wavelet

    def run(self):
        self.result = pywt.swtn(self.data, pywt.Wavelet(self.wavelet), level=1, start_level=0, axes=[2, 1, 0])[0]

    def arrays(self):
        for key, band in self.result.items():
            yield "wavelet-" + key.replace("a", "L").replace("d", "H"), band


Server({"wavelet": Wavelet}).serve({"PyWavelets": pywt.__version__, "NumPy": np.__version__,
                                    "Python": sys.version.split()[0]})
