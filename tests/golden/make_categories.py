#!/usr/bin/env python3
"""Writes sextant/text/subword/category_ranges.inc: the general category of every code point, as `tokenizers` knows it.

    pip install tokenizers==0.23.3; python tests/golden/make_categories.py > sextant/text/subword/category_ranges.inc

Its regular expressions are Oniguruma's, with Unicode 16. The libraries a Debian 12 has are of Unicode 14 and 15, and
one letter more or less is another token. Python's own unicodedata is as old, so the peer itself is asked.
"""

import tokenizers
from tokenizers import Regex, pre_tokenizers

CATEGORIES = ("Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co Cn").split()
SURROGATES = range(0xD800, 0xE000)
POINTS = [point for point in range(0x110000) if point not in SURROGATES]
TEXT = "".join(map(chr, POINTS))


def members(category):
    """The code points of a category: what is missing once it is removed."""
    rest = pre_tokenizers.Split(Regex(f"\\p{{{category}}}"), "removed").pre_tokenize_str(TEXT)
    end = 0
    for _, (begin, stop) in rest + [("", (len(POINTS), len(POINTS)))]:
        yield from POINTS[end:begin]
        end = stop


def main():
    category_of = {point: "Cs" for point in SURROGATES}
    for category in CATEGORIES:
        for point in members(category):
            assert point not in category_of, hex(point)
            category_of[point] = category
    assert len(category_of) == 0x110000
    print(f"// Made by tests/golden/make_categories.py from tokenizers {tokenizers.__version__}: first code point, category.")
    line = ""
    for point in range(0x110000):
        if point > 0 and category_of[point] == category_of[point - 1]:
            continue
        item = f"{{0x{point:X}, k{category_of[point]}}},"
        if len(line) + 1 + len(item) > 120:
            print(line)
            line = ""
        line += (" " if line else "") + item
    print(line)


main()
