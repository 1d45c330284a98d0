"""Every place goes by its own names in whatever is said of it: never by Chongqing's, and without its folder at hand."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.text import Text

import sim
from sim.api.execution import execute_shown
from sim.app.inspection import card_of
from sim.app.model import ViewModel
from sim.app.shapes import district_shapes, inner_part
from sim.errors import InputError
from sim.report.analysis_figures import _regional
from sim.report.drawing import drawing
from sim.report.figures import save
from sim.report.report import write_report
from sim.report.study_figures import interaction_figures
from sim.report.study_report import study_report
from sim.report.study_tables import interactions_text
from sim.shipped import PLACES
from sim.studies.executor import Executed, nearby
from sim.studies.patterns import Cell, Target
from sim.studies.run_store import MemoryStore
from sim.studies.runs import Run
from sim.studies.scenario_study import ScenarioStudy, execute_study
from sim.studies.store import Folder
from sim.studies.study_folder import Study, opened_study, read_study
from sim.studies.study_manifest import write_manifest_file
from sim.studies.validation import described
from sim.trace.offices import Offices
from sim.trace.story import about_community
from sim.words import Sentence
from sim.world.places import PlaceNames, read_place
from tests.language import spoken
from tests.model_runs import SMALL_PLACE
from tests.model_runs import scenario as short_scenario

GIVEN = {
    "both": ("name_zh", "short_zh", "name_en", "region_zh", "region_en"),
    "zh": ("name_zh", "short_zh", "region_zh"),
    "en": ("name_en", "region_en"),
    "none": (),
}
"""The columns of names that a place gives."""

DISTRICT = {
    ("both", "en"): "Cloud Hills",
    ("both", "zh"): "云山",
    ("zh", "en"): "云山县",
    ("zh", "zh"): "云山",
    ("en", "en"): "Cloud Hills",
    ("en", "zh"): "Cloud Hills",
    ("none", "en"): "district 910003",
    ("none", "zh"): "区县910003",
}
REGION = {
    ("both", "en"): "Upper Country",
    ("both", "zh"): "山地",
    ("zh", "en"): "h 2",
    ("zh", "zh"): "山地",
    ("en", "en"): "Upper Country",
    ("en", "zh"): "Upper Country",
    ("none", "en"): "h 2",
    ("none", "zh"): "h 2",
}
PLACE = {
    ("both", "en"): "Anywhere",
    ("both", "zh"): "某地",
    ("zh", "en"): "某地",
    ("zh", "zh"): "某地",
    ("en", "en"): "Anywhere",
    ("en", "zh"): "Anywhere",
    ("none", "en"): "None",
    ("none", "zh"): "None",
}
CASES = list(DISTRICT)


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "districts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _chongqing() -> re.Pattern[str]:
    """Every name that the table of Chongqing has."""
    rows = _rows(PLACES / "chongqing")
    english = {row[column] for row in rows for column in ("name_en", "region_en")} - {"west"}
    chinese = {row[column] for row in rows for column in ("name_zh", "short_zh", "region_zh")}
    return re.compile(rf"\b({'|'.join(english)}|Chongqing)\b|{'|'.join(chinese)}|重庆|main_city|echarts", re.IGNORECASE)


CHONGQING = _chongqing()
NOT_OF_THIS_PLACE = re.compile(r"default, not of this place: [^<\n]*|默认值，非本地数据：[^<\n]*")
"""How a report says that a default was published for another place; its source may name that place."""


def leaks(text: str) -> list[str]:
    """Names of Chongqing in a text."""
    return [found[0] for found in CHONGQING.finditer(NOT_OF_THIS_PLACE.sub("", text))]


def make_place(folder: Path, kind: str) -> Path:
    """The small place, with other regions, its own name, and names as far as they are given."""
    shutil.copytree(SMALL_PLACE, folder)
    rows = _rows(folder)
    for row in rows:
        row["region"], row["region_en"] = {"plain": ("p_1", "Lower Country"), "hills": ("h_2", "Upper Country")}[
            row["region"]
        ]
    kept = [name for name in rows[0] if name in GIVEN[kind] or name not in GIVEN["both"]]
    with (folder / "districts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    names = {"both": "name_en,Anywhere\nname_zh,某地\n", "zh": "name_zh,某地\n", "en": "name_en,Anywhere\n", "none": ""}
    (folder / "place.csv").write_text(f"quantity,value\n{names[kind]}", encoding="utf-8")
    return folder


@pytest.fixture(
    scope="module",
    params=[
        "both",
        pytest.param("zh", marks=pytest.mark.nightly),
        pytest.param("en", marks=pytest.mark.nightly),
        "none",
    ],
)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_place(tmp_path_factory.mktemp("places") / request.param, request.param)


@pytest.fixture(scope="module")
def study(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison on a copy of the place that is gone since; a source of its mechanisms names a district."""
    gone = Path(shutil.copytree(place, tmp_path_factory.mktemp("gone") / place.name))
    short = {"world.place": str(gone), "world.sample": 1.0, "run.days": 60, "run.warm_up_days": 10}
    base = sim.load("baseline", short)
    # The sources of three mechanisms are looked through once; that of the second names a district.
    mechanisms = ("three_plus_one", "social_work_132", "service_platform")
    policies = [
        sim.vary(base, {"name": name, f"mechanisms.{name}": {}})
        for name in (mechanisms if place.name == "both" else mechanisms[1:2])
    ]
    folder = tmp_path_factory.mktemp("studies") / "study"
    sim.compare(base, policies, seeds=2, jobs=1, out=folder)
    shutil.rmtree(gone)
    return folder


