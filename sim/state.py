"""What a run's days have changed in a model: taken as plain arrays and numbers, and laid over a model just opened.

Everything else follows from scenario, world and seed, and is made again when a model is opened. Random numbers have no
state: every draw is a function of the seed, the purpose, a permanent id and the occasion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.issues.phases import Candidates, Ledger
from sim.issues.store import ISSUE, RECORD
from sim.model import GovernanceModel

POPULATIONS = ("communities", "townships", "districts", "desks", "residents", "workers", "organisations")
ARRAYS = ("overdue", "department_overdue", "department_shares", "station_offered", "station_available", "worker_hours")
STRUCTURE = ("population", "group_counts", "elsewhere_share", "township_population", "district_population", "ties")
"""What mechanisms may look at that changes when residents move, or ties do."""

SERVICES_FROM_OPENING = (
    "bid_scores",
    "endowment",
    "field_weights",
    "founders_capital",
    "founding_hours",
    "quarterly_fen",
    "standard_m2",
    "usual_users",
)
"""Arrays of the services that no day changes."""

COUNTS = ("day", "month", "steps", "n_campaigns", "n_moved")
"""Whole numbers; `steps` is Mesa's."""

MOST_LAYOUT_BYTES = 1 << 28
"""Memory of the layouts of candidates that models share (assumed)."""

LATER = "later."
"""Before the name of an array that some day makes."""


@dataclass(frozen=True)
class State:
    """The state of a model after so many days.

    Attributes:
        arrays: Copies of its arrays by name; records as bytes.
        numbers: Whole numbers, yes and no, balances by account.
        candidates: Candidate occasions of the period, which follow from seed and residents; None to draw them again.
    """

    arrays: Mapping[str, np.ndarray]
    numbers: Mapping[str, Any]
    candidates: Candidates | None = None

    @property
    def day(self) -> int:
        """Days that are over."""
        return int(self.numbers["day"])


class CommonCandidates(Candidates):
    """Candidates of one of several models that have the same ones, until residents move: laid out by the first.

    Args:
        layouts: Layouts by period, shared by models of one world and seed whose scenarios differ in mechanisms alone.
    """

    def __init__(self, layouts: dict[int, Candidates]) -> None:
        super().__init__()
        self._layouts: dict[int, Candidates] | None = layouts
        self._begun = False

    def lay_out(self, model: Any, period: int) -> None:
        """Takes the candidates of a period from another model, or draws them for it."""
        if self._begun and self.period < 0:
            self._layouts = None  # Residents have moved, here otherwise than there.
        self._begun = True
        if self._layouts is None:
            super().lay_out(model, period)
        elif period in self._layouts:
            vars(self).update(vars(_shared(self._layouts[period])))
        else:
            super().lay_out(model, period)
            kept = sum(layout.rows.nbytes + layout.occasions.nbytes for layout in self._layouts.values())
            if kept <= MOST_LAYOUT_BYTES:
                self._layouts[period] = _shared(self)


class UnfitState(ValueError):
    """A state has other arrays than the model it is laid over."""


def memory_bytes(model: GovernanceModel) -> int:
    """Memory that a copy of a model's state takes."""
    return sum(array.nbytes for array in _all(model).values())


def take(model: GovernanceModel) -> State:
    """Copies the state of a model between two days.

    Args:
        model: The model; it is left as it is.

    Returns:
        Its state, to be laid over any number of models.
    """
    numbers: dict[str, Any] = {name: int(getattr(model, name)) for name in COUNTS}
    numbers |= {
        "hours_stale": bool(model._hours_stale),
        "levers_set": model._lever_state is not None,
        "accounts": {name: int(fen) for name, fen in model.accounts.items()},
    }
    return State({name: array.copy() for name, array in _all(model).items()}, numbers, _shared(model.candidates))


def lay(model: GovernanceModel, state: State) -> None:
    """Puts a model that has just been opened into a state.

    Args:
        model: A model of the same world and seed, whose scenario is the same as far as the days of the state go.
        state: The state.

    Raises:
        UnfitState: The state is one of another place or program.
    """
    arrays = dict(state.arrays)
    for name, array in _fixed(model).items():
        array[...] = _fitting(name, arrays.pop(name, None), array)
    later = {name: arrays.pop(name) for name in list(arrays) if name.startswith(LATER)}
    if rest := set(arrays) - {"issues", "ledger", *(f"structure.{name}" for name in STRUCTURE)}:
        raise UnfitState(min(rest))
    model.stage = model.stage._replace(issues=_records("issues", arrays, ISSUE))
    changed: dict[str, Any] = {
        name: _fitting(name, arrays.get(f"structure.{name}"), getattr(model.structure, name)).copy()
        for name in STRUCTURE
    }
    model.structure = replace(model.structure, **changed)
    model.ledger = Ledger(model.world.n_residents, model.scenario.run.days)
    closed = _records("ledger", arrays, RECORD)
    model.ledger.room(len(closed))[:] = closed
    model.ledger.n = len(closed)
    _lay_later(model, later)
    numbers = state.numbers
    for name in COUNTS:
        setattr(model, name, numbers[name])
    model.accounts = dict(numbers["accounts"])
    model._hours_stale = numbers["hours_stale"]
    # How far mechanisms are phased in follows from the day on which levers were last set: yesterday.
    model._lever_state = tuple(m.strength(state.day - 1) for m in model.mechanisms) if numbers["levers_set"] else None
    model._network = None
    model.candidates = _shared(state.candidates)


