"""The verb from a file to a folder: what is kept, what is never kept, and what is said when nothing can be."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.cli.main import main
from sim.mechanisms import known_mechanisms
from sim.scenario.scenario import load_scenario
from sim.studies.patterns import load_patterns
from sim.studies.validation import scenario_folders
from sim.tickets.results import OWN
from tests.model_runs import SMALL_PLACE
from tests.tickets.files import HEADER, csv_text, order, written

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("13800138000", "张三丰", "某路某号某室", "他家漏水多日无人理会")
FULL = (*HEADER, "办理期限", "联系电话", "诉求人", "地址", "诉求内容", "是否解决", "满意度")


def orders(n: int = 600) -> list[tuple[str, ...]]:
    """Orders of half a year with telephones, names, addresses and free text in columns of their own."""
    rng, rows = np.random.default_rng(5), []
    classes = ["供水", "物业管理", "环境卫生", "邻里纠纷", "养老服务", '=HYPERLINK("x")', "<script>alert(1)</script>"]
    for k in range(n):
        day = np.datetime64("2017-01-01") + k * 200 // n
        took = int(rng.geometric(0.3)) - 1
        closed = took < 25
        row = order(
            k,
            f"{day} 09:{k % 60:02d}:00",
            f"{day + took} 17:00:00" if closed else "",
            classes[k % len(classes)] if k else "独此一类",
            "电话" if k % 3 else "微信",
            "已办结" if closed else "办理中",
            ["江岸", "fields"][k % 2] if k else "独户院",
        )
        rows.append(
            (
                *row,
                f"{day + 5} 00:00:00",
                SECRETS[0] if k % 2 else "13900139000",
                *SECRETS[1:],
                ("是" if k % 5 else "否") if closed else "",
                ("满意" if k % 4 else "不满意") if closed else "",
            )
        )
    return rows


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The small place with its tickets read, and what was printed."""
    above = tmp_path_factory.mktemp("above")
    folder = Path(shutil.copytree(SMALL_PLACE, above / "place"))
    file = written(above / "orders.csv", csv_text(orders(), FULL))
    assert main(["tickets", str(file), "--place", str(folder), "--keep-sample", "20"]) == 0
    return folder


def test_what_is_kept_is_whole_and_can_be_used(place):
    kept = {path.name for path in (place / "tickets").iterdir()}
    beside = {path.name for path in place.iterdir()} - {"tickets", "tickets.yaml", "patterns.csv"}
    assert kept == set(OWN) and beside == {path.name for path in SMALL_PLACE.iterdir()}
    facts = json.loads((place / "tickets" / "tickets.json").read_text(encoding="utf-8"))
    assert (facts["requests"], facts["left_out"]) == (600, {})
    assert (facts["first_day"], facts["last_day_seen"]) == ("2017-01-01", "2017-07-19")
    scenario = load_scenario(place / "tickets.yaml", known_mechanisms())
    mix = scenario.needs.mix_town.model_dump()
    days = np.datetime64(scenario.run.start_date) + scenario.run.warm_up_days, scenario.run.days
    assert days == (np.datetime64("2017-01-01"), 200)
    assert scenario.world.place == str(place) and sum(mix.values()) == pytest.approx(1.0)
    assert min(mix["facility"], mix["environment"], mix["welfare"]) > 0 == mix["certificate"]
    targets = load_patterns(place / "patterns.csv", *scenario_folders(str(place)))
    assert {
        "closure_share",
        "on_time_share",
        "resolution_registered_share",
        "satisfaction_share",
        "registered_per_1000",
        "closing_days_q50",
    } <= {target.cell.measure for target in targets}
    assert {target.cell.group for target in targets if target.cell.by == "district"} == {"Riverside", "Fields"}


