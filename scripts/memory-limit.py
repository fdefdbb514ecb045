#!/usr/bin/env python3
"""Holds `clickday compare --memory` to its word at full scale, five million people a run.

    scripts/memory-limit.py            with the release build

Runs the shipped comparison on eight threads under several limits, and reads the most memory that the
process ever had (ru_maxrss, which is VmHWM). It may be at most a tenth above the limit, and the
results may not depend on the limit.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/clickday"
RESULTS = ROOT / "target/memory-limit"
LIMITS_MIB = [700, 1024, 3072]
ALLOWED = 1.10


def peak_mib(limit_mib: int) -> float:
    """The most memory [MiB] that a comparison has under a limit [MiB]."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    command = [PROGRAM, "compare", "experiments/rollout.toml", "--threads", "8", "--quiet"]
    command += ["--memory", f"{limit_mib}MiB", "--out", RESULTS]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"clickday compare with {limit_mib} MiB ended with status {status}")
    return usage.ru_maxrss / 1024


def main() -> None:
    held, hashes = True, set()
    print("| limit [MiB] | most memory [MiB] | of the limit |")
    print("|---|---|---|")
    for limit in LIMITS_MIB:
        peak = peak_mib(limit)
        hashes.add(hashlib.sha256((RESULTS / "summary.json").read_bytes()).hexdigest())
        held &= peak <= ALLOWED * limit
        print(f"| {limit} | {peak:.0f} | {100 * peak / limit:.0f} % |")
    if not held:
        sys.exit("expected at most a tenth above each limit")
    if len(hashes) != 1:
        sys.exit("expected the same summary.json under each limit, found several")


if __name__ == "__main__":
    main()
