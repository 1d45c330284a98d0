"""Months or districts whose figures are not fitted to, so that a calibration can be judged by them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.errors import Fault, InputError, nearest, shortened, words_allowed
from sim.tickets.reading import Reading
from sim.words import T

OPTION = "--hold-out"
GROUPINGS = ("month", "district")
EVERY = 3
"""Where nobody says which, one group in so many is held out: of months the last of each quarter of the file, of
districts those at every third place by their number of requests, so that large and small ones are among them
(assumed)."""


@dataclass(frozen=True)
class HoldOut:
    """What is held out of a file.

    Attributes:
        by: Grouping: month or district.
        groups: Keys of the groups held out; the figures of all others are fitted to.
    """

    by: str
    groups: frozenset[str]


def hold_out_of(text: str, reading: Reading) -> HoldOut:
    """Reads what is to be held out.

    Args:
        text: "month" or "district" for every third one, or the names of months (2017-03) or districts with commas
            between them.
        reading: What was read of the file.

    Returns:
        The grouping with the groups held out.

    Raises:
        InputError: A name is none of the file's, months and districts are mixed, or nothing would be left to fit to.
    """
    keys = {"month": reading.tally.month_keys, "district": tuple(reading.areas[: reading.n_districts])}
    wanted = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    if wanted in (("month",), ("district",)):
        by = wanted[0]
        wanted = _every_third(reading, by, keys[by])
    else:
        by = next((by for by in GROUPINGS if wanted and wanted[0] in keys[by]), "month")
        known = [key for by in GROUPINGS for key in keys[by]]
        faults = [
            Fault(
                "GZ062",
                file=OPTION,
                found=shortened(word),
                allowed=words_allowed([*GROUPINGS, *known]),
                nearest=nearest(word, [*GROUPINGS, *known]),
                facts={"problem": T("the file has no such month or district", "文件中没有该月份或区县")},
            )
            for word in wanted
            if word not in known
        ]
        if faults:
            raise InputError(faults)
        if any(word not in keys[by] for word in wanted):
            raise _refused(text, T("months and districts cannot be held out together", "月份与区县不能同时留出"))
    if not wanted or len(wanted) >= len(keys[by]):
        raise _refused(
            text,
            T(
                "some groups must be held out and others left to fit to: at least three months, or three "
                "districts named as in the place",
                "须既有留出的组、又有用于拟合的组：至少三个月，或至少三个与本地名称一致的区县",
            ),
        )
    return HoldOut(by, frozenset(wanted))


def _every_third(reading: Reading, by: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Every third month, or every third district by its number of requests."""
    if by == "district":
        counts = reading.tally.total("registered", "area")[: len(keys)].tolist()
        keys = tuple(key for _, key in sorted(zip(counts, keys, strict=True), key=lambda pair: (-pair[0], pair[1])))
    return keys[EVERY - 1 :: EVERY]


def _refused(text: str, problem: T) -> InputError:
    return InputError(Fault("GZ062", file=OPTION, found=shortened(text), facts={"problem": problem}))