def near(found: Study, place: Path) -> Study:
    """The study with the place at hand."""
    return replace(found, scenarios=tuple(sim.vary(s, {"world.place": str(place)}) for s in found.scenarios))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_names_the_place_without_its_folder(study: Path, place: Path, lang: str):
    write_report(study, figures=False)
    kind = place.name
    page = (study / "report.html").read_text(encoding="utf-8")
    assert leaks(page) == []
    assert f">{REGION[kind, lang]}<" in page
    assert re.search(rf">\s*{PLACE[kind, lang]}[:：]", page)
    for file in [*study.glob("*.csv"), study / "manifest.json"]:
        assert leaks(file.read_text(encoding="utf-8-sig")) == [], file.name


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_and_the_map_name_regions_and_districts(study: Path, place: Path, lang: str):
    found = near(read_study(study), place)
    names = {key: str(found.names.parts["district", key]) for key in read_place(place).district_keys}
    assert names[DISTRICT[place.name, "en"]] == DISTRICT[place.name, lang]
    report = study_report(found)
    said = next(
        picture.message for section in report.page.sections if section.id == "map" for picture in section.pictures
    )
    assert sum(name in said for name in names.values()) == 2  # the lowest and the highest
    with drawing():
        figures = report.draw()
    assert figures["map"] is not None
    texts = [text.get_text() for figure in figures.values() if figure is not None for text in figure.findobj(Text)]
    assert REGION[place.name, lang] in texts
    assert leaks("\n".join([said, *texts])) == []


def test_a_folder_of_an_earlier_version_asks_the_place_and_else_keeps_the_keys(study: Path, place: Path):
    found = read_study(study)
    manifest = {key: value for key, value in found.manifest.items() if key != "names"}
    gone = replace(found, manifest=manifest)
    assert gone.names.parts == {}
    assert spoken("zh", study_report, gone).page is not None
    assert near(gone, place).names.parts == found.names.parts


@pytest.mark.parametrize(
    "names",
    [7, {}, {"place": ["a"], "region": {}, "district": {}}, {"place": ["a", "b"], "region": {"r": 3}, "district": {}}],
)
def test_names_that_are_none_are_refused(names: object, tmp_path: Path):
    counts = {"n_runs": 1, "n_done": 1, "n_failed": 0}
    manifest = {"command": "sweep", "counts": counts, "versions": {}, "finished": ""}
    write_manifest_file(tmp_path, manifest)
    assert opened_study(tmp_path).manifest == manifest
    write_manifest_file(tmp_path, {**manifest, "names": names})
    with pytest.raises(InputError) as refused:
        opened_study(tmp_path)
    assert refused.value.faults[0].code == "GZ096"


