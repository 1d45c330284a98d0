"""A place begun from one table: what is derived adds up, nothing is overwritten, and all faults are said at once."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from sim.errors import EnvironmentProblem, InputError
from sim.places.begin import begin
from sim.places.columns import COLUMNS
from sim.places.derive import RESIDENTS_A_TOWNSHIP, RURAL_A_VILLAGE, URBAN_A_COMMITTEE, GivenDistrict, derived
from sim.places.one_table import read_one_table
from sim.scenario.scenario import load_scenario
from sim.world.network import community_network
from sim.world.places import read_place
from sim.world.positions import tiles
from sim.world.world import build_world
from tests.tickets.files import spreadsheet

NINE = """\
name,region,setting,residents
Αθήνα Κέντρο,Κέντρο,urban,664046
Пирей Порт,Κέντρο,urban,163688
서울 남쪽,South Side,mixed,402000
東村,South Side,rural,98000
القرية,Far Hills,rural,61000
Ağrı Dağ,Far Hills,rural,75500
नगर,Far Hills,mixed,210000
New Town,South Side,urban,350000
"Old, Town",South Side,mixed,151000
"""


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file with a text in it."""
    file = folder / "given.csv"
    file.write_text(text, encoding=encoding)
    return file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    begin(folder / "new land", read_one_table(table(folder, NINE)))
    return folder / "new land"


def test_the_tables_hold_what_was_given_and_the_nations_ratios(made: Path):
    place = read_place(made)
    assert [row.residents_10k for row in place.districts] == [66.4046, 16.3688, 40.2, 9.8, 6.1, 7.55, 21.0, 35.0, 15.1]
    assert [row.name_en for row in place.districts[:3]] == ["Αθήνα Κέντρο", "Пирей Порт", "서울 남쪽"]
    assert place.districts[8].name_en == "Old, Town" and place.districts[3].name_zh == "東村"
    assert {row.region_en for row in place.districts} == {"Κέντρο", "South Side", "Far Hills"}
    for row in place.districts:
        people, urban = 10_000 * row.residents_10k, row.urban_percent / 100
        towns = [town for town in place.townships if town.district_code == row.code]
        assert len(towns) == max(2, round(people / RESIDENTS_A_TOWNSHIP))
        assert abs(row.n_committees - people * urban / URBAN_A_COMMITTEE) <= max(0.5, len(towns))
        assert abs(row.n_villages - people * (1 - urban) / RURAL_A_VILLAGE) <= max(0.5, len(towns))
        assert sum(t.n_committees for t in towns) == row.n_committees
        assert sum(t.n_villages for t in towns) == row.n_villages
        assert all(t.n_committees + t.n_villages > 0 for t in towns)


def test_every_derived_cell_is_marked_and_no_given_one(made: Path):
    rows = list(csv.DictReader((made / "districts.csv").open(encoding="utf-8", newline="")))
    assert {row["derived"] for row in rows} == {
        "adcode urban_percent product_per_head_yuan n_resident_committee n_village_committee"
    }
    assert {row["source"] for row in rows} == {"given.csv"}
    towns = list(csv.DictReader((made / "townships.csv").open(encoding="utf-8", newline="")))
    assert {row["derived"] for row in towns} == {"town_code name kind n_resident_committee n_village_committee"}


def test_what_is_given_besides_is_kept(tmp_path: Path):
    text = (
        "代码,区县名称,片区,常住人口（万人）,城镇化率,经度,纬度,人均GDP,居委会数,村委会数,镇街数\n"
        "410101,东区,平原,30.5,71.2%,113.5,34.2,61000,40,90,7\n"
        "410102,西区,山地,12.25,33%,113.1,34.4,22000,9,120,8\n"
    )
    given = read_one_table(table(tmp_path, text, "gb18030")).districts
    begin(tmp_path / "place", read_one_table(tmp_path / "given.csv"))
    place = read_place(tmp_path / "place")
    row = place.districts[1]
    assert (row.code, row.name_zh, row.region, row.residents_10k) == (410102, "西区", "山地", 12.25)
    assert (row.urban_percent, row.longitude, row.latitude) == (33.0, 113.1, 34.4)
    assert (row.gdp_per_head_yuan, row.n_committees, row.n_villages) == (22000.0, 9, 120)
    assert sum(town.district_code == row.code for town in place.townships) == given[1].n_townships == 8
    assert [(a, b) for a, b, _ in place.borders] == [(410101, 410102)]
    assert "derived" in (tmp_path / "place/districts.csv").read_text().splitlines()[0]


