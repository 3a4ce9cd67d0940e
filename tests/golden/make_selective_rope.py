"""Turned queries and keys of the Selective RoPE authors' module, for rotation/selective_rope_test.cpp.

    git clone https://github.com/timurcarstensen/selective-rope
    git -C selective-rope checkout d12e82503de1b5062870bd52ded9b4f364ce0ad3
    python3 -m venv venv && venv/bin/pip install torch==2.15.0 einops==0.8.2 safetensors==0.8.0
    venv/bin/python tests/golden/make_selective_rope.py selective-rope/src/selective_rope/modules/rotary.py \\
        tests/golden/selective_rope.safetensors

The module runs as it is, in float64, with its own code in PyTorch. What it takes from flash-linear-attention needs a
GPU: the short convolution is PyTorch's Conv1d here, which it derives from, and l2_norm the division it documents.
"""
import sys
import types

import torch
from einops import rearrange
from safetensors.torch import save_file
from torch import nn


class ShortConvolution(nn.Conv1d):
    def __init__(self, hidden_size, kernel_size, bias, activation, dtype):
        super().__init__(hidden_size, hidden_size, kernel_size, groups=hidden_size, bias=bias, padding=kernel_size - 1)
        assert activation is None

    def forward(self, x, cache, output_final_state, cu_seqlens):
        return rearrange(super().forward(rearrange(x, "b t d -> b d t"))[..., :x.shape[1]], "b d t -> b t d"), None


def module(name, **members):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(members)


for name in ("fla", "fla.modules"):
    module(name)
module("fla.modules.convolution", ShortConvolution=ShortConvolution)
module("fla.modules.l2norm", l2_norm=lambda x: x / (x.square().sum(-1, keepdim=True) + 1e-6).sqrt())
code = {}
with open(sys.argv[1], encoding="utf-8") as file:
    exec(file.read().replace("torch.float32", "torch.float64").replace(".float()", ".double()"), code)

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
rope = code["SelectiveRoPE"](head_k_dim=6, model_dim=16, num_heads=2, phi_proj_rank=3, temp_theta=100)
x, q, k = torch.randn(2, 7, 16), torch.randn(2, 7, 2, 6), torch.randn(2, 7, 2, 6)
turned_q, turned_k, _ = rope(q, k, x)
tensors = {"x": x, "q": q.transpose(1, 2), "k": k.transpose(1, 2), "down": rope.phi_proj[0].weight,
           "up": rope.phi_proj[1].weight, "taps": rope.phi_conv1d.weight[:, 0],
           "turned_q": turned_q.transpose(1, 2), "turned_k": turned_k.transpose(1, 2)}
save_file({name: t.detach().contiguous() for name, t in tensors.items()}, sys.argv[2],
          {"torch": torch.__version__, "selective-rope": "d12e82503de1b5062870bd52ded9b4f364ce0ad3"})
print({name: (tuple(t.shape), t.dtype) for name, t in tensors.items()})
