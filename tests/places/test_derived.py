"""What a place's tables hold that nobody gives, worked out by hand, and what one table may say of it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim.errors import EnvironmentProblem, InputError
from sim.places import begin as beginning
from sim.places import derive
from sim.places.begin import begin, place_rows, scenario_text
from sim.places.columns import COLUMNS, explained
from sim.places.derive import HOW, GivenDistrict, Totals, at_least, derived
from sim.places.one_table import OneTable, read_one_table
from sim.world.places import read_place


def district(residents: int = 348_500, percent: float = 60.0, **more: Any) -> GivenDistrict:
    """A district of ten townships' residents."""
    return GivenDistrict(more.pop("names", {"name_en": "A"}), "r", residents, percent, **more)


# ---- numbers ----


def test_ratios_are_those_of_the_nation_and_are_told_as_they_are() -> None:
    """1,390.08 million over 39,888 townships; 813.47 million urban over 106,000; 576.61 million rural over 554,000."""
    assert pytest.approx(34_849.6, abs=0.1) == derive.RESIDENTS_A_TOWNSHIP
    assert pytest.approx(7_674.2, abs=0.1) == derive.URBAN_A_COMMITTEE
    assert pytest.approx(1_040.8, abs=0.1) == derive.RURAL_A_VILLAGE
    for column, ratio in (
        ("townships", derive.RESIDENTS_A_TOWNSHIP),
        ("n_resident_committee", derive.URBAN_A_COMMITTEE),
        ("n_village_committee", derive.RURAL_A_VILLAGE),
        ("product_per_head_yuan", derive.PRODUCT_YUAN),
    ):
        told = derive.how(column)
        assert f"{ratio:,.0f}" in told.en and f"{ratio:.0f}" in told.zh
    assert "urban 95 %, mixed 60 %, rural 35 %" in HOW["urban_percent"].en
    assert str(derive.FIRST_CODE) in HOW["adcode"].en


def test_a_district_has_townships_committees_and_villages_by_the_ratios() -> None:
    """348,500 / 34,850 = 10 townships; 209,100 / 7,674 = 27.2 committees; 139,400 / 1,040.8 = 133.9 villages.

    Streets are .6 x .6 of the townships, 3.6, so four of them.
    """
    made = derived([district()])
    (row,) = made.districts
    assert row == {
        "adcode": 900_001,
        "name_en": "A",
        "region": "r",
        "residents_10k": "34.8500",
        "urban_percent": "60.00",
        "product_per_head_yuan": "59660",
        "n_resident_committee": 27,
        "n_village_committee": 134,
        "derived": "adcode product_per_head_yuan n_resident_committee n_village_committee",
    }
    codes = [town["town_code"] for town in made.townships]
    assert codes == [900_001_001, 900_001_002, 900_001_003, 900_001_004] + [900_001_101 + k for k in range(6)]
    assert [town["kind"] for town in made.townships] == ["subdistrict"] * 4 + ["town"] * 6
    assert [town["name"] for town in made.townships] == [f"A {k}" for k in range(1, 11)]
    assert all(town["n_resident_committee"] >= 1 for town in made.townships[:4])
    assert all(town["n_village_committee"] == 0 for town in made.townships[:4])
    assert all(town["n_village_committee"] >= 1 for town in made.townships[4:])
    assert made.derived == {
        "adcode": 1,
        "product_per_head_yuan": 1,
        **dict.fromkeys(("n_resident_committee", "n_village_committee"), 11),
        **dict.fromkeys(("town_code", "name", "kind"), 10),
    }


@pytest.mark.parametrize(
    ("percent", "n", "streets"),
    [
        (0.0, 10, 0),
        (0.1, 10, 1),
        (5.0, 10, 1),
        (50.0, 10, 3),
        (99.4, 10, 6),
        (99.5, 10, 10),
        (100.0, 10, 10),
        (60.0, 2, 1),
        (95.0, 3, 2),
        (60.0, 1, 1),
    ],
)
def test_streets_are_six_in_ten_where_everybody_lives_in_town_and_one_at_least(
    percent: float, n: int, streets: int
) -> None:
    """Of two kinds both are there, but in a district that is wholly urban (from 99.5 %) or wholly rural."""
    made = derived([district(percent=percent, n_townships=n)])
    assert [town["kind"] for town in made.townships] == ["subdistrict"] * streets + ["town"] * (n - streets)
    if percent >= 99.5:
        assert made.districts[0]["n_village_committee"] == 0