def test_nothing_of_a_person_is_kept_and_small_numbers_are_hidden(place):
    for path in (*(place / "tickets").rglob("*"), place / "patterns.csv"):
        data = path.read_bytes()
        for secret in (*SECRETS, "13900139000", "A17", "独此一类", "独户院"):
            assert secret.encode() not in data, (path.name, secret)
    page = (place / "tickets" / "tickets.html").read_text(encoding="utf-8")
    assert page.index("a key that is not kept") < page.index("<h2>")
    sample = (place / "tickets" / "sample.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sample[0] == "received,closed,due,category,area,channel" and len(sample) == 21
    assert not re.search(r"\d\d:\d\d", "".join(sample))


def test_words_of_the_file_are_harmless_on_page_and_in_spreadsheets(place):
    page = (place / "tickets" / "tickets.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    table = (place / "tickets" / "categories.csv").read_text(encoding="utf-8-sig")
    assert "\n\"'=HYPERLINK" in table or "\n'=HYPERLINK" in table
    assert not re.search(r'^"?[=+@-]', table, re.M)


def test_a_corrected_category_counts_the_next_time_and_stays(place, tmp_path, capsys):
    folder = Path(shutil.copytree(place, tmp_path / "place"))
    table = folder / "tickets" / "categories.csv"
    text = table.read_text(encoding="utf-8-sig")
    table.write_text(re.sub(r"(=HYPERLINK\(\"\"x\"\"\)\",)", r"\1certificate", text), encoding="utf-8")
    file = written(tmp_path / "orders.csv", csv_text(orders(90), FULL))
    for _ in range(2):
        assert main(["tickets", str(file), "--place", str(folder), "--no-figures"]) == 0
        scenario = load_scenario(folder / "tickets.yaml", known_mechanisms())
        assert scenario.needs.mix_town.model_dump()["certificate"] > 0.05
    kept = {path.name for path in (folder / "tickets").iterdir()}
    assert not kept & {"sample.csv", "waiting.png"} and "tickets.html" in kept
    table.write_text("class,category\n供水,facilty\n", encoding="utf-8")
    assert main(["tickets", str(file), "--place", str(folder)]) == 2
    assert "did you mean 'facility'" in capsys.readouterr().err


def test_an_unknown_table_is_mapped_by_the_file_that_is_offered(tmp_path, capsys):
    rows = [
        (
            f"2017-03-{1 + k % 28:02d} 08:00",
            f"2017-03-{1 + k % 28:02d} 18:00" if k % 9 else "",
            "street lights",
            "done" if k % 9 else "open",
            "13800138000",
        )
        for k in range(200)
    ]
    header = ("Opened", "Closed", "Category", "Status", "Phone of caller")
    file = written(tmp_path / "own.csv", csv_text(rows, header))
    (tmp_path / "place").mkdir()
    words = ["tickets", str(file), "--place", str(tmp_path / "place"), "--no-figures"]
    assert main(words) == 2
    offered = tmp_path / "place" / "tickets" / "mapping.yaml"
    assert str(offered) in capsys.readouterr().err and list(offered.parent.iterdir()) == [offered]
    text = offered.read_text(encoding="utf-8")
    assert "13800138000" not in text and "2017-03-01 08:00" in text and "street lights" in text
    assert main([*words, "--map", str(offered)]) == 0
    assert "200 requests in 28 days" in capsys.readouterr().out
    facts = json.loads((offered.parent / "tickets.json").read_text(encoding="utf-8"))
    assert facts["requests"] == 200 and facts["formats"]["received"] == "%Y-%m-%d %H:%M"
    assert offered.read_text(encoding="utf-8") == text
    assert main([*words, "--map", str(offered.parent / "mapping_used.yaml")]) == 0
    assert json.loads((offered.parent / "tickets.json").read_text(encoding="utf-8")) == facts


def test_the_page_speaks_chinese_too(place, tmp_path, capsys):
    folder = Path(shutil.copytree(SMALL_PLACE, tmp_path / "place"))
    file = written(tmp_path / "orders.csv", csv_text(orders(60), FULL))
    assert main(["tickets", str(file), "--place", str(folder), "--lang", "zh", "--json", "--no-figures"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["requests"] == 60 and said["folder"] == str(folder / "tickets")
    page = (folder / "tickets" / "tickets.html").read_text(encoding="utf-8")
    assert "的工单" in page and 'lang="zh-CN"' in page
    assert "The tickets of" in (place / "tickets" / "tickets.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [["--place", "nowhere"], ["--keep-sample", "-1"], ["--map", "no.yaml"], []])
def test_a_wrong_command_writes_nothing(tmp_path, capsys, words):
    file = written(tmp_path / "orders.csv", csv_text([order(1)]))
    (tmp_path / "place").mkdir()
    given = words if "--place" in words else [*words, "--place", str(tmp_path / "place")]
    code = main(["tickets", str(tmp_path / "none.csv") if not words else str(file), *given])
    assert code == 2 and "error[GZ" in capsys.readouterr().err
    assert list((tmp_path / "place").iterdir()) == []
