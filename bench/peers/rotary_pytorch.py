"""The tables of a rotation in eager PyTorch, as Hugging Face's Llama makes them. Answers lines "POSITIONS CHANNELS"."""

import json
import sys
import time

import torch

if len(sys.argv) == 2:
    torch.set_num_threads(int(sys.argv[1]))
print(json.dumps({"ready": f"torch {torch.__version__}"}), flush=True)


def tables(positions, channels):
    frequencies = 1.0 / (10000.0 ** (torch.arange(0, channels, 2, dtype=torch.int64).float() / channels))
    angles = torch.outer(torch.arange(positions).float(), frequencies)
    both = torch.cat((angles, angles), dim=-1)
    return both.cos(), both.sin()


def half_tables(positions, channels):
    """The same without the second copy of each channel, which Sextant does not make either."""
    frequencies = 1.0 / (10000.0 ** (torch.arange(0, channels, 2, dtype=torch.int64).float() / channels))
    angles = torch.outer(torch.arange(positions).float(), frequencies)
    return angles.cos(), angles.sin()


for line in sys.stdin:
    positions, channels = map(int, line.split())
    answer = {}
    with torch.no_grad():
        for name, function in (("seconds", tables), ("half_seconds", half_tables)):
            begin = time.perf_counter()
            cos, sin = function(positions, channels)
            answer[name] = time.perf_counter() - begin
    exact = (10000.0 ** (-torch.arange(0, channels, 2, dtype=torch.float64) / channels) * (positions - 1)).cos()
    answer["error"] = (cos[-1].double() - exact).abs().max().item()
    print(json.dumps(answer), flush=True)
