#!/usr/bin/env python3
"""Writes sacrebleu.json: hard segments as sacreBLEU cuts them, and BLEU and chrF of small corpora.

    pip install sacrebleu==2.6.0; python tests/golden/make_sacrebleu.py > tests/golden/sacrebleu.json
"""

import json
import sys

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF

SEGMENTS = [
    "", " ", "Hello, World!", "isn't it? (yes)", "3.14, 1,000.50; 5-year 10-", "...", ".,.,", "a.b,c", "v1.2.3.", ".5 5.", "-1 --2",
    "&quot;a&quot; &amp;lt; &lt;b&gt; &amp;", "<skipped>x</skipped>", "x-\ny\nz", "tab\there  two", "a\u00a0b\u3000c\u2003d", "a\u001cb\u001fc",
    "trailing \u3000\u001e", "你好，世界！", "我有3.5个苹果,对吗?Hello 你", "“quoted” — dash … ‘x’", "\u2000\u2001\u2a6d\u2a6e\u2f80\u2f81\u2fa1\u2fa2",
    "\U00020000\U0002a6d6\U0002f800", "カタカナ ひらがな 한국어", "naïve café.Ünï,cödé", "é. ,é 5é. é5,", "👍🏽 👩‍👩‍👧!", "$5 ^ ` ~ | {x} \\ @me #tag 100% a_b/c",
    "ｆｕｌｌ　ｗｉｄｔｈ１．２", "１.2 ٣,٤", "\ufe10\ufe4f\u2600\u27bf\u3200\u33ff\u9fbc", "a" * 60,
]
CORPORA = {
    "equal": (["the cat sat on the mat ."], ["the cat sat on the mat ."]),
    "usual": (["The cat sat on mat.", "A dog barks loudly!", "He said: \"no\"."],
              ["The cat sat on the mat.", "The dog barked, loudly!", "He said \"no\"."]),
    "chinese": (["你好，世界。", "我是學生", "Tom 喜欢你。"], ["你好，世界！", "我是个学生。", "汤姆最喜欢你。"]),
    "empty hypothesis": (["", "a b c d e"], ["x y", "a b c d f"]),
    "all empty": (["", ""], ["x y", "z"]),
    "empty reference": (["a b", "a b c d e"], ["", "a b c d e"]),
    "nothing in common": (["a b c d"], ["w x y z"]),
    "short": (["a b"], ["a b"]),
    "longer": (["a b c d e f g h", "a b a b a b"], ["a b c d", "a b"]),
    "smoothed": (["a x b y c z", "p q"], ["a b c p q r", "q p"]),
    "white space": (["a  b\u3000c d\u001ee", "ab c"], ["a b c d e", "a bc"]),
    "repeats": (["the the the the the the the"], ["the cat is on the mat"]),
}


def bleu_of(hypotheses, references, tokenizer):
    metric = BLEU(tokenize=tokenizer, force=True)
    score = metric.corpus_score(hypotheses, [references])
    return {"score": score.score, "matches": score.counts, "totals": score.totals, "precisions": score.precisions, "bp": score.bp,
            "hypothesis": score.sys_len, "reference": score.ref_len, "signature": metric.get_signature().format()}


def main():
    cutters = {name: BLEU(tokenize=name) for name in ("13a", "zh", "char")}
    segments = [{"text": text, **{name: metric._preprocess_segment(text).split() for name, metric in cutters.items()}}
                for text in SEGMENTS]
    corpora = []
    for name, (hypotheses, references) in CORPORA.items():
        chrf = CHRF()
        corpora.append({"name": name, "hypotheses": hypotheses, "references": references,
                        "bleu": {tokenizer: bleu_of(hypotheses, references, tokenizer) for tokenizer in cutters},
                        "chrf": {"score": chrf.corpus_score(hypotheses, [references]).score,
                                 "signature": chrf.get_signature().format()}})
    json.dump({"sacrebleu": sacrebleu.__version__, "segments": segments, "corpora": corpora}, sys.stdout, ensure_ascii=True,
              separators=(",", ":"))
    print()


main()
