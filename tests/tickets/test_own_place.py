"""The page about a place of one's own is carried out as it stands, and the example is what its script says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pandas as pd
import pytest

from maintenance.example_place import COLUMNS, DISTRICT_ROWS, DISTRICTS, FOLDER, TICKETS, write_districts
from sim.cli.main import main
from sim.shipped import place_names

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "own_place.md"


def commands() -> list[str]:
    """Every line of the page that is typed."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    return [line for block in blocks for line in block.splitlines()]


def test_the_example_is_what_its_script_writes_and_no_place_of_the_program(tmp_path: Path) -> None:
    write_districts(tmp_path / DISTRICTS)
    assert (tmp_path / DISTRICTS).read_bytes() == (FOLDER / DISTRICTS).read_bytes()
    table = pd.read_csv(FOLDER / TICKETS, dtype=str, keep_default_na=False)
    assert tuple(table.columns) == COLUMNS and set(table["所属区县"]) == {row[1] for row in DISTRICT_ROWS}
    assert "example" not in place_names()


def typed(lines: list[str], folder: Path) -> None:
    """Carries out lines of the page in a folder; the shell's own ones are done by Python."""
    for line in lines:
        words = shlex.split(line)
        if words[0] == "cp":
            for name in words[1:-1]:
                shutil.copy(ROOT / name, folder)
        elif words[0] == "printf":
            (folder / words[-1]).write_text(words[1].replace("\\n", "\n"), encoding="utf-8")
        else:
            assert words[:2] == ["python", "run_sim.py"], line
            assert main(words[2:]) == 0, line


def test_the_page_leads_from_one_table_to_figures_of_the_place(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    typed(commands()[:4], tmp_path)
    rows = pd.read_csv("lakeland/patterns.csv", dtype=str, keep_default_na=False)
    assert len(set(rows[rows["by"] == "district"]["group"])) == len(DISTRICT_ROWS)
    # By another program: the share of all registered requests that were solved, open ones included.
    table = pd.read_csv(TICKETS, dtype=str, keep_default_na=False)
    solved = (table["是否解决"] == "是").mean()
    given = rows.set_index("id").loc["tickets_resolution_registered_share", "target"]
    assert float(given) == pytest.approx(solved, abs=1e-4)


@pytest.mark.nightly
def test_every_command_of_the_page_works(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    typed(commands(), tmp_path)
    assert (tmp_path / "outputs" / "lakeland" / "report.html").is_file()
    page = (tmp_path / "outputs" / "lakeland" / "report.html").read_text(encoding="utf-8")
    assert "Lakeland" in page and "自有数据" in page
