"""What other libraries compute for encodings that are added to the embeddings, for embedding/peer_test.cpp.

    python3 -m venv venv
    venv/bin/pip install torch==2.15.0 transformers==5.24.0 timm==1.0.31 diffusers==0.42.1 positional-encodings==6.0.3
    venv/bin/python tests/golden/make_embedding_peers.py tests/golden/embedding_peers.safetensors

Their own functions run here, unchanged, with every float32 replaced by float64: that shows the formulas without their
rounding. Tensors are named "LIBRARY CASE" and "LIBRARY CASE PART"; all are float64.
"""
import sys

import diffusers
import timm
import torch
import transformers
from diffusers.models.embeddings import get_timestep_embedding
from importlib.metadata import version
from positional_encodings.torch_encodings import PositionalEncoding3D
from safetensors.torch import save_file
from timm.layers.pos_embed import resample_abs_pos_embed
from timm.models.twins import PosConv
from transformers import Wav2Vec2Config
from transformers.models.detr.modeling_detr import DetrSinePositionEmbedding
from transformers.models.perceiver.modeling_perceiver import generate_fourier_features
from transformers.models.wav2vec2.modeling_wav2vec2 import Wav2Vec2PositionalConvEmbedding

torch.set_default_dtype(torch.float64)
torch.float32 = torch.float64
torch.Tensor.float = torch.Tensor.double


def noise(*shape):
    """Irregular numbers that any language can make again."""
    count = torch.tensor(shape).prod().item()
    return torch.sin(torch.arange(count) * 0.7391 + 0.3).view(shape)


def timesteps():
    times = torch.tensor([0.0, 0.5, 1.0, 50.0, 999.0])
    for name, channels, flip, shift, scale in [("ddpm", 8, False, 1, 1), ("dit", 8, True, 0, 1),
                                               ("odd", 7, False, 1, 1), ("scaled", 6, True, 0, 1000)]:
        yield f"diffusers {name}", get_timestep_embedding(times, channels, flip, shift, scale)


def films():
    for channels in (12, 16):
        yield f"positional-encodings {channels}", PositionalEncoding3D(channels)(torch.zeros(1, 2, 3, 4, channels))[0]


def detr():
    mask = torch.zeros(2, 4, 5, dtype=torch.bool)
    mask[0] = True
    mask[1, :3, :2] = True
    for normalize in (True, False):
        encoding = DetrSinePositionEmbedding(4, normalize=normalize)
        rows = encoding(torch.Size((2, 8, 4, 5)), torch.device("cpu"), torch.float64, mask)
        yield f"detr normalize={str(normalize).lower()}", rows.permute(0, 2, 3, 1)


def perceiver():
    line = torch.linspace(-1, 1, 6)
    yield "perceiver line", generate_fourier_features(line.view(1, -1, 1), 3, (6,))[0]
    grid = torch.stack(torch.meshgrid(torch.linspace(-1, 1, 6), torch.linspace(-1, 1, 6), indexing="ij"), -1)
    for concat in (True, False):
        features = generate_fourier_features(grid.view(1, -1, 2), 3, (6, 6), concat_pos=concat)
        yield f"perceiver grid concat={str(concat).lower()}", features.view(36, -1)  # without concat it has no batch


def resampled():
    table = noise(1, 4 * 3, 2)
    yield "timm table", table[0]
    for size in [(4, 3), (7, 5), (2, 3), (8, 1)]:
        for kind in ("bicubic", "bilinear"):
            for antialias in (True, False):
                rows = resample_abs_pos_embed(table, list(size), [4, 3], 0, kind, antialias)
                name = f"timm target={size[0]}/{size[1]},filter={kind},antialias={str(antialias).lower()}"
                yield name, rows[0]


def convolutions():
    for kernel in (4, 5):
        config = Wav2Vec2Config(hidden_size=6, num_conv_pos_embeddings=kernel, num_conv_pos_embedding_groups=2)
        conv = Wav2Vec2PositionalConvEmbedding(config).double()
        weight = conv.conv.parametrizations.weight
        weight.original0.data = noise(1, 1, kernel) + 2
        weight.original1.data = noise(6, 3, kernel)
        conv.conv.bias.data = noise(6)
        yield f"wav2vec2 {kernel}", conv(noise(2, 9, 6)).detach()
    peg = PosConv(6, 6).double()
    peg.proj[0].weight.data = noise(6, 1, 3, 3)
    peg.proj[0].bias.data = noise(6)
    yield "twins", peg(noise(2, 3 * 4, 6), (3, 4)).detach()


def main(path):
    tensors = {}
    for group in (timesteps, films, detr, perceiver, resampled, convolutions):
        tensors.update((name, rows.clone().contiguous()) for name, rows in group())
    assert all(rows.dtype == torch.float64 for rows in tensors.values())
    versions = {"torch": torch.__version__, "transformers": transformers.__version__, "timm": timm.__version__,
                "diffusers": diffusers.__version__, "positional-encodings": version("positional-encodings")}
    save_file(tensors, path, versions)
    print(len(tensors), "tensors")


main(sys.argv[1])
