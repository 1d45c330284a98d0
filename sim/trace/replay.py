"""One step of one district's day, run a second time on a copy by the interpreter, and held against what the engine did.

Before a step the district's part of every array is copied; afterwards the interpreted kernels run on the copy. The copy
must then equal the engine's arrays, so an explanation is either of what happened or is not given.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.issues.phases import PERIOD_DAYS
from sim.issues.store import WHEEL_DAYS, grown
from sim.trace.interpreter import interpreted
from sim.trace.record import Call, Recorder
from sim.trace.rows import Rows

KERNELS = {
    "arise and voice": "arise",
    "discover and take up": "todays_events",
    "meet": "meet",
    "work, hand over and close": "serve_offices",
    "keep records": "hear_across",
}
"""The steps of the day that can move an issue, and the kernel that carries each out."""

PLACES = ("communities", "townships", "districts", "desks", "residents")


class ExplanationFailed(RuntimeError):
    """The interpreted step has come to another state than the engine; nothing it recorded can be believed."""


class Replay:
    """Copies of the arrays of watched districts, and the interpreted kernels that run on them.

    Attributes:
        recorder: Who collects what the interpreted kernels do.
    """

    def __init__(self, model: Any, recorder: Recorder) -> None:
        """Prepares copies; memory is used only for the districts that are looked at.

        Args:
            model: The model.
            recorder: Who is told what the interpreted kernels do.
        """
        self.model, self.recorder = model, recorder
        self.kernels = interpreted(recorder, [int(x) for x in model.streams])
        stage = model.stage
        self._copies = {name: blank(getattr(stage, name)) for name in PLACES}
        self._wheel = blank(stage.wheel)
        self._tallies = blank(stage.tallies)
        self._issues: dict[int, np.ndarray] = {}

    def parts(self, d: int) -> dict[str, list[slice]]:
        """Where the rows of a district lie in each array."""
        m = self.model
        district, offices = m.districts.records[d], m.desk_map
        first, end = int(district["first_community"]), int(district["end_community"])
        towns = int(district["first_township"]), int(district["end_township"])
        people = m.communities.records
        third = offices.PER_TOWNSHIP
        residents = (
            slice(0, 0)
            if end == first
            else slice(int(people["first_resident"][first]), int(people["end_resident"][end - 1]))
        )
        return {
            "communities": [slice(first, end)],
            "townships": [slice(*towns)],
            "districts": [slice(d, d + 1)],
            "residents": [residents],
            "desks": [
                slice(first * offices.PER_COMMUNITY, end * offices.PER_COMMUNITY),
                slice(offices.first_township + towns[0] * third, offices.first_township + towns[1] * third),
                slice(
                    offices.first_district + d * offices.PER_DISTRICT,
                    offices.first_district + (d + 1) * offices.PER_DISTRICT,
                ),
            ],
            "wheel": [slice(towns[0] * WHEEL_DAYS, towns[1] * WHEEL_DAYS)],
        }

    def keep(self, d: int) -> None:
        """Copies a district's part of every array as it stands."""
        stage, parts = self.model.stage, self.parts(d)
        for name in PLACES:
            for part in parts[name]:
                self._copies[name][part] = getattr(stage, name)[part]
        for part in parts["wheel"]:
            self._wheel[part] = stage.wheel[part]
        for part in parts["communities"]:
            self._tallies[:, part] = stage.tallies[:, part]
        self._issues[d] = self.segment(d).copy()

    def segment(self, d: int) -> np.ndarray:
        """The slots of a district as they stand."""
        district = self.model.districts.records[d]
        first = int(district["first_slot"])
        return self.model.stage.issues[first : first + int(district["n_slots"])]

    def kept_issues(self, d: int) -> np.ndarray:
        """The slots of a district as they were kept."""
        return self._issues[d]

    def kept_residents(self, rows: np.ndarray) -> np.ndarray:
        """Residents of kept districts as they were."""
        return self._copies["residents"][rows]

    def again(self, step: str, d: int) -> list[Call]:
        """Runs a step of a district again on the copy kept before it.

        Args:
            step: Name of the step, a key of `KERNELS`.
            d: Row of the district.

        Returns:
            What was recorded.

        Raises:
            ExplanationFailed: The copy differs from what the engine has come to.
        """
        state = self._stage(d)
        self._kernel(step)(state, d)
        if step != "keep records":
            self._compare(step, d, state.issues.array)
        return self.recorder.taken()

    def hear(self, records: np.ndarray) -> list[Call]:
        """Runs word of mouth across communities again for the given closed issues, on the copies kept.

        Args:
            records: Closed issues of the week that reach somebody in a kept district.
        """
        state = SimpleNamespace(
            params=[self.model.rulebook.plain],
            clock=[self._clock()],
            residents=Rows(self._copies["residents"]),
            keys=Rows(self.model.stage.keys),
            communities=Rows(self._copies["communities"]),
        )
        rows, tellers = Rows(records), records["resident"]
        # Whoever tells may live in a district that is not kept, where the copy is blank.
        self._copies["residents"]["origin"][tellers] = self.model.residents.origin[tellers]
        for i in range(len(records)):
            self.recorder.context = rows[i].as_dict()
            self.kernels["hear_across"](state, Rows(records[i : i + 1]), 1)
        self.recorder.context = {}
        return self.recorder.taken()

    def _stage(self, d: int) -> Any:
        """The stage as interpreted kernels see it; the district's slots are the only ones."""
        n_before, n_now = len(self._issues[d]), int(self.model.districts.n_slots[d])
        district = self._copies["districts"][d : d + 1]
        district["first_slot"] = 0
        issues = self._issues[d]
        if n_now > n_before:
            issues = grown(issues, district, np.array([n_now - n_before]))
        params = self.model.rulebook
        return SimpleNamespace(
            params=[params.plain],
            kinds=params.plain_categories,
            clock=[self._clock()],
            issues=Rows(issues),
            working=self.model.calendar.working,
            wheel=self._wheel,
            tallies=self._tallies,
            keys=Rows(self.model.stage.keys),
            **{name: Rows(self._copies[name]) for name in PLACES},
        )

    def _clock(self) -> Any:
        """The day as interpreted kernels see it."""
        clock = self.model.stage.clock[0]
        return SimpleNamespace(
            day=int(clock["day"]), cost_index=float(clock["cost_index"]), streams=[int(x) for x in self.model.streams]
        )

    def _kernel(self, step: str) -> Callable[[Any, int], None]:
        """The kernel of a step as a function of the stage and the district."""
        kernel, model = self.kernels[KERNELS[step]], self.model
        if step == "arise and voice":
            candidates, day = model.candidates, model.day
            edges = candidates.edges[day % PERIOD_DAYS]
            rates = np.zeros_like(candidates.rates)
            return lambda s, d: kernel(
                s, candidates.period, d, d + 1, edges, candidates.rows, candidates.occasions, rates
            )
        if step == "meet":
            return lambda s, d: kernel(s, model.month, d, d + 1)
        return lambda s, d: kernel(s, d, d + 1)

    def _compare(self, step: str, d: int, issues: np.ndarray) -> None:
        """Holds the copy against the engine's arrays."""
        stage, parts = self.model.stage, self.parts(d)
        pairs = [("issues", issues, self.segment(d))]
        for name in PLACES:
            pairs += [(name, self._copies[name][part], getattr(stage, name)[part]) for part in parts[name]]
        for name, mine, engines in pairs:
            for column in engines.dtype.names or ():
                if column != "first_slot" and not equal(mine[column], engines[column]):
                    raise ExplanationFailed(f"day {self.model.day}, {step}: {name}.{column} of district {d} differs")
        for part in parts["communities"]:
            if not (self._tallies[:, part] == stage.tallies[:, part]).all():
                raise ExplanationFailed(f"day {self.model.day}, {step}: tallies of district {d} differ")


def blank(array: np.ndarray) -> np.ndarray:
    """Zeros of the same shape and kind; memory is taken only for what is written."""
    return np.zeros(array.shape, array.dtype)


def equal(mine: np.ndarray, engines: np.ndarray) -> bool:
    """Whether two columns are equal; real numbers up to what another mathematical library may round differently."""
    if mine.dtype.kind == "f":
        return bool(np.allclose(mine, engines, rtol=1e-6 if mine.dtype == np.float32 else 1e-9, atol=1e-9))
    return bool((mine == engines).all())
