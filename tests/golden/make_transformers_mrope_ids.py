"""Positions of text, pictures and films in transformers' Qwen2.5-VL, for rotation/mrope_ids_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 transformers==5.24.0 safetensors==0.8.0
    venv/bin/python tests/golden/make_transformers_mrope_ids.py tests/golden/transformers_mrope_ids.safetensors

get_rope_index runs as it is: three tokens of text, a picture of 4 by 6 patches merged by 2, two tokens, a film of 3
frames of 8 by 4 patches, half a second and so 12.5 positions apart. The film stands last: after one, transformers lets
text go on by the size of its pictures, the paper after its greatest position.
"""
import sys
import types

import torch
import transformers
from safetensors.torch import save_file
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import Qwen2_5_VLModel

vision = types.SimpleNamespace(spatial_merge_size=2, tokens_per_second=25)
model = types.SimpleNamespace(config=types.SimpleNamespace(vision_config=vision))
model.get_vision_position_ids = types.MethodType(Qwen2_5_VLModel.get_vision_position_ids, model)
kinds = torch.tensor([[0] * 3 + [1] * 6 + [0] * 2 + [2] * 24])
ids, delta = Qwen2_5_VLModel.get_rope_index(
    model, torch.zeros_like(kinds), kinds, image_grid_thw=torch.tensor([[1, 4, 6]]),
    video_grid_thw=torch.tensor([[3, 8, 4]]), second_per_grid_ts=torch.tensor([0.5]))
tensors = {"ids": ids.double(), "delta": delta[0].double()}
save_file(tensors, sys.argv[1], {"torch": torch.__version__, "transformers": transformers.__version__})
print(ids[:, 0], delta)
