"""One tier with slots and a line before them, in Ciw: M/M/1, M/M/c, M/M/c/K, M/G/c/c, Erlang-A, and shared processors.

Ciw brings all of it: servers, finite lines, impatient customers (reneging) and processor sharing. What is left to do is to hand
it the numbers, and to sum up its records.
"""

import math
from typing import Any

import ciw

import reading
from books import Figures, mean, times
from reading import Model


def law_of(law: dict[str, Any]) -> ciw.dists.Distribution:
    """A law of the model file as one of Ciw's."""
    ((kind, value),) = law.items()
    match kind:
        case "exponential":
            return ciw.dists.Exponential(rate=1.0 / reading.seconds(value))
        case "fixed":
            return ciw.dists.Deterministic(value=reading.seconds(value))
        case "lognormal":
            mu, sigma = reading.lognormal(value)
            return ciw.dists.Lognormal(mean=mu, sd=sigma)
        case "hyperexponential":
            share, first, second = reading.hyperexponential(value)
            return ciw.dists.HyperExponential(rates=[1.0 / first, 1.0 / second], probs=[share, 1.0 - share])
    raise ValueError(f"no Ciw peer knows the law {kind!r}")


def simulate(model: Model, seed: int, *, shared: bool = False) -> ciw.Simulation:
    """Runs the model until its end. `shared`: the slots share one core, instead of having one each."""
    ciw.seed(seed)
    tier, patience = model.tier, model.role.get("patience")
    if patience is not None and patience["covers"] != "backlog":
        raise ValueError("Ciw's customers lose patience in the line only")
    backlog = tier.get("backlog")
    length = 0 if backlog is None else int(reading.count(backlog["length"])) if "length" in backlog else math.inf
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=model.arrivals_per_s)],
        service_distributions=[law_of(model.work_of_only_page)],
        number_of_servers=[int(reading.count(tier["slots"]))],
        queue_capacities=[length],
        reneging_time_distributions=[law_of(patience["law"]) if patience else None],
    )
    simulation = ciw.Simulation(network, node_class=ciw.PSNode if shared else None)
    simulation.simulate_until_max_time(model.until_s)
    return simulation


def line(model: Model, seed: int) -> Figures:
    """A tier whose slots have a core each."""
    simulation = simulate(model, seed)
    figures, inside = sums(model, simulation)
    ended = simulation.get_all_records()
    seated = [r.service_start_date - r.arrival_date for r in ended if r.record_type == "service"]
    seated += [i.service_start_date - i.arrival_date for i in inside if i.server]
    left = [r.exit_date - r.arrival_date for r in ended if r.record_type == "renege"]
    waiting = [i for i in inside if not i.server]
    waited = sum(wait > 0.0 for wait in seated) + len(left) + len(waiting)
    busy = sum(r.service_time for r in ended if r.record_type == "service")
    busy += sum(model.until_s - i.service_start_date for i in inside if i.server)
    tier = f"tiers.{model.tier['name']}."
    figures[f"{tier}mean_backlog_wait_s"] = mean(seated)
    figures[f"{tier}p_wait"] = waited / (len(seated) + len(left) + len(waiting))
    figures[f"{tier}utilisation"] = busy / (reading.count(model.tier["slots"]) * model.until_s)
    return figures


def shared(model: Model, seed: int) -> Figures:
    """A tier whose slots share one core. Room is for more than will ever come."""
    if model.tier["cores"] != 1.0:
        raise ValueError("this peer shares one core")
    figures, _ = sums(model, simulate(model, seed, shared=True))
    return figures


def sums(model: Model, simulation: ciw.Simulation) -> tuple[Figures, list[ciw.Individual]]:
    """Counts, times in the tier and the number there; and who is still there at the end."""
    ended = simulation.get_all_records()
    inside = simulation.nodes[1].all_individuals
    kinds = [r.record_type for r in ended]
    area = sum(r.exit_date - r.arrival_date for r in ended if r.record_type != "rejection")
    area += sum(model.until_s - i.arrival_date for i in inside)
    figures = {
        "attempts.total": float(simulation.nodes[0].number_of_individuals),
        "attempts.served": float(kinds.count("service")),
        "attempts.refused": float(kinds.count("rejection")),
        "attempts.abandoned": float(kinds.count("renege")),
        f"tiers.{model.tier['name']}.mean_in_tier": area / model.until_s,
    }
    stays = [r.exit_date - r.arrival_date for r in ended if r.record_type == "service"]
    return figures | times("page_s.", stays), inside
