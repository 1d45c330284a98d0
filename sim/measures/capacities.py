"""The five capacities of the paper's section 4, each 0-1: the mean of three or four shares that stand for it.

The paper names the capacities and gives no index; which shares stand for one is assumed here and said in each
definition. Every share is a measure of its own kind, so a capacity moves only with what people really meet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.measures.amounts import amount
from sim.measures.capacity import standard_met
from sim.measures.grouping import PLACES, Sums, sums_of_places
from sim.measures.measure import Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.ratios import divided, rows_of
from sim.vocabulary import Setting


class Part(NamedTuple):
    """One share that stands for a capacity.

    Attributes:
        text: What it is.
        above: Gives the sums above the line.
        below: Gives the sums below the line.
        wanted: True where the share itself is wanted, False where one minus the share is.
    """

    text: str
    above: Callable[[Observation], Sums]
    below: Callable[[Observation], Sums]
    wanted: bool = True


class Capacity(NamedTuple):
    """A capacity and the shares it is the mean of."""

    id: str
    label: str
    label_zh: str
    parts: tuple[Part, ...]


def _of(text: str, above: str, below: str, wanted: bool = True) -> Part:
    """A part made of two amounts."""
    return Part(text, lambda o: amount(o, above), lambda o: amount(o, below), wanted)


def _column(make: Callable[[Observation], Floats]) -> Callable[[Observation], Sums]:
    """Sums of something known per community."""
    return lambda o: sums_of_places(o, np.asarray(make(o), dtype=np.float64))


CAPACITIES = (
    Capacity(
        "coordination",
        "coordination",
        "统筹协同能力",
        (
            _of(
                "complaints that need several departments and are resolved",
                "several_resolved",
                "several_voiced",
            ),
            _of("entered complaints on time", "on_time", "entered"),
            _of("passed-on complaints that are not lost", "passed_on_lost", "passed_on", wanted=False),
        ),
    ),
    Capacity(
        "resilience",
        "resilience of residents in difficulties",
        "困难群众抗风险能力",
        (
            _of(
                "needs of older, disabled and low-income residents solved",
                "vulnerable_solved",
                "vulnerable_needs",
            ),
            _of("complaints of these residents resolved", "vulnerable_resolved", "vulnerable_voiced"),
            _of("welfare and care complaints resolved", "welfare_resolved", "welfare_voiced"),
        ),
    ),
    Capacity(
        "disputes",
        "settling disputes",
        "矛盾化解能力",
        (
            _of("dispute needs solved by neighbours or offices", "dispute_solved", "dispute_needs"),
            _of("dispute complaints resolved", "dispute_resolved", "dispute_voiced"),
            _of(
                "dispute complaints that are no repeat, bypass or recurrence",
                "dispute_again",
                "dispute_voiced",
                wanted=False,
            ),
        ),
    ),
    Capacity(
        "service",
        "supply of services",
        "服务供给能力",
        (
            _of(
                "needs for facilities, environment, property, certificates and farming solved",
                "service_solved",
                "service_needs",
            ),
            Part(
                "enquiries answered",
                _column(lambda o: o.communities["n_enquiries_answered"]),
                _column(lambda o: o.communities["n_enquiries"]),
            ),
            Part(
                "communities that meet the standard of service rooms",
                _column(standard_met),
                _column(lambda o: np.ones(len(o.communities))),
            ),
        ),
    ),
    Capacity(
        "lawfulness",
        "working by the law",
        "依法办事能力",
        (
            _of("complaints entered in the book", "entered", "voiced"),
            _of("entered complaints not closed on paper", "closed_nominal", "entered", wanted=False),
            _of("complaints not carried over heads", "bypass", "voiced", wanted=False),
            Part(
                "legal awareness of residents",
                _column(lambda o: o.communities["awareness"] * o.communities["population"]),
                _column(lambda o: o.communities["population"]),
            ),
        ),
    ),
)


def part_shares(observation: Observation, part: Part) -> dict[str, Floats]:
    """One part by places, cut at 0 and 1; nan where there is nothing to divide by.

    Args:
        observation: What was gathered.
        part: The part.
    """
    above, below = part.above(observation).weighted, part.below(observation).weighted
    shares = {by: divided(above[by], below[by]) for by in PLACES}
    return {by: np.clip(value if part.wanted else 1.0 - value, 0.0, 1.0) for by, value in shares.items()}


def capacity_values(observation: Observation, capacity: Capacity) -> dict[str, Floats]:
    """A capacity by places: the plain mean of its parts; nan where one of them is missing.

    Args:
        observation: What was gathered.
        capacity: The capacity.
    """

    def make() -> dict[str, Floats]:
        parts = [part_shares(observation, part) for part in capacity.parts]
        return {by: np.mean([part[by] for part in parts], axis=0) for by in PLACES}

    return observation.remember(("capacity", capacity.id), make)


def _rows(capacity: Capacity) -> Callable[[Observation], list[Row]]:
    def rows(observation: Observation) -> list[Row]:
        return rows_of(
            observation, PLACES, amount(observation, "voiced").counted, capacity_values(observation, capacity)
        )

    return rows


def _gap(capacity: Capacity) -> Callable[[Observation], list[Row]]:
    def rows(observation: Observation) -> list[Row]:
        value = capacity_values(observation, capacity)["setting"]
        gap = np.array([value[Setting.URBAN] - value[Setting.RURAL]])
        return rows_of(observation, ("all",), amount(observation, "voiced").counted, {"all": gap})

    return rows


def measures() -> tuple[Measure, ...]:
    """Five capacities and the gap between town and village in each."""
    listed = []
    for capacity in CAPACITIES:
        text = "; ".join(part.text for part in capacity.parts)
        listed.append(
            Measure(
                f"capacity_{capacity.id}",
                f"capacity: {capacity.label}",
                capacity.label_zh,
                "0-1",
                "higher",
                f"Mean of {len(capacity.parts)} shares (assumed): {text}. n counts voiced complaints.",
                PLACES,
                _rows(capacity),
            )
        )
        listed.append(
            Measure(
                f"capacity_{capacity.id}_urban_rural_gap",
                f"capacity: {capacity.label}, urban-rural gap",
                f"{capacity.label_zh}城乡差距",
                "0-1",
                "none",
                f"capacity_{capacity.id} in urban less in rural communities; nearer to 0 is more equal.",
                ("all",),
                _gap(capacity),
                signed=True,
            )
        )
    return tuple(listed)
