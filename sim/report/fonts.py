"""Fonts of figures and reports: Latin letters and digits from matplotlib's or the reader's, Chinese from ours."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager

from sim.shipped import FONTS

FONT = FONTS / "NotoSansSC-subset.otf"

FIRST_CHINESE = "\u2e80"
"""Signs from here on are Chinese: the first radicals, then marks and characters."""

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


def web_font(text: str) -> str:
    """The project's font with nothing but the Chinese signs of a text, for a page on machines that have no such font.

    Args:
        text: The text.

    Returns:
        A "data:" address of a WOFF file, about 150 bytes for each sign; "" where the text has none.
    """
    from fontTools import subset

    signs = {ord(sign) for sign in text if sign >= FIRST_CHINESE}
    if not signs:
        return ""
    options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
    font = subset.load_font(str(FONT), options)
    only = subset.Subsetter(options)
    only.populate(unicodes=signs)
    only.subset(font)
    file = io.BytesIO()
    subset.save_font(font, file, options)
    return "data:font/woff;base64," + base64.b64encode(file.getvalue()).decode("ascii")
