"""LassoCV of scikit-learn in a process of its own: lasso_peer.py DIR; each line of input is one timed run on the grid
of lambdas in DIR/grid.f64, each answer a line of JSON."""
import json
import pathlib
import sys
import time
import warnings

import numpy
import sklearn
from sklearn.linear_model import LassoCV

warnings.filterwarnings("ignore")
folder = pathlib.Path(sys.argv[1])
fold = numpy.fromfile(folder / "fold.i32", numpy.int32)
y = numpy.fromfile(folder / "y_gaussian.f64")
x = numpy.asfortranarray(numpy.fromfile(folder / "rows.f64").reshape(len(y), -1))
x = (x - x.mean(0)) / x.std(0)
parts = [(numpy.flatnonzero(fold != k), numpy.flatnonzero(fold == k)) for k in range(fold.max() + 1)]
print(json.dumps({"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}), flush=True)
for _ in sys.stdin:
    grid = numpy.fromfile(folder / "grid.f64")
    start, cpu = time.perf_counter(), time.process_time()
    model = LassoCV(alphas=grid, cv=parts, n_jobs=1).fit(x, y)
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    mean = model.mse_path_.mean(axis=1)
    print(json.dumps({"seconds": seconds, "cpu": used, "index": int(mean.argmin()), "mean": list(mean)}), flush=True)
