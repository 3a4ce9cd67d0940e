"""Everything a user can get wrong: each case must be refused with its own code, its numbers and a way out, or be
survived with a warning; never answered with a silent cut, a raw library text or a trace. Standard library only.

SEXTANT_BINARY names the program. Settings, files of runs, kills and full disks in training: cli_test, resume_test.
"""

import json
import math
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import unittest
import wave

PROGRAM = os.environ["SEXTANT_BINARY"]
SIZE = ["--channels", "16", "--layers", "1", "--heads", "2", "--length", "16", "--batch-size", "2"]
TINY = [*SIZE, "--folds", "5", "--eval-every", "0", "--test-windows", "2"]
LIBRARY_TEXT = re.compile(r"terminate called|what\(\)|std::|c10::|Exception raised|\.cpp:\d|json\.exception|frame #")


def environment(**more):
    # One thread: models this small are slower on two.
    return {**{k: v for k, v in os.environ.items() if not k.startswith("SEXTANT_")}, "OMP_NUM_THREADS": "1", **more}


def run(*words, **kwargs):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, encoding="utf-8", timeout=120,
                          env=environment(), **{"stdin": subprocess.DEVNULL, **kwargs})


class Case(unittest.TestCase):
    """A folder with a text, and models trained on it for two steps, shared by all cases of a class."""
    models = {"rope": "rope"}

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="sextant-bad-input-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.text = cls.write("text.txt", "the cat sat on a mat and ran. " * 100)
        for name, pos in cls.models.items():
            done = run(*cls.training(pos, run=name))
            assert done.returncode == 0, done.stderr

    @classmethod
    def write(cls, name, contents):
        path = cls.folder / name
        path.write_bytes(contents.encode() if isinstance(contents, str) else contents)
        return path

    @classmethod
    def training(cls, pos="rope", data=None, run="never", steps=2):
        return ["train", "lm", "--data", data or cls.text, "--pos", pos, *TINY, "--steps", steps, "--runs", cls.folder,
                "--run", run]

    def refused(self, code, exit_code, *words, says=(), **kwargs):
        """The call ends with that error, says each of `says`, prints no data and no library's own words."""
        done = run(*words, **kwargs)
        self.assertEqual((done.returncode, done.stdout), (exit_code, ""), done.stderr)
        self.assertRegex(done.stderr, rf"(?m)^error\[{code}\]: \S")
        for part in [says] if isinstance(says, str) else says:
            self.assertIn(part, done.stderr)
        self.assertNotIn("or: or", done.stderr)
        self.assertNotRegex(done.stderr, LIBRARY_TEXT)
        return done.stderr

    def survived(self, *words, **kwargs):
        done = run(*words, **kwargs)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotRegex(done.stderr, LIBRARY_TEXT)
        return done


class Texts(Case):
    def each_reader(self, data):
        """Every verb that reads a text."""
        return [self.training(data=data),
                ["compare", "--data", data, "--pos", "rope", "--pos", "alibi", "--runs", self.folder, "--run", "never"],
                ["ppl", self.folder / "rope", "--data", data],
                ["eval", self.folder / "rope", "--data", data]]

    def test_every_verb_refuses_a_text_that_is_none_with_its_place(self):
        texts = [("E-DATA-FILE", "none.txt", None, "cannot be read: No such file or directory"),
                 ("E-DATA-FILE", "folder", None, "it is a folder"),
                 ("E-DATA-EMPTY", "empty.txt", b"", "is empty"),
                 ("E-DATA-EMPTY", "one.txt", b"t", "has 1 character, at least 2 are needed"),
                 ("E-DATA-UTF8", "binary.bin", b"\x7fELF\x01\x00\x00\x02" * 500, "binary.bin:1:6: NUL byte"),
                 ("E-DATA-UTF8", "latin.txt", b"the cat\nna\xefve cat" * 9, "latin.txt:2:3: invalid UTF-8, bytes 0xEF")]
        (self.folder / "folder").mkdir()
        for code, name, contents, says in texts:
            data = self.folder / name if contents is None else self.write(name, contents)
            for words in self.each_reader(data):
                with self.subTest(text=name, verb=words[0]):
                    self.refused(code, 4, *words, says=(name, says))
        self.assertFalse((self.folder / "never").exists())

    def test_a_text_of_one_character_over_and_over_has_nothing_to_predict(self):
        self.refused("E-DATA-EMPTY", 4, *self.each_reader(self.write("same.txt", "a" * 500))[0],
                     says="repeats one character, so there is nothing to predict")

    def test_a_text_too_short_to_split_says_how_long_a_block_is(self):
        self.refused("E-DATA-EMPTY", 4, *self.each_reader(self.write("short.txt", "the cat sat"))[0],
                     says=("11 tokens", "5 folds", "a gap of 16", "fix:"))

    def test_a_text_shorter_than_the_test_length_is_not_cut_in_silence(self):
        short = self.write("short.txt", "the cat sat")
        for words in (["ppl", "--lengths", "32"], ["ppl", "--protocol", "chunk:32"], ["eval", "--lengths", "32"]):
            with self.subTest(words=words):
                self.refused("E-DATA-EMPTY", 4, words[0], self.folder / "rope", "--data", short, *words[1:],
                             says=("the text has 11 tokens, fewer than one window of", "32", "short.txt", "fix:"))
        self.refused("E-DATA-EMPTY", 4, "ppl", self.folder / "rope", "--data", short, "--protocol", "llamacpp:8",
                     says=("at least 16 tokens", "11"))

    def test_a_character_the_model_never_saw_is_named_with_its_place(self):
        self.refused("E-TOKENIZER", 5, "ppl", self.folder / "rope", "--data", self.write("new.txt", "the\ncat §"),
                     says=("row 1, column 4", "(U+000A)"))
        self.refused("E-TOKENIZER", 5, "generate", self.folder / "rope", "--prompt", "cat §",
                     says=("'§' (U+00A7)", "fix:"))
        self.refused("E-USAGE-VALUE", 2, "generate", self.folder / "rope", "--prompt", "", says="must not be empty")

    def test_a_device_that_is_none_or_not_there_is_refused(self):
        model = self.folder / "rope"
        for device in ("gpu", "cuda:", "cuda:x", ""):
            with self.subTest(device=device):
                self.refused("E-USAGE-VALUE", 2, "generate", model, "--prompt", "the", "--device", device,
                             says=("auto, cpu, cuda or cuda:N", f"'{device}'"))
        self.refused("E-CAP-CUDA", 6, "generate", model, "--prompt", "the", "--device", "cuda:99",
                     says=("--device cuda:99: this program sees", "--device cpu"))
        self.survived("generate", model, "--prompt", "the", "--tokens", "2", "--device", "cpu")

    def test_bytes_take_any_file(self):
        any_file = self.write("any.bin", bytes(range(256)) * 4)
        self.survived(*self.training(data=any_file, run="bytes"), "--tokenizer", "byte")


