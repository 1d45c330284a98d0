"""Days that runs have in common: policies are the baseline, to the bit, until their mechanisms begin.

Runs of one world and seed whose scenarios differ in mechanisms alone are the same until the first day on which one has
a mechanism at work that the other has not. Such days are simulated once and every run goes on from their end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sim.mechanisms import MechanismParameters, registry
from sim.scenario.header import OWN_KEYS
from sim.scenario.parameter import ParameterGroup
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Acting:
    """What a run depends on beside its seed, and from which day on.

    Attributes:
        common: Fingerprint of everything but mechanisms.
        mechanisms: First day at work and parameters of each mechanism, by day; those never at work are left out.
    """

    common: str
    mechanisms: tuple[tuple[int, str], ...]

    def until(self, day: int) -> Hashable:
        """What the state at the beginning of a day depends on: where this is equal, so are the states.

        Args:
            day: The day.
        """
        return self.common, tuple(sorted(text for first, text in self.mechanisms if first < day))


@dataclass(frozen=True)
class Common:
    """Days that a run has in common with others.

    Attributes:
        days: How many, from the first on; 0 for none.
        group: The same number for all that have them in common; -1 for none.
        alike: Whether another scenario differs in mechanisms alone, so that both have the same candidate occasions.
    """

    days: int = 0
    group: int = -1
    alike: bool = False


def acting(scenario: Scenario) -> Acting:
    """When each mechanism of a scenario begins to work.

    Args:
        scenario: The scenario.
    """
    without: dict[str, Any] = {**dict.fromkeys((*OWN_KEYS, "mechanisms"), True), "run": {"seed"}}
    common = scenario.model_dump_json(exclude=without)
    n_days = scenario.run.warm_up_days + scenario.run.days
    found = []
    for name, parameters in scenario.mechanisms.items():
        first = _first_day(name, parameters, n_days)
        if first is not None:
            found.append((first, f"{name} {parameters.model_dump_json()}"))
    return Acting(hashlib.sha256(common.encode()).hexdigest(), tuple(sorted(found)))


def _first_day(name: str, parameters: ParameterGroup, n_days: int) -> int | None:
    """The first day on which a mechanism is at work; None where there is none.

    One that fails even here counts as at work from the first day on: its own run says what is wrong with it.
    """
    try:
        mechanism = registry()[name](cast(MechanismParameters, parameters))
        return next((day for day in range(n_days) if mechanism.strength(day) > 0.0), None)
    except Exception:
        return 0


def common_days(scenarios: Iterable[Scenario]) -> list[Common]:
    """Which scenarios are the same for how long, so that the fewest days are simulated twice.

    Args:
        scenarios: The scenarios of a study, in the order in which they are run.

    Returns:
        One for each of them. In a group, all are the same up to its day; a scenario is in one group at most.
    """
    found: list[Common] = []
    alike: dict[str, list[tuple[int, Acting]]] = {}
    for place, scenario in enumerate(scenarios):
        found.append(Common())
        own = acting(scenario)
        alike.setdefault(own.common, []).append((place, own))
    n_groups = 0
    for rest in alike.values():
        for place, _ in rest:
            found[place] = Common(alike=len(rest) > 1)
        while len(rest) > 1:
            days, together = _best(rest)
            if days > 0:
                for place in together:
                    found[place] = Common(days, n_groups, True)
                n_groups += 1
            rest = [(place, own) for place, own in rest if place not in together]
    return found


def _best(rest: Sequence[tuple[int, Acting]]) -> tuple[int, set[int]]:
    """The day up to which the first scenario has most in common with others, and the positions of all of them."""
    place, first = rest[0]
    best, most, together = 0, 0, {place}
    for day in sorted({day for _, own in rest for day, _ in own.mechanisms}):
        same = {other for other, own in rest if own.until(day) == first.until(day)}
        if day * (len(same) - 1) > most:
            best, most, together = day, day * (len(same) - 1), same
    return best, together
