"""Reading the folder of a place, and refusing what cannot be used by file, row and column.

A place is two tables, `districts.csv` and `townships.csv`. May be left out: `adjacency.csv` (neighbours are then told
from the centroids), `map.geojson` (districts are then hexagons), `place.csv` with the place's names, the published
number of residents that the districts' figures are raked to and the sources to be named, `services.csv` with published
numbers of its services, and `calendar.csv` with its public holidays and make-up working days. Names may be given in
English, in Chinese, in both or not at all.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.calendar import NOTHING_KNOWN, DaysOff
from sim.errors import Fault, InputError, is_folder, is_there, nearest, visible, words_allowed
from sim.shipped import near_place
from sim.words import Sentence, Words
from sim.world.csv_table import CsvTable, no_rows
from sim.world.days_off import FILE as CALENDAR
from sim.world.days_off import read_days_off
from sim.world.map_file import FILE as MAP
from sim.world.map_file import Polygon, read_map
from sim.world.positions import near_pairs, tiles
from sim.world.services import ServiceNumber, read_services

TOWN_KINDS = {"subdistrict": 0, "town": 1, "township": 1, "ethnic_township": 1}
"""Kinds of township: streets (街道) are 0, towns and townships (镇、乡) are 1."""

_DATED_COLUMNS = {
    "residents_10k": "pop2016_est_10k",
    "urban_percent": "urban_rate_2016_est_pct",
    "product_per_head_yuan": "gdp_pc_2016_est_yuan",
    "n_resident_committee": "n_resident_committee_2017_est",
    "n_village_committee": "n_village_committee_2017_est",
}
"""Columns of `districts.csv` with the names they may have instead, which say of which year the figures are."""

_CENTROID = ("centroid_lon", "centroid_lat")
"""Columns of `districts.csv` that may be left out together; districts are then tiles."""

DISTRICT_COLUMNS = ("adcode", "region", *_DATED_COLUMNS)
NAME_COLUMNS = ("name_zh", "short_zh", "name_en", "region_zh", "region_en")
"""Columns of `districts.csv` that may be left out, or empty where a name is not known."""

TOWNSHIP_COLUMNS = ("adcode", "town_code", "name", "kind", "n_resident_committee", "n_village_committee")
_ADJACENCY_COLUMNS = ("adcode_a", "adcode_b", "border_km")
ADJACENCY = "adjacency.csv"
FILES = ("districts.csv", "townships.csv", ADJACENCY, MAP, "place.csv", "services.csv", CALENDAR)
"""What a place is read from; whatever else lies in its folder is left alone."""

_PLACE_COLUMNS = ("quantity", "value")
_LARGEST_CODE = 10**11

UNLIKE = 2.0
"""Factor by which two files may differ in one quantity before that is taken for a mistake (assumed)."""

NEGLIGIBLE = 5
"""Difference in counted committees that is never taken for a mistake (assumed)."""

QUANTITIES = ("name_zh", "name_en", "residents", "region", "map_source", "map_source_zh")
"""What `place.csv` may give; only `region` more than once."""


NOTES = Words(
    {
        "no_map": (
            "Without map.geojson every district is drawn as a hexagon around its centroid.",
            "没有 map.geojson，各区县以中心点周围的六边形表示。",
        ),
        "tiles": (
            "Where districts lie is not given: they are drawn as tiles by region.",
            "未给出各区县的位置：以按片区排列的拼块表示。",
        ),
        "no_neighbours": (
            "Without their places and adjacency.csv no district counts as a neighbour of another.",
            "未给出各区县的位置，也没有 adjacency.csv：不视任何区县为相邻。",
        ),
        "no_adjacency": (
            "Without adjacency.csv districts are neighbours where no other centroid lies between theirs.",
            "没有 adjacency.csv，两区县中心点之间没有其他中心点时视为相邻。",
        ),
    }
)
"""What is derived where a place leaves out a file."""


@dataclass(frozen=True)
class PlaceNames:
    """What a place and its parts are called; it goes with every result, so that nobody needs the place to name them.

    Attributes:
        place: Name of the place.
        parts: Names of regions and districts by grouping ("region" or "district") and key in tables.
    """

    place: Sentence = field(default_factory=lambda: Sentence("", ""))
    parts: Mapping[tuple[str, str], Sentence] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """The names as plain values, for a manifest."""
        found: dict[str, Any] = {"place": list(self.place), "region": {}, "district": {}}
        for (by, key), name in self.parts.items():
            found[by][key] = list(name)
        return found

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> PlaceNames:
        """The names that `facts` wrote down.

        Args:
            facts: The plain values.

        Raises:
            ValueError, TypeError, KeyError, AttributeError: They are none.
        """
        parts = {(by, key): _pair(name) for by in ("region", "district") for key, name in facts[by].items()}
        return cls(_pair(facts["place"]), parts)

    @classmethod
    def of_all(cls, places: Iterable[PlaceNames]) -> PlaceNames:
        """The names of several places; of two parts with one key the first gives the name.

        Args:
            places: Names of each place, one at least; the first names the place.
        """
        first, *others = places
        parts = dict(first.parts)
        for other in others:
            parts = {**other.parts, **parts}
        return cls(first.place, parts)


def _pair(names: Any) -> Sentence:
    """A name in both languages; signs that would steer a terminal are shown for what they are."""
    en, zh = names
    if not isinstance(en, str) or not isinstance(zh, str):
        raise TypeError
    return Sentence(visible(en), visible(zh))


def district_keys(codes: Iterable[int], names: Sequence[str]) -> tuple[str, ...]:
    """Keys of districts in tables: their English names, or their codes where two have one name.

    Args:
        codes: Code of each district.
        names: English name of each, or what stands for it.
    """
    return tuple(names) if len(set(names)) == len(names) else tuple(str(code) for code in codes)


def title_of_folder(folder: Path) -> str:
    """What a place is called that gives itself no name.

    Args:
        folder: Its folder, which may be gone.
    """
    words = visible(folder.resolve().name).replace("_", " ")
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class DistrictRow:
    """One district as its row in `districts.csv` gives it.

    A name that is not given is that in the other language, else made of the code, or of the region's key. Where none
    of the place's districts has a centroid they are `located` nowhere, and stand as tiles do.
    """

    code: int
    name_zh: str
    short_zh: str
    name_en: str
    region: str
    region_zh: str
    region_en: str
    longitude: float
    latitude: float
    residents_10k: float
    urban_percent: float
    gdp_per_head_yuan: float
    n_committees: int
    n_villages: int
    line: int = 0
    located: bool = True


@dataclass(frozen=True)
class TownshipRow:
    """One township or street as its row in `townships.csv` gives it."""

    district_code: int
    code: int
    name_zh: str
    kind: int
    n_committees: int
    n_villages: int


@dataclass(frozen=True)
class Place:
    """What a place's folder says, checked.

    Attributes:
        name_zh: Name of the place in Chinese, "" if not given.
        name_en: Name of the place in English, "" if not given.
        residents: Published number of residents to rake to; None to take the districts' sum.
        region_order: Keys of regions in the order of their codes; regions not named follow as they appear.
        districts: The districts in the order of the file.
        townships: The townships ordered by district, then code.
        borders: Neighbouring districts as (code, code, border in km); nan where only neighbourhood is known.
        polygons: Polygons of each district by code.
        services: Published numbers of services by key, empty if not given.
        days_off: Public holidays and make-up working days, none if not given.
        map_source: Source and licence of the map, to be named where it is shown; "" in both languages if not given.
        notes: What was derived because no file gives it.
        folder: The folder it was read from.
    """

    name_zh: str
    name_en: str
    residents: int | None
    region_order: tuple[str, ...]
    districts: tuple[DistrictRow, ...]
    townships: tuple[TownshipRow, ...]
    borders: tuple[tuple[int, int, float], ...]
    polygons: Mapping[int, tuple[Polygon, ...]]
    services: Mapping[str, ServiceNumber] = field(default_factory=dict)
    days_off: DaysOff = NOTHING_KNOWN
    map_source: Sentence = field(default_factory=lambda: Sentence("", ""))
    notes: tuple[Sentence, ...] = ()
    folder: Path = Path()

    def file(self, name: str) -> str:
        """How messages call one of its files."""
        return str(self.folder / name)

    @property
    def has_map(self) -> bool:
        """Whether the outlines come from a map rather than from the centroids."""
        return NOTES["no_map"] not in self.notes and NOTES["tiles"] not in self.notes

    @property
    def title(self) -> Sentence:
        """What the place is called: by its own names, else by its folder's."""
        known = self.name_en or self.name_zh or title_of_folder(self.folder)
        return Sentence(known, self.name_zh or known)

    @cached_property
    def district_keys(self) -> tuple[str, ...]:
        """Keys of the districts in tables, in the order of the file."""
        return district_keys((row.code for row in self.districts), [row.name_en for row in self.districts])

    @property
    def names(self) -> PlaceNames:
        """What the place, its regions and its districts are called."""
        regions = {("region", row.region): Sentence(row.region_en, row.region_zh) for row in self.districts}
        districts = {
            ("district", key): Sentence(row.name_en, row.short_zh)
            for key, row in zip(self.district_keys, self.districts, strict=True)
        }
        return PlaceNames(self.title, regions | districts)

    @property
    def map_note(self) -> Sentence:
        """What has to be said wherever its map is shown: the map's source, or that there is none."""
        return self.map_source if self.has_map else self.notes[0]

    @cached_property
    def rings(self) -> dict[int, list[np.ndarray]]:
        """All rings of each district's polygons, outer ones and holes, by code."""
        return {code: [ring for polygon in parts for ring in polygon] for code, parts in self.polygons.items()}