class Labelled(Case):
    """Texts with labels, and a classifier trained on them for an epoch."""
    models = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = [f"{'news' if i % 2 else 'none'}\t{'dog bites man' if i % 2 else 'man bites dog'} {i % 7}" for i in range(80)]
        cls.table = cls.write("texts.tsv", "label\ttext\n" + "\n".join(rows) + "\n")
        done = run(*cls.classify(), "--run", "model")
        assert done.returncode == 0, done.stderr
        cls.model = cls.folder / "model"

    @classmethod
    def classify(cls, data=None, pos="nope"):
        return ["train", "classify", "--data", data or cls.table, "--architecture", "gru", "--pos", pos, "--channels", "16",
                "--layers", "1", "--epochs", "1", "--least-count", "1", "--runs", cls.folder]

    def test_a_row_that_cannot_be_read_is_named_by_training_and_by_eval(self):
        head = "label\ttext\nnews\tdog bites man\n"
        tables = [("E-DATA-FILE", "none.tsv", None, "cannot be read: No such file or directory"),
                  ("E-DATA-EMPTY", "empty.tsv", b"", "is empty"),
                  ("E-DATA-EMPTY", "header.tsv", b"label\ttext\n", "it has no row with a text"),
                  ("E-DATA-ROW", "fields.tsv", head + "none\n", "fields.tsv:3: expected 2 fields, found 1"),
                  ("E-DATA-ROW", "label.tsv", head + "\ta cat\n", "label.tsv:3: the label is empty"),
                  ("E-DATA-ROW", "quote.csv", 'label,text\nnews,"dog\n', "the quote opened on line 2 is never closed"),
                  ("E-DATA-ROW", "rows.jsonl", '{"text": "a"\n', "rows.jsonl:1: not JSON"),
                  ("E-DATA-UTF8", "latin.tsv", head.encode() + b"none\tna\xefve\n", "latin.tsv:3: invalid UTF-8, bytes 0xEF"),
                  ("E-DATA-UTF8", "nul.tsv", head.encode() + b"none\ta\0b\n", "nul.tsv:3: NUL byte")]
        for code, name, contents, says in tables:
            data = self.folder / name if contents is None else self.write(name, contents)
            for words in ([*self.classify(data), "--run", "never"], ["eval", self.model, "--data", data]):
                with self.subTest(table=name, verb=words[0]):
                    self.refused(code, 4, *words, says=(name, says))
        self.assertFalse((self.folder / "never").exists())

    def test_bad_rows_are_skipped_and_counted_only_when_asked_for(self):
        data = self.write("some.tsv", self.table.read_bytes() + b"news\nnone\ta\tb\n")
        done = self.survived("eval", self.model, "--data", data, "--bad-rows", "skip")
        self.assertIn("some.tsv:82: expected 2 fields, found 1", done.stderr)
        self.assertIn("some.tsv: 2 rows skipped in all", done.stderr)

    def test_a_column_or_a_label_that_is_not_there_is_named(self):
        self.refused("E-DATA-COLUMN", 4, *self.classify(), "--text-col", "txt", says=("'txt'", "label, text", "--text-col"))
        other = self.write("other.tsv", "label\ttext\nnewz\tdog bites man\n")
        self.refused("E-DATA-LABEL", 4, "eval", self.model, "--data", other, says=("other.tsv:2", "did you mean 'news'?"))
        self.refused("E-DATA-EMPTY", 4, *self.classify(other), says="every text has the label 'newz'")
        once = self.write("once.tsv", self.table.read_bytes() + b"rare\tonly one\n")
        self.refused("E-DATA-EMPTY", 4, *self.classify(once), says="label 'rare' has 1 sample")

    def test_an_encoding_without_a_place_in_a_recurrent_reader_is_refused(self):
        for pos in ("rope", "alibi", "sinusoidal+t5"):
            with self.subTest(pos=pos):
                self.refused("E-SPEC", 2, *self.classify(pos=pos), says=("enters attention", f"--pos {pos}"))

    def test_a_model_of_another_task_is_refused(self):
        self.refused("E-MODEL-FILE", 5, "generate", self.model, "--prompt", "dog", says="is a classifier")
        self.refused("E-MODEL-FILE", 5, "predict", self.folder / "none", stdin=subprocess.DEVNULL)

    def test_every_line_has_its_answer_empty_ones_too(self):
        lines = "dog bites man\n\nman bites dog\r\n" + "x" * 100000 + "\nlast without an end"
        done = self.survived("predict", self.model, input=lines, stdin=None)
        self.assertEqual(len(done.stdout.splitlines()), 5)
        for line in done.stdout.splitlines():
            self.assertRegex(line, r"^(news|none)\t[01]\.\d{4}$")
        told = json.loads(self.survived("predict", self.model, "--json", "--top-k", "0", input=lines, stdin=None).stdout)
        self.assertEqual([len(labels) for labels in told["predictions"]], [2] * 5)
        self.assertEqual(told["lengths"]["inputs"], 5)
        self.assertEqual(self.survived("predict", self.model, input="", stdin=None).stdout, "")

    def test_lines_before_a_bad_one_are_answered(self):
        bad = b"dog bites man\n" * 64 + b"na\xefve\n"
        done = subprocess.run([PROGRAM, "predict", str(self.model)], input=bad, capture_output=True, env=environment(), timeout=60)
        self.assertEqual((done.returncode, len(done.stdout.splitlines())), (4, 64))
        self.assertIn(b"E-DATA-UTF8]: -:65:3: invalid UTF-8, bytes 0xEF", done.stderr)

    def test_whoever_waits_for_an_answer_gets_it(self):
        with subprocess.Popen([PROGRAM, "predict", str(self.model)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              env=environment(), encoding="utf-8") as process:
            for text in ("dog bites man", "", "man bites dog"):
                process.stdin.write(text + "\n")
                process.stdin.flush()
                self.assertRegex(process.stdout.readline(), r"^(news|none)\t")
            process.stdin.close()
        self.assertEqual(process.returncode, 0)

    def test_a_closed_pipe_ends_it_quietly(self):
        read, write = os.pipe()
        os.close(read)
        with subprocess.Popen([PROGRAM, "predict", str(self.model), str(self.table)], stdout=write, stderr=subprocess.PIPE,
                              env=environment()) as process:
            os.close(write)
            errors = process.stderr.read()
        self.assertEqual((process.returncode, errors), (141, b""))


class Sounds(Case):
    """Tones in two files a label, and a classifier trained on them for an epoch."""
    models = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sounds = cls.folder / "sounds"
        cls.sounds.mkdir()
        for i in range(20):
            cls.tone(f"sounds/{'high' if i % 2 else 'low'}_{'ann' if i % 4 < 2 else 'bob'}_{i}.wav", 2000 if i % 2 else 400)
        done = run(*cls.audio(), "--run", "model")
        assert done.returncode == 0, done.stderr
        cls.model = cls.folder / "model"

    @classmethod
    def tone(cls, name, hertz, rate=8000, channels=1, count=800):
        frames = b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * hertz * n / rate))) * channels for n in range(count))
        with wave.open(str(cls.folder / name), "wb") as file:
            file.setparams((channels, 2, rate, 0, "NONE", ""))
            file.writeframes(frames)
        return cls.folder / name

    @classmethod
    def audio(cls, data=None, names="{label}_{speaker}_*"):
        return ["train", "audio", "--data", data or cls.sounds, "--label-from-name", names, "--pos", "sinusoidal",
                "--channels", "16", "--layers", "1", "--heads", "2", "--epochs", "1", "--runs", cls.folder]

    def broken(self):
        """Sounds that are none, with what is said of them."""
        whole = self.tone("whole.wav", 400).read_bytes()
        return [("none.wav", None, "cannot be read: No such file or directory"), ("empty.wav", b"", "is empty"),
                ("text.wav", b"label,text\n", "is no sound file"), ("header.wav", whole[:20], "is no sound file"),
                ("cut.wav", whole[:-300], "is cut off: its header promises 1600 bytes of samples, 1300 are there"),
                ("zero.wav", whole[:40] + bytes(4), "holds no samples"),
                ("stereo.wav", self.tone("two.wav", 400, channels=2).read_bytes(), "has 2 channels, expected 1")]

    def test_a_sound_that_is_none_is_named_by_training_and_by_predict(self):
        for name, contents, says in self.broken():
            path = self.folder / name if contents is None else self.write(name, contents)
            with self.subTest(sound=name):
                self.refused("E-AUDIO", 4, "predict", self.model, input=f"{path}\n", stdin=None, says=(name, says))
                if contents is None:
                    continue
                bad = self.folder / "bad"
                shutil.rmtree(bad, ignore_errors=True)
                shutil.copytree(self.sounds, bad)
                (bad / f"low_ann_{name}").write_bytes(contents)
                self.refused("E-AUDIO", 4, *self.audio(bad), "--run", "never", says=(f"low_ann_{name}", says, "fix:"))
                done = self.survived(*self.audio(bad), "--run", "skip", "--overwrite", "--bad-rows", "skip")
                self.assertIn("1 sounds skipped in all", done.stderr)
        self.assertFalse((self.folder / "never").exists())

    def test_names_that_do_not_fit_and_labels_that_cannot_be_held_out_are_named(self):
        self.refused("E-DATA-LABEL", 4, *self.audio(names="{label}-{speaker}"), says=("high_ann_1.wav", "does not fit", "fix:"))
        self.refused("E-USAGE-VALUE", 2, *self.audio(names="{who}_*"), says="must have a field {label}")
        self.refused("E-USAGE-VALUE", 2, *self.audio(names="{label"), says="each { needs its }")
        self.refused("E-USAGE-VALUE", 2, *self.audio(), "--group", "age", says="must have a field {age}")
        self.refused("E-DATA-EMPTY", 4, *self.audio(names="*_*_{label}"), says="has 1 sample")
        (self.folder / "hollow").mkdir(exist_ok=True)
        self.refused("E-DATA-EMPTY", 4, *self.audio(self.folder / "hollow"), says="is empty of sounds")
        self.refused("E-DATA-FILE", 4, *self.audio(self.folder / "nowhere"), says="No such file or directory")

    def test_options_that_make_no_rows_are_refused(self):
        for words, says in ((["--bands", "200"], "holds none of the spectrum's"), (["--highest", "9000"], "half the rate"),
                            (["--hop", "0"], "hop must be"), (["--hold-out", "0.5"], "below 0.5")):
            with self.subTest(words=words):
                self.refused("E-USAGE-VALUE", 2, *self.audio(), *words, "--run", "never", says=says)
        strings = [*self.audio(), "--target", "string", "--run", "never"]
        self.refused("E-USAGE-VALUE", 2, *strings, "--string-shortest", "4", "--string-longest", "2", says="4 to 2")

    def test_a_sound_of_another_rate_is_brought_to_the_models_and_told(self):
        fast = self.tone("fast.wav", 2000, rate=16000, count=1600)
        done = self.survived("predict", self.model, input=f"{fast}\n{self.sounds / 'low_ann_0.wav'}\n", stdin=None)
        self.assertEqual(len(done.stdout.splitlines()), 2)
        self.assertIn("1 of 2 sounds had another rate and were brought to 8000 Hz", done.stderr)

    def test_a_model_of_sounds_reads_nothing_else(self):
        table = self.write("t.tsv", "label\ttext\nlow\ta\nhigh\tb\n")
        self.refused("E-DATA-FILE", 4, "eval", self.model, "--data", table, says="No such file or directory")
        self.refused("E-AUDIO", 4, "predict", self.model, table, says="label\ttext: cannot be read")
        self.refused("E-MODEL-FILE", 5, "generate", self.model, "--prompt", "low", says="is a classifier")

    def test_labels_the_model_does_not_know_are_named_by_eval(self):
        listed = self.write("list.csv", "label,path\nlow,sounds/low_ann_0.wav\nhigh,sounds/high_ann_1.wav\n")
        figures = json.loads(self.survived("eval", self.model, "--data", listed, "--json").stdout)
        self.assertIn("accuracy", json.dumps(figures))
        other = self.write("other.csv", "label,path\nlov,sounds/low_ann_0.wav\n")
        self.refused("E-DATA-LABEL", 4, "eval", self.model, "--data", other, says=("low_ann_0.wav", "did you mean 'low'?"))


