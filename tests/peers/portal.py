"""Nested tiers, in SimPy: each stay of a request in a tier is a process, which starts and awaits its stay in the tier behind.

So a slot is kept because the process that holds it waits; a gateway timeout is a process that waits no longer; and a disconnect is an
interrupt. A stay ends in one of the outcomes of an attempt.
"""

import math
from random import Random
from typing import Any, Callable, Iterator

import simpy

import reading
from books import Figures, Level, mean
from processors import Processor, Throughput
from reading import Draw, Model

SERVED, REFUSED, GATEWAY, BACKLOG, ABANDONED = "served", "refused", "gateway_timeout", "backlog_timeout", "abandoned"

Stay = Iterator[simpy.Event]


class Work:
    """What a tier does for a request: how much so far, and how much of that before the sender went."""

    def __init__(self, tier: "Tier") -> None:
        self.tier = tier
        self.so_far: Callable[[], float] = lambda: 0.0
        self.before_departure_s = math.inf

    def began(self, so_far: Callable[[], float]) -> None:
        """The work begins; `so_far` says how much is done at any time."""
        self.so_far = so_far

    def ended(self, done_s: float) -> None:
        """The work has ended, that much done."""
        self.so_far = lambda: done_s

    def after_departure_s(self) -> float:
        """How much was done for nobody."""
        return max(self.so_far() - self.before_departure_s, 0.0)


