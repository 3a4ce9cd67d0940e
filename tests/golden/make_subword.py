#!/usr/bin/env python3
"""Writes subword/: tokenizers of every kind, made by `tokenizers`, and what it makes of hard texts with them.

    pip install tokenizers==0.23.3 sentencepiece==0.2.3 tiktoken==0.14.0
    python tests/golden/make_subword.py DATA

DATA is the folder with tokenizers/bert-base-uncased, gpt2, tiktoken and sentencepiece, whose files are not kept here.
subword/NAME.json is a tokenizer.json as the library saves it; subword/cases.json holds the texts, the ids of each ([id, how
often] for runs, since there are texts of 10^5 equal characters), and the text decoded again.
"""

import base64
import itertools
import json
import pathlib
import sys

import sentencepiece
import tiktoken
import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent / "subword"
OWN = ["<PAD>", "<UNK>", "<BOS>", "<EOS>"]
GPT4 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
        r"|\s+(?!\S)|\s+")

SENTENCES = [
    "The quick brown fox jumps over the lazy dog.", "She sells sea shells by the sea shore; they're sold!",
    "Numbers: 1, 23, 456, 7890, 3.14159 and 1,000,000.", "I'll say it's what you've wanted, don't you?",
    "def f(x):\n    return x + 1  # comment\n\n\nprint(f(2))", "naïve café — Ünïcödé", "Привет, мир! Как дела?",
    "你好，世界！今天天气很好。", "日本語のテキスト カタカナ", "한국어 문장입니다.", "עברית RTL العربية", "हिन्दी में लिखा",
]
HARD = [
    "", " ", "  ", "\t", "\n", "\r\n", " a", "a ", "  a  b  ", "a\tb\nc\r\nd", "Hello, World!", "isn't IT'S i'LL 'ſ", "\u2019s",
    "e\u0301a\u0302\u0323", "a\u0323\u0302", "\u212b \u2126 ﬁ ½ ①", "İstanbul IŞIK ıi", "ΌΣΟΣ ς", "ß ẞ", "\u1112\u1161\u11ab", "ＦＵＬＬ　ｗｉｄｔｈ１２３",
    "ไทย", "a\u00a0b\u2003c\u3000d\u1680e", "a\u0085b\u000bc\u000cd", "zero\u200bwidth\u200cjoin\u200der\ufeff", "soft\u00adhyphen",
    "\u2028ls\u2029ps", "a\u180eb", "👍🏽 👩\u200d👩\u200d👧 🇩🇪 ❤️", "\ufffdz", "$5 ^ ` ~ | <b> {x} \\ @me #tag 100% a_b", "“quotes” «x» …",
    "١٢٣ ४५६ 一二三 Ⅷ ² ³¼", "\U00020000\U0002a6d0\U0002b820\U0002b920\U0002f800", "<PAD> <UNK> <s> [CLS] [UNK] </s> <|endoftext|> <0x41>",
    "\u0301leading mark", "q\u0307\u0323 \u1e69", "\ue000private\U000f0000", "ᲀ\u1c90 ꟊ\U00010d40\U00016100 \U00031350\U000323af", "▁a ▁", "a▁b",
    "tok tokens TOK <extra> a<extra>b  <extra>  ab", "x\u0001y\u007fz", "1" * 100, "I" * 101, "ab" * 60, "é" * 100,
]
RUNS = [(" ", n) for n in (3, 4, 7, 31, 32, 33, 100, 199, 200)] + [("a", 100_000), (" ", 100_000), ("é", 50_000), ("ab ", 3000)]


def every_text():
    return [[text, 1] for text in SENTENCES + HARD] + [list(run) for run in RUNS]


def train(tokenizer, trainer):
    tokenizer.train_from_iterator(SENTENCES * 3, trainer)
    return tokenizer


def byte_level():
    """What Vocabulary::byte_pairs makes: special tokens are in the vocabulary alone."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    train(tokenizer, trainers.BpeTrainer(vocab_size=420, special_tokens=OWN, show_progress=False,
                                         initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    whole = json.loads(tokenizer.to_str())
    whole["added_tokens"] = []
    return Tokenizer.from_str(json.dumps(whole))


def word_piece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    train(tokenizer, trainers.WordPieceTrainer(vocab_size=300, show_progress=False,
                                               special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer


def cased_word_piece():
    tokenizer = word_piece()
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=False, handle_chinese_chars=False)
    return tokenizer


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    train(tokenizer, trainers.UnigramTrainer(vocab_size=220, show_progress=False, unk_token="<unk>",
                                             special_tokens=["<s>", "</s>", "<unk>"]))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    return tokenizer


def llama_like():
    """Byte pairs of characters that fall back on bytes, SentencePiece's way."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    specials = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    train(tokenizer, trainers.BpeTrainer(vocab_size=600, show_progress=False, special_tokens=specials, limit_alphabet=80))
    whole = json.loads(tokenizer.to_str())
    whole["added_tokens"] = whole["added_tokens"][:3]
    return Tokenizer.from_str(json.dumps(whole))


