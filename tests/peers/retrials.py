"""Slots without a line, in SimPy: who finds them taken tries again later, or gives up."""

from random import Random
from typing import Iterator

import simpy

import reading
from books import Figures, Level, times
from reading import Model


def retrial(model: Model, seed: int) -> Figures:
    """The retrial queue. `retry-first` holds for the first refusal of a newcomer, `retry` for all later ones."""
    chance, world, role = Random(seed), simpy.Environment(), model.role
    slots = int(model.tier["slots"])
    if "backlog" in model.tier:
        raise ValueError("this peer has no line")
    work, pause = reading.drawing(model.work_of_only_page), reading.drawing(role["retry-after"])
    again_first, again = role.get("retry-first", role["retry"]), role["retry"]
    busy, orbit = Level(), Level()
    counts = {"attempts.total": 0, "attempts.refused": 0, "tried": 0, "given_up": 0}
    waits: list[float] = []

    def caller() -> Iterator[simpy.Event]:
        came, tries_again = world.now, again_first
        while True:
            counts["attempts.total"] += 1
            if busy.value < slots:
                break
            counts["attempts.refused"] += 1
            if chance.random() >= tries_again:
                counts["given_up"] += 1
                return
            tries_again = again
            orbit.add(+1, world.now)
            yield world.timeout(pause(chance))
            orbit.add(-1, world.now)
        busy.add(+1, world.now)
        yield world.timeout(work(chance))
        busy.add(-1, world.now)
        waits.append(world.now - came)

    def stream() -> Iterator[simpy.Event]:
        while True:
            yield world.timeout(chance.expovariate(model.arrivals_per_s))
            counts["tried"] += 1
            world.process(caller())

    world.process(stream())
    world.run(until=model.until_s)
    end = model.until_s
    figures = {name: float(number) for name, number in counts.items()}
    return figures | times("wait_s.submitted_", waits) | {
        "submitted": float(len(waits)),
        "still_trying": float(busy.value + orbit.value),
        f"tiers.{model.tier['name']}.mean_slots_taken": busy.mean(end),
    }