class SeriesTables(Case):
    """Measurements over time with a label each, and a classifier trained on them for an epoch."""
    models = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = [f"{i},{n + i / 100},{(n * (1 if i % 2 else -1)) % 3},{'up' if i % 2 else 'down'}" for i in range(40) for n in range(5)]
        cls.table = cls.write("series.csv", "id,t,x,label\n" + "\n".join(rows) + "\n")
        done = run(*cls.series(), "--run", "model")
        assert done.returncode == 0, done.stderr
        cls.model = cls.folder / "model"

    @classmethod
    def series(cls, data=None):
        return ["train", "series", "--data", data or cls.table, "--pos", "sinusoidal", "--channels", "16", "--layers", "1",
                "--heads", "2", "--epochs", "1", "--runs", cls.folder]

    def test_a_row_that_cannot_be_read_is_named_by_training_and_by_predict(self):
        head = "id,t,x,label\na,1,2,up\n"
        for code, name, contents, says in [
                ("E-DATA-EMPTY", "empty.csv", "", "is empty"), ("E-DATA-COLUMN", "column.csv", "id,when,x,label\na,1,2,up\n", "'t'"),
                ("E-DATA-ROW", "value.csv", head + "a,2,b,up\n", "value.csv:3: 'x' must be a finite number, found 'b'"),
                ("E-DATA-ROW", "back.csv", head + "a,0,2,up\n", "back.csv:3: series 'a' goes back in time from 1 to 0"),
                ("E-DATA-ROW", "short.csv", head + "a,2\n", "short.csv:3: expected 4 fields, found 2")]:
            data = self.write(name, contents)
            for words in ([*self.series(data), "--run", "never"], ["predict", self.model, data]):
                with self.subTest(table=name, verb=words[0]):
                    self.refused(code, 4, *words, says=(name, says))
        self.refused("E-DATA-FILE", 4, *self.series(self.folder / "none.csv"), says="No such file or directory")
        self.refused("E-DATA-FILE", 4, "predict", self.model, self.folder / "none.csv", says="No such file or directory")
        self.assertFalse((self.folder / "never").exists())

    def test_every_series_has_its_answer(self):
        done = self.survived("predict", self.model, input="x,t,id\n1,5,a\n2,1,b\n0,7,a\n", stdin=None)
        self.assertEqual(len(done.stdout.splitlines()), 2)
        for line in done.stdout.splitlines():
            self.assertRegex(line, r"^(up|down)\t[01]\.\d{4}$")


