#!/usr/bin/env python3
"""Shows that every test of an earlier revision still lives: a list of old name -> new name, with what each asserts.

    scripts/test-moves.py OLD [NEW] [--out FILE]

OLD and NEW are git revisions; without NEW the working tree is read. One line a test, as CSV: the file and the name in OLD, the
file and the name in NEW, and before and after the number of assertions and the tolerances (the numbers of all comparisons that
are asserted, in order of size). A test that moved keeps its name or its text. The exit status is 1 if a test is gone or asserts
less than before; each such test is named.
"""

import argparse
import csv
import re
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

RUST = re.compile(r"^((?:engine/)?src|tests|web|benches|examples)/.*\.rs$")
ASSERTION = re.compile(r"\b(?:prop_)?assert(?:_eq|_ne|_snapshot|_json_snapshot|_debug_snapshot)?!")
COMPARED = re.compile(r"[<>]=?\s*(-?\d[\d_]*\.?\d*(?:e-?\d+)?)")
ALIKE = 0.6
"""The least likeness of two bodies that are taken for one test under two names."""


class Test(NamedTuple):
    """A test function."""

    file: str
    name: str
    body: str

    @property
    def assertions(self) -> int:
        """How many assertions it makes, without those of functions that it calls."""
        return len(ASSERTION.findall(self.body))

    @property
    def tolerances(self) -> list[str]:
        """The numbers that something is asserted to be below or above."""
        asserted = [self.body[m.start():statement_end(self.body, m.end())] for m in ASSERTION.finditer(self.body)]
        return sorted((n for text in asserted for n in COMPARED.findall(text)), key=lambda n: float(n.replace("_", "")))

    @property
    def words(self) -> list[str]:
        """The words of its body."""
        return re.findall(r"\w+", self.body)


def statement_end(text: str, start: int) -> int:
    """Where the brackets that open at `start` are closed."""
    depth = 0
    for i in range(start, len(text)):
        if text[i] in "([{":
            depth += 1
        elif text[i] in ")]}":
            depth -= 1
            if depth == 0:
                return i
    return len(text)


def git(*arguments: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout


def files(revision: str | None) -> dict[str, str]:
    """All Rust files of a revision, or of the working tree."""
    if revision is None:
        names = git("ls-files", "--cached", "--others", "--exclude-standard").split("\n")
        return {n: Path(n).read_text() for n in names if RUST.match(n) and Path(n).is_file()}
    names = [n for n in git("ls-tree", "-r", "--name-only", revision).split("\n") if RUST.match(n)]
    return {n: git("show", f"{revision}:{n}") for n in names}


def tests(sources: dict[str, str]) -> list[Test]:
    """Every function marked as a test."""
    found = []
    for file, text in sorted(sources.items()):
        for mark in re.finditer(r"#\[test\]", text):
            head = re.compile(r"\bfn (\w+)").search(text, mark.end())
            if head is not None:
                body = text[text.index("{", head.end()):statement_end(text, text.index("{", head.end())) + 1]
                found.append(Test(file, head[1], body))
    return found


def partner(old: Test, new: list[Test]) -> Test | None:
    """The test that an old one has become: of its name and file, of its name, or of its text."""
    same = [t for t in new if t.name == old.name]
    if same:
        return max(same, key=lambda t: (t.file == old.file, likeness(old, t)))
    found = max(new, key=lambda t: likeness(old, t), default=None)
    return found if found is not None and likeness(old, found) >= ALIKE else None


def likeness(a: Test, b: Test) -> float:
    """How much of two bodies is the same, from 0 to 1."""
    matcher = SequenceMatcher(None, a.words, b.words, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Shows that every test of an earlier revision still lives.")
    parser.add_argument("old")
    parser.add_argument("new", nargs="?")
    parser.add_argument("--out", type=Path, help="write the list there")
    asked = parser.parse_args()
    before, after = tests(files(asked.old)), tests(files(asked.new))
    known = {(t.file, t.name) for t in before}
    # A test that was there before under its present name and place is nobody's successor.
    free = [t for t in after if (t.file, t.name) not in known]
    rows, wrong = [], []
    for old in before:
        stays = next((t for t in after if (t.file, t.name) == (old.file, old.name)), None)
        now = stays or partner(old, free)
        if now is None:
            wrong.append(f"gone: {old.file} {old.name}")
            rows.append([old.file, old.name, "", "", old.assertions, "", " ".join(old.tolerances), ""])
            continue
        rows.append([old.file, old.name, now.file, now.name, old.assertions, now.assertions,
                     " ".join(old.tolerances), " ".join(now.tolerances)])
        if now.assertions < old.assertions:
            wrong.append(f"asserts less: {old.file} {old.name}: {old.assertions} before, {now.assertions} now")
    out = asked.out.open("w", newline="") if asked.out else sys.stdout
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["old file", "old name", "new file", "new name", "assertions before", "assertions after",
                    "tolerances before", "tolerances after"])
    table.writerows(rows)
    moved = sum(1 for r in rows if r[2] and (r[0], r[1]) != (r[2], r[3]))
    changed = sum(1 for r in rows if r[6] != r[7] and r[2])
    print(f"{len(before)} tests before, {len(after)} now; {moved} moved or renamed, {changed} with other tolerances, "
          f"{len(wrong)} to look at", file=sys.stderr)
    for line in wrong:
        print(line, file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
