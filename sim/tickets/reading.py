"""One file of tickets and one place in, counts out: opened, mapped, coded, counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from sim.errors import Fault, InputError, is_file, nearest, words_allowed
from sim.report.spreadsheet import DANGEROUS
from sim.shipped import near_place
from sim.tickets import mapping as mappings
from sim.tickets.coding import TICKET, Coder
from sim.tickets.dates import has_time
from sim.tickets.layouts import OTHER, known_classes, plain, recognised
from sim.tickets.mapping import TicketMapping
from sim.tickets.sources import Source, open_source
from sim.tickets.spool import Spool
from sim.tickets.tally import Plan, Tally, period_of, tallied
from sim.vocabulary import Category
from sim.words import Sentence, T
from sim.world.csv_table import CsvTable
from sim.world.places import Place, read_place

FOLDER = "tickets"
"""Folder of a place for what is made of its tickets."""

CATEGORIES = "categories.csv"
CATEGORY_COLUMNS = ("class", "category")
CATEGORY_KEYS = (*(category.key for category in Category), OTHER)
"""Categories of requests in the order of their codes; the last holds all that are none of the model's."""

MOST_AREAS = 200
"""Areas counted apart, the most frequent ones; the rest is counted together (assumed)."""

NOT_GIVEN, FURTHER = "", "..."
"""Areas of tickets that name none, and of those beyond `MOST_AREAS`."""


class NotRecognised(Exception):
    """A table that is no known export, without a mapping file that names its columns.

    Attributes:
        source: The table.
        mapping: What else a mapping file says of it.
    """

    def __init__(self, source: Source, mapping: TicketMapping) -> None:
        self.source, self.mapping = source, mapping
        super().__init__(str(source.path))


@dataclass(frozen=True)
class Reading:
    """What was read of a file.

    Attributes:
        file: The file.
        mapping: How it was read.
        encoding: How its text is encoded; "" for what is no text.
        tally: The counts.
        coder: The words of the file, and what could not be read.
        n_broken: Lines that did not fit the header.
        categories: Category of each class of the file; "" for one that no table knows.
        areas: Areas in the order of their codes: keys of districts, then names that are none of the place.
        n_districts: How many of them are districts of the place.
        place: The place; None for a folder without its tables.
    """

    file: Path
    mapping: TicketMapping
    encoding: str
    tally: Tally
    coder: Coder
    n_broken: int
    categories: Sequence[str]
    areas: Sequence[str]
    n_districts: int
    place: Place | None = field(repr=False)

    @property
    def residents(self) -> float:
        """Residents of the place; nan where they are not known."""
        if self.place is None:
            return float("nan")
        return float(self.place.residents or 10_000.0 * sum(row.residents_10k for row in self.place.districts))


def read_tickets(
    file: Path,
    folder: Path,
    map_file: Path | None = None,
    n_sample: int = 0,
    progress: Callable[[float], None] = lambda share: None,
) -> Reading:
    """Reads a file of tickets.

    Args:
        file: The file.
        folder: Folder of the place.
        map_file: Mapping file; None for a known export.
        n_sample: Coded tickets to be kept.
        progress: Is told what share of the file has been read.

    Returns:
        What it holds.

    Raises:
        InputError: With everything wrong with the file, its mapping, the table of categories and the place.
        NotRecognised: It is no known export, and there is no mapping.
    """
    place = _place(folder)
    chosen = read_categories(folder / FOLDER)
    first = mappings.read(map_file) if map_file is not None else TicketMapping()
    source = open_source(file, first.encoding, first.sheet, first.header_row)
    if not first.columns and recognised(source.header) is None:
        raise NotRecognised(source, first)
    mapping = mappings.of_known(source) if map_file is None else mappings.read(map_file, source.header)
    mapping = mappings.with_formats(mapping, source, str(map_file or file))
    coder = Coder(mapping, str(file))
    with Spool(TICKET) as spool:
        for block in source.blocks(list(dict.fromkeys(mapping.columns.values()))):
            lines = coder.coded(block)
            spool.add(lines, np.where(lines["ticket"] != 0, lines["ticket"], lines["whole"]))
            progress(block.share)
        coder.refuse_unfit(source.broken)
        categories = [chosen.get(plain(word), known_classes().get(plain(word), "")) for word in coder.groups.words]
        areas, codes, n_districts = matched(coder, place)
        period = period_of(coder.receptions, coder.last_closing, mapping.first_day, mapping.last_day)
        if period.days < 1:
            raise InputError(
                Fault(
                    "GZ100",
                    file=str(file),
                    facts={
                        "problem": T(
                            "no ticket was received between first_day and last_day",
                            "first_day 与 last_day 之间没有受理的工单",
                        )
                    },
                )
            )
        category = np.array([CATEGORY_KEYS.index(key or OTHER) for key in categories], dtype=np.int64)
        timed = all(has_time(mapping.formats.get(key, "")) for key in ("received", "closed"))
        plan = Plan(
            period,
            category,
            codes,
            len(CATEGORY_KEYS),
            len(areas),
            timed,
            mapping.deadline_days,
            "ticket" in mapping.columns,
            "reporter" in mapping.columns,
            n_sample,
        )
        tally = tallied(spool, plan)
    return Reading(file, mapping, source.encoding, tally, coder, source.broken.n, categories, areas, n_districts, place)


