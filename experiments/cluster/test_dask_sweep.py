"""A sweep on real schedulers and workers, which are killed in the middle, comes to the bytes of `clickday sweep`.

Nothing here waits for a time to pass: the program that the workers call is held back at gates, and what is killed is at work when it is
killed.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CLICKDAY = Path(os.environ.get("CLICKDAY", ROOT / "target" / "release" / "clickday")).resolve()

# Whatever takes longer has gone wrong [s].
PATIENCE_S = 60.0

SHARDS = 12

EXPERIMENT = """
version = 1
title = "How fast must a desk be?"
model = "mm1.toml"
policies = ["open"]
seed = 7
outcomes = ["submitted_people"]

[[factor]]
path = "people.group.customers.arrivals.poisson"
values = ["0.5 per second", "0.7 per second", "0.9 per second"]

[[stage]]
name = "full"
scale = 1
replications = 8
"""

# The program, held back: at the first gate once four parts are there, at the second once eight are. It says who called it.
GATED = """#!/bin/sh
parts() { ls "$DESK/many/parts" | grep -c 'jsonl$'; }
held() { [ "$(parts)" -ge "$1" ] && [ ! -e "$DESK/gate-$2" ]; }
if [ "$1" = shard ]; then
  while held 4 1 || held 8 2; do touch "$DESK/held-$PPID"; sleep 0.05; done
fi
exec "$CLICKDAY" "$@"
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def until(what: str, happens: Callable[[], bool]) -> None:
    """Waits for something to happen."""
    deadline = time.monotonic() + PATIENCE_S
    while not happens():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen")
        time.sleep(0.05)


def plan(folder: str) -> tuple[str, ...]:
    """The command that plans the experiment."""
    return "plan", "desk.toml", "--shards", str(SHARDS), "--out", folder


