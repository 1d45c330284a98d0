"""Bad data files are refused with file, row and column, all faults together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.world.places import read_place
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


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("districts.csv", "0.0480", "many", ("GZ053", "districts.csv", 2, 9)),
        ("districts.csv", "0.0800", "nan", ("GZ053", "districts.csv", 3, 9)),
        ("districts.csv", "50.0,60000", "150.0,60000", ("GZ053", "districts.csv", 3, 10)),
        ("districts.csv", "Cloud Hills", "", ("GZ053", "districts.csv", 4, 4)),
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
def test_a_bad_cell_is_named(
    place_copy: Path, file: str, old: str, new: str, expected: tuple[object, ...]
) -> None:
    _replace(place_copy / file, old, new)
    assert expected in _faults(place_copy)


def test_all_faults_come_at_once(place_copy: Path) -> None:
    _replace(place_copy / "districts.csv", "0.0480", "many")
    _replace(place_copy / "townships.csv", "town,1,2", "town,x,2")
    _replace(place_copy / "adjacency.csv", "border_km", "km")
    codes = {(code, file) for code, file, _, _ in _faults(place_copy)}
    assert codes >= {("GZ053", "districts.csv"), ("GZ053", "townships.csv"), ("GZ051", "adjacency.csv")}


def test_a_missing_folder_and_a_wrong_encoding_are_refused(tmp_path: Path, place_copy: Path) -> None:
    assert _faults(tmp_path / "nowhere") == [("GZ050", "nowhere", None, None)]
    file = place_copy / "townships.csv"
    file.write_bytes(file.read_text(encoding="utf-8").encode("gbk"))
    assert any(name == "townships.csv" for _, name, _, _ in _faults(place_copy))


def test_a_district_without_township_is_refused(place_copy: Path) -> None:
    file = place_copy / "townships.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("910003")), encoding="utf-8")
    assert ("GZ059", "townships.csv", None, None) in _faults(place_copy)


def test_a_flat_polygon_is_refused(place_copy: Path) -> None:
    from sim.scenario.world_settings import WorldSettings
    from sim.world.world import build_world

    file = place_copy / "map.geojson"
    features = json.loads(file.read_text(encoding="utf-8"))
    features["features"][0]["geometry"]["coordinates"] = [[[100, 30], [101, 31], [101, 31], [100, 30]]]
    file.write_text(json.dumps(features), encoding="utf-8")
    with pytest.raises(InputError, match="910001"):
        build_world(place_copy, WorldSettings(), 1.0, 1)


def test_names_and_total_of_the_place_are_checked(place_copy: Path) -> None:
    file = place_copy / "place.csv"
    file.write_text("quantity,value\nname_en,Smallville\nresidents,2000\n", encoding="utf-8")
    place = read_place(place_copy)
    assert (place.name_en, place.residents) == ("Smallville", 2000)
    file.write_text("quantity,value\nmayor,Anybody\nresidents,few\n", encoding="utf-8")
    assert _faults(place_copy) == [("GZ053", "place.csv", 2, 1), ("GZ053", "place.csv", 3, 2)]
