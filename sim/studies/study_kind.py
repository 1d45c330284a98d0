"""What a kind of study declares: which runs it takes, what it makes of them, and what its folder holds.

Everything else (the verb with its options, the dry run, the folder that is locked, resumed and sealed, the manifest,
the reader and the page of the report) follows from it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

import pandas as pd

from sim.measures.grouping import periods_among
from sim.scenario.scenario import Scenario, resolved_yaml
from sim.studies.experiment import Experiment, as_yaml, load_experiment
from sim.studies.experiment import Study as ReadExperiment
from sim.studies.runs import Outcome, Run
from sim.studies.study_folder import EXPERIMENT, Stored, Study
from sim.world.world import World

CONFIGURATION = "config.yaml"


@dataclass(frozen=True)
class Asked:
    """What somebody asks for who starts a study.

    Attributes:
        kind: Name of the kind.
        file: The experiment file; "" where the kind takes none.
        overrides: Settings "path=value" laid over every scenario.
        replications: Number of seeds; None for the usual one.
        options: The kind's own options by name; None where one was not given.
    """

    kind: str
    file: str = ""
    overrides: Sequence[str] = ()
    replications: int | None = None
    options: Mapping[str, str | None] = field(default_factory=dict)


class StudyKind(ABC):
    """A study of a kind, ready to be run; the class is the kind.

    Attributes:
        stored: What the folder of a study holds beside `runs.csv` and the manifest.
        waves: How many plans of about the same size follow from each other (`further`).
        needs_world: Whether the scenarios depend on the world, such as on what things cost in it.
        name: Name of the study, and of its folder where none is given.
        scenarios: The scenarios to be run, the baseline first; where they depend on the world the baseline alone
            before `prepare` was called.
        seeds: Seed of each replication.
    """

    stored: ClassVar[Stored]
    needs_world: ClassVar[bool] = False
    waves: int = 1
    name: str
    scenarios: Sequence[Scenario]
    seeds: Sequence[int]

    @classmethod
    @abstractmethod
    def read(cls, asked: Asked) -> Self:
        """Reads what is asked for.

        Args:
            asked: What is asked for.

        Raises:
            InputError: With everything that is wrong with it.
        """

    def require(self) -> None:  # noqa: B027 (most kinds need none)
        """Refuses to go on where an optional library is missing; a dry run does without.

        Raises:
            EnvironmentProblem: It is so, and how to install it.
        """

    def prepare(self, world: World) -> None:  # noqa: B027 (most kinds need none)
        """Makes what depends on the world; called once before anything is run where `needs_world` says so.

        Args:
            world: The world of the baseline.
        """

    @property
    @abstractmethod
    def cells(self) -> Sequence[tuple[str, str]]:
        """Measures with their groupings that are looked at; what they need of a run is kept."""

    @property
    def kept(self) -> frozenset[str]:
        """Measures that are kept of each run."""
        return frozenset(measure for measure, _ in self.cells)

    @property
    def periods(self) -> tuple[str, ...]:
        """Periods of the calendar by which runs are measured."""
        return periods_among(by for _, by in self.cells)

    @property
    def last_seed(self) -> int:
        """The largest seed that any draw is given."""
        return self.seeds[-1]

    def plan(self) -> list[Run]:
        """All runs: scenario by scenario, seed by seed."""
        return [
            Run(scenario, seed, self.kept, periods=self.periods) for scenario in self.scenarios for seed in self.seeds
        ]

    def further(self, outcomes: Sequence[Outcome]) -> list[Run]:
        """The runs that follow from those that have ended; asked again until there are none.

        Args:
            outcomes: What became of all runs so far, in the order of their plans.
        """
        return []

    @property
    def depends_on(self) -> dict[str, Any]:
        """What its runs depend on besides scenarios, seeds and measures, as plain values, so that it can be resumed."""
        return {}

    @abstractmethod
    def analyse(self, measures: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Makes the tables of the study.

        Args:
            measures: Every value of every run, as `sim.studies.compare.measures_table` gives it.

        Returns:
            Tables by name: "measures", and all of `stored`.
        """

    @abstractmethod
    def facts(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
        """What the manifest says of the study besides scenarios, seeds, world and counts, as plain values.

        Args:
            tables: The tables of the study.
        """

    @property
    def written(self) -> Sequence[Scenario]:
        """The scenarios that are written out in full, the baseline first."""
        return self.scenarios

    def write(self, folder: Path) -> None:
        """Writes what the study can be run again from.

        Args:
            folder: Where to write.
        """
        if self.stored.several:
            (folder / "config").mkdir()
        for scenario in self.written:
            file = Path("config", f"{scenario.name}.yaml") if self.stored.several else Path(CONFIGURATION)
            (folder / file).write_text(resolved_yaml(scenario), encoding="utf-8")

    def facts_beforehand(self) -> dict[str, Any]:
        """What a dry run says of the study to programs, besides numbers of runs, as plain values."""
        return {}

    def tables_beforehand(self) -> dict[str, pd.DataFrame]:
        """Tables that are known before anything is run, by name."""
        return {}

    @abstractmethod
    def outline(self) -> str:
        """What a dry run says of the study."""

    @abstractmethod
    def text(self, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]) -> str:
        """What a terminal shows of the results.

        Args:
            tables: The tables of the study.
            manifest: What was run with what.
        """

    @classmethod
    @abstractmethod
    def report(cls, study: Study) -> Any:
        """The page of a finished study, a `sim.report.study_report.Report`.

        Args:
            study: The study, as its folder holds it.
        """


class ExperimentKind(StudyKind):
    """A kind whose studies are experiment files: a baseline, mechanisms, measures and seeds.

    Attributes:
        settings: Settings of its files.
        experiment: The file that was read.
    """

    settings: ClassVar[type[Experiment]]

    def __init__(self, experiment: ReadExperiment) -> None:
        self.experiment = experiment
        self.name, self.seeds = experiment.experiment.name, experiment.seeds
        self.scenarios: Sequence[Scenario] = [experiment.baseline]

    @classmethod
    def read(cls, asked: Asked) -> Self:
        """Reads the experiment file and the baseline that it names."""
        return cls(load_experiment(asked.file, asked.kind, asked.overrides, asked.replications))

    @property
    def cells(self) -> Sequence[tuple[str, str]]:
        """Measures with their groupings that the file names."""
        return self.experiment.cells

    @property
    def written(self) -> Sequence[Scenario]:
        """The baseline alone: the others follow from the file."""
        return [self.experiment.baseline]

    def facts_beforehand(self) -> dict[str, Any]:
        """The mechanisms."""
        return {"mechanisms": list(self.experiment.mechanisms)}

    def facts(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
        """Name, kind and question of the study, its mechanisms and its measures."""
        settings = self.experiment.experiment
        return {
            "name": settings.name,
            "kind": settings.kind,
            "question": settings.question,
            "mechanisms": list(self.experiment.mechanisms),
            "measures": [" by ".join(cell) for cell in self.experiment.cells],
        }

    def write(self, folder: Path) -> None:
        """Writes the baseline, and the experiment in full."""
        super().write(folder)
        (folder / EXPERIMENT).write_text(as_yaml(self.experiment, CONFIGURATION), encoding="utf-8")
