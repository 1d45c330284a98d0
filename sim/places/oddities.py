"""What looks odd in a place that can be read: not wrong for sure, but worth a look before anything is run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.tickets.layouts import plain
from sim.words import Sentence, T
from sim.world.csv_table import CsvTable
from sim.world.map_file import FILE as MAP
from sim.world.map_file import Polygon
from sim.world.places import DistrictRow, Place

FEW_RESIDENTS = 1_000
"""Fewer residents in a district are odd (assumed)."""
FAR_FROM_MEDIAN = 100.0
"""Times the median of the districts' residents from which on more or fewer are odd (assumed)."""
TOTAL_OFF = 0.05
"""Part by which the districts' sum may differ from the published total without being odd (assumed)."""
A_COMMITTEE = (300, 30_000)
A_VILLAGE = (50, 10_000)
"""Residents of a committee and of a village beyond which their number is odd (assumed)."""
DENSITY = (0.1, 50_000.0)
"""Residents per square kilometre beyond which residents or map are odd: Tibet has 3, Macau 21,000."""
PRODUCT_RATIO = 30.0
"""Highest over lowest product per head of districts from which on it is odd (assumed)."""
MOST_NAMED = 8
KM_A_DEGREE = 111.2


class Oddity(NamedTuple):
    """One thing that looks odd.

    Attributes:
        file: The file that it stands in.
        line: The first line of it; None for a whole file.
        text: What it is.
    """

    file: str
    line: int | None
    text: Sentence


def _listed(rows: Sequence[DistrictRow], show: Sequence[str]) -> tuple[Sentence, int]:
    """Districts by name with a number each, the first of many, and the line of the first."""
    more = len(rows) - MOST_NAMED
    pairs = list(zip(rows, show, strict=True))[:MOST_NAMED]
    english = ", ".join(f"{row.name_en} ({number})" for row, number in pairs)
    chinese = "、".join(f"{row.short_zh}（{number}）" for row, number in pairs)
    if more > 0:
        english += f" and {more:,} more"
        chinese += f"等，另有 {more:,} 个"
    return Sentence(english, chinese), rows[0].line


def areas_km2(place: Place) -> np.ndarray:
    """Area of each district by its map, nan for one whose outline comes from no map; shape (districts,)."""
    if not place.has_map:
        return np.full(len(place.districts), np.nan)
    return np.array([sum(map(_area, place.polygons.get(row.code, ()))) or np.nan for row in place.districts])


def _area(polygon: Polygon) -> float:
    """Area of a polygon in square kilometres, on a plane that touches the earth at its latitude."""
    found = []
    for ring in polygon:
        x, y = (ring - ring[0]).T * KM_A_DEGREE
        x = x * np.cos(np.radians(ring[:, 1].mean()))
        found.append(abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2.0)
    return found[0] - sum(found[1:])


def oddities(place: Place) -> list[Oddity]:
    """What looks odd in a place.

    Args:
        place: The place, which could be read.
    """
    return [*_of_residents(place), *_of_names(place), *_of_counts(place), *_of_the_map(place), *_of_sources(place)]


def _of_residents(place: Place) -> Iterator[Oddity]:
    """Residents, their sum, and product per head."""
    people = np.array([10_000.0 * row.residents_10k for row in place.districts])
    median = float(np.median(people))
    odd = (people < FEW_RESIDENTS) | (people > FAR_FROM_MEDIAN * median) | (people < median / FAR_FROM_MEDIAN)
    rows = [row for row, true in zip(place.districts, odd, strict=True) if true]
    if rows:
        names, line = _listed(rows, [f"{10_000 * row.residents_10k:,.0f}" for row in rows])
        yield Oddity(
            "districts.csv",
            line,
            T(
                f"Districts of very few or very many residents, where half have {median:,.0f} or more: {names.en}.",
                f"居民极少或极多的区县（中位数为 {median:,.0f} 人）：{names.zh}。",
            ),
        )
    if place.residents is not None and abs(people.sum() / place.residents - 1.0) > TOTAL_OFF:
        yield Oddity(
            "place.csv",
            None,
            T(
                f"The districts' residents add up to {people.sum():,.0f}, the published total is {place.residents:,}; "
                "all are scaled to it.",
                f"各区县居民合计 {people.sum():,.0f} 人，公布总数为 {place.residents:,} 人；将按后者缩放。",
            ),
        )
    product = sorted(place.districts, key=lambda row: row.gdp_per_head_yuan)
    low, high = product[0], product[-1]
    if high.gdp_per_head_yuan > PRODUCT_RATIO * low.gdp_per_head_yuan:
        names, line = _listed([low, high], [f"{row.gdp_per_head_yuan:,.0f}" for row in (low, high)])
        yield Oddity(
            "districts.csv",
            line,
            T(f"Product per head differs very widely: {names.en}.", f"人均生产总值相差悬殊：{names.zh}。"),
        )


def _of_names(place: Place) -> Iterator[Oddity]:
    """Names twice."""
    for what, key in (("name_en", "name_en"), ("short_zh", "short_zh")):
        count = Counter(plain(getattr(row, key)) for row in place.districts)
        rows = [row for row in place.districts if count[plain(getattr(row, key))] > 1]
        if rows:
            names, line = _listed(rows, [str(row.code) for row in rows])
            yield Oddity(
                "districts.csv",
                line,
                T(f"Districts that share a name ({what}): {names.en}.", f"同名区县（{what}）：{names.zh}。"),
            )
    twice = Counter((town.district_code, plain(town.name_zh)) for town in place.townships)
    n = sum(many > 1 for many in twice.values())
    if n:
        name = next(town.name_zh for town in place.townships if twice[town.district_code, plain(town.name_zh)] > 1)
        yield Oddity(
            "townships.csv",
            None,
            T(
                f"Names that several townships of one district share: {n:,}, such as {name}.",
                f"同一区县内重名的镇街：{n:,} 个名称，如{name}。",
            ),
        )


