"""Tables of timm's mixed rotary embedding, for rotation/rope_mixed_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 timm==1.0.31 safetensors
    venv/bin/python tests/golden/make_timm_rope_mixed.py tests/golden/timm_rope_mixed.safetensors

timm's own module runs here unchanged, with every float32 replaced by float64, on a grid of 3 rows and 5 columns.
"""
import sys

import timm
import torch
from safetensors.torch import save_file

torch.float32 = torch.float64
torch.Tensor.float = torch.Tensor.double
from timm.layers.pos_embed_sincos import RotaryEmbeddingMixed  # noqa: E402

torch.manual_seed(20)
module = RotaryEmbeddingMixed(dim=32, depth=1, num_heads=2, temperature=10.0, dtype=torch.float64)
sines, cosines = module.get_embed([3, 5])[0].chunk(2, dim=-1)  # [heads, 15, D], each pair twice in a row
assert torch.equal(sines[..., ::2], sines[..., 1::2])
tensors = {"frequencies": module.freqs.detach()[:, 0].contiguous(), "cos": cosines[..., ::2].detach().contiguous(),
           "sin": sines[..., ::2].detach().contiguous()}
save_file(tensors, sys.argv[1], {"torch": torch.__version__, "timm": timm.__version__})
print({name: (tuple(t.shape), t.dtype) for name, t in tensors.items()})
