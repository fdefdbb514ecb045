"""Runs the clickday of this checkout, and reads its JSON."""

import json
import math
import subprocess
from pathlib import Path
from typing import Any

from cases import Case

ROOT = Path(__file__).resolve().parents[2]
BINARY = ROOT / "target" / "release" / "clickday"


def run(binary: Path, case: Case, overrides: dict[str, str], seed: int, replication: int) -> dict[str, Any]:
    """One run, as the object that `clickday run --json` prints."""
    command = [str(binary), "run", str(ROOT / case.model), "--json", "--until", case.until]
    command += ["--seed", str(seed), "--replication", str(replication)]
    command += ["--policy", case.policy] if case.policy else []
    for where, value in overrides.items():
        command += ["--set", f"{where}={value}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return json.loads(done.stdout)


def figures(printed: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """All its numbers under dotted names; one that was not reached within the run lies beyond all others."""
    found: dict[str, float] = {}
    for key, value in printed.items():
        if isinstance(value, dict):
            found |= figures(value, f"{prefix}{key}.")
        elif value is None or isinstance(value, int | float):
            found[f"{prefix}{key}"] = math.inf if value is None else float(value)
    return found
