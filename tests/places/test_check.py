"""What is odd in a place, its page, and that a place made of one table shows nothing of another's."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import Normalize

import sim
from sim.app.inspection import card_of
from sim.app.model import ViewModel
from sim.app.shapes import district_shapes, inner_part
from sim.places.begin import begin
from sim.places.oddities import _area, areas_km2, marked, oddities
from sim.places.one_table import read_one_table
from sim.places.page import place_report
from sim.report.drawing import drawing, subplots
from sim.report.maps import one_map, outlines_of, tile_names, write_into
from sim.report.report import write_report
from sim.shipped import PLACES
from sim.tickets.results import next_commands
from sim.words import speaking
from sim.world.places import Place, read_place
from tests.cli.conftest import Command, command
from tests.model_runs import SMALL_PLACE
from tests.places.test_begin import NINE, table
from tests.test_place_names import leaks

__all__ = ["command"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    begin(folder / "new land", read_one_table(table(folder, NINE)))
    return folder / "new land"


def edited(folder: Path, name: str, old: str, new: str) -> None:
    """Changes a text that stands in a file."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nothing_is_odd_in_a_place_that_was_derived(made: Path):
    assert oddities(read_place(made)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("districts.csv", "66.4046", "0.0014", "very few"),
        ("place.csv", "name_en", "residents,1500000,\nname_en", "add up"),
        ("districts.csv", "59660", "1000", "Product per head"),
        ("townships.csv", "Κέντρο 2", "Κέντρο 1", "several townships"),
        ("districts.csv", "6.1000", "61.0000", "rural residents"),
        ("districts.csv", ",given.csv,", ",,", "name no source"),
    ],
)
def test_what_is_odd_is_said(made: Path, tmp_path: Path, name: str, old: str, new: str, said: str):
    folder = Path(shutil.copytree(made, tmp_path / "place"))
    edited(folder, name, old, new)
    assert any(said in oddity.text.en and oddity.file == name for oddity in oddities(read_place(folder)))


def test_a_map_of_others_is_odd(tmp_path: Path):
    folder = Path(shutil.copytree(SMALL_PLACE, tmp_path / "place"))
    shapes = json.loads((folder / "map.geojson").read_text(encoding="utf-8"))
    first = shapes["features"][0]
    first["properties"]["name"] = "Nowhere"
    shapes["features"].append({**first, "properties": {"adcode": 123456, "name": "Strangeland"}})
    (folder / "map.geojson").write_text(json.dumps(shapes), encoding="utf-8")
    texts = [oddity.text.en for oddity in oddities(read_place(folder)) if oddity.file == "map.geojson"]
    assert any("123456 Strangeland" in text for text in texts) and any("Nowhere / " in text for text in texts)


def test_areas_are_those_published():
    """Chongqing has 82,400 square kilometres (National Bureau of Statistics), Fengdu 2,901 of them."""
    place = read_place(PLACES / "chongqing")
    area = areas_km2(place)
    assert area.sum() == pytest.approx(82_400, rel=0.02)
    assert area[[row.name_en for row in place.districts].index("Fengdu")] == pytest.approx(2_901, rel=0.05)


def test_check_writes_the_page_and_says_all_faults_of_all_files_at_once(command: Command, made: Path, tmp_path: Path):
    folder = Path(shutil.copytree(made, tmp_path / "place"))
    done = command("check", folder, "--no-figures", "--json", cwd=tmp_path)
    facts = json.loads(done.stdout)[0]
    page = (folder / "place.html").read_text(encoding="utf-8")
    assert facts["derived"]["districts.csv:adcode"] == 9 and facts["odd"] == [] and leaks(page) == []
    assert "القرية" in page and "नगर" in page and "no other centre" in page
    (folder / "place.html").unlink()
    edited(folder, "districts.csv", "900002,", "900001,")
    edited(folder, "townships.csv", "subdistrict", "subdistrikt")
    edited(folder, "place.csv", "name_en", "nam_en")
    done = command("check", folder, "--no-figures", cwd=tmp_path)
    assert done.returncode == 2 and not (folder / "place.html").exists()
    for said in ("districts.csv:3:1", "townships.csv:2:4", "place.csv:2:1", "did you mean 'name_en'"):
        assert said in done.stderr, said


