"""What a peer writes down of a run, under the names `clickday run --json` gives it."""

import math
from typing import Iterable

Figures = dict[str, float]


class Level:
    """A number that changes over time, and the area under it."""

    def __init__(self) -> None:
        self.value = 0
        self._area = 0.0
        self._since = 0.0

    def add(self, change: int, now: float) -> None:
        """The number changes at an instant [s]."""
        self._area += self.value * (now - self._since)
        self.value += change
        self._since = now

    def mean(self, end: float) -> float:
        """The mean from 0 until `end` [s]."""
        return (self._area + self.value * (end - self._since)) / end


def mean(values: Iterable[float]) -> float:
    """The mean; of nothing, it is not a number, and no comparison takes it."""
    values = list(values)
    return math.fsum(values) / len(values) if values else math.nan


def times(prefix: str, values: list[float]) -> Figures:
    """Mean and percentiles of times [s], each named after the prefix (`page_s.` or `wait_s.submitted_`).

    A percentile is the least value that the share does not exceed (Hyndman & Fan 1996, definition 1).
    """
    ordered = sorted(values)
    figures = {f"{prefix}mean": mean(ordered)}
    for percent in (50, 90, 99):
        rank = max(math.ceil(percent / 100.0 * len(ordered)), 1)
        figures[f"{prefix}p{percent}"] = ordered[rank - 1] if ordered else math.nan
    return figures
