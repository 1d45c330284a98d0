"""A study of scenarios: one run over several seeds, or several compared with the first over the same seeds.

The command line and `import sim` both put their runs and comparisons together here, so that they give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim.calendar import PERIODS
from sim.errors import Fault, nearest
from sim.measures.records import RECORDS
from sim.scenario.scenario import Scenario
from sim.studies import result_tables, store, study_manifest
from sim.studies.compare import compare, measures_table, summarise, winners
from sim.studies.costs import costs_of
from sim.studies.executor import Executed
from sim.studies.goals_file import FILE as GOALS_FILE
from sim.studies.goals_file import goals_facts, goals_text
from sim.studies.hours import hours_table, price_table
from sim.studies.plausible_worlds import AGAIN, PlausibleWorlds
from sim.studies.robustness import Goal
from sim.studies.run_store import MemoryStore
from sim.studies.runs import Run
from sim.studies.statistics import SEEDS, WORLDS, Over
from sim.studies.world_tables import world_tables
from sim.words import Sentence

WINNER_MEASURES = {"solved_per_need": True, "closing_days_q75": False}
"""Measures by which gains and losses are told, and whether more of them is better."""

LARGEST_SEED = 2**63 - 1

WORLDS_NOTE = (
    "Every replication has its own values of all numbers that nobody knows and its own draw of townships: "
    "bands hold ignorance, sampling and chance together."
)


@dataclass(frozen=True)
class ScenarioStudy:
    """What is to be run.

    Attributes:
        command: "run" for one scenario, "compare" for several, the first of which is the baseline.
        scenarios: The scenarios.
        seeds: Seed of each replication.
        records: Tables by community and by issue that are kept: names of `RECORDS`.
        periods: Periods of the calendar by which measures of events are given besides.
        worlds: The plausible world of each seed; None where all seeds are run in the scenarios as they are.
        goals: What a planner wants of a policy.
    """

    command: str
    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    records: tuple[str, ...] = ("communities",)
    periods: tuple[str, ...] = ()
    worlds: PlausibleWorlds | None = None
    goals: tuple[Goal, ...] = ()

    @cached_property
    def plan(self) -> list[Run]:
        """All runs: scenario by scenario, seed by seed; of plausible worlds the second seeds come after the first."""
        runs = []
        for scenario in self.scenarios:
            there = [scenario] * len(self.seeds)
            if self.worlds is not None:
                there = [self.worlds.scenario(scenario, k) for k in range(len(self.worlds))]
            again = () if self.worlds is None else [seed + AGAIN for seed in self.seeds[: self.worlds.n_again]]
            runs += [
                Run(each, seed, records=self.records, periods=self.periods)
                for each, seed in [*zip(there, self.seeds, strict=True), *zip(there, again, strict=False)]
            ]
        return runs

    @property
    def over(self) -> Over:
        """What replications differ in."""
        return SEEDS if self.worlds is None else WORLDS

    def facts(self) -> dict[str, Any]:
        """What the results depend on, to be compared when the study is resumed."""
        kept: dict[str, Any] = {"records": self.records, "periods": self.periods}
        if self.worlds is not None:
            kept["worlds"] = self.worlds.facts()
        return store.plan_facts(self.command, self.scenarios, self.seeds, kept)


@dataclass(frozen=True)
class StudyDone:
    """A study that has been executed, or as much of it as was possible.

    Attributes:
        study: What was to be run.
        executed: What became of every run of its plan.
        tables: Tables by the names they have in a folder.
        manifest: What was run with what: names, fingerprints, seeds, versions, counts.
    """

    study: ScenarioStudy
    executed: Executed
    tables: dict[str, pd.DataFrame]
    manifest: dict[str, Any]


def seeds_from(first: int, n: int) -> tuple[int, ...]:
    """The seeds of so many replications, one after another.

    Args:
        first: The seed of the scenario.
        n: Replications.
    """
    return tuple(first + k for k in range(n))


def too_many_seeds(last: int) -> Sentence:
    """Says that the seeds of all replications do not fit into 63 bits.

    Args:
        last: The last seed.
    """
    return Sentence(
        f"the seeds would reach {last}; the largest is {LARGEST_SEED}", f"种子将达到 {last}，上限为 {LARGEST_SEED}"
    )


def seed_faults(option: str, last: int) -> list[Fault]:
    """What is wrong with the seeds of a study: one that the model cannot take.

    Args:
        option: What the number of replications was given by, for the message.
        last: The largest seed.
    """
    if last <= LARGEST_SEED:
        return []
    facts = {"problem": too_many_seeds(last)}
    return [Fault("GZ062", file=option, facts=facts)]


def records_asked(option: str, text: str | Sequence[str]) -> tuple[tuple[str, ...], list[Fault]]:
    """Reads which tables by record are to be kept.

    Args:
        option: What they were given by, for the message.
        text: Their names, separated by commas or one by one; empty for none.

    Returns:
        The names, and what is wrong with them.
    """
    return _asked(option, text, tuple(RECORDS), Sentence("table", "表格"))


def periods_asked(option: str, text: str | Sequence[str]) -> tuple[tuple[str, ...], list[Fault]]:
    """Reads by which periods of the calendar measures of events are given besides.

    Args:
        option: What they were given by, for the message.
        text: Their names, separated by commas or one by one; empty for none.

    Returns:
        The names, and what is wrong with them.
    """
    return _asked(option, text, PERIODS, Sentence("period", "时段"))


def _asked(
    option: str, text: str | Sequence[str], known: Sequence[str], kind: Sentence
) -> tuple[tuple[str, ...], list[Fault]]:
    """The known names in a text, and what is wrong with the others."""
    parts = text.split(",") if isinstance(text, str) else text
    names = [name for name in (part.strip() for part in parts) if name]
    faults = [
        Fault(
            "GZ062",
            file=option,
            found=name,
            nearest=nearest(name, known),
            allowed=", ".join(known),
            facts={
                "problem": Sentence(
                    f"there is no {kind.en} '{name}'; there are: {', '.join(known)}",
                    f"没有{kind.zh}“{name}”，可选：{'、'.join(known)}",
                )
            },
        )
        for name in names
        if name not in known
    ]
    return tuple(name for name in known if name in names), faults


def name_faults(origins: Sequence[str], scenarios: Sequence[Scenario]) -> list[Fault]:
    """Finds scenarios that share a name, which tables could not tell apart.

    Args:
        origins: Where each scenario comes from, such as its file.
        scenarios: The scenarios in the same order.
    """
    first: dict[str, str] = {}
    faults = []
    for origin, scenario in zip(origins, scenarios, strict=True):
        if scenario.name in first:
            help_ = Sentence(
                f"give one of them another 'name:'; the other is {first[scenario.name]}",
                f"请给其中之一另取 name:；另一个是 {first[scenario.name]}",
            )
            faults.append(Fault("GZ061", file=origin, key_path="name", found=scenario.name, help=help_))
        first.setdefault(scenario.name, origin)
    return faults


def execute_study(
    study: ScenarioStudy,
    execute: Callable[[Sequence[Run], MemoryStore], Executed],
    folder: store.Folder,
    keeps: bool = True,
) -> StudyDone:
    """Executes a study, makes its tables, and saves them; only then may anything be printed or drawn.

    Args:
        study: The study.
        execute: Executes the runs of its plan that a store lacks.
        folder: Where the results go, or nowhere; it is taken before the first run.
        keeps: Whether each run is kept there as soon as it has ended, so that the study can be resumed.

    Returns:
        What came out; runs that failed or were not executed stand in the table "runs" and in no other.

    Raises:
        EnvironmentProblem: The folder holds something, or cannot be written.
        KeyboardInterrupt: Somebody asked for an end before any run had ended.
    """
    world = study_manifest.world_facts(study.scenarios)
    with folder:
        if keeps:
            folder.keep(study.facts())
        executed = execute(study.plan, folder.store)
        executed.refuse_empty()
        manifest = study_manifest.manifest_of(study.command, study.scenarios, study.seeds, executed, world)
        if study.worlds is not None:
            manifest["worlds"] = study.worlds.manifest_facts()
            manifest["world"] = {**manifest["world"], "note": WORLDS_NOTE}
        if study.goals:
            manifest["goals"] = goals_facts(study.goals)
        done = StudyDone(study, executed, tables_of(study, executed), manifest)
        folder.save(lambda place: _write(place, done))
    return done


def _write(folder: Path, done: StudyDone) -> None:
    """Writes everything but figures: scenarios, goals, tables, manifest."""
    study = done.study
    result_tables.write_configuration(folder, study.scenarios, several=study.command == "compare")
    if study.goals:
        (folder / GOALS_FILE).write_text(goals_text(study.goals), encoding="utf-8")
    result_tables.write_tables(folder, done.executed, {name: t for name, t in done.tables.items() if name != "runs"})
    study_manifest.write_manifest_file(folder, done.manifest)


def tables_of(study: ScenarioStudy, executed: Executed) -> dict[str, pd.DataFrame]:
    """All tables of a study.

    Args:
        study: What was run.
        executed: What became of it.

    Returns:
        "runs", "measures", "summary", "curves", "offices", "hours", those by community and issue that were asked for,
        and of a comparison "comparison", "winners", "costs" and "prices"; over plausible worlds also those of
        `sim.studies.world_tables`.
    """
    every = measures_table([outcome.result for outcome in executed.outcomes if outcome.result is not None])
    # A second seed of a world is no further world.
    first = [outcome for outcome in executed.outcomes if outcome.seed in set(study.seeds)]
    measures = every[every["seed"].isin(study.seeds)].reset_index(drop=True)
    summary = summarise(measures, study.over)
    tables = {
        "runs": result_tables.runs_table(executed.outcomes),
        "measures": measures,
        "summary": summary,
        "curves": result_tables.curves_table(first),
        "offices": result_tables.load_table(first),
        "hours": hours_table(summary),
        **{name: result_tables.records_table(first, name) for name in study.records},
    }
    if study.command == "compare":
        others = [scenario.name for scenario in study.scenarios[1:]]
        tables["comparison"] = compare(measures, study.scenarios[0].name, others, study.over)
        tables["winners"] = winners(tables["comparison"], WINNER_MEASURES)
        tables["costs"] = costs_of(study.scenarios)
        tables["hours"] = hours_table(summary, tables["comparison"])
        tables["prices"] = price_table(measures, tables["costs"], study.scenarios[0].name, study.over)
    if study.worlds is not None:
        tables |= world_tables(study.scenarios, study.worlds, study.seeds, every, tables["costs"], study.goals)
    return tables