def test_a_district_has_no_more_than_ninety_nine_streets_and_as_many_towns() -> None:
    """20 million residents would be 574 townships."""
    for percent in (100.0, 60.0, 0.0):
        kinds = [town["kind"] for town in derived([district(20_000_000, percent)]).townships]
        assert (kinds.count("subdistrict"), kinds.count("town")) == (99, 99)


@pytest.mark.parametrize(("percent", "n"), [(60.0, 2), (100.0, 1), (0.0, 1)])
def test_the_smallest_district_has_a_township_of_each_of_its_kinds(percent: float, n: int) -> None:
    made = derived([district(10, percent)])
    assert len(made.townships) == n
    assert made.districts[0]["n_resident_committee"] == (percent > 0)
    assert made.districts[0]["n_village_committee"] == (percent < 100)


def test_counts_that_are_given_stay_and_are_not_marked() -> None:
    row = derived(
        [
            district(
                code=7, product_yuan=12_345.4, n_committees=0, n_villages=3, n_townships=2, by_setting=True,
                longitude=1.23456, latitude=-2.0, names={"name_zh": "甲区", "name_en": "A"},
            )
        ]
    )  # fmt: skip
    assert row.districts[0] == {
        "adcode": 7,
        "name_zh": "甲区",
        "name_en": "A",
        "region": "r",
        "centroid_lon": "1.2346",
        "centroid_lat": "-2.0000",
        "residents_10k": "34.8500",
        "urban_percent": "60.00",
        "product_per_head_yuan": "12345",
        "n_resident_committee": 0,
        "n_village_committee": 3,
        "derived": "urban_percent",
    }
    assert [town["name"] for town in row.townships] == ["甲区1街道", "甲区2镇"]
    assert "centroid_lon" not in derived([district(longitude=1.0)]).districts[0]


def test_totals_are_shared_out_and_counts_of_districts_are_then_derived() -> None:
    """40,000 and 1,000,000 residents, half of them urban; townships go by the root of residents, 200 to 1,000.

    30 townships: two each and 26 by 1 to 5, 4.33 and 21.67: 6 and 24. Streets .3 of them: 2 and 7. 113 committees: a
    street has one, 104 by 1 to 25: 4 and 100. 151 villages: a town has one, 130 by 1 to 25: 5 and 125.
    """
    given = [district(residents, 50.0, n_committees=1, n_villages=1) for residents in (40_000, 1_000_000)]
    made = derived(given, Totals(30, 113, 151))
    assert [sum(town["adcode"] == code for town in made.townships) for code in (900_001, 900_002)] == [6, 24]
    assert [row["n_resident_committee"] for row in made.districts] == [6, 107]
    assert [row["n_village_committee"] for row in made.districts] == [9, 142]
    assert all("n_resident_committee n_village_committee" in row["derived"] for row in made.districts)


def test_a_total_is_shared_out_above_the_least_numbers() -> None:
    """12 by 1 to 3, two each at least: 8 are left, 2 and 6; of 3 there are no more than the least ones."""
    assert at_least(np.array([1.0, 3.0]), 12, 2).tolist() == [4, 8]
    assert at_least(np.array([1.0, 3.0]), 3, 2).tolist() == [2, 2]
    assert at_least(np.array([1.0, 3.0]), 9, np.array([0, 1])).tolist() == [2, 7]


def test_committees_are_spread_by_size_within_the_least_and_the_most_of_a_township() -> None:
    """3 for four townships that should have one each: by size, 1.5, .375, .375 and .75, so 2, 0, 0, 1.

    320 by 9 to 1 to 1: 262, 29 and 29, but 150 at most: 112 more go to the two others alike.
    """
    ones = np.ones(4, dtype=np.int64)
    assert derive._spread(3, np.array([4.0, 1.0, 1.0, 2.0]), ones).tolist() == [2, 0, 0, 1]
    assert derive._spread(4, np.array([4.0, 1.0, 1.0, 2.0]), ones).tolist() == [1, 1, 1, 1]
    assert derive._spread(320, np.array([9.0, 1.0, 1.0]), np.zeros(3, np.int64)).tolist() == [150, 85, 85]


