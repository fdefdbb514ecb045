"""A closed office in SimPy: operators who send a file to one processor, wait, work at the desk, and send the next."""

from random import Random
from typing import Iterator

import simpy

import reading
from books import Figures, Level, times
from processors import Processor
from reading import Model


def machine_repair(model: Model, seed: int) -> Figures:
    """Everyone sends a first file at the start; there are more files than can be done."""
    chance, world = Random(seed), simpy.Environment()
    (office,) = model.data["people"]["office"].values()
    operators, cores = int(office["operators"]), model.tier["cores"]
    if reading.count(model.tier["slots"]) < operators:
        raise ValueError("this peer has a slot for everyone")
    work, pause = reading.drawing(model.work_of_only_page), reading.drawing(office["between-files"])
    server = Processor(world, lambda n: min(n, cores))
    inside, stays = Level(), []
    sent = 0

    def operator() -> Iterator[simpy.Event]:
        nonlocal sent
        while True:
            came = world.now
            sent += 1
            inside.add(+1, came)
            yield from server.work(work(chance))
            inside.add(-1, world.now)
            stays.append(world.now - came)
            yield world.timeout(pause(chance))

    for _ in range(operators):
        world.process(operator())
    world.run(until=model.until_s)
    tier = f"tiers.{model.tier['name']}."
    return times("page_s.", stays) | {
        "attempts.total": float(sent),
        "submitted": float(len(stays)),
        f"{tier}mean_in_tier": inside.mean(model.until_s),
        f"{tier}utilisation": server.work_until(model.until_s) / (cores * model.until_s),
    }
