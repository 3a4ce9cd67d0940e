"""Rotation matrices of the ComRoPE authors' attention layer, for rule/comrope_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 torchvision==0.29.2 transformers==5.24.0 safetensors
    git clone https://github.com/Longin-Yu/ComRoPE && git -C ComRoPE checkout d6e0fbed9cb1398da20874a7322f9fd261d2e0b5
    venv/bin/python tests/golden/make_comrope.py ComRoPE tests/golden/comrope.safetensors

Their ComRoPELDAttention runs here unchanged, in float64, on a grid of 3 rows and 5 columns.
"""
import sys

import torch
from safetensors.torch import save_file

sys.path.insert(0, sys.argv[1])
from model import ComRoPELDAttention, CustomVITConfig  # noqa: E402

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)
config = CustomVITConfig(hidden_size=16, num_attention_heads=2, block_size=4, init_std=1.0)
layer = ComRoPELDAttention(config)
rows, columns = torch.meshgrid(torch.arange(3.0), torch.arange(5.0), indexing="ij")
layer.set_positions(torch.stack([rows / 3, columns / 5], -1).view(1, 15, 2))
rotations = layer.get_rotation_matrix()[0]  # [15, heads, D, D]
tensors = {"matrices": layer.freqs[:, 0], "directions": layer.multiplier[0, :, :, 0, 0], "rotations": rotations}
save_file({name: t.detach().contiguous() for name, t in tensors.items()}, sys.argv[2],
          {"torch": torch.__version__, "comrope": "d6e0fbed9cb1398da20874a7322f9fd261d2e0b5"})
print({name: (tuple(t.shape), t.dtype) for name, t in tensors.items()})
