#!/usr/bin/env python3
"""Runs fifty million people, and holds the engine to the memory that it foretells.

    scripts/fifty-million.py        with the release build

A comparison under a limit of memory that is too small is refused, and the reason says how much one
run needs. Then the run is made, and the most memory that its process had (VmHWM, `peak_rss_mib` of
`run --json`) has to be within a tenth of that.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/clickday"
MODEL = ROOT / "tests/models/extreme/fifty-million.toml"
DESK = ROOT / "target/fifty-million"
ALLOWED = 0.10

EXPERIMENT = f"""
version = 1
title = "Fifty million"
model = "{MODEL}"
policies = ["open"]
seed = 1

[[stage]]
name = "full"
scale = 1
replications = 1
"""


def foretold_mib() -> int:
    """What the engine says that one run needs [MiB]."""
    DESK.mkdir(parents=True, exist_ok=True)
    (DESK / "all.toml").write_text(EXPERIMENT, encoding="utf-8")
    command = [PROGRAM, "compare", "all.toml", "--memory", "100MiB", "--out", "results"]
    refused = subprocess.run(command, cwd=DESK, capture_output=True, text=True)
    said = re.search(r"one run needs about (\d+) MiB of memory", refused.stderr)
    if refused.returncode != 2 or said is None:
        sys.exit(f"expected a refusal that says how much one run needs, found:\n{refused.stderr}")
    return int(said.group(1))


def main() -> None:
    foretold = foretold_mib()
    made = subprocess.run([PROGRAM, "run", MODEL, "--json"], check=True, capture_output=True, text=True)
    run = json.loads(made.stdout)
    taken = run["peak_rss_mib"]
    difference = foretold / taken - 1
    print(f"{run['events']:,} events in {run['wall_s']:.0f} s; {run['submitted']:,} people submitted")
    print(f"memory: {foretold:,} MiB foretold, {taken:,.0f} MiB taken at most (VmHWM): {difference:+.1%}")
    if abs(difference) > ALLOWED:
        sys.exit("expected the memory that was foretold to be within a tenth of what was taken")


if __name__ == "__main__":
    main()