def _read_districts(folder: Path, faults: list[Fault]) -> tuple[list[DistrictRow], tuple[str, str]]:
    """The districts, and what their columns of committees and of villages are called."""
    table = CsvTable(folder, "districts.csv", DISTRICT_COLUMNS, faults, also=_DATED_COLUMNS)
    tens, urban, product, committees, villages = map(table.called, _DATED_COLUMNS)
    located = any(column in table.header for column in _CENTROID)
    faults += [Fault("GZ051", file=table.file, line=1, found=c) for c in _CENTROID if located and c not in table.header]
    located = set(_CENTROID) <= set(table.header)
    seen: set[tuple[str, str]] = set()
    regions: dict[tuple[str, str], str] = {}
    result = []
    for line, row in table.rows:
        code = table.whole(row, line, "adcode", 1, _LARGEST_CODE // 1000)
        names = {column: table.name(row, line, column) for column in NAME_COLUMNS}
        for column, what in (("adcode", str(code)), ("name_en", names["name_en"]), ("name_zh", names["name_zh"])):
            if what and (column, what) in seen:
                table.fault("GZ054", line, column, row[column])
            seen.add((column, what))
        for column in ("region_zh", "region_en"):
            known = regions.setdefault((row["region"], column), names[column]) or names[column]
            if names[column] not in ("", known):
                table.fault("GZ053", line, column, names[column], allowed=known)
            regions[row["region"], column] = known
        district = DistrictRow(
            code=code,
            name_zh=names["name_zh"] or names["short_zh"] or names["name_en"] or f"区县{code}",
            short_zh=names["short_zh"] or names["name_zh"] or names["name_en"] or f"区县{code}",
            name_en=names["name_en"] or names["name_zh"] or names["short_zh"] or f"district {code}",
            region=table.word(row, line, "region"),
            region_zh="",
            region_en="",
            longitude=table.number(row, line, "centroid_lon", -180.0, 180.0) if located else math.nan,
            latitude=table.number(row, line, "centroid_lat", -90.0, 90.0) if located else math.nan,
            residents_10k=table.number(row, line, tens, 0.0001, 1e5),
            urban_percent=table.number(row, line, urban, 0.0, 100.0),
            gdp_per_head_yuan=table.number(row, line, product, 0.01, 1e9),
            n_committees=table.whole(row, line, committees, 0, 100_000),
            n_villages=table.whole(row, line, villages, 0, 100_000),
            line=line,
        )
        if district.n_committees + district.n_villages == 0:
            table.fault(
                "GZ053",
                line,
                committees,
                "0",
                allowed=Sentence("at least one committee or village", "至少一个居委会或村委会"),
            )
        result.append(district)
    if not result and not faults:
        faults.append(no_rows(table.file))
    named = [_with_region(row, regions[row.region, "region_en"], regions[row.region, "region_zh"]) for row in result]
    return named if located or not named else _as_tiles(named), (committees, villages)


def _as_tiles(districts: Sequence[DistrictRow]) -> list[DistrictRow]:
    """Districts of which nobody says where they lie."""
    points = tiles([row.region for row in districts]).tolist()
    return [replace(row, longitude=x, latitude=y, located=False) for row, (x, y) in zip(districts, points, strict=True)]


def _on_the_map(districts: Sequence[DistrictRow], polygons: Mapping[int, Sequence[Polygon]]) -> list[DistrictRow]:
    """Districts in the middle of their outlines, where the table does not say where they lie but a map does."""
    middles = {code: np.concatenate([part[0] for part in parts]) for code, parts in polygons.items()}
    boxes = {code: (points.min(axis=0) + points.max(axis=0)) / 2.0 for code, points in middles.items()}
    return [
        replace(row, longitude=float(boxes[row.code][0]), latitude=float(boxes[row.code][1]), located=True)
        if row.code in boxes and not row.located
        else row
        for row in districts
    ]


def _with_region(row: DistrictRow, english: str, chinese: str) -> DistrictRow:
    """A district with the names that any row gives its region."""
    plain = row.region.replace("_", " ")
    return replace(row, region_en=english or plain, region_zh=chinese or english or plain)


def _read_townships(
    folder: Path, districts: list[DistrictRow], counted: tuple[str, str], faults: list[Fault]
) -> list[TownshipRow]:
    table = CsvTable(folder, "townships.csv", TOWNSHIP_COLUMNS, faults)
    if not table.rows and not any(fault.file == table.file for fault in faults):
        faults.append(no_rows(table.file))
    if not table.rows or not districts:
        return []
    order = {district.code: i for i, district in enumerate(districts)}
    communities = {district.code: district.n_committees + district.n_villages for district in districts}
    seen: set[int] = set()
    count: dict[int, int] = {}
    result = []
    for line, row in table.rows:
        district_code = table.whole(row, line, "adcode", 1, _LARGEST_CODE // 1000)
        code = table.whole(row, line, "town_code", 1, _LARGEST_CODE)
        if district_code not in order:
            table.fault("GZ055", line, "adcode", row["adcode"])
        if code in seen:
            table.fault("GZ054", line, "town_code", row["town_code"])
        if row["kind"] not in TOWN_KINDS:
            table.fault("GZ053", line, "kind", row["kind"], allowed=", ".join(TOWN_KINDS))
        seen.add(code)
        count[district_code] = count.get(district_code, 0) + 1
        if count[district_code] == communities.get(district_code, 0) + 1:
            table.fault(
                "GZ059",
                line,
                "adcode",
                row["adcode"],
                text=Sentence("the district has more townships than communities", "该区县的镇街多于社区"),
            )
        result.append(
            TownshipRow(
                district_code=district_code,
                code=code,
                name_zh=table.word(row, line, "name"),
                kind=TOWN_KINDS.get(row["kind"], 0),
                n_committees=table.whole(row, line, "n_resident_committee", 0, 150),
                n_villages=table.whole(row, line, "n_village_committee", 0, 150),
            )
        )
    empty = [d for d in districts if d.code not in count]
    faults.extend(
        Fault(
            "GZ059",
            file=table.file,
            text=Sentence(
                f"the district {d.code} ({d.name_en}) has no township", f"区县 {d.code}（{d.name_zh}）没有镇街"
            ),
        )
        for d in empty
    )
    faults.extend(_unlike_counts(folder, districts, counted, result))
    return sorted(result, key=lambda t: (order.get(t.district_code, -1), t.code))


def _unlike_counts(
    folder: Path, districts: list[DistrictRow], counted: tuple[str, str], townships: list[TownshipRow]
) -> list[Fault]:
    """Districts whose committees or villages differ too much between the two tables.

    The counts of `townships.csv` may be of another year than those of `districts.csv`, to which they are scaled, but
    not of another order of magnitude.
    """
    faults = []
    for column, count in zip(counted, ("n_committees", "n_villages"), strict=True):
        sums: dict[int, int] = {}
        for township in townships:
            sums[township.district_code] = sums.get(township.district_code, 0) + getattr(township, count)
        for district in districts:
            here, there = getattr(district, count), sums.get(district.code, 0)
            if abs(here - there) > NEGLIGIBLE and max(here, there) > UNLIKE * min(here, there):
                faults.append(
                    Fault(
                        "GZ059",
                        file=str(folder / "districts.csv"),
                        line=district.line,
                        key_path=column,
                        found=str(here),
                        text=Sentence(
                            f"{district.name_en} has {here} of them here, but {there} in townships.csv",
                            f"{district.name_zh}在此有 {here} 个，而 townships.csv 中合计 {there} 个",
                        ),
                    )
                )
    return faults


def _read_borders(folder: Path, districts: Sequence[DistrictRow], faults: list[Fault]) -> list[tuple[int, int, float]]:
    if not (folder / ADJACENCY).exists():
        points = np.array([[d.longitude, d.latitude] for d in districts])
        return near_pairs([d.code for d in districts], points) if all(d.located for d in districts) else []
    codes = {district.code for district in districts}
    table = CsvTable(folder, ADJACENCY, _ADJACENCY_COLUMNS, faults)
    result = []
    seen: set[tuple[int, int]] = set()
    for line, row in table.rows:
        pair = [table.whole(row, line, column, 1, _LARGEST_CODE // 1000) for column in _ADJACENCY_COLUMNS[:2]]
        for column, code in zip(_ADJACENCY_COLUMNS, pair, strict=False):
            if code not in codes:
                table.fault("GZ055", line, column, row[column])
        ends = (min(pair), max(pair))
        if ends in seen or pair[0] == pair[1]:
            table.fault("GZ054", line, "adcode_b", row["adcode_b"])
        seen.add(ends)
        result.append((pair[0], pair[1], table.number(row, line, "border_km", 0.0, 1e5)))
    return result


def _read_names(
    folder: Path, districts: Sequence[DistrictRow], faults: list[Fault]
) -> tuple[dict[str, str], int | None, tuple[str, ...]]:
    """What `place.csv` says: texts by quantity, residents, and the order of regions."""
    if not is_there(folder / "place.csv"):
        return {}, None, ()
    table = CsvTable(folder, "place.csv", _PLACE_COLUMNS, faults)
    known = {district.region for district in districts}
    words: dict[str, str] = {}
    residents = None
    regions: list[str] = []
    for line, row in table.rows:
        quantity = row["quantity"]
        if quantity in words or (quantity == "region" and row["value"] in regions):
            table.fault("GZ054", line, "value" if quantity == "region" else "quantity", row["value"])
        elif quantity == "region":
            regions.append(table.word(row, line, "value"))
            if known and regions[-1] not in known:
                table.fault("GZ055", line, "value", row["value"], allowed=words_allowed(sorted(known)))
                faults[-1] = replace(faults[-1], nearest=nearest(row["value"], known))
        elif quantity in QUANTITIES:
            words[quantity] = table.word(row, line, "value")
            if quantity == "residents":
                residents = table.whole(row, line, "value", 1, 2_000_000_000)
            if quantity == "residents" and not faults:
                _check_total(table, line, residents, districts)
        else:
            table.fault("GZ053", line, "quantity", quantity, allowed=", ".join(QUANTITIES))
            faults[-1] = replace(faults[-1], nearest=nearest(quantity, QUANTITIES))
    return words, residents, tuple(regions)


def _check_total(table: CsvTable, line: int, residents: int | None, districts: Sequence[DistrictRow]) -> None:
    """The published number of residents is near what the districts add up to."""
    total = 10_000.0 * sum(district.residents_10k for district in districts)
    if residents is not None and not total / UNLIKE <= residents <= total * UNLIKE:
        table.fault(
            "GZ059",
            line,
            "value",
            str(residents),
            text=Sentence(
                f"{residents:,} residents, but the districts add up to {total:,.0f}",
                f"居民 {residents:,} 人，而各区县合计 {total:,.0f} 人",
            ),
        )


def read_place(folder: Path) -> Place:
    """Reads the folder of a place; all faults of all files are reported together.

    Args:
        folder: The folder with the tables and the map.

    Returns:
        What the folder says.

    Raises:
        InputError: A file is missing or holds something that cannot be used; each fault names file, row and
            column (rows counted in lines of the file, columns in cells, both from 1).
    """
    if not is_folder(folder):
        raise InputError(Fault("GZ058", file=str(folder), nearest=near_place(folder)))
    try:
        return _read_place(folder, tuple(_digest(folder / name) for name in FILES))
    except OSError:
        return _read_place.__wrapped__(folder, ())


def _digest(path: Path) -> str:
    """A digest of a file's contents, read piece by piece; "" where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=2)
def _read_place(folder: Path, contents: tuple[str, ...]) -> Place:
    """The place of a folder: read once by a command that asks several times, unless its contents change meanwhile."""
    faults: list[Fault] = []
    districts, counted = _read_districts(folder, faults)
    words, residents, regions = _read_names(folder, districts, faults)
    townships = _read_townships(folder, districts, counted, faults)
    polygons = read_map(folder, districts, faults) if districts else {}
    districts = _on_the_map(districts, polygons) if (folder / MAP).exists() else districts
    borders = _read_borders(folder, districts, faults) if districts else []
    services = read_services(folder, faults)
    days_off = read_days_off(folder, faults)
    if faults:
        raise InputError(faults)
    english = words.get("map_source", words.get("map_source_zh", ""))
    return Place(
        name_zh=words.get("name_zh", ""),
        name_en=words.get("name_en", ""),
        residents=residents,
        region_order=regions,
        districts=tuple(districts),
        townships=tuple(townships),
        borders=tuple(borders),
        polygons=polygons,
        services=services,
        days_off=days_off,
        map_source=Sentence(english, words.get("map_source_zh", english)),
        notes=_notes(folder, districts),
        folder=folder,
    )


def _notes(folder: Path, districts: Sequence[DistrictRow]) -> tuple[Sentence, ...]:
    """What is derived because a file or the centroids are left out."""
    located = all(district.located for district in districts)
    no_map, no_adjacency = not (folder / MAP).exists(), not (folder / ADJACENCY).exists()
    left_out = {
        "no_map" if located else "tiles": no_map,
        "no_adjacency" if located else "no_neighbours": no_adjacency,
    }
    return tuple(NOTES[key] for key, true in left_out.items() if true)


def readable(folder: Path) -> Place | None:
    """The place in a folder; None where it is gone or has been changed since, for a report is made without it.

    Args:
        folder: Folder of the place.
    """
    try:
        return read_place(folder)
    except InputError:
        return None
