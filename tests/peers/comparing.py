"""Two-sample tests of what two engines say of the same model, replication by replication."""

import math
from typing import NamedTuple

from scipy.stats import ks_2samp, mannwhitneyu

Sample = dict[str, list[float]]


class Comparison(NamedTuple):
    """One figure on both sides, under one test."""

    figure: str
    clickday: float
    peer: float
    test: str
    p: float


def compare(clickday: Sample, peer: Sample) -> list[Comparison]:
    """Holds every figure of a peer against clickday's, replications against replications.

    Replications are independent of each other, which the people within one are not. The rank-sum test of Mann and Whitney sees best
    when one side has more; the exact test of Kolmogorov and Smirnov sees any difference, also in how much replications differ. Ties
    make the latter say less, never more. Figures that are one and the same number throughout have nothing to test.
    """
    both = {name: (clickday[name], [math.inf if math.isnan(x) else x for x in ours]) for name, ours in peer.items()}
    return [c for name, sides in both.items() if len({*sides[0], *sides[1]}) > 1 for c in comparisons(name, *sides)]


def comparisons(figure: str, clickday: list[float], peer: list[float]) -> list[Comparison]:
    """Both tests of one figure; what was not reached within a run lies beyond all else."""
    means = sum(clickday) / len(clickday), sum(peer) / len(peer)
    ranks = mannwhitneyu(clickday, peer, method="asymptotic")
    # Exact, except for p far too small to matter.
    shape = ks_2samp(clickday, peer, method="auto")
    return [
        Comparison(figure, *means, "Mann-Whitney", float(ranks.pvalue)),
        Comparison(figure, *means, "Kolmogorov-Smirnov", float(shape.pvalue)),
    ]