class Translations(Case):
    models = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = cls.write("pairs.tsv", "".join(f"{a} dog {b}\t{b} Hund {a}\n" for a in "red blue old".split()
                                                   for b in ("runs", "sleeps", "eats", "barks")))
        done = run(*cls.translate(run="good"))
        assert done.returncode == 0, done.stderr
        cls.model = cls.folder / "good"

    @classmethod
    def translate(cls, data=None, pos="sinusoidal", run="never"):
        return ["train", "translate", "--data", data or cls.table, "--pos", pos, "--run", run, "--runs", cls.folder,
                "--tokenizer", "word", "--least-count", 1, "--hold-out", 0.1, "--length", 16, "--channels", 16, "--layers", 1,
                "--heads", 2, "--epochs", 0, "--steps", 2]

    def test_pairs_that_are_none_are_refused_with_their_place(self):
        source = self.write("a.en", "one\ntwo\nthree\n")
        files = [("E-DATA-PAIRS", "eins\nzwei\n", ("a.en has 3 lines and", "b.de has 2")),
                 ("E-DATA-ROW", "eins\n \ndrei\n", ("b.de:2: the target is blank", "--bad-rows skip")),
                 ("E-DATA-UTF8", b"eins\nzw\xefei\ndrei\n", "b.de:2: invalid UTF-8, bytes 0xEF"),
                 ("E-DATA-UTF8", "eins\nzwei\ndr\0ei\n", "b.de:3: NUL byte")]
        for code, target, says in files:
            with self.subTest(code=code, says=says):
                data = f"{source},{self.write('b.de', target)}"
                self.refused(code, 4, *self.translate(data=data), says=says)
                self.refused(code, 4, "eval", self.model, "--data", data, says=says)
        self.refused("E-DATA-COLUMN", 4, *self.translate(), "--tgt-col", "de", says=("target column 'de'", "--tgt-col"))
        self.refused("E-DATA-ROW", 4, *self.translate(data=self.write("short.tsv", "a\tb\nc\n")), says="short.tsv:2: expected 2 fields")
        self.refused("E-DATA-EMPTY", 4, *self.translate(data=self.write("empty.tsv", "")), says="is empty")
        self.refused("E-DATA-FILE", 4, *self.translate(data="none.en,none.de"), says="none.en")
        self.assertFalse((self.folder / "never").exists())

    def test_blank_lines_of_pairs_may_be_skipped_and_are_counted(self):
        table = self.write("gaps.tsv", self.table.read_text() + "\tnothing\n")
        done = self.survived(*self.translate(data=table, run="gaps"), "--bad-rows", "skip")
        self.assertIn("gaps.tsv: 1 rows skipped in all", done.stderr)

    def test_every_line_has_its_translation_empty_ones_too(self):
        lines = "red dog runs\n\nold dog\r\n" + "x" * 100000 + "\nlast without an end"
        done = self.survived("translate", self.model, input=lines, stdin=None)
        self.assertEqual(done.stdout.count("\n"), 5)
        self.assertEqual(done.stdout.split("\n")[1], "")
        told = json.loads(self.survived("translate", self.model, "--json", "--beam", "1", input=lines, stdin=None).stdout)
        self.assertEqual(len(told["translations"]), 5)
        self.assertEqual(self.survived("translate", self.model, input="", stdin=None).stdout, "")

    def test_a_sentence_may_stand_in_the_command(self):
        for sentence in ("你好，世界！", "red dog runs", "dog"):
            self.assertEqual(self.survived("translate", self.model, sentence).stdout.count("\n"), 1)
        self.refused("E-DATA-FILE", 4, "translate", self.model, "missing.txt", says=("missing.txt: no such file", "echo"))

    def test_lines_before_a_bad_one_are_translated(self):
        bad = b"red dog runs\n" * 32 + b"na\xefve\n"
        done = subprocess.run([PROGRAM, "translate", str(self.model)], input=bad, capture_output=True, env=environment(), timeout=60)
        self.assertEqual((done.returncode, done.stdout.count(b"\n")), (4, 32))
        self.assertIn(b"E-DATA-UTF8]: -:33:3: invalid UTF-8, bytes 0xEF", done.stderr)

    def test_an_encoding_or_a_model_without_a_place_here_is_refused(self):
        self.refused("E-SPEC", 2, *self.translate(pos="fox"), says="--pos fox")
        self.refused("E-SPEC", 2, *self.translate(), "--cross-pos", "sinusoidal", says="sinusoidal")
        self.refused("E-MODEL-FILE", 5, "generate", self.model, "--prompt", "dog", says="is a translator")
        self.refused("E-MODEL-FILE", 5, "predict", self.model, says="is a translator")


