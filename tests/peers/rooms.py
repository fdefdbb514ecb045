"""A waiting room, in SimPy.

Who comes takes a ticket, and in a lottery draws its number there and then: the lowest goes first, and a newcomer with a low one goes
before those who wait. Tickets are called when fewer than `cap` places are taken, and no faster than `release`, but for a `burst` at
once after a pause. A person called notices at the next poll of the waiting page, which is a uniformly distributed part of an interval
away, and comes in; a no-show never comes, and the place is free again after `claim`. Who comes when nobody waits and a call would be
possible walks in at once.
"""

from random import Random
from typing import Iterator, NamedTuple

import simpy

import reading
from books import Figures, Level, mean, times
from reading import Model


ROUNDING = 1e-9
"""A token that lacks so little is whole."""


class Ticket(NamedTuple):
    """Its place among the others, when it was taken, and the call it waits for."""

    rank: float
    came: float
    called: simpy.Event


class Room:
    """The waiting room and the portal behind it, which has a slot for everyone let in."""

    def __init__(self, model: Model, seed: int) -> None:
        spec = model.waiting_room
        self.cap = reading.count(spec["cap"])
        if reading.count(model.tier["slots"]) < self.cap or "backlog" in model.tier:
            raise ValueError("this peer has a slot for everyone let in")
        self.by_lot = spec.get("order") == "lottery"
        self.gap_s = 1.0 / reading.per_second(spec["release"]) if "release" in spec else 0.0
        self.burst = reading.count(spec.get("burst", 1))
        self.poll_s, self.claim_s = reading.seconds(spec["poll"]), reading.seconds(spec["claim"])
        self.no_show = spec.get("no-show", 0.0)
        self.work = reading.drawing(model.work_of_only_page)
        self.model, self.chance, self.world = model, Random(seed), simpy.Environment()
        self.tickets: list[Ticket] = []
        self.tokens, self.tokens_at_s = self.burst, 0.0
        self.alarm_set = False
        self.waiting, self.inside = Level(), Level()
        self.counts = dict.fromkeys(("tried", "given_up", "waiting_room.called", "waiting_room.claimed", "waiting_room.lapsed"), 0)
        self.most_waiting = 0
        self.waits_for_call: list[float] = []
        self.waits: list[float] = []

    def stream(self) -> Iterator[simpy.Event]:
        """People come as a Poisson stream."""
        while True:
            yield self.world.timeout(self.chance.expovariate(self.model.arrivals_per_s))
            self.counts["tried"] += 1
            self.world.process(self.person())

    def person(self) -> Iterator[simpy.Event]:
        """Comes in through the room, is served, and goes."""
        came = self.world.now
        if not self.tickets and self.may_call():
            self.take_place(came)
        else:
            ticket = Ticket(self.chance.random() if self.by_lot else came, came, self.world.event())
            self.tickets.append(ticket)
            self.waiting.add(+1, came)
            self.most_waiting = max(self.most_waiting, self.waiting.value)
            self.call()
            yield ticket.called
            if self.chance.random() < self.no_show:
                self.counts["given_up"] += 1
                yield self.world.timeout(self.claim_s)
                self.counts["waiting_room.lapsed"] += 1
                return self.free_place()
            yield self.world.timeout(self.chance.uniform(0.0, self.poll_s))
        self.counts["waiting_room.claimed"] += 1
        yield self.world.timeout(self.work(self.chance))
        self.waits.append(self.world.now - came)
        self.free_place()

    def may_call(self) -> bool:
        """Whether there is a place, and it is time."""
        self.fill_bucket()
        return self.inside.value < self.cap and (not self.gap_s or self.tokens >= 1.0 - ROUNDING)

    def fill_bucket(self) -> None:
        """A call takes a token; one comes in every gap, evenly, and no more are kept than a burst."""
        if self.gap_s:
            self.tokens = min(self.burst, self.tokens + (self.world.now - self.tokens_at_s) / self.gap_s)
            self.tokens_at_s = self.world.now

    def take_place(self, came: float) -> None:
        """Somebody who came then is called."""
        now = self.world.now
        self.inside.add(+1, now)
        self.counts["waiting_room.called"] += 1
        self.waits_for_call.append(now - came)
        self.tokens -= 1.0

    def call(self) -> None:
        """Calls whom it may, and sees to it that the next call is not forgotten."""
        while self.tickets and self.may_call():
            ticket = min(self.tickets, key=lambda ticket: ticket.rank)
            self.tickets.remove(ticket)
            self.waiting.add(-1, self.world.now)
            self.take_place(ticket.came)
            ticket.called.succeed()
        if self.tickets and self.inside.value < self.cap and not self.alarm_set:
            self.alarm_set = True
            alarm = self.world.timeout((1.0 - self.tokens) * self.gap_s)
            alarm.callbacks.append(self.alarm)

    def alarm(self, _: simpy.Event) -> None:
        """It is time for the next call."""
        self.alarm_set = False
        self.call()

    def free_place(self) -> None:
        """A place is free, for the next."""
        self.inside.add(-1, self.world.now)
        self.call()


def room(model: Model, seed: int) -> Figures:
    """Runs it until the end."""
    run = Room(model, seed)
    run.world.process(run.stream())
    run.world.run(until=model.until_s)
    figures = {name: float(number) for name, number in run.counts.items()}
    return figures | times("wait_s.submitted_", run.waits) | {
        "submitted": float(len(run.waits)),
        "waiting_room.mean_waiting": run.waiting.mean(model.until_s),
        "waiting_room.most_waiting": float(run.most_waiting),
        "waiting_room.mean_inside": run.inside.mean(model.until_s),
        "waiting_room.mean_wait_s": mean(run.waits_for_call),
    }
