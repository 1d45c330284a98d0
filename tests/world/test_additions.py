"""One more district, township or community changes nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.randomness import resident_key
from sim.scenario.world_settings import WorldSettings
from sim.world.world import World, build_world

COLUMNS = ("group", "registered_elsewhere", "disposition", "online", "phone", "volunteer")


def _add_district(place: Path) -> None:
    with (place / "districts.csv").open("a", encoding="utf-8") as file:
        file.write("910000,新区,新区,New,coast,沿海,103.5,30.5,0.05,60,50000,2,2\n")
    with (place / "townships.csv").open("a", encoding="utf-8") as file:
        file.write("910000,910000001,新街道,subdistrict,2,0\n910000,910000100,新镇,town,0,2\n")
    file = place / "map.geojson"
    features = json.loads(file.read_text(encoding="utf-8"))
    ring = [[103, 30], [104, 30], [104, 31], [103, 31], [103, 30]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    features["features"].append({"type": "Feature", "properties": {"adcode": "910000"}, "geometry": geometry})
    file.write_text(json.dumps(features), encoding="utf-8")


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _add_township(place: Path) -> None:
    # Its code sorts first, so that every row of the district moves.
    _change(place / "townships.csv", "910002,910002001,", "910002,910002000,新乡,township,0,2\n910002,910002001,")
    _change(place / "districts.csv", "0.0800,50.0,60000,3,5", "0.0920,43.5,60000,3,7")


def _add_community(place: Path) -> None:
    _change(place / "townships.csv", "稻香镇,town,1,2", "稻香镇,town,1,3")
    _change(place / "districts.csv", "0.0800,50.0,60000,3,5", "0.0860,46.5,60000,3,6")


def _by_key(world: World) -> dict[int, tuple[bytes, int]]:
    """Every resident's own columns and the code of the origin, by permanent id."""
    values = np.column_stack([getattr(world.residents, name) for name in COLUMNS])
    code = np.append(world.communities.code, -1)
    origins = code[world.residents.origin]
    homes = zip(world.communities.code.tolist(), world.communities.population.tolist(), strict=True)
    keys = np.concatenate([[resident_key(home, number) for number in range(n)] for home, n in homes])
    return {int(k): (v.tobytes(), int(o)) for k, v, o in zip(keys, values, origins, strict=True)}


@pytest.mark.parametrize("add", [_add_district, _add_township, _add_community])
def test_an_addition_leaves_all_other_residents_untouched(add, small_world: World, place_copy: Path) -> None:
    add(place_copy)
    larger = build_world(place_copy, WorldSettings(), 1.0, 1)
    before, after = _by_key(small_world), _by_key(larger)
    assert len(larger.communities) > len(small_world.communities)
    common = before.keys() & after.keys()
    assert len(common) > 0.9 * len(before)
    assert all(before[key][0] == after[key][0] for key in common)


def test_a_further_district_changes_origins_only_towards_itself(small_world: World, place_copy: Path) -> None:
    _add_district(place_copy)
    before, after = _by_key(small_world), _by_key(build_world(place_copy, WorldSettings(), 1.0, 1))
    assert before.keys() <= after.keys()
    moved = [after[key][1] for key in before if before[key][1] != after[key][1]]
    assert moved
    assert all(str(code).startswith("910000") for code in moved)


def test_a_further_district_leaves_other_communities_alone(small_world: World, place_copy: Path) -> None:
    _add_district(place_copy)
    larger = build_world(place_copy, WorldSettings(), 1.0, 1).communities
    order = np.argsort(larger.code)
    rows = order[np.searchsorted(larger.code[order], small_world.communities.code)]
    for name in (
        "population",
        "urban_share",
        "longitude",
        "latitude",
        "admin_share",
        "condition",
        "facility_m2",
    ):
        assert getattr(larger, name)[rows].tobytes() == getattr(small_world.communities, name).tobytes(), name
