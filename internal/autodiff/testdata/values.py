#!/usr/bin/env python3
"""Computes the expected values in values.json: every operation and its gradients on
small inputs, written from the definitions with plain Python numbers and nothing else.
The gradients are of sum(r * output) for a fixed r, derived by hand for each operation,
in loops that share no code or layout tricks with the Go package.

    python3 values.py > values.json
"""
import json
import math


def stream(seed):
    """Numbers in (-1, 1) that any language can repeat: a 31-bit Lehmer generator."""
    state = seed
    while True:
        state = state * 48271 % 2147483647
        yield state / 1073741823.5 - 1


def array(seed, n):
    s = stream(seed)
    return [next(s) for _ in range(n)]


def conv(n, h, w, cin, cout, k, up, act, slope, keep=0, per_position=False):
    x, wt, b = array(1, n * h * w * cin), array(2, cout * k * k * cin), array(3, cout)
    H, W, p = h * up, w * up, (k - 1) // 2
    r = array(4, n * H * W * cout)
    y, dx, dw, db = [0.0] * len(r), [0.0] * len(x), [0.0] * len(wt), [0.0] * len(b)
    back = []
    for i in range(n):
        for oy in range(H):
            for ox in range(W):
                for o in range(cout):
                    at = ((i * H + oy) * W + ox) * cout + o
                    pre, used = b[o], []
                    for ky in range(k):
                        for kx in range(k):
                            iy, ix = oy + ky - p, ox + kx - p
                            if 0 <= iy < H and 0 <= ix < W:
                                for c in range(cin):
                                    xi = ((i * h + iy // up) * w + ix // up) * cin + c
                                    wi = ((o * k + ky) * k + kx) * cin + c
                                    pre += x[xi] * wt[wi]
                                    used.append((xi, wi))
                    y[at], slope_here = activation(pre, act, slope)
                    back.append((at, o, slope_here, used))
    kept = largest(y, groups(n, H, W, cout, per_position), keep) if keep else set(range(len(y)))
    y = [v if at in kept else 0.0 for at, v in enumerate(y)]
    for at, o, slope_here, used in back:
        d = r[at] * slope_here if at in kept else 0.0
        db[o] += d
        for xi, wi in used:
            dx[xi] += d * wt[wi]
            dw[wi] += d * x[xi]
    return {"y": y, "dx": dx, "dw": dw, "db": db}


def groups(n, h, w, c, per_position):
    """The places that compete with each other."""
    found = []
    for i in range(n):
        if per_position:
            found += [[(i * h * w + p) * c + ch for ch in range(c)] for p in range(h * w)]
        else:
            found += [[(i * h * w + p) * c + ch for p in range(h * w)] for ch in range(c)]
    return found


def largest(x, where, k):
    return {at for g in where for at in sorted(g, key=lambda j: (-x[j], j))[:k]}


def activation(v, act, slope=0.0):
    if act == "relu":
        return (v, 1.0) if v > 0 else (0.0, 0.0)
    if act == "lrelu":
        return (v, 1.0) if v > 0 else (slope * v, slope)
    if act == "tanh":
        return math.tanh(v), 1 - math.tanh(v) ** 2
    if act == "sigmoid":
        s = 1 / (1 + math.exp(-v))
        return s, s * (1 - s)
    return v, 1.0


def fc(n, d, out):
    x, w, b, r = array(1, n * d), array(2, d * out), array(3, out), array(4, n * out)
    y = [b[o] + sum(x[i * d + j] * w[j * out + o] for j in range(d)) for i in range(n) for o in range(out)]
    dx = [sum(r[i * out + o] * w[j * out + o] for o in range(out)) for i in range(n) for j in range(d)]
    dw = [sum(x[i * d + j] * r[i * out + o] for i in range(n)) for j in range(d) for o in range(out)]
    db = [sum(r[i * out + o] for i in range(n)) for o in range(out)]
    return {"y": y, "dx": dx, "dw": dw, "db": db}


def topk(n, h, w, c, k, per_position, ties):
    x = array(1, n * h * w * c)
    if ties:  # a coarse grid of values: many are equal, some are zero after relu
        x = [max(0.0, math.floor(v * 3) / 3) for v in x]
    r = array(4, len(x))
    kept = largest(x, groups(n, h, w, c, per_position), k)
    return {"y": [v if at in kept else 0.0 for at, v in enumerate(x)],
            "dx": [v if at in kept else 0.0 for at, v in enumerate(r)]}


def down(n, h, w, c, f):
    x = array(1, n * h * w * c)
    H, W = h // f, w // f
    r = array(4, n * H * W * c)
    y, dx = [0.0] * len(r), [0.0] * len(x)
    for i in range(n):
        for oy in range(H):
            for ox in range(W):
                for ch in range(c):
                    at = ((i * H + oy) * W + ox) * c + ch
                    cell = [((i * h + oy * f + a) * w + ox * f + b) * c + ch for a in range(f) for b in range(f)]
                    y[at] = sum(x[j] for j in cell) / (f * f)
                    for j in cell:
                        dx[j] += r[at] / (f * f)
    return {"y": y, "dx": dx}


def up(n, h, w, c, f):
    x = array(1, n * h * w * c)
    H, W = h * f, w * f
    r = array(4, n * H * W * c)
    y, dx = [0.0] * len(r), [0.0] * len(x)
    for i in range(n):
        for oy in range(H):
            for ox in range(W):
                for ch in range(c):
                    at = ((i * H + oy) * W + ox) * c + ch
                    j = ((i * h + oy // f) * w + ox // f) * c + ch
                    y[at] = x[j]
                    dx[j] += r[at]
    return {"y": y, "dx": dx}


def sse(n, size):
    x, t, r = array(1, n * size), array(2, n * size), array(4, n)
    y = [sum((x[i * size + j] - t[i * size + j]) ** 2 for j in range(size)) for i in range(n)]
    dx = [2 * r[i] * (x[i * size + j] - t[i * size + j]) for i in range(n) for j in range(size)]
    return {"y": y, "dx": dx}


def elementwise(n, size, act, slope):
    x, r = array(1, n * size), array(4, n * size)
    pairs = [activation(v, act, slope) for v in x]
    return {"y": [p[0] for p in pairs], "dx": [a * p[1] for a, p in zip(r, pairs)]}


def rounded(v):
    return [float("%.12g" % x) for x in v]


cases = {
    "conv 3x3": conv(2, 4, 3, 2, 3, 3, 1, "linear", 0),
    "conv 5x5 lrelu": conv(1, 3, 5, 2, 2, 5, 1, "lrelu", 0.2),
    "conv 1x1 relu": conv(2, 2, 3, 3, 2, 1, 1, "relu", 0),
    "up 2 conv 3x3 relu": conv(2, 2, 3, 2, 3, 3, 2, "relu", 0),
    "up 3 conv 3x3": conv(1, 2, 1, 1, 2, 3, 3, "linear", 0),
    "conv relu topk": conv(2, 4, 3, 2, 3, 3, 1, "relu", 0, 5),
    "conv lrelu topk": conv(2, 4, 3, 2, 3, 3, 1, "lrelu", 0.2, 2, True),
    "fc": fc(3, 4, 5),
    "topk position": topk(2, 2, 3, 7, 3, True, False),
    "topk channel": topk(2, 3, 3, 4, 2, False, False),
    "topk position ties": topk(2, 2, 3, 7, 3, True, True),
    "topk channel ties": topk(2, 3, 3, 4, 4, False, True),
    "down 2": down(2, 5, 4, 3, 2),
    "down 3": down(1, 6, 3, 2, 3),
    "up 2": up(2, 2, 3, 2, 2),
    "sse": sse(3, 6),
    "relu": elementwise(2, 9, "relu", 0),
    "lrelu": elementwise(2, 9, "lrelu", 0.3),
    "tanh": elementwise(2, 9, "tanh", 0),
    "sigmoid": elementwise(2, 9, "sigmoid", 0),
}
lines = []
for name, case in cases.items():
    body = ",\n  ".join('"%s": %s' % (key, json.dumps(rounded(v))) for key, v in case.items())
    lines.append(' "%s": {\n  %s}' % (name, body))
print("{\n" + ",\n".join(lines) + "\n}")
