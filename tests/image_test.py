"""Images as a user meets them: trained, told in a pipe, compared, painted; and every broken file refused by its name.
Standard library only. SEXTANT_BINARY names the program.
"""

import gzip
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib

PROGRAM = os.environ["SEXTANT_BINARY"]
SIDE = 8
SIZE = ["--channels", "16", "--heads", "2", "--layers", "1", "--batch-size", "16", "--lr", "0.01", "--dropout", "0"]


def run(*words, **kwargs):
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("SEXTANT_")}, "OMP_NUM_THREADS": "1"}
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, encoding="utf-8", timeout=300, env=environment,
                          **{"stdin": subprocess.DEVNULL, **kwargs})


def picture(number):
    """One bright patch of 2 x 2 pixels, in the upper half if the number is even."""
    draw = random.Random(number)
    row, column = 2 * (number % 2) + draw.randrange(2), draw.randrange(4)
    return bytes(240 if (y // 2, x // 2) == (row, column) else 16 for y in range(SIDE) for x in range(SIDE))


def idx(*sizes, data):
    return struct.pack(">HBB", 0, 8, len(sizes)) + b"".join(struct.pack(">I", size) for size in sizes) + data


def png(pixels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + pixels[y * SIDE:(y + 1) * SIDE] for y in range(SIDE))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Images(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="sextant-images-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        for name, numbers in (("train", range(200)), ("test", range(200, 240))):
            pixels = idx(len(numbers), SIDE, SIDE, data=b"".join(map(picture, numbers)))
            (cls.folder / f"{name}-images-idx3-ubyte.gz").write_bytes(gzip.compress(pixels))
            (cls.folder / f"{name}-labels-idx1-ubyte").write_bytes(idx(len(numbers), data=bytes(n % 2 for n in numbers)))
        done = run(*cls.training("rope-2d"), "--json")
        assert done.returncode == 0, done.stderr
        cls.result = json.loads(done.stdout)

    @classmethod
    def training(cls, pos, data=None, name=None):
        return ["train", "image", "--data", data or cls.folder / "train", "--test", cls.folder / "test", "--pos", pos,
                "--patch", "2", *SIZE, "--epochs", "20", "--runs", cls.folder / "runs", "--run", name or pos]

    def refused(self, code, exit_code, *words, says=(), **kwargs):
        done = run(*words, **kwargs)
        self.assertEqual((done.returncode, done.stdout), (exit_code, ""), done.stderr)
        self.assertRegex(done.stderr, rf"(?m)^error\[{code}\]: \S")
        for part in says:
            self.assertIn(part, done.stderr)

    def test_a_model_that_knows_places_beats_one_that_does_not(self):
        self.assertGreater(self.result["test"]["accuracy"], 0.9)
        self.assertEqual(self.result["image"]["places"], "grid")
        self.assertIn("logistic", self.result)
        blind = run(*self.training("nope"), "--json")
        self.assertLess(json.loads(blind.stdout)["test"]["accuracy"], 0.8)

    def test_a_fresh_process_answers_a_line_for_each_picture(self):
        paths = []
        for number in range(300, 306):
            paths.append(self.folder / f"{number}.png")
            paths[-1].write_bytes(png(picture(number)))
        piped = run("predict", self.folder / "runs" / "rope-2d", stdin=None, input="\n".join(map(str, paths)) + "\n")
        self.assertEqual(piped.returncode, 0, piped.stderr)
        labels = [line.split("\t")[0] for line in piped.stdout.splitlines()]
        self.assertEqual(labels, ["0", "1"] * 3)
        whole = run("predict", self.folder / "runs" / "rope-2d", self.folder / "test-images-idx3-ubyte.gz")
        self.assertEqual(len(whole.stdout.splitlines()), 40)
        figures = run("eval", self.folder / "runs" / "rope-2d", "--data", self.folder / "test", "--json")
        self.assertEqual(json.loads(figures.stdout)["metrics"]["accuracy"], self.result["test"]["accuracy"])

    def test_encodings_are_compared_over_folds(self):
        done = run("compare", "image", "--data", self.folder / "train", "--pos", "rope-2d", "--pos", "nope", "--folds", "2",
                   "--patch", "2", *SIZE, "--epochs", "6", "--jobs", "1", "--runs", self.folder / "runs", "--run", "both", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = json.dumps(json.loads(done.stdout))
        for name in ("rope-2d", "nope", "logistic regression", "majority"):
            self.assertIn(name, text)

    def test_a_painter_writes_a_sheet(self):
        done = run("train", "pixels", "--data", self.folder / "train", "--image-size", "4", "--levels", "4", "--pos", "rope-2d",
                   "--channels", "16", "--heads", "2", "--layers", "1", "--epochs", "1", "--runs", self.folder / "runs", "--run", "p")
        self.assertEqual(done.returncode, 0, done.stderr)
        sheet = self.folder / "sheet.png"
        done = run("generate", self.folder / "runs" / "p", "--samples", "3", "--zoom", "2", "-o", sheet)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(struct.unpack(">II", sheet.read_bytes()[16:24]), (3 * 5 * 2, 2 * 5 * 2))

    def test_every_broken_file_is_refused_by_its_name(self):
        whole = (self.folder / "train-images-idx3-ubyte.gz").read_bytes()
        labels = (self.folder / "train-labels-idx1-ubyte").read_bytes()
        cases = [("cut", whole[:-9], labels, "E-IMAGE", "cut-images-idx3-ubyte: is cut off"),
                 ("magic", b"\1" + gzip.decompress(whole)[1:], labels, "E-IMAGE", "begins with 01 00"),
                 ("none", idx(0, SIDE, SIDE, data=b""), labels, "E-DATA-EMPTY", "the size of axis 1 is 0"),
                 ("few", whole, idx(5, data=bytes(5)), "E-DATA-PAIRS", "holds 5 labels for the 200 images"),
                 ("swapped", labels, whole, "E-IMAGE", "images must have 3 axes, found 1"),
                 ("bomb", idx(60000, 1 << 15, 1 << 15, data=b""), labels, "E-IMAGE", "more bytes than a file of this length")]
        for name, images, beside, code, says in cases:
            with self.subTest(name=name):
                (self.folder / f"{name}-images-idx3-ubyte").write_bytes(images)
                (self.folder / f"{name}-labels-idx1-ubyte").write_bytes(beside)
                self.refused(code, 4, *self.training("rope-2d", data=self.folder / name, name="never"), says=[says])
        (self.folder / "records.bin").write_bytes(bytes(3072))
        self.refused("E-IMAGE", 4, *self.training("rope-2d", data=self.folder / "records.bin", name="never"),
                     says=["records.bin: must be records of 3073 bytes"])
        self.refused("E-DATA-FILE", 4, *self.training("rope-2d", data=self.folder / "nowhere", name="never"),
                     says=["nowhere: there is no such file or folder"])
        self.assertFalse((self.folder / "runs" / "never").exists())

    def test_a_picture_that_cannot_be_read_ends_the_pipe_with_its_path(self):
        good, bad = self.folder / "good.png", self.folder / "bad.png"
        good.write_bytes(png(picture(1)))
        bad.write_bytes(png(picture(1))[:60])
        done = run("predict", self.folder / "runs" / "rope-2d", "--batch-size", "1", stdin=None, input=f"{good}\n{bad}\n")
        self.assertEqual(done.returncode, 4)
        self.assertEqual(len(done.stdout.splitlines()), 1)
        self.assertIn(f"error[E-IMAGE]: {bad}: is no whole PNG file", done.stderr)

    def test_a_patch_divides_the_sides(self):
        words = ["3" if word == "2" and before == "--patch" else word
                 for before, word in zip([None, *self.training("x")], self.training("rope-2d", name="never"))]
        self.refused("E-USAGE-VALUE", 2, *words,
                     says=["patch must be at least 1 and divide 8 x 8 pixels, got 3"])


if __name__ == "__main__":
    unittest.main()
