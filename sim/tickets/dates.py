"""Dates of a column: found in one format or asked for, never guessed; kept as seconds of the place's own clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Seconds = NDArray[np.int64]

MISSING = np.iinfo(np.int64).min
"""In the place of a date that is not given or cannot be read."""

DAY = 86_400
EARLIEST = int(np.datetime64("1990-01-01", "s").astype(np.int64))
"""Before it a date is what a system writes for none, such as 1 January 1900."""

SAMPLE = 20_000
"""Values of a column that are looked at to find its format."""

MOST = 0.99
"""Share of values that a format has to read (assumed)."""

EXCEL = "excel"
"""Days since the end of 1899 as spreadsheets count them; taken only where the mapping says so."""

_COMPACT, _COMPACT_TIMES = "%Y%m%d", ("%H%M%S", " %H%M%S")
_DAYS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    _COMPACT,
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%y/%m/%d",
    "%d.%m.%y",
    "%d-%m-%y",
    "%y-%m-%d",
    "%m-%d-%y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%b %d, %Y",
    "%B %d, %Y",
)
_TIMES = (
    "",
    " %H:%M:%S",
    " %H:%M",
    " %H:%M:%S.%f",
    "T%H:%M:%S",
    "T%H:%M:%S.%f",
    "T%H:%M",
    " %I:%M:%S %p",
    " %I:%M %p",
    " %H时%M分%S秒",
    " %H时%M分",
    "%H时%M分%S秒",
)
_WORD, _CODES = re.compile(r"[0-9A-Za-z]+"), re.compile(r"(?:%?[A-Za-z])+")
_ZONE = re.compile(r"\s*(?:Z|[+-]\d{2}:?\d{2})$")


@cache
def formats() -> tuple[str, ...]:
    """Every format that is looked for, as `datetime.strptime` writes them."""
    plain = [day + time for day, time in product(_DAYS, _TIMES)] + [_COMPACT + time for time in _COMPACT_TIMES]
    return tuple(plain) + tuple(text + "%z" for text in plain if "%H" in text)


def has_time(text: str) -> bool:
    """Whether a format says more than the day."""
    return "%H" in text or "%I" in text or text == EXCEL


def is_format(text: str) -> bool:
    """Whether a text is a format of a day.

    Args:
        text: Such as "%Y-%m-%d %H:%M".
    """
    codes = re.findall(r"%(.)", text)
    year, month = {"Y", "y"} & set(codes), {"m", "b", "B"} & set(codes)
    known = not set(codes) - set("YymbBdHIMSfpz")
    return text == EXCEL or (
        known and len(year) == 1 and len(month) == 1 and "d" in codes and len(codes) == len(set(codes))
    )


def fitting(values: Sequence[str]) -> list[str]:
    """The formats in which a column can be read, each different reading once.

    Formats in which every value can be read exclude all others. Where there is none, those count in which at least
    99 in 100 values can be read: the rest is faulty.

    Args:
        values: Values of a column, none of them empty.

    Returns:
        Formats; several mean that the column can be read in several ways.
    """
    sample = np.array(values[:SAMPLE], dtype=object)
    starts = [text for text in formats() if any(_begins(str(v), text) for v in sample[:20])]
    read = {text: seconds for text in starts if ((seconds := parsed(sample, text)) != MISSING).mean() >= MOST}
    whole = {text: seconds for text, seconds in read.items() if (seconds != MISSING).all()}
    found: dict[bytes, str] = {}
    for text, seconds in (whole or read).items():
        found.setdefault(seconds.tobytes(), text)
    return list(found.values())


def _begins(value: str, text: str) -> bool:
    """Whether a value has the signs of a format between its numbers and words; most formats end here."""
    bare = _ZONE.sub("", value.strip()) if text.endswith("%z") else value.strip()
    return _WORD.sub("0", bare) == _CODES.sub("0", text.removesuffix("%z"))


def parsed(values: np.ndarray, text: str, zone: str = "") -> Seconds:
    """Dates as seconds since 1970 of the place's own clock.

    A time with an offset stands on the clock it was written by, or on that of a zone that is named.

    Args:
        values: Texts, shape (n,).
        text: Their format, or "excel".
        zone: Name of a time zone such as "Asia/Shanghai", into which times with an offset are turned; "" for none.

    Returns:
        Seconds, `MISSING` for what is empty or not in the format, shape (n,).
    """
    series = pd.Series(values, dtype=object).astype(str).str.strip()
    if text == EXCEL:
        days = pd.to_numeric(series, errors="coerce").to_numpy(float)
        good = (days >= 1.0) & (days < 100_000.0)
        seconds = np.round((np.where(good, days, 0.0) - 25_569.0) * DAY).astype(np.int64)
        return np.where(good, seconds, MISSING)
    if "%Y%m%d" in text:
        digits = 14 if "%H%M%S" in text else 8
        series = series.where(series.str.replace(r"\D", "", regex=True).str.len() >= digits, "")
    if text.endswith("%z"):
        zoned = series.str.contains(_ZONE)
        series = series.where(zoned, "")
        if zone:
            times = pd.to_datetime(series, format=text, errors="coerce", utc=True)
            return _seconds(times.dt.tz_convert(zone).dt.tz_localize(None))
        series, text = series.str.replace(_ZONE, "", regex=True), text.removesuffix("%z")
    return _seconds(pd.to_datetime(series, format=text, errors="coerce"))


def _seconds(times: pd.Series[pd.Timestamp]) -> Seconds:
    whole = times.to_numpy().astype("datetime64[s]")
    return np.where(np.isnat(whole), MISSING, whole.astype(np.int64))


def day_of(seconds: Seconds | int) -> Seconds:
    """The day of a moment, counted from 1970."""
    return np.floor_divide(np.asarray(seconds, dtype=np.int64), DAY)


def date_text(day: int) -> str:
    """A day counted from 1970, as 2018-01-31."""
    return str(np.datetime64(int(day), "D"))
