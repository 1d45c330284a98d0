"""Reading the folder of a place, and refusing what cannot be used by file, row and column.

A place is four tables and a map: `districts.csv`, `townships.csv`, `adjacency.csv`, `map.geojson`, and
optionally `place.csv` with the place's names and the published number of residents that the districts'
figures are raked to, and `services.csv` with published numbers of its services.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import Fault, InputError, nearest
from sim.shipped import is_there, place_names
from sim.words import Sentence
from sim.world.csv_table import CsvTable
from sim.world.services import ServiceNumber, read_services

TOWN_KINDS = {"subdistrict": 0, "town": 1, "township": 1, "ethnic_township": 1}
"""Kinds of township: streets (街道) are 0, towns and townships (镇、乡) are 1."""

_DISTRICT_COLUMNS = (
    "adcode",
    "name_zh",
    "short_zh",
    "name_en",
    "region",
    "region_zh",
    "centroid_lon",
    "centroid_lat",
    "pop2016_est_10k",
    "urban_rate_2016_est_pct",
    "gdp_pc_2016_est_yuan",
    "n_resident_committee_2017_est",
    "n_village_committee_2017_est",
)
_TOWNSHIP_COLUMNS = ("adcode", "town_code", "name", "kind", "n_resident_committee", "n_village_committee")
_ADJACENCY_COLUMNS = ("adcode_a", "adcode_b", "border_km")
_PLACE_COLUMNS = ("quantity", "value")
_LARGEST_CODE = 10**11


@dataclass(frozen=True)
class DistrictRow:
    """One district as its row in `districts.csv` gives it."""

    code: int
    name_zh: str
    short_zh: str
    name_en: str
    region: str
    region_zh: str
    longitude: float
    latitude: float
    residents_10k: float
    urban_percent: float
    gdp_per_head_yuan: float
    n_committees: int
    n_villages: int


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
        borders: Neighbouring districts as (code, code, border in km).
        rings: Rings of each district's polygons by code; each ring is an array of (longitude, latitude).
        services: Published numbers of services by key, empty if not given.
    """

    name_zh: str
    name_en: str
    residents: int | None
    region_order: tuple[str, ...]
    districts: tuple[DistrictRow, ...]
    townships: tuple[TownshipRow, ...]
    borders: tuple[tuple[int, int, float], ...]
    rings: dict[int, list[np.ndarray]]
    services: Mapping[str, ServiceNumber] = field(default_factory=dict)


def _read_districts(folder: Path, faults: list[Fault]) -> list[DistrictRow]:
    table = CsvTable(folder, "districts.csv", _DISTRICT_COLUMNS, faults)
    seen: set[int] = set()
    result = []
    for line, row in table.rows:
        code = table.whole(row, line, "adcode", 1, _LARGEST_CODE // 1000)
        if code in seen:
            table.fault("GZ054", line, "adcode", row["adcode"])
        seen.add(code)
        district = DistrictRow(
            code=code,
            name_zh=table.word(row, line, "name_zh"),
            short_zh=table.word(row, line, "short_zh"),
            name_en=table.word(row, line, "name_en"),
            region=table.word(row, line, "region"),
            region_zh=table.word(row, line, "region_zh"),
            longitude=table.number(row, line, "centroid_lon", -180.0, 180.0),
            latitude=table.number(row, line, "centroid_lat", -90.0, 90.0),
            residents_10k=table.number(row, line, "pop2016_est_10k", 0.0001, 1e5),
            urban_percent=table.number(row, line, "urban_rate_2016_est_pct", 0.0, 100.0),
            gdp_per_head_yuan=table.number(row, line, "gdp_pc_2016_est_yuan", 0.01, 1e9),
            n_committees=table.whole(row, line, "n_resident_committee_2017_est", 0, 100_000),
            n_villages=table.whole(row, line, "n_village_committee_2017_est", 0, 100_000),
        )
        if district.n_committees + district.n_villages == 0:
            table.fault(
                "GZ053",
                line,
                "n_resident_committee_2017_est",
                "0",
                allowed=Sentence("at least one committee or village", "至少一个居委会或村委会"),
            )
        result.append(district)
    if not result and not faults:
        faults.append(Fault("GZ059", file=table.file, text=Sentence("the table has no rows", "表中没有数据行")))
    return result


def _read_townships(folder: Path, districts: list[DistrictRow], faults: list[Fault]) -> list[TownshipRow]:
    table = CsvTable(folder, "townships.csv", _TOWNSHIP_COLUMNS, faults)
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
        Fault("GZ059", file=table.file, text=Sentence(f"the district {d.code} ({d.name_en}) has no township",
                                                      f"区县 {d.code}（{d.name_zh}）没有镇街"))
        for d in empty
    )
    return sorted(result, key=lambda t: (order.get(t.district_code, -1), t.code))


