"""The page: whole, harmless whatever a title says, made again from its folder without touching results."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from sim.cli import main
from sim.report.answer import Answer, Card, Statement
from sim.report.fonts import FIRST_CHINESE, web_font
from sim.report.numbers import Ends, Number
from sim.report.page import Cell, Page, Section, Table, rendered
from sim.report.report import write_report
from sim.report.report_tables import as_frame
from sim.report.spreadsheet import harmless, write_spreadsheet
from sim.report.study_report import too_short
from sim.running import run_one
from sim.studies import result_tables, study_manifest
from sim.studies.compare import compare, measures_table, summarise, winners
from sim.studies.costs import costs_of
from sim.studies.executor import Executed
from sim.studies.runs import Outcome
from sim.studies.sealed import sealed
from sim.studies.study_folder import read_study
from tests.language import spoken
from tests.model_runs import SMALL_PLACE, scenario, small_world

HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}{% raw %}", r"$\frac{1}{0}$ --> =1+1")
SECTIONS = (
    "answer",
    "policies",
    "comparison",
    "differences",
    "stuck",
    "waiting",
    "equity",
    "who",
    "cost",
    "capacities",
    "assumptions",
    "reproduce",
)
REPORT = re.compile(r"report.*|.*\.(png|svg)")


class Reader(HTMLParser):
    """What a browser would meet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of four scenarios with hostile titles on the small place, without its report."""
    kinds = ({}, {"service_platform": {}}, {"three_plus_one": {}}, {"funding_balance": {}})
    made = [
        scenario({"world.place": str(SMALL_PLACE), "world.sample": 1.0}, mechanisms, days=90) for mechanisms in kinds
    ]
    scenarios = [
        s.model_copy(update={"name": f"s{k}", "title": title, "title_zh": title})
        for k, (s, title) in enumerate(zip(made, HOSTILE, strict=True))
    ]
    seeds, outcomes = (1, 2, 3), []
    for each in scenarios:
        for seed in seeds:
            result = run_one(each, seed, small_world())
            outcomes.append(Outcome(each.name, seed, result))
    executed = Executed(tuple(outcomes), False)
    measures = measures_table([o.result for o in outcomes if o.result is not None])
    comparison = compare(measures, "s0", ["s1", "s2", "s3"])
    tables = {
        "measures": measures,
        "summary": summarise(measures),
        "curves": result_tables.curves_table(outcomes),
        "offices": result_tables.load_table(outcomes),
        "comparison": comparison,
        "winners": winners(comparison, {"solved_per_need": True}),
        "costs": costs_of(scenarios),
    }
    place = tmp_path_factory.mktemp("report") / "study"
    place.mkdir()
    result_tables.write_configuration(place, scenarios, several=True)
    result_tables.write_tables(place, executed, tables)
    manifest = study_manifest.manifest_of("compare", scenarios, seeds, executed, study_manifest.world_facts(scenarios))
    study_manifest.write_manifest_file(place, manifest)
    return place


@pytest.fixture(scope="module")
def made(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its report in English."""
    place = tmp_path_factory.mktemp("made") / "study"
    shutil.copytree(folder, place)
    write_report(place)
    return place


def results(place: Path) -> dict[str, bytes]:
    """Every file that is no part of a report."""
    return {
        str(path.relative_to(place)): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and not REPORT.fullmatch(path.name)
    }


def test_the_page_stands_alone(made):
    text = (made / "report.html").read_text(encoding="utf-8")
    page = Reader(text)
    assert len(text) < 3_000_000
    assert "script" not in page.tags and "link" not in page.tags and "iframe" not in page.tags
    addresses = [value for name, value in page.attributes if name in ("src", "href")]
    assert addresses and all(value and value.startswith("data:image/svg+xml;base64,") for value in addresses)
    assert text.count("url(") == text.count("url(data:font/woff;base64,") <= 1 and "@import" not in text
    ids = [value for name, value in page.attributes if name == "id"]
    assert [name for name in SECTIONS if name not in ids] == []
    assert ("lang", "en") in page.attributes
    assert all(value for name, value in page.attributes if name == "alt")
    assert text.count("<img ") == sum(1 for name, _ in page.attributes if name == "alt")