class Encodings(Case):
    models = {}

    def with_size(self, pos, channels, heads):
        return ["train", "lm", "--data", self.text, "--pos", pos, "--channels", channels, "--heads", heads,
                "--layers", "1", "--length", "8", "--steps", "1", "--eval-every", "0", "--runs", self.folder,
                "--run", "sized"]

    def test_a_spec_that_cannot_be_is_refused_with_its_reason(self):
        for pos, says in (("ropee", ("unknown encoding 'ropee'", "did you mean 'rope'?")),
                          ("rope:bas=3", ("unknown option 'bas'", "did you mean 'base'?")),
                          ("rope:base=-3", "base must be greater than 1, got -3"),
                          ("rope:base=x", "'x'"),
                          ("learned:overflow=cut", "must be one of error, clamp, wrap, interpolate, got 'cut'"),
                          ("rope@7", "index must be from -1 to 0, got 7"),
                          ("rope,", "column"), ("", "expected a name, found the end"), ("röpe", "column 2")):
            with self.subTest(pos=pos):
                self.refused("E-SPEC", 2, *self.training(pos), says=says)

    def test_two_encodings_in_one_place_contradict_each_other(self):
        for pos, place in (("rope+rope", "the rotation of head 0"), ("rope+p-rope", "the rotation of head 0"),
                           ("alibi+t5", "the scores of head 0"), ("learned+sinusoidal", "the embedding")):
            with self.subTest(pos=pos):
                first, second = pos.split("+")
                self.refused("E-SPEC", 2, *self.training(pos), says=f"{first} and {second} both act on {place}")

    def test_heads_must_divide_the_channels_and_a_rotation_needs_pairs(self):
        self.refused("E-SPEC", 2, *self.with_size("rope", 15, 2), says="heads must divide 15 channels, got 2")
        self.refused("E-SPEC", 2, *self.with_size("rope", 18, 2),
                     says="rotated channels must be even and at least 2, got 9")
        self.survived(*self.with_size("alibi", 18, 2))

    def test_sizes_of_nothing_are_refused(self):
        for option in ("--channels", "--layers", "--heads", "--length", "--batch-size"):
            with self.subTest(option=option):
                self.refused("E-USAGE-VALUE", 2, "train", "lm", "--data", self.text, option, "0",
                             says=("must be an integer of at least 1, got '0'", option))