def _place(folder: Path) -> Place | None:
    """The place of a folder, where there are its tables.

    Raises:
        InputError: There is no such folder, or its tables cannot be used.
    """
    if not folder.is_dir():
        raise InputError(Fault("GZ058", file=str(folder), nearest=near_place(folder)))
    return read_place(folder) if (folder / "districts.csv").exists() else None


def matched(coder: Coder, place: Place | None) -> tuple[list[str], np.ndarray, int]:
    """Areas of the file beside the districts of the place.

    Args:
        coder: The words of the file.
        place: The place; None for none.

    Returns:
        Areas, the code of the area of each word of the file, and how many areas are districts of the place.
    """
    keys = (
        {}
        if place is None
        else {
            plain(name): key
            for key, row in zip(place.district_keys, place.districts, strict=True)
            for name in (str(row.code), row.name_zh, row.short_zh, row.name_en, key)
            if name
        }
    )
    words = coder.areas.words
    district = [keys.get(plain(word), "") for word in words]
    found = [key for key in (place.district_keys if place is not None else ()) if key in set(district)]
    others = sorted((k for k, key in enumerate(district) if not key and words[k]), key=lambda k: -coder.areas.counts[k])
    n_districts = len(found)
    found += [words[k] for k in others[:MOST_AREAS]]
    place_of = {k: n_districts + i for i, k in enumerate(others[:MOST_AREAS])}
    if len(others) > MOST_AREAS:
        place_of |= dict.fromkeys(others[MOST_AREAS:], len(found))
        found.append(FURTHER)
    if NOT_GIVEN in words:
        place_of[words.index(NOT_GIVEN)] = len(found)
        found.append(NOT_GIVEN)
    codes = [found.index(key) if key else place_of[k] for k, key in enumerate(district)]
    return found, np.array(codes, dtype=np.int64), n_districts


def read_categories(folder: Path) -> Mapping[str, str]:
    """The place's own table of categories, which it may correct.

    Args:
        folder: Folder of what was made of its tickets before.

    Returns:
        Category by class in small letters; classes without a category are left out.

    Raises:
        InputError: With everything wrong with the table.
    """
    if not is_file(folder / CATEGORIES):
        return {}
    faults: list[Fault] = []
    table = CsvTable(folder, CATEGORIES, CATEGORY_COLUMNS, faults)
    found: dict[str, str] = {}
    for line, row in table.rows:
        name, category = row["class"], row["category"]
        if name[:1] == "'" and name[1:].startswith(DANGEROUS):
            name = name[1:]
        if category and category not in CATEGORY_KEYS:
            table.fault("GZ053", line, "category", category, allowed=words_allowed(CATEGORY_KEYS))
            faults[-1] = replace(faults[-1], nearest=nearest(category, CATEGORY_KEYS))
        if plain(name) in found:
            table.fault("GZ054", line, "class", name)
        found[plain(name)] = category
    if faults:
        raise InputError(faults)
    return {name: category for name, category in found.items() if category}


def nearest_classes(word: str) -> str:
    """The known class nearest to one that no table knows, with its category; "" for none.

    Args:
        word: The class.
    """
    near = nearest(word, known_classes())
    return f"{near}: {known_classes()[near]}" if near else ""


def category_name(key: str) -> Sentence:
    """What a category is called, that of other ones included.

    Args:
        key: One of `CATEGORY_KEYS`.
    """
    known = {category.key: category.words for category in Category}
    return known.get(key) or T("none of the model's categories", "模型类别之外")
