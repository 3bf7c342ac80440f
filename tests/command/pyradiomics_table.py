#!/usr/bin/env python3
"""The table of make_table.py as the pyradiomics command writes its batch: the columns of the user's list first, then
diagnostics_* with versions, settings and tuples, then the features: pyradiomics_table.py FEATURES.csv OUT.csv"""
import csv
import sys

rows = list(csv.reader(open(sys.argv[1])))
diagnostics = {
    "diagnostics_Versions_PyRadiomics": "v3.1.0",
    "diagnostics_Versions_Numpy": "1.24.2",
    "diagnostics_Configuration_Settings": "{'minimumROIDimensions': 2, 'normalize': False, 'binWidth': 25, 'label': 1}",
    "diagnostics_Configuration_EnabledImageTypes": "{'Original': {}, 'LoG': {'sigma': [1.0, 3.0]}}",
    "diagnostics_Image-original_Hash": "5c9ce3ca174f0f8324aa4d277e0fef82dc5ac566",
    "diagnostics_Image-original_Spacing": "(0.78125, 0.78125, 5.0)",
    "diagnostics_Image-original_Mean": "385.6564080802",
    "diagnostics_Mask-original_BoundingBox": "(162, 84, 11, 47, 70, 7)",
    "diagnostics_Mask-original_VoxelNum": "4137",
}
with open(sys.argv[2], "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["Patient", "Image", "Mask", "recurred", "set", *diagnostics, *rows[0][4:]])
    for row in rows[1:]:
        out.writerow([row[0], f"{row[0]}/image.nrrd", f"{row[0]}/label.nrrd", row[2], row[3], *diagnostics.values(),
                      *row[4:]])
