"""One desk and its line, in SimPy: M/M/1 and M/G/1, the line being a `simpy.Resource`."""

from random import Random
from typing import Iterator

import simpy

from books import Figures, Level, mean, times
from reading import Model, drawing


class Desk:
    """A desk where people are served one after the other, in order of arrival."""

    def __init__(self, model: Model, seed: int) -> None:
        if model.tier["slots"] != 1 or model.tier["backlog"] != {}:
            raise ValueError("this peer has one desk and a line without end")
        self.model = model
        self.chance = Random(seed)
        self.work = drawing(model.work_of_only_page)
        self.world = simpy.Environment()
        self.desk = simpy.Resource(self.world, capacity=1)
        self.inside, self.busy = Level(), Level()
        self.came = self.waited = 0
        self.waits: list[float] = []
        self.stays: list[float] = []

    def stream(self) -> Iterator[simpy.Event]:
        """People come as a Poisson stream."""
        while True:
            yield self.world.timeout(self.chance.expovariate(self.model.arrivals_per_s))
            self.came += 1
            self.world.process(self.customer())

    def customer(self) -> Iterator[simpy.Event]:
        """Waits for the desk, is served, and goes."""
        came = self.world.now
        self.inside.add(+1, came)
        with self.desk.request() as turn:
            self.waited += not turn.triggered
            yield turn
            self.waits.append(self.world.now - came)
            self.busy.add(+1, self.world.now)
            yield self.world.timeout(self.work(self.chance))
            self.busy.add(-1, self.world.now)
        self.inside.add(-1, self.world.now)
        self.stays.append(self.world.now - came)


def desk(model: Model, seed: int) -> Figures:
    """Runs it until the end."""
    run = Desk(model, seed)
    run.world.process(run.stream())
    run.world.run(until=model.until_s)
    tier = f"tiers.{model.tier['name']}."
    return times("page_s.", run.stays) | {
        "attempts.total": float(run.came),
        "attempts.served": float(len(run.stays)),
        f"{tier}mean_in_tier": run.inside.mean(model.until_s),
        f"{tier}mean_backlog_wait_s": mean(run.waits),
        f"{tier}p_wait": run.waited / run.came,
        f"{tier}utilisation": run.busy.mean(model.until_s),
    }
