"""The page of a report: one file that needs no network and no script, in the order of its sections.

All text goes through jinja2 with autoescape, so that titles from somebody's YAML stand on the page as they were
written. Figures are embedded as SVG images, in which nothing can run, with their text as outlines.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.report.answer import Answer
from sim.report.fonts import web_font
from sim.report.numbers import Shown
from sim.report.page_words import PAGE_WORDS
from sim.words import language

TEMPLATES = Path(__file__).parent / "templates"
_PATH = re.compile(r'(?<= d=")[^"]*')
_DECIMALS = re.compile(r"-?\d+\.\d{2,}")
_HEAD = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A figure on the page.

    Attributes:
        name: Name of its files, without ending.
        title: What it shows.
        message: What can be read off it, with numbers.
        source: The image as a data address; "" where figures are left out.
    """

    name: str
    title: str
    message: str
    source: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What it says.
        below: What stands below it in smaller type, such as an interval.
        tone: "better", "worse", "unsure" or "".
        mark: Whether it is emphasised, such as an assumption that nothing stands behind.
    """

    text: Shown
    below: Shown = ""
    tone: str = ""
    mark: bool = False


@dataclass(frozen=True)
class Table:
    """A table on the page.

    Attributes:
        caption: What it holds.
        head: Column heads; the first column names the rows.
        rows: Cells of each row.
        numbers: Whether the columns after the first hold numbers, set to the right.
        note: Text below it.
        csv: Name of the file with the same table.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: bool = True
    note: str = ""
    csv: str = ""


@dataclass
class Section:
    """A part of the page.

    Attributes:
        id: Name of its anchor.
        title: Its heading.
        text: Paragraphs.
        tables: Tables.
        pictures: Figures, after the tables.
        listed: Lines of a list.
        commands: Lines to type.
    """

    id: str
    title: str
    text: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


TAGS = {"en": "en", "zh": "zh-CN"}
"""What a browser is told of the language of the page (RFC 5646)."""


@dataclass(frozen=True)
class Page:
    """All of a page.

    Attributes:
        title: Its title.
        facts: What was run, in a line.
        answer: What comes first.
        glance: The table beside the answer; None where nothing is compared.
        sections: Everything else.
        picture: The figure beside the answer; None for none.
    """

    title: str
    facts: str
    answer: Answer
    glance: Table | None
    sections: Sequence[Section]
    picture: Picture | None = None


def embedded(svg: Path) -> str:
    """An SVG file as a data address; coordinates of paths are cut to a tenth of a point, small ones to a hundredth.

    Args:
        svg: The file.
    """
    text = _HEAD.sub("", svg.read_text(encoding="utf-8"))
    text = _PATH.sub(lambda path: _DECIMALS.sub(_short, path.group()), text)
    text = re.sub(r"\s*\n\s*", "\n", text).strip()
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


def _short(found: re.Match[str]) -> str:
    """A coordinate with as many decimals as can be seen."""
    value = float(found.group())
    return f"{value:.1f}" if abs(value) >= 20 else f"{value:.2f}"


def rendered(page: Page) -> str:
    """The page as HTML.

    Args:
        page: The page.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = {key: str(both) for key, both in PAGE_WORDS.items()}
    style = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))
    template = environment.get_template("report.html.j2")
    facts = {"page": page, "words": words, "style": style, "language": TAGS[language()]}
    return template.render(**facts, font=web_font(template.render(**facts, font="")))