def _of_counts(place: Place) -> Iterator[Oddity]:
    """Committees and villages beside residents."""
    for column, who, limits, words in (
        (
            "n_committees",
            1.0,
            A_COMMITTEE,
            T("urban residents for each residents' committee", "每个居委会的城镇居民数"),
        ),
        ("n_villages", 0.0, A_VILLAGE, T("rural residents for each village committee", "每个村委会的农村居民数")),
    ):
        rows, show = [], []
        for row in place.districts:
            urban = row.urban_percent / 100.0
            people = 10_000.0 * row.residents_10k * (urban if who else 1.0 - urban)
            count = getattr(row, column)
            if (count and not limits[0] <= people / count <= limits[1]) or (not count and people > limits[1]):
                rows.append(row)
                show.append(f"{people / count:,.0f}" if count else f"{people:,.0f} : 0")
        if rows:
            names, line = _listed(rows, show)
            yield Oddity(
                "districts.csv",
                line,
                T(
                    f"Few or many {words.en}, beyond {limits[0]:,} to {limits[1]:,}: {names.en}.",
                    f"{words.zh}超出 {limits[0]:,} 至 {limits[1]:,} 的区县：{names.zh}。",
                ),
            )
    empty = [town for town in place.townships if not town.n_committees + town.n_villages]
    if empty:
        yield Oddity(
            "townships.csv",
            None,
            T(
                f"{len(empty):,} townships have neither committee nor village, such as {empty[0].name_zh}.",
                f"{len(empty):,} 个镇街既无居委会也无村委会，如{empty[0].name_zh}。",
            ),
        )
    near = {code for a, b, _ in place.borders for code in (a, b)}
    alone = [row for row in place.districts if row.code not in near]
    if place.borders and alone:
        names, line = _listed(alone, [str(row.code) for row in alone])
        yield Oddity(
            "adjacency.csv", None, T(f"Districts without a neighbour: {names.en}.", f"没有相邻区县：{names.zh}。")
        )


def _of_the_map(place: Place) -> Iterator[Oddity]:
    """Density by the map, outlines of nobody, and names that differ."""
    if not place.has_map:
        return
    area = areas_km2(place)
    density = np.array([10_000.0 * row.residents_10k for row in place.districts]) / area
    rows = [row for row, d in zip(place.districts, density, strict=True) if not DENSITY[0] <= d <= DENSITY[1]]
    if rows:
        names, _ = _listed(rows, [f"{d:,.1f}" for d in density if not DENSITY[0] <= d <= DENSITY[1]])
        yield Oddity(
            MAP,
            None,
            T(
                f"Residents per square kilometre beyond {DENSITY[0]:g} to {DENSITY[1]:,.0f}, by the map: {names.en}.",
                f"按地图计算，每平方公里居民数超出 {DENSITY[0]:g} 至 {DENSITY[1]:,.0f}：{names.zh}。",
            ),
        )
    known = {row.code: row for row in place.districts}
    features = json.loads((place.folder / MAP).read_text(encoding="utf-8-sig"))["features"]
    strangers, differing = list[str](), list[str]()
    for feature in features:
        of = feature["properties"]
        code = int(of["adcode"])
        written = next((str(of[key]) for key in ("name", "name_en", "name_zh") if of.get(key)), "")
        if code not in known:
            strangers.append(f"{code} {written}".strip())
            continue
        names_of = {plain(known[code].name_en), plain(known[code].name_zh), plain(known[code].short_zh)}
        if written and plain(written) not in names_of:
            differing.append(f"{code} {written} / {known[code].name_en}")
    for found, said in (
        (strangers, T("Outlines on the map of no district of the table: {}.", "地图上有而表中没有的区县：{}。")),
        (differing, T("Names on the map that are not those of the table: {}.", "地图与表中名称不一致：{}。")),
    ):
        if found:
            tail = [f" (+{len(found) - MOST_NAMED})"] if len(found) > MOST_NAMED else [""]
            text = ", ".join(found[:MOST_NAMED]) + tail[0]
            yield Oddity(MAP, None, Sentence(*(sentence.format(text) for sentence in said)))


def _of_sources(place: Place) -> Iterator[Oddity]:
    """Rows of districts that name no source, where the table has a column for it."""
    table = CsvTable(place.folder, "districts.csv", (), [])
    without = [line for line, row in table.rows if not row.get("source", "-")]
    if without:
        yield Oddity(
            "districts.csv",
            without[0],
            T(f"{len(without):,} districts name no source.", f"{len(without):,} 个区县未注明来源。"),
        )


def marked(folder: Path, name: str) -> dict[str, tuple[int, int]]:
    """How many cells of each column of a table are given, and how many it marks as derived; empty ones are neither.

    Args:
        folder: Folder of the place.
        name: Name of the table.
    """
    table = CsvTable(folder, name, (), [])
    found = dict.fromkeys(table.header, (0, 0))
    for _, row in table.rows:
        derived = row.get("derived", "").split()
        for column, (given, many) in found.items():
            if row.get(column):
                found[column] = (given, many + 1) if column in derived else (given + 1, many)
    return found
