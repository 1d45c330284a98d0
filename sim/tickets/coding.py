"""From texts to codes: what is kept of a ticket, and nothing else.

Numbers and persons become keyed hashes with a key that is drawn for one reading and kept nowhere. Words become codes
of words; a column of more different words than `MOST_WORDS` is taken for free text and refused. Dates become seconds.
"""

from __future__ import annotations

import json
import secrets
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError, nearest, shortened, words_allowed
from sim.tickets import dates
from sim.tickets.layouts import (
    ANSWERS,
    CHANNEL,
    CLOSED,
    COUNTED,
    DATES,
    FIELDS,
    NAMES,
    OPEN,
    OTHER,
    PATROL,
    STATUS,
    WITHDRAWN,
    YES,
    meanings,
    plain,
)
from sim.tickets.mapping import MEANINGS, TicketMapping
from sim.tickets.sources import MOST_EXAMPLES, TOLERATED, Block, Broken
from sim.vocabulary import Channel
from sim.words import Sentence, T

MOST_WORDS = 5000
"""Different words of a class of requests, an area or a channel; more of them are free text (assumed)."""

LONGEST_WORD = 200
"""Characters kept of a word."""

TICKET = np.dtype(
    [
        ("ticket", "u8"),
        ("whole", "u8"),
        ("reporter", "u8"),
        ("line", "i8"),
        ("received", "i8"),
        ("closed", "i8"),
        ("due", "i8"),
        ("group", "u2"),
        ("area", "u2"),
        ("channel", "u1"),
        ("facts", "u4"),
    ]
)
"""What is kept of a line while it is worked on; numbers and persons as hashes, 0 for none."""

SAYS_CLOSED, SAYS_OPEN, IS_WITHDRAWN, FOUND_BY_STAFF = 1, 2, 4, 8
HAS_NO_STATUS = 16
YES_BIT = {key: 1 << (5 + 2 * k) for k, key in enumerate(ANSWERS)}
"""Bit of a yes to each question; the next one is that of a no, neither is no answer."""

CHANNELS = (*(channel.key for channel in Channel), OTHER)
"""Ways by which requests come, in the order of their codes."""


@dataclass
class Vocabulary:
    """The different words of a column, in the order in which they came.

    Attributes:
        words: The words.
        counts: How often each was met.
    """

    words: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    _codes: dict[str, int] = field(default_factory=dict)

    def codes(self, cells: np.ndarray, file: str, column: str) -> np.ndarray:
        """The code of every cell.

        Args:
            cells: Texts, shape (n,).
            file: How messages call the file.
            column: How they call the column.

        Returns:
            Codes, shape (n,).

        Raises:
            InputError: There are more words than a column of classes has.
        """
        inverse, uniques = pd.factorize(cells)
        codes = np.empty(len(uniques), dtype=np.int64)
        met = np.bincount(inverse, minlength=len(uniques))
        for k, text in enumerate(uniques):
            word = " ".join(str(text).split())[:LONGEST_WORD]
            codes[k] = self._codes.setdefault(word, len(self._codes))
            if codes[k] == len(self.words):
                self.words.append(word)
                self.counts.append(0)
            self.counts[codes[k]] += int(met[k])
        if len(self.words) > MOST_WORDS:
            raise InputError(Fault("GZ105", file=file, key_path=column, allowed=str(MOST_WORDS), facts={"key": column}))
        found: np.ndarray = codes[inverse]
        return found