@pytest.fixture(scope="module")
def study(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison on the place, by its own scenario."""
    base = sim.load(made / "place.yaml", {"world.sample": 0.2, "run.days": 60, "run.warm_up_days": 10})
    policies = [sim.vary(base, {"name": name, f"mechanisms.{name}": {}}) for name in ("three_plus_one", "one_plus_n")]
    folder = tmp_path_factory.mktemp("studies") / "study"
    sim.compare(base, policies, seeds=2, jobs=1, out=folder)
    return folder


NUMBERS = re.compile(r"1\.66 (points|个百分点)|62\.60|30,484,300|8,043|3,085")
"""Published figures of Chongqing that a report of another place must not give."""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_of_a_place_from_one_table_holds_nothing_of_chongqing(study: Path, made: Path, lang: str):
    with speaking(lang):
        write_report(study, figures=False)
    page = (study / "report.html").read_text(encoding="utf-8")
    assert (
        leaks(page) == []
        and NUMBERS.findall(re.sub(r"(default, not of this place|默认值，非本地数据)[^<]*", "", page)) == []
    )
    for region in ("Κέντρο", "South Side", "Far Hills"):
        assert f">{region}<" in page
    for file in [*study.glob("*.csv"), study / "manifest.json"]:
        assert leaks(file.read_text(encoding="utf-8-sig")) == [], file.name
    rows = sim.read(study).tables["comparison"]
    assert set(rows.loc[rows["by"] == "region", "group"]) == {"Κέντρο", "South Side", "Far Hills"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_a_place_from_one_table_holds_nothing_of_chongqing(made: Path, lang: str):
    model = ViewModel(sim.load(made / "place.yaml", {"world.sample": 0.2, "run.days": 5, "run.warm_up_days": 0}))
    with speaking(lang):
        said = [str(card_of(model, ref)) for ref in ("m", "d:2", "t:0", "c:0", "r:0")]
        place = read_place(made)
        said += [str(inner_part(place)), *(names[lang] for names in district_shapes(place)[0])]
    model.release()
    assert leaks("".join(said)) == []
    assert any("서울 남쪽" in text for text in said)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tiles_say_whose_they_are_and_no_name_leaves_its_tile(made: Path, lang: str):
    """Where a tile lies says nothing, so that a map of tiles is read by its names; one no font has gives way."""
    place = read_place(made)
    rows = (replace(place.districts[0], name_en="𐎠𐎼𐎹", name_zh="𐎠𐎼𐎹", short_zh="𐎠𐎼𐎹"), *place.districts[1:])
    with drawing(), speaking(lang):
        names = tile_names(replace(place, districts=rows))
        assert names[replace(place, districts=rows).district_keys[0]] == str(rows[0].code)
        names, outlines = tile_names(place), outlines_of(place)
        figure, axis = subplots(figsize=(3.0, 2.5), layout="constrained")
        one_map(axis, dict.fromkeys(outlines, 1.0), outlines, "viridis", Normalize(0.0, 1.0), False)
        write_into(figure, axis, names, outlines, 8.0)
        written = {text.get_text(): text.get_window_extent() for text in axis.texts}
        assert set(written) == set(names.values()) and len(written) == len(place.districts)
        for key, (ring, *_) in outlines.items():
            across = axis.transData.transform(ring)[:, 0]
            box = written[names[key]]
            assert across.min() - 1 <= box.x0 and box.x1 <= across.max() + 1, names[key]
    assert tile_names(read_place(SMALL_PLACE)) == {}
    said = " ".join(note.en for note in place.notes)
    assert "tiles" in said and "hexagon" not in said and place.map_note in place.notes


@pytest.mark.parametrize("name", ["districts.csv", "townships.csv"])
def test_cells_are_given_or_derived_or_empty(made: Path, name: str):
    table = pd.read_csv(made / name, dtype=str)
    for column, (given, derived) in marked(made, name).items():
        marks = table["derived"].fillna("").str.split().map(lambda words, column=column: column in words)
        assert (given, derived) == (int((table[column].notna() & ~marks).sum()), int(marks.sum())), column


def test_what_is_to_be_typed_next_can_be_typed_where_names_hold_blanks(command: Command, made: Path, tmp_path: Path):
    begun = command("init", tmp_path / "new land", "--from", table(tmp_path, NINE)).stdout
    assert shlex.split(begun.rpartition("Next: ")[2].partition("; then")[0])[-2:] == [
        "check",
        str(tmp_path / "new land"),
    ]
    lines = [line for section in place_report(read_place(made)).page.sections for line in section.commands]
    lines += next_commands(made / "tickets", str(made))
    assert len(lines) == 5
    for line in lines:
        (path,) = (Path(word) for word in shlex.split(line) if "new land" in word)
        assert path == made or path.parent == made
    missing = command("validate", "--place", made)
    assert missing.returncode == 2 and shlex.quote(str(made)) in missing.stderr


def test_the_area_of_an_outline_leaves_its_holes_out():
    """A square of .2 degrees at the equator with one of .1 inside: 3/4 of 22.24 km squared, 111.19 a degree."""
    outer, inner = (np.array([(-h, -h), (h, -h), (h, h), (-h, h)]) for h in (0.1, 0.05))
    assert _area([outer, inner]) == pytest.approx(0.75 * (0.2 * 111.19) ** 2, rel=2e-3)
    assert _area([outer, inner[::-1]]) == pytest.approx(_area([outer, inner]))


def told_of(place: Place, **changes: object) -> str:
    """What is odd once the second district of a place is changed."""
    first, second, *others = place.districts
    odd = replace(place, districts=(first, replace(second, **changes), *others), borders=())
    return " ".join(oddity.text.en for oddity in oddities(odd))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"residents_10k": 0.0999}, "very few or very many residents, where half have"),
        ({"residents_10k": 5000.0}, "very few or very many residents"),
        ({"n_committees": 545, "residents_10k": 16.3688, "urban_percent": 100.0, "n_villages": 0}, ""),
        ({"n_committees": 546, "residents_10k": 16.3688, "urban_percent": 100.0, "n_villages": 0}, "(300)"),
        ({"n_committees": 6, "residents_10k": 16.3688, "urban_percent": 100.0, "n_villages": 0}, ""),
        ({"n_committees": 5, "residents_10k": 16.3688, "urban_percent": 100.0, "n_villages": 0}, "(32,738)"),
        ({"n_committees": 0, "residents_10k": 3.1, "urban_percent": 100.0, "n_villages": 0}, "(31,000 : 0)"),
        ({"n_committees": 0, "residents_10k": 2.9, "urban_percent": 100.0, "n_villages": 0}, ""),
        ({"n_villages": 0, "residents_10k": 2.9, "urban_percent": 0.0, "n_committees": 0}, "(29,000 : 0)"),
        ({"n_villages": 2, "residents_10k": 2.0, "urban_percent": 0.0, "n_committees": 0}, ""),
        ({"n_villages": 2, "residents_10k": 2.2, "urban_percent": 0.0, "n_committees": 0}, "(11,000)"),
        ({"name_en": "Αθήνα Κέντρο"}, "share a name (name_en): Αθήνα Κέντρο (900001), Αθήνα Κέντρο (900002)"),
        ({"gdp_per_head_yuan": 59660.0 * 31}, "Product per head differs very widely"),
        ({"gdp_per_head_yuan": 59660.0 * 29}, ""),
    ],
)
def test_a_district_is_odd_from_its_limit_on(made: Path, changes: dict[str, object], said: str):
    place = replace(read_place(made), residents=None)
    told = told_of(place, **changes)
    assert said in told and bool(told) == bool(said), told


@pytest.mark.parametrize(("of_sum", "odd"), [(1.06, True), (1.04, False), (0.96, False), (0.94, True)])
def test_a_total_that_is_not_the_sum_of_the_districts_is_odd(made: Path, of_sum: float, odd: bool):
    place = read_place(made)
    people = sum(10_000 * row.residents_10k for row in place.districts)
    found = oddities(replace(place, residents=round(people / of_sum)))
    assert any("add up to" in oddity.text.en for oddity in found) == odd


def test_many_odd_districts_are_named_up_to_eight(made: Path):
    place = read_place(made)
    rows = tuple(replace(row, residents_10k=0.05, n_committees=0, n_villages=0) for row in place.districts)
    [first] = [o for o in oddities(replace(place, districts=rows, residents=None)) if "very few" in o.text.en]
    assert first.text.en.count("(500)") == 8 and "and 1 more" in first.text.en and "另有 1 个" in first.text.zh
    assert first.line == place.districts[0].line


def test_a_district_without_a_neighbour_is_odd_where_others_have_one(made: Path):
    place = read_place(made)
    codes = [row.code for row in place.districts]
    borders = tuple((a, b, 1.0) for a, b in pairwise(codes[:-1]))
    [found] = [o for o in oddities(replace(place, borders=borders)) if o.file == "adjacency.csv"]
    assert f"({codes[-1]})" in found.text.en and found.text.en.count("(") == 1


def test_a_district_that_the_map_does_not_draw_has_no_area_and_no_density(tmp_path: Path):
    place = read_place(SMALL_PLACE)
    known = areas_km2(place)
    first = place.districts[0].code
    without = replace(place, polygons={code: p for code, p in place.polygons.items() if code != first})
    found = areas_km2(without)
    assert np.isnan(found[0]) and found[1:] == pytest.approx(known[1:]) and np.isfinite(known).all()