def test_a_spreadsheet_gives_the_same_as_a_text(tmp_path: Path):
    spreadsheet(tmp_path / "given.xlsx", {"one": list(csv.reader(NINE.splitlines()))})
    assert read_one_table(tmp_path / "given.xlsx").districts == read_one_table(table(tmp_path, NINE)).districts


def test_a_district_is_derived_alike_whatever_stands_beside_it():
    one, two = (GivenDistrict({"name_en": name}, "r", 300_000, 55.0, code) for name, code in (("A", 7), ("B", 8)))
    together = derived([one, two])
    assert together.townships[: len(derived([one]).townships)] == derived([one]).townships
    assert derived([two]).townships == [row for row in together.townships if row["adcode"] == 8]


@pytest.mark.parametrize(
    ("percent", "kinds"), [(100.0, {"subdistrict"}), (0.0, {"town"}), (50.0, {"subdistrict", "town"})]
)
def test_wholly_urban_and_wholly_rural_districts(percent: float, kinds: set[str]):
    made = derived([GivenDistrict({"name_en": "A"}, "r", 500_000, percent)])
    assert {row["kind"] for row in made.townships} == kinds
    assert (made.districts[0]["n_village_committee"] == 0) == (percent == 100.0)
    assert (made.districts[0]["n_resident_committee"] == 0) == (percent == 0.0)


def test_all_faults_of_the_table_are_said_at_once_and_nothing_is_written(tmp_path: Path):
    text = 'name,region,urban_share,residents\nA,r,1.5,1000\nA,r,0.5,ten\n,,0.5,\nB,r,0.2,"1,000"\nC,r,0.1,5,6\n'
    with pytest.raises(InputError) as refused:
        read_one_table(table(tmp_path, text))
    found = {(f.code, f.line, f.column) for f in refused.value.faults}
    assert found == {
        ("GZ053", 2, 3),
        ("GZ054", 3, 1),
        ("GZ053", 3, 4),
        ("GZ053", 4, 1),
        ("GZ053", 4, 2),
        ("GZ053", 4, 4),
        ("GZ053", 5, 4),
        ("GZ052", 6, None),
    }
    assert all(f.file == str(tmp_path / "given.csv") for f in refused.value.faults)


def test_missing_columns_are_named_with_the_nearest(tmp_path: Path):
    with pytest.raises(InputError) as refused:
        read_one_table(table(tmp_path, "nam,regoin,residentz\nA,r,5\n"))
    assert [(f.code, f.nearest) for f in refused.value.faults] == [
        ("GZ051", "nam"),
        ("GZ051", "regoin"),
        ("GZ051", "residentz"),
        ("GZ051", ""),
    ]


def test_shares_in_a_column_of_per_cent_are_refused(tmp_path: Path):
    with pytest.raises(InputError) as refused:
        read_one_table(table(tmp_path, "name,region,urban_percent,residents\nA,r,0.6,5000\nB,r,0.7,5000\n"))
    assert [(f.code, f.line, f.key_path) for f in refused.value.faults] == [("GZ053", 2, "urban_percent")]


def test_nothing_is_ever_overwritten_nor_left_half_written(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")
    with pytest.raises(EnvironmentProblem) as refused:
        begin(tmp_path / "mine")
    assert refused.value.faults[0].code == "GZ090"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_templates_name_every_column_and_explain_it_in_both_languages(tmp_path: Path):
    begin(tmp_path / "empty")
    page = (tmp_path / "empty/README.md").read_text(encoding="utf-8")
    for name in ("districts.csv", "townships.csv"):
        for column in (tmp_path / "empty" / name).read_text(encoding="utf-8").strip().split(","):
            assert any(column in c.name.split(", ") for c in COLUMNS if name in c.file), column
    assert all(c.meaning.en in page and c.meaning.zh in page and c.left_out.zh in page for c in COLUMNS)
    with pytest.raises(InputError) as problem:
        read_place(tmp_path / "empty")
    named = [Path(fault.file).name for fault in problem.value.faults if "no rows" in fault.message().en]
    assert named == ["districts.csv", "townships.csv"] and len(problem.value.faults) == 2


def test_the_scenario_of_a_place_finds_it_from_anywhere(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    scenario = load_scenario(made / "place.yaml", {})
    assert Path(scenario.world.place).resolve() == made
    assert scenario.migration.urbanisation_points == 0.0117


def test_districts_that_lie_nowhere_are_tiles_and_nobodys_neighbours(made: Path):
    place = read_place(made)
    assert place.borders == () and not place.has_map
    centres = np.array([[row.longitude, row.latitude] for row in place.districts])
    apart = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1)) + 9.0 * np.eye(len(centres))
    assert apart.min() == pytest.approx(0.3, abs=1e-5)
    inside = [row.region for row in place.districts]
    nearest = apart.argmin(axis=1)
    assert [inside[k] for k in nearest] == inside
    world = build_world(made, load_scenario(made / "place.yaml", {}).world, 1.0, 1)
    assert community_network(world).number_of_nodes() > len(world.communities)


