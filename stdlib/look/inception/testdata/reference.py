"""Records features of PyTorch's Inception-v3 in the FID variant, on weights both sides can make.

    python reference.py reference.json      needs torch, torchvision, pytorch-fid, clean-fid, scipy

Weights and images come from a counter-based generator that the Go test repeats. With a second
argument, the weights are also saved there: name.pth (zip), name-legacy.pth.
"""
import json
import sys

import numpy as np
import torch
import torchvision
import pytorch_fid.inception as fid
from pytorch_fid.fid_score import calculate_frechet_distance
from cleanfid.resize import build_resizer


def uniform(seed, n):
    """splitmix64 of seed * 2^32 + i, as float32 in [-1, 1)."""
    with np.errstate(over="ignore"):
        z = (np.uint64(seed) << np.uint64(32)) + np.arange(n, dtype=np.uint64)
        z = (z + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) / 2**23 - 1).astype(np.float32)


def fill(model):
    """Layer i, in order of definition, has seed 5 i for its kernel and 5 i + 1.. for batch normalisation."""
    state = model.state_dict()
    names = [n[: -len(".conv.weight")] for n in state if n.endswith(".conv.weight")]
    for i, name in enumerate(names):
        w = state[name + ".conv.weight"]
        scale = np.float32((6 / w[0].numel()) ** 0.5)
        w.copy_(torch.from_numpy(uniform(5 * i, w.numel()) * scale).reshape(w.shape))
        c = w.shape[0]
        for k, (part, a, b) in enumerate([("weight", 1, 0.2), ("bias", 0, 0.2), ("running_mean", 0, 0.2), ("running_var", 1, 0.2)]):
            state[name + ".bn." + part].copy_(torch.from_numpy(np.float32(a) + np.float32(b) * uniform(5 * i + 1 + k, c)))
    model.load_state_dict(state)
    return [[n, list(state[n + ".conv.weight"].shape)] for n in names]


def image(seed, h, w):
    return np.round((uniform(seed, h * w * 3).reshape(h, w, 3) + 1) * np.float32(127.5))


torch.manual_seed(0)
base = torchvision.models.inception_v3(num_classes=1008, aux_logits=False, weights=None, init_weights=False)
layers = fill(base)
if len(sys.argv) > 2:
    torch.save(base.state_dict(), sys.argv[2] + ".pth")
    torch.save(base.state_dict(), sys.argv[2] + "-legacy.pth", _use_new_zipfile_serialization=False)
fid.load_state_dict_from_url = lambda *a, **k: base.state_dict()
taps = "Conv2d_1a_3x3 Conv2d_2a_3x3 Conv2d_2b_3x3 maxpool1 Conv2d_3b_1x1 Conv2d_4a_3x3 maxpool2 Mixed_5b Mixed_5c Mixed_5d Mixed_6a Mixed_6b Mixed_6c Mixed_6d Mixed_6e Mixed_7a Mixed_7b Mixed_7c".split()


def run(net, x):
    out, hooks = {}, []
    for name in taps:
        hooks.append(getattr(net, name).register_forward_hook(lambda m, i, o, name=name: out.__setitem__(name.replace("maxpool", "pool"), o.mean((2, 3)))))
    with torch.no_grad():
        net(2 * torch.nn.functional.interpolate(x, size=(299, 299), mode="bilinear", align_corners=False) - 1)
    for h in hooks:
        h.remove()
    return {k: [float(v) for v in o[0, ::max(1, o.shape[1] // 16)]] for k, o in out.items()}


patched = fid.fid_inception_v3().eval()
x = torch.from_numpy(image(9000, 64, 48).transpose(2, 0, 1).copy())[None] / 255
result = {"layers": layers, "fid": run(patched, x), "torchvision": run(base.eval(), x)}

# Two sets of six images, through pytorch-fid's own module and distance.
model = fid.InceptionV3([3]).eval()
sets = []
for seed in (9100, 9200):
    x = np.stack([image(seed + i, 64, 64) for i in range(6)])
    if seed == 9200:
        x = np.round(x / 2)
    with torch.no_grad():
        sets.append(model(torch.from_numpy(x.transpose(0, 3, 1, 2).copy()) / 255)[0][:, :, 0, 0].numpy().astype(np.float64))
a, b = sets
d = calculate_frechet_distance(a.mean(0), np.cov(a, rowvar=False), b.mean(0), np.cov(b, rowvar=False))
result["distance"] = float(np.real(d))

# Resizing: grey levels at every 37th place of the 299 x 299 x 3 result.
result["resize"] = {}
for h, w in [(64, 64), (20, 31), (400, 310)]:
    im = image(9300, h, w)
    result["resize"]["pytorch-fid %dx%d" % (h, w)] = [float(v) for v in build_resizer("legacy_pytorch")(im).reshape(-1)[::3701]]
    result["resize"]["clean-fid %dx%d" % (h, w)] = [float(v) for v in build_resizer("clean")(im).reshape(-1)[::3701]]
json.dump(result, open(sys.argv[1], "w"))
