"""A training run that is killed, interrupted or finds a full disk, and goes on. Standard library only.

SEXTANT_BINARY names the program. The oracle is a run nobody disturbed: weights, optimiser and metrics (without timing)
must be equal to the byte.
"""

import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["SEXTANT_BINARY"]
STEPS = 400
COMPARED = ["last/model.safetensors", "best/model.safetensors", "last/trainer/optimizer.safetensors",
            "last/trainer/rng.safetensors", "last/trainer/trainer.json", "last/tokenizer.json", "metrics.csv"]


class Resume(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="sextant-resume-"))
        draw = random.Random(5)
        words = ["the", "cat", "sat", "on", "a", "mat", "and", "ran"]
        (cls.folder / "text.txt").write_text(" ".join(draw.choice(words) for _ in range(3000)))
        cls.run_to_the_end("whole")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def command(cls, name, *more):
        return [PROGRAM, "train", "lm", "--data", str(cls.folder / "text.txt"), "--pos", "learned", "--channels", "16",
                "--layers", "1", "--heads", "2", "--dropout", "0.1", "--length", "16", "--batch-size", "2", "--folds",
                "5", "--steps", str(STEPS), "--eval-every", "60", "--save-every", "25", "--log-every", "1",
                "--test-windows", "8", "--runs", str(cls.folder / "runs"), "--run", name, "--progress", "none", *more]

    @classmethod
    def run_to_the_end(cls, name, *more):
        # One thread: sums over two may round differently, and two cores shared with others are slower than one.
        done = subprocess.run(cls.command(name, *more), env=cls.environment(), capture_output=True, encoding="utf-8",
                              timeout=300)
        assert done.returncode == 0, done.stderr
        return done

    @classmethod
    def environment(cls):
        return {**{k: v for k, v in os.environ.items() if not k.startswith("SEXTANT_")}, "OMP_NUM_THREADS": "1"}

    def start(self, name, *more):
        return subprocess.Popen(self.command(name, *more), env=self.environment(), stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, encoding="utf-8")

    def path(self, name):
        return self.folder / "runs" / name

    def wait_for_steps(self, name, steps, process):
        """Until the run has written that many lines of metrics."""
        file = self.path(name) / "metrics.jsonl"
        for _ in range(20000):
            if file.exists() and file.read_bytes().count(b"\n") >= steps:
                return
            if process.poll() is not None:
                self.fail(f"ended by itself: {process.communicate()}")
            time.sleep(0.005)
        self.fail("never came so far")

    def metrics(self, name):
        lines = []
        for line in (self.path(name) / "metrics.jsonl").read_text().splitlines():
            value = json.loads(line)
            value.pop("timing")
            lines.append(value)
        return lines

    def assert_equal_to_whole(self, name):
        self.assertEqual(self.metrics(name), self.metrics("whole"))
        for file in COMPARED:
            with self.subTest(file=file):
                self.assertEqual((self.path(name) / file).read_bytes(), (self.path("whole") / file).read_bytes())

    def assert_last_is_valid(self, name):
        """`last` points at a checkpoint with all of its files."""
        last = self.path(name) / "last"
        if last.is_symlink():
            for file in ["config.json", "model.safetensors", "tokenizer.json", "trainer/optimizer.safetensors",
                         "trainer/rng.safetensors", "trainer/trainer.json"]:
                self.assertTrue((last / file).is_file(), file)

    def test_killed_again_and_again_it_ends_in_the_same_bytes(self):
        seed = random.randrange(1 << 32)
        draw = random.Random(seed)
        process = self.start("killed")
        with self.subTest(seed=seed):
            for kill in range(3):
                lines = 0 if kill == 0 else len(self.metrics_or_none("killed"))
                self.wait_for_steps("killed", min(lines, STEPS * kill // 4) + draw.randrange(20, STEPS // 4), process)
                process.kill()
                process.communicate()
                self.assert_last_is_valid("killed")
                process = self.start("killed", "--resume")
            out, err = process.communicate(timeout=300)
            self.assertEqual(process.returncode, 0, err)
            self.assert_equal_to_whole("killed")

    def metrics_or_none(self, name):
        file = self.path(name) / "metrics.jsonl"
        return file.read_bytes().splitlines() if file.exists() else []

    def interrupt(self, name, number, code):
        process = self.start(name)
        self.wait_for_steps(name, 40, process)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, code, err)
        self.assertIn("--resume", err)
        self.assertIn(f"--run {name}", err)
        step = json.loads((self.path(name) / "last/trainer/trainer.json").read_text())["step"]
        self.assertGreaterEqual(step, 40)
        self.run_to_the_end(name, "--resume")
        self.assert_equal_to_whole(name)

    def test_interrupted_it_saves_and_says_how_to_go_on(self):
        self.interrupt("int", signal.SIGINT, 130)

    def test_terminated_it_saves_and_says_how_to_go_on(self):
        self.interrupt("term", signal.SIGTERM, 143)

    def test_a_second_signal_stops_at_once(self):
        process = self.start("twice")
        self.wait_for_steps("twice", 30, process)
        process.send_signal(signal.SIGSTOP)  # so that both signals are there before the step is done
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=60)
        self.assertIn(process.returncode, (130, 143))
        self.assert_last_is_valid("twice")
        self.run_to_the_end("twice", "--resume")
        self.assert_equal_to_whole("twice")

    def test_a_run_that_exists_is_refused_with_both_ways_out(self):
        before = (self.path("whole") / "config.toml").read_bytes()
        done = subprocess.run(self.command("whole"), env=self.environment(), capture_output=True, encoding="utf-8")
        self.assertEqual(done.returncode, 3)
        self.assertIn("error[E-RUN-EXISTS]", done.stderr)
        self.assertIn("--resume", done.stderr)
        self.assertIn("--overwrite", done.stderr)
        self.assertEqual((self.path("whole") / "config.toml").read_bytes(), before)

    def test_its_own_settings_as_a_file_give_the_same_run_again(self):
        done = subprocess.run([PROGRAM, "train", "lm", "-c", str(self.path("whole") / "config.toml"), "--runs",
                               str(self.folder / "runs"), "--run", "again"], env=self.environment(),
                              capture_output=True, encoding="utf-8", timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_equal_to_whole("again")
        self.assertEqual((self.path("again") / "config.toml").read_bytes(),
                         (self.path("whole") / "config.toml").read_bytes())

    def test_other_settings_are_refused_with_old_and_new_value(self):
        done = subprocess.run(self.command("whole", "--resume", "--lr", "0.5"), env=self.environment(),
                              capture_output=True, encoding="utf-8")
        self.assertEqual(done.returncode, 3)
        self.assertIn("error[E-RESUME-CONFIG]: train.lr was 3e-4 and is now 0.5", done.stderr)

    def test_a_full_disk_is_named_and_leaves_the_last_checkpoint(self):
        def small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))  # bytes; the optimiser has more

        process = subprocess.run(self.command("full"), env=self.environment(), capture_output=True, encoding="utf-8",
                                 preexec_fn=small_files, timeout=300)
        self.assertEqual(process.returncode, 1, process.stderr)
        self.assertIn("error[E-DISK]", process.stderr)
        self.assertIn("step-00000025.tmp", process.stderr)
        self.assertEqual(list((self.path("full") / "checkpoints").iterdir()), [])
        self.run_to_the_end("full", "--resume")
        self.assert_equal_to_whole("full")

    def test_a_damaged_checkpoint_is_named_and_an_older_one_serves(self):
        shutil.copytree(self.path("whole"), self.path("damaged"), symlinks=True)
        folders = sorted((self.path("damaged") / "checkpoints").iterdir())
        weights = folders[-1] / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1])
        done = subprocess.run(self.command("damaged", "--resume"), env=self.environment(), capture_output=True,
                              encoding="utf-8")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("error[E-RESUME-BROKEN]", done.stderr)
        self.assertIn("model.safetensors", done.stderr)
        self.run_to_the_end("damaged", f"--resume={folders[-2]}")
        self.assert_equal_to_whole("damaged")


if __name__ == "__main__":
    unittest.main()
