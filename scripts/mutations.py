#!/usr/bin/env python3
"""Writes what became of the mutations to docs/robustness.md, so that nobody copies the figures.

    scripts/mutations.py            runs `cargo test --test mutations`, and writes the table
    scripts/mutations.py --check    the same, and fails if the page has another table
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/robustness.md"
TEST = ["cargo", "test", "--quiet", "--locked", "--test", "mutations", "--", "--nocapture"]
HEAD = (
    "| mutants of | in all | are refused with a reason | run to their end | are stopped | cannot begin |\n"
    "|---|---:|---:|---:|---:|---:|\n"
)
TABLE = re.compile(re.escape(HEAD) + r"(?:\|.*\|\n)+")


def main() -> None:
    printed = subprocess.run(TEST, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    # A test that runs beside this one may have written to the same line.
    rows = re.findall(r"\| (?:files|`--set`) (?:\| [\d,]+ ){5}\|", printed)
    if len(rows) != 2:
        sys.exit(f"expected a row of files and one of --set, found:\n{printed}")
    # Of files before those of --set.
    table = HEAD + "".join(row + "\n" for row in sorted(rows, reverse=True))
    page = PAGE.read_text(encoding="utf-8")
    if not TABLE.search(page):
        sys.exit(f"{PAGE} has no table of mutants")
    written = TABLE.sub(lambda _: table, page)
    if written == page:
        return
    if "--check" in sys.argv[1:]:
        sys.exit(f"{PAGE} is stale: run scripts/mutations.py")
    PAGE.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
