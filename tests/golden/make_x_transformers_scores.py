"""Biases of x-transformers' position modules without a cache, for scores/{bias_mlp,fox,cope}_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 x-transformers==2.31.10 safetensors==0.8.0
    venv/bin/python tests/golden/make_x_transformers_scores.py tests/golden/x_transformers_scores.safetensors

Everything runs in float64. The last bias of DynamicPositionBias is set to 0: it is one constant a head.
"""
import importlib.metadata
import sys

import torch
from safetensors.torch import save_file
from x_transformers.x_transformers import CoPE, DataDependentAlibi, DynamicPositionBias


def bias_mlp():
    module = DynamicPositionBias(5, heads=3, depth=2)
    module.mlp[-1].bias.zero_()
    weights = [module.mlp[0][0], module.mlp[1][0], module.mlp[2]]
    tensors = {f"bias_mlp.weight{n}": layer.weight for n, layer in enumerate(weights)}
    tensors |= {f"bias_mlp.bias{n}": layer.bias for n, layer in enumerate(weights[:2])}
    for name, log in (("log", True), ("plain", False)):
        module.log_distance = log
        tensors[f"bias_mlp.{name}"] = module(9, 9)
    return tensors


def fox():
    module = DataDependentAlibi(6, 3, bias_init=2.0)
    x = torch.randn(1, 9, 6)
    linear = module.to_forget_gates[0]
    return {"fox.x": x, "fox.weight": linear.weight, "fox.bias": linear.bias, "fox.bias_of_pairs": module(x)[0]}


def cope():
    q, k = torch.randn(2, 3, 8, 5), torch.randn(2, 3, 8, 5)
    ahead = torch.ones(8, 8, dtype=torch.bool).triu(1)
    scores = (q @ k.transpose(-1, -2) / 5**0.5).masked_fill(ahead, -torch.finfo(torch.float64).max)
    tensors = {"cope.q": q, "cope.k": k}
    for positions in (3, 16):
        module = CoPE(5, 3, positions)
        module.pos_emb.normal_()
        tensors |= {f"cope{positions}.rows": module.pos_emb, f"cope{positions}.bias": module(q, scores)}
    return tensors


torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
with torch.no_grad():
    # DynamicPositionBias asks for float32 positions; they are whole numbers, exact in both.
    torch.Tensor.float = torch.Tensor.double
    tensors = bias_mlp() | fox() | cope()
versions = {name: importlib.metadata.version(name) for name in ("torch", "x-transformers")}
save_file({name: value.detach().contiguous().clone() for name, value in tensors.items()}, sys.argv[1], versions)
print(len(tensors), "tensors")