def test_sizes_of_townships_are_log_normal_with_the_stated_spread() -> None:
    """Villages of 99 towns in proportion to sizes: logs of shares have a standard deviation of .5, within 4 of .036."""
    logs = []
    for seed in range(3):
        towns = derived([district(4_000_000, 0.0, n_townships=99, n_villages=4_000)], seed=seed).townships
        logs += [np.log(np.array([town["n_village_committee"] for town in towns]) / 4_000 * 99)]
    assert np.std(logs) == pytest.approx(0.5, abs=0.1)


# ---- one table ----


def read(folder: Path, text: str) -> OneTable:
    """A table that is read."""
    file = folder / "given.csv"
    file.write_text(text, encoding="utf-8")
    return read_one_table(file)


def faults(folder: Path, text: str) -> list[tuple[str, int | None, str | None]]:
    """Code, line and column of everything wrong with a table."""
    with pytest.raises(InputError) as refused:
        read(folder, text)
    return [(f.code, f.line, f.key_path) for f in refused.value.faults]


def test_every_column_is_taken_for_what_it_says(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "District Name,English name,Zone,人口（万人）,城镇化率,ADCODE,lon,LAT,gdp per  capita,villages,committees,"
        "townships,note,\n甲区,First,North,12.34567,61.5%,101,106.5,29.5,55000.5,30,12,4,mine,\n",
    )
    assert found.ignored == ("note",) and found.columns["residents_10k"] == "人口（万人）"
    assert found.districts == (
        GivenDistrict(
            {"name_zh": "甲区", "name_en": "First"},
            "North",
            123_457,
            61.5,
            101,
            106.5,
            29.5,
            55_000.5,
            12,
            30,
            4,
            False,
        ),
    )


@pytest.mark.parametrize(
    ("column", "cell", "percent", "by_setting"),
    [
        ("urban_share", "0.625", 62.5, False),
        ("urban_share", "1", 100.0, False),
        ("urban_percent", "62.5", 62.5, False),
        ("urban_percent", "62.5 ％", 62.5, False),
        ("urban_percent", "0", 0.0, False),
        ("urban_percent", "0.6%", 0.6, False),
        ("urban_percent", "100", 100.0, False),
        ("setting", "Urban", 95.0, True),
        ("setting", "peri-urban", 60.0, True),
        ("setting", "农村", 35.0, True),
        ("城乡", "混合", 60.0, True),
    ],
)
def test_an_urban_share_is_given_as_share_in_per_cent_or_by_setting(
    tmp_path: Path, column: str, cell: str, percent: float, by_setting: bool
) -> None:
    (row,) = read(tmp_path, f"name,region,residents,{column}\nA,r,100,{cell}\n").districts
    assert (row.urban_percent, row.by_setting) == (percent, by_setting)


def test_of_several_urban_columns_each_row_takes_the_first_that_is_filled(tmp_path: Path) -> None:
    text = (
        "name,region,residents,urban_share,urban_percent,setting\nA,r,9,.5,70,rural\nB,r,9,,70,rural\nC,r,9,,,rural\n"
    )
    found = read(tmp_path, text.replace(",.5,", ",0.5,"))
    assert [(row.urban_percent, row.by_setting) for row in found.districts] == [
        (50.0, False),
        (70.0, False),
        (35.0, True),
    ]
    assert faults(tmp_path, text + "D,r,9,,,\n")[-1] == ("GZ053", 5, "urban_share")


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        (("0.6", "0.7"), True),
        (("0.6", "1"), True),
        (("0.6", "1.1"), False),
        (("0", "0"), False),
        (("0.6%", "1"), False),
    ],
)
def test_per_cents_that_are_all_up_to_one_are_taken_for_shares(
    tmp_path: Path, values: tuple[str, str], refused: bool
) -> None:
    text = "name,region,residents,urban_percent\nA,r,9,{}\nB,r,9,{}\n".format(*values)
    if refused:
        assert faults(tmp_path, text) == [("GZ053", 2, "urban_percent")]
    else:
        assert len(read(tmp_path, text).districts) == 2


