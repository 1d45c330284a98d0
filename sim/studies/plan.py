"""What a study will run: its runs in order, each named after everything its result depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

from sim.running import place_folder
from sim.scenario.scenario import Scenario, scenario_hash
from sim.studies import run_store
from sim.studies.common_days import common_days
from sim.studies.program import place_facts, program_facts
from sim.studies.runs import Run, world_key

HEADER = frozenset({"title", "title_zh", "description", "plausible"})
"""Settings of a scenario that change no result."""

MOST_DIFFERENCES = 8


class Keys:
    """Names results after all they depend on: scenario, seed, what is kept, the program and the place's data."""

    def __init__(self, places: Iterable[str]) -> None:
        """Reads program and places once.

        Args:
            places: `world.place` of every scenario.
        """
        self.program = program_facts()
        self.data = {place: place_facts(place_folder(place)) for place in dict.fromkeys(places)}
        self._kept: dict[Hashable, bytes] = {}

    def __call__(self, scenario: Scenario, seed: int, kept: Run, fingerprint: str) -> str:
        """The key of a run.

        Args:
            scenario: Its scenario.
            seed: Its seed.
            kept: A run that says what is kept; its own scenario and seed do not matter.
            fingerprint: `scenario_hash` of the scenario.

        Returns:
            64 hexadecimal digits. Two runs have the same key only where they give the same result.
        """
        what = scenario.world.place, kept.measures, kept.cells, kept.records, kept.periods
        if what not in self._kept:
            asked = [None if names is None else sorted(names) for names in (kept.measures, kept.cells)]
            text = json.dumps(
                [run_store.FORMAT, self.program, self.data[scenario.world.place], *asked, kept.records, kept.periods],
                sort_keys=True,
            )
            self._kept[what] = hashlib.sha256(text.encode()).digest()
        return hashlib.sha256(self._kept[what] + f"{scenario.name} {fingerprint} {seed}".encode()).hexdigest()


class Plan(Sequence[Run]):
    """Runs in order. This one holds them all; a plan of a million makes each when it is asked for (`SweepPlan`)."""

    def __init__(self, runs: Iterable[Run]) -> None:
        """Finds the days that runs have in common; keys are made when they are asked for.

        Args:
            runs: The runs.
        """
        self._runs = list(runs)
        scenarios = {id(run.scenario): run.scenario for run in self._runs}
        self._common = dict(zip(scenarios, common_days(scenarios.values()), strict=True))
        self._keys: list[str] | None = None

    def __len__(self) -> int:
        """Number of runs."""
        return len(self._runs)

    @overload
    def __getitem__(self, index: int) -> Run: ...

    @overload
    def __getitem__(self, index: slice) -> list[Run]: ...

    def __getitem__(self, index: int | slice) -> Run | list[Run]:
        """The run at a position, with the days it has in common with others."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self.run(index)

    def run(self, index: int) -> Run:
        """Makes the run at a position.

        Args:
            index: Position in the plan.
        """
        run = self._runs[index]
        common = self._common[id(run.scenario)]
        return replace(run, common_days=common.days, alike=common.alike)

    def __iter__(self) -> Iterator[Run]:
        """All runs in order."""
        return (self[i] for i in range(len(self)))

    def key(self, index: int) -> str:
        """The name of a run's result.

        Args:
            index: Position in the plan.
        """
        if self._keys is None:
            keys = Keys(run.scenario.world.place for run in self._runs)
            prints = {id(run.scenario): run.scenario for run in self._runs}
            hashes = {identity: scenario_hash(scenario) for identity, scenario in prints.items()}
            self._keys = [keys(run.scenario, run.seed, run, hashes[id(run.scenario)]) for run in self._runs]
        return self._keys[index]

    def order(self, pending: Sequence[int]) -> list[int]:
        """The order in which runs are begun: world by world, seed by seed, so that what is done are whole pairs.

        Args:
            pending: Positions of the runs to execute.

        Returns:
            The same positions; of one seed those with days in common stand together.
        """
        worlds = {world_key(run.scenario): None for run in self._runs}
        place = {key: number for number, key in enumerate(worlds)}
        groups = self.groups(pending)
        first = {group: i for i, group in sorted(groups.items(), reverse=True)}
        return sorted(
            pending,
            key=lambda i: (
                place[world_key(self._runs[i].scenario)],
                self._runs[i].seed,
                first[groups[i]] if i in groups else i,
                i,
            ),
        )

    def groups(self, order: Sequence[int]) -> dict[int, Hashable]:
        """What one process had better execute: runs with days in common, and runs in one of several worlds.

        Args:
            order: Positions of the runs to execute.

        Returns:
            By position, equal for runs that are the same for some days, else for those of a world where there are
            several, so that it is built once; positions of other runs are left out.
        """
        found: dict[int, Hashable] = {}
        worlds = {index: world_key(self._runs[index].scenario) for index in order}
        several = len(set(worlds.values())) > 1
        for index in order:
            common = self._common[id(self._runs[index].scenario)]
            if common.days > 0:
                found[index] = common.group, self._runs[index].seed
            elif several:
                found[index] = worlds[index]
        return found


def plain_scenarios(scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """Scenarios by name as plain values, without what changes no result.

    Args:
        scenarios: The scenarios.
    """
    return {s.name: json.loads(s.model_dump_json(exclude=set(HEADER))) for s in scenarios}


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Says what differs between two descriptions of a study, but for what the later one adds.

    Args:
        before: What a folder was begun with.
        now: What is asked for.

    Returns:
        Lines such as "scenarios.baseline.run.days: 365 -> 300"; none where nothing differs or where the study only
        grew by scenarios or seeds. Fingerprints of all runs or points are named only where nothing else explains the
        difference.
    """
    gone = [f"scenarios.{name}" for name in before.get("scenarios", {}) if name not in now.get("scenarios", {})]
    old, new = dict(_flat("", before)), dict(_flat("", now))
    for name in gone:  # One line says that a scenario is left out.
        old = {path: value for path, value in old.items() if not path.startswith(f"{name}.")} | {name: "there"}
    different = [path for path in sorted({*old, *new}) if old.get(path) != new.get(path)]
    known = set(before.get("scenarios", {}))
    telling = [path for path in different if path not in ("runs", "n_runs", "design.points")]
    if telling and all(_only_adds(path, old, new, known) for path in telling):
        return []
    return [f"{path}: {_shown(old.get(path))} -> {_shown(new.get(path))}" for path in telling or different]


def _only_adds(path: str, old: Mapping[str, Any], new: Mapping[str, Any], known: set[str]) -> bool:
    """Whether a difference is a scenario that was not there, or further seeds."""
    if path == "seeds.n":
        return bool(new.get(path, 0) > old.get(path, 0))
    kind, _, rest = path.partition(".")
    return (
        kind == "scenarios"
        and path not in old
        and not any(rest == name or rest.startswith(f"{name}.") for name in known)
    )


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Values by dotted path."""
    if isinstance(value, Mapping) and value:
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}" if path else str(name), inner)
    else:
        yield path, value


def _shown(value: Any) -> str:
    """A value in a message; fingerprints are cut short."""
    text = "nothing" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:12]}..."
