"""How numbers stand in sentences: sizes with their intervals, never rounded to more certainty than there is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.report.numbers import Number
from sim.report.page_words import page_word
from sim.words import Sentence, T
from sim.world.sampling import Drawn

MOST_DIGITS = 4
MOST_SEEDS = 12
"""Seeds that are named one by one."""

UNITS: dict[str, tuple[float, int, Sentence]] = {
    "share": (100.0, 1, T(" points", "个百分点")),
    "days": (1.0, 1, T(" days", "天")),
    "yuan": (1.0, 2, T(" yuan", "元")),
    "trust": (100.0, 2, T(" points of 100", "分（百分制）")),
    "index": (1.0, 3, T("", "")),
    "relative": (100.0, 1, T(" %", "%")),
}
"""Factor, digits, and the unit of a difference as it follows its number, by unit of the measure."""

WITH_ENDS = T("{value}{unit} ({low} to {high})", "{value}{unit}（{low}～{high}）")
WITH_TIES = T("{value}{unit} ({ties})", "{value}{unit}（{ties}）")
BETWEEN = T("between {low} and {high}{unit}", "介于{low}与{high}{unit}之间")
PERCENT = T("{number} %", "{number}%")
TIES = Sentence("equal in {n_equal} of {n} seeds", "{n}个种子中{n_equal}个相同")
TIES_SHORT = Sentence("equal {n_equal}/{n}", "{n_equal}/{n}相同")


class Estimate(NamedTuple):
    """A difference with its 95 % interval and its p-value adjusted after Holm; nan for what is not known.

    Attributes:
        value: The difference.
        low: Lower end of the interval.
        high: Upper end.
        p_adjusted: The p-value.
        n: Pairs of runs.
        n_equal: Pairs with the commonest difference; over plausible worlds, those on the side of the median.
    """

    value: float
    low: float
    high: float
    p_adjusted: float
    n: float = math.nan
    n_equal: float = math.nan

    @property
    def has_interval(self) -> bool:
        """Whether chance was measured at all."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def tied(self) -> bool:
        """Whether ties leave no interval."""
        return not self.has_interval and self.n > 1 and self.n_equal > 1

    def ties(self, short: bool = False) -> str:
        """In how many seeds the difference is the same, where that leaves no interval; else nothing."""
        if not self.tied:
            return ""
        return str((TIES_SHORT if short else TIES).filled(n=f"{self.n:.0f}", n_equal=f"{self.n_equal:.0f}"))

    @property
    def sign(self) -> int:
        """1 or -1 where p after Holm is below 5 % and the interval, where there is one, excludes zero; else 0."""
        if not self.p_adjusted < 0.05:
            return 0
        if not self.has_interval:
            return (self.value > 0) - (self.value < 0) if self.tied else 0
        return 1 if self.low > 0 else -1 if self.high < 0 else 0

    @property
    def leans(self) -> bool:
        """Whether the interval alone excludes zero, though p after Holm does not tell it from chance."""
        return self.has_interval and self.sign == 0 and (self.low > 0 or self.high < 0)


def estimate_of(row: Any, name: str = "", n: str = "n") -> Estimate:
    """The difference of a row of a table.

    Args:
        row: The row, a mapping or a series.
        name: Name of the difference where it is not that of the row: its ends are called NAME_low and NAME_high.
        n: Column of the pairs of runs.
    """
    value, low, high = (name, f"{name}_low", f"{name}_high") if name else ("difference", "ci_low", "ci_high")
    numbers = (row.get(column) for column in (value, low, high, "p_adjusted", n, "n_equal"))
    return Estimate(*(math.nan if number is None else float(number) for number in numbers))


def digits_for(values: Sequence[float], scale: float, least: int) -> int:
    """So many digits that no number that differs from zero is shown as zero.

    Args:
        values: The numbers, in the unit of the measure.
        scale: What they are multiplied by.
        least: Digits where fewer would do.

    Returns:
        Digits, at most `MOST_DIGITS`.
    """
    digits = least
    while digits < MOST_DIGITS and any(x != 0 and round(abs(scale * x), digits) == 0 for x in values):
        digits += 1
    return digits


def digits_of_band(low: float, high: float, scale: float) -> int:
    """Digits beyond which a number says more than its interval carries: a tenth of the leading digit of its width.

    An interval on one side of zero is not shown as one that touches it: its nearer end keeps a digit.

    Args:
        low: Lower end of the interval.
        high: Upper end.
        scale: What they are multiplied by.
    """
    width = scale * (high - low)
    if not width > 0.0:
        return MOST_DIGITS
    digits = max(0, 1 - math.floor(math.log10(width)))
    return digits if low <= 0.0 <= high else digits_for((low, high), scale, digits)


def _number(value: float, digits: int, signed: bool = False) -> Number:
    """A number with so many decimals."""
    return Number(value, f"{'+' * signed},.{digits}f")


def size(found: Estimate, unit: str) -> str:
    """How large a rise or fall is, with its interval: "4.1 points (3.6 to 4.6)".

    Args:
        found: A difference on one side of zero.
        unit: Unit of the measure.
    """
    low, high = sorted((abs(found.low), abs(found.high)))
    return _with_ends(found, (abs(found.value), low, high), unit, UNITS[unit][2], False)