@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [
        ("residents", "1000000000", "1000000001"),
        ("residents", "1", "0"),
        ("residents", "5", "5.5"),
        ("residents_10k", "0.0001", "0.00009"),
        ("residents_10k", "100000", "100001"),
        ("urban_share", "0", "-0.1"),
        ("urban_share", "1", "1.01"),
        ("urban_percent", "100", "100.1"),
        ("setting", "rural", "rurl"),
        ("code", "99999999", "100000000"),
        ("code", "1", "0"),
        ("product_per_head_yuan", "0.01", "0"),
        ("product_per_head_yuan", "1000000000", "1000000001"),
        ("n_townships", "198", "199"),
        ("n_townships", "1", "0"),
        ("n_resident_committee", "100000", "100001"),
        ("n_village_committee", "0", "-1"),
        ("n_village_committee", "100000", "1e5"),
        ("region", "x", ""),
    ],
)
def test_a_cell_of_the_table_is_taken_up_to_its_limit(tmp_path: Path, column: str, good: str, bad: str) -> None:
    usual = {"name": "A", "region": "r", "residents": "99", "setting": "urban"}
    if column == "residents_10k":
        del usual["residents"]
    if column.startswith("urban"):
        del usual["setting"]
    for cell, refused in ((good, False), (bad, True)):
        row = usual | {column: cell}
        text = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
        if refused:
            assert faults(tmp_path, text) == [("GZ053", 2, column)]
        else:
            assert len(read(tmp_path, text).districts) == 1


@pytest.mark.parametrize(
    ("cells", "refused"),
    [(("0", "0", "1"), True), (("0", "1", "1"), False), (("1", "1", "3"), True), (("2", "1", "3"), False)],
)
def test_a_district_has_a_committee_or_village_for_every_township(
    tmp_path: Path, cells: tuple[str, str, str], refused: bool
) -> None:
    head = "name,region,residents,setting,n_resident_committee,n_village_committee,n_townships\n"
    text = head + "A,r,9,urban," + ",".join(cells) + "\n"
    if refused:
        assert faults(tmp_path, text) == [("GZ053", 2, "n_resident_committee")]
    else:
        assert read(tmp_path, text).districts[0].n_townships == int(cells[2])


def test_codes_and_positions_are_given_of_all_or_of_none(tmp_path: Path) -> None:
    head = "name,region,residents,setting,code,longitude,latitude\n"
    assert len(read(tmp_path, head + "A,r,9,urban,,,\nB,r,9,urban,,,\n").districts) == 2
    assert faults(tmp_path, head + "A,r,9,urban,1,2,3\nB,r,9,urban,,4,\n") == [
        ("GZ053", 3, "code"),
        ("GZ053", 3, "latitude"),
    ]
    with pytest.raises(InputError) as refused:
        read(tmp_path, "name,region,residents,setting,longitude\nA,r,9,urban,5\n")
    assert [(f.code, f.line, f.found) for f in refused.value.faults] == [("GZ051", 1, "latitude")]


def test_a_name_is_chinese_where_any_sign_of_it_is_and_an_own_column_comes_first(tmp_path: Path) -> None:
    found = read(tmp_path, "name,name_en,region,residents,setting\nA区,,r,9,urban\nB,Bee,r,9,urban\n").districts
    assert [row.names for row in found] == [{"name_zh": "A区"}, {"name_en": "Bee"}]
    assert [row.name for row in found] == ["A区", "Bee"]
    assert GivenDistrict({}, "r", 1, 1.0, 77).name == "77"


def test_two_columns_of_one_meaning_and_a_table_without_rows_are_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, "name,district,region,residents,setting\nA,A,r,9,urban\n") == [("GZ059", 1, "header")]
    assert [code for code, *_ in faults(tmp_path, "name,region,residents,setting\n,,,\n")] == ["GZ059"]


def test_a_district_that_comes_twice_is_shown_with_the_first(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, "name,region,residents,setting,code\nA,r,9,urban,5\nB,r,9,urban,6\nA,r,9,urban,6\n")
    assert [(f.code, f.line, f.key_path, f.related) for f in refused.value.faults] == [
        ("GZ054", 4, "name", (2, "A")),
        ("GZ054", 4, "code", (3, "6")),
    ]