class Request:
    """A request, whether anybody still awaits its answer, what its sender got, and what was done for it."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.awaited = True
        self.outcome: str | None = None
        self.works: list[Work] = []

    def begin(self, tier: "Tier") -> Work:
        """A tier begins to work on it. What is done after the sender went was not for them."""
        work = Work(tier)
        if not self.awaited:
            work.before_departure_s = 0.0
        self.works.append(work)
        return work

    def depart(self, outcome: str) -> None:
        """The sender has got an error, or has had enough: from now on nobody awaits the answer."""
        if self.awaited:
            self.awaited, self.outcome = False, outcome
            for work in self.works:
                work.before_departure_s = work.so_far()


class Tier:
    """Slots, a line before them, and what is written down of them."""

    def __init__(self, world: simpy.Environment, spec: dict[str, Any], works: list[Draw | None]) -> None:
        backlog = spec.get("backlog")
        self.name = spec["name"]
        self.slots = int(reading.count(spec["slots"]))
        self.length = 0 if backlog is None else reading.count(backlog.get("length", math.inf))
        self.last_first = bool(backlog) and backlog.get("order") == "lifo"
        self.backlog_timeout_s = reading.seconds(backlog["timeout"]) if backlog and "timeout" in backlog else math.inf
        self.gateway_timeout_s = reading.seconds(spec["gateway-timeout"]) if "gateway-timeout" in spec else math.inf
        self.cancels = spec.get("cancel-on-disconnect", False)
        speed = throughput(spec)
        self.processor = Processor(world, speed) if speed else None
        self.most_work = max(map(speed, range(1, self.slots + 1))) if speed else self.slots
        self.works = works
        self.line: list[simpy.Event] = []
        self.inside, self.taken, self.working = Level(), Level(), Level()
        self.counts = dict.fromkeys(("arrivals", SERVED, REFUSED, ABANDONED, "failed"), 0)
        self.waited = 0
        self.in_vain = 0
        self.waits: list[float] = []
        self.stays: list[float] = []

    def figures(self, end: float, requests: list[Request]) -> Figures:
        """What `clickday run --json` says of a tier, which these requests came to."""
        works = [(request, work) for request in requests for work in request.works if work.tier is self]
        undelivered_s = math.fsum(work.so_far() for request, work in works if request.outcome not in (None, SERVED))
        after_departure_s = math.fsum(work.after_departure_s() for _, work in works)
        work = self.processor.work_until(end) if self.processor else self.working.mean(end) * end
        figures = {name: float(number) for name, number in self.counts.items()} | {
            "mean_in_tier": self.inside.mean(end),
            "mean_slots_taken": self.taken.mean(end),
            "mean_sojourn_s": mean(self.stays),
            "mean_backlog_wait_s": mean(self.waits),
            "p_wait": self.waited / (self.counts["arrivals"] - self.counts[REFUSED]),
            "goodput_per_s": (self.counts[SERVED] - self.in_vain) / end,
            "work_after_departure_share": after_departure_s / work,
            "undelivered_work_share": undelivered_s / work,
            "utilisation": work / (self.most_work * end),
        }
        return {f"tiers.{self.name}.{name}": figure for name, figure in figures.items()}


def throughput(spec: dict[str, Any]) -> Throughput | None:
    """Seconds of work a second with n requests at work on a shared processor; none where each slot has its own."""
    penalty = spec.get("penalty", {})
    if "usl" in penalty:
        sigma, kappa = penalty["usl"]["sigma"], penalty["usl"]["kappa"]
        return lambda n: n / (1.0 + sigma * (n - 1) + kappa * n * (n - 1))
    if penalty:
        raise ValueError(f"this peer does not know the penalty {penalty}")
    if "cores" in spec:
        cores = spec["cores"]
        return lambda n: min(n, cores)
    return None


class Portal:
    """All tiers, outermost first."""

    def __init__(self, model: Model, world: simpy.Environment, chance: Random) -> None:
        self.world, self.chance = world, chance
        laws = [[model.work(page, tier) for page in range(len(model.pages))] for tier in range(len(model.tiers))]
        draws = [[reading.drawing(law) if law else None for law in of_tier] for of_tier in laws]
        self.tiers = [Tier(world, spec, works) for spec, works in zip(model.tiers, draws)]
        self.requests: list[Request] = []

    def send(self, request: Request) -> simpy.Process:
        """A request comes to the outermost tier."""
        self.requests.append(request)
        return self.world.process(self.stay(0, request))

    def disconnect(self, k: int, stay: simpy.Process) -> None:
        """Tier `k` learns that nobody waits for this stay any more. A tier that does not cancel lets it go on."""
        if self.tiers[k].cancels and stay.is_alive:
            stay.interrupt()

    def stay(self, k: int, request: Request) -> Stay:
        """The stay of a request in tier `k` and behind it."""
        tier, came = self.tiers[k], self.world.now
        tier.counts["arrivals"] += 1
        if (tier.taken.value >= tier.slots or tier.line) and len(tier.line) >= tier.length:
            tier.counts[REFUSED] += 1
            return REFUSED
        tier.inside.add(+1, came)
        outcome = yield from self.line_up(tier)
        if outcome is None:
            tier.waits.append(self.world.now - came)
            outcome = yield from self.hold_slot(k, request)
            tier.taken.add(-1, self.world.now)
            self.seat(tier)
        tier.inside.add(-1, self.world.now)
        tier.stays.append(self.world.now - came)
        tier.counts[outcome if outcome in (SERVED, ABANDONED) else "failed"] += 1
        tier.in_vain += outcome == SERVED and not request.awaited
        return outcome

    def line_up(self, tier: Tier) -> Stay:
        """Waits for a slot. Nothing when there is one, else how the wait ended."""
        if tier.taken.value < tier.slots and not tier.line:
            tier.taken.add(+1, self.world.now)
            return None
        tier.waited += 1
        turn = self.world.event()
        tier.line.append(turn)
        outcome = BACKLOG
        try:
            if math.isinf(tier.backlog_timeout_s):
                yield turn
            else:
                yield turn | self.world.timeout(tier.backlog_timeout_s)
        except simpy.Interrupt:
            outcome = ABANDONED
        if turn.triggered:
            return None
        tier.line.remove(turn)
        return outcome

    def seat(self, tier: Tier) -> None:
        """A free slot goes to whoever is next. It is taken at once, so that nobody can come between."""
        if tier.line and tier.taken.value < tier.slots:
            tier.taken.add(+1, self.world.now)
            tier.line.pop(-1 if tier.last_first else 0).succeed()

    def hold_slot(self, k: int, request: Request) -> Stay:
        """Own work, then the tier behind, if it has any to do."""
        outcome = yield from self.work(k, request)
        behind = any(tier.works[request.page] for tier in self.tiers[k + 1 :])
        if outcome != SERVED or not behind:
            return outcome
        inner = self.world.process(self.stay(k + 1, request))
        timeout_s = self.tiers[k].gateway_timeout_s
        try:
            yield inner if math.isinf(timeout_s) else inner | self.world.timeout(timeout_s)
        except simpy.Interrupt:
            self.disconnect(k + 1, inner)
            return ABANDONED
        if not inner.triggered:
            request.depart(GATEWAY)
            self.disconnect(k + 1, inner)
            return GATEWAY
        return inner.value

    def work(self, k: int, request: Request) -> Stay:
        """The tier's own work: served, or abandoned before it was done."""
        tier, law = self.tiers[k], self.tiers[k].works[request.page]
        if law is None:
            return SERVED
        amount, work = law(self.chance), request.begin(tier)
        if tier.processor:
            done = yield from tier.processor.work(amount, work.began)
        else:
            began = self.world.now
            work.began(lambda: self.world.now - began)
            done = yield from self.work_alone(tier, amount)
        work.ended(done)
        return SERVED if done == amount else ABANDONED

    def work_alone(self, tier: Tier, amount: float) -> Stay:
        """Work on a core of the slot's own. How much was done."""
        began = self.world.now
        tier.working.add(+1, began)
        try:
            yield self.world.timeout(amount)
            return amount
        except simpy.Interrupt:
            return self.world.now - began
        finally:
            tier.working.add(-1, self.world.now)
