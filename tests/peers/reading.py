"""The numbers of a model file, read without clickday: plain TOML, and units as people write them.

Durations are in seconds, rates in events per second, shares and factors plain.
"""

import datetime
import math
import re
import tomllib
from pathlib import Path
from random import Random
from typing import Any, Callable

SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hour": 3600.0, "d": 86400.0}
MANY = {"": 1.0, "thousand": 1e3, "million": 1e6}

Draw = Callable[[Random], float]


def count(value: int | float | str) -> float:
    """`5`, `"5_000"` or `"5 thousand"`."""
    if not isinstance(value, str):
        return float(value)
    digits, _, factor = value.strip().partition(" ")
    return float(digits) * MANY[factor.strip()]


def seconds(text: str) -> float:
    """`"1 h 30 min"`, in seconds."""
    parts = re.findall(r"([0-9._]+)\s*([a-z]+)", text)
    if not parts or re.sub(r"([0-9._]+)\s*([a-z]+)|\s", "", text):
        raise ValueError(f"{text!r} is not a duration")
    return sum(float(number) * SECONDS[unit] for number, unit in parts)


def per_second(text: str) -> float:
    """`"12 per second"`, in events per second."""
    number, unit = text.split(" per ")
    return count(number) / SECONDS[unit.strip()]


def moment(text: str) -> datetime.datetime:
    """Civil time; all models here stay within days without a change of clocks."""
    return datetime.datetime.fromisoformat(text)


def lognormal(law: dict[str, Any]) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of a lognormal law in seconds.

    With mean m and coefficient of variation v: σ² = ln(1 + v²) and μ = ln m - σ²/2 (Johnson, Kotz, Balakrishnan,
    Continuous Univariate Distributions 1, chapter 14).
    """
    sigma = law["sigma"] if "sigma" in law else math.sqrt(math.log(1.0 + law["cv"] ** 2))
    if "median" in law:
        return math.log(seconds(law["median"])), sigma
    return math.log(seconds(law["mean"])) - sigma**2 / 2.0, sigma


def hyperexponential(law: dict[str, Any]) -> tuple[float, float, float]:
    """Share of the first branch and the mean of each, in seconds, for balanced means.

    With mean m and squared coefficient of variation c²: p = (1 + √((c² - 1)/(c² + 1)))/2, and each branch contributes m/2
    (Tijms, A First Course in Stochastic Models, appendix B).
    """
    mean, square = seconds(law["mean"]), law["cv"] ** 2
    share = (1.0 + math.sqrt((square - 1.0) / (square + 1.0))) / 2.0
    return share, mean / (2.0 * share), mean / (2.0 * (1.0 - share))


def drawing(law: dict[str, Any] | None) -> Draw:
    """A function that draws from a law in seconds; no law is no time."""
    if law is None:
        return lambda _: 0.0
    ((kind, value),) = law.items()
    match kind:
        case "fixed":
            fixed = seconds(value)
            return lambda _: fixed
        case "exponential":
            rate = 1.0 / seconds(value)
            return lambda chance: chance.expovariate(rate)
        case "uniform":
            low, high = seconds(value["from"]), seconds(value["to"])
            return lambda chance: chance.uniform(low, high)
        case "lognormal":
            mu, sigma = lognormal(value)
            return lambda chance: chance.lognormvariate(mu, sigma)
        case "hyperexponential":
            share, first, second = hyperexponential(value)
            return lambda chance: chance.expovariate(1.0 / (first if chance.random() < share else second))
    raise ValueError(f"no peer knows the law {kind!r}")


class Model:
    """A model file, some of its values set to others, and a run of it from its start until an instant.

    `overrides` are paths and values in the notation of `clickday run --set`.
    """

    def __init__(self, path: Path, overrides: dict[str, str], until: str, policy: str | None = None) -> None:
        self.data = tomllib.loads(path.read_text())
        for where, value in overrides.items():
            set_value(self.data, where, tomllib.loads(f"value = {value}")["value"])
        self.until_s = (moment(until) - moment(self.data["calendar"]["start"])).total_seconds()
        self.policy = policy

    @property
    def tiers(self) -> list[dict[str, Any]]:
        """The tiers, outermost first."""
        return self.data["portal"]["tier"]

    @property
    def tier(self) -> dict[str, Any]:
        """The only tier."""
        (tier,) = self.tiers
        return tier

    @property
    def role(self) -> dict[str, Any]:
        """The only role."""
        (role,) = self.data["people"]["role"].values()
        return role

    @property
    def group(self) -> dict[str, Any]:
        """The only group of people."""
        (group,) = self.data["people"]["group"].values()
        return group

    @property
    def arrivals_per_s(self) -> float:
        """Rate of the Poisson stream of newcomers."""
        return per_second(self.group["arrivals"]["poisson"])

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The pages, in order."""
        return self.data["journey"]["page"]

    def work(self, page: int, tier: int) -> dict[str, Any] | None:
        """The law of the work that a page asks of a tier."""
        return self.data["portal"]["request"][self.pages[page]["request"]]["work"].get(self.tiers[tier]["name"])

    @property
    def work_of_only_page(self) -> dict[str, Any]:
        """The law of the work of the only page on the only tier."""
        law = self.work(0, 0)
        if law is None or len(self.pages) != 1:
            raise ValueError("this peer wants one page with work on one tier")
        return law

    @property
    def waiting_room(self) -> dict[str, Any]:
        """The waiting room of the policy."""
        (measure,) = self.data["policy"][self.policy]["measure"]
        return measure["waiting-room"]


def set_value(data: Any, where: str, value: Any) -> None:
    """Sets the value at a path such as `portal.tier.0.slots`; it must be there already, or be a key left out of a table."""
    *path, last = where.split(".")
    for step in path:
        data = data[int(step)] if isinstance(data, list) else data[step]
    data[int(last) if isinstance(data, list) else last] = value
