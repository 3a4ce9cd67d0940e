"""Scores of x-transformers' xPos and PoPE, for rotation/xpos_test.cpp and rule/pope_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 x-transformers==2.31.10 safetensors
    venv/bin/python tests/golden/make_x_transformers_rotations.py tests/golden/x_transformers_rotations.safetensors

Its own functions run here unchanged, with every float32 replaced by float64; scores are dot products of what they turn.
"""
import importlib.metadata
import math
import sys

import torch
from safetensors.torch import save_file

torch.set_default_dtype(torch.float64)
torch.Tensor.float = torch.Tensor.double
from x_transformers.x_transformers import (PolarEmbedding, RotaryEmbedding, apply_polar_pos_emb,  # noqa: E402
                                           apply_rotary_pos_emb)

torch.manual_seed(20)
tensors = {}

q, k = torch.randn(40, 8), torch.randn(40, 8)
freqs, scale = RotaryEmbedding(8, use_xpos=True).forward_from_seq_len(40)
turned_q = apply_rotary_pos_emb(q[None, None], freqs, scale)
turned_k = apply_rotary_pos_emb(k[None, None], freqs, scale**-1)
tensors |= {"xpos.q": q, "xpos.k": k, "xpos.scores": (turned_q @ turned_k.transpose(-1, -2))[0, 0]}

q, k = torch.randn(2, 12, 8), torch.randn(2, 12, 8)
polar = PolarEmbedding(8, 2)
polar.learned_bias.data = -torch.rand(2, 1, 8) * 2 * math.pi
freqs, bias = polar(torch.arange(12))
turned_q = apply_polar_pos_emb(q[None], freqs)
turned_k = apply_polar_pos_emb(k[None], freqs + bias)
tensors |= {"pope.q": q, "pope.k": k, "pope.delta": polar.learned_bias.data[:, 0].contiguous(),
            "pope.scores": (turned_q @ turned_k.transpose(-1, -2))[0]}

save_file({name: t.detach().contiguous() for name, t in tensors.items()}, sys.argv[1],
          {"torch": torch.__version__, "x_transformers": importlib.metadata.version("x-transformers")})
print({name: (tuple(t.shape), t.dtype) for name, t in tensors.items()})
