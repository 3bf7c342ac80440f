#!/usr/bin/env python3
"""Writes small images for the tests of dlrr extract and map into the current folder:

  image.nrrd   20 x 18 x 10 voxels of 0.8 x 0.8 x 2.5 mm, int16: waves and steps
  wide.nrrd    the same, float32, values a thousand times as far apart
  mask.nrrd    a box and a ball: labels 1 and 2
  other.nrrd   the box alone, label 7
  named.seg.nrrd   two layers; segments "vessel" (layer 0, label 1) and "tumour" (layer 1, label 3)
  flat.nrrd    one slice of the box, label 1
  four.nii     a 4D image
  hole.nrrd    image.nrrd as float32 with NaN inside the box
  corner.nrrd  image.nrrd as float32 with NaN outside the box and the ball, in the first rows
  float.nrrd   image.nrrd as float32
"""
import array
import math
import struct

SIZE = (20, 18, 10)


def nrrd(path, kind, voxels, layers=1, keys=()):
    names = {"h": "short", "f": "float", "B": "uchar"}
    sizes = ([layers] if layers > 1 else []) + list(SIZE)
    none = "none " if layers > 1 else ""
    header = ["NRRD0004", f"type: {names[kind]}", f"dimension: {len(sizes)}",
              "space: left-posterior-superior", "sizes: " + " ".join(map(str, sizes)),
              f"space directions: {none}(0.8,0,0) (0,0.8,0) (0,0,2.5)",
              "kinds: " + ("list " if layers > 1 else "") + "domain domain domain",
              "endian: little", "encoding: raw", "space origin: (-3,4,10)"]
    header += [f"{key}:={value}" for key, value in keys]
    with open(path, "wb") as out:
        out.write(("\n".join(header) + "\n\n").encode() + array.array(kind, voxels).tobytes())


def places():
    return ((x, y, z) for z in range(SIZE[2]) for y in range(SIZE[1]) for x in range(SIZE[0]))


def box(x, y, z):
    return 3 <= x < 9 and 4 <= y < 10 and 2 <= z < 6


def ball(x, y, z):
    return math.hypot(x - 14, y - 9, 2 * (z - 6)) < 4


waves = [int(60 * math.sin(0.7 * x) + 40 * math.cos(0.5 * y + z)) + 20 * ((x * y + z) % 3) + 200
         for x, y, z in places()]
inside = [box(*p) for p in places()]
nrrd("image.nrrd", "h", waves)
nrrd("wide.nrrd", "f", [1000.0 * v for v in waves])
nrrd("mask.nrrd", "B", [1 if box(*p) else 2 if ball(*p) else 0 for p in places()])
nrrd("other.nrrd", "B", [7 * i for i in inside])
nrrd("flat.nrrd", "B", [int(box(*p) and p[2] == 3) for p in places()])
nrrd("hole.nrrd", "f", [math.nan if i and v % 7 == 0 else v for v, i in zip(waves, inside)])
nrrd("float.nrrd", "f", waves)
nrrd("corner.nrrd", "f", [math.nan if y < 2 else v for v, (x, y, z) in zip(waves, places())])
layers = [(1 if box(*p) else 0, 3 if ball(*p) else 0) for p in places()]
nrrd("named.seg.nrrd", "B", [v for pair in layers for v in pair], 2,
     [("Segment0_Name", "vessel"), ("Segment0_LabelValue", 1), ("Segment0_Layer", 0),
      ("Segment1_Name", "tumour"), ("Segment1_LabelValue", 3), ("Segment1_Layer", 1)])
header = bytearray(352)
struct.pack_into("<i", header, 0, 348)
struct.pack_into("<8h", header, 40, 4, *SIZE, 2, 1, 1, 1)
struct.pack_into("<2h", header, 70, 4, 16)
struct.pack_into("<8f", header, 76, 1, 0.8, 0.8, 2.5, 1, 1, 1, 1)
struct.pack_into("<3f", header, 108, 352, 1, 0)
header[344:348] = b"n+1\0"
open("four.nii", "wb").write(bytes(header) + array.array("h", waves * 2).tobytes())
