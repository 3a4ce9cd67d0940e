"""Writes safetensors_reference.safetensors with the Python package `safetensors`, and reads what Sextant wrote.

    pip install safetensors==0.8.0 numpy
    python3 make_safetensors.py            # writes safetensors_reference.safetensors
    python3 make_safetensors.py --check    # reads safetensors_written.safetensors

safetensors_written.safetensors holds the bytes io::write_safetensors gives for the same tensors: a test compares them.
Result of --check with safetensors 0.8.0 and numpy 2.4.6: names, dtypes, shapes, values and metadata are equal.
"""

import argparse
import pathlib

import numpy
from safetensors import safe_open
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent


def reference():
    """The tensors of the golden file; io/safetensors_test.cpp holds the same numbers."""
    return {
        "weight": numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 4,
        "ids": numpy.array([-1, 2**40], dtype=numpy.int64),
        "scalar": numpy.array(2.5, dtype=numpy.float64),
        "empty": numpy.zeros((0, 5), dtype=numpy.float32),
        "half": numpy.array([1.0, -2.0, 65504.0], dtype=numpy.float16),
        "flags": numpy.array([True, False, True]),
        "bytes": numpy.array([0, 127, 255], dtype=numpy.uint8),
    }


def check(path):
    expected = reference()
    with safe_open(path, framework="numpy") as file:
        assert sorted(file.keys()) == sorted(expected), list(file.keys())
        assert file.metadata() == {"format": "pt", "made by": "test"}, file.metadata()
        for name, value in expected.items():
            read = file.get_tensor(name)
            assert read.dtype == value.dtype and read.shape == value.shape, name
            assert (read == value).all(), name
    print(f"{path.name}: equal")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if arguments.check:
        check(HERE / "safetensors_written.safetensors")
    else:
        save_file(reference(), HERE / "safetensors_reference.safetensors", metadata={"made by": "test"})


if __name__ == "__main__":
    main()
