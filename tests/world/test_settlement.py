"""Who lives where, who is whose neighbour, and how whole numbers are shared out, worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario.world_settings import CommunitySettings
from sim.vocabulary import Field
from sim.words import Sentence
from sim.world.apportion import fill_up_to, largest_remainder, scaled_counts
from sim.world.csv_table import LONGEST_WORD, CsvTable
from sim.world.network import community_network, migration_links
from sim.world.places import NOTES, DistrictRow, Place, PlaceNames, TownshipRow, district_keys, read_place
from sim.world.positions import STEP, near_pairs, tiles
from sim.world.services import FACILITY_CLASSES, ServiceNumber, allot_care, read_services
from sim.world.settlement import Settlement, _settle_overflow, settle
from sim.world.tables import ORGANISATION_FIELDS, fields_serving, first_of_provinces, packed, yes_or_no
from sim.world.world import World

EVEN = CommunitySettings(size_noise_sigma=0.0)


def district(code: int = 1, committees: int = 1, villages: int = 0, **more: Any) -> DistrictRow:
    """A row of districts.csv."""
    usual: dict[str, Any] = dict.fromkeys(("name_zh", "short_zh", "name_en", "region_zh", "region_en"), f"d{code}")
    usual |= {"region": "r", "longitude": 0.0, "latitude": 0.0, "residents_10k": 1.0, "urban_percent": 50.0}
    usual |= {"gdp_per_head_yuan": 1.0, "n_committees": committees, "n_villages": villages, "line": code + 1}
    return DistrictRow(code=code, **(usual | more))


def place(districts: list[DistrictRow], townships: list[tuple[int, int, int, int]]) -> Place:
    """A place; of each township its district, code, committees and villages."""
    towns = tuple(TownshipRow(d, code, "t", 0, c, v) for d, code, c, v in townships)
    return Place("", "", None, (), tuple(districts), towns, (), {}, folder=Path("here"))


# ---- whole numbers ----


@pytest.mark.parametrize(
    ("weights", "total", "shares"),
    [
        ([1, 1, 1], 2, [1, 1, 0]),
        ([0, 0, 0], 4, [2, 1, 1]),
        ([0, 3, 0], 5, [0, 5, 0]),
        ([1, 2], 0, [0, 0]),
        ([5, 3, 2], 7, [4, 2, 1]),
        ([1, 9], 4, [0, 4]),
    ],
)
def test_equal_remainders_are_served_in_order(weights: list[float], total: int, shares: list[int]) -> None:
    """7 by 5, 3, 2: 3.5, 2.1 and 1.4, so that one goes to the largest remainder, .5; 4 by 1, 9: .4 and 3.6."""
    assert largest_remainder(np.array(weights), total).tolist() == shares
    assert largest_remainder(np.array([]), 0).tolist() == []


@pytest.mark.parametrize(
    ("weights", "room", "total", "given"),
    [
        ([1, 1, 2], [9, 9, 9], 8, [2, 2, 4]),
        ([1, 1, 2], [9, 9, 2], 8, [3, 3, 2]),
        ([1, 1, 2], [1, 1, 1], 8, [1, 1, 1]),
        ([0, 0, 5], [4, 4, 1], 5, [2, 2, 1]),
        ([1, 3], [0, 9], 4, [0, 4]),
    ],
)
def test_what_exceeds_the_room_of_one_goes_to_the_others(
    weights: list[float], room: list[int], total: int, given: list[int]
) -> None:
    """8 by 1, 1, 2 would be 2, 2 and 4; with room for two in the last, its other two go to the first ones."""
    assert fill_up_to(np.array(weights, dtype=float), np.array(room), total).tolist() == given


@pytest.mark.parametrize(
    ("committees", "villages", "totals", "found"),
    [
        ([1, 1], [2, 6], (4, 4), ([2, 2], [1, 3])),
        ([2, 0, 0], [0, 9, 1], (2, 4), ([2, 0, 0], [0, 3, 1])),
        ([9, 1], [0, 0], (3, 0), ([2, 1], [0, 0])),
        ([0, 1], [0, 9], (0, 4), ([0, 0], [1, 3])),
    ],
)
def test_a_township_that_would_be_empty_gets_one_of_its_own_kind_from_the_largest(
    committees: list[int], villages: list[int], totals: tuple[int, int], found: tuple[list[int], list[int]]
) -> None:
    """4 villages by 9 and 1 are 3.6 and .4, so 4 and none: one goes back to the village township."""
    scaled = scaled_counts(np.array(committees), np.array(villages), *totals)
    assert (scaled[0].tolist(), scaled[1].tolist()) == found


# ---- residents ----


def test_urban_residents_live_in_committees_and_rural_ones_in_villages() -> None:
    """1,000 residents, 60 % urban: 200 in each of three committees and 200 in each of two villages."""
    found = settle(
        place([district(1, 3, 2)], [(1, 11, 2, 0), (1, 12, 1, 2)]), np.array([1000]), np.array([0.6]), EVEN, 1
    )
    assert found.code.tolist() == [11_001, 11_002, 12_001, 12_201, 12_202]
    assert found.township.tolist() == [0, 0, 1, 1, 1] and found.district.tolist() == [0] * 5
    assert found.is_village.tolist() == [False, False, False, True, True]
    assert found.urban_residents.tolist() == [200, 200, 200, 0, 0]
    assert found.rural_residents.tolist() == [0, 0, 0, 200, 200]
    assert found.population.tolist() == [200] * 5


def test_where_one_kind_is_missing_the_other_takes_all() -> None:
    """Without villages all count as urban; without committees the urban ones live in villages beside the others."""
    given = place([district(1, 2, 0), district(2, 0, 2)], [(1, 11, 2, 0), (2, 21, 0, 2)])
    found = settle(given, np.array([100, 101]), np.array([0.3, 0.3]), EVEN, 1)
    assert found.urban_residents.tolist() == [50, 50, 15, 15] and found.rural_residents.tolist() == [0, 0, 36, 35]
    assert found.district.tolist() == [0, 0, 1, 1]


def test_sizes_spread_as_the_settings_say_and_add_up() -> None:
    """300 villages: the standard deviation of log sizes is sigma, within four of its errors, sigma / sqrt(600)."""
    given = place([district(1, 0, 300)], [(1, 10 + k, 0, 150) for k in range(2)])
    for sigma in (0.2, 0.6):
        settings = CommunitySettings(size_noise_sigma=sigma)
        found = settle(given, np.array([300_000]), np.array([0.0]), settings, 1).population
        assert found.sum() == 300_000
        assert np.log(found).std() == pytest.approx(sigma, abs=4 * sigma / math.sqrt(600))


def listed(urban: list[int], rural: list[int], township: list[int], villages: list[bool]) -> Settlement:
    """Communities of one district."""
    n = len(urban)
    return Settlement(
        np.arange(n),
        np.array(township),
        np.zeros(n, np.int32),
        np.array(villages),
        np.array(urban, dtype=np.int64),
        np.array(rural, dtype=np.int64),
    )


def test_what_is_above_the_cap_goes_to_villages_of_the_township_then_to_all() -> None:
    """Two committees of 150 with a cap of 100; villages of 30 rural residents may become half urban, 30 each.

    The first township's 50 fill its one village with 30; the second's 50 go to its two villages, 25 each. The 20 that
    are left go to all three villages by rural residents: 7, 7 and 6.
    """
    found = listed([150, 0, 150, 0, 0], [0, 30, 0, 30, 30], [0, 0, 1, 1, 1], [False, True, False, True, True])
    settings = CommunitySettings(committee_cap=100, mixed_most_urban_share=0.5)
    _settle_overflow(found, np.array([0, 2]), np.array([1, 3, 4]), settings)
    assert found.urban_residents.tolist() == [100, 37, 100, 32, 31]
    assert found.rural_residents.tolist() == [0, 30, 0, 30, 30]


def test_the_share_up_to_which_villages_fill_is_of_their_residents() -> None:
    """A quarter urban at most: 30 rural residents have room for 10; 40 of 50 go to both by their residents."""
    found = listed([150, 0, 0], [0, 30, 30], [0, 0, 1], [False, True, True])
    settings = CommunitySettings(committee_cap=100, mixed_most_urban_share=0.25)
    _settle_overflow(found, np.array([0]), np.array([1, 2]), settings)
    assert found.urban_residents.tolist() == [100, 30, 20]


@pytest.mark.parametrize(
    ("urban", "cap", "found"),
    [
        ([150, 60, 90], 110, [110, 80, 110]),
        ([200, 60], 100, [130, 130]),
        ([100, 60], 100, [100, 60]),
        ([101, 60], 100, [100, 61]),
    ],
)
def test_without_villages_other_committees_fill_and_then_the_cap_gives_way(
    urban: list[int], cap: int, found: list[int]
) -> None:
    """40 above 110 go to 60 and 90 by their size, 16 and 24, but only 20 fit the second. Of 100 above 100 40 fit."""
    made = listed(urban, [0] * len(urban), [0] * len(urban), [False] * len(urban))
    _settle_overflow(made, np.arange(len(urban)), np.array([], dtype=int), CommunitySettings(committee_cap=cap))
    assert made.urban_residents.tolist() == found


@pytest.mark.parametrize(("residents", "refused"), [(65_535, False), (65_536, True)])
def test_a_community_holds_up_to_65535_residents(residents: int, refused: bool) -> None:
    given = place([district(1, 0, 1, line=7)], [(1, 11, 0, 1)])
    if not refused:
        assert settle(given, np.array([residents]), np.array([0.5]), EVEN, 1).population.tolist() == [residents]
        return
    with pytest.raises(InputError, match="community 11201 would have 65536 residents, at most 65535") as problem:
        settle(given, np.array([residents]), np.array([0.5]), EVEN, 1)
    assert (problem.value.faults[0].line, Path(problem.value.faults[0].file).name) == (7, "districts.csv")


@pytest.mark.parametrize(
    ("committees", "villages", "refused"), [(200, 0, False), (201, 0, True), (0, 798, False), (0, 799, True)]
)
def test_numbers_of_committees_and_villages_of_a_township_do_not_meet(
    committees: int, villages: int, refused: bool
) -> None:
    """Committees are numbered from 1, villages from 201 to 999 at most."""
    given = place([district(1, committees, villages)], [(1, 11, min(committees, 1), min(villages, 1))])
    if refused:
        with pytest.raises(InputError, match="township 11 would have"):
            settle(given, np.array([9000]), np.array([0.5]), EVEN, 1)
        return
    codes = settle(given, np.array([9000]), np.array([0.5]), EVEN, 1).code
    assert codes.tolist() == [11_000 + k for k in (range(1, 201) if committees else range(201, 999))]


# ---- where districts lie ----


def test_tiles_of_a_region_stand_together_and_are_centred() -> None:
    """Four districts of one region: two by two, every second row half a tile to the right, rows .866 apart."""
    points = tiles(["r"] * 4) / STEP
    assert points[1] - points[0] == pytest.approx([1.0, 0.0])
    assert points[2] - points[0] == pytest.approx([0.5, -math.sqrt(0.75)], abs=1e-5)
    assert points[3] - points[2] == pytest.approx([1.0, 0.0])
    assert (points.min(axis=0) + points.max(axis=0)) == pytest.approx([0.0, 0.0], abs=1e-5)
    assert STEP == 0.3 and tiles([]).shape == (0, 2) and tiles(["r"]).tolist() == [[0.0, 0.0]]


def test_blocks_of_regions_stand_a_tile_apart() -> None:
    """Five regions of one tile: blocks with their gap cover 5 x 4 tiles, so rows are 5 wide, three blocks each."""
    points = tiles(["a", "b", "c", "d", "e"]) / STEP
    down = -2.0 * math.sqrt(0.75)
    wanted = [[0, 0], [2, 0], [4, 0], [0, down], [2, down]]
    assert (points - points[0]) == pytest.approx(np.array(wanted, dtype=float), abs=1e-5)
    two = tiles(["a", "a", "b", "a", "b"]) / STEP
    assert two[1] - two[0] == pytest.approx([1.0, 0.0]) and two[4] - two[2] == pytest.approx([1.0, 0.0], abs=1e-5)
    assert two[2] - two[0] == pytest.approx([3.0, 0.0], abs=1e-5), "a block of two by two, a gap, the next"


@pytest.mark.parametrize(
    ("points", "pairs"),
    [
        ([(0, 0), (2, 0), (1, 0.5)], [(7, 9), (8, 9)]),
        ([(0, 0), (2, 0), (1, 1.2)], [(7, 8), (7, 9), (8, 9)]),
        ([(0, 0), (1, 0), (2, 0)], [(7, 8), (8, 9)]),
        ([(0, 0), (1, 0), (0, 1), (1, 1)], [(7, 8), (7, 9), (7, 10), (8, 9), (8, 10), (9, 10)]),
    ],
)
def test_districts_are_neighbours_where_no_third_lies_in_their_circle(
    points: list[tuple[float, float]], pairs: list[tuple[int, int]]
) -> None:
    """A third point within the circle around the middle of two parts them; one upon the circle does not."""
    found = near_pairs(range(7, 7 + len(points)), np.array(points, dtype=float) / 1000.0)
    assert [pair[:2] for pair in found] == pairs and all(math.isnan(km) for *_, km in found)


def test_a_degree_of_longitude_is_shorter_in_the_north() -> None:
    """At 60° N it is half a degree: the third point .9 degrees east of the middle line lies within, not without."""
    flat = np.array([[0.0, 0.0], [0.0, 1.0], [0.9, 0.5]])
    north = flat + np.array([0.0, 60.0])
    assert (1, 2) in {pair[:2] for pair in near_pairs((1, 2, 3), flat)}
    assert (1, 2) not in {pair[:2] for pair in near_pairs((1, 2, 3), north)}


# ---- tables of a place ----


def rewritten(folder: Path, name: str, old: str, new: str) -> Path:
    """The folder with one text of one file replaced."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def refused(folder: Path) -> list[str]:
    """What is wrong with a place."""
    with pytest.raises(InputError) as problem:
        read_place(folder)
    return [fault.message().en for fault in problem.value.faults]


