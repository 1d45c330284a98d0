"""Numbers to compare two readings on: parameters inside their declared ranges, stocks, and how decisions are held."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from functools import reduce
from types import SimpleNamespace
from typing import Any

from sim.rulebook import Rulebook
from sim.scenario.fields import FieldFacts, bare_type, find_field, leaf_paths
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.scenario import Scenario

CLOSE = 1e-12
"""How far, relative to their size, two numbers may lie apart that were worked out in another order."""
NOTHING = 1e-15
"""What is left where two shares of one whole are taken from each other."""
BESIDE = 1e-11
"""How far beside its chance a decision is looked at."""
FACTS = {
    path: facts
    for path in leaf_paths(ModelParameters)
    if (facts := find_field(ModelParameters, path.split("."))) is not None
}
WHOLES = ("work.authority_", "_groups.", "work.departments_")
"""Parts of one whole: as drawn they would exceed it."""


def value_of(rng: random.Random, path: str, facts: FieldFacts, default: Any) -> Any:
    """A value in the declared range: the default, a limit, or between them and not too far from the default."""
    kind = bare_type(facts.annotation)
    if facts.choices:
        return rng.choice(facts.choices)
    if kind not in (int, float) or facts.low is None or facts.high is None:
        return default
    if any(part in path for part in WHOLES):
        return rng.uniform(0.0, 0.14 if "_groups." in path else 0.33)
    lot = rng.random()
    if lot < 0.1:
        return kind(rng.choice((facts.low, facts.high)))
    if lot < 0.3:
        return default
    reach = 4.0 * abs(default) + 0.1 * min(facts.high - facts.low, 10.0)
    low, high = max(facts.low, default - reach), min(facts.high, default + reach)
    return rng.randint(math.ceil(low), math.floor(high)) if kind is int else rng.uniform(low, high)


class Drawn:
    """One set of parameters in both forms: as the second reading takes them, and as the program's rules do.

    Attributes:
        seed: Which set it is.
        rng: Where all further numbers come from.
        p: Value by dotted path.
        params: The program's scalars, as plain numbers.
        kinds: The program's rows of categories.
    """

    def __init__(self, seed: int) -> None:
        """Draws parameters; those of seed 0 are the defaults."""
        self.seed = seed
        self.rng = random.Random(seed)
        parameters = Scenario(name="drawn", title="drawn", title_zh="抽取")
        if seed > 0:
            parameters = parameters.model_copy(deep=True)
            for path, facts in FACTS.items():
                *groups, name = path.split(".")
                group = reduce(getattr, groups, parameters)
                group.__dict__[name] = value_of(self.rng, path, facts, getattr(group, name))
        self.p = {path: reduce(getattr, path.split("."), parameters) for path in FACTS}
        rules = Rulebook(parameters)
        self.params, self.kinds = rules.plain, rules.plain_categories

    def __str__(self) -> str:
        """Which set it is."""
        return str(self.seed)

    def begin(self, name: str) -> None:
        """Begins the further numbers of a comparison anew: the same whatever is compared before it."""
        self.rng.seed(f"{name} {self.seed}")

    def share(self) -> float:
        """A share: often inside, sometimes 0 or 1."""
        return self.rng.choice((0.0, 1.0)) if self.rng.random() < 0.1 else self.rng.random()

    def amount(self, most: float) -> float:
        """An amount from 0 to a bound, small ones as often as large ones."""
        return 0.0 if self.rng.random() < 0.1 else most * self.rng.random() ** self.rng.choice((1, 4))

    def normal(self) -> float:
        """A standard normal number."""
        return self.rng.gauss(0.0, 1.0)

    def of(self, names: str, least: float = 0.0, most: float = 1.0) -> SimpleNamespace:
        """A namespace of numbers between two bounds."""
        return SimpleNamespace(**{name: self.rng.uniform(least, most) for name in names.split()})


def alike(program: Any, reading: Any, *what: Any) -> None:
    """The program's number is that of the second reading; whole numbers, codes and answers exactly.

    Raises:
        AssertionError: They differ.
    """
    same = program == reading
    if isinstance(reading, float) and not isinstance(program, bool | int):
        same = same or abs(program - reading) <= max(CLOSE * max(abs(program), abs(reading)), NOTHING)
    assert same, (f"program {program!r}, second reading {reading!r}", *what)


def decides(rule: Callable[[float], Any], chance: float, *what: Any) -> None:
    """A decision falls below the chance of the second reading and nowhere else.

    Args:
        rule: The program's rule as a function of its uniform number.
        chance: The chance of the second reading.
        what: What to say beside a difference.
    """
    for u in (0.0, 0.25, 0.5, 0.75, chance * (1.0 - BESIDE), chance * (1.0 + BESIDE), 1.0 - 2.0**-53):
        if 0.0 <= u < 1.0 and (u != chance):
            found = bool(rule(u))
            assert found == (u < chance), (f"at {u!r} the program says {found}; chance {chance!r}", *what)


def falls(rule: Callable[[float], Any], shares: Sequence[tuple[Any, float]], *what: Any) -> None:
    """A choice among several falls on each with the share of the second reading, in the same order.

    Args:
        rule: The program's rule as a function of its uniform number.
        shares: What is chosen and with which share, in order; together 1.
        what: What to say beside a difference.
    """
    bound = 0.0
    for answer, share in shares:
        low, bound = bound, bound + share
        if share <= 4.0 * BESIDE:
            continue
        for u in (low + BESIDE, low + share / 2.0, bound - BESIDE):
            if 0.0 <= u < 1.0:
                found = rule(u)
                assert found == answer, (f"at {u!r} the program chooses {found!r}, not {answer!r}", shares, *what)
