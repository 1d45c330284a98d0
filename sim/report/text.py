"""Laying out text for a terminal, where Chinese characters take two columns (Unicode Standard Annex 11)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

CLOSING, OPENING = "，。；：、！？）》」』】", "（《「『【"
"""Chinese marks that must not begin a line, and those that must not end one."""


def columns(text: str) -> int:
    """Width of a text on a terminal.

    Args:
        text: One line.

    Returns:
        Columns it takes.
    """
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    hidden = sum(unicodedata.combining(c) != 0 for c in text)
    return len(text) + wide - hidden


def padded(text: str, width: int, right: bool = False) -> str:
    """Fills a text up with spaces to a width.

    Args:
        text: One line.
        width: Columns.
        right: Whether to fill up on the left, so that the text stands on the right.

    Returns:
        The line; a longer text stays as it is.
    """
    space = " " * max(0, width - columns(text))
    return space + text if right else text + space


def widest(texts: Iterable[str], least: int) -> int:
    """Columns of the widest text, so that none runs into its neighbour.

    Args:
        texts: Lines.
        least: Columns at least.
    """
    return max([least, *map(columns, texts)])


def pieces(text: str, width: int) -> list[str]:
    """Breaks a text into lines; Latin words stay whole, Chinese may break anywhere.

    Args:
        text: The text.
        width: Most columns of a line.

    Returns:
        The lines; at least one.
    """
    lines, line = [], ""
    for token in _tokens(text):
        if line and columns(line) + columns(token.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += token if line else token.lstrip()
    lines.append(line.rstrip())
    return lines


def _tokens(text: str) -> list[str]:
    """Words with the space after them, and single Chinese characters with the marks that must not leave them."""
    found: list[str] = []
    word = ""
    for c in text:
        if unicodedata.east_asian_width(c) not in "WF":
            word += c
            if c != " ":
                continue
        elif c in CLOSING and (word or found):
            # It stays on the line of what it closes.
            word = (word or found.pop()) + c
        else:
            opened = word if word[-1:] in OPENING else ""
            found += [word] if word and not opened else []
            word = opened + c
            if c in OPENING:
                # It goes to the line of what it opens.
                continue
        found.append(word)
        word = ""
    return [*found, word] if word else found


def wrapped(text: str, width: int, indent: int = 0) -> str:
    """Breaks a text into lines that all begin with spaces.

    Args:
        text: The text.
        width: Most columns of a line, the spaces included.
        indent: Spaces before each line.

    Returns:
        The lines.
    """
    return "\n".join(" " * indent + line for line in pieces(text, width - indent))


def dashes(width: int) -> str:
    """A line across the terminal."""
    return "-" * width