@pytest.mark.parametrize(("residents", "good"), [("840", True), ("839", False), ("3360", True), ("3361", False)])
def test_published_residents_are_within_a_factor_of_two_of_the_districts(
    place_copy: Path, residents: str, good: bool
) -> None:
    """The districts have 480 + 800 + 400 = 1,680 residents."""
    (place_copy / "place.csv").write_text(f"quantity,value\nresidents,{residents}\n", encoding="utf-8")
    if good:
        assert read_place(place_copy).residents == int(residents)
    else:
        assert "the districts add up to 1,680" in refused(place_copy)[0]


@pytest.mark.parametrize(("here", "good"), [("8", True), ("9", False), ("0", True)])
def test_counts_of_two_tables_differ_by_five_or_a_factor_of_two_at_most(
    place_copy: Path, here: str, good: bool
) -> None:
    """Townships of Fields have 3 committees: 8 are five more, 9 are more than twice and six more."""
    rewritten(place_copy, "districts.csv", "60000,3,5", f"60000,{here},5")
    if good:
        assert read_place(place_copy).districts[1].n_committees == int(here)
    else:
        assert any("Fields has 9 of them here, but 3 in townships.csv" in said for said in refused(place_copy))


@pytest.mark.parametrize(("here", "good"), [("14", True), ("15", False), ("4", True), ("3", True), ("1", False)])
def test_from_six_of_a_difference_on_a_factor_of_two_counts(place_copy: Path, here: str, good: bool) -> None:
    """Seven villages in townships.csv: 14 are twice as many, 3 are four fewer, 1 is six fewer and a seventh."""
    rewritten(place_copy, "townships.csv", "town,1,2", "town,1,4")
    rewritten(place_copy, "districts.csv", "60000,3,5", f"60000,3,{here}")
    if good:
        assert read_place(place_copy).districts[1].n_villages == int(here)
    else:
        assert any("7 in townships.csv" in said for said in refused(place_copy))


