"""The prior of the BAM authors, for scores/bam_test.cpp.

    git clone https://github.com/ArthurSBianchessi/BAM && git -C BAM checkout 5a6579d9cb0a15e14fbb240078e7494292a1815f
    python3 -m venv venv && venv/bin/pip install torch==2.15.0 safetensors==0.8.0
    venv/bin/python tests/golden/make_bam.py BAM/models/bam.py tests/golden/bam.safetensors

AttentionPrior runs as it is, in float64; the rest of its file, which trains on several processes, is not loaded.
"""
import ast
import math
import sys
from dataclasses import dataclass
from typing import Optional

import torch
from safetensors.torch import save_file
from torch import nn

with open(sys.argv[1], encoding="utf-8") as file:
    tree = ast.parse(file.read())
wanted = ("BATModelArgs", "AttentionPrior", "get_slopes")
tree.body = [node for node in tree.body if getattr(node, "name", None) in wanted]
code = {"torch": torch, "nn": nn, "math": math, "dataclass": dataclass, "Optional": Optional,
        "print0": lambda *_: None, "__name__": "bam"}
exec(compile(tree, sys.argv[1], "exec"), code)

torch.manual_seed(5)
prior = code["AttentionPrior"](code["BATModelArgs"](n_heads=3)).double()
with torch.no_grad():
    prior.shape.copy_(torch.rand_like(prior.shape) * 1.5 + 0.2)
    prior.scale.copy_(torch.randn_like(prior.scale))
    prior.loc.copy_(torch.randn_like(prior.loc) * 0.5)
    tensors = {name: getattr(prior, name).flatten() for name in ("shape", "scale", "loc")}
    tensors["bias"] = prior(9)
save_file({name: t.detach().contiguous() for name, t in tensors.items()}, sys.argv[2],
          {"torch": torch.__version__, "bam": "5a6579d9cb0a15e14fbb240078e7494292a1815f"})
print({name: (tuple(t.shape), t.dtype) for name, t in tensors.items()})
