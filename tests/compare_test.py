"""`sextant compare` as a user meets it: the files it leaves, identical numbers, interruption and resumption, refusals.

Needs the built program in SEXTANT_BINARY. Standard library only.
"""
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

BINARY = os.environ["SEXTANT_BINARY"]
TINY = ["--layers", "1", "--channels", "16", "--heads", "2", "--length", "16", "--batch-size", "4", "--steps", "12",
        "--lengths", "16,32,64", "--test-tokens", "400"]


def sextant(*arguments, cwd, **options):
    return subprocess.run([BINARY, *arguments], cwd=cwd, capture_output=True, text=True, timeout=300, **options)


class Compare(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.cwd = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def run_tiny(self, run, *more, pos=("rope", "alibi"), seeds=3):
        specs = [word for spec in pos for word in ("--pos", spec)]
        return sextant("compare", *specs, *TINY, "--seeds", str(seeds), "--runs", ".", "--run", run, *more, cwd=self.cwd)

    def read(self, run, name):
        return (self.cwd / run / name).read_bytes()

    def assert_same_results(self, one, other):
        for name in ("results.jsonl", "summary.csv", "summary.json", "experiment.json"):
            self.assertEqual(self.read(one, name), self.read(other, name), name)

    def test_leaves_its_files_and_answers(self):
        done = self.run_tiny("a", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["schema"], "sextant.compare/1")
        self.assertIn(answer["answer"]["kind"], ("winner", "undecided"))
        self.assertTrue(answer["reproduce"].startswith("sextant compare --data builtin:shakespeare --pos rope --pos alibi"))
        records = [json.loads(line) for line in self.read("a", "results.jsonl").splitlines()]
        self.assertEqual([(r["arm"], r["seed"]) for r in records],
                         [(arm, seed) for seed in (42, 43, 44) for arm in ("rope", "alibi")])
        self.assertIn(b"Content-Security-Policy", self.read("a", "report.html"))
        header = self.read("a", "summary.csv").splitlines()[0].decode()
        self.assertTrue(header.startswith("encoding,spec,protocol,length,runs,nats_per_token"))

    def test_the_same_seed_gives_the_same_bytes_whatever_runs_side_by_side(self):
        self.assertEqual(self.run_tiny("a", "--jobs", "1").returncode, 0)
        self.assertEqual(self.run_tiny("b", "--jobs", "3").returncode, 0)
        self.assert_same_results("a", "b")

    def test_interrupted_and_resumed_equals_uninterrupted(self):
        self.assertEqual(self.run_tiny("whole").returncode, 0)
        specs = ["--pos", "rope", "--pos", "alibi"]
        for number, (how, after) in enumerate(((signal.SIGINT, 0.9), (signal.SIGTERM, 1.1), (signal.SIGKILL, 1.3))):
            run = f"cut{number}"
            command = [BINARY, "compare", *specs, *TINY, "--seeds", "3", "--runs", ".", "--run", run]
            process = subprocess.Popen(command, cwd=self.cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            deadline = time.time() + 60
            while not list((self.cwd / run / "units").glob("*.json")) and time.time() < deadline and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(how)
            _, talk = process.communicate(timeout=120)
            if process.returncode != 0:  # it may have been done already
                self.assertEqual(process.returncode, {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -9}[how], talk)
                if how != signal.SIGKILL:
                    self.assertIn("--resume", talk)
            again = self.run_tiny(run, "--resume")
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assert_same_results("whole", run)

    def test_an_aa_comparison_announces_no_winner(self):
        done = self.run_tiny("aa", "--json", pos=("rope", "rope"), seeds=4)
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual([e["name"] for e in answer["encodings"]], ["rope", "rope (2)"])
        self.assertEqual(answer["answer"]["kind"], "undecided")
        self.assertNotEqual(answer["pairs"][0]["difference"], 0)

    def test_a_folder_that_exists_is_left_alone(self):
        self.assertEqual(self.run_tiny("a").returncode, 0)
        before = self.read("a", "results.jsonl")
        refused = self.run_tiny("a")
        self.assertEqual(refused.returncode, 3)
        self.assertIn("E-RUN-EXISTS", refused.stderr)
        self.assertIn("--resume", refused.stderr)
        self.assertEqual(self.read("a", "results.jsonl"), before)

    def test_resuming_with_other_options_names_old_and_new(self):
        self.assertEqual(self.run_tiny("a").returncode, 0)
        refused = self.run_tiny("a", "--resume", "--dropout", "0.1")
        self.assertEqual(refused.returncode, 3)
        self.assertIn("E-RESUME-CONFIG", refused.stderr)
        self.assertIn('\'dropout\' was "0"', refused.stderr)

    def test_a_learned_table_ends_where_it_ends(self):
        done = self.run_tiny("a", "--json", pos=("rope", "learned"))
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(len(answer["not_tested"]), 1)
        self.assertIn("learned", answer["not_tested"][0])

    def write_texts(self):
        """The order of two words is the label; what stands between them is not."""
        rows = ["label,text"]
        for i in range(60):
            between = " ".join(("x", "y", "z")[k % 3] for k in (i, i // 3))
            rows.append(f"up,a {between} b" if i % 2 else f"down,b {between} a")
        (self.cwd / "texts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")

    def run_classify(self, run, *more):
        return sextant("compare", "classify", "--data", "texts.csv", "--pos", "nope", "--pos", "{learned,sinusoidal}",
                       "--layers", "1", "--channels", "8", "--heads", "2", "--length", "8", "--least-count", "1",
                       "--epochs", "3", "--folds", "3", "--runs", ".", "--run", run, *more, cwd=self.cwd)

    def test_classifiers_are_compared_by_folds_and_resume_to_the_same_bytes(self):
        self.write_texts()
        done = self.run_classify("whole", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["schema"], "sextant.compare.figures/1")
        self.assertEqual([e["name"] for e in answer["encodings"]], ["nope", "{learned,sinusoidal}"])
        self.assertEqual(sum(c["runs"] for c in answer["encodings"][1]["chosen"]), 3)
        self.assertEqual([b["name"] for b in answer["baselines"]], ["majority", "bag of words"])
        self.assertIn("--pos '{learned,sinusoidal}'", answer["reproduce"])
        again = sextant("compare", "--experiment", "whole", "--json", cwd=self.cwd)
        self.assertEqual(json.loads(again.stdout)["answer"], answer["answer"])

        self.assertEqual(self.run_classify("cut").returncode, 0)
        gone = sorted((self.cwd / "cut" / "units").glob("*.json"))[:2]  # as if it had been killed before these were done
        for record in gone:
            record.unlink()
        self.assertEqual(self.run_classify("cut", "--resume").returncode, 0)
        self.assert_same_results("whole", "cut")
        refused = self.run_classify("cut", "--resume", "--dropout", "0.4")
        self.assertIn("E-RESUME-CONFIG", refused.stderr)
        self.write_texts()
        with open(self.cwd / "texts.csv", "a", encoding="utf-8") as file:
            file.write("up,a b\n")
        self.assertIn("E-RESUME-DATA", self.run_classify("cut", "--resume").stderr)

    def test_refuses_what_cannot_be(self):
        short = self.cwd / "short.txt"
        short.write_text("to be or not to be, that is the question. " * 3, encoding="utf-8")
        cases = [
            (["--pos", "rope"], 2, "at least two encodings"),
            (["--pos", "rope", "--pos", "ropee"], 2, "rope"),
            (["--pos", "rope", "--pos", "alibi", "--data", "nowhere.txt"], 4, "nowhere.txt"),
            (["--pos", "rope", "--pos", "alibi", "--data", str(short)], 4, "short.txt"),
            (["--pos", "rope", "--pos", "alibi", "--heads", "5"], 2, "5"),
            (["--pos", "rope", "--pos", "alibi", "--primary", "suffix@7"], 2, "suffix@7"),
            (["--pos", "rope", "--pos", "alibi", "--reference", "t5"], 2, "t5"),
        ]
        for arguments, code, words in cases:
            with self.subTest(arguments=arguments):
                done = sextant("compare", *arguments, "--runs", ".", "--run", "never", cwd=self.cwd)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(words, done.stderr)
                self.assertFalse((self.cwd / "never").exists())


if __name__ == "__main__":
    unittest.main()