def test_names_that_are_not_given_are_taken_from_the_other_language_or_the_code(place_copy: Path) -> None:
    rewritten(place_copy, "districts.csv", "江岸区,江岸,Riverside", "江岸区,,")
    rewritten(place_copy, "districts.csv", "田园区,田园,Fields", ",,Fields")
    rewritten(place_copy, "districts.csv", "云山县,云山,Cloud Hills,hills,山地", ",,,far_hills,")
    rows = read_place(place_copy).districts
    assert [(row.name_zh, row.short_zh, row.name_en) for row in rows] == [
        ("江岸区", "江岸区", "江岸区"),
        ("Fields", "Fields", "Fields"),
        ("区县910003", "区县910003", "district 910003"),
    ]
    assert (rows[2].region, rows[2].region_en, rows[2].region_zh) == ("far_hills", "far hills", "far hills")
    assert (rows[0].region_en, rows[0].region_zh) == ("plain", "平原")


def test_the_small_place_is_read_cell_by_cell(place_copy: Path) -> None:
    (place_copy / "place.csv").write_text(
        "quantity,value\nregion,hills\nregion,plain\nmap_source_zh,某图\nname_zh,小地方\n", encoding="utf-8"
    )
    found = read_place(place_copy)
    row = found.districts[1]
    assert (row.code, row.residents_10k, row.urban_percent, row.gdp_per_head_yuan) == (910_002, 0.08, 50.0, 60_000.0)
    assert (row.n_committees, row.n_villages, row.longitude, row.latitude, row.line) == (3, 5, 101.5, 30.5, 3)
    assert found.region_order == ("hills", "plain") and found.residents is None
    assert [town.kind for town in found.townships] == [0, 0, 0, 1, 1, 1, 1]
    assert [(town.n_committees, town.n_villages) for town in found.townships[2:4]] == [(2, 1), (1, 2)]
    assert found.borders == ((910_001, 910_002, 90.5), (910_002, 910_003, 80.0))
    assert found.map_source == found.map_note == Sentence("某图", "某图") and found.has_map and found.notes == ()
    assert found.title == Sentence("小地方", "小地方")
    assert found.names.parts["district", "Fields"] == Sentence("Fields", "田园")
    assert found.names.parts["region", "hills"] == Sentence("hills", "山地")


