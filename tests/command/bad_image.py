#!/usr/bin/env python3
"""Spoils a NIfTI file (.nii.gz) for the tests of bad input: bad_image.py KIND FILE [TARGET]

  empty      no voxel is set
  one-voxel  only the first voxel that was set stays set
  smaller    the last column along x is left out
  coarser    every second column along x is left out, and the spacing says so
  nan        every 50th voxel is NaN, stored as float32
  moved      the origin lies 7 mm further along x
  far        the origin lies 1000 mm further along x
  cut        the last half of the compressed bytes is missing
  text       the file holds words instead of an image
  larger     one more voxel is set, beside the first one

TARGET is FILE itself when it is not given.
"""
import array
import gzip
import struct
import sys

TYPES = {2: "B", 4: "h", 8: "i", 16: "f", 64: "d", 256: "b", 512: "H", 768: "I"}


class Volume:
    def __init__(self, path):
        raw = gzip.open(path, "rb").read()
        self.header = bytearray(raw[:352])
        self.size = list(struct.unpack_from("<3h", raw, 42))
        self.kind = TYPES[struct.unpack_from("<h", raw, 70)[0]]
        self.voxels = array.array(self.kind)
        self.voxels.frombytes(raw[352:])

    def write(self, path):
        struct.pack_into("<3h", self.header, 42, *self.size)
        code = next(code for code, kind in TYPES.items() if kind == self.kind)
        struct.pack_into("<2h", self.header, 70, code, 8 * self.voxels.itemsize)
        with open(path, "wb") as out:
            out.write(gzip.compress(bytes(self.header) + self.voxels.tobytes(), 1, mtime=0))

    def first(self):
        return next(i for i, value in enumerate(self.voxels) if value)

    def empty(self):
        self.voxels = array.array(self.kind, bytes(len(self.voxels) * self.voxels.itemsize))

    def one_voxel(self):
        first = self.first()
        self.empty()
        self.voxels[first] = 1

    def larger(self):
        self.voxels[self.first() - 1] = 1

    def smaller(self):
        wide = self.size[0]
        del self.voxels[wide - 1::wide]
        self.size[0] = wide - 1

    def coarser(self):
        wide = self.size[0]
        kept = array.array(self.kind)
        for row in range(0, len(self.voxels), wide):
            kept.extend(self.voxels[row:row + wide:2])
        self.voxels, self.size[0] = kept, (wide + 1) // 2
        for place in (80, 280):  # pixdim[1], and the first number of the affine
            self.scale(place, 2)

    def scale(self, place, factor):
        x, = struct.unpack_from("<f", self.header, place)
        struct.pack_into("<f", self.header, place, x * factor)

    def nan(self):
        values = array.array("f", self.voxels)
        for i in range(0, len(values), 50):
            values[i] = float("nan")
        self.kind, self.voxels = "f", values

    def moved(self, mm=7):
        for place in (268, 292):  # qoffset_x, and the last number of the first row of the affine
            x, = struct.unpack_from("<f", self.header, place)
            struct.pack_into("<f", self.header, place, x + mm)

    def far(self):
        self.moved(1000)


def main():
    kind, source = sys.argv[1:3]
    target = sys.argv[-1]
    if kind == "cut":
        raw = open(source, "rb").read()
        open(target, "wb").write(raw[:len(raw) // 2])
    elif kind == "text":
        open(target, "w").write("this is no image\n")
    else:
        volume = Volume(source)
        getattr(volume, kind.replace("-", "_"))()
        volume.write(target)


main()
