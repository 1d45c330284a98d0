"""Reading `map.geojson` of a place: the outlines of its districts, held beside what the table of districts says.

A map in metres, with exchanged axes or of somewhere else is valid GeoJSON; only the centroids of the districts show
that it is wrong. Where a place has no map every district is a hexagon around its centroid.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from sim.errors import Fault, nearest, shortened
from sim.scenario.text_source import MOST_TABLE_BYTES, SourceText, read_source
from sim.words import Sentence, Text

FILE = "map.geojson"
Polygon = tuple[np.ndarray, ...]
"""Outer ring, then holes; each ring is an array of (longitude, latitude)."""

MARGIN_SHARE, MARGIN_DEGREES = 0.25, 0.1
"""How far a centroid may lie outside the box around its district, in widths of the box and in degrees (assumed)."""

LEAST_FILLED = 0.002
"""Least share of the box around a district that its polygons fill; points are drawn in the box until one hits them."""

_BETWEEN = re.compile(r"[\s,:]*")
_CODE = re.compile(r"[0-9]{1,18}")


class Located(Protocol):
    """What is needed of a district."""

    @property
    def code(self) -> int:
        """Its code."""

    @property
    def name_en(self) -> str:
        """Its name."""

    @property
    def name_zh(self) -> str:
        """Its Chinese name."""

    @property
    def longitude(self) -> float:
        """Longitude of its centroid."""

    @property
    def latitude(self) -> float:
        """Latitude of its centroid."""

    @property
    def located(self) -> bool:
        """Whether the table says where it lies."""


class _Refused(ValueError):
    """What is wrong with a feature, and at which key."""

    def __init__(self, key: str, problem: Sentence) -> None:
        super().__init__(key)
        self.key = key
        self.problem = problem


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object none of whose keys is given twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        name = shortened(next(name for name in names if names.count(name) > 1))
        raise _Refused(name, Sentence(f"the key '{name}' is given twice in one object", f"同一对象中键“{name}”重复"))
    return found


def _no_number(word: str) -> float:
    raise _Refused("", Sentence(f"{word} is not a JSON number", f"{word} 不是 JSON 数值"))


def _whole(digits: str) -> int | float:
    """A whole number; one of many digits need not be exact to be out of range."""
    return int(digits) if len(digits) < 20 else float(digits)


def _parsed(source: SourceText) -> tuple[Any, list[Fault]]:
    """The value of a JSON text."""
    try:
        return json.loads(source.text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_whole), []
    except json.JSONDecodeError as problem:
        what: Text = Sentence(f"this is not JSON: {problem.msg}", f"此处不是有效的 JSON：{problem.msg}")
        fault = source.fault("GZ059", min(problem.pos, len(source.text)))
    except RecursionError:
        what = Sentence("the values are nested too deeply", "嵌套层次过深")
        fault = Fault("GZ059", file=source.name)
    except _Refused as problem:
        what, fault = problem.problem, Fault("GZ059", file=source.name, key_path=problem.key)
    return None, [replace(fault, text=what)]


def _offsets(text: str) -> Iterator[int]:
    """Where each feature begins, in a text that is known to be a JSON object with a list of features."""
    decoder = json.JSONDecoder(parse_int=_whole)

    def skip(at: int) -> int:
        found = _BETWEEN.match(text, at)
        return found.end() if found else at

    at = skip(text.index("{") + 1)
    key, at = decoder.raw_decode(text, at)
    while key != "features":
        _, at = decoder.raw_decode(text, skip(at))
        key, at = decoder.raw_decode(text, skip(at))
    at = skip(skip(at) + 1)
    while text[at] != "]":
        yield at
        _, at = decoder.raw_decode(text, at)
        at = skip(at)


def _member(owner: Any, key: str, kind: type, path: str, what: Sentence) -> Any:
    """A member of an object that has to be of a kind."""
    value = owner.get(key) if isinstance(owner, dict) else None
    if not isinstance(value, kind):
        raise _Refused(path, Sentence(f"{path} must be {what.en}", f"{path} 应为{what.zh}"))
    return value


def _code_of(feature: Any) -> int:
    """The code of the district that a feature draws."""
    what = Sentence("an object with 'adcode'", "含有 adcode 的对象")
    properties = _member(feature, "properties", dict, "properties", what)
    written = properties.get("adcode")
    text = written if isinstance(written, str) else str(written) if type(written) is int else ""
    if not _CODE.fullmatch(text):
        raise _Refused(
            "properties.adcode",
            Sentence("adcode must be the code of a district in digits", "adcode 应为区县代码（数字）"),
        )
    return int(text)


def _ring(points: Any, path: str) -> np.ndarray:
    """One ring, its points checked to be pairs of numbers within the range of degrees."""
    if not isinstance(points, list) or len(points) < 4:
        raise _Refused(path, Sentence("a ring must be a list of four points or more", "每个环应为至少四个点的列表"))
    for number, point in enumerate(points):
        if not isinstance(point, list) or len(point) < 2 or any(type(x) not in (int, float) for x in point[:2]):
            raise _Refused(
                f"{path}.{number}",
                Sentence("a point must be [longitude, latitude], two numbers", "点应为 [经度, 纬度] 两个数"),
            )
    ring = np.array([[float(x) for x in point[:2]] for point in points])
    outside = ~((np.abs(ring[:, 0]) <= 180.0) & (np.abs(ring[:, 1]) <= 90.0))
    if outside.any():
        row = int(np.argmax(outside))
        x, y = ring[row]
        swapped = abs(x) <= 90.0 and abs(y) <= 180.0
        hint = (
            Sentence("the axes seem to be exchanged", "坐标轴似乎颠倒")
            if swapped
            else Sentence("the map seems to be in metres or another projection", "地图似乎以米或其他投影为单位")
        )
        raise _Refused(
            f"{path}.{row}",
            Sentence(
                f"({x:g}, {y:g}) is not a longitude and latitude in degrees: {hint.en}",
                f"（{x:g}, {y:g}）不是以度为单位的经纬度：{hint.zh}",
            ),
        )
    return ring


def _polygons_of(feature: Any) -> tuple[Polygon, ...]:
    """The polygons of a feature (RFC 7946, section 3.1.6)."""
    what = Sentence("a polygon or multi-polygon", "多边形或复合多边形")
    geometry = _member(feature, "geometry", dict, "geometry", what)
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise _Refused(
            "geometry.type",
            Sentence("the geometry must be a Polygon or MultiPolygon", "几何类型应为 Polygon 或 MultiPolygon"),
        )
    path = "geometry.coordinates"
    parts = _member(geometry, "coordinates", list, path, Sentence("a list of rings", "环的列表"))
    listed = [parts] if geometry["type"] == "Polygon" else parts
    found = []
    for p, part in enumerate(listed):
        here = path if geometry["type"] == "Polygon" else f"{path}.{p}"
        if not isinstance(part, list) or not part:
            raise _Refused(here, Sentence("a polygon must be a list of rings", "多边形应为环的列表"))
        found.append(tuple(_ring(ring, f"{here}.{r}") for r, ring in enumerate(part)))
    if not found:
        raise _Refused(path, Sentence("it has no polygon", "其中没有多边形"))
    return tuple(found)


def _area(ring: np.ndarray) -> float:
    """Area within a ring (shoelace formula)."""
    x, y = (ring - ring[0]).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2.0


@dataclass(frozen=True)
class _Box:
    """The box around a district."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, polygons: tuple[Polygon, ...]) -> _Box:
        """The smallest box around some polygons."""
        points = np.concatenate([ring for polygon in polygons for ring in polygon])
        return cls(*points.min(axis=0).tolist(), *points.max(axis=0).tolist())

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a centroid lies in or near the box."""
        wide = MARGIN_SHARE * (self.east - self.west) + MARGIN_DEGREES
        high = MARGIN_SHARE * (self.north - self.south) + MARGIN_DEGREES
        return self.west - wide <= longitude <= self.east + wide and self.south - high <= latitude <= self.north + high


def _shape_fault(district: Located, polygons: tuple[Polygon, ...], box: _Box) -> Sentence | None:
    """What makes the outline of a district useless for drawing points in it."""
    filled = sum(_area(outer) - sum(_area(hole) for hole in holes) for outer, *holes in polygons)
    if filled > LEAST_FILLED * (box.east - box.west) * (box.north - box.south):
        return None
    return Sentence(
        f"the polygons of {district.code} ({district.name_en}) enclose almost no area",
        f"区县 {district.code}（{district.name_zh}）的多边形几乎没有面积",
    )


def _elsewhere(districts: list[Located], boxes: Mapping[int, _Box]) -> tuple[int, Sentence] | None:
    """The first district whose outline lies elsewhere than its centroid, and what seems to be the matter."""
    off = [d for d in districts if d.located and d.code in boxes and not boxes[d.code].holds(d.longitude, d.latitude)]
    if not off:
        return None
    first, box = off[0], boxes[off[0].code]
    swapped = all(boxes[d.code].holds(d.latitude, d.longitude) for d in off)
    hint = Sentence("; the axes seem to be exchanged", "；坐标轴似乎颠倒") if swapped else Sentence("", "")
    return first.code, Sentence(
        f"{len(off)} of {len(boxes)} districts lie elsewhere than their centroids in districts.csv: {first.code} "
        f"({first.name_en}) is drawn from {box.west:g} to {box.east:g} east and {box.south:g} to {box.north:g} north, "
        f"its centroid is {first.longitude:g}, {first.latitude:g}{hint.en}",
        f"{len(boxes)} 个区县中有 {len(off)} 个的边界与 districts.csv 中的中心点不符："
        f"{first.code}（{first.name_zh}）的边界为东经 "
        f"{box.west:g} 至 {box.east:g}、北纬 {box.south:g} 至 {box.north:g}，而中心点为 "
        f"{first.longitude:g}, {first.latitude:g}{hint.zh}",
    )


def read_map(folder: Path, districts: list[Any], faults: list[Fault]) -> dict[int, tuple[Polygon, ...]]:
    """Reads the outlines of a place's districts.

    Args:
        folder: Folder of the place.
        districts: The districts, with code, name_en, longitude and latitude.
        faults: Faults are added here.

    Returns:
        The polygons of each district by code; hexagons where the folder has no map.
    """
    if not (folder / FILE).exists():
        return hexagons(districts)
    source, found = read_source(folder / FILE, str(folder / FILE), MOST_TABLE_BYTES)
    root, wrong = (None, found) if found else _parsed(source)
    features = root.get("features") if isinstance(root, dict) else None
    if not wrong and not isinstance(features, list):
        text = Sentence(
            "this is not a GeoJSON FeatureCollection: 'features' must be a list",
            "这不是 GeoJSON FeatureCollection：features 应为列表",
        )
        wrong = [Fault("GZ059", file=source.name, key_path="features", text=text)]
    if wrong or not isinstance(features, list):
        faults.extend(wrong)
        return {}
    at = list(_offsets(source.text))
    polygons: dict[int, tuple[Polygon, ...]] = {}
    numbers: dict[int, int] = {}

    def note(number: int, key: str, problem: Sentence) -> None:
        fault = source.fault("GZ059", at[number])
        faults.append(replace(fault, key_path=f"features.{number}{'.' if key else ''}{key}", text=problem))

    known = {district.code: district for district in districts}
    for number, feature in enumerate(features):
        try:
            code = _code_of(feature)
            if code in numbers:
                raise _Refused(
                    "properties.adcode",
                    Sentence(
                        f"the district {code} is drawn twice, first by feature {numbers[code]}; put all its "
                        "parts into one",
                        f"区县 {code} 重复，首次为第 {numbers[code]} 个要素；请将其全部部分合并为一个要素",
                    ),
                )
            numbers[code] = number
            outline = _polygons_of(feature)
        except _Refused as problem:
            note(number, problem.key, problem.problem)
            continue
        if code not in known:
            continue
        polygons[code] = outline
        useless = _shape_fault(known[code], outline, _Box.around(outline))
        if useless:
            note(number, "geometry", useless)
    certain = not any(Path(fault.file).name == "districts.csv" for fault in faults)
    astray = certain and _elsewhere(districts, {code: _Box.around(outline) for code, outline in polygons.items()})
    if astray:
        note(numbers[astray[0]], "geometry", astray[1])
    strangers = [str(code) for code in numbers if code not in known]
    for district in districts:
        if district.code not in numbers:
            text = Sentence(
                f"the district {district.code} ({district.name_en}) has no polygon",
                f"区县 {district.code}（{district.name_zh}）没有边界多边形",
            )
            faults.append(Fault("GZ059", file=source.name, text=text, nearest=nearest(str(district.code), strangers)))
    return polygons


def hexagons(districts: list[Any]) -> dict[int, tuple[Polygon, ...]]:
    """A hexagon around the centroid of every district, as wide as the nearest other centroid allows.

    Args:
        districts: The districts, with code, longitude and latitude.

    Returns:
        One polygon by code.
    """
    centres = np.array([[d.longitude, d.latitude] for d in districts])
    shortened_by = max(math.cos(math.radians(float(centres[:, 1].mean()))), 0.01)
    plane = centres * [shortened_by, 1.0]
    corners = np.radians(np.arange(0, 361, 60) + 30.0)
    shape = np.column_stack([np.cos(corners) / shortened_by, np.sin(corners)])
    found: dict[int, tuple[Polygon, ...]] = {}
    for row, district in enumerate(districts):
        away = np.hypot(*(np.delete(plane, row, axis=0) - plane[row]).T)
        radius = max(0.5 * float(away.min()), 0.001) if len(away) else 0.1
        found[district.code] = ((centres[row] + radius * shape,),)
    return found