def test_districts_without_centroids_lie_in_the_middle_of_their_outlines_or_are_tiles(place_copy: Path) -> None:
    text = (place_copy / "districts.csv").read_text(encoding="utf-8")
    for name in ("centroid_lon", "centroid_lat"):
        text = text.replace(f"{name},", "")
    for where in ("100.5,30.5,", "101.5,30.5,", "102.5,30.5,"):
        text = text.replace(where, "")
    (place_copy / "districts.csv").write_text(text, encoding="utf-8")
    first = read_place(place_copy).districts[0]
    assert (first.longitude, first.latitude, first.located) == (pytest.approx(100.5), pytest.approx(30.5), True)
    (place_copy / "map.geojson").unlink()
    (place_copy / "adjacency.csv").unlink()
    found = read_place(place_copy)
    assert not any(row.located for row in found.districts) and found.borders == ()
    assert found.notes == (NOTES["tiles"], NOTES["no_neighbours"]) and found.map_note == NOTES["tiles"]
    assert not found.has_map


def test_notes_name_what_is_left_out(place_copy: Path) -> None:
    (place_copy / "map.geojson").unlink()
    assert read_place(place_copy).notes == (NOTES["no_map"],)
    (place_copy / "adjacency.csv").unlink()
    assert read_place(place_copy).notes == (NOTES["no_map"], NOTES["no_adjacency"])


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("districts.csv", "centroid_lat", "latitude", "GZ051"),
        ("adjacency.csv", "910002,910003", "910002,910001", "GZ054"),
        ("adjacency.csv", "910002,910003", "910003,910003", "GZ054"),
        ("adjacency.csv", "80.0", "100001", "GZ053"),
        ("districts.csv", "30000,0,4", "30000,0,0", "GZ053"),
        ("townships.csv", "town,1,2", "town,151,2", "GZ053"),
        ("districts.csv", "0.0480", "0.00009", "GZ053"),
        ("districts.csv", "30000,0,4", "0,0,4", "GZ053"),
    ],
)
def test_what_a_place_cannot_have_is_refused(place_copy: Path, name: str, old: str, new: str, code: str) -> None:
    rewritten(place_copy, name, old, new)
    with pytest.raises(InputError) as problem:
        read_place(place_copy)
    assert (code, name) in {(fault.code, Path(fault.file).name) for fault in problem.value.faults}


