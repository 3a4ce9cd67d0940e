"""Small GGUF files with the metadata of published models, and damaged ones, for the GGUF reader.

    python3 -m venv venv && venv/bin/pip install gguf==0.19.0
    venv/bin/python tests/golden/make_gguf.py tests/golden/configs tests/fuzz/corpus/gguf

The whole ones are written by the gguf package of llama.cpp's authors.
"""
import pathlib
import struct
import sys

import numpy
from gguf import GGUFWriter, RopeScalingType

CONFIGS, CORPUS = map(pathlib.Path, sys.argv[1:3])


def common(path, architecture, context, channels, layers, heads, key_heads):
    writer = GGUFWriter(path, architecture)
    writer.add_context_length(context)
    writer.add_embedding_length(channels)
    writer.add_block_count(layers)
    writer.add_head_count(heads)
    writer.add_head_count_kv(key_heads)
    return writer


def close(writer):
    writer.add_tensor("token_embd.weight", numpy.zeros((2, 32), numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    yarn = common(CONFIGS / "qwen2_yarn.gguf", "qwen2", 131072, 3584, 4, 28, 4)
    yarn.add_rope_freq_base(1000000.0)
    yarn.add_rope_scaling_type(RopeScalingType.YARN)
    yarn.add_rope_scaling_factor(4.0)
    yarn.add_rope_scaling_orig_ctx_len(32768)
    yarn.add_token_list([f"t{n}" for n in range(5000)])
    close(yarn)
    linear = common(CONFIGS / "llama_linear.gguf", "llama", 8192, 2048, 4, 32, 32)
    linear.add_rope_dimension_count(64)
    linear.add_rope_freq_base(10000.0)
    linear.add_rope_scaling_type(RopeScalingType.LINEAR)
    linear.add_rope_scaling_factor(4.0)
    close(linear)
    neox = common(CONFIGS / "pythia.gguf", "gptneox", 2048, 512, 6, 8, 8)
    neox.add_rope_dimension_count(16)
    close(neox)
    bloom = common(CONFIGS / "bloom.gguf", "bloom", 2048, 1024, 24, 16, 16)
    close(bloom)
    whole = (CONFIGS / "pythia.gguf").read_bytes()
    CORPUS.mkdir(parents=True, exist_ok=True)
    pieces = {"whole": whole, "empty": b"", "magic": b"GGUF", "other_magic": b"GGML" + whole[4:],
              "version_1": whole[:4] + struct.pack("<I", 1) + whole[8:],
              "big_endian": whole[:4] + struct.pack(">I", 3) + whole[8:],
              "many_tensors": whole[:8] + struct.pack("<Q", 2**63) + whole[16:],
              "many_entries": whole[:16] + struct.pack("<Q", 2**60) + whole[24:],
              "unknown_type": b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<I", 13),
              "long_key": b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 2**64 - 1) + b"k" * 16,
              "key_twice": b"GGUF" + struct.pack("<IQQ", 2, 0, 2) + 2 * (struct.pack("<Q", 1) + b"k" + struct.pack("<IB", 0, 7)),
              "deep": b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<I", 9) +
              6 * struct.pack("<IQ", 9, 1) + struct.pack("<IQB", 0, 1, 1),
              "long_list": b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 0, 40) + bytes(40),
              "tensor_too_large": b"GGUF" + struct.pack("<IQQQ", 3, 1, 0, 1) + b"t" +
              struct.pack("<IQQIQ", 2, 2**40, 2**40, 0, 0),
              "list_too_long": b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 8, 2**62)}
    for cut in (12, 30, len(whole) // 2, len(whole) - 40):
        pieces[f"cut_{cut}"] = whole[:cut]
    for name, data in pieces.items():
        (CORPUS / name).write_bytes(data)


main()