def signed(found: Estimate, unit: str, bare: bool = False) -> str:
    """A difference with its sign and interval: "−12.2 points (−13.5 to −11.0)".

    Args:
        found: The difference.
        unit: Unit of the measure.
        bare: Whether the unit is left out, as its sentence names it.
    """
    return _with_ends(found, (found.value, found.low, found.high), unit, T("", "") if bare else UNITS[unit][2], True)


def _with_ends(found: Estimate, values: tuple[float, float, float], unit: str, after: Sentence, sign: bool) -> str:
    """A difference and both ends, or in how many seeds it is the same."""
    scale, least, _ = UNITS[unit]
    if found.has_interval:
        digits = min(digits_for(values, scale, least), digits_of_band(found.low, found.high, scale))
        value, low, high = (_number(scale * x, digits, sign) for x in values)
        return str(WITH_ENDS.filled(value=value, unit=after, low=low, high=high))
    value, ties = _number(scale * values[0], digits_for(values[:1], scale, least), sign), found.ties()
    return str(WITH_TIES.filled(value=value, unit=after, ties=ties)) if ties else f"{value}{after}"


def between(found: Estimate, unit: str) -> str:
    """The range that a difference may lie in: "between −0.3 and +0.4 points".

    Args:
        found: The difference.
        unit: Unit of the measure.
    """
    scale, least, words = UNITS[unit]
    if not found.has_interval:
        return found.ties()
    digits = min(digits_for((found.low, found.high), scale, least), digits_of_band(found.low, found.high, scale))
    low, high = (_number(scale * x, digits, True) for x in (found.low, found.high))
    return str(BETWEEN.filled(low=low, high=high, unit=words))


def percent(share: float, digits: int) -> str:
    """A share in per cent, with the space that the language sets before the sign.

    Args:
        share: 0-1.
        digits: Decimals.
    """
    return str(PERCENT.filled(number=_number(100 * share, digits)))


def level(value: float, unit: str) -> str:
    """A value by itself: "53.0 %".

    Args:
        value: In the unit of the measure.
        unit: Unit of the measure.
    """
    return percent(value, 1) if unit == "share" else distance(value, unit)


def distance(value: float, unit: str) -> str:
    """How far two groups are apart, in the unit of a difference: "12.0 points".

    Args:
        value: In the unit of the measure.
        unit: Unit of the measure.
    """
    return f"{amount(value, unit)}{UNITS[unit][2]}"


def amount(value: float, unit: str) -> str:
    """The number alone of a value whose unit stands in its sentence: "53.0".

    Args:
        value: In the unit of the measure.
        unit: Unit of the measure.
    """
    scale, least, _ = UNITS[unit]
    return str(_number(scale * value, least))


DRAWN = Sentence(
    "{n_townships} of {n_townships_place} townships and streets ({township_share}) with {n_residents} of "
    "{n_residents_place} residents ({resident_share})",
    "{n_townships_place}个镇街中的{n_townships}个（{township_share}），{n_residents_place}名居民中的{n_residents}名"
    "（{resident_share}）",
)
FEWEST = Sentence(
    "{drawn}, the fewest there can be: one of each kind in each region, though the sample asks for {sample}",
    "{drawn}；已是最少：每个片区每类各一个，而抽样比例为{sample}",
)
WHOLE = Sentence("the whole place, {n_residents} residents", "全部，共{n_residents}名居民")


def drawn_text(drawn: Drawn, sample: float) -> str:
    """What was drawn: townships, residents, and both as shares.

    Args:
        drawn: What the world contains.
        sample: Share of townships that was asked for.
    """
    facts = {name: f"{value:,}" for name, value in drawn._asdict().items()}
    if drawn.n_townships == drawn.n_townships_place:
        return str(WHOLE.filled(**facts))
    shares = {name: percent(getattr(drawn, name), 2) for name in ("township_share", "resident_share")}
    text = str(DRAWN.filled(**facts, **shares))
    if not drawn.fewest or drawn.township_share <= sample:
        return text
    return str(FEWEST.filled(drawn=text, sample=percent(sample, 2)))


def listed(words: Sequence[str]) -> str:
    """Words in a row: "a, b and c".

    Args:
        words: The words; at least one.
    """
    if len(words) == 1:
        return words[0]
    return str(T(", ", "、")).join(words[:-1]) + str(T(" and ", "和")) + words[-1]


def joined(parts: Sequence[str]) -> str:
    """Parts of a sentence in a row: "a; b".

    Args:
        parts: The parts.
    """
    return str(T("; ", "；")).join(parts)


def calendar_of(facts: Mapping[str, Any]) -> list[str]:
    """What a manifest says is assumed of days whose holidays are not known.

    Args:
        facts: The manifest of a sweep, or what another manifest says of the world.
    """
    return [str(Sentence(*note)) for note in facts.get("calendar", [])]


def drawn_of(world: Mapping[str, Any]) -> str:
    """What was drawn, as far as a manifest knows it.

    Args:
        world: What the manifest says of the world.
    """
    sample = float(world["sample"])
    if "drawn" not in world:
        return page_word("sample", sample=percent(sample, 2))
    return drawn_text(Drawn(**world["drawn"]), sample)


def seeds_text(seeds: Sequence[int], world_seed: int) -> str:
    """The seeds of runs and of their world.

    Args:
        seeds: Seed of each replication.
        world_seed: Seed of the world.
    """
    shown = ", ".join(map(str, seeds)) if len(seeds) <= MOST_SEEDS else f"{seeds[0]} ... {seeds[-1]}"
    return page_word("seeds", seeds=shown, world=world_seed)
