"""Tables of vLLM's Fourier rotary embedding, for rotation/fope_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 safetensors
    git clone https://github.com/vllm-project/vllm && git -C vllm checkout 151a2c744af6eb59678be10f3cc13a6eb0a138e3
    venv/bin/python tests/golden/make_vllm_fope.py \\
        vllm/vllm/model_executor/layers/rotary_embedding/fope.py tests/golden/vllm_fope.safetensors

vLLM's own class runs here unchanged, with every float32 replaced by float64, over stand-ins for the parts of vLLM that it
imports and these tables do not need.
"""
import sys
import types

import torch
from safetensors.torch import save_file

torch.float32 = torch.float = torch.float64
torch.Tensor.float = torch.Tensor.double


class RotaryEmbedding(torch.nn.Module):
    def __init__(self, head_size, rotary_dim, max_position_embeddings, base, is_neox_style, dtype, init_cache):
        super().__init__()
        self.head_size, self.rotary_dim, self.base = head_size, rotary_dim, base
        self.max_position_embeddings, self.dtype = max_position_embeddings, dtype


def stand_in(name, **contents):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(contents)


stand_in("vllm")
stand_in("vllm.distributed", get_tensor_model_parallel_rank=None, get_tensor_model_parallel_world_size=None)
stand_in("rotary", __path__=[])
stand_in("rotary.base", RotaryEmbedding=RotaryEmbedding)
stand_in("rotary.common", rotate_neox=None)
theirs = types.ModuleType("rotary.fope")
theirs.__package__ = "rotary"
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), vars(theirs))

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)
module = theirs.FourierRotaryEmbedding(16, 16, 100, 10000.0, True, torch.float64, False, num_key_value_heads=2,
                                       num_inv_freq=None, fope_sep_head=True, fope_init_factor=0.3)
for coefficients in (module.cos_coef, module.sin_coef):
    coefficients.data = torch.randn(coefficients.shape)
tensors = {"cos_coef": module.cos_coef.data, "sin_coef": module.sin_coef.data,
           "cos_sin": module._compute_cos_sin_cache().contiguous()}
save_file(tensors, sys.argv[2], {"torch": torch.__version__, "vllm": "151a2c744af6eb59678be10f3cc13a6eb0a138e3"})
print({name: (tuple(t.shape), t.dtype) for name, t in tensors.items()})
