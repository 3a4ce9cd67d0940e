"""Rotary frequencies and factors of whole Hugging Face configurations, for models/hugging_face_test.cpp.

    python3 -m venv venv && venv/bin/pip install transformers==5.24.0 torch==2.15.0 numpy safetensors
    venv/bin/python tests/golden/make_transformers_configs.py tests/golden/configs

Each configs/NAME.json is a config.json in the form of a published model, cut to the fields that matter. transformers'
own configuration and rotary classes read it; written are, by "NAME LAYER_TYPE", the R/2 frequencies followed by the
factor of cosines and sines, for sequences within the original length, and by "NAME LAYER_TYPE long" past it.
"""
import importlib
import json
import pathlib
import sys

import numpy
import torch
import transformers
from safetensors.numpy import save_file

FOLDER = pathlib.Path(sys.argv[1])
ROTARY = {"llama": "Llama", "mistral": "Mistral", "qwen2": "Qwen2", "qwen3": "Qwen3", "gemma3_text": "Gemma3",
          "phi3": "Phi3", "gpt_neox": "GPTNeoX", "smollm3": "SmolLM3", "cohere2": "Cohere2", "glm4": "Glm4",
          "gpt_oss": "GptOss", "stablelm": "StableLm"}


def rotary_of(config):
    kind = config.model_type
    folder = "gemma3" if kind == "gemma3_text" else kind
    module = importlib.import_module(f"transformers.models.{folder}.modeling_{folder}")
    return getattr(module, ROTARY[kind] + "RotaryEmbedding")(config)


def main():
    tensors = {}
    for path in sorted(FOLDER.glob("*.json")):
        values = json.loads(path.read_text())
        kind = values["model_type"]
        if kind not in ROTARY:
            continue
        config = transformers.AutoConfig.for_model(**values)
        rotary = rotary_of(config)
        nested = [key for key in (config.rope_parameters or {}) if key.endswith("_attention")]
        for layer in nested or [""]:
            prefix = f"{layer}_" if layer else ""
            frequencies = getattr(rotary, f"{prefix}inv_freq").float()
            factor = getattr(rotary, f"{prefix}attention_scaling")
            name = f"{path.stem} {layer or 'all'}"
            tensors[name] = torch.cat([frequencies, torch.tensor([float(factor)])]).numpy().astype(numpy.float32)
            parameters = config.rope_parameters[layer] if layer else config.rope_parameters
            if parameters["rope_type"] == "longrope":
                length = parameters["original_max_position_embeddings"] + 1
                init = transformers.modeling_rope_utils.ROPE_INIT_FUNCTIONS["longrope"]
                far, factor = init(config, "cpu", seq_len=length)
                tensors[name + " long"] = torch.cat([far, torch.tensor([float(factor)])]).numpy().astype(numpy.float32)
    save_file(tensors, FOLDER / "transformers_configs.safetensors",
              metadata={"transformers": transformers.__version__, "torch": torch.__version__})
    for name, tensor in tensors.items():
        print(name, tensor.shape, tensor[:2], tensor[-1])


main()
