"""The project's font, and what of it a report carries along."""

from __future__ import annotations

import base64
import io

from sim.shipped import FONTS

FONT = FONTS / "NotoSansSC-subset.otf"

FIRST_CHINESE = "\u2e80"
"""Signs from here on are Chinese: the first radicals, then marks and characters."""


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
