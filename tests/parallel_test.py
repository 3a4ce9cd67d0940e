"""Training on two processes: mpirun -n 2 sextant train. Standard library only.

SEXTANT_BINARY names the program, SEXTANT_MPIRUN Open MPI's mpirun.
"""
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM, MPIRUN = os.environ["SEXTANT_BINARY"], os.environ["SEXTANT_MPIRUN"]
TINY = ["--length", "32", "--batch-size", "8", "--channels", "16", "--layers", "1", "--threads", "1", "--folds", "50",
        "--test-windows", "4"]
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith("SEXTANT_")}


def command(run, *more, ranks=2):
    started = [MPIRUN, "-n", str(ranks)] if ranks > 1 else []
    return [*started, PROGRAM, "train", "lm", *TINY, "--run", run, *more]


def finish(words, folder):
    return subprocess.run(words, capture_output=True, encoding="utf-8", cwd=folder, env=CLEAN, timeout=300)


def process_of(rank, run):
    """The process id of a rank of the run of this name."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            environment = (entry / "environ").read_bytes().split(b"\0")
        except (OSError, ValueError):
            continue
        if run.encode() in words and f"OMPI_COMM_WORLD_RANK={rank}".encode() in environment:
            return int(entry.name)
    return None


class Parallel(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="sextant-parallel-")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def begin(self, run, *more):
        """A long training on two processes, once its first checkpoint is there."""
        process = subprocess.Popen(command(run, "--steps", "100000", "--save-every", "5", *more), cwd=self.folder,
                                   env=CLEAN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        self.addCleanup(process.kill)
        for _ in range(600):
            if (self.folder / "runs" / run / "last").exists():
                return process
            time.sleep(0.1)
        self.fail("no checkpoint in a minute")

    def test_two_processes_learn_what_one_does(self):
        results = {}
        for ranks in (1, 2):
            done = finish(command(f"by-{ranks}", "--steps", "12", "--json", "--quiet", ranks=ranks), self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            results[ranks] = json.loads(done.stdout)  # one object: rank 0 alone speaks
            steps = [json.loads(line)["step"] for line in
                     (self.folder / f"runs/by-{ranks}/metrics.jsonl").read_text(encoding="utf-8").splitlines()
                     if json.loads(line).get("split") == "train"]
            self.assertEqual(len(steps), len(set(steps)))
        one, two = (results[ranks]["held_out"]["nats_per_token"] for ranks in (1, 2))
        # Twelve steps of float32 rounding: 1e-4 of a loss near 4 is 200 ulp.
        self.assertAlmostEqual(one, two, delta=1e-4)

    def test_a_killed_rank_ends_the_run_by_name_and_the_last_checkpoint_resumes(self):
        process = self.begin("killed")
        os.kill(process_of(1, "killed"), signal.SIGKILL)
        _, told = process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        self.assertRegex(told, r"rank 1 .*exited on signal 9")
        steps = int((self.folder / "runs/killed/last").resolve().name.split("-")[1]) + 3
        done = finish(command("killed", "--steps", str(steps), "--resume", "--json", "--quiet"), self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["steps"], steps)

    def test_a_rank_that_stopped_is_named_within_its_timeout(self):
        process = self.begin("stopped", "--rank-timeout", "2s")
        os.kill(process_of(1, "stopped"), signal.SIGSTOP)
        began = time.monotonic()
        _, told = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - began, 30)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("error[E-RANK]: ranks: rank 1 has not answered rank 0 for 2 s", told)
        self.assertIn("--resume", told)

    def test_a_run_resumed_on_two_processes_ends_in_the_bytes_of_an_uninterrupted_one(self):
        for name, steps in (("whole", ["10"]), ("parted", ["4", "10"])):
            for more, total in enumerate(steps):
                resume = ["--resume"] if more else []
                done = finish(command(name, "--steps", total, "--schedule", "constant", "--quiet", *resume), self.folder)
                self.assertEqual(done.returncode, 0, done.stderr)
        weights = [(self.folder / "runs" / name / "last/model.safetensors").read_bytes() for name in ("whole", "parted")]
        self.assertEqual(weights[0], weights[1])

    def test_a_verb_without_work_for_two_refuses_them(self):
        done = finish([MPIRUN, "-n", "2", PROGRAM, "explain", "rope"], self.folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("error[E-USAGE-OPTION]: 'explain' runs in one process, and mpirun started 2", done.stderr)


if __name__ == "__main__":
    unittest.main()