# ---- the folder ----


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A place of two districts with all that can be given."""
    text = (
        "name,name_zh,region,residents,setting,longitude,latitude\n"
        "A,甲,r,90000,mixed,106.5,29.5\nB,乙,s,80000,mixed,107.5,29.5\n"
    )
    begin(tmp_path / "new land", read(tmp_path, text))
    return tmp_path / "new land"


def without(file: Path, columns: list[str]) -> None:
    """Takes columns out of a table."""
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    kept = [name for name in rows[0] if name not in columns]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("file", "names", "refused"),
    [
        (file, [name for name in column.name.split(", ") if name != "region" or column.name == "region"],
         "refused" in column.left_out.en)
        for column in COLUMNS
        for file in column.file.split(", ")
        if file in ("districts.csv", "townships.csv")
    ]
    + [("districts.csv", ["region"], True)],
)  # fmt: skip
def test_what_leaving_a_column_out_does_is_what_is_told_of_it(
    made: Path, file: str, names: list[str], refused: bool
) -> None:
    without(made / file, names)
    if not refused:
        read_place(made)
        return
    with pytest.raises(InputError) as problem:
        read_place(made)
    missing = {fault.found for fault in problem.value.faults if fault.code == "GZ051"}
    assert missing & set(names)


def test_the_page_about_columns_has_a_row_for_each_in_both_languages() -> None:
    lines = explained().splitlines()
    assert sum(line.startswith("| districts.csv | adcode |") for line in lines) == 2
    assert sum(line.startswith("| ") for line in lines) == 2 * (len(COLUMNS) + 2)
    english = lines[: lines.index("# 地区：各表各列的含义")]
    row = next(line for line in english if "| residents_10k |" in line).split(" | ")
    column = next(column for column in COLUMNS if column.name == "residents_10k")
    assert row[2:] == [column.meaning.en, column.source.en, f"{column.left_out.en} |"]


def test_the_files_of_a_new_place_have_the_columns_that_are_given(made: Path, tmp_path: Path) -> None:
    head = (made / "districts.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert head == [
        "adcode", "name_zh", "name_en", "region", "centroid_lon", "centroid_lat", "residents_10k", "urban_percent",
        "product_per_head_yuan", "n_resident_committee", "n_village_committee", "source", "derived",
    ]  # fmt: skip
    assert (made / "place.csv").read_text(encoding="utf-8") == "quantity,value,source\nname_en,New land,\n"
    begin(tmp_path / "templates")
    templates = (tmp_path / "templates" / "districts.csv").read_text(encoding="utf-8")
    assert set(head) <= set(templates.strip().split(",")) and "region_zh" in templates
    begin(tmp_path / "nowhere", read(tmp_path, "name,region,residents,setting\nA,r,9,urban\n"))
    assert "centroid" not in (tmp_path / "nowhere" / "districts.csv").read_text(encoding="utf-8")


def test_an_empty_folder_is_filled_and_a_file_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    begin(tmp_path / "empty")
    assert (tmp_path / "empty" / "place.yaml").is_file()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(EnvironmentProblem) as refused:
        begin(tmp_path / "file")
    assert refused.value.faults[0].code == "GZ090" and (tmp_path / "file").read_text() == "mine"
    assert not list(tmp_path.glob(".place.*"))


@pytest.mark.parametrize(
    ("folder", "title", "name"),
    [
        ("new_land", "New land", "new_land"),
        ("重庆", "重庆", "place"),
        ("St. Mary's--Bay", "St. Mary's--Bay", "st_mary_s_bay"),
        ("x" * 60, "X" + "x" * 59, "x" * 56),
    ],
)
def test_the_scenario_of_a_place_is_called_as_its_folder(tmp_path: Path, folder: str, title: str, name: str) -> None:
    """The nation's urban share rose from 57.35 % to 58.52 % in 2017, 1.17 points."""
    written = yaml.safe_load(scenario_text(tmp_path / folder))
    assert (written["name"], written["title"], written["title_zh"]) == (name, title, title)
    assert (written["extends"], written["world"]) == ("baseline", {"place": "."})
    assert written["migration"]["urbanisation_points"] == pytest.approx(0.5852 - 0.5735)
    assert place_rows(tmp_path / folder) == [("name_en" if title.isascii() else "name_zh", title, "")]
    assert beginning.README == "README.md"
