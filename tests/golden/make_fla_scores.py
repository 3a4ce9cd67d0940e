"""Naive attention of flash-linear-attention, for scores/fox_test.cpp and rule/{path,stick_breaking}_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 einops==0.8.2 safetensors==0.8.0
    venv/bin/pip install --no-deps fla-core==0.6.0
    venv/bin/python tests/golden/make_fla_scores.py tests/golden/fla_scores.safetensors

The reference files are loaded by their paths: the package around them needs a GPU. They run in float64, also where they
ask for float32.
"""
import importlib.metadata
import importlib.util
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file


def naive(operation):
    path = importlib.metadata.distribution("fla-core").locate_file(f"fla/ops/{operation}/naive.py")
    spec = importlib.util.spec_from_file_location(operation, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def heads(x):
    return x.transpose(1, 2)


def fox():
    q, k, v, gates = torch.randn(1, 7, 4, 6), torch.randn(1, 7, 2, 6), torch.randn(1, 7, 2, 6), torch.randn(1, 7, 4)
    out = naive("forgetting_attn").naive_forgetting_attn(q, k, v, F.logsigmoid(gates))
    return {"fox.q": heads(q), "fox.k": heads(k), "fox.v": heads(v), "fox.gates": gates, "fox.out": heads(out)}


def path():
    """One chunk of 16 and several of 4, which must agree."""
    q, k, v = torch.randn(1, 11, 4, 6), torch.randn(1, 11, 2, 6), torch.randn(1, 11, 2, 6)
    w, beta = F.normalize(torch.randn(1, 11, 2, 6), dim=-1), torch.rand(1, 11, 2) * 2
    tensors = {"path.q": heads(q), "path.k": heads(k), "path.v": heads(v), "path.w": heads(w), "path.beta": heads(beta)}
    for chunk in (16, 4):
        out = naive("path_attn").naive_path_attn(q, k, v, w, beta, torch.zeros(1, 11, 4), 6**-0.5, chunk)
        tensors[f"path.out{chunk}"] = heads(out)
    return tensors


def stick_breaking():
    q, k, v = torch.randn(1, 9, 4, 6), torch.randn(1, 9, 4, 6), torch.randn(1, 9, 4, 6)
    tensors = {"stick.q": heads(q), "stick.k": heads(k), "stick.v": heads(v)}
    for name, current in (("before", False), ("current", True)):
        out, rest = naive("stickbreaking_attn").naive_stickbreaking_attn(q, k, v, attend_current=current)
        tensors |= {f"stick.{name}": heads(out), f"stick.{name}_rest": rest.transpose(1, 2)}
    return tensors


torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
torch.float = torch.float64
torch.Tensor.float = torch.Tensor.double
with torch.no_grad():
    tensors = fox() | path() | stick_breaking()
versions = {name: importlib.metadata.version(name) for name in ("torch", "fla-core")}
save_file({name: value.detach().contiguous().clone() for name, value in tensors.items()}, sys.argv[1], versions)
print(len(tensors), "tensors")
