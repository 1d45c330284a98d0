"""Which plausible worlds agree with the published figures? How members are moved: `sim.studies.ensemble`."""

from __future__ import annotations

import hashlib
import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError
from sim.mechanisms import registry
from sim.report.answer import Answer, Statement
from sim.report.ensemble_text import (
    NARROWED,
    ensemble_text,
    figure_table,
    lead_of,
    number_table,
    step_table,
)
from sim.report.experiment_text import mechanisms_text, with_mechanisms
from sim.report.page import Picture, Section
from sim.report.study_report import Report, kind_report
from sim.scenario.members import ENSEMBLE, write_members
from sim.scenario.parameter import parameter
from sim.scenario.plausible import deviates, laid_over, plausible_ranges, worlds_at
from sim.scenario.scenario import Scenario
from sim.scenario.scenario import replace as with_changes
from sim.shipped import beside, experiment_file
from sim.studies.compare import measures_table
from sim.studies.ensemble import (
    FIGURE_NUMBERS,
    FIGURE_TEXT,
    NUMBER_NUMBERS,
    NUMBER_TEXT,
    STEP_COLUMNS,
    Conditioned,
    Smoother,
    Wave,
    coverage,
    figures_table,
    kept_members,
    numbers_table,
    steps_table,
)
from sim.studies.experiment import Experiment, load_experiment
from sim.studies.experiment import Study as ReadExperiment
from sim.studies.kinds import Heading
from sim.studies.patterns import FIT, HOLD_BACK, Target, load_patterns
from sim.studies.program import program_facts
from sim.studies.runs import Outcome, Run
from sim.studies.sealed import Columns
from sim.studies.study_folder import Stored, Study, names_of
from sim.studies.study_kind import Asked, ExperimentKind
from sim.studies.validation import (
    PATTERNS,
    of_other_places,
    own_patterns,
    renamed,
    scenario_folders,
    scenarios_for,
    unknown_groups,
    values_by_seed,
)
from sim.words import Sentence, T

HEADING = Heading(
    T("make an ensemble of plausible worlds that agree with published figures", "生成与公开数据相符的一组可能情形"),
    options={
        "--members FILE": T(
            "also write the members to this file, such as ensemble.csv of a place",
            "另将成员写入此文件，如地区目录中的 ensemble.csv",
        )
    },
)
TITLE = T("Plausible worlds that agree with the published figures", "与公开数据相符的可能情形")
FIGURES = T("The published figures", "公开数据")
NUMBERS = T("What the figures say of the numbers", "公开数据对各参数的约束")
STEPS = T("Step by step", "逐步结果")
PICTURE = T("Bands from 5 to 95 % over the members, in tolerances", "成员 5% 至 95% 区间，以容许范围计")


class Settings(Experiment):
    """Which values of all numbers that nobody knows agree with the figures that are published?"""

    replications: int = parameter(
        200, unit="runs", low=2, high=100_000, source="assumed", zh="成员数", doc="Members that are wanted."
    )
    drawn: float = parameter(
        1.4,
        unit="ratio",
        low=1.0,
        high=10.0,
        source="assumed",
        zh="抽取倍数",
        doc="Members drawn for each that is wanted, since some do not meet the figures.",
    )
    steps: int = parameter(
        2, unit="", low=1, high=20, source="assumed", zh="同化步数", doc="Steps in which the figures move the members."
    )
    tolerances: float = parameter(
        2.0,
        unit="",
        low=0.5,
        high=10.0,
        source="assumed",
        zh="容许范围倍数",
        doc="Tolerances within which a member that is kept meets every fitted figure.",
    )
    patterns: str | None = parameter(
        None,
        unit="",
        source="the place simulated",
        zh="模式数据",
        doc="File of the published figures, by a path from the folder of this file; those "
        "of the place where not given.",
    )


