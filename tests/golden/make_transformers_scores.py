"""Attention with biases of Hugging Face transformers' models, for scores/{transformer_xl,deberta,distance_bank,swin,
swinv2}_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 transformers==5.24.0 safetensors==0.8.0
    venv/bin/python tests/golden/make_transformers_scores.py tests/golden/transformers_scores.safetensors

Everything runs in float64, also where the models ask for float32, which shows the formulas without their rounding.
"""
import importlib.metadata
import sys

import torch
from safetensors.torch import save_file
from transformers import DebertaV2Config, XLNetConfig
from transformers.models.deberta_v2.modeling_deberta_v2 import DisentangledSelfAttention, make_log_bucket_position
from transformers.models.inkling.modeling_inkling import InklingRelativeLogits
from transformers.models.swin.modeling_swin import SwinRelativePositionBias
from transformers.models.swinv2.modeling_swinv2 import Swinv2SelfAttention
from transformers.models.xlnet.modeling_xlnet import XLNetModel, XLNetRelativeAttention


def transformer_xl():
    """XLNet's attention without segments: 5 queries after 3 keys of memory. Tensors as [tokens, batch, heads, D]."""
    config = XLNetConfig(d_model=6, n_head=2, d_inner=4, n_layer=1, vocab_size=3, dropout=0.0)
    config.n_head, config.d_head = 2, 4
    attention = XLNetRelativeAttention(config).double()  # FloatTensors inside
    for parameter in attention.parameters():
        parameter.normal_()
    q, k, v = torch.randn(5, 1, 2, 4), torch.randn(8, 1, 2, 4), torch.randn(8, 1, 2, 4)
    by_head = lambda x: x.permute(1, 2, 0, 3)
    # r is [d_model, heads, D]; ours is [heads·D, d_model].
    tensors = {"xl.q": by_head(q), "xl.k": by_head(k), "xl.v": by_head(v), "xl.content": attention.r_w_bias,
               "xl.place": attention.r_r_bias, "xl.projection": attention.r.flatten(1).t()}
    for name, kind in (("causal", "uni"), ("both", "bi")):
        model = XLNetModel(config)
        model.attn_type = kind
        rows = model.relative_positional_encoding(5, 8, bsz=1).to(torch.float64)
        keys_of_places = torch.einsum("ibh,hnd->ibnd", rows, attention.r)
        ahead = torch.ones(5, 8).triu(4)[:, :, None, None] if kind == "uni" else None
        tensors[f"xl.{name}"] = by_head(attention.rel_attn_core(q, k, v, keys_of_places, attn_mask=ahead))
    return tensors


def deberta():
    tensors = {}
    for buckets, longest in ((256, 512), (32, 128), (8, 20)):
        distances = torch.arange(-600, 601)
        tensors[f"deberta.buckets {buckets} {longest}"] = make_log_bucket_position(distances, buckets, longest).double()
    config = DebertaV2Config(hidden_size=8, num_attention_heads=2, relative_attention=True, position_buckets=8,
                             max_relative_positions=20, pos_att_type=["c2p", "p2c"], share_att_key=False,
                             hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    attention = DisentangledSelfAttention(config).eval()
    for parameter in attention.parameters():
        parameter.normal_(std=0.5)
    x, rows = torch.randn(1, 24, 8), torch.randn(16, 8)
    heads = lambda y: y.unflatten(-1, (2, 4)).transpose(-2, -3)
    out = attention(x, torch.ones(1, 24, 24), rel_embeddings=rows)[0]
    return tensors | {"deberta.q": heads(attention.query_proj(x)), "deberta.k": heads(attention.key_proj(x)),
                      "deberta.v": heads(attention.value_proj(x)), "deberta.keys": heads(attention.pos_key_proj(rows)),
                      "deberta.queries": heads(attention.pos_query_proj(rows)), "deberta.out": heads(out)}


def distance_bank():
    x, mix = torch.randn(1, 9, 6), torch.randn(2 * 3, 6)
    tensors = {"bank.x": x, "bank.mix": mix}
    for reach in (5, 40):
        module = InklingRelativeLogits(3, reach)
        module.proj.normal_()
        states = (x @ mix.t()).view(1, 9, 2, 3)
        tensors[f"bank{reach}.bank"] = module.proj
        tensors[f"bank{reach}.bias"] = module(states, torch.arange(9) + 3, torch.arange(12))
    return tensors


def swin():
    module = SwinRelativePositionBias(3, (4, 4))
    module.relative_position_bias_table.normal_()
    return {"swin.table": module.relative_position_bias_table, "swin.bias": module()}


def swinv2():
    """The bias is what zero queries leave of the scores before their softmax: the logarithm of its ratios."""
    from types import SimpleNamespace

    config = SimpleNamespace(qkv_bias=False, attention_probs_dropout_prob=0.0)
    tensors = {}
    for window, pretrained in ((4, 0), (4, 3)):
        module = Swinv2SelfAttention(config, 6, 3, window, [pretrained, pretrained]).eval()
        hidden, out = module.continuous_position_bias_mlp[0], module.continuous_position_bias_mlp[2]
        module.query.weight.zero_()
        weights = module(torch.randn(1, window * window, 6), output_attentions=True)[1]
        tensors |= {f"swinv2 {pretrained}.in_weight": hidden.weight, f"swinv2 {pretrained}.in_bias": hidden.bias,
                    f"swinv2 {pretrained}.out_weight": out.weight, f"swinv2 {pretrained}.weights": weights}
    return tensors


torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
torch.Tensor.float = torch.Tensor.double
with torch.no_grad():
    tensors = transformer_xl() | deberta() | distance_bank() | swin() | swinv2()
versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers")}
save_file({name: value.detach().contiguous().clone() for name, value in tensors.items()}, sys.argv[1], versions)
print(len(tensors), "tensors")
