"""Writes what documentation can take from the code, so that text and program cannot part.

`python -m maintenance.generate_docs` rewrites docs/parameters.md, docs/parameters.zh.md, docs/mechanisms.md,
docs/levers.md, docs/measures.md and docs/evidence.md as a whole, and in docs/ODD.md every default written as `path` =
value and every block between "generated" and "end generated".
With --check it changes nothing and ends with 1 where something would change.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from maintenance.validation_table import KEPT
from sim import vocabulary
from sim.agents.office import Community, Desk, District, Township
from sim.agents.organisations import Organisation
from sim.agents.resident import Resident
from sim.agents.social_worker import SocialWorker
from sim.columns import Column
from sim.levers import LEVERS
from sim.measures.describe import measures_page
from sim.mechanisms import known_mechanisms, registry
from sim.mechanisms.base import Horizon
from sim.report.calibration_text import VERDICTS
from sim.scenario.fields import facts_of
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.plausible import (
    COEFFICIENT_PART,
    ODDS_FACTOR,
    SIZE_FACTOR,
    PlausibleRange,
    plausible_ranges,
)
from sim.scenario.provenance import ORIGINS, origin_of
from sim.scenario.scenario import ParameterRow, Scenario, parameter_table
from sim.schedule import schedule
from sim.shipped import SCENARIOS
from sim.studies.evidence import DESIGNS, NONE, Finding, findings_of, load_evidence
from sim.studies.patterns import load_patterns
from sim.studies.validation import PATTERNS, described
from sim.vocabulary import Category
from sim.words import Sentence, speaking
from sim.world.places import PlaceNames
from sim.world.tables import COLUMN_SOURCES

DOCS = Path(__file__).resolve().parents[1] / "docs"
KINDS = (Resident, Community, Township, District, Desk, SocialWorker, Organisation)
YES, NO, RANGE = Sentence("yes", "是"), Sentence("no", "否"), Sentence("{low} to {high}", "{low} 至 {high}")
BLOCK = re.compile(r"<!-- generated: ([^\n]+?) -->\n(.*?)<!-- end generated -->", re.DOTALL)
DEFAULT = re.compile(r"`([a-z_]+(?:\.[a-z0-9_]+)+)` = (\?|yes|no|-?\d+(?:\.\d+)?(?:e-?\d+)?|'[a-z]+')")
MOVES = re.compile(r'levers\.(add|remove|raise_to|lower_to)\(\s*"(\w+)"')
NOTE_ZH = "本页由 `python -m maintenance.generate_docs` 生成；请修改代码，勿直接修改本页。"
NOTE = "This page is written by `python -m maintenance.generate_docs`; change the code, not the page."
PLAUSIBLE = (
    "Plausible 90 %: the values between which a number lies nine times in ten as far as anybody knows, with the grade "
    "of the evidence (A published for the place, B published elsewhere, C assumed). A star marks a range that a rule "
    "gives by unit and grade: odds of a share times or over "
    f"{', '.join(f'{f:g} ({g})' for g, f in ODDS_FACTOR.items())}; a positive size times or over "
    f"{', '.join(f'{f:g} ({g})' for g, f in SIZE_FACTOR.items())}; a coefficient plus or "
    f"minus {', '.join(f'{f:.0%} ({g})' for g, f in COEFFICIENT_PART.items())}. The others are written. What is no "
    "unknown has none, and the table says what it is instead. A scenario writes ranges of its own under `plausible:`."
)
PLAUSIBLE_ZH = (
    "可信范围 90%：就现有知识而言，该参数十次中有九次落在其间，括号内为证据等级"
    "（A 本地公开数据，B 外地公开数据，C 假设）。带星号者由规则按单位与等级给出：比例的优势乘以或除以 "
    f"{'、'.join(f'{f:g}（{g}）' for g, f in ODDS_FACTOR.items())}；正的数量乘以或除以 "
    f"{'、'.join(f'{f:g}（{g}）' for g, f in SIZE_FACTOR.items())}；系数加减 "
    f"{'、'.join(f'{f:.0%}（{g}）' for g, f in COEFFICIENT_PART.items())}。其余为直接写明。并非未知数者没有范围，"
    "表中说明其性质。情景可在 `plausible:` 中写明自己的范围。"
)


def shown(value: Any) -> str:
    """A default as readers see it: six digits at most, yes or no, words in quotes."""
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, float):
        return f"{value:.6g}"
    return f"'{value}'" if isinstance(value, str) else str(value)


def cell(text: str) -> str:
    """A text that cannot break out of its table cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table.

    Args:
        head: Column titles.
        rows: Cells.

    Returns:
        The table, ending with a line break.
    """
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *[[cell(text) for text in row] for row in rows]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


@cache
def parameters() -> dict[str, ParameterRow]:
    """Every parameter by dotted path, those of mechanisms included."""
    rows = parameter_table(ModelParameters)
    for name, kind in registry().items():
        rows += parameter_table(kind.Parameters, f"mechanisms.{name}.")
    return {row.path: row for row in rows}


def bounds(row: ParameterRow) -> str:
    """The range allowed, in words."""
    if row.low is None and row.high is None:
        return ""
    low, high = ("" if end is None else shown(end) for end in (row.low, row.high))
    return str(RANGE.filled(low=low, high=high))


@cache
def posterior() -> dict[str, Sentence]:
    """What the committed calibration says of each parameter it moves, in words, by dotted path."""
    found = Sentence("90 % {low} to {high}, {verdict}", "90% 区间 {low} 至 {high}，{verdict}")
    return {
        str(r.path): found.filled(low=f"{r.q05:g}", high=f"{r.q95:g}", verdict=VERDICTS[str(r.verdict)])
        for r in pd.read_csv(KEPT / "settings.csv").itertuples()
    }


@cache
def ranges() -> tuple[dict[str, PlausibleRange], dict[str, Sentence]]:
    """The plausible range of every number by dotted path, mechanisms included, and why others have none."""
    found = plausible_ranges(Scenario(name="defaults"), known_mechanisms())
    return {one.key: one for one in found}, found.certain


def plausible_of(row: ParameterRow) -> str:
    """The plausible range of a parameter with its grade, marked where a rule gives it; else why it has none."""
    known, certain = ranges()
    found = known.get(row.path)
    if found is None:
        return f"– ({certain[row.path]})"
    mark = "*" if found.by_rule else ""
    if found.weights:
        return ", ".join(f"{word} {weight:g}" for word, weight in found.weights) + f" ({found.grade}{mark})"
    low, high = found.ends
    return str(RANGE.filled(low=f"{low:.3g}", high=f"{high:.3g}")) + f" ({found.grade}{mark})"


def source_of(row: ParameterRow) -> str:
    """The source of a default, with the posterior's range where it was calibrated."""
    return str(row.source.and_then(posterior()[row.path]) if row.path in posterior() else row.source)


