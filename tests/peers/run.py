"""Holds clickday against its peers, and prints what came of it.

    python tests/peers/run.py [--replications N] [--only NAME] [--all] [--binary FILE]

The exit status is 1 if clickday and a peer disagree, or if a deliberate mistake went unnoticed.
"""

import argparse
import multiprocessing
import sys
import time
import zlib
from pathlib import Path
from typing import NamedTuple

import clickday
from cases import CASES, Case, Overrides
from comparing import Comparison, Sample, compare
from reading import Model

FAMILY_LEVEL = 0.01
"""Probability that a right clickday is found wrong by chance, over the whole suite."""
REPLICATIONS = 150
SEED, SEED_OF_MISTAKES = 20200401, 20200402


class Task(NamedTuple):
    """One replication of a case on one side: by the peer, or by clickday, which may have been told a mistake."""

    case: int
    side: str
    replication: int


def main() -> int:
    """The command."""
    asked = arguments()
    began = time.monotonic()
    chosen = [i for i, case in enumerate(CASES) if asked.only is None or asked.only in case.name]
    if not chosen:
        sys.exit(f"no case is called {asked.only!r}; there are {', '.join(case.name for case in CASES)}")
    if not asked.binary.is_file():
        sys.exit(f"there is no {asked.binary}: build it with `cargo build --release`")
    samples = simulate(chosen, asked.replications, asked.binary)
    verdicts = {i: compare(samples[i, "clickday"], samples[i, "peer"]) for i in chosen}
    level = FAMILY_LEVEL / sum(map(len, verdicts.values()))
    wrong = sum(show_agreement(CASES[i], verdicts[i], level, asked.all) for i in chosen)
    print(f"\n{sum(map(len, verdicts.values()))} tests of {asked.replications} replications a side, each at {level:.1e}: "
          f"{FAMILY_LEVEL:.0%} together\n")
    missed = 0
    for i in chosen:
        for mistake in CASES[i].mistakes:
            found = compare(samples[i, mistake], samples[i, "peer"])
            missed += not show_mistake(CASES[i], mistake, found, level)
    print(f"\n{wrong} disagreements, {missed} mistakes unnoticed, {time.monotonic() - began:.0f} s")
    return int(wrong + missed > 0)


def arguments() -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(description="Holds clickday against its peers.")
    parser.add_argument("--replications", type=int, default=REPLICATIONS, help="of each model, on each side")
    parser.add_argument("--only", help="cases with this in their name")
    parser.add_argument("--all", action="store_true", help="print every comparison")
    parser.add_argument("--binary", type=Path, default=clickday.BINARY, help="clickday, built for release")
    return parser.parse_args()


def simulate(chosen: list[int], replications: int, binary: Path) -> dict[tuple[int, str], Sample]:
    """All replications of all cases on all sides, on all cores."""
    sides = [(i, side) for i in chosen for side in ("peer", "clickday", *CASES[i].mistakes)]
    tasks = [Task(i, side, r) for i, side in sides for r in range(replications)]
    with multiprocessing.Pool() as pool:
        runs = pool.starmap(one, [(task, binary) for task in tasks], chunksize=10)
    samples: dict[tuple[int, str], Sample] = {key: {} for key in sides}
    for task, figures in zip(tasks, runs):
        sample = samples[task.case, task.side]
        for name, value in figures.items():
            sample.setdefault(name, []).append(value)
    return samples


def one(task: Task, binary: Path) -> dict[str, float]:
    """One replication: the figures of the peer, or the same ones of clickday."""
    case = CASES[task.case]
    if task.side == "peer":
        model = Model(clickday.ROOT / case.model, case.overrides, case.until, case.policy)
        return case.peer(model, seed_of(case, task.replication))
    mistake: Overrides = case.mistakes.get(task.side, {})
    seed = SEED_OF_MISTAKES if mistake else SEED
    printed = clickday.run(binary, case, case.overrides | mistake, seed, task.replication)
    return clickday.figures(printed)


def seed_of(case: Case, replication: int) -> int:
    """A seed for the peer's generator, of its own for each replication of each case."""
    return zlib.crc32(f"{case.engine}, {case.name}, {replication}".encode())


def show_agreement(case: Case, comparisons: list[Comparison], level: float, everything: bool) -> int:
    """Prints how a case came out; says how many figures disagree."""
    wrong = [c for c in comparisons if c.p < level]
    least = min(comparisons, key=lambda c: c.p)
    title = f"{case.name} ({case.engine})"
    verdict = f"{len(wrong)} DISAGREE" if wrong else "agree"
    print(f"{title:<50} {len(comparisons):>3} tests {verdict:<12} least p {least.p:.1e}, {least.figure}")
    for c in comparisons if everything else wrong:
        print(f"    {c.figure:<36} clickday {c.clickday:<12.6g} peer {c.peer:<12.6g} {c.test:<18} p {c.p:.1e}")
    return len(wrong)


def show_mistake(case: Case, mistake: str, comparisons: list[Comparison], level: float) -> bool:
    """Prints whether a mistake was noticed, and by what."""
    caught = sorted((c for c in comparisons if c.p < level), key=lambda c: c.p)
    by = f"noticed in {len(caught):>2} of {len(comparisons)}: {caught[0].figure}, p {caught[0].p:.1e}" if caught else "NOT NOTICED"
    title = f"{case.name} ({case.engine}), {mistake}"
    print(f"{title:<80} {by}")
    return bool(caught)


if __name__ == "__main__":
    sys.exit(main())
