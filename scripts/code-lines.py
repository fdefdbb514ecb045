#!/usr/bin/env python3
"""Counts lines of code of parts of the program, without tests, comments and empty lines, at two revisions.

    scripts/code-lines.py [BEFORE [AFTER]]      prints a table in Markdown; by default 31fb8b8 and the files as they are

A file is code unless it lies in a folder called tests or is called tests.rs, testing.rs or fake.rs; what follows
`#[cfg(test)]` and `mod` at the start of a line is not counted. Only git and Python are needed.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

PARTS = {
    "claims": r"src/experiment/claims/|src/report/claims",
    "explain": r"src/report/explain/|src/report/explain\.rs|src/statement/|src/cli/explain\.rs",
    "charts": r"src/report/charts/",
    "theory": r"src/theory/",
    "numbers and dates as people write them": r"src/figures/|src/figures\.rs|src/report/(words|figures|format)",
    "runners, stores, what they read": r"src/ensemble/|src/experiment/(store|schedule|inputs|sources|many|runner|compare|rows|study)|src/cli/(many|interrupt|progress|compare|sweep|shard|calibrate)|src/experiment/shards/|src/experiment/calibration/(store|evaluation)",
    "metrics and tables of results": r"src/metrics/|src/experiment/(results/(runs|rows|table|over_time|equity|waits|mod)|summary|goals|measures)",
    "scenario": r"src/scenario/|src/sim/(plan|launch|law|intents|sampling)|src/theory/law",
    "measures": r"src/measures/|src/sim/measures/|src/model/policy|src/sim/door/",
    "reading TOML": r"src/model/reading/",
    "everything": r"src/",
}
NOT_CODE = re.compile(r"(^|/)tests/|(^|/)(tests|testing|fake)\.rs$")


def main() -> None:
    """The command."""
    before = sys.argv[1] if len(sys.argv) > 1 else "31fb8b8"
    after = sys.argv[2] if len(sys.argv) > 2 else None
    counts = [lines_at(before), lines_at(after)]
    print(f"| part | at {before} | {'now' if after is None else 'at ' + after} |")
    print("|---|---:|---:|")
    for name, pattern in PARTS.items():
        sums = [sum(n for path, n in files.items() if re.match(pattern, path)) for files in counts]
        print(f"| {name} | {sums[0]:,} | {sums[1]:,} |")


def lines_at(revision: str | None) -> dict[str, int]:
    """Lines of code of each file of `src`."""
    if revision is None:
        names = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "src").rglob("*.rs"))]
    else:
        names = git("ls-tree", "-r", "--name-only", revision, "src").splitlines()
    names = [name for name in names if name.endswith(".rs") and not NOT_CODE.search(name)]
    read = (lambda name: git("show", f"{revision}:{name}")) if revision else (lambda name: (ROOT / name).read_text())
    return {name: code_lines(read(name)) for name in names}


def code_lines(text: str) -> int:
    """Lines that are neither empty nor a comment, up to the tests of the file."""
    code = re.split(r"^#\[cfg\(test\)\]\n(?:#\[[^\n]*\n)*mod \w+ \{", text, maxsplit=1, flags=re.M)[0]
    lines = (line.strip() for line in code.splitlines())
    return sum(bool(line) and not line.startswith("//") for line in lines)


def git(*arguments: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