def test_keys_of_districts_are_names_unless_two_are_alike() -> None:
    assert district_keys([1, 2], ["A", "B"]) == ("A", "B")
    assert district_keys([1, 2], ["A", "A"]) == ("1", "2")


def test_names_of_a_place_go_with_its_results() -> None:
    names = PlaceNames(
        Sentence("P", "地"), {("region", "r"): Sentence("R", "区"), ("district", "d"): Sentence("D", "县")}
    )
    assert names.facts() == {"place": ["P", "地"], "region": {"r": ["R", "区"]}, "district": {"d": ["D", "县"]}}
    assert PlaceNames.of_facts(names.facts()) == names
    other = PlaceNames(
        Sentence("Q", "乙"), {("district", "d"): Sentence("X", "x"), ("district", "e"): Sentence("E", "e")}
    )
    both = PlaceNames.of_all([names, other])
    assert both.place.en == "P" and both.parts["district", "d"].en == "D" and both.parts["district", "e"].en == "E"
    with pytest.raises(TypeError):
        PlaceNames.of_facts({"place": ["P", 3], "region": {}, "district": {}})


# ---- services ----


def service(value: float) -> ServiceNumber:
    """A published number."""
    return ServiceNumber(value, "beds", 2016, None, "2", "paper", "published")


