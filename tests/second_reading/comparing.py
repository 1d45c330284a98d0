"""Which function of the tests compares which rule of the program with its second reading."""

from __future__ import annotations

from collections.abc import Callable

from tests.second_reading.draws import Drawn

CHECKS: dict[object, Callable[[Drawn], None]] = {}
"""The comparison of each rule; the files `compare_…` fill it in."""


def of(rule: object) -> Callable[[Callable[[Drawn], None]], Callable[[Drawn], None]]:
    """Notes that a function compares a rule once."""

    def note(check: Callable[[Drawn], None]) -> Callable[[Drawn], None]:
        assert rule not in CHECKS, f"{name_of(rule)} is compared twice"
        CHECKS[rule] = check
        return check

    return note


def name_of(rule: object) -> str:
    """Module and name of a rule."""
    return f"{rule.__module__}.{rule.__name__}"
