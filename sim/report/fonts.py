"""Fonts of the figures: Latin letters and digits from matplotlib's own font, Chinese from the project's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager

FONT = Path(__file__).resolve().parents[2] / "data" / "fonts" / "NotoSansSC-subset.otf"

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


@contextmanager
def drawing() -> Iterator[None]:
    """Draws without a screen, with the project's fonts and style; matplotlib's settings stay as they were."""
    family = ["DejaVu Sans", chinese_family()]
    with matplotlib.rc_context({**STYLE, "font.family": family}):
        yield