def test_every_chinese_sign_of_the_page_travels_with_it(folder, tmp_path):
    """A machine without Chinese fonts shows boxes otherwise."""
    place = tmp_path / "study"
    shutil.copytree(folder, place)
    text = spoken("zh", write_report, place).read_text(encoding="utf-8")
    signs = {ord(sign) for sign in Reader(text).text if sign >= FIRST_CHINESE}
    font = re.search(r"url\(data:font/woff;base64,([^)]*)\)", text)
    assert font and len(signs) > 200
    known = TTFont(io.BytesIO(base64.b64decode(font.group(1)))).getBestCmap()
    assert signs <= set(known) and len(known) < len(signs) + 100


def test_a_text_without_chinese_needs_no_font():
    assert web_font("3+1 linkage, really resolved − 4.1") == ""


def test_titles_stand_as_they_were_written(made):
    text = (made / "report.html").read_text(encoding="utf-8")
    page = Reader(text)
    for title in HOSTILE:
        assert title in page.text, title
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "x" not in [value for name, value in page.attributes if name == "src"]
    assert "49" not in re.sub(r"\d[\d.,]+", "", page.text)


def test_nothing_can_run_in_a_figure(made):
    for path in made.glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        drawn = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
        tags = set(re.findall(r"<([a-zA-Z]+)", drawn))
        assert not tags & {"script", "img", "foreignObject", "text"}, path.name
    page = (made / "report.html").read_text(encoding="utf-8")
    for data in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", page):
        assert not re.search(rb"<script|<!--|onerror", base64.b64decode(data))


def test_mathematics_is_not_typeset(made):
    """A title that TeX cannot read would raise, and one it can read would be set without its signs."""
    assert (made / "outcomes.png").is_file()
    drawn = (made / "outcomes.svg").read_text(encoding="utf-8")
    assert r"$\frac{1}{0}$" in drawn


def test_figures_and_spreadsheets_lie_beside_the_page(made):
    names = {path.name for path in made.iterdir()}
    figures = {
        "outcomes",
        "days_to_resolution",
        "differences",
        "gains_and_losses",
        "cost_and_effect",
        "flow",
        "stuck",
        "inequality",
        "capacities",
        "front",
    }
    assert names >= {f"{name}.{ending}" for name in figures for ending in ("png", "svg")}
    assert names >= {
        "report_answer.csv",
        "report_glance.csv",
        "report_comparison.csv",
        "report_groups.csv",
        "report_pairs.csv",
        "report_front.csv",
        "report_costs.csv",
        "report_equity.csv",
        "report_unmet.csv",
        "report_assumptions.csv",
        "report_settings.csv",
    }
    for path in made.glob("report_*.csv"):
        table = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False)
        for cell in [*table.columns, *table.to_numpy().ravel()]:
            assert re.fullmatch(r"-?\d.*", cell) or not cell.startswith(("=", "+", "-", "@")), (path.name, cell)


@pytest.mark.slow
def test_results_are_never_touched_and_the_page_can_be_made_again(made, tmp_path):
    place = tmp_path / "study"
    shutil.copytree(made, place)
    before, first = results(place), (place / "report.html").read_bytes()
    write_report(place)
    assert (place / "report.html").read_bytes() == first
    assert results(place) == before