def test_tiles_of_a_nation_do_not_overlap():
    regions = [f"r{k % 31}" for k in range(2844)]
    points = tiles(regions)
    assert len({(round(x, 3), round(y, 3)) for x, y in points.tolist()}) == 2844


def test_a_mixed_district_has_both_kinds_of_townships_and_few_committees_in_towns():
    """However small, it has a street and a town; villages are in towns alone, and committees mostly in streets."""
    small = derived([GivenDistrict({"name_en": "A"}, "r", 5_000, 50.0)])
    assert sorted(row["kind"] for row in small.townships) == ["subdistrict", "town"]
    for name in "BCDEF":
        rows = derived([GivenDistrict({"name_en": name}, "r", 900_000, 60.0)], seed=ord(name)).townships
        sums = {kind: [0, 0, 0] for kind in ("subdistrict", "town")}
        for row in rows:
            found = sums[row["kind"]]
            found[0] += 1
            found[1] += row["n_resident_committee"]
            found[2] += row["n_village_committee"]
        street, town = sums["subdistrict"], sums["town"]
        assert street[1] / street[0] > 4 * town[1] / town[0], "a town has a tenth of a street's, but for its size"
        assert street[2] == 0 and town[2] / town[0] > 1


def test_no_township_has_more_villages_than_it_may_and_none_is_lost():
    """600 villages in five towns: at most 150 in each, and all of them somewhere."""
    given = GivenDistrict({"name_en": "A"}, "r", 200_000, 0.0, n_villages=600, n_townships=5)
    for seed in range(20):
        counts = [row["n_village_committee"] for row in derived([given], seed=seed).townships]
        assert sum(counts) == 600 and max(counts) <= 150, counts


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("5,A,r,1000\n6,B,r,1000\n", []),
        ("5,A,r,1000\n5,B,r,1000\n", [("GZ054", 3, 1)]),
        ("5,A,r,1000\n6,A,r,1000\n", [("GZ054", 3, 2)]),
        ("5,A,r,1000.5\n6,B,r,1000\n", [("GZ053", 2, 4)]),
        ("5,A,r,0\n6,B,r,1\n", [("GZ053", 2, 4)]),
        ("5,A,r,1000\n,B,r,1000\n", [("GZ053", 3, 1)]),
    ],
)
def test_codes_and_names_are_given_once_and_residents_are_whole(tmp_path: Path, rows: str, faults: list):
    text = "code,name,region,residents,setting\n" + rows.replace("\n", ",urban\n")
    if not faults:
        assert [g.code for g in read_one_table(table(tmp_path, text)).districts] == [5, 6]
        return
    with pytest.raises(InputError) as refused:
        read_one_table(table(tmp_path, text))
    assert [(f.code, f.line, f.column) for f in refused.value.faults] == faults


def test_committees_are_for_urban_residents_and_villages_for_rural_ones():
    """900,000 residents, a third of them urban; and wholly urban and wholly rural districts of as many."""
    third, urban, rural = derived(
        [GivenDistrict({"name_en": f"D{percent}"}, "r", 900_000, percent) for percent in (100 / 3, 100.0, 0.0)]
    ).districts
    committees, villages = 900_000 / URBAN_A_COMMITTEE, 900_000 / RURAL_A_VILLAGE
    assert third["n_resident_committee"] == pytest.approx(committees / 3, abs=1)
    assert third["n_village_committee"] == pytest.approx(villages * 2 / 3, abs=1)
    assert (urban["n_resident_committee"], urban["n_village_committee"]) == (pytest.approx(committees, abs=1), 0)
    assert (rural["n_resident_committee"], rural["n_village_committee"]) == (0, pytest.approx(villages, abs=1))