class Desk(unittest.TestCase):
    """A folder with a model, an experiment, its plan, and what one machine makes of it."""

    made_once: tempfile.TemporaryDirectory

    @classmethod
    def setUpClass(cls) -> None:
        cls.made_once = tempfile.TemporaryDirectory(prefix="clickday-")
        cls.addClassCleanup(cls.made_once.cleanup)
        desk = Path(cls.made_once.name)
        shutil.copy(ROOT / "models" / "textbook" / "mm1.toml", desk)
        (desk / "desk.toml").write_text(EXPERIMENT, encoding="utf-8")
        for command in [("sweep", "desk.toml", "--out", "whole"), plan("many")]:
            subprocess.run([CLICKDAY, *command], cwd=desk, check=True, capture_output=True)

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="clickday-")
        self.addCleanup(folder.cleanup)
        self.desk = Path(folder.name)
        shutil.copytree(self.made_once.name, self.desk, dirs_exist_ok=True)
        self.environment = os.environ | {"DESK": str(self.desk), "CLICKDAY": str(CLICKDAY)}

    def call(self, *command: object, **more: str) -> subprocess.CompletedProcess:
        """Calls a command that succeeds."""
        done = subprocess.run(
            [str(part) for part in command], cwd=self.desk, env=self.environment | more,
            capture_output=True, text=True, check=False, timeout=PATIENCE_S,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done

    def sweep(self, *arguments: object) -> list[str]:
        """The command under test."""
        return [sys.executable, str(HERE / "dask_sweep.py"), *(str(argument) for argument in arguments)]

    def parts(self) -> dict[str, int]:
        """The parts there are, and when each was written."""
        return {path.name: path.stat().st_mtime_ns for path in (self.desk / "many" / "parts").glob("*.jsonl")}

    def assert_as_on_one_machine(self, folder: str) -> None:
        for name in ("runs.csv", "runs.parquet", "summary.json"):
            whole = (self.desk / "whole" / name).read_bytes()
            self.assertTrue((self.desk / folder / name).read_bytes() == whole, f"{name} is another")


class Killed(Desk):
    """Workers and schedulers come and go."""

    def start(self, *command: object) -> subprocess.Popen:
        """A process that is killed at the end at the latest, with what it called."""
        log = (self.desk / "log").open("a", encoding="utf-8")
        self.addCleanup(log.close)
        process = subprocess.Popen(
            [str(part) for part in command], cwd=self.desk, env=self.environment,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process: subprocess.Popen) -> None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def start_cluster(self, address: str, workers: int) -> tuple[subprocess.Popen, list[subprocess.Popen]]:
        host, port = address.removeprefix("tcp://").split(":")
        dask = (sys.executable, "-m", "dask")
        scheduler = self.start(*dask, "scheduler", "--host", host, "--port", port, "--no-dashboard")
        worker = ("worker", address, "--nthreads", 1, "--no-nanny", "--no-dashboard", "--host", host)
        return scheduler, [self.start(*dask, *worker) for _ in range(workers)]

    def test_a_worker_and_then_the_scheduler_are_killed_and_the_same_command_ends_with_the_same_bytes(self) -> None:
        gated = self.desk / "gated"
        gated.write_text(GATED, encoding="utf-8")
        gated.chmod(0o755)
        address = f"tcp://127.0.0.1:{free_port()}"
        command = self.sweep("many", "--scheduler", address, "--clickday", gated)
        scheduler, workers = self.start_cluster(address, 2)

        first = self.start(*command)
        until("that both workers are held", lambda: all(
            (self.desk / f"held-{worker.pid}").exists() for worker in workers
        ))  # fmt: skip
        self.assertGreaterEqual(len(self.parts()), 4)
        workers[0].kill()
        workers[0].wait()
        (self.desk / "gate-1").touch()
        until("that the other goes on", lambda: len(self.parts()) >= 8)
        self.assertIsNone(first.poll(), "the loss of a worker ends nothing")

        scheduler.kill()
        scheduler.wait()
        self.assertEqual(first.wait(PATIENCE_S), 1)
        self.assertIn("run the same command again", (self.desk / "log").read_text(encoding="utf-8"))
        made = self.parts()
        self.assertLess(len(made), SHARDS)
        self.assertFalse((self.desk / "many" / "runs.csv").exists(), "nothing is gathered that is not whole")

        (self.desk / "gate-2").touch()
        self.start_cluster(address, 1)
        self.call(*command)
        self.assert_as_on_one_machine("many")
        for name, written in made.items():
            self.assertEqual(self.parts()[name], written, f"{name} was there, and is made again")

    def test_a_scheduler_that_is_not_there_is_named(self) -> None:
        address = f"tcp://127.0.0.1:{free_port()}"
        command = self.sweep("many", "--scheduler", address, "--clickday", CLICKDAY, "--patience", "1s")
        done = subprocess.run(command, cwd=self.desk, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
        self.assertEqual(done.returncode, 1)
        self.assertIn(address, done.stderr.splitlines()[-1])


class Whole(Desk):
    """Every way of starting shards comes to the same bytes."""

    # Fails twice on every shard; after that it does as the program does.
    FAULTY = """#!/bin/sh
tries="$DESK/tries-$4"
if [ "$1" = shard ] && [ "$(cat "$tries" 2>/dev/null | wc -l)" -lt 2 ]; then echo >> "$tries"; exit 1; fi
exec "$CLICKDAY" "$@"
"""

    def test_a_shard_that_fails_is_tried_again(self) -> None:
        faulty = self.desk / "faulty"
        faulty.write_text(self.FAULTY, encoding="utf-8")
        faulty.chmod(0o755)
        self.call(*self.sweep("many", "--local", 2, "--clickday", faulty, "--retries", 2))
        self.assert_as_on_one_machine("many")

    def test_a_shard_that_goes_on_failing_is_named_and_the_others_are_made(self) -> None:
        faulty = self.desk / "faulty"
        faulty.write_text('#!/bin/sh\n[ "$1 $4" != "shard 5" ] || exit 7\nexec "$CLICKDAY" "$@"\n', encoding="utf-8")
        faulty.chmod(0o755)
        command = self.sweep("many", "--local", 2, "--clickday", faulty, "--retries", 1)
        done = subprocess.run(
            command, cwd=self.desk, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("shard 5 failed: exit code 7", done.stderr)
        self.assertIn(f"1 of {SHARDS} shards have no part that can be used:\n  shard 5 is missing", done.stderr)

    def test_jobs_of_slurm_make_workers(self) -> None:
        # A Slurm that starts a job at once, on this machine.
        programs = self.desk / "slurm"
        programs.mkdir()
        # Like Slurm's own, it has read the script when it returns: who submits it deletes it then.
        kept = 'cp "$1" "$DESK/job-$$.sh"\nbash "$DESK/job-$$.sh" > /dev/null 2>&1 &'
        (programs / "sbatch").write_text(f'#!/bin/sh\n{kept}\necho "Submitted batch job $!"\n')
        (programs / "scancel").write_text('#!/bin/sh\nkill "$1" 2>/dev/null || true\n')
        for program in programs.iterdir():
            program.chmod(0o755)
        path = f"{programs}:{os.environ['PATH']}"
        self.call(*self.sweep("many", "--slurm", "--workers", 1, "--clickday", CLICKDAY), PATH=path)
        self.assert_as_on_one_machine("many")

    def test_the_job_array_of_slurm_makes_every_shard(self) -> None:
        for index in range(SHARDS):
            self.call("bash", HERE / "slurm-shards.sbatch", "many", SLURM_ARRAY_TASK_ID=str(index), SLURM_MEM_PER_NODE="2048")
        self.call(CLICKDAY, "gather", "many")
        self.assert_as_on_one_machine("many")

    def test_the_jobs_of_kubernetes_make_every_shard_and_gather_them(self) -> None:
        # What their containers run, run here.
        self.call(CLICKDAY, *plan("results/many"))
        path = f"{CLICKDAY.parent}:{os.environ['PATH']}"

        def job(name: str) -> tuple[dict, list[str]]:
            spec = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["spec"]
            (container,) = spec["template"]["spec"]["containers"]
            return spec, container["command"] + container["args"]

        spec, command = job("kubernetes-shards.yaml")
        self.assertEqual((spec["completionMode"], spec["completions"]), ("Indexed", 16))
        for index in range(SHARDS):
            self.call(*command, PATH=path, JOB_COMPLETION_INDEX=str(index))
        _, command = job("kubernetes-gather.yaml")
        self.call(*command, PATH=path)
        self.assert_as_on_one_machine("results/many")


if __name__ == "__main__":
    unittest.main()
