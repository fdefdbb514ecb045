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

# Where the code is. Parts name its files as if all of them lay in `src`, as they did before the engine was a crate of its own.
FOLDERS = ("src", "engine/src")

# Each part: which files, and what a review proposed for it with what came of that. The words of a part are counted with it.
PARTS = {
    "claims": (
        r"src/experiment/claims/|src/report/claims|src/messages/(en/)?claims",
        "Done in part: the arithmetic of swapped digits is gone. Sums, similar figures and values of the model stay: shipped claims use each.",
    ),
    "explain": (
        r"src/report/explain/|src/report/explain\.rs|src/statement/|src/cli/explain\.rs|src/messages/(en/)?(explain|policy|words)",
        "Done: one compiler of the model for all, and statements as a catalogue. Lines of measures are in their folders.",
    ),
    "charts": (
        r"src/report/charts/|src/messages/(en/)?charts",
        "Refused: drawing an SVG with `resvg` would save the 361 lines of `surface.rs` at most, and change every picture. One kit of keys, axes and panels serves every chart already.",
    ),
    "theory": (
        r"src/theory/",
        "Done otherwise: nine files that serve only tests are behind the feature `textbook`, with the solver of differential equations. They stay with the others, since they extend their types.",
    ),
    "numbers and dates as people write them": (
        r"src/figures/|src/figures\.rs|src/report/(words|figures|format)|src/messages/(en/)?numbers|src/messages/en/charts/words",
        "Done: one home for each language. More lines, since a value and its interval now have one unit and the same decimals.",
    ),
    "runners, stores, what they read": (
        r"src/ensemble/|src/experiment/(store|schedule|inputs|sources|many|runner|compare|rows|study)|src/cli/(many|interrupt|progress|compare|sweep|shard|calibrate)|src/experiment/shards/|src/experiment/calibration/(store|evaluation)",
        "Done: one runner and one store. More lines, since rows are proved, memory is bounded and every command can be stopped and continued.",
    ),
    "metrics and tables of results": (
        r"src/metrics/|src/experiment/(results/(runs|rows|table|over_time|equity|waits|mod)|summary|goals|measures)",
        "Done: one catalogue. More lines, since any metric of any part of a run can be named, and folders are read back.",
    ),
    "scenario": (
        r"src/scenario/|src/sim/(plan|launch|law|intents|sampling)|src/theory/law",
        "Done: one compiled model for engine, theory and `explain`. Its lines were in those parts before.",
    ),
    "measures": (
        r"src/measures/|src/sim/measures/|src/model/policy|src/sim/door/",
        "Done: one folder each, with checks, behaviour, lines of `explain`, words and page that were elsewhere before.",
    ),
    "reading TOML": (
        r"src/model/reading/",
        "Refused, without a trial of `eserde`: most lines are places over several files, overrides, suggestions and limits, which a deserialiser does not bring. More lines, since a file of a wrong kind is named and long lines are cut.",
    ),
    "everything": (r"src/", ""),
}
NOT_CODE = re.compile(r"(^|/)tests/|(^|/)(tests|testing|fake)\.rs$")


def main() -> None:
    """The command."""
    before = sys.argv[1] if len(sys.argv) > 1 else "31fb8b8"
    after = sys.argv[2] if len(sys.argv) > 2 else None
    counts = [lines_at(before), lines_at(after)]
    print(f"| part | at {before} | {'now' if after is None else 'at ' + after} | what was proposed, and what came of it |")
    print("|---|---:|---:|---|")
    for name, (pattern, outcome) in PARTS.items():
        sums = [sum(n for path, n in files.items() if re.match(pattern, path.removeprefix("engine/"))) for files in counts]
        print(f"| {name} | {sums[0]:,} | {sums[1]:,} | {outcome} |")


def lines_at(revision: str | None) -> dict[str, int]:
    """Lines of code of each file."""
    if revision is None:
        names = [str(path.relative_to(ROOT)) for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.rs"))]
    else:
        names = git("ls-tree", "-r", "--name-only", revision, *FOLDERS).splitlines()
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
