"""People who go through the pages of a journey, lose patience, try again, lose their session, and give up, in SimPy."""

from random import Random
from typing import Iterator

import simpy

import reading
from books import Figures, times
from portal import ABANDONED, BACKLOG, GATEWAY, REFUSED, SERVED, Portal, Request
from reading import Model


class Launch:
    """A portal and the people who come to it."""

    def __init__(self, model: Model, seed: int) -> None:
        self.model, self.chance, self.world = model, Random(seed), simpy.Environment()
        self.portal = Portal(model, self.world, self.chance)
        role = model.role
        patience = role.get("patience")
        if patience and patience.get("covers", "response") != "response":
            raise ValueError("these people's patience covers the whole response")
        self.patience = reading.drawing(patience["law"]) if patience else None
        self.retry = role.get("retry", 0.0)
        self.retry_first = role.get("retry-first", self.retry)
        self.reload_at_once = role.get("reload-at-once", 0.0)
        self.reload_after = reading.drawing(role.get("reload-after"))
        self.retry_after = reading.drawing(role.get("retry-after"))
        self.session_lost = role.get("session-lost", 0.0)
        self.thinks = [reading.drawing(page.get("think")) for page in model.pages]
        self.tried = self.given_up = self.attempts = 0
        self.outcomes = dict.fromkeys((SERVED, REFUSED, GATEWAY, BACKLOG, ABANDONED), 0)
        self.waits: list[float] = []
        self.page_times: list[float] = []

    def stream(self) -> Iterator[simpy.Event]:
        """People come as a Poisson stream."""
        while True:
            yield self.world.timeout(self.chance.expovariate(self.model.arrivals_per_s))
            self.tried += 1
            self.world.process(self.person())

    def person(self) -> Iterator[simpy.Event]:
        """Goes through the pages until the last one is served, or there is no heart left."""
        came, page, tries_again = self.world.now, 0, self.retry_first
        while page < len(self.thinks):
            outcome = yield from self.attempt(page)
            if outcome == SERVED:
                page += 1
                if page < len(self.thinks):
                    yield self.world.timeout(self.thinks[page - 1](self.chance))
                continue
            if self.chance.random() < self.session_lost:
                page = 0
            if self.chance.random() >= tries_again:
                self.given_up += 1
                return
            tries_again = self.retry
            at_once = self.chance.random() < self.reload_at_once
            yield self.world.timeout((self.reload_after if at_once else self.retry_after)(self.chance))
        self.waits.append(self.world.now - came)

    def attempt(self, page: int) -> Iterator[simpy.Event]:
        """Asks for a page and waits for it, as long as patience lasts. The outcome."""
        self.attempts += 1
        began, request = self.world.now, Request(page)
        answer = self.portal.send(request)
        yield answer | self.world.timeout(self.patience(self.chance)) if self.patience else answer
        outcome = answer.value if answer.triggered else ABANDONED
        if outcome == ABANDONED:
            request.depart(ABANDONED)
            self.portal.disconnect(0, answer)
        elif outcome == SERVED:
            self.page_times.append(self.world.now - began)
        request.outcome = outcome
        self.outcomes[outcome] += 1
        return outcome


def launch(model: Model, seed: int) -> Figures:
    """Runs it until the end."""
    run = Launch(model, seed)
    run.world.process(run.stream())
    run.world.run(until=model.until_s)
    figures = {f"attempts.{name}": float(number) for name, number in run.outcomes.items()}
    figures |= times("wait_s.submitted_", run.waits) | times("page_s.", run.page_times)
    for tier in run.portal.tiers:
        figures |= tier.figures(model.until_s, run.portal.requests)
    return figures | {
        "tried": float(run.tried),
        "attempts.total": float(run.attempts),
        "submitted": float(len(run.waits)),
        "given_up": float(run.given_up),
    }