class Coder:
    """Turns blocks of a table into coded lines.

    Attributes:
        groups: The file's own classes of requests.
        areas: Its parts of the place.
        unknown: How often a word was met whose meaning is not known, by field and word.
        unread: Dates that could not be read, by field: how many and the first of them with their lines.
        n_lines: Lines coded.
        without_reception: Lines without a date of reception that can be read, which are left out.
        future: Dates of reception or closing later than tomorrow, which count as not given.
        receptions: First and last day of reception, counted from 1970.
        last_closing: Last day of closing.
    """

    def __init__(self, mapping: TicketMapping, file: str) -> None:
        self.mapping, self.file = mapping, file
        self.groups, self.areas = Vocabulary(), Vocabulary()
        self.unknown: dict[str, Counter[str]] = {key: Counter() for key in (STATUS, CHANNEL, *ANSWERS)}
        self.unread = {key: Broken() for key in DATES}
        self.texts: dict[str, list[str]] = {key: [] for key in DATES}
        self.n_lines = self.without_reception = self.future = 0
        self.receptions, self.last_closing = (2**62, -(2**62)), -(2**62)
        self._tomorrow = int(time.time()) + 2 * dates.DAY
        self._key = secrets.token_hex(8)
        self._words = {key: {**meanings(key), **mapping.values.get(key, {})} for key in self.unknown}
        self._cache: dict[str, dict[str, str]] = {key: {} for key in self.unknown}

    def coded(self, block: Block) -> np.ndarray:
        """The coded lines of a block, without those that have no date of reception.

        Args:
            block: The block.

        Returns:
            Lines as `TICKET`.
        """
        cells = {key: block.cells[column] for key, column in self.mapping.columns.items()}
        found = np.zeros(len(block.lines), dtype=TICKET)
        found["line"] = block.lines
        for key in NAMES:
            if key in cells:
                found[key] = self._hashed(cells[key])
        found["whole"] = self._hashed(*cells.values())
        for key in DATES:
            found[key] = self._dates(key, cells[key], block.lines) if key in cells else dates.MISSING
        for key, name, words in (("category", "group", self.groups), ("area", "area", self.areas)):
            empty = np.full(len(found), "", dtype=object)
            found[name] = words.codes(cells.get(key, empty), self.file, self.mapping.columns.get(key, key))
        self._classes(found, cells)
        usable = found["received"] != dates.MISSING
        self._span(found[usable])
        self.n_lines += len(found)
        self.without_reception += int(np.count_nonzero(~usable))
        return found[usable]

    def _hashed(self, *columns: np.ndarray) -> np.ndarray:
        """Keyed hashes of cells, or of whole lines; 0 for what is empty."""
        n, total = len(columns[0]), np.zeros(len(columns[0]), dtype=np.uint64)
        for cells in columns:
            texts = np.array([str(text).strip() for text in cells], dtype=object)
            hashes = pd.util.hash_array(texts, hash_key=self._key, categorize=False) if n else total
            total = total * np.uint64(0x9E3779B97F4A7C15) + hashes
            if len(columns) == 1:
                total[texts == ""] = 0
        return total

    def _dates(self, key: str, cells: np.ndarray, lines: np.ndarray) -> np.ndarray:
        seconds = dates.parsed(cells, self.mapping.formats[key], self.mapping.timezone)
        written = np.array([bool(str(text).strip()) for text in cells], dtype=bool)
        for k in np.flatnonzero(written & (seconds == dates.MISSING)):
            if self.unread[key].n < MOST_EXAMPLES:
                self.texts[key].append(shortened(str(cells[k]), 40))
            self.unread[key].add(int(lines[k]), 0)
        future = seconds > self._tomorrow if key != "due" else np.zeros(len(seconds), bool)
        self.future += int(np.count_nonzero(future))
        return np.where((seconds < dates.EARLIEST) | future, dates.MISSING, seconds)

    def _span(self, lines: np.ndarray) -> None:
        """Notes the first and last days met."""
        closed = lines["closed"][lines["closed"] != dates.MISSING]
        if lines.size:
            days = dates.day_of(lines["received"])
            first, last = self.receptions
            self.receptions = (min(first, int(days.min())), max(last, int(days.max())))
        if closed.size:
            self.last_closing = max(self.last_closing, int(dates.day_of(closed.max())))

    def _classes(self, found: np.ndarray, cells: Mapping[str, np.ndarray]) -> None:
        """Channel, status and answers, as codes and facts."""
        facts = found["facts"]
        codes = {key: k for k, key in enumerate(CHANNELS)}
        if CHANNEL in cells:
            said = self._meant(CHANNEL, cells[CHANNEL], OTHER)
            found["channel"] = pd.Series(said).map({**codes, PATROL: codes[OTHER]}).to_numpy(np.uint8)
            facts |= np.where(said == PATROL, FOUND_BY_STAFF, 0).astype(np.uint32)
        else:
            found["channel"] = codes[OTHER]
        if STATUS in cells:
            said = self._meant(STATUS, cells[STATUS], "")
            for meaning, bit in ((CLOSED, SAYS_CLOSED), (OPEN, SAYS_OPEN), (WITHDRAWN, IS_WITHDRAWN)):
                facts |= np.where(said == meaning, bit, 0).astype(np.uint32)
            facts |= np.where(said == "", HAS_NO_STATUS, 0).astype(np.uint32)
        else:
            facts |= np.uint32(HAS_NO_STATUS)
        for key in ANSWERS:
            if key in cells:
                said = self._meant(key, cells[key], "")
                no = np.where(said == "", 0, YES_BIT[key] << 1)
                facts |= np.where(said == YES, YES_BIT[key], no).astype(np.uint32)
        found["facts"] = facts

    def _meant(self, key: str, cells: np.ndarray, nothing: str) -> np.ndarray:
        """The meaning of every cell; a word that is not known is counted and means nothing."""
        inverse, uniques = pd.factorize(cells)
        said = np.empty(len(uniques), dtype=object)
        counts = np.bincount(inverse, minlength=len(uniques))
        for k, text in enumerate(uniques):
            word = plain(str(text))
            meaning = nothing if not word else self._words[key].get(word, "?")
            if meaning == "?" and key in COUNTED and word.isdecimal():
                meaning = YES if int(word[:9]) else "no"
            if meaning == "?":
                self.unknown[key][shortened(" ".join(str(text).split()))] += int(counts[k])
                meaning = nothing
                if len(self.unknown[key]) > MOST_WORDS:
                    raise InputError(
                        Fault(
                            "GZ105",
                            file=self.file,
                            key_path=self.mapping.columns[key],
                            allowed=str(MOST_WORDS),
                            facts={"key": self.mapping.columns[key]},
                        )
                    )
            said[k] = meaning
        found: np.ndarray = said[inverse]
        return found

    def refuse_unfit(self, broken: Broken) -> None:
        """Refuses a file that is not what its mapping says, once all of it has been read.

        Args:
            broken: Lines that did not fit the header.

        Raises:
            InputError: More lines or dates than tolerated cannot be read, or words stand for nothing known.
        """
        faults: list[Fault] = []
        if broken.n > TOLERATED * (self.n_lines + broken.n):
            faults += broken.faults(self.file)
        for key, unread in self.unread.items():
            if unread.n > TOLERATED * self.n_lines:
                column, text = self.mapping.columns[key], self.mapping.formats[key]
                faults += [
                    Fault(
                        "GZ103",
                        file=self.file,
                        line=line,
                        key_path=column,
                        found=shown,
                        allowed=text,
                        facts={"key": column, "n": str(unread.n)},
                    )
                    for (line, _), shown in zip(unread.examples, self.texts[key], strict=False)
                ][:3]
        for key, words in self.unknown.items():
            if key != CHANNEL:
                faults += [
                    _unknown(self.file, key, self.mapping.columns[key], word, n)
                    for word, n in words.most_common(MOST_EXAMPLES)
                ]
        if not faults and self.without_reception == self.n_lines:
            faults.append(Fault("GZ100", file=self.file, facts={"problem": self._nothing()}))
        if faults:
            raise InputError(faults)

    def _nothing(self) -> Sentence:
        """Why there is no ticket to be counted."""
        if not self.n_lines:
            return T("it has a header and no lines", "只有表头，没有数据行")
        if self.future:
            return T(
                f"no ticket has a date of reception up to today; {self.future:,} dates lie later",
                f"没有受理时间在今天及以前的工单；有 {self.future:,} 个日期晚于今天",
            )
        return T("it holds no ticket with a date of reception", "其中没有带受理时间的工单")


def _unknown(file: str, key: str, column: str, word: str, n: int) -> Fault:
    """The question what a word means."""
    example = f"values: {{{key}: {{{MEANINGS[key][0]}: [{json.dumps(word, ensure_ascii=False)}]}}}}"
    return Fault(
        "GZ104",
        file=file,
        key_path=column,
        found=word,
        allowed=words_allowed(MEANINGS[key]),
        nearest=nearest(word, meanings(key)),
        facts={"key": column, "n": str(n), "what": FIELDS[key], "example": example},
    )