def parameter_lines(rows: Iterable[ParameterRow]) -> str:
    """The full table of some parameters."""
    return table(
        ("parameter", "default", "unit", "range", "plausible 90 %", "from", "source", "meaning", "中文"),
        (
            (
                f"`{r.path}`",
                shown(r.default),
                r.unit.en,
                bounds(r),
                plausible_of(r),
                str(ORIGINS[origin_of(r.source)]),
                source_of(r),
                r.doc.en,
                r.label_zh,
            )
            for r in rows
        ),
    )


def parameters_page() -> str:
    """Every parameter of the model, by group."""
    parts = [
        f"# Parameters\n\n[中文](parameters.zh.md)\n\n{NOTE}\n\n"
        "Each can be set in a scenario under its dotted path. 'assumed' means that no "
        "public figure stands behind the default; 'calibrated' means that it was fitted to published figures together "
        "with others ([validation.md](validation.md)), and is followed by its posterior range. 'from' says whose the "
        "number is: national, Chongqing's, published elsewhere or assumed; the report of a place of your own says so "
        "of every number it uses, and which are yours. Those of mechanisms: "
        f"[mechanisms.md](mechanisms.md).\n\n{PLAUSIBLE}\n"
    ]
    for name, info in ModelParameters.model_fields.items():
        rows = [row for row in parameters().values() if row.path.startswith(f"{name}.")]
        parts.append(f"\n## {name}\n\n{info.description}\n\n{parameter_lines(rows)}")
    return "".join(parts)


