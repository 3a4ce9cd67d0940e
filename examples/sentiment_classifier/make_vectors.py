"""Makes vectors.txt: vectors of the words of reviews.csv, from any plain texts.   make_vectors.py TEXT… > vectors.txt

Positive pointwise mutual information of words within 5 of each other, its 16 largest singular vectors times the square
root of their values (Levy and Goldberg 2014). Needs numpy. The file here is made of Moby Dick, Frankenstein and
Shakespeare's plays, all in the public domain.
"""
import csv
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

WINDOW, CONTEXTS, CHANNELS = 5, 4000, 16


def words_of(text):
    return re.findall(r"[a-z]+", text.lower())


texts = [words_of(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:]]
counts = Counter(word for text in texts for word in text)
contexts = {word: n for n, (word, _) in enumerate(counts.most_common(CONTEXTS))}
with open(Path(__file__).with_name("reviews.csv"), encoding="utf-8") as file:
    wanted = sorted({word for row in csv.DictReader(file) for word in words_of(row["text"])} & counts.keys())
# The contexts themselves are factored as well: a few hundred rows alone would say little.
rows = {word: n for n, word in enumerate(sorted({*contexts, *wanted}))}

pairs = np.zeros((len(rows), len(contexts)))
for text in texts:
    for i, word in enumerate(text):
        if word in rows:
            for other in text[max(0, i - WINDOW) : i] + text[i + 1 : i + 1 + WINDOW]:
                if other in contexts:
                    pairs[rows[word], contexts[other]] += 1
expected = pairs.sum(1, keepdims=True) * pairs.sum(0, keepdims=True) / pairs.sum()
information = np.log(np.maximum(pairs, 1e-12) / np.maximum(expected, 1e-12)).clip(min=0)
vectors, values, _ = np.linalg.svd(information, full_matrices=False)
vectors = vectors[:, :CHANNELS] * np.sqrt(values[:CHANNELS])
for word in wanted:
    print(word, *(f"{x:.3f}" for x in vectors[rows[word]]))