def _plain(array: np.ndarray) -> np.ndarray:
    """An array as it is, or records as their bytes."""
    return array.view(np.uint8) if array.dtype.names else array


def _fixed(model: GovernanceModel) -> dict[str, np.ndarray]:
    """The arrays that keep their place and size over a run, themselves, by name."""
    populations = {name: getattr(model, name) for name in POPULATIONS}
    found = {name: population.records for name, population in populations.items()}
    found |= {
        f"{name}.{column}": array
        for name, population in populations.items()
        for column, array in population.apart.items()
    }
    found |= {name: getattr(model, name) for name in ARRAYS}
    found |= {name: getattr(model.stage, name) for name in ("clock", "wheel", "tallies")}
    found |= {
        f"services.{name}": value
        for name, value in vars(model.services).items()
        if isinstance(value, np.ndarray) and name not in SERVICES_FROM_OPENING
    }
    found |= {f"shock_state.{name}": value for name, value in model.shock_state.items()}
    found |= {f"levers.{name}": value for name, value in model.levers.values.items()}
    found |= {f"hours.{name}": value for name, value in model.hours.arrays().items()}
    return {name: _plain(array) for name, array in found.items()}


def _all(model: GovernanceModel) -> dict[str, np.ndarray]:
    """All arrays of the state by name; themselves, but for issues, whose records have gaps that hold anything."""
    found = {"issues": _plain(_without_gaps(model.stage.issues)), "ledger": _plain(model.ledger.records)}
    found |= {f"structure.{name}": getattr(model.structure, name) for name in STRUCTURE}
    found |= {f"{LATER}week.{n}": _plain(records) for n, records in enumerate(model.ledger.week)}
    found |= {f"{LATER}spent_before.{name}": fen for name, fen in getattr(model, "spent_before", {}).items()}
    found |= {f"{LATER}tallied.{day}": sums for day, sums in model.tallied.items()}
    found |= {f"{LATER}stocks.{day}": stocks for day, stocks in model.stocks.items()}
    return _fixed(model) | found


def _without_gaps(records: np.ndarray) -> np.ndarray:
    """The same records with zeros between their fields."""
    found = np.zeros(len(records), records.dtype)
    for name in records.dtype.names or ():
        found[name] = records[name]
    return found


def _lay_later(model: GovernanceModel, later: dict[str, np.ndarray]) -> None:
    """Puts back what some day of the run has made."""

    def beginning(part: str) -> dict[str, np.ndarray]:
        return {
            name.removeprefix(LATER + part): array for name, array in later.items() if name.startswith(LATER + part)
        }

    week = beginning("week.")
    model.ledger.week = [_records(f"{n}", week, RECORD) for n in range(len(week))]
    if spent := beginning("spent_before."):
        model.spent_before = {name: array.copy() for name, array in spent.items()}
    model.tallied = {int(day): array.copy() for day, array in beginning("tallied.").items()}
    model.stocks = {int(day): array.copy() for day, array in beginning("stocks.").items()}


def _fitting(name: str, found: np.ndarray | None, wanted: np.ndarray) -> np.ndarray:
    """An array of the form that is wanted."""
    if found is None or found.shape != wanted.shape or found.dtype != wanted.dtype:
        raise UnfitState(name)
    return found


def _records(name: str, arrays: Mapping[str, np.ndarray], kind: np.dtype[np.void]) -> np.ndarray:
    """Records from their bytes, in memory of their own."""
    found = arrays.get(name)
    if found is None or found.dtype != np.uint8 or found.ndim != 1 or len(found) % kind.itemsize:
        raise UnfitState(name)
    return found.copy().view(kind)


def _shared(found: Candidates | None) -> Candidates:
    """Candidates of a model of its own that share the layout, which nobody writes into."""
    own = Candidates()
    if found is not None:
        own.period, own.edges, own.rows, own.occasions = found.period, found.edges, found.rows, found.occasions
        own.rates = found.rates.copy()
    return own