RATES = SimpleNamespace(
    day_beds_per_10k=10.0,
    overnight_beds_per_10k=20.0,
    day_users_share=0.5,
    overnight_users_share=0.25,
    beds_fiscal_exponent=2.0,
)


def test_care_is_allotted_by_older_residents_and_a_power_of_fiscal_capacity() -> None:
    """Weights 100 x 1 and 100 x 2^2: one to four. 30,000 residents: 30 day beds, 60 beds; half and a quarter used."""
    older, people, capacity = np.array([100, 100]), np.array([10_000, 20_000]), np.array([1.0, 2.0])
    found = allot_care({}, older, people, capacity, RATES)
    assert {key: value.tolist() for key, value in found.items()} == {
        "day_beds": [6, 24],
        "day_users": [3, 12],
        "overnight_beds": [12, 48],
        "overnight_users": [3, 12],
    }
    published = {"care.day_beds": service(50), "care.day_users": service(40), "care.overnight_users": service(60)}
    found = allot_care(published, older, people, capacity, RATES)
    assert found["day_beds"].tolist() == [10, 40] and found["day_users"].tolist() == [8, 32]
    assert found["overnight_beds"].tolist() == found["overnight_users"].tolist() == [12, 48]


def services_of(folder: Path, *rows: str) -> tuple[dict[str, ServiceNumber], list[str]]:
    """What a file of services says, and what is wrong with it."""
    head = "key,value,unit,year,growth,section,source,confidence\n"
    (folder / "services.csv").write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    faults: list[Any] = []
    found = read_services(folder, faults)
    return found, [fault.message().en for fault in faults]


@pytest.mark.parametrize(
    ("row", "good"),
    [
        ("x,1,u,1900,,2,s,published", True),
        ("x,1,u,1899,,2,s,published", False),
        ("x,1,u,2100,-99,2,s,derived", True),
        ("x,1,u,2101,,2,s,assumed", False),
        ("x,1,u,2016,-99.5,2,s,published", False),
        ("x,-1,u,2016,,2,s,published", False),
        ("x,1,u,2016,,2,s,guessed", False),
        ("issue_class.x,7,u,2016,,2,s,published", True),
        ("issue_class.x,8,u,2016,,2,s,published", False),
        ("other.x,8,u,2016,,2,s,published", True),
    ],
)
def test_a_number_of_services_is_taken_up_to_its_limit(tmp_path: Path, row: str, good: bool) -> None:
    assert (services_of(tmp_path, row)[1] == []) == good