def gpt4_like():
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(GPT4), "isolated"), pre_tokenizers.Digits(individual_digits=True),
         pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    train(tokenizer, trainers.BpeTrainer(vocab_size=400, show_progress=False, special_tokens=["<|endoftext|>"],
                                         initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_tokens([AddedToken("<extra>", lstrip=True, rstrip=False, normalized=False),
                          AddedToken("tok", single_word=True, normalized=True)])
    return tokenizer


def clip_like():
    """Words end in </w>, as CLIP's and the first GPT's."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(),
                                                 normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("contiguous")])
    tokenizer.decoder = decoders.BPEDecoder()
    return train(tokenizer, trainers.BpeTrainer(vocab_size=260, show_progress=False, special_tokens=["<unk>"],
                                                end_of_word_suffix="</w>"))


def word_level():
    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.NFD()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return train(tokenizer, trainers.WordLevelTrainer(vocab_size=60, show_progress=False, special_tokens=["<unk>"]))


def roberta_like():
    """A prefix space, and post-processors of the older kind."""
    tokenizer = byte_level()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.post_processor = processors.RobertaProcessing(("<EOS>", 3), ("<BOS>", 2))
    return tokenizer


def kept(kind):
    """The tokenizer of the file that is there, since the library's training numbers its tokens otherwise each time."""
    path = HERE / f"{kind.__name__}.json"
    if not path.exists():
        path.write_text(kind().to_str(pretty=True) + "\n")
    return Tokenizer.from_file(str(path))


def runs(ids):
    counted = [(key, len(list(group))) for key, group in itertools.groupby(ids)]
    return [key if times == 1 else [key, times] for key, times in counted]


def outcomes(encode, decode):
    found = []
    for text, times in every_text():
        ids = encode(text * times)
        decoded = decode(ids) if times == 1 else None
        lost = decoded is None or "\ufffd" in decoded or "\u2047" in decoded  # bytes or words that cannot be shown
        found.append({"ids": runs(ids), "text": None if lost else decoded})
    return found


def of_tokenizer(tokenizer, drop_specials=True):
    """Special tokens in a text are text: they are taken from the tokenizer before it encodes."""
    whole = json.loads(tokenizer.to_str())
    if drop_specials:
        specials = [token for token in whole["added_tokens"] if token["special"]]
        whole["added_tokens"] = [token for token in whole["added_tokens"] if not token["special"]]
        if whole["model"]["type"] == "Unigram":  # its pieces are found in a text whatever they stand for
            for token in specials:
                whole["model"]["vocab"][token["id"]][0] = f"\uffff{token['id']}"
    asked = Tokenizer.from_str(json.dumps(whole))
    return outcomes(lambda text: asked.encode(text, add_special_tokens=False).ids,
                    lambda ids: tokenizer.decode(ids, skip_special_tokens=False))


def sentence_pieces():
    """Models of SentencePiece's own trainer, for what its published ones do not have: byte pairs, bytes for what is
    unknown, symbols of a user, spaces kept as they are."""
    kinds = {"piece_pairs": {"model_type": "bpe", "vocab_size": 400, "byte_fallback": True, "normalization_rule_name": "identity",
                             "remove_extra_whitespaces": False},
             "piece_plain": {"model_type": "unigram", "vocab_size": 140, "add_dummy_prefix": False, "normalization_rule_name": "identity",
                             "user_defined_symbols": ["<extra>"], "pad_id": 3},
             "piece_bytes": {"model_type": "unigram", "vocab_size": 380, "byte_fallback": True, "character_coverage": 0.98}}
    found = {}
    for name, options in kinds.items():
        if not (HERE / f"{name}.model").exists():
            sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(SENTENCES * 3), model_prefix=str(HERE / name),
                                                     minloglevel=2, num_threads=1, **options)
            (HERE / f"{name}.vocab").unlink()
        model = sentencepiece.SentencePieceProcessor(model_file=str(HERE / f"{name}.model"))
        found[name] = outcomes(model.encode, lambda ids, m=model: m.decode(ids))
    return found


def of_data(data):
    bert = Tokenizer(models.WordPiece.from_file(str(data / "bert-base-uncased/vocab.txt"), unk_token="[UNK]"))
    bert.normalizer = normalizers.BertNormalizer(lowercase=True)
    bert.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    bert.decoder = decoders.WordPiece()
    gpt2 = Tokenizer(models.BPE.from_file(str(data / "gpt2/vocab.json"), str(data / "gpt2/merges.txt")))
    gpt2.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    gpt2.decoder = decoders.ByteLevel()
    found = {"bert-base-uncased/vocab.txt": of_tokenizer(bert), "gpt2": of_tokenizer(gpt2)}
    for name in ("gpt2", "whisper-multilingual"):
        lines = (data / f"tiktoken/{name}.tiktoken").read_text().splitlines()
        ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines)}
        pattern = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
        encoding = tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
        found[f"tiktoken/{name}.tiktoken"] = outcomes(encoding.encode_ordinary, encoding.decode)
    for name in ("test_model", "test_ja_model"):
        model = sentencepiece.SentencePieceProcessor(model_file=str(data / f"sentencepiece/{name}.model"))
        found[f"sentencepiece/{name}.model"] = outcomes(model.encode, lambda ids, m=model: m.decode(ids))
    return found


def main():
    HERE.mkdir(exist_ok=True)
    made = {kind.__name__: kept(kind) for kind in (byte_level, word_piece, cased_word_piece, unigram, llama_like, gpt4_like,
                                                   clip_like, word_level, roberta_like)}
    cases = {"tokenizers": tokenizers.__version__, "sentencepiece": sentencepiece.__version__,
             "tiktoken": tiktoken.__version__, "sentences": SENTENCES, "texts": every_text(), "made": {}, "data": {}}
    for name, tokenizer in made.items():
        cases["made"][name] = of_tokenizer(tokenizer)
    cases["with_specials"] = {name: of_tokenizer(made[name], False) for name in ("word_piece", "gpt4_like")}
    cases["pieces"] = sentence_pieces()
    cases["data"] = of_data(pathlib.Path(sys.argv[1]) / "tokenizers")
    (HERE / "cases.json").write_text(json.dumps(cases, ensure_ascii=True, separators=(",", ":")) + "\n")


main()
