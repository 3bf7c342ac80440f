"""The other side of the benchmark, one long-lived process: peer.py INPUTS answers lines (see answers.py)."""
import logging
import pathlib
import sys

import numpy as np
import pywt
import scipy
import scipy.stats
import SimpleITK as sitk
from scipy import ndimage

import radiomics
from answers import Arrays, Scalars, Server
from radiomics import featureextractor, firstorder, glcm, gldm, glrlm, glszm, imageoperations, ngtdm, shape

radiomics.logger.setLevel(logging.ERROR)
sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
inputs = pathlib.Path(sys.argv[1])
classes = {"firstorder": firstorder.RadiomicsFirstOrder, "glcm": glcm.RadiomicsGLCM, "gldm": gldm.RadiomicsGLDM,
           "glrlm": glrlm.RadiomicsGLRLM, "glszm": glszm.RadiomicsGLSZM, "ngtdm": ngtdm.RadiomicsNGTDM}


def read(name):
    return sitk.ReadImage(str(inputs / name))


class Texture(Scalars):
    def __init__(self, region, width, which):
        self.image, self.mask = read(f"{region}_image.nii"), sitk.Cast(read(f"{region}_mask.nii"), sitk.sitkUInt32)
        self.width, self.names = float(width), list(classes) if which == "all" else [which]

    def run(self):
        self.result = {}
        for name in self.names:
            one = classes[name](self.image, self.mask, binWidth=self.width, label=1)
            one.enableAllFeatures()
            self.result.update({f"{name}_{key}": value for key, value in one.execute().items()})


class Shape(Scalars):
    def __init__(self, region):
        self.image, self.mask = read(f"{region}_image.nii"), sitk.Cast(read(f"{region}_mask.nii"), sitk.sitkUInt32)

    def run(self):
        one = shape.RadiomicsShape(self.image, self.mask, label=1)
        one.enableAllFeatures()
        self.result = {f"shape_{key}": value for key, value in one.execute().items()}


class WaveletImages(Arrays):
    """The eight images as PyRadiomics makes them of one: array, even sizes, PyWavelets, an image of each band."""

    def __init__(self, wavelet):
        self.image, self.wavelet = read("filter_image.nii"), wavelet

    def run(self):
        self.result = {}
        for image, name, _ in imageoperations.getWaveletImage(self.image, None, wavelet=self.wavelet):
            self.result[name] = image

    def arrays(self):
        return ((name, sitk.GetArrayViewFromImage(image)) for name, image in self.result.items())


class Wavelet(Arrays):
    """The transform alone: PyWavelets on an array, with the arguments that PyRadiomics gives it."""

    def __init__(self, wavelet):
        self.data, self.wavelet = sitk.GetArrayFromImage(read("filter_image.nii")), wavelet

    def run(self):
        self.result = pywt.swtn(self.data, pywt.Wavelet(self.wavelet), level=1, start_level=0, axes=[2, 1, 0])[0]

    def arrays(self):
        for key, band in self.result.items():
            yield "wavelet-" + key.replace("a", "L").replace("d", "H"), band


class LoG(Arrays):
    """ITK's recursive filter as PyRadiomics calls it."""

    def __init__(self, *sigmas):
        self.image, self.sigmas = read("filter_image.nii"), sigmas

    def run(self):
        self.result = []
        for sigma in self.sigmas:
            filter_ = sitk.LaplacianRecursiveGaussianImageFilter()
            filter_.SetNormalizeAcrossScale(True)
            filter_.SetSigma(float(sigma))
            self.result.append(filter_.Execute(self.image))

    def arrays(self):
        for sigma, image in zip(self.sigmas, self.result):
            yield f"log-sigma-{sigma.replace('.', '-')}-mm-3D", sitk.GetArrayViewFromImage(image)


class Resample(Arrays):
    def __init__(self, grid):
        self.image = read("phase0.nii.gz")
        words = next(line.split() for line in (inputs / "grids.txt").read_text().splitlines() if line.startswith(grid))
        self.filter = sitk.ResampleImageFilter()
        self.filter.SetInterpolator(sitk.sitkBSpline)
        self.filter.SetSize([int(n) for n in words[1:4]])
        self.filter.SetOutputSpacing([float(v) for v in words[4:7]])
        self.filter.SetOutputOrigin([float(v) for v in words[7:10]])
        self.filter.SetOutputDirection(self.image.GetDirection())
        self.filter.SetOutputPixelType(self.image.GetPixelID())

    def run(self):
        self.result = self.filter.Execute(self.image)

    def arrays(self):
        yield "image", sitk.GetArrayViewFromImage(self.result)