def parameter_lines_zh(rows: Iterable[ParameterRow]) -> str:
    """The full table of some parameters in Chinese."""
    with speaking("zh"):
        return table(
            ("参数", "名称", "默认值", "单位", "范围", "可信范围 90%", "出自", "来源", "含义"),
            (
                (
                    f"`{r.path}`",
                    r.label_zh,
                    shown(r.default),
                    r.unit.zh,
                    bounds(r),
                    plausible_of(r),
                    str(ORIGINS[origin_of(r.source)]),
                    source_of(r),
                    r.doc.zh,
                )
                for r in rows
            ),
        )


def parameters_page_zh() -> str:
    """Every parameter in Chinese, by group, those of mechanisms included."""
    parts = [
        f"# 参数\n\n[English](parameters.md)\n\n{NOTE_ZH}\n\n每个参数均可在情景文件中按其路径设置。“假设值”指默认值没有"
        "公开数据支撑；“经校准”指与其他参数一同依据公开数据拟合（[validation.md](validation.md)），其后为后验区间。“出自”说明数字属于全国、"
        "重庆、他处公开数据或假设；其他地区的报告逐项注明，并标出自有数据。"
        f"机制的参数在后。\n\n{PLAUSIBLE_ZH}\n"
    ]
    for name, info in ModelParameters.model_fields.items():
        rows = [row for row in parameters().values() if row.path.startswith(f"{name}.")]
        parts.append(f"\n## {name}\n\n{facts_of(info).doc.zh}\n\n{parameter_lines_zh(rows)}")
    parts.append("\n## mechanisms\n\n机制只改变结构，从不直接改变结果。章节号依何洪华 2018 年论文。\n")
    for name, kind in registry().items():
        rows = [row for row in parameters().values() if row.path.startswith(f"mechanisms.{name}.")]
        parts.append(
            f"\n### {name}：{kind.name_zh}\n\n论文第 {kind.section} 节。{kind.what().zh}\n\n{parameter_lines_zh(rows)}"
        )
    return "".join(parts)


def moved_levers(kind: type) -> list[tuple[str, str]]:
    """The levers a mechanism moves, as (operation, name), in the order of its text."""
    return list(dict.fromkeys(MOVES.findall(inspect.getsource(kind))))


def horizon_lines() -> str:
    """The mechanisms by the years over which they are to be judged."""
    by_years: dict[Horizon, list[str]] = {}
    for name, kind in registry().items():
        by_years.setdefault(kind.horizon, []).append(f"`{name}`")
    rows = (
        f"| {horizon.years} | {horizon.why.en} | {', '.join(names)} |" for horizon, names in sorted(by_years.items())
    )
    return "\n".join(["| years | because | mechanisms |", "| --- | --- | --- |", *rows, ""])


def mechanisms_page() -> str:
    """Every mechanism: what it does, its levers, its parameters."""
    parts = [
        f"# Mechanisms\n\n{NOTE}\n\nA mechanism changes structure through [levers](levers.md), never an "
        "outcome. Sections are those of He Honghua 2018. The report of a comparison that is shorter than the horizon "
        f"of a mechanism says so.\n\n{PLAUSIBLE}\n\n" + horizon_lines()
    ]
    for name, kind in registry().items():
        rows = [row for row in parameters().values() if row.path.startswith(f"mechanisms.{name}.")]
        moves = ", ".join(f"`{lever}` ({operation.replace('_to', '')})" for operation, lever in moved_levers(kind))
        parts.append(
            f"\n## {name}: {kind.name} ({kind.name_zh})\n\nPaper, section {kind.section}. Judged over "
            f"{kind.horizon.years} {'year' if kind.horizon.years == 1 else 'years'} or longer: "
            f"{kind.horizon.why.en}.\n\n"
            f"{inspect.getdoc(kind)}\n\nLevers: {moves}.\n\n{parameter_lines(rows)}"
        )
    return "".join(parts)


