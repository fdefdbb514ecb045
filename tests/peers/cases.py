"""Which models are written twice, by whom, and what has to be noticed if clickday got it wrong."""

from dataclasses import dataclass, field
from typing import Callable

import desks
import lines
import repair
import retrials
import rooms
import visitors
from books import Figures
from reading import Model

Overrides = dict[str, str]

ARRIVALS = "people.group.customers.arrivals.poisson"
CALLS = "people.group.callers.arrivals.poisson"


@dataclass(frozen=True)
class Case:
    """A model, the peer that simulates it too, and mistakes that a comparison of the two would bring to light.

    `overrides` are values of the model that both sides set to others. `mistakes` are values that clickday alone is then given, each
    by the name of the mistake it stands for.
    """

    name: str
    engine: str
    peer: Callable[[Model, int], Figures]
    model: str
    until: str
    policy: str | None = None
    overrides: Overrides = field(default_factory=dict)
    mistakes: dict[str, Overrides] = field(default_factory=dict)


def textbook(file: str) -> str:
    """A textbook model."""
    return f"models/textbook/{file}.toml"


TWO_TIERS = "tests/peers/models/two-tiers.toml"

CASES = [
    Case(
        "M/M/1", "Ciw", lines.line, textbook("mm1"), "2020-01-01 00:30",
        mistakes={"10 % slower": {"portal.request.service.work.desk": '{ exponential = "1100 ms" }'}},
    ),
    Case(
        "M/M/1", "SimPy", desks.desk, textbook("mm1"), "2020-01-01 00:30",
        mistakes={"5 % more people": {ARRIVALS: '"0.84 per second"'}},
    ),
    Case(
        "M/M/10", "Ciw", lines.line, textbook("mmc"), "2020-01-01 00:03",
        mistakes={"a desk more": {"portal.tier.0.slots": "11"}},
    ),
    Case(
        "M/M/10/30", "Ciw", lines.line, textbook("mmck"), "2020-01-01 00:02",
        mistakes={
            "3 chairs less": {"portal.tier.0.backlog.length": "17"},
            "last in, first out": {"portal.tier.0.backlog.order": '"lifo"'},
        },
    ),
    Case(
        "M/M/100+M", "Ciw", lines.line, textbook("erlang-a"), "2020-01-01 00:00:20",
        overrides={CALLS: '"110 per second"'},
        mistakes={
            "patience 30 % longer": {"people.role.caller.patience.law": '{ exponential = "2600 ms" }'},
            "patience of the whole response": {"people.role.caller.patience.covers": '"response"'},
        },
    ),
    Case(
        "M/G/10/10", "Ciw", lines.line, textbook("mgcc"), "2020-01-01 00:03",
        mistakes={
            "a line less": {"portal.tier.0.slots": "9"},
            "less uneven, same mean": {"portal.request.call.work.lines": '{ hyperexponential = { mean = "1 s", cv = 2.5 } }'},
        },
    ),
    Case(
        "M/G/1-PS", "Ciw", lines.shared, textbook("mg1-ps"), "2020-01-01 00:20",
        overrides={"portal.tier.0.slots": "1000"},  # Ciw has an object for each slot.
        mistakes={"less uneven, same mean": {"portal.request.service.work.server": '{ lognormal = { mean = "1 s", cv = 1.5 } }'}},
    ),
    Case(
        "M/G/1", "SimPy", desks.desk, textbook("mg1"), "2020-01-01 00:30",
        mistakes={"less uneven, same mean": {"portal.request.service.work.desk": '{ lognormal = { mean = "1 s", cv = 1.5 } }'}},
    ),
    Case(
        "Machine repair", "SimPy", repair.machine_repair, textbook("machine-repair"), "2020-01-01 00:02",
        overrides={"people.group.files.size": '"20 thousand"'},
        mistakes={"desk work 5 % longer": {"people.office.bureau.between-files": '{ exponential = "10500 ms" }'}},
    ),
    Case(
        "Metastable database", "SimPy", visitors.launch, textbook("metastable"), "2020-01-01 00:01",
        mistakes={"coherence 40 % worse": {"portal.tier.0.penalty.usl.kappa": "0.0007"}},
    ),
    Case(
        "M/M/5 retrial", "SimPy", retrials.retrial, textbook("retrial"), "2020-01-01 00:10",
        mistakes={"20 % later again": {"people.role.caller.retry-after": '{ exponential = "6 s" }'}},
    ),
    Case(
        "M/M/10 retrial, impatient", "SimPy", retrials.retrial, textbook("retrial-impatient"), "2020-01-01 00:02",
        mistakes={"first refusal like later ones": {"people.role.caller.retry-first": "0.8"}},
    ),
    Case(
        "Waiting room", "SimPy", rooms.room, textbook("waiting-room"), "2020-01-01 00:30", "one-at-a-time",
        mistakes={"polls half as often": {"policy.one-at-a-time.measure.0.waiting-room.poll": '"2 s"'}},
    ),
    Case(
        "Waiting room, no-shows", "SimPy", rooms.room, textbook("waiting-room-no-shows"), "2020-01-01 00:06", "two-a-second",
        mistakes={"no-shows 25 % instead of 20 %": {"policy.two-a-second.measure.0.waiting-room.no-show": "0.25"}},
    ),
    Case(
        "Waiting room, bursts", "SimPy", rooms.room, textbook("waiting-room-no-shows"), "2020-01-01 00:06", "two-a-second",
        overrides={ARRIVALS: '"1.8 per second"', "policy.two-a-second.measure.0.waiting-room.burst": "4"},
        mistakes={"two at once": {"policy.two-a-second.measure.0.waiting-room.burst": "2"}},
    ),
    Case(
        "Waiting room, by lot", "SimPy", rooms.room, textbook("waiting-room-no-shows"), "2020-01-01 00:06", "two-a-second",
        overrides={"policy.two-a-second.measure.0.waiting-room.order": '"lottery"'},
        mistakes={"in order of arrival": {"policy.two-a-second.measure.0.waiting-room.order": '"arrival"'}},
    ),
    Case(
        "Two tiers", "SimPy", visitors.launch, TWO_TIERS, "2020-01-01 00:02",
        mistakes={
            "gateway 10 % sooner": {"portal.tier.0.gateway-timeout": '"1080 ms"'},
            "no gateway timeout": {"portal.tier.0.gateway-timeout": '"1 h"'},
            "database gives up on its backlog 30 % sooner": {"portal.tier.1.backlog.timeout": '"630 ms"'},
            "database cancels": {"portal.tier.1.cancel-on-disconnect": "true"},
            "web last in, first out": {"portal.tier.0.backlog.order": '"lifo"'},
            "sessions survive": {"people.role.visitor.session-lost": "0.0"},
        },
    ),
    Case(
        "Two tiers, database cancels", "SimPy", visitors.launch, TWO_TIERS, "2020-01-01 00:02",
        overrides={"portal.tier.1.cancel-on-disconnect": "true"},
        mistakes={"web cancels too": {"portal.tier.0.cancel-on-disconnect": "true"}},
    ),
    Case(
        "Two tiers, both cancel, last in first out", "SimPy", visitors.launch, TWO_TIERS, "2020-01-01 00:02",
        overrides={
            "portal.tier.0.cancel-on-disconnect": "true",
            "portal.tier.1.cancel-on-disconnect": "true",
            "portal.tier.0.backlog.order": '"lifo"',
        },
        mistakes={"database does not cancel": {"portal.tier.1.cancel-on-disconnect": "false"}},
    ),
]
