#!/usr/bin/env python3
"""hostile_weights.py GOOD.safetensors: writes nan.safetensors (one number of layer3 is none), huge.npy and shape.pth
(shapes of far more numbers than the file has)."""
import json
import struct
import sys
import zipfile

good = open(sys.argv[1], "rb").read()
length = struct.unpack("<Q", good[:8])[0]
place = 8 + length + json.loads(good[8:8 + length])["layer3.0.conv1.weight"]["data_offsets"][0]
open("nan.safetensors", "wb").write(good[:place] + struct.pack("<f", float("nan")) + good[place + 4:])

header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1048576, 1048576, 1048576), }".ljust(117) + "\n"
open("huge.npy", "wb").write(b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + header.encode() + b"1234")


def number(value):
    return b"J" + struct.pack("<i", value)


def text(word):
    return b"X" + struct.pack("<I", len(word)) + word


def torch_file(name, shape):
    """One tensor conv1 over a storage of one number, as torch.save writes it."""
    storage = b"(" + text(b"storage") + b"ctorch\nFloatStorage\n" + text(b"0") + text(b"cpu") + number(1) + b"tQ"
    tensor = b"(" + storage + number(0) + b"(" + b"".join(map(number, shape)) + b"t(" + number(1) * len(shape) + b"t"
    tensor += b"\x89ccollections\nOrderedDict\n)Rt"
    pickle = b"\x80\x02}" + text(b"conv1") + b"ctorch._utils\n_rebuild_tensor_v2\n" + tensor + b"Rs."
    with zipfile.ZipFile(name, "w") as file:
        file.writestr("w/data.pkl", pickle)
        file.writestr("w/data/0", b"1234")
        file.writestr("w/version", "3\n")


torch_file("shape.pth", (1 << 24, 1 << 24, 1 << 14))
