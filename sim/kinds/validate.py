"""How does the model stand beside published figures? What is judged and how: `sim.studies.validation`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd

from sim.errors import Fault, InputError
from sim.report.answer import BETTER, UNSURE, WORSE, Answer, Statement
from sim.report.page import Cell, Picture, Section, Table
from sim.report.study_report import Report, kind_report, overrides_text
from sim.report.validation_text import (
    HEADS,
    VERDICTS,
    distance_text,
    result_text,
    tally_text,
    target_text,
    text_in,
    validation_text,
)
from sim.report.wording import drawn_of
from sim.report.words import say
from sim.scenario.scenario import Scenario
from sim.scenario.scenario import replace as with_changes
from sim.studies.kinds import Heading
from sim.studies.patterns import Target, load_patterns
from sim.studies.runs import Run
from sim.studies.sealed import Columns
from sim.studies.statistics import FEW_RUNS
from sim.studies.study_folder import Stored, Study, names_of
from sim.studies.study_kind import Asked, StudyKind
from sim.studies.validation import (
    COLUMNS,
    NO,
    YES,
    judge,
    of_other_places,
    own_patterns,
    place_simulated,
    scenario_folders,
    scenarios_for,
    tally,
    unknown_groups,
    verdict_table,
)
from sim.words import T

HEADING = Heading(
    T("compare the model with published figures", "将模型结果与公开数据对照"),
    file=False,
    options={"--patterns FILE": T("file of the published figures", "公开数据文件")},
)
TITLE = T("The model compared with published figures", "模型结果与公开数据对照")
SOURCE = T("source; note", "来源；说明")
NUMBERS = ("target", "low", "high", "n_runs", "result", "ci_low", "ci_high", "distance")
REPLICATIONS = 5
"""Seeds where nobody asks for another number (assumed)."""


@dataclass
class Kind(StudyKind):
    """Every scenario that a figure is judged on; each replication has a seed and a draw of townships of its own.

    Attributes:
        patterns: The file of the published figures.
        targets: The figures.
        overrides: Settings "path=value" laid over every scenario.
    """

    stored = Stored(
        {"validation": Columns(tuple(name for name in COLUMNS if name not in NUMBERS), NUMBERS)}, several=True
    )
    patterns: Path
    targets: Sequence[Target]
    scenarios: Sequence[Scenario]
    seeds: Sequence[int]
    overrides: Sequence[str]
    name = "validation"

    @classmethod
    def read(cls, asked: Asked) -> Self:
        """Reads the figures and the scenarios on which they are judged."""
        given, faults = asked.options.get("patterns"), list[Fault]()
        patterns, targets, scenarios = Path(given or ""), tuple[Target, ...](), tuple[Scenario, ...]()
        try:
            place = place_simulated(asked.overrides)
            patterns = own_patterns(place) if given is None else Path(given)
            targets = load_patterns(patterns, *scenario_folders(place))
            scenarios = scenarios_for(targets, place, asked.overrides)
        except InputError as problem:
            faults += problem.faults
        faults += of_other_places(patterns, scenarios) or unknown_groups(patterns, targets, scenarios)
        if faults:
            raise InputError(faults)
        n = REPLICATIONS if asked.replications is None else asked.replications
        return cls(patterns, targets, scenarios, [scenarios[0].run.seed + k for k in range(n)], asked.overrides)

    @property
    def cells(self) -> Sequence[tuple[str, str]]:
        """Measures with their groupings of which there are figures."""
        return [(cell.measure, cell.by) for target in self.targets for cell in target.cells()]

    @property
    def world_seeds(self) -> list[int]:
        """World seed of each replication of the first scenario."""
        return [self.scenarios[0].world.world_seed + k for k in range(len(self.seeds))]

    @property
    def last_seed(self) -> int:
        """The largest seed of a run or of a world."""
        return max(self.seeds[-1], self.world_seeds[-1])

    def plan(self) -> list[Run]:
        """Replication k of every scenario has seed and world seed k further, so chance includes the draw."""
        return [
            Run(
                with_changes(scenario, {"world.world_seed": scenario.world.world_seed + k}),
                seed,
                self.kept,
                periods=self.periods,
            )
            for scenario in self.scenarios
            for k, seed in enumerate(self.seeds)
        ]

    def analyse(self, measures: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Every figure beside its result."""
        names = names_of({}, self.scenarios)
        return {"measures": measures, "validation": verdict_table(judge(self.targets, measures), names)}

    def facts(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
        """The file of the figures, how many are met, the seeds of the worlds, and settings of the command line."""
        counts = {
            use: dict(zip(("within", "outside", "not_measured"), numbers, strict=True))
            for use, numbers in tally(tables["validation"]).items()
        }
        return {
            "patterns": str(self.patterns),
            "tally": counts,
            "world_seeds": self.world_seeds,
            "overrides": list(self.overrides),
        }

    def outline(self) -> str:
        """The scenarios."""
        return ", ".join(scenario.name for scenario in self.scenarios)

    def text(self, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]) -> str:
        """The table of figures and what a reader has to know."""
        n = len(self.seeds)
        lines = [
            say("validation", n=n, drawn=drawn_of(manifest["world"])) + "\n",
            validation_text(tables["validation"]) + "\n",
            say("validation_reading"),
        ]
        if n < FEW_RUNS:
            lines.append(say("one_run" if n == 1 else "few_runs", n=n, least=FEW_RUNS))
        return "\n".join(lines)

    @classmethod
    def report(cls, study: Study) -> Report:
        """Every figure beside its result, in a table and in tolerances."""
        table, facts = study.tables["validation"], study.manifest["study"]
        table = table.fillna({name: "" for name in COLUMNS if name not in NUMBERS})
        lead = [Statement(line) for line in tally_text(table).split("\n")]
        reading = say("validation_reading")
        section = Section(
            "figures",
            str(TITLE),
            text=[reading],
            tables=[_table(table)],
            pictures=[Picture("validation", str(TITLE), say("fit_figure"))],
        )

        def draw() -> dict[str, Any]:
            # matplotlib takes a second, and is not wanted by everybody.
            from sim.report.calibration_figures import validation_figure

            return {"validation": validation_figure(table)}

        again = (
            f"--patterns {shlex.quote(facts['patterns'])} --replications {len(study.manifest['seeds'])}"
            f"{overrides_text(facts)}"
        )
        return kind_report(study, str(TITLE), Answer(lead), [section], draw, again)


def _table(table: pd.DataFrame) -> Table:
    """Every figure with its source, its result and whether they agree."""
    heads = [*(HEADS.say(key) for key in ("what", "target", "result", "distance", "use")), str(SOURCE)]
    lines = []
    for _, row in table.iterrows():
        note = "; ".join(text for text in (text_in(row, "source"), text_in(row, "note")) if text)
        tone = {YES: BETTER, NO: WORSE}.get(row["within"], UNSURE)
        lines.append(
            [
                Cell(f"{row['scenario']}: {text_in(row, 'what')}", str(row["pattern"])),
                Cell(target_text(row)),
                Cell(result_text(row)),
                Cell(distance_text(row), tone=tone),
                Cell(VERDICTS.say(row["use"])),
                Cell(note, VERDICTS.say(row["confidence"])),
            ]
        )
    return Table(str(TITLE), heads, lines, numbers=False, csv="report_validation.csv")
