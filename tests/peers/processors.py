"""A processor shared evenly by the requests on it, in SimPy."""

from typing import Callable, Iterator

import simpy

Throughput = Callable[[int], float]


class Job:
    """Work under way."""

    def __init__(self, left_s: float, done: simpy.Event) -> None:
        self.left_s = left_s
        self.done = done


class Processor:
    """Does `throughput(n)` seconds of work a second when n jobs are on it, the same for each.

    Every change of their number goes through all of them, which is slow and hard to get wrong.
    """

    def __init__(self, world: simpy.Environment, throughput: Throughput) -> None:
        self.world = world
        self.throughput = throughput
        self.jobs: list[Job] = []
        self.done_s = 0.0
        self._settled = 0.0
        self._plans = 0

    def done_of(self, job: Job, amount_s: float) -> float:
        """How much of a job's work has been done by now."""
        return amount_s - max(job.left_s - self._speed() * (self.world.now - self._settled), 0.0)

    def work(self, amount_s: float, began: Callable[[Callable[[], float]], None] | None = None) -> Iterator[simpy.Event]:
        """Works; interrupted, what is left of the work is dropped. Says how much was done.

        `began`, if there is one, is given a function that says how much has been done at any time.
        """
        job = Job(amount_s, self.world.event())
        if began is not None:
            began(lambda: self.done_of(job, amount_s))
        self._settle()
        self.jobs.append(job)
        self._plan()
        try:
            yield job.done
        except simpy.Interrupt:
            self._settle()
            if job in self.jobs:
                self.jobs.remove(job)
            self._plan()
        return amount_s - job.left_s

    def work_until(self, now: float) -> float:
        """All work done until an instant [s of work]."""
        return self.done_s + self._speed() * len(self.jobs) * (now - self._settled)

    def _speed(self) -> float:
        return self.throughput(len(self.jobs)) / len(self.jobs) if self.jobs else 0.0

    def _settle(self) -> None:
        each = self._speed() * (self.world.now - self._settled)
        for job in self.jobs:
            job.left_s -= each
        self.done_s += each * len(self.jobs)
        self._settled = self.world.now

    def _plan(self) -> None:
        self._plans += 1
        if self.jobs:
            first = min(self.jobs, key=lambda job: job.left_s)
            plan = self._plans
            alarm = self.world.timeout(max(first.left_s, 0.0) / self._speed())
            alarm.callbacks.append(lambda _: self._finish(first, plan))

    def _finish(self, job: Job, plan: int) -> None:
        if plan != self._plans:
            return
        self._settle()
        job.left_s = 0.0
        self.jobs.remove(job)
        job.done.succeed()
        self._plan()