def levers_page() -> str:
    """Every lever: where it acts, how several mechanisms combine on it, and who moves it."""
    movers = {
        lever.name: [
            name for name, kind in registry().items() if lever.name in {moved for _, moved in moved_levers(kind)}
        ]
        for lever in LEVERS
    }
    rows = (
        (
            f"`{lever.name}`",
            lever.level,
            lever.combine,
            lever.unit,
            lever.sentence,
            lever.doc_zh,
            ", ".join(f"`{path}`" for path in lever.parameters),
            ", ".join(movers[lever.name]),
        )
        for lever in LEVERS
    )
    return (
        f"# Levers\n\n{NOTE}\n\nA mechanism may move these and nothing else. How several combine: amounts "
        "are added (add); shares removed multiply what is left (remove); the largest presence (raise) and the "
        "shortest delay (lower) hold. So the order of mechanisms never matters. Where a lever starts from "
        "a parameter of the scenario, it is that parameter that is added to, taken off, raised or lowered.\n\n"
        + table(("lever", "level", "combines", "unit", "what it is", "中文", "starts from", "moved by"), rows)
    )


def finding_lines(found: Iterable[Finding]) -> str:
    """A table of findings."""
    return table(
        ("where", "how", "outcome measured", "published effect", "grade", "nearest measure", "source", "note"),
        (
            (
                f.place.en,
                DESIGNS[f.design].en,
                f.outcome.en,
                f.size.en,
                f.grade,
                measure_of(f),
                f"[{f.source}, {f.published}]({f.link})" if f.link else f"{f.source}, {f.published}",
                f.note.en,
            )
            for f in found
        ),
    )


def measure_of(finding: Finding) -> str:
    """The measure that comes nearest to an outcome, as in the file."""
    cell = finding.cell
    if cell is None:
        return ""
    return f"`{cell.measure}`" + ("" if cell.by == "all" else f" of {cell.group}")


def evidence_page() -> str:
    """What studies elsewhere found of each mechanism, and which contrasts of the model are held against it."""
    known = load_evidence()
    targets = load_patterns(SCENARIOS.parent / "data" / "chongqing" / PATTERNS, SCENARIOS)
    contrasts = [t for t in targets if t.pattern.startswith("E")]
    grades = table(
        ("grade", "meaning"),
        (
            ("high", "randomised, or a review of randomised studies, and its abstract or text was read"),
            ("medium", "another comparison, or a randomised one read only in part or with few units"),
            ("low", "no comparison, graded by the office itself, or a size that could not be confirmed"),
            ("none", "a search found nothing"),
        ),
    )
    parts = [
        f"# Evidence\n\n{NOTE}\n\nWhat studies elsewhere found of the mechanisms: the rows of "
        "[evidence.csv](../data/evidence.csv). The report of every comparison shows them beside what the model gives, "
        "and `run_sim.py mechanisms` counts them. None is put into the model or fitted to, but where a note says so. "
        "They are of other places, sizes and definitions: what can be compared is the direction, and with care the "
        f"order of magnitude. An interval is given where it was read; none was so far.\n\n{grades}"
        "\n## Contrasts held against experiments\n\nContrasts of scenarios that come near an experiment are targets "
        "of `validate`, all held back ([patterns.csv](../data/chongqing/patterns.csv)).\n\n",
        table(
            ("id", "scenario", "measure", "range", "published", "note"),
            (
                (
                    t.id,
                    f"`{t.scenario}`",
                    described(t, PlaceNames()).en,
                    f"{t.low:g} to {t.high:g}" + ("" if t.target is None else f", figure {t.target:g}"),
                    t.source,
                    t.note,
                )
                for t in contrasts
            ),
        ),
    ]
    nothing = []
    for name, kind in registry().items():
        found = findings_of(name, known)
        if found:
            parts.append(f"\n## {name}: {kind.name} ({kind.name_zh})\n\n{finding_lines(found)}")
        else:
            nothing.append(name)
    parts.append("\n## Behaviour that no mechanism makes\n\n" + finding_lines(f for f in known if not f.mechanism))
    searched = [f"`{f.mechanism}`" for f in known if f.grade == NONE]
    others = [f"`{name}`" for name in nothing if f"`{name}`" not in searched]
    parts.append(
        "\n## Nothing known\n\nSearched for, and no evaluation of outcomes found: "
        + ", ".join(searched)
        + ". Not in the table for want of a finding that fits: "
        + ", ".join(others)
        + ".\n"
    )
    return "".join(parts)