class Regions(Arrays):
    """Six masks by ITK's distance maps of the whole scan, as a script would make them; `crop`: by SciPy's on the
    tumour's box and 12 mm around it."""

    kind = np.uint8

    def __init__(self, how="whole"):
        self.tumour, self.organ = read("mask_tumour.nii.gz"), sitk.GetArrayFromImage(read("organ.nii.gz")) > 0
        self.inside = sitk.GetArrayFromImage(self.tumour) > 0
        self.how = how

    def maurer(self, seeds):
        """Distance of the other voxels to the seeds, in mm between centres. The image lives as long as its view."""
        self.images.append(sitk.SignedMaurerDistanceMap(seeds, insideIsPositive=False, squaredDistance=False,
                                                        useImageSpacing=True))
        return sitk.GetArrayViewFromImage(self.images[-1])

    def run(self):
        self.images, tumour = [], self.inside
        box = tuple(slice(0, n) for n in tumour.shape)
        if self.how == "whole":
            outside, depth = self.maurer(self.tumour), self.maurer(sitk.Equal(self.tumour, 0))
        else:
            spacing = self.tumour.GetSpacing()[::-1]
            where = np.nonzero(tumour)
            box = tuple(slice(max(0, w.min() - int(12 / s) - 1), w.max() + int(12 / s) + 2)
                        for w, s in zip(where, spacing))
            outside = ndimage.distance_transform_edt(~tumour[box], sampling=spacing)
            depth = ndimage.distance_transform_edt(tumour[box], sampling=spacing)
        self.result = {"tumour": tumour, "liver": self.organ & ~tumour}
        for name, part in (("inner_5mm", tumour[box] & (depth > 5 + 1e-4)),
                           *((f"rim_{mm}mm", ~tumour[box] & (outside <= mm + 1e-4)) for mm in (3, 5, 10))):
            self.result[name] = np.zeros(tumour.shape, dtype=bool)
            self.result[name][box] = part

    def arrays(self):
        return self.result.items()


class Map(Arrays):
    """A voxel-wise map, radius 2, 200 voxels at a time: all at once would need a GLCM per voxel and direction, and of
    50, 200, 1000 and 3000 this was the fastest."""

    def __init__(self, family, feature, width):
        self.image, self.mask = read("map_image.nii"), sitk.Cast(read("map_mask.nii"), sitk.sitkUInt32)
        self.extractor = featureextractor.RadiomicsFeatureExtractor({
            "setting": {"binWidth": float(width)}, "voxelSetting": {"kernelRadius": 2, "voxelBatch": 200},
            "imageType": {"Original": {}}, "featureClass": {family: [feature]}})
        self.name = f"original_{family}_{feature}"

    def run(self):
        self.result = self.extractor.execute(self.image, self.mask, voxelBased=True)[self.name]

    def arrays(self):
        inside = sitk.GetArrayFromImage(self.mask) > 0
        whole = np.full(inside.shape, np.nan)
        x, y, z = self.mask.TransformPhysicalPointToIndex(self.result.GetOrigin())
        part = sitk.GetArrayFromImage(self.result)
        whole[z:z + part.shape[0], y:y + part.shape[1], x:x + part.shape[2]] = part
        yield "map", whole[inside]


class Roc(Scalars):
    """ROC curves by sorting and cumulative sums, DeLong's variances from mid-ranks (Sun and Xu 2014), all in NumPy and
    SciPy: what scikit-learn does for a curve, and what pROC does for a test."""

    def __init__(self, patients):
        self.risks = np.fromfile(inputs / f"stats_{patients}.f64").reshape(3, -1)
        self.y = self.risks[2] == 1

    def curve(self, risk):
        order = np.argsort(-risk, kind="stable")
        sorted_risk, y = risk[order], self.y[order]
        ends = np.r_[np.nonzero(np.diff(sorted_risk))[0], y.size - 1]
        return np.r_[0, np.cumsum(y)[ends]], np.r_[0, np.cumsum(~y)[ends]]

    def placements(self, risk):
        events, others = risk[self.y], risk[~self.y]
        both = scipy.stats.rankdata(np.r_[events, others])
        v10 = (both[:events.size] - scipy.stats.rankdata(events)) / others.size
        v01 = 1 - (both[events.size:] - scipy.stats.rankdata(others)) / events.size
        return v10, v01

    def run(self):
        points = [self.curve(risk)[0].size for risk in self.risks[:2]]
        (a10, a01), (b10, b01) = (self.placements(risk) for risk in self.risks[:2])
        events, others = np.cov(a10, b10), np.cov(a01, b01)
        both = events / a10.size + others / a01.size
        spread = both[0, 0] + both[1, 1] - 2 * both[0, 1]
        self.result = {"points_first": points[0], "points_second": points[1], "auc_first": a10.mean(),
                       "auc_second": b10.mean(), "variance_first": both[0, 0], "variance_second": both[1, 1],
                       "z": (a10.mean() - b10.mean()) / np.sqrt(spread)}


tasks = {"texture": Texture, "shape": Shape, "wavelet": Wavelet, "wavelet_images": WaveletImages, "log": LoG, "resample": Resample, "regions": Regions,
         "map": Map, "roc": Roc}


def versions():
    return {"PyRadiomics": radiomics.__version__.lstrip("v"), "NumPy": np.__version__, "SciPy": scipy.__version__,
            "PyWavelets": pywt.__version__, "SimpleITK": sitk.Version_VersionString(),
            "ITK": sitk.Version_ITKVersionString() if hasattr(sitk, "Version_ITKVersionString") else "",
            "Python": sys.version.split()[0]}


Server(tasks).serve(versions())
