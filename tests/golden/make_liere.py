"""Rotation matrices of the LieRE authors' position encoder, for rule/liere_test.cpp.

    git clone https://github.com/StanfordMIMI/LieRE && git -C LieRE checkout b27b41ba0d27331ec0774de852939c6d407889aa
    python3 -m venv venv && venv/bin/pip install torch==2.15.0 safetensors==0.8.0
    venv/bin/python tests/golden/make_liere.py LieRE/models/rope_vit.py tests/golden/liere.safetensors

LierePositionEncoder runs as it is on a grid of 3 by 4 patches, two heads with blocks of 4 channels; but its one cast
to float32 is a cast to float64 here. The vision transformer around it is not loaded.
"""
import ast
import math
import sys
from collections.abc import Iterable
from enum import Enum

import torch
from safetensors.torch import save_file
from torch import nn

with open(sys.argv[1], encoding="utf-8") as file:
    tree = ast.parse(file.read().replace("torch.float32", "torch.float64"))
wanted = ("PositionEncoderBase", "ExponentiationMethod", "LierePositionEncoder")
tree.body = [node for node in tree.body if getattr(node, "name", None) in wanted]
code = {"torch": torch, "nn": nn, "math": math, "Iterable": Iterable, "Enum": Enum}
exec(compile(tree, sys.argv[1], "exec"), code)

torch.manual_seed(8)
torch.set_default_dtype(torch.float64)
encoder = code["LierePositionEncoder"](
    image_size=[6, 8], patch_size=[2, 2], dim=16, heads=2, input_dimensionality=2, generator_dim=4, depth=1,
    phase_type="learned", position_sequencing_type="sequential", rotary_embedding_per_layer=True,
    rotary_embedding_per_head=True, cls_token=False)
rotations = encoder(torch.tensor([[6, 8]]), dtype=torch.float64)  # [1, 12, 1, heads·blocks, 4, 4]
tensors = {"matrices": encoder.generator_raw_params[:, 0].unflatten(1, (2, 2)),
           "rotations": rotations[0, :, 0].unflatten(1, (2, 2))}
save_file({name: t.detach().contiguous() for name, t in tensors.items()}, sys.argv[2],
          {"torch": torch.__version__, "liere": "b27b41ba0d27331ec0774de852939c6d407889aa"})
print({name: (tuple(t.shape), t.dtype) for name, t in tensors.items()})
