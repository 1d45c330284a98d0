"""How figures are drawn: on no screen, with the project's settings and fonts, whatever the reader's own are."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.report.fonts import FONT

STYLE: dict[Any, Any] = {
    "axes.unicode_minus": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.labelsize": 9.5,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "font.size": 9.5,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "figure.dpi": 100,
    "savefig.dpi": 160,
    "svg.fonttype": "path",
    "svg.hashsalt": "gongzhi",
    "text.parse_math": False,
}
"""Settings of all figures; SVG text is drawn as outlines, so it looks the same where the font is missing."""


@cache
def chinese_family() -> str:
    """Registers the project's font.

    Returns:
        Its family name.
    """
    font_manager.fontManager.addfont(str(FONT))
    return font_manager.FontProperties(fname=str(FONT)).get_name()


def families() -> list[str]:
    """Families of the fonts of figures: a sign is drawn by the first that has it."""
    return ["DejaVu Sans", chinese_family()]


@cache
def _signs() -> frozenset[int]:
    """Codes of the signs that the fonts of figures have."""
    files = [font_manager.findfont(family) for family in families()]
    return frozenset(code for file in files for code in font_manager.get_font(file).get_charmap())


def drawable(text: str) -> bool:
    """Whether the fonts of figures have every sign of a text.

    Args:
        text: The text.
    """
    return all(sign.isspace() or ord(sign) in _signs() for sign in text)


@contextmanager
def drawing() -> Iterator[None]:
    """Draws with matplotlib's defaults and the project's fonts and style; the reader's settings stay as they were.

    A name in a script that neither font has (`drawable`) is drawn as boxes, in silence: the tables beside the figures
    write it out.
    """
    defaults = {key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")}
    with matplotlib.rc_context({**defaults, **STYLE, "font.family": families()}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        yield


def subplots(
    rows: int = 1, columns: int = 1, *, figsize: tuple[float, float], layout: Any = None, **shared: Any
) -> tuple[Figure, Any]:
    """A figure with its axes, on a canvas that needs no screen and that nobody else knows of.

    Args:
        rows: Rows of axes.
        columns: Columns of axes.
        figsize: Width and height in inches.
        layout: How axes are placed.
        **shared: What `Figure.subplots` takes.
    """
    figure = blank(figsize, layout)
    return figure, figure.subplots(rows, columns, **shared)


def blank(figsize: tuple[float, float], layout: Any = None) -> Figure:
    """A figure without axes.

    Args:
        figsize: Width and height in inches.
        layout: How axes are placed.
    """
    figure = Figure(figsize=figsize, layout=layout)
    FigureCanvasAgg(figure)
    return figure
