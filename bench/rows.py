"""The rows of the benchmark: what is timed, against whom, how the values are compared, what is asked for.

A Pair runs one task in two long-lived processes (dlrr_bench_rows and a worker of `run`); the others start whole
programs and live in programs.py. `must` and `aim` are ratios: seconds of the peer over ours."""
from dataclasses import dataclass, field

import deep_rows
import programs


@dataclass
class Numbers:
    """Every number of the peer, by name."""
    relative: float = 1e-6
    absolute: float = 1e-9

    def text(self):
        return f"every number within {self.relative:g} of it or {self.absolute:g}"


@dataclass
class Arrays:
    """Every voxel within `part` of the largest magnitude of the peer's array; `differing`: the share of voxels that
    may differ more."""
    part: float = 0.0
    differing: float = 0.0

    def text(self):
        if self.part:
            return f"every voxel within {self.part:g} of the largest"
        return "every voxel equal" + (f" but for a share of {self.differing:g}" if self.differing else "")


@dataclass
class Voxels:
    """Every voxel within `relative` of the peer's, as Numbers."""
    relative: float = 1e-6

    def text(self):
        return f"every voxel within {self.relative:g} of it or 1e-09"


@dataclass
class Pair:
    row: str  # "B2"
    what: str
    task: str
    peer: str  # the program, as printed
    gate: object
    must: float = 0.0  # 0: not asked for, told for information
    aim: float = 0.0
    limit: float = 0.0  # seconds that ours must stay below; 0: not asked for
    rounds: int = 5
    peer_task: str = ""  # "" : the same words
    detail: bool = False  # only with --each
    worker: str = "newest"  # which process is the peer: newest, or of Debian "itk" (C++) and "pywavelets"
    run = None  # by the runner itself


def textures():
    names = {"rim_10mm": "ring", "liver": "liver"}
    for region in ("rim_10mm", "liver"):
        for width in (25, 5):
            what = f"{names[region]}, bin width {width}"
            yield Pair("B2", f"{what}, all classes", f"texture {region} {width} all", "PyRadiomics", Numbers(), 40, 90,
                       rounds=5 if region == "rim_10mm" else 3)
            for one in ("firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"):
                yield Pair("B2", f"{what}, {one}", f"texture {region} {width} {one}", "PyRadiomics", Numbers(),
                           rounds=5 if region == "rim_10mm" else 3, detail=True)


def filters():
    yield Pair("B3", "wavelet coif1, image to 8 images", "wavelet coif1", "PyRadiomics, PyWavelets", Arrays(1e-12), 15, 60,
               peer_task="wavelet_images coif1")
    for name, worker in (("PyWavelets", "newest"), ("PyWavelets of Debian", "pywavelets")):
        yield Pair("B3", "the same; the peer its transform alone, array to 8 arrays", "wavelet coif1", name,
                   Arrays(1e-12), worker=worker)
    for name, worker in (("ITK", "newest"), ("ITK of Debian", "itk")):
        yield Pair("B3", "LoG, 1, 3 and 5 mm", "log 1.0 3.0 5.0", name, Arrays(1.2e-7), 9, 35, worker=worker)
        for sigma in ("1.0", "3.0", "5.0"):
            yield Pair("B3", f"LoG, {sigma} mm", f"log {sigma}", name, Arrays(1.2e-7), detail=True, worker=worker)


def geometry():
    for name, worker in (("ITK", "newest"), ("ITK of Debian", "itk")):
        yield Pair("B4", "CT to 1 mm, whole", "resample whole", name, Arrays(0.0), 45, 120, rounds=3, worker=worker)
        yield Pair("B4", "CT to 1 mm, liver's box", "resample liver", name, Arrays(0.0), 45, 120, worker=worker)
    yield Pair("B5", "six regions", "regions", "ITK, whole scan", Arrays(0.0), 80, 300, peer_task="regions whole")
    yield Pair("B5", "six regions", "regions", "SciPy, tumour's box", Arrays(0.0), peer_task="regions crop")
    yield Pair("B6", "shape, liver", "shape liver", "PyRadiomics", Numbers(), 80, 1000, rounds=3)
    yield Pair("B6", "shape, ring", "shape rim_10mm", "PyRadiomics", Numbers(), detail=True)
    yield Pair("B6", "shape, tumour", "shape tumour", "PyRadiomics", Numbers(), detail=True)


def maps():
    yield Pair("B10", "map of NGTDM Coarseness, width 5", "map ngtdm Coarseness 5", "PyRadiomics", Voxels(), 10, 40,
               limit=1, rounds=3)
    yield Pair("B10", "map of GLCM Contrast, width 5", "map glcm Contrast 5", "PyRadiomics", Voxels(), 60, 300,
               limit=1, rounds=2)
    yield Pair("B10", "map of GLCM Contrast, width 25", "map glcm Contrast 25", "PyRadiomics", Voxels(), detail=True)


def statistics():
    yield Pair("stats", "ROC curves and paired DeLong of two risks, 1,000,000 patients", "roc 1000000",
               "SciPy, ranks", Numbers(1e-9, 1e-12), limit=10, rounds=3)
    yield Pair("stats", "the same, 10,000 patients", "roc 10000", "SciPy, ranks", Numbers(1e-9, 1e-12), rounds=5)


def all_rows():
    return [*programs.patient_rows(), *textures(), *filters(), *geometry(), *deep_rows.deep_rows(), *maps(), *statistics(),
            *programs.memory_rows(), *programs.start_rows()]