def test_a_place_that_goes_away_during_the_runs_costs_no_result(tmp_path: Path):
    place = make_place(tmp_path / "place", "both")
    short = {"world.place": str(place), "world.sample": 1.0, "run.days": 5, "run.warm_up_days": 0}
    scenarios = (sim.load("baseline", short),)

    def execute(plan: Sequence[Run], store: MemoryStore) -> Executed:
        done = execute_shown(plan, nearby(1, 1), shown=False, store=store)
        shutil.rmtree(place)
        return done

    folder = Folder(tmp_path / "out")
    done = execute_study(ScenarioStudy("run", scenarios, (1,)), execute, folder)
    assert folder.place == tmp_path / "out" and done.manifest["names"]["place"] == ["Anywhere", "某地"]
    assert read_study(tmp_path / "out").names.place.zh == "某地"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_differences_by_region_are_drawn_under_their_names(lang: str, tmp_path: Path):
    rows = pd.DataFrame(
        {
            "scenario": "teams",
            "measure": "solved_per_need",
            "by": "region",
            "group": ["p_1", "h_2"],
            "difference": [0.1, 0.2],
            "ci_low": [0.0, 0.1],
            "ci_high": [0.2, 0.3],
        }
    )
    names = read_place(make_place(tmp_path / "place", "both")).names
    with drawing():
        figure = _regional(rows, {"teams": "Teams"}, names)
    assert {"p 1", "h 2", "p_1", "h_2"}.isdisjoint(texts := {text.get_text() for text in figure.findobj(Text)})
    assert REGION["both", lang] in texts


def test_figures_of_pairs_and_budgets_are_drawn_whatever_signs_a_name_holds(tmp_path: Path):
    key = "North/South ../1"
    names = PlaceNames(parts={("region", key): Sentence("North & South", "南北")})
    cell = {"measure": "solved_per_need", "by": "region", "group": key}
    numbers = {
        "alone_a": 0.1,
        "alone_b": 0.1,
        "together": 0.2,
        "interaction": 0.01,
        "n": 3,
        "n_equal": 0,
        "ci_low": 0.0,
        "ci_high": 0.1,
        "p_value": 0.1,
        "p_adjusted": 0.2,
        "verdict": "more",
    }
    pairs = pd.DataFrame([{"mechanism_a": "volunteers", "mechanism_b": "workforce", **cell, **numbers}])
    with drawing():
        drawn = save(tmp_path, spoken("zh", interaction_figures, pairs, names))
    assert drawn == ["interactions_solved_per_need_region_North_South_1"]
    assert "(南北)" in spoken("zh", interactions_text, pairs, names)
    assert {path.suffix for path in tmp_path.iterdir()} == {".png", ".svg"}


@pytest.mark.parametrize(("kind", "lang"), CASES)
def test_what_is_validated_names_the_place(kind: str, lang: str, tmp_path: Path):
    names = read_place(make_place(tmp_path / kind, kind)).names
    cell = Cell("baseline", "resolution_share", "region", "h_2")
    target = Target("own", "P1", "baseline", cell, "value", None, None, 0.4, 0.6, "share", "hold back", "", "", "")
    said = described(target, names)
    # English columns keep to keys, as all tables do.
    assert "h_2" in said.en
    assert REGION[kind, "zh"] in said.zh
    assert leaks(said.en + said.zh) == []


@pytest.fixture(scope="module")
def watched(place: Path) -> Iterator[ViewModel]:
    """A model of the place as the page shows it, after a month."""
    model = ViewModel(short_scenario({"world.place": str(place), "world.sample": 1.0}, {}, days=60))
    for _ in range(30):
        model.step()
    yield model
    model.release()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_names_the_place(watched: ViewModel, place: Path, lang: str):
    case = place.name, lang
    cards = {ref: card_of(watched, ref) for ref in ("m", "d:2", "t:0", "c:0", "r:0")}
    title = cards["m"]["title"]
    assert title == PLACE[case]
    assert cards["d:2"]["title"] == {"云山": "云山县"}.get(DISTRICT[case], DISTRICT[case])
    read = read_place(place)
    assert district_shapes(read)[0][2][lang] == DISTRICT[case]
    crowded = {"Upper Country": "Lower Country", "山地": "平原", "h 2": "P 1"}[REGION[case]]
    assert inner_part(read)[lang] == (crowded.lower() if lang == "zh" and crowded == "P 1" else crowded)
    assert leaks(str(cards)) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_stories_name_the_place(watched: ViewModel, place: Path, lang: str):
    community = int(watched.districts.first_community[2])
    name = {"云山": "云山县"}.get(DISTRICT[place.name, lang], DISTRICT[place.name, lang])
    assert name in str(about_community(watched.world, community))
    desks, offices = watched.desk_map, Offices(watched)
    office = offices.at(desks.first_district + 2 * desks.PER_DISTRICT)
    assert name in str(office.name)
