#!/usr/bin/env python3
"""Writes images/*.png and *.jpg, small pictures of every form that is read, and what fuzzing begins with.

    pip install pillow==13.0.0; python tests/golden/make_images.py

The pixel of channel c, row y, column x of a PNG file is (71 c + 40 y + 13 x) mod 256, of a file of few levels the next
level below. colours.jpg and grey.jpg come with what Pillow decodes them to, as raw planes.
"""
import gzip
import struct
import zlib
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
IMAGES, FUZZ = HERE / "images", HERE.parent / "fuzz" / "corpus"
HEIGHT, WIDTH = 4, 5


def value(c, y, x):
    return (71 * c + 40 * y + 13 * x) % 256


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(bits, colour, rows, extra=b"", interlaced=0, size=(WIDTH, HEIGHT)):
    header = struct.pack(">IIBBBBB", *size, bits, colour, 0, 0, interlaced)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def grid(*channels):
    return [bytes(v for x in range(WIDTH) for v in (value(c, y, x) if isinstance(c, int) else c[0] for c in channels))
            for y in range(HEIGHT)]


def packed(bits):
    rows = []
    for y in range(HEIGHT):
        word = "".join(format(value(0, y, x) >> (8 - bits), f"0{bits}b") for x in range(WIDTH))
        word += "0" * (-len(word) % 8)
        rows.append(int(word, 2).to_bytes(len(word) // 8, "big"))
    return rows


def adam7():
    """The seven passes of interlacing: first column and row, then steps (PNG, section 8.2)."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    return [bytes(value(0, y, x) for x in range(x0, WIDTH, dx))
            for x0, y0, dx, dy in passes for y in range(y0, HEIGHT, dy) if x0 < WIDTH]


def smooth(channels, height=16, width=24):
    pixels = bytes(v for y in range(height) for x in range(width) for v in (40 + 6 * y + 4 * x, 200 - 5 * y, 30 + 8 * x)[:channels])
    return Image.frombytes("L" if channels == 1 else "RGB", (width, height), pixels)


def main():
    IMAGES.mkdir(exist_ok=True)
    palette = chunk(b"PLTE", bytes(value(c, 0, i) for i in range(20) for c in range(3)))
    files = {
        "grey.png": png(8, 0, grid(0)),
        "colours.png": png(8, 2, grid(0, 1, 2)),
        "opaque.png": png(8, 6, grid(0, 1, 2, (255,))),
        "transparent.png": png(8, 6, grid(0, 1, 2, (254,))),
        "grey_alpha.png": png(8, 4, grid(0, (255,))),
        "grey_4.png": png(4, 0, packed(4)),
        "grey_1.png": png(1, 0, packed(1)),
        "grey_16.png": png(16, 0, [bytes(b for v in row for b in (v, v)) for row in grid(0)]),
        "palette.png": png(8, 3, [bytes(y * WIDTH + x for x in range(WIDTH)) for y in range(HEIGHT)], palette),
        "interlaced.png": png(8, 0, adam7(), interlaced=1),
    }
    for name, channels in (("grey.jpg", 1), ("colours.jpg", 3)):
        smooth(channels).save(IMAGES / name, quality=90, subsampling=0)
        with Image.open(IMAGES / name) as decoded:
            planes = b"".join(band.tobytes() for band in decoded.split())
        (IMAGES / (name + ".planes")).write_bytes(planes)
        files[name] = (IMAGES / name).read_bytes()
    for name, data in files.items():
        (IMAGES / name).write_bytes(data)

    def seeds(folder, some):
        (FUZZ / folder).mkdir(exist_ok=True)
        for name, data in some.items():
            (FUZZ / folder / name).write_bytes(data)

    whole, jpeg = files["colours.png"], files["grey.jpg"]
    seeds("image", files | {
        "cut.png": whole[:-20], "cut_header.png": whole[:20], "cut.jpg": jpeg[:-40], "cut_header.jpg": jpeg[:30],
        "crc.png": whole[:-14] + b"\0" + whole[-13:], "bomb.png": png(8, 0, [b"\0"], size=(60000, 60000)), "empty": b"", "text": b"P2 1 1",
        "none.png": png(8, 0, [], size=(0, 4))})

    def idx(*sizes, kind=8, data=None):
        count = 1
        for size in sizes:
            count *= size
        data = bytes(i % 256 for i in range(count)) if data is None else data
        return struct.pack(">HBB", 0, kind, len(sizes)) + b"".join(struct.pack(">I", size) for size in sizes) + data

    images = idx(3, 4, 5)
    pressed = gzip.compress(images, mtime=0)
    seeds("idx", {
        "images": images, "labels": idx(3), "images.gz": pressed, "cut": images[:-1], "cut_header": images[:9], "more": images + b"\0", "floats": idx(2, kind=13, data=bytes(8)),
        "zero": idx(0, 28, 28), "no_axes": idx(), "many_axes": idx(*[1] * 9), "overflow": idx(*[0xFFFFFFFF] * 4, data=b""),
        "bomb": idx(60000, 28, 28, data=b""), "cut.gz": pressed[:-9], "crc.gz": pressed[:-8] + bytes(4) + pressed[-4:], "two.gz": pressed + pressed, "tail.gz": pressed + b"tail",
        "empty": b"", "magic": b"\1\0\10\1" + bytes(4)})
    record = bytes([3]) + bytes(i % 251 for i in range(3072))
    seeds("cifar", {"one": record, "two": record * 2, "label": bytes([10]) + record[1:], "cut": record[:-1], "more": record + b"\0", "empty": b""})


if __name__ == "__main__":
    main()
