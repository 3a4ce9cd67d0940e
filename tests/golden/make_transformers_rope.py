"""Frequencies and attention factors of Hugging Face transformers' rotary schedules, for rotation/peer_test.cpp.

    python3 -m venv venv && venv/bin/pip install transformers==5.24.0 numpy
    venv/bin/python tests/golden/make_transformers_rope.py tests/golden/transformers_rope.safetensors

transformers' own functions run here, unchanged, over numpy in place of torch: once in float32, as published models do,
once with every float32 replaced by float64, which shows the formulas without their rounding. One tensor a configuration,
named "BITS R B L0 SPEC" by the spec that means the same: its R/2 frequencies, then the factor of cosines and sines.
"""
import json
import struct
import sys
import types

import numpy
import transformers
from transformers import modeling_rope_utils as published


class Array(numpy.ndarray):
    def to(self, device=None, dtype=None):
        return self if dtype is None else self.astype(dtype).view(Array)

    def float(self):
        return self.astype(FLOAT[0]).view(Array)


FLOAT = [numpy.float32]


def arange(*limits, dtype=None, device=None):
    return numpy.arange(*limits).astype(dtype or numpy.int64).view(Array)


def stand_in(real):
    FLOAT[0] = real
    return types.SimpleNamespace(
        arange=arange, int64=numpy.int64, float=real, float32=real, Tensor=Array,
        tensor=lambda values, dtype, device: numpy.array(values, dtype).view(Array),
        where=lambda c, a, b: numpy.where(c, a, b).view(Array),
        clamp=lambda x, low, high: numpy.clip(x, low, high).view(Array))


class Config:
    per_layer_config = {}

    def __init__(self, channels, base, longest, parameters):
        self.head_dim, self.hidden_size, self.num_attention_heads = channels, channels, 1
        self.max_position_embeddings = longest
        self.rope_parameters = dict(parameters, rope_theta=base)

    def standardize_rope_params(self):
        pass


def configurations():
    """(R, B, L0, schedule of transformers, its parameters, call length, our spec)"""
    for channels, base, longest in [(64, 1e4, 2048), (128, 5e5, 8192), (16, 1e4, 64), (256, 1e6, 32768)]:
        yield channels, base, longest, "linear", {"factor": 4.0}, None, "scaling=linear,factor=4"
        for length in (longest, longest + 1, 3 * longest):
            yield (channels, base, longest, "dynamic", {"factor": 4.0}, length,
                   f"scaling=dynamic,factor=4,length={length}")
        for factor in (2.0, 32.0):
            for truncate in (True, False):
                yield (channels, base, longest, "yarn",
                       {"factor": factor, "original_max_position_embeddings": longest, "truncate": truncate}, None,
                       f"scaling=yarn,factor={factor:g},truncate={str(truncate).lower()}")
        yield (channels, base, longest, "yarn",
               {"factor": 40.0, "original_max_position_embeddings": longest, "mscale": 0.707, "mscale_all_dim": 1.0},
               None, "scaling=yarn,factor=40,mscale=0.707,mscale_all=1")
        yield (channels, base, longest, "llama3",
               {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                "original_max_position_embeddings": longest}, None, f"scaling=llama3,original={longest}")
    for channels, base, longest in [(16, 1e4, 64), (64, 1e4, 4096)]:
        short = [1 + k / 16 for k in range(channels // 2)]
        long = [1 + k / 4 for k in range(channels // 2)]
        lists = f"short={'/'.join(f'{f:g}' for f in short)},long={'/'.join(f'{f:g}' for f in long)}"
        for length in (longest, longest + 1, 3 * longest):
            yield (channels, base, longest, "longrope",
                   {"factor": 32.0, "original_max_position_embeddings": longest, "short_factor": short,
                    "long_factor": long}, length, f"scaling=longrope,factor=32,{lists},length={length}")


def main(path):
    tensors = {}
    for bits, real in ((32, numpy.float32), (64, numpy.float64)):
        published.torch = stand_in(real)
        for channels, base, longest, schedule, parameters, length, spec in configurations():
            compute = published.ROPE_INIT_FUNCTIONS[schedule]
            frequencies, factor = compute(Config(channels, base, longest, parameters), seq_len=length)
            name = f"{bits} {channels} {base:g} {longest} {spec}"
            tensors[name] = numpy.append(frequencies.astype(numpy.float64), factor)
    header = {"__metadata__": {"transformers": transformers.__version__, "numpy": numpy.__version__}}
    offset, data = 0, b""
    for name, values in sorted(tensors.items()):
        header[name] = {"dtype": "F64", "shape": [len(values)], "data_offsets": [offset, offset + 8 * len(values)]}
        offset += 8 * len(values)
        data += values.astype("<f8").tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    print(len(tensors), "configurations")


main(sys.argv[1])