class Positions(Case):
    """Past the end of a table, and past what was trained: never in silence."""
    models = {"rope": "rope", "error": "learned", "clamp": "learned:overflow=clamp", "wrap": "learned:overflow=wrap",
              "interpolate": "learned:overflow=interpolate,target=32"}

    def ppl(self, model, lengths):
        return ["ppl", self.folder / model, "--data", self.text, "--test-tokens", "200", "--lengths", lengths]

    def readers(self, model):
        """Every verb that can go past 16, the trained length, up to 31 or 32."""
        return [self.ppl(model, "32"),
                ["eval", self.folder / model, "--data", self.text, "--lengths", "16,32"],
                ["generate", self.folder / model, "--prompt", "the cat", "--tokens", "25"]]

    def test_a_table_ends_before_any_work_with_both_numbers(self):
        for words in self.readers("error"):
            with self.subTest(verb=words[0]):
                self.refused("E-POS-LIMIT", 4, *words,
                             says=("tokens are needed, but 'learned' has no positions past its limit", "longest = 16",
                                   "positions must be below 16, got", "fix:"))

    def test_a_table_serves_to_its_very_end(self):
        words = ["generate", self.folder / "error", "--prompt", "the cat", "--tokens"]
        self.survived(*words, "10")  # 16 are read, the last one is only written
        self.refused("E-POS-LIMIT", 4, *words, "11", says="17 tokens are needed")

    def test_policies_and_formulas_go_on_with_one_warning(self):
        for model in ("rope", "clamp", "wrap", "interpolate"):
            for words in self.readers(model):
                with self.subTest(model=model, verb=words[0]):
                    done = self.survived(*words)
                    self.assertEqual(done.stderr.count("warning[W-POS-TRAINED]"), 1, done.stderr)
                    self.assertIn("was trained on at most 16", done.stderr)

    def test_json_says_what_lies_beyond_training(self):
        answer = json.loads(self.survived(*self.ppl("rope", "16,32"), "--json").stdout)
        self.assertEqual([row["beyond_training"] for row in answer["results"]], [False, True])

    def test_strict_makes_the_warning_an_error(self):
        done = run(*self.readers("rope")[0], "--strict")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("error[W-POS-TRAINED]", done.stderr)

    def test_a_target_ends_too(self):
        self.refused("E-POS-LIMIT", 4, *self.ppl("interpolate", "64"), says="positions must be below 32, got 62")

    def test_nothing_was_warned_within_the_trained_length(self):
        self.assertNotIn("warning", self.survived(*self.ppl("rope", "16")).stderr)

    def test_values_refuse_positions_that_are_none(self):
        for positions in ("x", "", "3..1", "0..3..5", "1,,2", "nan", "inf", "1e400", "0..8:0"):
            with self.subTest(positions=positions):
                self.refused("E-USAGE-VALUE", 2, "values", "rope", "--positions", positions,
                             says="positions must be numbers such as 0,1,7 or 0..3, got '")
        self.refused("E-USAGE-VALUE", 2, "values", "rope", "--positions", "0..99999999999",
                     says="got more than 1048576 of them")
        for positions, says in (("9999", "must be below 512, got 9999"), ("-1", "must be at least 0, got -1"),
                                ("1.5", "must be integers")):
            with self.subTest(positions=positions):
                self.refused("E-POS-LIMIT", 4, "values", "learned", "--positions", positions,
                             says=f"learned: positions {says}")
        self.refused("E-SPEC", 2, "values", "rope", "--channels", "7",
                     says="rotated channels must be even and at least 2, got 7")


