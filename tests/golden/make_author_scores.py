"""Biases of the authors' own code of DAPE and TUPE, for scores/{dape,tupe}_test.cpp.

    git clone https://github.com/chuanyang-Zheng/DAPE && git -C DAPE checkout bde344a8
    git clone https://github.com/guolinke/TUPE && git -C TUPE checkout 4c64ff74
    python3 -m venv venv && venv/bin/pip install torch==2.15.0 safetensors==0.8.0
    venv/bin/python tests/golden/make_author_scores.py DAPE/DAPE.py \\
        TUPE/fairseq/modules/transformer_sentence_encoder.py tests/golden/author_scores.safetensors

Everything runs in float64. DAPE's module runs as it is, over ALiBi, with the last layer's bias at 0: it is one constant
a head. Of TUPE's encoder the lines run that compute the bias of absolute positions, with and without those that give
the first token, [CLS], numbers of its own.
"""
import importlib.metadata
import sys
import textwrap
import types

import torch
from safetensors.torch import save_file
from torch import nn


def dape(path):
    code = types.ModuleType("dape")
    with open(path, encoding="utf-8") as file:
        exec(file.read(), code.__dict__)
    module = code.AliBi_DAPE(4, mp_rank=0, mlp_width=5)  # by default it takes the slopes of a second process
    module.slopes = module.slopes.double()
    module.mlp2[2].bias.zero_()
    q, k = torch.randn(2, 4, 6, 3), torch.randn(2, 4, 6, 3)
    scores = q @ k.transpose(-1, -2) / 3**0.5
    return {"dape.q": q, "dape.k": k, "dape.in_weight": module.mlp2[0].weight, "dape.in_bias": module.mlp2[0].bias,
            "dape.out_weight": module.mlp2[2].weight, "dape.bias": module(scores) - scores}


def tupe(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    first = next(n for n, line in enumerate(lines) if "weight = self.pos_ln(" in line)
    offset = next(n for n, line in enumerate(lines) if "abs_pos_bias = abs_pos_bias[:, 1:, 1:]" in line)
    last = next(n for n, line in enumerate(lines) if "abs_pos_bias[:, 0, :] =" in line)
    encoder = types.SimpleNamespace(pos=nn.Embedding(9, 6), pos_ln=nn.LayerNorm(6), pos_q_linear=nn.Linear(6, 6),
                                    pos_k_linear=nn.Linear(6, 6), num_attention_heads=3, pos_scaling=4**-0.5)
    encoder.pos_ln.weight.normal_()
    encoder.pos_ln.bias.normal_()
    tensors = {"tupe.rows": encoder.pos.weight, "tupe.norm_weight": encoder.pos_ln.weight,
               "tupe.norm_bias": encoder.pos_ln.bias, "tupe.query_weight": encoder.pos_q_linear.weight,
               "tupe.query_bias": encoder.pos_q_linear.bias, "tupe.key_weight": encoder.pos_k_linear.weight,
               "tupe.key_bias": encoder.pos_k_linear.bias}
    # Before the offset the matrix holds the plain products of all 9 rows.
    for name, end in (("plain", offset), ("cls", last + 1)):
        here = {"self": encoder, "seq_len": 8, "torch": torch}
        exec(textwrap.dedent("\n".join(lines[first:end])), here)
        tensors[f"tupe.{name}"] = here["abs_pos_bias"]
    return tensors


torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
with torch.no_grad():
    tensors = dape(sys.argv[1]) | tupe(sys.argv[2])
versions = {"torch": importlib.metadata.version("torch"), "DAPE": "bde344a8", "TUPE": "4c64ff74"}
save_file({name: value.detach().contiguous().clone() for name, value in tensors.items()}, sys.argv[3], versions)
print(len(tensors), "tensors")
