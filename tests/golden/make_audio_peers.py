#!/usr/bin/env python3
"""Writes audio_peers.safetensors: mel filter banks and energies by librosa, resampled sounds by torchaudio.

    pip install librosa==0.11.0 torchaudio==2.11.0 safetensors; python tests/golden/make_audio_peers.py

All float64: librosa computes filters in the dtype asked for, energies in that of the sound, which is float32 as ours.
`sound.RATE` is a chirp over noise. torchaudio's kernels are asked for in float64.
"""

import importlib.util
import os
import sys
import types

import librosa
import numpy as np
from safetensors.numpy import save_file

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "audio_peers.safetensors")


def torchaudio_resample():
    """torchaudio.functional.resample without its compiled extension, which loads beside one version of torch alone."""
    package = importlib.util.find_spec("torchaudio").submodule_search_locations[0]
    for name in ("torchaudio", "torchaudio.functional"):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = [package if name == "torchaudio" else package + "/functional"]
    extension = sys.modules["torchaudio._extension"] = types.ModuleType("torchaudio._extension")
    extension.__getattr__ = lambda name: False if name.startswith("_IS_") else (lambda function: function)
    internal = sys.modules["torchaudio._internal"] = types.ModuleType("torchaudio._internal")
    internal.__path__ = [package + "/_internal"]
    return importlib.import_module("torchaudio.functional.functional").resample


def sound(rate, count):
    n = np.arange(count)
    chirp = np.sin(2 * np.pi * (200 + 0.4 * rate * n / count / 2) * n / rate)
    noise = np.random.default_rng(7).standard_normal(count)
    return (0.4 * chirp + 0.02 * noise).astype(np.float32)


def main():
    import torch
    goldens = {}
    for name, rate, points, bands, low, high, htk in [
            ("slaney.16000", 16000, 400, 80, 0, 8000, False), ("slaney.8000", 8000, 256, 40, 0, 4000, False),
            ("slaney.cut", 22050, 512, 23, 80, 7600, False), ("htk.16000", 16000, 512, 40, 20, 8000, True),
            ("htk.8000", 8000, 256, 26, 0, 4000, True)]:
        goldens["filters." + name] = librosa.filters.mel(sr=rate, n_fft=points, n_mels=bands, fmin=low, fmax=high, htk=htk,
                                                         norm=None if htk else "slaney", dtype=np.float64)
    for name, rate, window, hop, points, bands, htk in [("slaney", 8000, 200, 80, 256, 40, False),
                                                        ("htk", 16000, 400, 160, 512, 40, True)]:
        x = sound(rate, 2000)
        energies = librosa.feature.melspectrogram(y=x, sr=rate, n_fft=points, win_length=window, hop_length=hop,
                                                  n_mels=bands, htk=htk, norm=None if htk else "slaney", power=2.0,
                                                  center=True, pad_mode="constant")
        goldens[f"sound.{rate}"] = x.astype(np.float64)
        goldens[f"energies.{name}"] = energies.T.astype(np.float64)
        goldens[f"decibels.{name}"] = librosa.power_to_db(energies, ref=np.max, amin=1e-10, top_db=80).T.astype(np.float64)
    resample = torchaudio_resample()
    for source, target in [(8000, 16000), (16000, 8000), (44100, 8000), (8000, 11025)]:
        x = torch.from_numpy(sound(source, 1500)).double()
        y = resample(x, source, target, lowpass_filter_width=64, rolloff=0.9475937167399596,
                     resampling_method="sinc_interp_kaiser", beta=14.769656459379492)
        goldens[f"before.{source}.{target}"] = x.numpy()
        goldens[f"after.{source}.{target}"] = y.numpy()
    save_file({k: np.ascontiguousarray(v, dtype=np.float64) for k, v in goldens.items()}, OUT)


if __name__ == "__main__":
    main()
