"""Bad data files are refused with file, row and column, all faults together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from sim.errors import InputError
from sim.world.places import read_place
from sim.world.positions import near_pairs
from tests.language import spoken
from tests.world.conftest import CITY


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def _faults(place: Path) -> list[tuple[str, str, int | None, int | None]]:
    with pytest.raises(InputError) as caught:
        read_place(place)
    return [(fault.code, Path(fault.file).name, fault.line, fault.column) for fault in caught.value.faults]


def test_the_published_place_is_read() -> None:
    place = read_place(CITY)
    assert (len(place.districts), len(place.townships), len(place.borders)) == (38, 1031, 83)
    assert place.residents == 30_484_300


def test_a_place_is_read_once_until_a_file_of_it_changes_and_other_files_are_left_alone(place_copy: Path) -> None:
    with (place_copy / "tickets.csv").open("wb") as file:
        file.truncate(2**40)
    first = read_place(place_copy)
    assert read_place(place_copy) is first
    _replace(place_copy / "districts.csv", "Cloud Hills", "Clear Hills")  # of the same length
    assert "Clear Hills" in [row.name_en for row in read_place(place_copy).districts]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("districts.csv", "0.0480", "many", ("GZ053", "districts.csv", 2, 9)),
        ("districts.csv", "0.0800", "nan", ("GZ053", "districts.csv", 3, 9)),
        ("districts.csv", "50.0,60000", "150.0,60000", ("GZ053", "districts.csv", 3, 10)),
        ("districts.csv", "Cloud Hills", "C" * 1001, ("GZ053", "districts.csv", 4, 4)),
        ("districts.csv", "910003,云山县", "910002,云山县", ("GZ054", "districts.csv", 4, 1)),
        ("districts.csv", "gdp_pc_2016_est_yuan", "gdp", ("GZ051", "districts.csv", 1, None)),
        ("districts.csv", "30000,0,4", "30000,0,4,9", ("GZ052", "districts.csv", 4, None)),
        ("districts.csv", "30000,0,4", "30000,0,1", ("GZ059", "townships.csv", 8, 1)),
        ("townships.csv", "910001,910001002", "910009,910001002", ("GZ055", "townships.csv", 3, 1)),
        ("townships.csv", "910002101", "910002100", ("GZ054", "townships.csv", 6, 2)),
        ("townships.csv", "ethnic_township", "city", ("GZ053", "townships.csv", 8, 4)),
        ("townships.csv", "town,1,2", "town,1.5,2", ("GZ053", "townships.csv", 5, 5)),
        ("adjacency.csv", "910002,910003", "910002,910004", ("GZ055", "adjacency.csv", 3, 2)),
        ("adjacency.csv", "80.0", "-1", ("GZ053", "adjacency.csv", 3, 3)),
        ("map.geojson", '"910003"', '"910004"', ("GZ059", "map.geojson", None, None)),
        ("map.geojson", "MultiPolygon", "Point", ("GZ059", "map.geojson", 92, 3)),
        ("map.geojson", "{", "[", ("GZ059", "map.geojson", 2, 8)),
    ],
)
def test_a_bad_cell_is_named(place_copy: Path, file: str, old: str, new: str, expected: tuple[object, ...]) -> None:
    _replace(place_copy / file, old, new)
    assert expected in _faults(place_copy)


def test_all_faults_come_at_once(place_copy: Path) -> None:
    _replace(place_copy / "districts.csv", "0.0480", "many")
    _replace(place_copy / "townships.csv", "town,1,2", "town,x,2")
    _replace(place_copy / "adjacency.csv", "border_km", "km")
    codes = {(code, file) for code, file, _, _ in _faults(place_copy)}
    assert codes >= {("GZ053", "districts.csv"), ("GZ053", "townships.csv"), ("GZ051", "adjacency.csv")}


def test_a_missing_folder_and_a_wrong_encoding_are_refused(tmp_path: Path, place_copy: Path) -> None:
    assert _faults(tmp_path / "nowhere") == [("GZ058", "nowhere", None, None)]
    file = place_copy / "townships.csv"
    file.write_bytes(file.read_text(encoding="utf-8").encode("gbk"))
    assert any(name == "townships.csv" for _, name, _, _ in _faults(place_copy))


def test_a_district_without_township_is_refused(place_copy: Path) -> None:
    file = place_copy / "townships.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("910003")), encoding="utf-8")
    assert ("GZ059", "townships.csv", None, None) in _faults(place_copy)


def test_a_flat_polygon_is_refused(place_copy: Path) -> None:
    file = place_copy / "map.geojson"
    features = json.loads(file.read_text(encoding="utf-8"))
    features["features"][0]["geometry"]["coordinates"] = [[[100, 30], [101, 31], [101, 31], [100, 30]]]
    file.write_text(json.dumps(features), encoding="utf-8")
    with pytest.raises(InputError, match="910001"):
        read_place(place_copy)


def _message(place: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_place(place)
    assert spoken("zh", caught.value.render)
    return str(caught.value)


def _moved(place: Path, move: Callable[[float, float], list[object]]) -> None:
    """Rewrites every point of the map."""
    file = place / "map.geojson"
    root = json.loads(file.read_text(encoding="utf-8"))

    def walk(part: list[Any]) -> list[Any]:
        return move(*part) if isinstance(part[0], float | int) else [walk(inner) for inner in part]

    for feature in root["features"]:
        feature["geometry"]["coordinates"] = walk(feature["geometry"]["coordinates"])
    file.write_text(json.dumps(root), encoding="utf-8")


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (lambda x, y: [111_320 * x, 111_320 * y], "metres"),
        (lambda x, y: [y, x], "axes"),
        (lambda x, y: [x - 70, y - 10], "elsewhere"),
        (lambda x, y: [x, y + 3], "centroid"),
        (lambda x, y: [str(x), str(y)], "two numbers"),
        (lambda x, y: [x], "two numbers"),
        (lambda x, y: [10**400, y], "not a longitude and latitude"),
        (lambda x, y: [True, y], "two numbers"),
        (lambda x, y: [], "two numbers"),
    ],
)
def test_a_map_that_lies_elsewhere_or_has_no_degrees_is_refused(
    place_copy: Path, move: Callable[[float, float], list[object]], said: str
) -> None:
    _moved(place_copy, move)
    assert said in _message(place_copy)


def test_a_map_in_exchanged_axes_within_the_range_of_degrees_is_noticed(place_copy: Path) -> None:
    text = (place_copy / "districts.csv").read_text(encoding="utf-8")
    for lon, place in (("100.5", "40.5"), ("101.5", "41.5"), ("102.5", "42.5")):
        text = text.replace(lon, place)
    (place_copy / "districts.csv").write_text(text, encoding="utf-8")
    _moved(place_copy, lambda x, y: [y, x - 60])
    assert "axes seem to be exchanged" in _message(place_copy)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "FeatureCollection", "features": null}', "'features' must be a list"),
        ('{"type": "FeatureCollection"}', "'features' must be a list"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('{"features": ' + "[" * 100_000, "nested too deeply"),
        ('{"features": [], "features": []}', "given twice"),
        ('{"features": [{"properties": {"adcode": NaN}}]}', "NaN"),
        ('{"features": [1, null, {}, {"properties": {"adcode": 1.5}}]}', "adcode"),
        ("", "not JSON"),
        ("null", "'features' must be a list"),
    ],
)
def test_a_map_that_is_no_map_is_refused_in_words(place_copy: Path, text: str, said: str) -> None:
    (place_copy / "map.geojson").write_text(text, encoding="utf-8")
    assert said in _message(place_copy)


def test_a_district_drawn_twice_is_refused(place_copy: Path) -> None:
    _replace(place_copy / "map.geojson", '"910003"', '"910002"')
    assert "drawn twice" in _message(place_copy)


def test_a_fault_of_the_map_stands_at_its_feature(place_copy: Path) -> None:
    file = place_copy / "map.geojson"
    root = json.loads(file.read_text(encoding="utf-8"))
    root["features"][1]["geometry"]["coordinates"][0][2] = ["x", 1]
    rows = ",\n".join(map(json.dumps, root["features"]))
    file.write_text(f'\ufeff{{"n": [1], "features": [\n{rows}]}}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_place(place_copy)
    (fault,) = caught.value.faults
    assert (fault.line, fault.key_path) == (3, "features.1.geometry.coordinates.0.2")


@pytest.mark.parametrize("name", ["districts.csv", "townships.csv", "adjacency.csv", "map.geojson", "place.csv"])
def test_every_file_takes_a_byte_order_mark_and_names_a_wrong_encoding_alike(place_copy: Path, name: str) -> None:
    file = place_copy / name
    text = file.read_text(encoding="utf-8") if file.exists() else "quantity,value\nname_zh,小地方\n"
    if name == "adjacency.csv":  # which has nothing but digits
        text = text.replace("border_km", "border_km,备注").replace(".0\n", ".0,无\n").replace(".5\n", ".5,无\n")
    if name == "map.geojson":
        text = text.replace('"FeatureCollection",', '"FeatureCollection", "说明": "示例",')
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    read_place(place_copy)
    for encoding, hint in (("gb18030", "GBK"), ("utf-16", "UTF-16")):
        file.write_bytes(text.encode(encoding))
        with pytest.raises(InputError) as caught:
            read_place(place_copy)
        (fault,) = [fault for fault in caught.value.faults if fault.code == "GZ005"]
        assert Path(fault.file) == file and fault.line
        assert hint in fault.message().en and hint in fault.message().zh


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("districts.csv", "100.0,90000", "100.0,９００００", "write 90000"),
        ("districts.csv", "100.0,90000", '100.0,"90,000"', "write 90000"),
        ("districts.csv", "100.0,90000", "100.0,90_000", "write 90000"),
        ("districts.csv", "4,0", "4.0,0", "write 4"),
        ("districts.csv", "910001", "9" * 400, "a whole number from 1"),
        ("districts.csv", "910001", "1e5", "a whole number from 1"),
        ("districts.csv", "Riverside", "River\0side", "U+0000"),
        ("districts.csv", "Riverside", "River\u202eside", "U+202E"),
        ("districts.csv", "Riverside", '"River\nside"', "one line"),
        ("districts.csv", "Riverside", "R" * 5000, "one line"),
        ("districts.csv", "Riverside", "Fields", "'Fields' occurs twice"),
        ("districts.csv", "江岸区", "田园区", "occurs twice"),
        ("districts.csv", "平原", "高原", "is not allowed in column 'region_zh'"),
        ("districts.csv", "n_village_committee_2017_est", "n_resident_committee_2017_est", "occurs twice"),
        ("districts.csv", ",3,5", ",500,5", "500 of them here, but 3 in townships.csv"),
        ("townships.csv", "town,1,2", "town,1,120", "123 in townships.csv"),
        ("townships.csv", ",", ";", "semicolons"),
        ("townships.csv", "东街街道", '"东街街道', "quotation mark"),
        ("townships.csv", "n_village_committee", "n_villag_committee", "did you mean 'n_villag_committee'"),
    ],
)
def test_what_used_to_be_taken_or_to_break_is_refused_in_words(
    place_copy: Path, file: str, old: str, new: str, said: str
) -> None:
    _replace(place_copy / file, old, new) if old != "," else (place_copy / file).write_text(
        (place_copy / file).read_text(encoding="utf-8").replace(old, new), encoding="utf-8"
    )
    assert said in _message(place_copy)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("residents,16800\n", "the districts add up to 1,680"),
        ("name_en,A\nname_en,B\n", "occurs twice"),
        ("region,plain\nregion,plain\n", "occurs twice"),
        ("region,plian\n", "did you mean 'plain'"),
        ("map_sorce,Survey\n", "did you mean 'map_source'"),
    ],
)
def test_a_place_that_contradicts_itself_is_refused(place_copy: Path, rows: str, said: str) -> None:
    (place_copy / "place.csv").write_text(f"quantity,value\n{rows}", encoding="utf-8")
    assert said in _message(place_copy)


def test_a_place_without_map_or_neighbours_is_drawn_and_linked_by_its_centroids(place_copy: Path) -> None:
    (place_copy / "map.geojson").unlink()
    (place_copy / "adjacency.csv").unlink()
    place = read_place(place_copy)
    assert [border[:2] for border in place.borders] == [(910001, 910002), (910002, 910003)]
    assert len(place.notes) == 2 and not place.has_map
    for row in place.districts:
        (outer,) = place.rings[row.code]
        assert outer.mean(axis=0)[1] == pytest.approx(row.latitude, abs=0.1)
        width, height = np.ptp(outer, axis=0)
        assert 0.5 < width <= 1.0 and 0.8 < height <= 1.0  # the next centroid is one degree east
    other = read_place(CITY)
    assert other.has_map and "echarts" in other.map_note.en and "echarts" in other.map_note.zh


def test_neighbours_told_from_centroids_are_mostly_those_that_share_a_border() -> None:
    place = read_place(CITY)
    points = np.array([[d.longitude, d.latitude] for d in place.districts])
    told = {frozenset(pair[:2]) for pair in near_pairs([d.code for d in place.districts], points)}
    real = {frozenset(pair[:2]) for pair in place.borders}
    assert len(told & real) > 0.75 * len(told)
    graph = nx.Graph([tuple(pair) for pair in told])
    assert nx.is_connected(graph) and len(graph) == len(place.districts)  # it holds the least spanning tree


def test_names_and_total_of_the_place_are_checked(place_copy: Path) -> None:
    file = place_copy / "place.csv"
    file.write_text("quantity,value\nname_en,Smallville\nresidents,2000\n", encoding="utf-8")
    place = read_place(place_copy)
    assert (place.name_en, place.residents) == ("Smallville", 2000)
    file.write_text("quantity,value\nmayor,Anybody\nresidents,few\n", encoding="utf-8")
    assert _faults(place_copy) == [("GZ053", "place.csv", 2, 1), ("GZ053", "place.csv", 3, 2)]


def test_any_row_may_name_a_region_and_all_must_agree(place_copy: Path) -> None:
    file = place_copy / "districts.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    rows[0] = rows[0].replace(",平原,", ",,")
    file.write_text("\n".join([f"{head},region_en", *(f"{row}," for row in rows)]) + "\n", encoding="utf-8")
    assert [row.region_zh for row in read_place(place_copy).districts] == ["平原", "平原", "山地"]
    rows[1] = f"{rows[1]},Low Country"
    rows[0] = f"{rows[0]},Lowlands"
    file.write_text("\n".join([f"{head},region_en", *rows[:2], f"{rows[2]},"]) + "\n", encoding="utf-8")
    assert _faults(place_copy) == [("GZ053", "districts.csv", 3, 14)]
