"""The peer: a plain PyTorch implementation of the model, independent of the Go code.

It is the parity reference and the opponent in benchmarks. It reads one JSON request a
line on stdin and answers one JSON object a line on stdout:

    {"op": "setup", "generator": SPEC, "energy": SPEC or null, "settings": {...},
     "threads": 2, "batch": 16, "ties": "exact" or "any", "layout": "", "weights": FILE,
     "double": false}
    {"op": "run", "what": WHAT, "inputs": FILE, "outputs": FILE or "", "repeat": 1}

SPEC is the JSON form of a net declaration. Files are safetensors. WHAT is one of

    forward    z -> images
    stages     z -> the output of every generator stage, "margin.STAGE" and "margin": see below
    langevin   z, y -> dz = J^T (y - g(z)), sse: the data term of [P] eq. 13
    step       z, y, noise -> z after one step of [P] eq. 13
    energy     y -> f of each image
    actor      z, y, zhat -> sse, energy, gradient of every generator parameter (eqs. 15, 20)
    critic     y, yhat -> f of both, gradient of every energy parameter (eq. 21)
    actor_update, critic_update    the same and a step of Adam; losses alone come back
    iteration  z, y, zhat_critic, zhat, noise (steps, N, d): one iteration of [P] alg. 1 with
               Adam; the weights move on, outputs holds the losses, z, and all parameters

"noise" may be missing: then eq. 13 is gradient descent. "z.STAGE" and "zhat.STAGE", values of a
stage for z and zhat, make its topk keep what is not zero in them instead of choosing. With "double"
everything is computed in float64, a reference for both sides. The answer to "run" holds the
milliseconds of each repetition, without reading and writing files.

Ties of topk go to the lowest index ("exact", by a stable sort) or to any ("any", by
torch.topk, several times faster: what benchmarks use). "margin" is how near the nearest
decision of a topk was: the smallest gap between a value just kept and one just dropped,
relative to the largest of its stage, exact ties left out. Implementations that round
differently can only be expected to agree where it is well above 1e-7.

Images are (N, H, W, C) in the files, convolution weights (Cout, K, K, Cin), fc weights
(inputs, H*W*C); inside they are NCHW or channels-last, whichever is the faster here.
"""

import json
import struct
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F


def load(path):
    with open(path, "rb") as f:
        (n,) = struct.unpack("<Q", f.read(8))
        header, data = json.loads(f.read(n)), f.read()
    out = {}
    for name, t in header.items():
        if name != "__metadata__":
            a, b = t["data_offsets"]
            out[name] = torch.from_numpy(np.frombuffer(data[a:b], "<f4").reshape(t["shape"]).copy())
    return out


def save(path, tensors):
    header, blobs, at = {}, [], 0
    for name, t in tensors.items():
        a = t.detach().contiguous().numpy().astype("<f4")
        header[name] = {"dtype": "F32", "shape": list(a.shape), "data_offsets": [at, at + a.nbytes]}
        at += a.nbytes
        blobs.append(a)
    text = json.dumps(header).encode()
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for a in blobs:
            f.write(a.tobytes())


def kept(v, k, ties):
    """Indices of the k largest along the last axis."""
    if ties == "exact":
        return torch.sort(v.detach(), dim=-1, descending=True, stable=True)[1][..., :k]
    return torch.topk(v.detach(), k, dim=-1, sorted=False)[1]


def grouped(x, per):
    """x (N, C, H, W) with the values that compete along the last axis."""
    return x.permute(0, 2, 3, 1).flatten(1, 2) if per == "position" else x.flatten(2)


def topk(x, k, per, ties):
    """Zero but for the k largest of each group; the gradient is the identity on those."""
    n, c, h, w = x.shape
    v = grouped(x, per)
    mask = torch.zeros_like(v).scatter_(-1, kept(v, k, ties), 1.0)
    mask = mask.reshape(n, h, w, c).permute(0, 3, 1, 2) if per == "position" else mask.reshape(n, c, h, w)
    return x * mask