def schedule_block() -> str:
    """The steps of the day in the words of the program."""
    return table(
        ("step", "name", "phases", "why here"),
        ((str(n), step.name, ", ".join(step.phases), step.reason) for n, step in enumerate(schedule(), 1)),
    )


def columns_block(name: str) -> str:
    """The state variables of one kind of agent."""
    kind = {kind.__name__: kind for kind in KINDS}[name]
    found = [(n, c) for n, c in vars(kind).items() if isinstance(c, Column)]
    return table(("column", "type", "unit", "meaning"), ((f"`{n}`", str(c.dtype), c.unit, c.doc) for n, c in found))


def words_block(*names: str) -> str:
    """The words of enumerations with their codes."""

    def words(enumeration: type[IntEnum]) -> str:
        return "; ".join(f"{word.value} {word.label} {word.label_zh}" for word in enumeration)  # type: ignore

    return table(("coded word", "values"), ((name, words(getattr(vocabulary, name))) for name in names))


def parameters_block(*prefixes: str) -> str:
    """Default, unit and source of single parameters and of tables by tier, disposition or department."""
    by_category = {category.key for category in Category}
    rows = [
        r
        for p in prefixes
        for r in parameters().values()
        if (r.path == p or r.path.startswith(f"{p}.")) and r.path.split(".")[-1] not in by_category
    ]
    return table(
        ("parameter", "default", "unit", "source"),
        ((f"`{r.path}`", shown(r.default), r.unit.en, r.source.en) for r in rows),
    )


def categories_block(*paths: str) -> str:
    """Tables by category side by side, one line per table."""
    keys = [category.key for category in Category]
    rows = (
        [
            f"`{path}`",
            *[shown(parameters()[f"{path}.{key}"].default) for key in keys],
            parameters()[f"{path}.{keys[0]}"].unit.en,
            parameters()[f"{path}.{keys[0]}"].source.en,
        ]
        for path in paths
    )
    return table(("parameter", *keys, "unit", "source"), rows)


def sources_block() -> str:
    """Where the columns of the world come from."""
    return table(("column", "derivation"), ((f"`{name}`", text) for name, text in COLUMN_SOURCES.items()))


BLOCKS: tuple[tuple[str, Callable[..., str]], ...] = (
    ("schedule", schedule_block),
    ("columns", columns_block),
    ("words", words_block),
    ("parameters", parameters_block),
    ("categories", categories_block),
    ("sources", sources_block),
)


def refreshed(text: str) -> str:
    """A document with its defaults and generated blocks as the code has them now.

    Args:
        text: The document.

    Returns:
        The document, the same where nothing has changed.

    Raises:
        KeyError: It names a parameter or a block that does not exist.
    """

    def block(match: re.Match[str]) -> str:
        kind, *arguments = match[1].split()
        return f"<!-- generated: {match[1]} -->\n{dict(BLOCKS)[kind](*arguments)}<!-- end generated -->"

    def default(match: re.Match[str]) -> str:
        return f"`{match[1]}` = {shown(parameters()[match[1]].default)}"

    return DEFAULT.sub(default, BLOCK.sub(block, text))


def documents() -> dict[Path, str]:
    """Every document this file writes, as it ought to be."""
    odd = DOCS / "ODD.md"
    return {
        DOCS / "parameters.md": parameters_page(),
        DOCS / "parameters.zh.md": parameters_page_zh(),
        DOCS / "mechanisms.md": mechanisms_page(),
        DOCS / "levers.md": levers_page(),
        DOCS / "measures.md": measures_page(),
        DOCS / "evidence.md": evidence_page(),
        odd: refreshed(odd.read_text(encoding="utf-8")),
    }


def main(arguments: list[str]) -> int:
    """Writes the documents, or with --check only says which would change."""
    stale = [
        path for path, text in documents().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        print(f"{'out of date' if '--check' in arguments else 'written'}: docs/{path.name}")
        if "--check" not in arguments:
            path.write_text(documents()[path], encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
