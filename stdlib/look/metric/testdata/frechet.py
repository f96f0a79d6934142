"""Records SciPy's Frechet distance of 20 cases and writes statistics as pytorch-fid does.

Features come from a counter-based generator that the Go test repeats, so only results are stored.
numpy 2.2.6, scipy 1.15.3: python frechet.py > frechet.json
"""
import json
import os

import numpy as np
from scipy import linalg


def uniform(seed, n):
    """splitmix64 of seed * 2^32 + i, as float32 in [-1, 1)."""
    with np.errstate(over="ignore"):
        z = (np.uint64(seed) << np.uint64(32)) + np.arange(n, dtype=np.uint64)
        z = (z + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) / 2**23 - 1).astype(np.float32)


def features(seed, n, d):
    x = uniform(seed, n * d).reshape(n, d).astype(np.float64)
    mix = uniform(seed + 1000, d * d).reshape(d, d).astype(np.float64)
    return (x @ mix + uniform(seed + 2000, d)).astype(np.float32)


def distance(x, y):
    """The formula of pytorch-fid 0.3 with the root that SciPy's sqrtm gives; where it does not
    converge on a singular product, the root of the symmetric form through eigh."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    c1, c2 = np.atleast_2d(np.cov(x, rowvar=False)), np.atleast_2d(np.cov(y, rowvar=False))
    diff = x.mean(0) - y.mean(0)
    full = min(len(x), len(y)) > x.shape[1]
    if full:
        trace = np.trace(linalg.sqrtm(c1 @ c2)).real
    else:
        w, v = linalg.eigh(c1)
        s = (v * np.sqrt(np.maximum(w, 0))) @ v.T
        e = linalg.eigvalsh(s @ c2 @ s)
        e = e[-min(len(x), len(y), x.shape[1] + 1) + 1:]  # the rank; the rest is rounding
        trace = np.sqrt(np.maximum(e, 0)).sum()
    return float(diff @ diff + np.trace(c1) + np.trace(c2) - 2 * trace)


cases = []
for i in range(20):
    d = [3, 8, 16, 33, 64][i % 5]
    n, m = [(4 * d, 5 * d), (3 * d, d + 2), (d // 2 + 2, 2 * d), (d // 2 + 2, d // 3 + 2)][i // 5]
    x, y = features(2 * i, n, d), features(2 * i + 1, m, d)
    cases.append({"seed": 2 * i, "n": n, "m": m, "d": d, "distance": distance(x, y)})
print(json.dumps(cases, indent=1))
x = features(7, 40, 5).astype(np.float64)
np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "stats.npz"), mu=x.mean(0), sigma=np.cov(x, rowvar=False))