def test_numbers_of_services_are_read_cell_by_cell_and_fit_together(tmp_path: Path) -> None:
    found, faults = services_of(tmp_path, "x,2.5,beds,2016,-3.5,2.1,paper,derived", "y,2,u,2015,,1,s,assumed")
    assert found["x"] == ServiceNumber(2.5, "beds", 2016, -3.5, "2.1", "paper", "derived") and faults == []
    assert found["y"].growth_percent is None
    assert len(services_of(tmp_path, "x,1,u,2016,,2,s,published", "x,1,u,2016,,2,s,published")[1]) == 1
    for kind in ("day", "overnight"):
        for users, n in ((10, 0), (11, 1)):
            rows = [f"care.{kind}_beds,10,u,2016,,2,s,published", f"care.{kind}_users,{users},u,2016,,2,s,published"]
            assert len(services_of(tmp_path, *rows)[1]) == n
    classes = [f"{key},1,u,2016,,2,s,published" for key in FACILITY_CLASSES]
    for whole, said in ((6, []), (7, ["6, not to 7"])):
        faults = services_of(tmp_path, *classes, f"facilities.all,{whole},u,2016,,2,s,published")[1]
        assert len(faults) == len(said) and all(text in fault for text, fault in zip(said, faults, strict=True))
    assert read_services(tmp_path / "nowhere", []) == {}


# ---- tables ----


@pytest.mark.parametrize(
    ("codes", "first"),
    [
        ([110101, 110102, 500101], [0, 2, 3]),
        ([110101, 500101, 110102], [0, 3]),
        ([1, 2, 3], [0, 3]),
        ([110101, 1001010], [0, 2]),
        ([99_999, 110101], [0, 2]),
        ([110101], [0, 1]),
    ],
)
def test_provinces_begin_where_the_first_two_of_six_digits_change(codes: list[int], first: list[int]) -> None:
    assert first_of_provinces(np.array(codes)).tolist() == first


def test_fields_of_organisations_serve_the_requests_of_their_kind() -> None:
    assert [ORGANISATION_FIELDS[k][0] for k in fields_serving(Field.WELFARE)] == ["elder_care", "charity"]
    assert [ORGANISATION_FIELDS[k][0] for k in fields_serving(Field.FARMING)] == [
        "farm_income",
        "agricultural_technology",
    ]
    assert fields_serving(Field.ENVIRONMENT) == (0,) and fields_serving(Field.DISPUTE) == (3,)


def test_yes_or_no_traits_are_packed_apart() -> None:
    for number in range(4):
        flags = [int(k == number) for k in range(4)]
        traits = packed(15, 15, *flags)
        assert [yes_or_no(traits, k) for k in range(4)] == flags
        assert [yes_or_no(packed(15, 15, *(1 - f for f in flags)), k) for k in range(4)] == [1 - f for f in flags]


def table(folder: Path, text: str, columns: tuple[str, ...] = ("a", "b"), **more: Any) -> tuple[CsvTable, list[Any]]:
    """A table of a place and what is wrong with it."""
    (folder / "t.csv").write_text(text, encoding="utf-8")
    faults: list[Any] = []
    return CsvTable(folder, "t.csv", columns, faults, **more), faults


def test_rows_of_a_table_are_numbered_by_the_line_in_which_they_begin(tmp_path: Path) -> None:
    found, faults = table(tmp_path, 'a, b ,c\n1,2,3\n\n"x\ny", 5 ,6\n7,8\n9,10,11\n')
    assert [(line, row["a"], row["b"]) for line, row in found.rows] == [(2, "1", "2"), (4, "x\ny", "5"), (7, "9", "10")]
    assert [(f.code, f.line, f.found, f.allowed) for f in faults] == [("GZ052", 6, "2", "3")]


