"""The opponent of `andor-kernel bench fid`: the network of pytorch-fid in PyTorch, on weights it is given.

One JSON object a line from standard input, one answer each on standard output:
  {"op": "setup", "weights": FILE, "threads": n, "inputs": FILE, "quick": take the first layout} -> torch, threads, layout, batch
  {"op": "run", "inputs": FILE, "outputs": FILE or "", "repeat": n} -> ms, resident
  {"op": "distance", "what": "FOLDER,FOLDER", "dims": d}            -> distance by pytorch-fid's own program
Inputs hold "images", (N, H, W, 3) in 0..255; outputs "features", (N, 2048).
"""
import contextlib
import json
import sys
import time

import torch

from peer import load, resident, save

try:
    import pytorch_fid.inception as fid
    import torchvision
    from pytorch_fid.fid_score import calculate_fid_given_paths
except ImportError as e:
    print(json.dumps({"error": "%s; .ci/torch installs what is missing" % e}), flush=True)
    sys.exit(1)


class Peer:
    def setup(self, q):
        torch.set_num_threads(q["threads"])
        base = torchvision.models.inception_v3(num_classes=1008, aux_logits=False, weights=None, init_weights=False)
        state = base.state_dict()
        for name, value in load(q["weights"]).items():
            state[name].copy_(value)
        base.load_state_dict(state)
        fid.load_state_dict_from_url = lambda *a, **k: base.state_dict()
        images = self.images(q["inputs"])
        if q["quick"]:
            self.model, self.layout, self.batch = fid.InceptionV3([3]).eval(), "NCHW", 16
            return self.about()
        best = None
        for layout in ("NCHW", "channels-last"):  # the faster of the two, and of two sizes of batch
            model = fid.InceptionV3([3]).eval()
            if layout != "NCHW":
                model = model.to(memory_format=torch.channels_last)
            for batch in (16, 50):
                self.model, self.layout, self.batch = model, layout, batch
                self.features(images)
                took = min(self.timed(images) for _ in range(2))
                if best is None or took < best[0]:
                    best = (took, model, layout, batch)
        _, self.model, self.layout, self.batch = best
        return self.about()

    def about(self):
        return {"torch": torch.__version__, "threads": torch.get_num_threads(), "layout": self.layout, "batch": self.batch,
                "onednn": torch.backends.mkldnn.is_available()}

    def images(self, path):
        x = load(path)["images"]
        return (x / 255).permute(0, 3, 1, 2).contiguous()

    def features(self, x):
        out = []
        with torch.inference_mode():
            for part in x.split(self.batch):
                if self.layout != "NCHW":
                    part = part.contiguous(memory_format=torch.channels_last)
                out.append(self.model(part)[0][:, :, 0, 0])
        return torch.cat(out)

    def timed(self, x):
        began = time.perf_counter()
        self.features(x)
        return time.perf_counter() - began

    def run(self, q):
        x = self.images(q["inputs"])
        if q["outputs"]:
            save(q["outputs"], {"features": self.features(x)})
            return {"ms": [0.0]}
        return {"ms": [1e3 * self.timed(x) for _ in range(q["repeat"])], "resident": resident()}

    def distance(self, q):
        with contextlib.redirect_stdout(sys.stderr):  # it talks
            return {"distance": float(calculate_fid_given_paths(q["what"].split(","), 4, "cpu", q["dims"], num_workers=0))}


def main():
    peer = Peer()
    for line in sys.stdin:
        q = json.loads(line)
        try:
            answer = getattr(peer, q["op"])(q)
        except Exception as e:  # told to the other side, which decides
            answer = {"error": "%s: %s" % (type(e).__name__, e)}
        print(json.dumps(answer), flush=True)


main()
