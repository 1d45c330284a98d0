"""What does one more million yuan a year buy through each mechanism? The analysis is `sim.studies.budget`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.report.answer import Answer, Statement
from sim.report.experiment_text import experiment_text, mechanisms_text, with_mechanisms
from sim.report.numbers import Number
from sim.report.page import Cell, Picture, Section, Table
from sim.report.page_words import page_word
from sim.report.report_tables import effect_cell, records
from sim.report.study_report import Report, kind_report
from sim.report.study_tables import (
    COSTS,
    budget_text,
    cell_file,
    cell_name,
    cells_of,
    cost_text,
    mechanism_name,
    scale_of,
    sorted_options,
)
from sim.report.wording import estimate_of, percent
from sim.report.words import say
from sim.scenario.parameter import parameter
from sim.studies.budget import (
    AVERAGE,
    COST_COLUMNS,
    EFFECT_COLUMNS,
    FREE,
    MARGINAL,
    RESOLVED,
    RESOLVED_FROM,
    Option,
    budget_effects,
    cost_table,
    options_for,
    with_resolved,
)
from sim.studies.costs import MILLION, Ground, Prices, ground_of
from sim.studies.experiment import Experiment
from sim.studies.interactions import chosen_cells
from sim.studies.kinds import Heading
from sim.studies.sealed import Columns
from sim.studies.study_folder import CELL, Stored, Study, names_of, written_settings
from sim.studies.study_kind import ExperimentKind
from sim.words import Sentence, T
from sim.world.world import World

HEADING = Heading(
    T("compare what one more million yuan buys through each mechanism", "比较每增加一百万元通过各机制所能换来的效果")
)
TITLE = T("What one more million yuan buys", "每增加一百万元换来什么")
COSTS_TITLE = T("What the mechanisms cost, money in million yuan a year", "各机制成本（金额单位：百万元／年）")
LARGEST = T(
    "{measure}, {unit} per million yuan: the largest estimate is that of {who}, {value} {ends}.",
    "{measure}（每百万元，{unit}）：估计值最大者为{who}，{value} {ends}。",
)
UNCERTAIN = T(
    "{measure}, {unit} per million yuan: the largest estimate is that of {who}, {value} {ends}, which may be chance.",
    "{measure}（每百万元，{unit}）：估计值最大者为{who}，{value} {ends}，可能出于偶然。",
)
HEADS = (T("million yuan", "百万元"), T("coverage", "覆盖率"))
FREE_NOTE = T("Below: mechanisms that cost nothing, with their full effect.", "末尾为不花钱的机制，所列为全部效果。")


class Settings(Experiment):
    """What does the same yearly budget buy through each mechanism?"""

    measures: tuple[str, ...] = parameter(
        ("solved_per_need", "resolution_urban_rural_gap"),
        unit="",
        source="assumed",
        zh="指标",
        doc="Measures besides the issues resolved in a year.",
    )
    yuan_per_resident: float | None = parameter(
        None,
        unit="yuan per resident and year",
        low=0.0001,
        high=400,
        source="assumed",
        zh="人均预算",
        doc="The budget, for each resident.",
    )
    million_yuan: float | None = parameter(
        None,
        unit="million yuan per year",
        low=0.0001,
        high=1_000_000,
        source="assumed",
        zh="预算总额",
        doc="The budget of the whole place.",
    )
    committee_yuan_per_hour: float = parameter(
        Prices().committee,
        unit="yuan per hour",
        low=0.0,
        high=10_000,
        zh="居村委会工时价",
        doc="What an hour of a committee costs.",
        source="assumed; 60,000 yuan a year over 1,800 hours and a fifth of overheads",
    )
    upper_yuan_per_hour: float = parameter(
        Prices().upper,
        unit="yuan per hour",
        low=0.0,
        high=10_000,
        zh="上级工时价",
        doc="What an hour of a township or district costs.",
        source="assumed; 60,000 yuan a year over 1,800 hours and half as much again for grade and overheads",
    )
    resident_yuan_per_hour: float = parameter(
        Prices().resident,
        unit="yuan per hour",
        low=0.0,
        high=10_000,
        zh="居民时间价值",
        doc="What an hour is worth that residents and volunteers give unpaid.",
        source="assumed; half of 33 yuan, the usual value of time off work",
    )

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Contradictions between settings; the budget is given in one way.

        Returns:
            Path and what is wrong there.
        """
        found = super().cross_checks()
        if (self.yuan_per_resident is None) == (self.million_yuan is None):
            found.append(
                (
                    "yuan_per_resident",
                    Sentence(
                        "give the budget either as yuan_per_resident or as million_yuan",
                        "请以 yuan_per_resident 或 million_yuan 之一给出预算",
                    ),
                )
            )
        return found


