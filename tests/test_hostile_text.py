"""What somebody else has written is shown as text: no tag, no formula, no steering character, on page and terminal."""

from __future__ import annotations

import csv
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

import sim
from sim.cli.main import main
from sim.errors import is_hidden
from sim.studies.sealed import DIGEST, FILES, MANIFEST
from sim.world.places import title_of_folder
from tests.language import spoken
from tests.model_runs import SMALL_PLACE
from tests.tickets.files import csv_text, order

STEERING = "\x1b[2J\x1b]0;taken\x07\u202e"
TAGS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><svg/onload=alert(1)>", "{{7*7}}")
FORMULAS = ("=1+1", "@SUM(A1)", "+1", "-1")
NAMES = [f"{text} {k}" for k, text in enumerate((*TAGS, *FORMULAS))]


class Tags(HTMLParser):
    """The tags a browser would meet, with what would run in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.running: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.running += [tag] if tag in ("script", "iframe", "object") else []
        self.running += [name for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")]


def is_harmless(page: str) -> None:
    """Nothing in a page runs, and templates were filled once."""
    assert Tags(page).running == []
    assert "{{7*7}}" in page or "7*7" not in page


def hidden(text: str) -> set[str]:
    """Signs of a text that nobody sees or that steer the display."""
    return {sign for sign in text if is_hidden(sign) and sign not in "\n\r\t"}


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place whose own name and those of its districts and regions are tags and formulas."""
    folder = Path(shutil.copytree(SMALL_PLACE, tmp_path_factory.mktemp("places") / "place"))
    with (folder / "districts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for k, row in enumerate(rows):
        for column in ("name_en", "name_zh", "short_zh", "region_en", "region_zh"):
            region = ["plain", "hills"].index(row["region"]) if column.startswith("region") else k + 2
            if column in row:
                row[column] = NAMES[region]
    with (folder / "districts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    title = NAMES[0].replace('"', '""')
    (folder / "place.csv").write_text(f'quantity,value\nname_en,"{title}"\nname_zh,"{title}"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def study(named: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison on it."""
    short = {"world.place": str(named), "world.sample": 1.0, "run.days": 30, "run.warm_up_days": 0}
    base = sim.vary(sim.Scenario(), {"name": "base", "title": TAGS[0], "title_zh": TAGS[1], **short})
    policy = sim.vary(base, {"name": "policy", "title": TAGS[2], "title_zh": FORMULAS[0], "mechanisms.volunteers": {}})
    folder = tmp_path_factory.mktemp("studies") / "study"
    sim.compare(base, policy, seeds=2, jobs=1, out=folder)
    return folder


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_shows_names_and_titles_as_text(study, lang, capsys):
    assert main(["report", str(study), "--no-figures", "--lang", lang]) == 0
    page = (study / "report.html").read_text("utf-8")
    is_harmless(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert hidden(capsys.readouterr().out) == set()
    for file in study.glob("report_*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.reader(lines):
                risky = [cell for cell in row if cell[:1] in ("=", "@", "\t") or re.match(r"[+-](?![\d.]+$)", cell)]
                assert risky == [], file.name


def test_a_manifest_of_somebody_else_steers_no_terminal(study, tmp_path, capsys):
    folder = Path(shutil.copytree(study, tmp_path / "study"))
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    for name in (FILES, DIGEST):
        del manifest[name]
    names = manifest["names"]
    for part in ("region", "district"):
        names[part] = dict.fromkeys(names[part], [STEERING + TAGS[0]] * 2)
    manifest |= {"names": names | {"place": [STEERING + TAGS[1]] * 2}, "finished": STEERING}
    manifest["versions"] = dict.fromkeys(manifest["versions"], STEERING + TAGS[0])
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    assert main(["report", str(folder), "--no-figures"]) == 0
    said = capsys.readouterr()
    assert hidden(said.out + said.err) == set()
    is_harmless((folder / "report.html").read_text("utf-8"))
    found = sim.read(folder)
    told = [*found.notes(), repr(found), *spoken("zh", found.notes)]
    assert hidden("".join(map(str, told))) == set()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_words_of_tickets_are_shown_as_text(lang, tmp_path, capsys):
    place = tmp_path / "place"
    place.mkdir()
    words = [*NAMES, *(STEERING + text for text in NAMES)]
    rows = [order(k, about=word, area=word) for k, word in enumerate(words)]
    (tmp_path / "orders.csv").write_text(csv_text(rows), encoding="utf-8")
    assert main(["tickets", str(tmp_path / "orders.csv"), "--place", str(place), "--lang", lang]) == 0
    said = capsys.readouterr()
    assert hidden(said.out + said.err) == set()
    made = [path for path in place.rglob("*") if path.is_file()]
    assert {path.suffix for path in made} >= {".html", ".csv", ".json", ".yaml"}
    for path in made:
        text = path.read_text("utf-8-sig")
        assert hidden(text) == set(), path.name
        if path.suffix == ".html":
            is_harmless(text)


def test_a_place_is_called_by_its_folder_and_steers_nothing(tmp_path):
    folder = tmp_path / f"{STEERING[:4]}river_town"
    folder.mkdir()
    assert title_of_folder(folder) == "<U+001B>[2Jriver town"