def margin(x, k, per):
    """The smallest gap of a decision of topk, relative to the largest value; inf if none."""
    v = torch.sort(grouped(x, per), dim=-1, descending=True)[0]
    if k >= v.shape[-1]:
        return float("inf")
    gap = v[..., k - 1] - v[..., k]
    gap = gap[gap > 0]
    return float(gap.min() / x.abs().max()) if gap.numel() else float("inf")


class Net:
    """A stack of stages; parameters are leaves in PyTorch's layout, in the spec's order."""

    def __init__(self, spec, weights, memory_format, ties):
        self.spec, self.names, self.params, self.fmt, self.ties = spec, [], [], memory_format, ties
        for stage in spec["stages"]:
            count = {"conv": 0, "fc": 0}
            for op in stage["ops"]:
                word = op["word"]
                if word not in count:
                    continue
                count[word] += 1
                number = "" if word == "fc" and count[word] == 1 else str(count[word])
                base = f"{stage['name']}.{word}{number}"
                w = weights[base + ".weight"]
                if word == "conv":
                    w = w.permute(0, 3, 1, 2).contiguous(memory_format=memory_format)
                self.add(base + ".weight", w)
                self.add(base + ".bias", weights[base + ".bias"])

    def add(self, name, value):
        self.names.append(name)
        self.params.append(value.clone(memory_format=torch.preserve_format).requires_grad_(True))

    def portable(self, tensors):
        """Tensors shaped like the parameters, back in the layout of the files."""
        return {n: (t.permute(0, 2, 3, 1) if t.dim() == 4 else t) for n, t in zip(self.names, tensors)}

    def fixed(self):
        """The parameters without their gradients."""
        return [p.detach() for p in self.params]

    def __call__(self, x, params=None, seen=lambda stage, before, x: None, chosen=None):
        """chosen: by stage, values whose zeros say what topk drops; None has it choose."""
        params = iter(self.params if params is None else params)
        for stage in self.spec["stages"]:
            for op in stage["ops"]:
                x = self.apply(op, x, params)
            k, before = stage.get("topk"), x
            if k and chosen:
                x = x * (chosen[stage["name"]] != 0).permute(0, 3, 1, 2)
            elif k:
                x = topk(x, k["k"], k["per"], self.ties)
            seen(stage, before, x)
        return x

    def apply(self, op, x, params):
        word, out = op["word"], op["out"]
        if word in ("normal", "image", "linear"):
            return x
        if word == "fc":
            w, b = next(params), next(params)
            v = x if x.dim() == 2 else x.permute(0, 2, 3, 1).flatten(1)
            y = torch.addmm(b, v, w)
            return y.reshape(-1, out["h"], out["w"], out["c"]).permute(0, 3, 1, 2).contiguous(memory_format=self.fmt)
        if word == "conv":
            w, b = next(params), next(params)
            return F.conv2d(x, w, b, padding=op["kernel"] // 2)
        if word == "up":
            return F.interpolate(x, scale_factor=op["factor"], mode="nearest")
        if word == "down":
            return F.avg_pool2d(x, op["factor"])
        if word == "relu":
            return F.relu(x)
        if word == "lrelu":
            return F.leaky_relu(x, op["slope"])
        if word == "elu":
            return F.elu(x, op["args"]["alpha"])
        if word == "tanh":
            return torch.tanh(x)
        if word == "sigmoid":
            return torch.sigmoid(x)
        raise ValueError(f"unknown layer {word!r}")


class Peer:
    def setup(self, r):
        torch.set_num_threads(r["threads"])
        torch.manual_seed(1)
        self.s = r["settings"]
        self.dtype = torch.float64 if r.get("double") else torch.float32
        weights = {n: t.to(self.dtype) for n, t in load(r["weights"]).items()}
        of = lambda role: {n[len(role):]: t for n, t in weights.items() if n.startswith(role)}
        best = None
        layouts = [("NCHW", torch.contiguous_format), ("channels-last", torch.channels_last)]
        layouts = [l for l in layouts if r.get("layout") in (None, "", l[0])]
        for name, fmt in layouts:
            self.fmt = fmt
            self.g = Net(r["generator"], of("generator."), fmt, r["ties"])
            self.e = Net(r["energy"], of("energy."), fmt, r["ties"]) if r.get("energy") else None
            seconds = self.pace(r["batch"]) if len(layouts) > 1 else 0
            if best is None or seconds < best[0]:
                best = (seconds, name, fmt, self.g, self.e)
        _, layout, self.fmt, self.g, self.e = best
        self.optimisers = {}
        return {"torch": torch.__version__, "threads": torch.get_num_threads(), "layout": layout,
                "onednn": torch.backends.mkldnn.is_available() and torch.backends.mkldnn.enabled}

    def pace(self, n):
        """About the seconds of the generator's part of an iteration, for the choice of layout."""
        z = torch.randn(n, self.g.spec["stages"][0]["out"]["c"], dtype=self.dtype)
        y = torch.zeros_like(self.g(z)).detach()

        def seconds(compute):
            compute()
            spent = []
            while len(spent) < 3 and sum(spent) < 1:
                begun = time.perf_counter()
                compute()
                spent.append(time.perf_counter() - begun)
            return min(spent)

        return self.s["steps"] * seconds(lambda: self.data_term(z, y)) + seconds(lambda: self.actor_gradient(z, y, z))

    def images(self, t):
        return t.permute(0, 3, 1, 2).contiguous(memory_format=self.fmt)

    # What a run computes. Inputs have been through prepare: images are in self.fmt.

    def forward(self, i):
        with torch.no_grad():
            return {"images": self.g(i["z"], chosen=self.chosen(i, "z")).permute(0, 2, 3, 1)}

    def stages(self, i):
        out, least = {}, {}

        def seen(stage, before, x):
            if x.dim() == 4:
                out[stage["name"]] = x.permute(0, 2, 3, 1)
            if stage.get("topk"):
                least[stage["name"]] = min(1.0, margin(before, stage["topk"]["k"], stage["topk"]["per"]))

        with torch.no_grad():
            self.g(i["z"], seen=seen)
        out.update({"margin." + name: torch.tensor([v]) for name, v in least.items()})
        out["margin"] = torch.tensor([min([1.0, *least.values()])])
        return out

    @staticmethod
    def chosen(i, name):
        """The inputs "name.STAGE" by stage."""
        return {n[len(name) + 1:]: t for n, t in i.items() if n.startswith(name + ".")}

    def data_term(self, z, y, chosen=None):
        z = z.detach().clone().requires_grad_(True)
        sse = (y - self.g(z, self.g.fixed(), chosen=chosen)).square().sum(dim=(1, 2, 3))
        (dz,) = torch.autograd.grad(-0.5 * sse.sum(), z)
        return dz, sse.detach()

    def langevin(self, i):
        dz, sse = self.data_term(i["z"], i["y"], self.chosen(i, "z"))
        return {"dz": dz, "sse": sse}

    def move(self, z, y, noise):
        delta, sigma = self.s["delta"], self.s["langevin_sigma"]
        dz, _ = self.data_term(z, y)
        z = z + delta**2 / 2 * (dz / sigma**2 - z)
        return z if noise is None else z + delta * noise

    def step(self, i):
        return {"z": self.move(i["z"], i["y"], i["noise"][0] if "noise" in i else None)}

    def energy(self, i):
        with torch.no_grad():
            return {"f": self.e(i["y"]).reshape(-1)}

    def actor_gradient(self, z, y, zhat, chosen=None, chosen_hat=None):
        sse = (y - self.g(z, chosen=chosen)).square().sum(dim=(1, 2, 3))
        loss, energy = sse.mean() / (2 * self.s["sigma"] ** 2), torch.zeros(0)
        if self.e is not None:
            energy = self.e(self.g(zhat, chosen=chosen_hat), self.e.fixed()).reshape(-1)
            loss = loss + self.s["weight"] * energy.mean()
        return torch.autograd.grad(loss, self.g.params), {"sse": sse.detach(), "energy": energy.detach()}

    def actor(self, i):
        grads, losses = self.actor_gradient(i["z"], i["y"], i.get("zhat"), self.chosen(i, "z"), self.chosen(i, "zhat"))
        return {**losses, **self.g.portable(grads)}

    def critic_gradient(self, y, yhat):
        fy, fs = self.e(y).reshape(-1), self.e(yhat).reshape(-1)
        loss = fy.mean() - fs.mean()
        if self.s["square"]:
            loss = loss + self.s["square"] * torch.cat([fy, fs]).square().mean()
        return torch.autograd.grad(loss, self.e.params), {"data": fy.detach(), "synth": fs.detach()}

    def critic(self, i):
        grads, losses = self.critic_gradient(i["y"], i["yhat"])
        return {**losses, **self.e.portable(grads)}

    def adam(self, net, grads, rate, beta1):
        if id(net) not in self.optimisers:  # fused is the fastest of PyTorch's own three
            self.optimisers[id(net)] = torch.optim.Adam(net.params, lr=rate, betas=(beta1, 0.999), eps=1e-8, fused=True)
        for p, g in zip(net.params, grads):
            p.grad = g
        self.optimisers[id(net)].step()

    def actor_update(self, i):
        grads, losses = self.actor_gradient(i["z"], i["y"], i.get("zhat"))
        self.adam(self.g, grads, self.s["rate_actor"], self.s["beta1_actor"])
        return losses

    def critic_update(self, i):
        grads, losses = self.critic_gradient(i["y"], i["yhat"])
        if self.s["clip"]:
            norm = torch.sqrt(sum(g.square().sum() for g in grads))
            grads = [g * min(1.0, self.s["clip"] / float(norm)) for g in grads]
        self.adam(self.e, grads, self.s["rate_critic"], self.s["beta1_critic"])
        return losses

    def iteration(self, i):
        """[P] alg. 1: step 1 the critic, step 2 the chains, step 3 the generator."""
        z, y, out = i["z"], i["y"], {}
        if self.e is not None:
            with torch.no_grad():
                yhat = self.g(i["zhat_critic"])
            out.update(self.critic_update({"y": y, "yhat": yhat}))
        for t in range(self.s["steps"]):
            z = self.move(z, y, i["noise"][t] if "noise" in i else None)
        out.update(self.actor_update({"z": z, "y": y, "zhat": i.get("zhat")}))
        return {**out, "z": z}

    def parameters(self):
        nets = [("generator.", self.g)] + ([("energy.", self.e)] if self.e is not None else [])
        return {role + n: t for role, net in nets for n, t in net.portable(net.params).items()}

    def run(self, r):
        inputs, ms = {n: t.to(self.dtype) for n, t in load(r["inputs"]).items()}, []
        for name in ("y", "yhat"):
            if name in inputs:
                inputs[name] = self.images(inputs[name])
        for _ in range(r.get("repeat", 1)):
            begun = time.perf_counter()
            out = getattr(self, r["what"])(inputs)
            ms.append((time.perf_counter() - begun) * 1e3)
        if r.get("outputs"):
            if r["what"] == "iteration":
                out.update(self.parameters())
            save(r["outputs"], out)
        return {"ms": ms, "resident": resident()}


def resident():
    """Bytes of memory this process holds; 0 where the system does not say."""
    try:
        with open("/proc/self/status") as f:
            return next(int(line.split()[1]) << 10 for line in f if line.startswith("VmRSS:"))
    except (OSError, StopIteration):
        return 0


def main():
    peer = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"setup": peer.setup, "run": peer.run}[request["op"]](request)
        except Exception as e:  # the caller decides what a failure means
            answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
