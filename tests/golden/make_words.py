#!/usr/bin/env python3
"""Writes words.json: hard texts as `tokenizers` normalises them for BERT and cuts them into words.

    pip install tokenizers==0.23.3; python tests/golden/make_words.py > tests/golden/words.json

`classes` covers every code point once: what becomes of "a" + it + "b", as ranges of one outcome. Those where the two
libraries' versions of Unicode differ are found by the test, not here.
"""

import json
import sys

import tokenizers
from tokenizers import normalizers, pre_tokenizers

LOWER = normalizers.BertNormalizer(lowercase=True)
KEPT = normalizers.BertNormalizer(lowercase=False)
WORDS = pre_tokenizers.BertPreTokenizer()

TEXTS = [
    "", " ", "Hello, World!", "isn't it?", "naïve café — Ünïcödé", "e\u0301a\u0302\u0323", "a\u0323\u0302", "\u212b \u2126 ﬁ ½ ①",
    "İstanbul IŞIK ıi", "ΌΣΟΣ ς", "ß ẞ", "你好，世界！", "日本語のテキスト カタカナ", "한국어 \u1112\u1161\u11ab", "Привет, мир",
    "עברית RTL العربية", "हिन्दी में", "ไทย", "a\u00a0b\u2003c\u3000d\u1680e", "tab\tnew\nline\r\nend", "a\u0085b\u000bc\u000cd",
    "zero\u200bwidth\u200cjoin\u200der\ufeff", "soft\u00adhyphen", "\u2028ls\u2029ps", "\u180e", "👍🏽 👩‍👩‍👧 🇩🇪 ❤️", "x\u0000y\ufffdz",
    "$5 ^ ` ~ | <b> {x} \\ @me #tag 100% a_b", "“quotes” ‘single’ «guillemets» …", "١٢٣ ४५६ 一二三", "\U00020000\U0002a6d0\U0002b820\U0002b920\U0002f800",
    "<PAD> [CLS] <UNK>", "a" * 150, "\u0301leading mark", "q\u0307\u0323 \u1e69", "\ue000private\U000f0000",
]


def outcome(code_point):
    text = "a" + chr(code_point) + "b"
    normal = LOWER.normalize_str(text)
    words = [word for word, _ in WORDS.pre_tokenize_str(normal)]
    return {1: "joined" if len(words[0]) > 2 else "dropped", 2: "space", 3: "word"}[len(words)]


def classes():
    ranges = []
    for code_point in range(1, 0x110000):
        if 0xD800 <= code_point < 0xE000:
            continue
        kind = outcome(code_point)
        if ranges and ranges[-1][2] == kind and ranges[-1][1] + 1 == code_point:
            ranges[-1][1] = code_point
        else:
            ranges.append([code_point, code_point, kind])
    return ranges


def main():
    cases = []
    for text in TEXTS:
        case = {"text": text}
        for name, normalizer in (("lower", LOWER), ("kept", KEPT)):
            normal = normalizer.normalize_str(text)
            case[name] = {"normal": normal, "words": [word for word, _ in WORDS.pre_tokenize_str(normal)]}
        cases.append(case)
    json.dump({"tokenizers": tokenizers.__version__, "cases": cases, "classes": classes()}, sys.stdout, ensure_ascii=True,
              separators=(",", ":"))
    print()


main()