def test_the_other_language_from_the_command_line(folder, tmp_path, capsys):
    place = tmp_path / "study"
    shutil.copytree(folder, place)
    before = results(place)
    assert main(["report", str(place), "--lang", "zh", "--no-figures", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"report": str(place / "report.html")}
    page = Reader((place / "report.html").read_text(encoding="utf-8"))
    assert ("lang", "zh-CN") in page.attributes
    assert "哪些尚不确定" in page.text and "真实解决率" in page.text and "img" not in page.tags
    assert results(place) == before
    assert not list(place.glob("*.png")) and not list(place.glob(".report*"))


@pytest.mark.parametrize("what", ["nothing", "empty", "no_json", "other", "wishes"])
def test_a_folder_that_is_no_study_is_refused(what, tmp_path, capsys):
    place = tmp_path / "folder"
    if what != "nothing":
        place.mkdir()
    texts = {
        "no_json": "{",
        "other": '{"command": 5}',
        "wishes": '{"command": "wishes", "counts": {}, "versions": {}, "scenarios": []}',
    }
    if what in texts:
        (place / "manifest.json").write_text(texts[what], encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    assert main(["report", str(place)]) == (4 if what == "no_json" else 2)
    code = {"wishes": "GZ097", "no_json": "GZ085"}.get(what, "GZ096")
    assert code in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_that_leads_out_of_the_folder_is_refused(folder, tmp_path, capsys):
    place = tmp_path / "study"
    shutil.copytree(folder, place)
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    manifest["scenarios"][0]["name"] = "../../etc/passwd"
    del manifest["files"], manifest["digest"]
    (place / "manifest.json").write_bytes(sealed(place, manifest))
    assert main(["report", str(place)]) == 2
    assert "GZ096" in capsys.readouterr().err


def test_every_missing_file_is_named(folder, tmp_path, capsys):
    place = tmp_path / "study"
    shutil.copytree(folder, place)
    for name in ("measures.parquet", "summary.csv", "config/s2.yaml"):
        (place / name).unlink()
    assert main(["report", str(place)]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in ("measures.parquet", "summary.csv", "s2.yaml"))


def test_a_study_is_read_as_it_was_written(folder):
    study = read_study(folder)
    assert [s.name for s in study.scenarios] == ["s0", "s1", "s2", "s3"]
    assert study.scenarios[1].title == HOSTILE[1]
    again = compare(study.tables["measures"], "s0", ["s1", "s2", "s3"])
    pd.testing.assert_frame_equal(again, study.tables["comparison"], check_dtype=False, check_exact=True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+2", "'+2"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("a=b", "a=b"),
        ("＝1+1", "'＝1+1"),
        (-2.5, -2.5),
        ("", ""),
    ],
)
def test_cells_a_spreadsheet_would_carry_out_are_harmless(value, expected):
    assert harmless(value) == expected


def test_a_spreadsheet_keeps_numbers_as_numbers(tmp_path):
    write_spreadsheet(tmp_path / "t.csv", pd.DataFrame({"title": ["=1+1", "plain"], "value": [-1.5, 2.0]}))
    text = (tmp_path / "t.csv").read_bytes().decode("utf-8-sig")
    assert text == "title,value\r\n'=1+1,-1.5\r\nplain,2.0\r\n"


def test_a_header_a_spreadsheet_would_carry_out_is_harmless(tmp_path):
    write_spreadsheet(tmp_path / "t.csv", pd.DataFrame({"=cmd()": ["x"], "-1": [2.0], "plain": [1]}))
    text = (tmp_path / "t.csv").read_bytes().decode("utf-8-sig")
    assert text == "'=cmd(),'-1,plain\r\nx,2.0,1\r\n"


def test_cells_of_the_page_become_numbers_in_the_spreadsheet():
    effect = Cell(Number(-2.94, "+.1f"), Ends(Number(-3.3, "+.1f"), Number(2500.0, "+,.1f")))
    share = Cell(Number(-12.0, ".0f", after=" %"))
    table = Table("c", ["policy", "effect"], [[Cell("=1"), effect], [Cell("12"), Cell("–")], [Cell("y"), share]])
    frame = as_frame(table)
    assert frame["policy"].tolist() == ["=1", "12", "y"]
    assert frame["effect"].tolist() == [-2.9, "–", "-12 %"]
    assert frame["effect [95 %]"].tolist() == ["[-3.3, +2,500.0]", "", ""]
    assert (str(effect.text), str(effect.below), str(share.text)) == ("−2.9", "[−3.3, +2,500.0]", "−12 %")


def test_text_from_anywhere_is_escaped():
    bad = "<b>&{{7*7}}</b>"
    page = Page(
        bad,
        bad,
        Answer([Statement(bad)], [bad], [Card("n", bad, (Statement(bad),))], [bad]),
        Table(bad, [bad], [[Cell(bad, bad)]], note=bad),
        [Section("x", bad, [bad], listed=[bad], commands=[bad])],
    )
    text = rendered(page)
    # Title and heading, facts, lead, choice, five in the table, caveat, two in the card, four in the section.
    assert "<b>" not in text and Reader(text).text.count(bad) == 17


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_comparison_shorter_than_a_mechanisms_horizon_says_so(lang):
    base = scenario(days=365)
    slow = scenario(days=365, mechanisms={"workforce": {}, "routine_first": {}})
    assert too_short([base]) == [] and too_short([base, scenario(days=365, mechanisms={"routine_first": {}})]) == []
    (sentence,) = too_short([base, slow])
    assert {"en": "community workforce (5 years)", "zh": "社区服务队伍建设（5年）"}[lang] in sentence
    assert too_short([scenario(days=1826, mechanisms={"workforce": {}})]) == []
