"""docs/tutorial.md is executed block by block; page and notebook show what the blocks give, words and numbers.

`python -m maintenance.tutorial` writes them again.
"""

from __future__ import annotations

import json
import re

import pytest
from PIL import Image

import sim
from maintenance.tutorial import FIGURES, NOTEBOOK, PAGE, cells, drawn_numbers, execute, is_figure, missing

PNG = b"\x89PNG\r\n\x1a\n"


NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?:e[+-]\d+)?(?![\w])")


def parted(text: str) -> tuple[list[str], list[tuple[float, float]]]:
    """The words of a result without its spaces, and its numbers, each with one unit of its last digit.

    Another processor may round a logarithm otherwise in its last bit, and so a printed number in its last digit.
    """
    numbers = []
    for found in NUMBER.findall(text):
        digits, _, power = found.replace(",", "").partition("e")
        numbers.append((float(found.replace(",", "")), 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))))
    return NUMBER.sub(" # ", text).split(), numbers


def same(shown: str, given: str) -> bool:
    """Whether a page shows what a block gives."""
    (words, numbers), (own_words, own) = parted(shown), parted(given)
    whole = all(unit < 1.0 or a == b for (a, unit), (b, _) in zip(numbers, own, strict=False))
    return (
        words == own_words
        and len(numbers) == len(own)
        and whole
        and all(abs(a - b) <= 1.001 * unit for (a, unit), (b, _) in zip(numbers, own, strict=True))
    )


@pytest.mark.slow
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
            kept = Image.open(FIGURES.parent / block.given).text["Comment"]
            assert same(kept, drawn_numbers(value)), f"stale figure: {block.given}"
        else:
            assert same(block.given, text), f"{block.source}\n{text}\n{block.given}"
        compared += 1
    assert compared >= 10
    assert (tmp_path / "outputs" / "tutorial" / "measures.parquet").exists() or missing_named(blocks, "SALib")


def missing_named(blocks, package: str) -> bool:
    """Whether the blocks that need a package were passed over."""
    return any(block.needs == package and missing(block) for block in blocks)


def test_a_changed_word_or_number_would_be_noticed():
    assert same("dropped_share  0.190", "dropped_share 0.191 ")
    for other in ("dropped_share 0.192", "on_time_share 0.190", "dropped_share 0.190 gains", "dropped_share 0.190 1"):
        assert not same("dropped_share 0.190", other)
    assert not same("reported 3035", "reported 3036"), "counts are exact"
    assert not same("mean 1.2e-03", "mean 1.5e-03")


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