@pytest.mark.parametrize(
    ("cell", "whole", "good"),
    [
        ("1", True, True),
        ("9", True, True),
        ("0", True, False),
        ("10", True, False),
        ("5.0", True, False),
        ("5.5", False, True),
        ("9.1", False, False),
        ("nan", False, False),
        ("", False, False),
    ],
)
def test_a_number_of_a_table_lies_between_its_bounds(tmp_path: Path, cell: str, whole: bool, good: bool) -> None:
    found, faults = table(tmp_path, f"a,b\nx,{cell}\n")
    line, row = found.rows[0]
    value = found.whole(row, line, "b", 1, 9) if whole else found.number(row, line, "b", 1.0, 9.0)
    assert value == (float(cell) if good else 1.0)
    assert [(f.code, f.line, f.column) for f in faults] == ([] if good else [("GZ053", 2, 2)])
    if not good:
        assert str(faults[0].allowed) == ("a whole number" if whole else "a number") + " from 1 to 9"
        assert (faults[0].help == "plain_number") == (cell == "5.0")


def test_words_of_a_table_have_one_line_and_up_to_a_thousand_signs(tmp_path: Path) -> None:
    found, faults = table(tmp_path, "a,b\nx,y\n")
    for text, n in (("x" * LONGEST_WORD, 0), ("x" * (LONGEST_WORD + 1), 1), ("", 2)):
        found.word({"b": text}, 2, "b")
        assert len(faults) == n
    assert found.name({"b": ""}, 2, "b") == "" and found.name({}, 2, "c") == "" and len(faults) == 2


def test_a_column_may_have_another_name_and_missing_ones_are_said_with_the_nearest(tmp_path: Path) -> None:
    found, faults = table(tmp_path, "a,b_2016\n1,2\n", also={"b": "b_2016"})
    assert (found.called("b"), found.called("a"), faults) == ("b_2016", "a", []) and len(found.rows) == 1
    found, faults = table(tmp_path, "a,bee\n1,2\n", ("a", "been"))
    assert [(f.code, f.line, f.found, f.nearest) for f in faults] == [("GZ051", 1, "been", "bee")] and not found.rows
    found, _ = table(tmp_path, "a,bee\n1,2\n", ("a", "been"), partial=True)
    assert len(found.rows) == 1
    found.refuse_unknown(("a", "been"))
    assert [(f.code, f.column, f.nearest) for f in found.faults[1:]] == [("GZ012", 2, "been")]
    _, faults = table(tmp_path, "a,b,b,a\n1,2,3,4\n")
    assert [(f.code, f.column, f.found) for f in faults] == [("GZ054", 4, "a"), ("GZ054", 3, "b")]


# ---- the network ----


def test_the_network_says_who_is_above_whom_and_how_many_moved(small_world: World) -> None:
    graph = community_network(small_world)
    code = small_world.communities.code.tolist()
    node = graph.nodes[f"c:{code[4]}"]
    assert node["population"] == small_world.communities.population[4] and node["tier"] == "community"
    assert node["longitude"] == small_world.communities.longitude[4]
    assert node["latitude"] == small_world.communities.latitude[4]
    assert graph.nodes["d:910002"]["population"] == 800 and graph.nodes["d:910002"]["region"] == "plain"
    assert graph.nodes["d:910003"]["name_en"] == "Cloud Hills" and graph.nodes["d:910003"]["name_zh"] == "云山县"
    assert graph.edges["t:910002100", "d:910002"]["kind"] == "hierarchy"
    assert f"t:{code[4] // 1000}" in graph[f"c:{code[4]}"]


def test_movers_are_counted_by_home_and_former_home(small_world: World) -> None:
    """Two of the first community came from the third, one of the third from the first: one edge of three."""
    first = small_world.communities.first_resident
    origin = np.full(small_world.n_residents, -1, np.int32)
    origin[[0, 1]] = 2
    origin[first[2]] = 0
    origin[first[5]] = 3
    homes, origins, counts = migration_links(small_world, origin)
    assert (homes.tolist(), origins.tolist(), counts.tolist()) == ([0, 2, 5], [2, 0, 3], [2, 1, 1])
    graph = community_network(small_world, origin)
    code = small_world.communities.code.tolist()
    moved = {frozenset((a, b)): d["weight"] for a, b, d in graph.edges(data=True) if d["kind"] == "migration"}
    assert moved == {frozenset((f"c:{code[0]}", f"c:{code[2]}")): 3, frozenset((f"c:{code[3]}", f"c:{code[5]}")): 1}