class Kind(ExperimentKind):
    """Members drawn from the plausible ranges, run, and moved by the figures, step by step.

    Attributes:
        targets: The figures fitted to, then those held back that the same runs give.
        n_fitted: How many are fitted to.
        patterns: Their file.
        fitted: The scenarios they are judged on.
        ranges: The unknowns.
        found: What came out; None before all steps have ended.
    """

    settings = Settings
    stored = Stored(
        {
            "steps": Columns(("step",), STEP_COLUMNS[1:]),
            "figures": Columns(FIGURE_TEXT, FIGURE_NUMBERS),
            "numbers": Columns(NUMBER_TEXT, NUMBER_NUMBERS),
        }
    )
    found: Conditioned | None = None

    def __init__(
        self,
        experiment: ReadExperiment,
        targets: Sequence[Target],
        patterns: Path,
        fitted: Sequence[Scenario],
        members: str | None,
    ) -> None:
        super().__init__(experiment)
        settings = experiment.experiment
        assert isinstance(settings, Settings)
        self.asked = settings
        self.n_fitted = sum(target.use == FIT for target in targets)
        self.targets, self.patterns, self.fitted = tuple(targets), patterns, tuple(fitted)
        self.scenarios, self.members = self.fitted, members
        self.n_drawn = math.ceil(self.asked.replications * self.asked.drawn)
        self.waves = self.asked.steps + 1
        first = experiment.baseline.run.seed
        self.seeds = range(first, first + self.n_drawn * self.waves)
        kinds = registry()
        self.ranges = plausible_ranges(experiment.baseline, {n: kinds[n].Parameters for n in experiment.mechanisms})
        self.smoother: Smoother | None = None
        self.done: list[Wave] = []
        self.failed: list[int] = []

    @classmethod
    def read(cls, asked: Asked) -> Self:
        """Reads the experiment file, the baseline it names, and the figures of its place."""
        experiment = load_experiment(asked.file, asked.kind, asked.overrides, asked.replications)
        settings, file = experiment.experiment, experiment_file(asked.file)
        assert isinstance(settings, Settings)
        laid = [
            f"world.sample={experiment.baseline.world.sample}",
            f"world.place={experiment.baseline.world.place}",
            *asked.overrides,
        ]
        place = experiment.baseline.world.place
        patterns = own_patterns(place) if settings.patterns is None else beside(file, settings.patterns)
        every = [t for t in load_patterns(patterns, *scenario_folders(place)) if t.cell is not None]
        fit = [target for target in every if target.use == FIT]
        if not fit:
            raise InputError(
                Fault(
                    "GZ059",
                    file=str(patterns),
                    facts={
                        "problem": Sentence(
                            f"no row of the patterns has the use '{FIT}'", f"模式数据中没有用途为“{FIT}”的行"
                        )
                    },
                )
            )
        names = {cell.scenario for target in fit for cell in target.cells()}
        held = [
            target
            for target in every
            if target.use == HOLD_BACK and all(cell.scenario in names for cell in target.cells())
        ]
        fitted = [
            renamed(experiment.baseline, s.name) if s.name == "baseline" else s for s in scenarios_for(fit, place, laid)
        ]
        faults = of_other_places(patterns, fitted) or unknown_groups(patterns, [*fit, *held], fitted)
        members = asked.options.get("members")
        if members is not None and not Path(members).parent.is_dir():
            faults.append(Fault("GZ001", file=str(Path(members).parent)))
        elif members is not None and Path(members).is_dir():
            faults.append(Fault("GZ002", file=members, help=str(Path(members) / ENSEMBLE)))
        if faults:
            raise InputError(faults)
        return cls(experiment, [*fit, *held], patterns, fitted, members)

    @property
    def cells(self) -> Sequence[tuple[str, str]]:
        """Measures with their groupings of which there are figures."""
        return tuple(dict.fromkeys((cell.measure, cell.by) for target in self.targets for cell in target.cells()))

    @property
    def depends_on(self) -> dict[str, Any]:
        """Steps, figures and ranges."""
        return {
            "steps": self.asked.steps,
            "n_drawn": self.n_drawn,
            "targets": {
                target.id: [target.centre, target.low, target.high] for target in self.targets[: self.n_fitted]
            },
            "ranges": hashlib.sha256(repr(list(self.ranges)).encode()).hexdigest(),
        }

    def plan(self) -> list[Run]:
        """The members as they are drawn, each with a seed and townships of its own."""
        self.smoother, self.done, self.failed, self.found = None, [], [], None
        points = deviates(len(self.ranges), self.n_drawn, self.experiment.baseline.run.seed)
        return self._runs(Wave(np.arange(1, self.n_drawn + 1), points))

    def further(self, outcomes: Sequence[Outcome]) -> list[Run]:
        """The members that the figures have moved; none after the last step."""
        wave = self.done[-1]
        measures = measures_table([o.result for o in outcomes if o.result is not None])
        wave.results = self._results(wave, len(self.done) - 1, measures)
        whole = np.asarray(np.isfinite(wave.results[:, : self.n_fitted]).all(axis=1))
        self.failed.append(int((~whole).sum()))
        self.done[-1] = wave = wave.chosen(whole)
        if len(wave.members) < 2:
            return []
        if len(self.done) == self.waves:
            kept = kept_members(self.targets[: self.n_fitted], wave, self.asked.tolerances, self.asked.replications)
            self.found = Conditioned(self.done[0], wave, kept)
            return []
        if self.smoother is None:
            self.smoother = Smoother(self.targets[: self.n_fitted], self.asked.steps, self.experiment.baseline.run.seed)
        moved = self.smoother.moved(wave.points, wave.results[:, : self.n_fitted])
        return self._runs(Wave(wave.members, moved))

    def _runs(self, wave: Wave) -> list[Run]:
        """The runs of a step; the wave is noted, its results to come."""
        step, self.done = len(self.done), [*self.done, wave]
        worlds, cells = worlds_at(self.ranges, wave.points), frozenset(self.cells)
        plan = []
        for row, member in zip(worlds.to_dict("records"), wave.members, strict=True):
            number = step * self.n_drawn + int(member) - 1
            for scenario in self.fitted:
                moved = laid_over(scenario, {str(key): value for key, value in row.items()}, self.experiment.baseline)
                drawn = with_changes(moved, {"world.world_seed": scenario.world.world_seed + number})
                plan.append(Run(drawn, self.seeds[number], self.kept, cells, periods=self.periods))
        return plan

    def _results(self, wave: Wave, step: int, measures: pd.DataFrame) -> np.ndarray:
        """What the runs of a step gave for every figure, shape (n_members, n_targets)."""
        first = self.seeds[step * self.n_drawn]
        seeds = [first + int(member) - 1 for member in wave.members]
        own = measures[measures["seed"].isin(seeds)]
        found = [values_by_seed(target, own).reindex(seeds).to_numpy(float) for target in self.targets]
        return np.column_stack(found)

    def analyse(self, measures: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """How the ensemble came to meet the figures, and what they say of every number."""
        waves = self.done[: len(self.failed)]
        tables = {
            "measures": measures,
            "steps": steps_table(self.targets[: self.n_fitted], waves, self.failed, self.asked.tolerances),
            "figures": pd.DataFrame(columns=[*FIGURE_TEXT, *FIGURE_NUMBERS]),
            "numbers": pd.DataFrame(columns=[*NUMBER_TEXT, *NUMBER_NUMBERS]),
        }
        if self.found is not None:
            names = names_of({}, self.scenarios)
            tables["figures"] = figures_table(self.targets, self.found, names)
            tables["numbers"] = numbers_table(self.ranges, self.found, self._worlds())
        return tables

    def _worlds(self) -> pd.DataFrame:
        """Values of the members that are kept, numbered from 1."""
        assert self.found is not None
        return worlds_at(self.ranges, self.found.kept.points)

    def facts(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
        """What every experiment says, and how the members were made."""
        return {**super().facts(tables), "world_seeds": [self.fitted[0].world.world_seed], **self._made(tables)}

    def _made(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
        """How the members were made, as plain values that are the same on every day."""
        baseline, steps = self.experiment.baseline, tables["steps"]
        n_kept = 0 if self.found is None else len(self.found.kept.members)
        covered = coverage(tables["figures"]) if self.found is not None else (0, 0)
        return {
            "place": baseline.world.place,
            "baseline": baseline.name,
            "patterns": hashlib.sha256(self.patterns.read_bytes()).hexdigest(),
            "seed": baseline.run.seed,
            "sample": baseline.world.sample,
            "days": baseline.run.days,
            "warm_up_days": baseline.run.warm_up_days,
            "n_ranges": len(self.ranges),
            "n_drawn": self.n_drawn,
            "n_wanted": self.asked.replications,
            "n_kept": n_kept,
            "n_failed": sum(self.failed),
            "n_steps": self.asked.steps,
            "tolerances": self.asked.tolerances,
            "within_share": [round(float(share), 4) for share in steps["within_share"]],
            "spread_kept": [round(float(share), 4) for share in steps["spread_kept"]],
            "held_back_covered": list(covered),
            "fitted": [t.id for t in self.targets[: self.n_fitted]],
            "program": program_facts()["sources"],
            "version": program_facts()["gongzhi"],
            **self.depends_on,
        }

    def write(self, folder: Path) -> None:
        """Writes the baseline, the experiment, and the members with how they were made."""
        if self.asked.patterns is not None:  # They lie beside the experiment, so that it runs again as it stands.
            shutil.copyfile(self.patterns, folder / PATTERNS)
            self.experiment = replace(self.experiment, experiment=self.asked.model_copy(update={"patterns": PATTERNS}))
        super().write(folder)
        if self.found is None or not len(self.found.kept.members):
            return
        tables = self.analyse(pd.DataFrame())
        for file in [folder / ENSEMBLE, *([Path(self.members)] if self.members else [])]:
            write_members(file, self._worlds(), self._made(tables))

    def outline(self) -> str:
        """The mechanisms, the unknowns, and the figures."""
        text = T("{n} unknowns, {k} figures: {figures}", "{n} 个未知数，{k} 项公开数据：{figures}").filled(
            n=len(self.ranges), k=self.n_fitted, figures=", ".join(t.id for t in self.targets[: self.n_fitted])
        )
        return f"{mechanisms_text(self.experiment)}\n\n{text}"

    def text(self, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]) -> str:
        """How many members meet the figures, step by step, and what that says of the numbers."""
        return ensemble_text(tables, manifest["study"])

    @classmethod
    def report(cls, study: Study) -> Report:
        """The figures before and after, every step, and the numbers that the figures say most of."""
        facts, tables = study.manifest["study"], study.tables
        sections = [
            Section(
                "figures",
                str(FIGURES),
                tables=[figure_table(tables["figures"])],
                pictures=[Picture("ensemble", str(PICTURE), str(PICTURE))],
            ),
            Section("steps", str(STEPS), tables=[step_table(tables["steps"])]),
        ]
        if facts["n_kept"]:
            table = number_table(tables["numbers"])
            sections.append(Section("numbers", str(NUMBERS), text=[str(NARROWED)], tables=[table]))

        def draw() -> dict[str, Any]:
            # matplotlib takes a second, and is not wanted by everybody.
            from sim.report.calibration_figures import ensemble_figure

            return {"ensemble": ensemble_figure(tables["figures"])}

        lead = [Statement(line) for line in lead_of(tables, facts)]
        return kind_report(
            study, str(TITLE), Answer(lead), sections, draw, "FOLDER/experiment.yaml", with_mechanisms(study)
        )
