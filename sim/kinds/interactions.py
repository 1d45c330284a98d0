"""Do pairs of mechanisms do more or less together than the sum of both? The analysis is `sim.studies.interactions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.measures.registry import measures as all_measures
from sim.report.answer import BETTER, WORSE, Answer, Statement
from sim.report.experiment_text import experiment_text, mechanisms_text, with_mechanisms
from sim.report.page import Cell, Picture, Section, Table
from sim.report.page_words import page_word
from sim.report.report_tables import effect_cell, effect_number, records
from sim.report.study_report import Report, kind_report
from sim.report.study_tables import (
    cell_file,
    cell_name,
    cells_of,
    interactions_text,
    mechanism_name,
    pairs_text,
    scale_of,
)
from sim.report.wording import estimate_of
from sim.report.words import say
from sim.scenario.parameter import parameter
from sim.studies.experiment import Experiment
from sim.studies.experiment import Study as ReadExperiment
from sim.studies.interactions import (
    LESS,
    MORE,
    alone,
    chosen_cells,
    interaction_scenarios,
    interactions,
    pairs_of,
)
from sim.studies.kinds import Heading
from sim.studies.sealed import Columns
from sim.studies.study_folder import CELL, Stored, Study, names_of
from sim.studies.study_kind import ExperimentKind
from sim.words import T

HEADING = Heading(
    T("test whether pairs of mechanisms do more or less than the sum of both", "判断两项机制并行是否超过或不及各自之和")
)
TITLE = T("Pairs of mechanisms: more or less than the sum of both?", "机制两两并行：是否超过各自之和？")
ALONE = T("What each mechanism does alone: difference from the baseline", "各机制单独实施：与基准情景之差")
STRONGEST = T("The pairs furthest from the sum of both", "偏离各自之和最大的机制对")
HEADS = (
    T("pair", "机制对"),
    T("both alone, summed", "各自之和"),
    T("together", "并行"),
    T("beyond the sum", "超出部分"),
)
NOTE = T(
    "In {unit}. ▲ more, ▼ less of what is wanted than the sum of both, after Holm over all pairs. All pairs: "
    "interactions.csv.",
    "单位：{unit}。▲ 所期望的变化超过各自之和，▼ 不及（按全部机制对作 Holm 校正）。全部机制对见 interactions.csv。",
)
MOST_PAIRS = 10
"""Pairs of a measure that the page lists; the figure and the table in the folder have all."""


class Settings(Experiment):
    """Do pairs of mechanisms do more or less together than the sum of what they do alone?"""

    fewest_mechanisms = 2

    measures: tuple[str, ...] = parameter(
        (
            "resolution_share",
            "resolution_share by setting",
            "solved_per_need",
            "closing_days_mean",
            "on_time_share",
            "dropped_share",
            "resolution_urban_rural_gap",
        ),
        unit="",
        source="assumed",
        zh="指标",
        doc="Measures, each over everybody or 'by' a grouping.",
    )


class Kind(ExperimentKind):
    """The baseline, every mechanism alone, and every pair."""

    settings = Settings
    stored = Stored(
        {
            "interactions": Columns(
                ("mechanism_a", "mechanism_b", *CELL, "verdict"),
                (
                    "n",
                    "n_equal",
                    "baseline",
                    "alone_a",
                    "alone_b",
                    "together",
                    "interaction",
                    "ci_low",
                    "ci_high",
                    "p_adjusted",
                ),
            ),
            "alone": Columns(("mechanism", *CELL), ("n", "baseline", "difference", "ci_low", "ci_high")),
        }
    )

    def __init__(self, experiment: ReadExperiment) -> None:
        super().__init__(experiment)
        self.scenarios = interaction_scenarios(experiment.baseline, experiment.mechanisms)

    def analyse(self, measures: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """What pairs do together and what each mechanism does alone."""
        measures = chosen_cells(measures, self.cells)
        better = {name: all_measures()[name].better for name in self.kept}
        mechanisms, name = self.experiment.mechanisms, self.experiment.baseline.name
        return {
            "measures": measures,
            "interactions": interactions(measures, name, pairs_of(mechanisms), better),
            "alone": alone(measures, name, mechanisms),
        }

    def outline(self) -> str:
        """The mechanisms."""
        return mechanisms_text(self.experiment)

    def text(self, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]) -> str:
        """How many pairs do more or less, and the pairs furthest from the sum."""
        found = interactions_text(tables["interactions"], names_of(manifest, self.written))
        return experiment_text(self.experiment, self.scenarios, found)

    @classmethod
    def report(cls, study: Study) -> Report:
        """A table of the pairs furthest from the sum and a triangle of all, measure by measure."""
        table, answer, sections = study.tables["interactions"], Answer(), []
        for cell, rows in cells_of(table):
            strongest = pairs_text(cell, rows, study.names)
            if cell[1] == "all":
                answer.lead.append(Statement(strongest))
            name, title = cell_file("interactions", cell), cell_name(cell, study.names)
            sections.append(
                Section(
                    name,
                    title,
                    text=[strongest],
                    tables=[_pairs_table(cell, rows)],
                    pictures=[Picture(name, say("pair_title", measure=title), strongest)],
                )
            )
        if len(study.tables["alone"]):
            sections.append(Section("alone", str(ALONE), tables=[_alone_table(study)]))

        def draw() -> dict[str, Any]:
            # matplotlib takes a second, and is not wanted by everybody.
            from sim.report.study_figures import interaction_figures

            return interaction_figures(table, study.names)

        return kind_report(study, str(TITLE), answer, sections, draw, "FOLDER/experiment.yaml", with_mechanisms(study))


def _pairs_table(cell: tuple[str, str, str], rows: pd.DataFrame) -> Table:
    """The pairs of a measure that lie furthest from the sum of both."""
    scale, unit = scale_of(cell[0])
    order = rows["interaction"].abs().sort_values(ascending=False, kind="stable").index
    lines = []
    for row in records(rows.reindex(order).head(MOST_PAIRS)):
        pair = f"{mechanism_name(row['mechanism_a'])} + {mechanism_name(row['mechanism_b'])}"
        tone = {MORE: BETTER, LESS: WORSE}.get(row["verdict"], "")
        lines.append(
            [
                Cell(pair),
                Cell(effect_number(row["alone_a"] + row["alone_b"], scale)),
                Cell(effect_number(row["together"], scale)),
                effect_cell(estimate_of(row | {"difference": row["interaction"]}), scale, tone),
            ]
        )
    return Table(str(STRONGEST), list(map(str, HEADS)), lines, note=str(NOTE.filled(unit=unit)))


def _alone_table(study: Study) -> Table:
    """What each mechanism moves by itself, measure by measure over everybody."""
    cells = [(cell, rows) for cell, rows in cells_of(study.tables["alone"]) if cell[1] == "all"]
    heads = [page_word("mechanism")]
    heads += [f"{cell_name(cell, study.names)}, {scale_of(cell[0])[1]}" for cell, _ in cells]
    lines = []
    for name in dict.fromkeys(study.tables["alone"]["mechanism"]):
        line = [Cell(mechanism_name(name))]
        for cell, rows in cells:
            scale = scale_of(cell[0])[0]
            found = records(rows[rows["mechanism"] == name])
            line.append(effect_cell(estimate_of(found[0]), scale) if found else Cell("–"))
        lines.append(line)
    return Table(str(ALONE), heads, lines, csv="report_alone.csv")