class Kind(ExperimentKind):
    """The baseline, and every mechanism at the whole budget and at half of it.

    Attributes:
        ground: The place that costs are computed on.
        budget: Yuan a year for the whole place.
        options: The ways of spending it.
    """

    settings = Settings
    needs_world = True
    stored = Stored(
        {
            "budget": Columns(EFFECT_COLUMNS[:2] + CELL + ("part",), EFFECT_COLUMNS[6:]),
            "costs": Columns(COST_COLUMNS[:2], COST_COLUMNS[2:]),
        }
    )
    ground: Ground
    budget: float
    options: Sequence[Option]

    def prepare(self, world: World) -> None:
        """Finds what the budget is, and how far each mechanism can be spread for it."""
        settings, baseline = self.experiment.experiment, self.experiment.baseline
        assert isinstance(settings, Settings)
        self.ground = ground_of(baseline, world)
        prices = Prices(settings.committee_yuan_per_hour, settings.upper_yuan_per_hour, settings.resident_yuan_per_hour)
        self.budget = budget_yuan(settings, self.ground)
        self.options, self.scenarios = options_for(
            baseline, self.experiment.mechanisms, self.ground, prices, self.budget
        )

    @property
    def kept(self) -> frozenset[str]:
        """The measures asked for, and those from which resolved issues are counted."""
        return super().kept | RESOLVED_FROM

    def tables_beforehand(self) -> dict[str, pd.DataFrame]:
        """What the mechanisms cost."""
        return {"costs": cost_table(self.options)}

    def analyse(self, measures: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Effects per million yuan, and what the mechanisms cost."""
        cells = dict.fromkeys([(RESOLVED, "all"), *self.cells])
        measures = chosen_cells(with_resolved(measures, self.ground.residents), list(cells))
        effects = budget_effects(measures, self.experiment.baseline.name, self.options)
        return {"measures": measures, "budget": effects, **self.tables_beforehand()}

    def facts(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
        """What every experiment says, the budget and the residents of the place."""
        return {
            **super().facts(tables),
            "budget_million_yuan": self.budget / MILLION,
            "residents": self.ground.residents,
        }

    def outline(self) -> str:
        """The mechanisms and what they cost."""
        return f"{mechanisms_text(self.experiment)}\n\n{cost_text(cost_table(self.options))}"

    def text(self, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]) -> str:
        """Effects per million yuan, best first, measure by measure."""
        found = budget_text(tables["budget"], tables["costs"], names_of(manifest, self.written))
        return experiment_text(self.experiment, self.scenarios, found)

    @classmethod
    def report(cls, study: Study) -> Report:
        """What effects cost, measure by measure, and what the mechanisms cost."""
        effects, costs = study.tables["budget"], study.tables["costs"]
        answer, sections = Answer(), []
        for cell, rows in cells_of(effects):
            name, title = cell_file("budget", cell), cell_name(cell, study.names)
            best = _best(title, cell[0], rows)
            if best and cell[1] == "all":
                answer.lead.append(Statement(best))
            sections.append(
                Section(
                    name,
                    title,
                    tables=[_effects_table(cell[0], rows, costs)],
                    pictures=[Picture(name, say("budget_title", measure=title), best)],
                )
            )
        sections.append(Section("costs", str(COSTS_TITLE), tables=[_cost_table(costs)]))
        written, usual = written_settings(study.folder), Prices()
        facts = {
            "budget": float(study.manifest["study"]["budget_million_yuan"]),
            "committee": float(written.get("committee_yuan_per_hour", usual.committee)),
            "upper": float(written.get("upper_yuan_per_hour", usual.upper)),
            "resident": float(written.get("resident_yuan_per_hour", usual.resident)),
        }

        def draw() -> dict[str, Any]:
            # matplotlib takes a second, and is not wanted by everybody.
            from sim.report.study_figures import budget_figures

            return budget_figures(effects, costs, facts, study.names)

        return kind_report(study, str(TITLE), answer, sections, draw, "FOLDER/experiment.yaml", with_mechanisms(study))


def budget_yuan(settings: Settings, ground: Ground) -> float:
    """The budget of the whole place.

    Args:
        settings: The experiment, with the budget for each resident or in total.
        ground: The place.

    Returns:
        Yuan a year.
    """
    if settings.million_yuan is not None:
        return settings.million_yuan * MILLION
    assert settings.yuan_per_resident is not None
    return settings.yuan_per_resident * ground.residents


def _best(title: str, measure: str, rows: pd.DataFrame) -> str:
    """Which mechanism has the largest effect per million yuan; "" where none has a value."""
    best = sorted_options(rows)[:1]
    chosen = records(rows[(rows["part"] == AVERAGE) & rows["mechanism"].isin(best)])
    if not chosen or not math.isfinite(chosen[0]["per_million"]):
        return ""
    (scale, unit), found = scale_of(measure), estimate_of(chosen[0], "per_million")
    effect = effect_cell(found, scale)
    return str(
        (LARGEST if found.sign else UNCERTAIN).filled(
            measure=title,
            unit=unit,
            who=mechanism_name(best[0]),
            value=effect.text,
            ends=effect.below,
        )
    )


def _effects_table(measure: str, rows: pd.DataFrame, costs: pd.DataFrame) -> Table:
    """Average and marginal effects per million yuan, best first; what costs nothing stands below."""
    scale, unit = scale_of(measure)
    cost = {row["mechanism"]: row for row in records(costs)}
    parts = {(row["mechanism"], row["part"]): row for row in records(rows)}

    def number(name: str, part: str, column: str) -> Cell:
        row = parts.get((name, part))
        if row is None or not math.isfinite(row[column]):
            return Cell("–")
        return effect_cell(estimate_of(row, column), scale)

    lines = []
    for name in sorted_options(rows):
        coverage = cost[name]["coverage"]
        lines.append(
            [
                Cell(mechanism_name(name)),
                Cell(Number(cost[name]["realised_million_yuan"], ".3g")),
                Cell(percent(coverage, 1) if math.isfinite(coverage) else "–"),
                number(name, AVERAGE, "per_million"),
                number(name, MARGINAL, "per_million"),
            ]
        )
    free = dict.fromkeys(rows.loc[rows["spending"] == FREE, "mechanism"])
    lines += [
        [Cell(mechanism_name(name)), Cell(Number(0, ".0f")), Cell("–"), number(name, AVERAGE, "effect"), Cell("–")]
        for name in free
    ]
    heads = [page_word("mechanism"), *map(str, HEADS), *(say(f"budget_{part}") for part in (AVERAGE, MARGINAL))]
    return Table(say("budget_axis", unit=unit), heads, lines, note=str(FREE_NOTE) if free else "")


def _cost_table(costs: pd.DataFrame) -> Table:
    """What the mechanisms cost."""
    lines = [
        [
            Cell(mechanism_name(row["mechanism"])),
            Cell(COSTS.say(row["spending"])),
            *(Cell(Number(row[name], ".4g") if math.isfinite(row[name]) else "–") for name in COST_COLUMNS[2:]),
        ]
        for row in records(costs)
    ]
    return Table(str(COSTS_TITLE), [COSTS.say(name) for name in COST_COLUMNS], lines, csv="report_costs.csv")
