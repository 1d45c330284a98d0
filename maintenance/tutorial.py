"""Executes docs/tutorial.md and writes it again with its results, together with its figures and the notebook.

`python -m maintenance.tutorial` needs the extras `analysis`, `discovery` and `xarray`. Run it again whenever results
change; a test executes the blocks and compares words and numbers with what they give, of figures those drawn.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import importlib.util
import io
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "tutorial.md"
NOTEBOOK = PAGE.with_suffix(".ipynb")
FIGURES = ROOT / "docs" / "tutorial"
CODE = re.compile(
    r"(?:<!-- needs: (?P<needs>\S+) -->\n)?^```python\n(?P<source>.*?)^```\n"
    r"(?:\n```text\n(?P<text>.*?)^```\n|\n!\[[^\]]*\]\((?P<image>[^)]*)\)\n)?",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Cell:
    """A block of Python, or the prose before it.

    Attributes:
        prose: Text of the page; empty for Python.
        source: The Python; empty for prose.
        needs: Package it needs besides the core, "" for none.
        given: What it gave when the page was written; the path of a figure begins with "tutorial/".
    """

    prose: str = ""
    source: str = ""
    needs: str = ""
    given: str = ""


def cells(page: str) -> list[Cell]:
    """Takes the page apart.

    Args:
        page: Text of docs/tutorial.md.
    """
    found, end = [], 0
    for match in CODE.finditer(page):
        found.append(Cell(prose=page[end : match.start()]))
        found.append(
            Cell(source=match["source"], needs=match["needs"] or "", given=match["text"] or match["image"] or "")
        )
        end = match.end()
    return [cell for cell in [*found, Cell(prose=page[end:])] if cell.prose or cell.source]


def missing(cell: Cell) -> bool:
    """Whether a package that a block needs is not installed."""
    return bool(cell.needs) and importlib.util.find_spec(cell.needs) is None


def execute(source: str, names: dict[str, Any]) -> tuple[str, Any]:
    """Executes one block as a notebook does.

    Args:
        source: The Python.
        names: What earlier blocks have named; added to.

    Returns:
        What it printed or its last expression shows, and the value of that expression.
    """
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "tutorial", "exec"), names)  # the project's own page, never somebody else's
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "tutorial", "eval"), names)
    shown = "" if value is None else f"{value!r}\n"
    return printed.getvalue() + shown, value


def is_figure(value: Any) -> bool:
    """Whether a block ends with a figure."""
    return hasattr(value, "savefig")


def drawn_numbers(figure: Any) -> str:
    """The numbers that a figure draws, to four digits: heights of lines and sizes of bars.

    Args:
        figure: The figure.
    """
    lines = [y for axis in figure.axes for line in axis.lines for y in line.get_ydata()]
    bars = [x for axis in figure.axes for bar in axis.patches for x in (bar.get_width(), bar.get_height())]
    return " ".join(f"{float(number):.4g}" for number in [*lines, *bars])


def written_again(page: str) -> tuple[str, dict[str, Any], dict[str, bytes]]:
    """Executes the page.

    Args:
        page: Its text.

    Returns:
        The text with what the blocks give, the notebook, and every figure by its file's name.
    """
    parts: list[str] = []
    blocks: list[dict[str, Any]] = []
    figures: dict[str, bytes] = {}
    names: dict[str, Any] = {"__name__": "tutorial"}
    for cell in cells(page):
        if cell.prose:
            parts.append(cell.prose)
            if cell.prose.strip():
                blocks.append({"cell_type": "markdown", "metadata": {}, "source": _lines(cell.prose.strip())})
            continue
        text, value = execute(cell.source, names)
        comment = f"<!-- needs: {cell.needs} -->\n" if cell.needs else ""
        parts.append(f"{comment}```python\n{cell.source}```\n")
        if is_figure(value):
            name, stream = f"figure_{len(figures) + 1}.png", io.BytesIO()
            value.savefig(stream, dpi=100, metadata={"Software": None, "Comment": drawn_numbers(value)})
            figures[name] = stream.getvalue()
            parts.append(f"\n![what the block gives](tutorial/{name})\n")
            data: dict[str, Any] = {"image/png": base64.b64encode(figures[name]).decode()}
        else:
            parts.append(f"\n```text\n{text}```\n" if text else "")
            data = {"text/plain": _lines(text)}
        blocks.append(_code(cell.source, data, len(blocks)))
    for number, block in enumerate(blocks):
        block["id"] = f"cell-{number}"
    notebook = {"cells": blocks, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    return "".join(parts), notebook, figures


def _code(source: str, data: dict[str, Any], count: int) -> dict[str, Any]:
    """A block of Python as a notebook has it."""
    outputs = [{"output_type": "display_data", "metadata": {}, "data": data}] if any(data.values()) else []
    return {
        "cell_type": "code",
        "metadata": {},
        "execution_count": count,
        "source": _lines(source.strip()),
        "outputs": outputs,
    }


def _lines(text: str) -> list[str]:
    """Text as notebooks keep it: a list of lines."""
    return text.splitlines(keepends=True)


def main() -> None:
    """Writes page, notebook and figures."""
    import matplotlib as mpl

    mpl.use("Agg")
    page = PAGE.read_text(encoding="utf-8")
    lacking = sorted({cell.needs for cell in cells(page) if missing(cell)})
    if lacking:
        raise SystemExit(f"the tutorial needs {', '.join(lacking)} to be written")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        text, notebook, figures = written_again(page)
        os.chdir(ROOT)
    PAGE.write_text(text, encoding="utf-8")
    NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    FIGURES.mkdir(exist_ok=True)
    for name, content in figures.items():
        (FIGURES / name).write_bytes(content)


if __name__ == "__main__":
    main()
