"""The program as a user meets it: words in, streams and exit codes out. Standard library only.

SEXTANT_BINARY names the program. Nothing here trains a model.
"""

import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["SEXTANT_BINARY"]
VERBS = ["compare", "demo", "train classify", "train lm", "train synthetic", "train translate", "eval", "predict", "translate", "ppl", "generate", "tokenizer train", "tokenizer encode",
         "tokenizer decode", "tokenizer check",
         "encodings", "explain", "plot", "values", "inspect", "doctor"]


def run(*words, env=None, text="", cwd=None):
    """One call, with an environment that holds no SEXTANT_ variable but those in `env`."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("SEXTANT_")}
    return subprocess.run([PROGRAM, *words], input=text, capture_output=True, encoding="utf-8", timeout=120, cwd=cwd,
                          env={**clean, **(env or {})})


class Help(unittest.TestCase):
    def test_help_that_was_asked_for_goes_to_stdout(self):
        for words in (["--help"], ["-h"], ["help"], ["help", "plot"], ["plot", "--help"], ["train", "--help"],
                      ["help", "train"], ["help", "train", "lm"], ["help", "cheatsheet"], ["eval", "-h"], ["ppl", "--help-all"]):
            with self.subTest(words=words):
                done = run(*words)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn("sextant", done.stdout)

    def test_a_bare_program_verb_or_half_verb_prints_usage_to_stderr(self):
        for words in ([], ["train"], ["eval"], ["train", "lm"], ["completion"]):
            with self.subTest(words=words):
                done = run(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("usage: sextant", done.stderr)

    def test_help_lists_every_verb_and_every_verb_has_options_and_examples(self):
        overview = run("help").stdout
        for verb in VERBS:
            with self.subTest(verb=verb):
                self.assertIn(f"  {verb} ", overview)
                text = run("help", *verb.split()).stdout
                self.assertTrue(text.startswith(f"usage: sextant {verb}"))
                self.assertIn("examples:", text)
                self.assertIn("--json", text)

    def test_help_has_no_line_wider_than_a_page(self):
        for verb in VERBS:
            for line in run("help", *verb.split()).stdout.split("examples:")[0].splitlines():
                self.assertLessEqual(len(line), 100, line)

    def test_version_is_one_line_or_one_object(self):
        self.assertRegex(run("--version").stdout, r"^sextant \d+\.\d+\.\d+\n$")
        version = json.loads(run("--version", "--json").stdout)
        self.assertEqual(next(iter(version.items())), ("schema", "sextant.version/1"))

    def test_version_and_help_start_quickly(self):
        fastest = min(self.seconds("--version") for _ in range(5))
        self.assertLess(fastest, 1.0)  # 0.4 s on an idle machine; tests share theirs

    @staticmethod
    def seconds(*words):
        start = time.monotonic()
        run(*words)
        return time.monotonic() - start


class Usage(unittest.TestCase):
    def refused(self, code, exit_code, *words, **kwargs):
        done = run(*words, **kwargs)
        self.assertEqual((done.returncode, done.stdout), (exit_code, ""), done.stderr)
        self.assertTrue(done.stderr.startswith(f"error[{code}]: "), done.stderr)
        return done.stderr

    def test_misspelled_verbs_get_a_suggestion(self):
        self.assertIn("did you mean 'plot'?", self.refused("E-USAGE-OPTION", 2, "plto"))
        self.assertIn("did you mean 'encodings'?", self.refused("E-USAGE-OPTION", 2, "encoding"))
        self.assertIn("did you mean 'train lm'?", self.refused("E-USAGE-OPTION", 2, "train", "ml"))
        self.assertIn("did you mean 'compare'?", self.refused("E-USAGE-OPTION", 2, "help", "comapre"))
        self.assertNotIn("did you mean", self.refused("E-USAGE-OPTION", 2, "qqqqqq"))

    def test_misspelled_options_get_a_suggestion(self):
        self.assertIn("did you mean '--steps'?", self.refused("E-USAGE-OPTION", 2, "train", "lm", "--stpes", "3"))
        self.assertIn("options come after a verb", self.refused("E-USAGE-OPTION", 2, "--steps", "3"))

    def test_missing_values_and_arguments_are_named(self):
        self.assertIn("'--steps' needs a value", self.refused("E-USAGE-OPTION", 2, "train", "lm", "--steps"))
        self.assertIn("'eval' needs model", self.refused("E-USAGE-OPTION", 2, "eval", "--data", "x"))
        self.assertIn("one word too many", self.refused("E-USAGE-OPTION", 2, "doctor", "now"))

    def test_wrong_values_name_the_key_the_value_and_the_flag(self):
        text = self.refused("E-USAGE-VALUE", 2, "train", "lm", "--steps", "many")
        self.assertIn("train.steps must be an integer of at least 0, got 'many' (--steps)", text)
        self.refused("E-USAGE-VALUE", 2, "train", "lm", "--precision", "fp64")
        self.refused("E-USAGE-VALUE", 2, "train", "lm", "--pos", "rope", "--pos", "alibi")
        self.refused("E-USAGE-VALUE", 2, "train", "lm", "--preset", "huge")
        self.refused("E-USAGE-VALUE", 2, "completion", "tcsh")

    def test_errors_are_json_when_asked_for(self):
        done = run("train", "lm", "--steps", "many", "--json")
        self.assertEqual((done.returncode, done.stderr), (2, ""))
        error = json.loads(done.stdout)
        self.assertEqual(error["schema"], "sextant.error/1")
        self.assertEqual(list(error["error"]), ["code", "message", "where", "why", "hints", "exit"])
        self.assertEqual((error["error"]["code"], error["error"]["exit"]), ("E-USAGE-VALUE", 2))

    def test_missing_models_and_data_have_their_own_exit_codes(self):
        with tempfile.TemporaryDirectory() as folder:
            self.refused("E-MODEL-FILE", 5, "eval", f"{folder}/none", "--data", "builtin:shakespeare")
            self.refused("E-MODEL-FILE", 5, "inspect", f"{folder}/none")
            self.refused("E-DATA-FILE", 4, "train", "lm", "--data", f"{folder}/none.txt", "--runs", folder)
            self.refused("E-SPEC", 2, "values", "ropee")


class Configuration(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def test_each_layer_beats_the_one_before_and_is_named(self):
        file = self.write("run.toml", '[train]\nlr = 1e-4\nclip = 2\nsteps = 5\n[model]\nlayers = 3\n')
        done = run("train", "lm", "-c", file, "--preset", "s", "--clip", "0.5", "--set", "train.steps=7",
                   "--print-config", env={"SEXTANT_LR": "2e-4", "SEXTANT_CLIP": "4"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for line in (r"lr = 2e-4 +# env SEXTANT_LR", r"clip = 0.5 +# flag --clip", r"steps = 7 +# set --set",
                     r"layers = 3 +# file .*run.toml:6", r"channels = 192 +# preset s", r"weight-decay = \S+ +# default"):
            self.assertRegex(done.stdout, line)

    def test_what_is_printed_is_a_file_that_means_the_same(self):
        first = run("train", "lm", "--preset", "m", "--pos", "rope:base=500,scaling=linear,factor=2@0-2,nope@3",
                    "--betas", "0.8,0.9", "--print-config").stdout
        file = self.write("again.toml", first)
        again = run("train", "lm", "-c", file, "--print-config").stdout
        values = [re.sub(r" +# .*", "", text) for text in (first, again)]
        self.assertEqual(values[0], values[1])

    def test_changed_prints_only_what_somebody_said_also_as_json(self):
        rows = json.loads(run("train", "lm", "--lr", "0.5", "--print-config=changed", "--json").stdout)
        self.assertEqual(rows[0], {"key": "train.lr", "value": 0.5, "origin": "flag", "where": "--lr"})
        self.assertEqual([row["key"] for row in rows], ["train.lr", "run.json"])

    def test_unknown_keys_are_refused_with_a_suggestion_and_their_line(self):
        done = run("train", "lm", "-c", self.write("run.toml", "[train]\nwarmpu = 3\n"), "--print-config")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^error\[E-CONFIG-KEY\]: unknown key 'train.warmpu' \(.*run.toml:2\); "
                                      r"did you mean 'train.warmup'\?")

    def test_keys_of_other_verbs_may_stand_in_a_shared_file(self):
        file = self.write("run.toml", "[test]\nprotocols = [\"chunk\"]\n[train]\nlr = 1\n")
        self.assertEqual(run("train", "lm", "-c", file, "--print-config").returncode, 0)

    def test_broken_and_missing_files_have_their_own_code(self):
        for file in (self.write("broken.toml", "[train\n"), str(self.folder / "none.toml")):
            done = run("train", "lm", "-c", file, "--print-config")
            self.assertEqual(done.returncode, 2)
            self.assertTrue(done.stderr.startswith("error[E-CONFIG-FILE]: "), done.stderr)

    def test_paths_in_a_file_are_relative_to_it(self):
        file = self.write("run.toml", '[data]\npath = "texts/a.txt"\n')
        printed = run("train", "lm", "-c", file, "--print-config=changed").stdout
        self.assertIn(f'path = "{self.folder.resolve()}/texts/a.txt"'.split("/", 1)[1], printed)

    def test_a_file_by_place_is_the_configuration_of_compare(self):
        file = self.write("run.toml", '[encodings]\npos = ["rope", "alibi"]\n')
        printed = run("compare", file, "--print-config=changed").stdout
        self.assertIn('pos = ["rope", "alibi"]', printed)

    def test_unknown_variables_warn_with_the_nearest_name_and_can_be_silenced_or_made_errors(self):
        env = {"SEXTANT_STPES": "3"}
        done = run("encodings", env=env)
        self.assertEqual(done.returncode, 0)
        self.assertIn("warning[W-ENV-UNKNOWN]: the environment variable SEXTANT_STPES is not known; did you mean "
                      "'SEXTANT_STEPS'?", done.stderr)
        self.assertEqual(run("encodings", "--no-warn", "W-ENV-UNKNOWN", env=env).stderr, "")
        self.assertEqual(run("encodings", "-q", env=env).stderr, "")
        self.assertEqual(run("encodings", "--strict", env=env).returncode, 1)


class Output(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_json_is_one_object_with_its_schema_first(self):
        for words in (["encodings"], ["encodings", "show", "rope"], ["encodings", "modes"], ["encodings", "gallery"],
                      ["values", "sinusoidal"], ["explain", "alibi"], ["plot", "sinusoidal"]):
            with self.subTest(words=words):
                done = run(*words, "--json")
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual(next(iter(json.loads(done.stdout))), "schema")

    def test_the_recorded_table_of_modes_is_what_the_program_finds(self):
        made = self.folder / "encodings.md"
        self.assertEqual(run("encodings", "modes", "-o", made).returncode, 0)
        recorded = pathlib.Path(__file__).parent.parent / "docs" / "encodings.md"
        self.assertEqual(made.read_text(), recorded.read_text(), "sextant encodings modes -o docs/encodings.md --overwrite")

    def test_threads_are_as_many_as_asked_for(self):
        self.assertIn("1 used of 1 set", run("doctor", "--threads", "1", "--json").stdout)

    def test_the_ending_chooses_the_form_of_the_file(self):
        starts = {"svg": b"<svg", "png": b"\x89PNG\r\n\x1a\n", "html": b"<!", "md": b"# ", "json": b"{", "txt": b""}
        for ending, start in starts.items():
            with self.subTest(ending=ending):
                file = self.folder / f"picture.{ending}"
                done = run("plot", "sinusoidal", "-o", str(file))
                self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
                self.assertTrue(file.read_bytes().lstrip().lower().startswith(start.lower()), file.read_bytes()[:40])

    def test_numbers_go_to_csv_and_npy(self):
        for ending in ("csv", "npy"):
            file = self.folder / f"numbers.{ending}"
            self.assertEqual(run("values", "sinusoidal", "-o", str(file)).returncode, 0)
            self.assertGreater(file.stat().st_size, 100)

    def test_no_file_is_replaced_unasked(self):
        file = self.folder / "a.svg"
        file.write_text("mine")
        done = run("plot", "sinusoidal", "-o", str(file))
        self.assertEqual(done.returncode, 3)
        self.assertIn("error[E-RUN-EXISTS]", done.stderr)
        self.assertEqual(file.read_text(), "mine")
        self.assertEqual(run("plot", "sinusoidal", "-o", str(file), "--overwrite").returncode, 0)

    def test_unknown_endings_are_refused(self):
        done = run("plot", "sinusoidal", "-o", str(self.folder / "a.gif"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("--output must end in", done.stderr)

    def test_an_output_that_cannot_be_is_refused_before_any_work(self):
        (self.folder / "a.html").write_text("mine")
        for name, code in (("a.html", 3), ("a", 2)):
            done = run("train", "lm", "--steps", "1000000", "--runs", str(self.folder), "-o", str(self.folder / name))
            self.assertEqual(done.returncode, code)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["a.html"])

    def test_no_escape_reaches_a_pipe_unless_asked_for(self):
        self.assertNotIn("\x1b", run("plot", "sinusoidal").stdout)
        self.assertIn("\x1b", run("plot", "sinusoidal", "--color", "always").stdout)

    def test_colours_reach_a_terminal_but_for_no_color(self):
        for no_color, expected in (("", True), ("1", False)):
            leader, follower = pty.openpty()
            env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": no_color}
            with subprocess.Popen([PROGRAM, "plot", "sinusoidal", "--positions", "0..7"], stdout=follower,
                                  stderr=subprocess.DEVNULL, env=env) as process:
                os.close(follower)
                shown = b""
                while True:
                    try:
                        piece = os.read(leader, 4096)
                    except OSError:  # the other side of a pseudo-terminal was closed
                        break
                    if not piece:
                        break
                    shown += piece
            os.close(leader)
            self.assertEqual(process.returncode, 0)
            self.assertEqual(b"\x1b[" in shown, expected, f"NO_COLOR={no_color!r}")

    def test_a_reader_that_goes_away_ends_the_program_quietly(self):
        with subprocess.Popen([PROGRAM, "values", "sinusoidal", "--positions", "0..4095", "--json"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.read(10)
            process.stdout.close()
            errors = process.stderr.read()
        self.assertEqual((process.returncode, errors), (141, b""))

    def test_a_full_disk_is_an_error(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("needs /dev/full")
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, "encodings"], stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
        self.assertEqual(done.returncode, 1)
        self.assertIn("error[E-DISK]", done.stderr)


class Signals(unittest.TestCase):
    def start(self, folder):
        process = subprocess.Popen(
            [PROGRAM, "train", "lm", "--pos", "rope", "--steps", "100000", "--channels", "16", "--layers", "1",
             "--heads", "2", "--length", "16", "--batch-size", "2", "--eval-every", "0", "--runs", folder,
             "--run", "stopped", "--progress", "none"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        metrics = pathlib.Path(folder, "stopped", "metrics.jsonl")
        for _ in range(600):
            if metrics.exists() and metrics.stat().st_size > 0:
                return process
            if process.poll() is not None:
                self.fail(f"ended early: {process.communicate()}")
            time.sleep(0.1)
        process.kill()
        self.fail("training did not begin")

    def test_the_first_signal_stops_after_a_checkpoint_and_says_how_to_go_on(self):
        for sent, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(signal=sent), tempfile.TemporaryDirectory() as folder:
                process = self.start(folder)
                process.send_signal(sent)
                out, errors = process.communicate(timeout=60)
                self.assertEqual((process.returncode, out), (code, ""), errors)
                self.assertIn("--resume", errors)
                self.assertTrue(list(pathlib.Path(folder, "stopped", "checkpoints").iterdir()))


class Tokenizer(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "corpus.txt").write_text("low lower lowest\nnew newer newest\nlow low new\n")
        self.tokenizer = self.folder / "tokenizer.json"
        done = run("tokenizer", "train", "bpe:270", "--data", self.folder / "corpus.txt", "-o", self.tokenizer)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_there_is_one_line_for_each_line_and_back(self):
        text = "lowest\n\n  newest, \t你好\nlow"
        ids = run("tokenizer", "encode", self.tokenizer, text=text)
        self.assertEqual((ids.returncode, ids.stdout.count("\n")), (0, 4), ids.stderr)
        self.assertEqual(run("tokenizer", "decode", self.tokenizer, text=ids.stdout).stdout, text + "\n")

    def test_json_holds_the_same(self):
        found = json.loads(run("tokenizer", "encode", self.tokenizer, "--json", text="low\n\n").stdout)
        self.assertEqual((found["schema"], len(found["ids"]), found["ids"][1]), ("sextant.tokenizer/1", 2, []))

    def test_a_difference_from_what_was_recorded_fails_the_check(self):
        ids = run("tokenizer", "encode", self.tokenizer, text="low newest").stdout
        self.assertEqual(run("tokenizer", "check", self.tokenizer, text="low newest\t" + ids).returncode, 0)
        done = run("tokenizer", "check", self.tokenizer, text="low newest\t1 2\n")
        self.assertEqual(done.returncode, 7)
        self.assertIn("0 of 1 texts have the ids recorded", done.stdout)

    def test_bad_lines_and_files_have_their_own_codes(self):
        self.assertEqual(run("tokenizer", "decode", self.tokenizer, text="x\n").returncode, 2)
        self.assertEqual(run("tokenizer", "check", self.tokenizer, text="no tab\n").returncode, 4)
        self.assertEqual(run("tokenizer", "encode", self.folder / "none.json", text="").returncode, 5)


class Demo(unittest.TestCase):
    def test_a_page_that_exists_is_replaced_only_on_request_and_only_at_the_end(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.html"
            page.write_text("mine")
            self.assertEqual(run("demo", "-o", page).returncode, 3)
            with subprocess.Popen([PROGRAM, "demo", "-o", page, "--overwrite", "--jobs", "1"], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, encoding="utf-8", cwd=folder) as process:
                self.assertIn("Act 1", process.stderr.readline())
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=60)
                self.assertEqual(process.returncode, 130)
            self.assertEqual(page.read_text(), "mine")


class Completion(unittest.TestCase):
    def complete(self, *words):
        """What bash offers for the last of `words`."""
        script = run("completion", "bash").stdout
        call = f'{script}\nCOMP_WORDS=({" ".join(repr(w) for w in ["sextant", *words])}); COMP_CWORD={len(words)}\n' \
               '_sextant; printf "%s\\n" "${COMPREPLY[@]}"'
        return subprocess.run(["bash", "--norc", "-c", call], capture_output=True, encoding="utf-8",
                              check=True).stdout.split()

    def test_bash_completes_verbs_nouns_options_and_values(self):
        if not shutil.which("bash"):
            self.skipTest("needs bash")
        self.assertEqual(self.complete("enc"), ["encodings"])
        self.assertEqual(self.complete("train", "l"), ["lm"])
        self.assertEqual(self.complete("train", "lm", "--weight"), ["--weight-decay"])
        self.assertEqual(self.complete("eval", "--fail"), ["--fail-under"])
        self.assertEqual(self.complete("train", "lm", "--precision", "b"), ["bf16"])

    def test_scripts_of_other_shells_parse(self):
        for shell, check in (("zsh", ["zsh", "-n"]), ("fish", ["fish", "-n"])):
            with self.subTest(shell=shell):
                script = run("completion", shell).stdout
                self.assertIn("--steps" if shell == "zsh" else "-l steps", script)
                if shutil.which(shell):
                    subprocess.run(check, input=script, encoding="utf-8", check=True)


if __name__ == "__main__":
    unittest.main()
