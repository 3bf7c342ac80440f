"""A reference folder of our own for `dlrr conformance`: tiny_ibsi.py FOLDER MEAN

One image of 2 x 2 x 1 voxels of 1 mm with the intensities 1, 2, 3, 6 (the mean is 3), all of them in the mask, as
the digital phantom of IBSI-1; MEAN is what its reference table says about the mean, the largest intensity being right.
"""
import gzip
import pathlib
import struct
import sys


def write(path, values):
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, 2, 2, 1, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, 16, 32)  # float32
    struct.pack_into("<8f", header, 76, 1, 1, 1, 1, 0, 0, 0, 0)
    struct.pack_into("<2f", header, 108, 352, 1)
    struct.pack_into("<h", header, 254, 1)
    for row, at in ((0, 280), (1, 296), (2, 312)):
        struct.pack_into("<4f", header, at, *(1.0 if column == row else 0.0 for column in range(4)))
    header[344:348] = b"n+1\0"
    path.write_bytes(gzip.compress(bytes(header) + struct.pack("<4f", *values)))


folder = pathlib.Path(sys.argv[1]) / "ibsi1"
phantom = folder / "digital_phantom"
phantom.mkdir(parents=True)
write(phantom / "image.nii.gz", (1, 2, 3, 6))
write(phantom / "mask.nii.gz", (1, 1, 1, 1))
(folder / "reference_values.csv").write_text(
    "configuration,family,tag,feature,ibsi_id,aggregation,value,tolerance,consensus\n"
    f"dig_phantom,intensity_statistics,stat_mean,Mean,Q4LE,,{sys.argv[2]},0.1,strong\n"
    "dig_phantom,intensity_statistics,stat_max,Maximum,84IY,,6,0,strong\n"
)