def read_tensors(path):
    """{name: (dtype, shape, bytes)} of a safetensors file."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header, body = json.loads(data[8:8 + size]), data[8 + size:]
    return {name: (t["dtype"], t["shape"], body[slice(*t["data_offsets"])]) for name, t in header.items()
            if name != "__metadata__"}


def write_tensors(path, tensors):
    header, body = {}, b""
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


class Checkpoints(Case):
    """A model folder somebody or something has changed."""

    def setUp(self):
        self.model = self.folder / "changed"
        shutil.copytree(self.folder / "rope" / "last", self.model)
        self.addCleanup(shutil.rmtree, self.model)
        self.weights, self.config = self.model / "model.safetensors", self.model / "config.json"

    def assert_refused(self, code, *says):
        """All verbs open a model in the same way."""
        self.refused(code, 5, "generate", self.model, "--prompt", "the", says=says)

    def change_config(self, **values):
        config = json.loads(self.config.read_text())
        config["sextant"].update(values)
        self.config.write_text(json.dumps(config))

    def change_tensors(self, change):
        tensors = read_tensors(self.weights)
        change(tensors)
        write_tensors(self.weights, tensors)

    def test_unchanged_it_serves(self):
        self.change_tensors(lambda tensors: None)
        self.survived("generate", self.model, "--prompt", "the", "--tokens", "2")

    def test_cut_off_anywhere_it_is_damaged(self):
        whole = self.weights.read_bytes()
        for size in (0, 4, 8, 100, len(whole) // 2, len(whole) - 1):
            with self.subTest(size=size):
                self.weights.write_bytes(whole[:size])
                self.assert_refused("E-MODEL-FILE", "model.safetensors")

    def test_a_tensor_that_is_missing_is_named(self):
        self.change_tensors(lambda tensors: tensors.pop("norm.weight"))
        self.assert_refused("E-MODEL-TENSOR", "model.safetensors: norm.weight: is missing")

    def test_a_tensor_of_another_shape_is_named_with_both(self):
        self.change_tensors(lambda tensors: tensors.update({"norm.weight": ("F32", [4], bytes(16))}))
        self.assert_refused("E-MODEL-TENSOR", "norm.weight: expected [16], found [4]")

    def test_weights_that_are_no_numbers_are_found_by_the_part_they_spoil(self):
        nan = struct.pack("<16f", *[float("nan")] * 16)
        self.change_tensors(lambda tensors: tensors.update({"norm.weight": ("F32", [16], nan)}))
        self.assert_refused("E-MODEL-TENSOR", "not finite, first in norm", "changed")

    def test_a_tensor_too_many_is_named(self):
        self.change_tensors(lambda tensors: tensors.update({"spare": ("F32", [1], bytes(4))}))
        self.assert_refused("E-MODEL-TENSOR", "spare")

    def test_another_encoding_in_its_configuration_does_not_fit_its_tensors(self):
        self.change_config(pos="learned")
        self.assert_refused("E-MODEL-TENSOR", "model.safetensors", "is missing")

    def test_a_configuration_that_cannot_be_is_named_with_its_field(self):
        for field, value, code, says in (("pos", "ropee", "E-MODEL-FILE", "did you mean 'rope'?"),
                                         ("heads", 3, "E-MODEL-FILE", "must divide 3 heads, got 2"),
                                         ("layers", -1, "E-MODEL-FILE", "layers"),
                                         ("layers", "one", "E-MODEL-FILE", "layers"),
                                         ("format", 99, "E-MODEL-NEWER", "format 99 is newer than"),
                                         ("wings", 2, "E-MODEL-KEY", "unknown key 'wings'"),
                                         ("channels", 32, "E-MODEL-TENSOR", "expected [13, 32], found [13, 16]")):
            with self.subTest(field=field, value=value):
                before = self.config.read_text()
                self.change_config(**{field: value})
                self.assert_refused(code, says)
                self.config.write_text(before)

    def test_what_is_no_json_is_named_with_its_place(self):
        self.config.write_text("{\n  oops\n}")
        self.assert_refused("E-MODEL-FILE", "config.json:2:")
        self.config.write_bytes(b"\x80\x02}q\x00.")
        self.assert_refused("E-MODEL-FILE", "config.json")

    def test_a_file_that_is_missing_is_named(self):
        for name in ("model.safetensors", "tokenizer.json"):
            with self.subTest(file=name):
                (self.model / name).rename(self.model / "away")
                self.assert_refused("E-MODEL-FILE", name, "No such file")
                (self.model / "away").rename(self.model / name)

    def test_inspect_says_the_same(self):
        self.weights.write_bytes(self.weights.read_bytes()[:-1])
        self.refused("E-MODEL-FILE", 5, "inspect", self.model, says="model.safetensors")
        self.refused("E-MODEL-FILE", 5, "inspect", self.text, says="text.txt")


class Files(Case):
    def test_a_file_in_the_place_of_the_runs_is_named(self):
        self.refused("E-DISK", 1, "train", "lm", "--data", self.text, *TINY, "--runs", self.text, "--run", "a",
                     says=("text.txt", "Not a directory"))

    def test_a_run_is_a_name_and_no_path(self):
        self.refused("E-USAGE-VALUE", 2, *self.training(run="../a"),
                     says=("run must be a name without '/', got '../a'", "--runs FOLDER"))

    def test_an_empty_path_is_said_to_be_empty(self):
        self.assertEqual(run("train", "lm", "--data", "", "--print-config=changed").returncode, 0)
        self.refused("E-DATA-FILE", 4, "train", "lm", "--data", "", "--pos", "rope")

    def test_no_file_is_written_into_a_folder_that_is_not_there(self):
        self.refused("E-DISK", 1, "values", "rope", "-o", self.folder / "none" / "a.csv",
                     says="No such file or directory")

    def test_a_file_of_any_verb_is_replaced_only_when_asked_for(self):
        mine = self.write("mine.json", "mine")
        for words in (["ppl", self.folder / "rope", "--data", self.text, "--test-tokens", "50"], ["values", "rope"],
                      ["encodings"], ["inspect", self.folder / "rope"]):
            with self.subTest(verb=words[0]):
                self.refused("E-RUN-EXISTS", 3, *words, "-o", mine, says=("mine.json", "--overwrite"))
                self.assertEqual(mine.read_text(), "mine")
        self.survived("encodings", "-o", mine, "--overwrite")
        self.assertNotEqual(mine.read_text(), "mine")

    def test_a_full_disk_is_named_and_leaves_nothing_half_written(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk]
        if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            self.skipTest("needs the right to mount a small file system")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        self.refused("E-DISK", 1, "values", "sinusoidal", "--positions", "0..4095", "-o", disk / "values.csv",
                     says=("values.csv", "No space left on device"))
        self.assertEqual(list(disk.iterdir()), [])
        self.refused("E-DISK", 1, "train", "lm", "--data", self.text, *TINY, "--runs", disk, "--run", "a",
                     says="No space left on device")


class Divergence(Case):
    models = {}

    def test_training_that_diverges_names_the_step_the_quantity_and_the_layer(self):
        text = self.refused("E-DIVERGED", 10, *self.training(run="wild"), "--lr", "1e30",
                            says=("diverged at step 2: the loss is not finite, first in layers.0", "fix:"))
        (kept,) = re.findall(r"at: +(\S+\.safetensors)", text)
        self.assertEqual(set(read_tensors(pathlib.Path(kept))), {"tokens", "targets"})

    def test_a_rate_that_is_no_number_is_refused(self):
        for rate in ("nan", "inf", "-1", "fast"):
            with self.subTest(rate=rate):
                self.refused("E-USAGE-VALUE", 2, "train", "lm", "--data", self.text, "--lr", rate, says=f"got '{rate}'")


class Streams(Case):
    def start(self, *words, **kwargs):
        return subprocess.Popen([PROGRAM, *map(str, words)], env=environment(),
                                **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **kwargs})

    def generate(self):
        """Prints letter by letter for longer than any test waits."""
        return ["generate", self.folder / "rope", "--prompt", "the", "--tokens", "1000000", "-q"]

    def test_no_control_character_reaches_a_pipe(self):
        done = self.survived("train", "lm", "--data", self.text, *SIZE, "--folds", "5", "--steps", "30",
                             "--eval-every", "10", "--runs", self.folder, "--run", "piped")
        self.assertIn("step 10", done.stderr)
        self.assertNotRegex(done.stdout + done.stderr, r"[\x00-\x09\x0b-\x1f\x7f]")

    def test_a_reader_that_goes_away_ends_every_verb_quietly(self):
        for words in (self.generate(), ["encodings"], ["help", "cheatsheet"], ["doctor"], ["explain", "rope"],
                      ["ppl", self.folder / "rope", "--data", self.text, "--test-tokens", "50", "-q"]):
            with self.subTest(verb=words[0]):
                read, write = os.pipe()
                os.close(read)
                with self.start(*words, stdout=write) as process:
                    os.close(write)
                    errors = process.stderr.read()
                self.assertEqual((process.returncode, errors), (141, b""))

    def test_a_signal_ends_work_that_has_nothing_to_save(self):
        for sent, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(signal=sent), self.start(*self.generate()) as process:
                process.stdout.read(10)
                process.send_signal(sent)
                process.communicate(timeout=30)
                self.assertEqual(process.returncode, code)

    def test_a_signal_ends_a_measurement_at_once(self):
        long = self.write("long.txt", "the cat sat on a mat and ran. " * 40000)
        with self.start("ppl", self.folder / "rope", "--data", long, "--lengths", "16,512") as process:
            self.assertIn(b"W-POS-TRAINED", process.stderr.readline())
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=5)
        self.assertEqual(process.returncode, 130)


if __name__ == "__main__":
    unittest.main()
