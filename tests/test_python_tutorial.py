"""docs/tutorial.md is executed block by block; page and notebook show what the blocks give.

The words of what is shown are compared, not the numbers, which change with the model:
`python -m maintenance.tutorial` writes them again.
"""

from __future__ import annotations

import json
import re

import pytest

import sim
from maintenance.tutorial import FIGURES, NOTEBOOK, PAGE, cells, execute, is_figure, missing

PNG = b"\x89PNG\r\n\x1a\n"


def words(text: str) -> list[str]:
    """The words of a result: neither numbers nor what follows from them."""
    found = re.findall(r"[A-Za-z_.]*[A-Za-z_][\w.']*", re.sub(r"\d\S*e[+-]\d+|\bnan\b", "0", text))
    return [word for word in found if word not in ("gains", "loses", "unclear")]


def test_every_block_runs_and_gives_what_the_page_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = [cell for cell in cells(PAGE.read_text(encoding="utf-8")) if cell.source]
    assert len(blocks) >= 12
    names: dict[str, object] = {"__name__": "tutorial"}
    compared = 0
    for block in blocks:
        if missing(block):
            continue
        text, value = execute(block.source, names)
        if is_figure(value):
            assert (FIGURES.parent / block.given).read_bytes().startswith(PNG)
        else:
            assert words(text) == words(block.given), block.source
        compared += 1
    assert compared >= 10
    assert (tmp_path / "outputs" / "tutorial" / "measures.parquet").exists() or missing_named(blocks, "SALib")


def missing_named(blocks, package: str) -> bool:
    """Whether the blocks that need a package were passed over."""
    return any(block.needs == package and missing(block) for block in blocks)


def test_a_changed_word_would_be_noticed():
    assert words("lost_share  0.19") == words("lost_share  0.25 ") == ["lost_share"]
    assert words("lost_share 1.2e-03 gains") == ["lost_share"]
    assert words("lost_share 0.1") != words("on_time_share 0.1")


def test_the_notebook_is_the_page():
    page = [cell for cell in cells(PAGE.read_text(encoding="utf-8")) if cell.prose.strip() or cell.source]
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert len(notebook["cells"]) == len(page)
    for written, cell in zip(notebook["cells"], page, strict=True):
        assert "".join(written["source"]) == (cell.source or cell.prose).strip()
        if cell.source and not cell.given.startswith("tutorial/"):
            shown = "".join(text for out in written["outputs"] for text in out["data"]["text/plain"])
            assert shown == cell.given


def test_notebooks_own_reader_takes_it():
    nbformat = pytest.importorskip("nbformat", reason="needs nbformat (make install-all)")
    nbformat.validate(nbformat.read(NOTEBOOK, as_version=4))


def test_the_page_goes_through_all_that_is_offered():
    page = PAGE.read_text(encoding="utf-8")
    verbs = [name for name in sim.__all__ if name[0].islower()]
    assert [name for name in [*verbs, "BatchModel"] if f"sim.{name}" not in page] == []
