#!/usr/bin/env python3
"""Writes seeds for the targets whose files the program itself writes.

    fuzz/seeds.py table|manifest|row FOLDER

Makes a small sweep, a plan and a comparison that is stopped, with the program that `cargo build`
makes, and copies from their folders what the target reads.
"""

import contextlib
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/debug/clickday"

SWEEP = f"""
version = 1
title = "How many desks?"
model = "{ROOT}/tests/models/queue.toml"
policies = ["open"]
seed = 7
outcomes = ["submitted_people"]

[[factor]]
path = "portal.tier.server.slots"
values = [1, 2]

[[stage]]
name = "short"
scale = 1
replications = 2
"""

# So many runs that it is stopped in their midst.
COMPARISON = f"""
version = 1
title = "One desk"
model = "{ROOT}/tests/models/queue.toml"
policies = ["open"]
seed = 7

[[stage]]
name = "long"
scale = 1
replications = 100_000
"""


def rows(folder: pathlib.Path) -> list[bytes]:
    """What is kept of each run: between the first line and the last of its file."""
    files = sorted(folder.glob("*.row"))[:4]
    return [file.read_bytes().split(b"\n", 1)[1][:-66] for file in files]


def seeds(target: str, desk: pathlib.Path) -> list[bytes]:
    def run(*words: str) -> None:
        subprocess.run([PROGRAM, *words], cwd=desk, check=True, capture_output=True)

    (desk / "sweep.toml").write_text(SWEEP, encoding="utf-8")
    (desk / "compare.toml").write_text(COMPARISON, encoding="utf-8")
    run("sweep", "sweep.toml", "--out", "swept")
    if target == "table":
        return [(desk / "swept" / name).read_bytes() for name in ("runs.csv", "runs.parquet")]
    if target == "manifest":
        run("plan", "sweep.toml", "--shards", "2", "--out", "planned")
        return [(desk / name / "manifest.json").read_bytes() for name in ("swept", "planned")]
    compare = [PROGRAM, "compare", "compare.toml", "--out", "compared", "--quiet"]
    # Killed after some seconds, which leaves the rows.
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(compare, cwd=desk, timeout=3, capture_output=True)
    return rows(desk / "swept/rows") + rows(desk / ".compared.runs/rows")


def main() -> None:
    target, corpus = sys.argv[1], pathlib.Path(sys.argv[2])
    subprocess.run(["cargo", "build", "--quiet", "--locked"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as desk:
        for number, seed in enumerate(seeds(target, pathlib.Path(desk))):
            (corpus / f"made-{number}").write_bytes(seed)


if __name__ == "__main__":
    main()
