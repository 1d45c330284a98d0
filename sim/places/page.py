"""The page about a place: what was given, what was derived, and what looks odd."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sim.places.columns import COLUMNS
from sim.places.derive import HOW, how
from sim.places.oddities import Oddity, areas_km2, marked, oddities
from sim.report.answer import Answer, Statement
from sim.report.page import Cell, Page, Picture, Section, Table
from sim.report.study_report import Report
from sim.shipped import command_line
from sim.words import Words
from sim.world.places import FILES, Place

PAGE = "place.html"
MOST_ROWS = 60
"""Districts listed on the page."""
MOST_BARS = 40
"""Districts drawn as bars."""

WORDS = Words(
    {
        "title": ("{place}: the place's data", "{place}：地区数据"),
        "facts": (
            "{districts} districts in {regions} regions, {townships} townships, {committees} committees, "
            "{villages} villages.",
            "{regions} 个片区、{districts} 个区县、{townships} 个镇街、{committees} 个居委会、{villages} 个村委会。",
        ),
        "lead": (
            "{residents} residents, {urban:.1%} of them urban. The tables can be read, and nothing in them is refused.",
            "居民 {residents} 人，城镇化率 {urban:.1%}。各表均可读取，无被拒绝之处。",
        ),
        "given": ("All figures of districts are given.", "各区县数据均为给出。"),
        "derived": (
            "{n} of {all} cells are derived, not given; of the districts' own figures {own} of {all_own}.",
            "{all} 个单元格中有 {n} 个为推定而非给出；区县自身数据的 {all_own} 个中有 {own} 个。",
        ),
        "odd_none": ("Nothing looks odd.", "未见异常。"),
        "odd_some": ("{n} things look odd; they are listed below.", "有 {n} 处异常，详见下文。"),
        "odd": ("What looks odd", "异常之处"),
        "odd_text": (
            "None of this is an error. Confirm that it is right, or correct the file and check again.",
            "以下均不拒绝。请核实，或修改文件后重新检查。",
        ),
        "columns": ("Given and derived", "给出与推定"),
        "columns_text": (
            "A cell counts as derived where the column 'derived' of its row names it. Put your own figure in and "
            "take the name out.",
            "某行 derived 列所列者视为推定。填入数据后请删去相应列名。",
        ),
        "file": ("file", "文件"),
        "column": ("column", "列"),
        "n_given": ("given", "给出"),
        "n_derived": ("derived", "推定"),
        "how": ("how it is derived", "推定方法"),
        "left_out": ("Left out", "省略的文件"),
        "instead": ("what happens instead", "替代办法"),
        "districts": ("Districts", "区县"),
        "region": ("region", "片区"),
        "residents": ("residents", "居民"),
        "urban": ("urban, %", "城镇化率，%"),
        "density": ("residents per km²", "每平方公里居民"),
        "product": ("product per head", "人均生产总值"),
        "committees": ("committees", "居委会"),
        "villages": ("villages", "村委会"),
        "townships": ("townships", "镇街"),
        "first": ("The first {n} of {all}.", "仅列前 {n} 个，共 {all} 个。"),
        "map": ("Share of residents who are urban", "城镇居民占比"),
        "map_said": (
            "Districts by their urban share, {low:.0f} to {high:.0f} %.",
            "各区县城镇化率，{low:.0f}% 至 {high:.0f}%。",
        ),
        "bars": ("Residents by district", "各区县居民数"),
        "bars_said": ("The largest district is {most}, the smallest {least}.", "居民最多的是{most}，最少的是{least}。"),
        "thousands": ("residents, thousands", "居民，千人"),
        "next": ("What to do next", "下一步"),
    }
)


def place_report(place: Place, found: list[Oddity] | None = None) -> Report:
    """The page about a place.

    Args:
        place: The place.
        found: What looks odd in it; None to look.
    """
    odd = oddities(place) if found is None else found
    derived, rows = _columns(place.folder)
    sections = [_odd(odd), _given(place, rows), _left_out(place), _districts(place)]
    scenario = place.folder / "place.yaml"
    run = [scenario] if scenario.exists() else ["baseline", "--set", f"world.place={place.folder}"]
    commands = [command_line("run", *run, "--sample", "0.1"), command_line("tickets", "FILE", "--place", place.folder)]
    sections.append(Section("next", WORDS.say("next"), commands=commands))
    page = Page(
        WORDS.say("title", place=place.title),
        _facts(place),
        Answer(_lead(place, derived, rows, odd), caveats=[str(o.text) for o in odd[:5]]),
        None,
        [section for section in sections if section is not None],
    )
    return Report(page, lambda: _draw(place), {})


def _facts(place: Place) -> str:
    """Counts of the place."""
    return WORDS.say(
        "facts",
        districts=f"{len(place.districts):,}",
        regions=len({row.region for row in place.districts}),
        townships=f"{len(place.townships):,}",
        committees=f"{sum(row.n_committees for row in place.districts):,}",
        villages=f"{sum(row.n_villages for row in place.districts):,}",
    )


def _columns(folder: Path) -> tuple[dict[str, int], list[tuple[str, str, int, int]]]:
    """Derived cells by table, and every column with how many of its cells are given and derived."""
    explained = {(file, name) for c in COLUMNS for file in c.file.split(", ") for name in c.name.split(", ")}
    cells: dict[str, int] = {}
    rows = []
    for name in ("districts.csv", "townships.csv"):
        columns = marked(folder, name)
        cells[name] = sum(many for _, many in columns.values())
        own = {"source", "derived"}
        rows += [
            (name, column, given, many)
            for column, (given, many) in columns.items()
            if column not in own and (many or (name, column) in explained)
        ]
    return cells, rows


def _lead(
    place: Place, derived: dict[str, int], rows: list[tuple[str, str, int, int]], odd: list[Oddity]
) -> list[Statement]:
    """What comes first."""
    people = np.array([row.residents_10k for row in place.districts])
    urban = float(people @ np.array([row.urban_percent for row in place.districts]) / people.sum() / 100.0)
    residents = place.residents or round(10_000 * people.sum())
    lead = [WORDS.say("lead", residents=f"{residents:,}", urban=urban)]
    n, every = sum(derived.values()), sum(given + many for _, _, given, many in rows)
    own = [(given, many) for name, _, given, many in rows if name == "districts.csv"]
    lead.append(
        WORDS.say(
            "derived",
            n=f"{n:,}",
            all=f"{every:,}",
            own=f"{derived['districts.csv']:,}",
            all_own=f"{sum(map(sum, own)):,}",
        )
        if n
        else WORDS.say("given")
    )
    lead.append(WORDS.say("odd_some", n=len(odd)) if odd else WORDS.say("odd_none"))
    return [Statement(text) for text in lead]


def _where(oddity: Oddity) -> str:
    """Where an oddity stands."""
    return oddity.file if oddity.line is None else f"{oddity.file}:{oddity.line}"


def _odd(odd: list[Oddity]) -> Section | None:
    """What looks odd."""
    if not odd:
        return None
    return Section(
        "odd", WORDS.say("odd"), text=[WORDS.say("odd_text")], listed=[f"{_where(o)}: {o.text}" for o in odd]
    )


def _given(place: Place, found: list[tuple[str, str, int, int]]) -> Section:
    """Columns with how many of their cells are given and derived."""
    rows = [
        [Cell(f"{name}: {column}"), Cell(f"{given:,}"), Cell(f"{many:,}", mark=bool(many)), Cell(_how(column, many))]
        for name, column, given, many in found
    ]
    head = [WORDS.say(key) for key in ("column", "n_given", "n_derived", "how")]
    return Section(
        "columns",
        WORDS.say("columns"),
        text=[WORDS.say("columns_text")],
        tables=[Table(WORDS.say("columns"), head, rows, numbers=False)],
    )


def _how(column: str, many: int) -> str:
    """How a column is derived where it is."""
    return str(how(column)) if many and column in HOW else ""


def _left_out(place: Place) -> Section | None:
    """Files that are not there, and what happens instead."""
    gone = [name for name in FILES if not (place.folder / name).exists()]
    said = {c.file: c for c in COLUMNS}
    rows = [[Cell(name), Cell(str(said[name].left_out))] for name in gone if name in said]
    if not rows:
        return None
    head = [WORDS.say("file"), WORDS.say("instead")]
    return Section(
        "left_out",
        WORDS.say("left_out"),
        text=[str(note) for note in place.notes],
        tables=[Table(WORDS.say("left_out"), head, rows, numbers=False)],
    )


def _districts(place: Place) -> Section:
    """The districts with their figures and pictures."""
    parts, area = place.names.parts, areas_km2(place)
    n_towns: dict[int, int] = {}
    for town in place.townships:
        n_towns[town.district_code] = n_towns.get(town.district_code, 0) + 1
    rows = []
    for k, (key, row) in enumerate(zip(place.district_keys, place.districts, strict=True)):
        people = 10_000.0 * row.residents_10k
        numbers = [
            f"{people:,.0f}",
            f"{row.urban_percent:.1f}",
            *([f"{people / area[k]:,.1f}"] if place.has_map else []),
            f"{row.gdp_per_head_yuan:,.0f}",
            f"{row.n_committees:,}",
            f"{row.n_villages:,}",
            f"{n_towns[row.code]:,}",
        ]
        rows.append([Cell(str(parts["district", key]), str(parts["region", row.region])), *map(Cell, numbers)])
    keys = ("districts", "residents", "urban", "density", "product", "committees", "villages", "townships")
    head = [WORDS.say(key) for key in keys if place.has_map or key != "density"]
    note = WORDS.say("first", n=MOST_ROWS, all=f"{len(rows):,}") if len(rows) > MOST_ROWS else ""
    urban = [row.urban_percent for row in place.districts]
    order = sorted(zip(place.districts, place.district_keys, strict=True), key=lambda pair: pair[0].residents_10k)
    bars = WORDS.say("bars_said", least=parts["district", order[0][1]], most=parts["district", order[-1][1]])
    said = WORDS.say("map_said", low=min(urban), high=max(urban))
    return Section(
        "districts",
        WORDS.say("districts"),
        tables=[Table(WORDS.say("districts"), head, rows[:MOST_ROWS], note=note)],
        pictures=[
            Picture("place_map", WORDS.say("map"), f"{said} {place.map_note}".strip()),
            Picture("place_residents", WORDS.say("bars"), bars),
        ],
    )


def _draw(place: Place) -> dict[str, Any]:
    """The figures: urban share on the map or its tiles, and residents by district."""
    from matplotlib.colors import Normalize

    from sim.report.drawing import subplots
    from sim.report.figures import COLOURS, broken
    from sim.report.maps import one_map, outlines_of, scale_beside, tile_names, write_into

    found = dict[str, Any]()
    figure, axis = subplots(figsize=(7.0, 5.0), layout="constrained")
    shown = {k: row.urban_percent for k, row in zip(place.district_keys, place.districts, strict=True)}
    norm, outlines, names = Normalize(0.0, 100.0), outlines_of(place), place.names.parts
    one_map(axis, shown, outlines, "YlGnBu", norm, False)
    scale_beside(figure, [axis], "YlGnBu", norm, False)
    write_into(figure, axis, tile_names(place), outlines, 8.0)
    found["place_map"] = figure
    order = sorted(zip(place.districts, place.district_keys, strict=True), key=lambda pair: pair[0].residents_10k)
    order = order[-MOST_BARS:]
    figure, axis = subplots(figsize=(7.0, 0.24 * len(order) + 0.9), layout="constrained")
    axis.barh(range(len(order)), [10.0 * row.residents_10k for row, _ in order], color=COLOURS[0])
    axis.set_yticks(range(len(order)), [broken(str(names["district", key]), 30) for _, key in order])
    axis.set_xlabel(WORDS.say("thousands"))
    axis.set_ylim(-0.6, len(order) - 0.4)
    found["place_residents"] = figure
    return found


def summary(place: Place, odd: list[Oddity]) -> str:
    """What is printed of a place.

    Args:
        place: The place.
        odd: What looks odd in it.
    """
    derived, rows = _columns(place.folder)
    lead = [statement.text for statement in _lead(place, derived, rows, odd)]
    lines = [f"{place.folder}: {place.title}", _facts(place), *lead, *map(str, place.notes)]
    return "\n  ".join([*lines, *(f"- {_where(o)}: {o.text}" for o in odd)])


def as_facts(place: Place, odd: list[Oddity]) -> dict[str, Any]:
    """What is known of a place, for programs.

    Args:
        place: The place.
        odd: What looks odd in it.
    """
    _, rows = _columns(place.folder)
    return {
        "place": str(place.folder),
        "title": list(place.title),
        "districts": len(place.districts),
        "townships": len(place.townships),
        "residents": place.residents or round(10_000 * sum(row.residents_10k for row in place.districts)),
        "derived": {f"{name}:{column}": many for name, column, _, many in rows if many},
        "odd": [{"file": o.file, "line": o.line, "text": str(o.text)} for o in odd],
        "notes": [str(note) for note in place.notes],
    }
