#!/usr/bin/env python3
"""Writes jiwer.json: word and character error rates of pairs of texts, one by one and of all together.

    pip install jiwer==4.0.0; python tests/golden/make_jiwer.py > tests/golden/jiwer.json
"""

import importlib.metadata
import json
import random
import sys

import jiwer

HARD = [("", ""), ("", "a b"), ("a b", ""), ("one two three", "one three three"), ("a b c d", "b c d e"), ("你好 世界", "你们好 世界"),
        ("naïve café", "naive cafe"), ("kitten", "sitting"), ("a  b", "a b"), ("7 1 9", "7 7 1 9 9"), ("x y", "y x"), ("👍🏽 ok", "👍 ok")]


def drawn(count):
    draw = random.Random(4)
    digits = lambda: " ".join(draw.choice("0123456789") for _ in range(draw.randrange(0, 9)))
    return [(digits(), digits()) for _ in range(count)]


def main():
    pairs = HARD + drawn(60)
    rows = []
    for said, heard in pairs:
        words = jiwer.process_words([said], [heard])
        characters = jiwer.process_characters([said], [heard])
        rows.append({"said": said, "heard": heard, "wer": words.wer, "cer": characters.cer})
    said, heard = [p[0] for p in pairs], [p[1] for p in pairs]
    json.dump({"jiwer": importlib.metadata.version("jiwer"), "pairs": rows, "wer": jiwer.wer(said, heard),
               "cer": jiwer.cer(said, heard)}, sys.stdout, ensure_ascii=False, indent=0)


if __name__ == "__main__":
    main()
