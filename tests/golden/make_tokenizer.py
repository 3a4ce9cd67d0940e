"""Opens the tokenizer_*.json that Vocabulary::to_json wrote with the Python package `tokenizers`.

    pip install tokenizers==0.23.3
    python3 make_tokenizer.py

Result with tokenizers 0.23.3: all of them open, and ids and decoded text are those of sextant/text (below).
A key of anybody else's at the top of the file ("sextant": …) is refused by that version: "expected `,` or `}`".
"""

import pathlib

from tokenizers import Tokenizer

HERE = pathlib.Path(__file__).parent

CASES = [
    ("character", 'é a\n"\\😀\n', [5, 1, 4, 0, 2, 3, 6, 0]),
    ("byte", "a é\n\x00", list("a é\n\x00".encode())),
    ("symbol", "10 é 10 <bos>", [1, 2, 1, 0]),
    # Special tokens are not found in people's texts; unknown words and characters become <UNK>.
    ("word", "THE  cát dog <PAD>", [4, 5, 1, 9, 1, 10]),
    ("open_character", "the 猫 犬", [7, 6, 5, 4, 1, 4, 1]),
]


UNKNOWN = ("word", "open_character")  # what was not known cannot be spelled again


def main():
    for kind, text, ids in CASES:
        tokenizer = Tokenizer.from_file(str(HERE / f"tokenizer_{kind}.json"))
        assert tokenizer.encode(text).ids == ids, (kind, tokenizer.encode(text).ids)
        if kind not in UNKNOWN:
            assert tokenizer.decode(ids) == text, (kind, tokenizer.decode(ids))
        print(f"tokenizer_{kind}.json: equal")


if __name__ == "__main__":
    main()
