"""Tables of Hugging Face transformers' M-RoPE and DINOv3 rotations, for rotation/mrope_test.cpp and rope_dino_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 transformers==5.24.0 safetensors
    venv/bin/python tests/golden/make_transformers_mrope.py tests/golden/transformers_mrope.safetensors

transformers' own modules run here unchanged, with every float32 replaced by float64. Positions are those of text, then a
picture of 2 by 3, then text; the second row has other times.
"""
import sys

import torch
import transformers
from safetensors.torch import save_file
from transformers.models.dinov3_vit.configuration_dinov3_vit import DINOv3ViTConfig
from transformers.models.dinov3_vit.modeling_dinov3_vit import DINOv3ViTRopePositionEmbedding
from transformers.models.qwen2_vl.configuration_qwen2_vl import Qwen2VLTextConfig
from transformers.models.qwen2_vl.modeling_qwen2_vl import Qwen2VLRotaryEmbedding
from transformers.models.qwen3_vl.configuration_qwen3_vl import Qwen3VLTextConfig
from transformers.models.qwen3_vl.modeling_qwen3_vl import Qwen3VLTextRotaryEmbedding

torch.float32 = torch.float = torch.float64
torch.Tensor.float = torch.Tensor.double

time = [0, 1, 2] + [3] * 6 + [6, 7, 8]
height = [0, 1, 2] + [3, 3, 3, 4, 4, 4] + [6, 7, 8]
width = [0, 1, 2] + [3, 4, 5, 3, 4, 5] + [6, 7, 8]
ids = torch.stack([torch.tensor([time, [t + 1000 * (t > 2) for t in time]]),
                   torch.tensor([height, height]), torch.tensor([width, width])])
tensors = {"ids": ids.double()}

for name, config, module, sections in [
        ("qwen2", Qwen2VLTextConfig, Qwen2VLRotaryEmbedding, [16, 24, 24]),
        ("qwen3", Qwen3VLTextConfig, Qwen3VLTextRotaryEmbedding, [24, 20, 20])]:
    settings = config(hidden_size=256, num_attention_heads=2, head_dim=128,
                      rope_parameters={"rope_type": "default", "rope_theta": 1e6, "mrope_section": sections})
    cos, sin = module(settings)(torch.zeros(1).double(), ids)
    pairs = cos.shape[-1] // 2
    assert torch.equal(cos[..., :pairs], cos[..., pairs:])
    tensors |= {f"{name}.sections": torch.tensor(sections).double(), f"{name}.cos": cos[..., :pairs].contiguous(),
                f"{name}.sin": sin[..., :pairs].contiguous()}

config = DINOv3ViTConfig(image_size=(48, 80), patch_size=16, hidden_size=64, num_attention_heads=2)
cos, sin = DINOv3ViTRopePositionEmbedding(config).eval()(torch.zeros(1, 3, 48, 80).double())
tensors |= {"dino.cos": cos[:, :16].contiguous(), "dino.sin": sin[:, :16].contiguous()}

save_file(tensors, sys.argv[1], {"torch": torch.__version__, "transformers": transformers.__version__})
print({name: tuple(t.shape) for name, t in tensors.items()})
