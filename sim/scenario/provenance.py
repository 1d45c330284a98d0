"""Where a number comes from, as seen from a place: its own data, the nation, Chongqing, elsewhere, or an assumption."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sim.scenario.plausible import ASSUMED_GRADE, PLACE, grade_of
from sim.words import Sentence, T

OWN, NATIONAL, CHONGQING, ELSEWHERE, ASSUMED = "own", "national", "chongqing", "elsewhere", "assumed"
ORIGINS: Mapping[str, Sentence] = {
    OWN: T("your data", "自有数据"),
    NATIONAL: T("national", "全国"),
    CHONGQING: T("Chongqing", "重庆"),
    ELSEWHERE: T("published elsewhere", "他处公开数据"),
    ASSUMED: T("assumed", "假设"),
}
"""Where numbers come from, in words."""

_NATIONAL = re.compile(
    r"\b(law|regulation|petition rules|ministry|national|organisation department|cnnic|blue book|china social work"
    r"|ash center surveys|heps|surveys? of start_\w+|value-added tax|working days|hotlines|licensed)\b"
)
"""What a source that holds for the whole country says: laws and their rules, national statistics and surveys."""


def origin_of(source: Sentence, own: bool = False) -> str:
    """Where a number comes from.

    Args:
        source: The source of its default.
        own: Whether a scenario gives it another value.

    Returns:
        One of `ORIGINS`. What is assumed in whole or in part counts as assumed; what the paper says, names Chongqing
        or was calibrated to its figures as Chongqing's.
    """
    if own:
        return OWN
    grade, said = grade_of(source), source.en.lower()
    if grade == PLACE or ("calibrated" in said and "assumed" not in said):
        return CHONGQING
    if grade == ASSUMED_GRADE:
        return ASSUMED
    return NATIONAL if _NATIONAL.search(said) else ELSEWHERE
