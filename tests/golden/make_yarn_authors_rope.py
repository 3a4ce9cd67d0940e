"""Frequencies and temperatures of the YaRN authors' own classes, for rotation/peer_test.cpp.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 numpy safetensors
    git clone https://github.com/jquesnelle/yarn && git -C yarn checkout a18e54988639030e706f6ff9db224cf74e08a65a
    venv/bin/python tests/golden/make_yarn_authors_rope.py yarn tests/golden/yarn_authors_rope.safetensors

Their code runs unchanged with every float32 replaced by float64, which shows the formulas without their rounding. One
tensor a configuration, named "64 R B L0 SPEC" by the spec that means the same: its R/2 frequencies, then the factor of
cosines and sines.
"""
import importlib.util
import pathlib
import sys

import torch
from safetensors.torch import save_file


def theirs(repository, name):
    path = pathlib.Path(repository) / "scaled_rope" / f"{name}.py"
    module = importlib.util.module_from_spec(spec := importlib.util.spec_from_file_location(name, path))
    spec.loader.exec_module(module)
    return getattr(module, name)


def main(repository, path):
    by_parts = theirs(repository, "LlamaPartNTKScaledRotaryEmbedding")
    dynamic = theirs(repository, "LlamaDynamicYaRNScaledRotaryEmbedding")
    torch.float32 = torch.float64
    torch.Tensor.float = torch.Tensor.double
    tensors = {}

    def keep(sizes, spec, frequencies, factor):
        tensors["64 %d %g %d " % sizes + spec] = torch.cat([frequencies, torch.tensor([factor], dtype=torch.float64)])

    for sizes in [(64, 1e4, 2048), (128, 5e5, 8192), (16, 1e4, 2048)]:
        channels, base, longest = sizes
        for factor in (1.5, 4, 32):
            module = by_parts(channels, longest, base, original_max_position_embeddings=longest, scale=factor)
            keep(sizes, f"scaling=ntk-by-parts,factor={factor:g}", module.inv_freq, 1.0)
        for length in (longest, longest + 1, 3 * longest):
            module = dynamic(channels, longest, base, longest)
            module.forward(torch.zeros(1).double(), seq_len=length)
            keep(sizes, f"scaling=dynamic-yarn,length={length}", module.inv_freq, module.mscale)
    save_file(tensors, path, {"torch": torch.__version__, "yarn": "a18e54988639030e706f6ff9db224cf74e08a65a"})
    print(len(tensors), "configurations")


main(sys.argv[1], sys.argv[2])