def _read_borders(folder: Path, codes: set[int], faults: list[Fault]) -> list[tuple[int, int, float]]:
    table = CsvTable(folder, "adjacency.csv", _ADJACENCY_COLUMNS, faults)
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


def _polygon_rings(geometry: dict[str, Any]) -> list[np.ndarray]:
    """The rings of a GeoJSON polygon or multi-polygon (RFC 7946, section 3.1.6)."""
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"geometry is a {geometry['type']}")
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = [
        np.array([point[:2] for point in ring], dtype=np.float64) for polygon in polygons for ring in polygon
    ]
    if not rings or any(ring.ndim != 2 or len(ring) < 4 or not np.isfinite(ring).all() for ring in rings):
        raise ValueError("a ring has fewer than four points or a point is not finite")
    return rings


def _read_map(folder: Path, districts: list[DistrictRow], faults: list[Fault]) -> dict[int, list[np.ndarray]]:
    file = folder / "map.geojson"
    rings: dict[int, list[np.ndarray]] = {}
    try:
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
    except FileNotFoundError:
        faults.append(Fault("GZ050", file=str(file)))
        return rings
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as problem:
        faults.append(Fault("GZ059", file=str(file), text=Sentence(
            f"the file cannot be read as GeoJSON: {problem}", f"无法按 GeoJSON 读取文件：{problem}")))
        return rings
    for number, feature in enumerate(features, start=1):
        try:
            rings[int(feature["properties"]["adcode"])] = _polygon_rings(feature["geometry"])
        except (ValueError, KeyError, TypeError, IndexError) as problem:
            text = Sentence(f"feature {number} is not a polygon with the property adcode: {problem}",
                            f"第 {number} 个要素不是带有 adcode 属性的多边形：{problem}")
            faults.append(Fault("GZ059", file=str(file), key_path=f"features.{number - 1}", text=text))
    without = [d for d in districts if d.code not in rings]
    faults.extend(
        Fault("GZ059", file=str(file), text=Sentence(f"the district {d.code} ({d.name_en}) has no polygon",
                                                     f"区县 {d.code}（{d.name_zh}）没有边界多边形"))
        for d in without
    )
    return rings


def _read_names(folder: Path, faults: list[Fault]) -> tuple[str, str, int | None, tuple[str, ...]]:
    if not (folder / "place.csv").exists():
        return "", "", None, ()
    table = CsvTable(folder, "place.csv", _PLACE_COLUMNS, faults)
    words = {"name_zh": "", "name_en": ""}
    residents = None
    regions: list[str] = []
    for line, row in table.rows:
        if row["quantity"] == "residents":
            residents = table.whole(row, line, "value", 1, 2_000_000_000)
        elif row["quantity"] == "region":
            regions.append(table.word(row, line, "value"))
        elif row["quantity"] in words:
            words[row["quantity"]] = table.word(row, line, "value")
        else:
            table.fault(
                "GZ053", line, "quantity", row["quantity"], allowed="name_zh, name_en, residents, region"
            )
    return words["name_zh"], words["name_en"], residents, tuple(regions)


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
    if not is_there(folder):
        raise InputError(Fault("GZ058", file=str(folder), nearest=nearest(folder.name, place_names())))
    faults: list[Fault] = []
    name_zh, name_en, residents, regions = _read_names(folder, faults)
    districts = _read_districts(folder, faults)
    townships = _read_townships(folder, districts, faults) if districts else []
    borders = _read_borders(folder, {district.code for district in districts}, faults) if districts else []
    rings = _read_map(folder, districts, faults) if districts else {}
    services = read_services(folder, faults)
    if faults:
        raise InputError(faults)
    return Place(
        name_zh,
        name_en,
        residents,
        regions,
        tuple(districts),
        tuple(townships),
        tuple(borders),
        rings,
        services,
    )
