"""The measures a planner looks at first, in the order in which tables and figures show them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.measures.grouping import period_label
from sim.report.numbers import Number
from sim.report.wording import digits_for, digits_of_band
from sim.words import Sentence


@dataclass(frozen=True)
class Headline:
    """A measure of the first page.

    Attributes:
        measure: Id of the measure.
        by: Grouping.
        group: Group within it.
        label: Short English label.
        label_zh: Short Chinese label.
        unit: "share" (shown in per cent, differences in percentage points), "days", "yuan", "trust" or "rate".
        better: 1 where a rise is wanted, -1 where a fall is, 0 where neither.
    """

    measure: str
    by: str
    group: str
    label: str
    label_zh: str
    unit: str
    better: int

    @property
    def key(self) -> tuple[str, str, str]:
        """Where its value stands in a table."""
        return self.measure, self.by, self.group

    @property
    def words(self) -> Sentence:
        """The label in both languages."""
        return Sentence(self.label, self.label_zh)


DAYS = Sentence(" d", " 天")

HEADLINES = (
    Headline("resolution_share", "all", "all", "Resolved, of reported", "解决率（占表达）", "share", 1),
    Headline("resolution_registered_share", "all", "all", "Resolved, of registered", "解决率（占登记）", "share", 1),
    Headline("solved_per_need", "all", "all", "Solved, of all needs", "解决率（占需求）", "share", 1),
    Headline("closure_share", "all", "all", "Closed on record", "办结率", "share", 0),
    Headline("satisfaction_share", "all", "all", "Satisfied", "满意率", "share", 1),
    Headline("on_time_share", "all", "all", "On time", "按时率", "share", 1),
    Headline("dropped_share", "all", "all", "Dropped unanswered", "杳无音讯", "share", -1),
    Headline("nominal_share", "all", "all", "Nominally closed", "形式办结", "share", -1),
    Headline("closing_days_q50", "all", "all", "Days to close, median", "办结天数中位数", "days", -1),
    Headline("closing_days_q75", "all", "all", "Days to close, 3rd quartile", "办结天数上四分位", "days", -1),
    Headline("unmet_burden", "all", "all", "Unmet need, weighted days", "未满足需求加权天数", "days", -1),
    Headline("unmet_burden_equal_1", "all", "all", "Unmet need, equal burden", "未满足需求均等当量", "days", -1),
    Headline("resolution_urban_rural_gap", "all", "all", "Urban less rural, resolved", "城乡解决率差", "share", 0),
    Headline("resolution_region_gap", "all", "all", "Best less worst region", "片区解决率差", "share", -1),
    Headline("trust_community", "all", "all", "Trust in the community, 0-100", "对社区的信任（0-100）", "trust", 1),
    Headline(
        "spending_per_resident",
        "all",
        "all",
        "Spent per resident, yuan a year",
        "人均支出（元/年）",
        "yuan",
        0,
    ),
    Headline("resolution_share", "client", "client", "Resolved, linked clients", "解决率：联动对象", "share", 1),
    Headline("resolution_share", "client", "other", "Resolved, all others", "解决率：其他居民", "share", 1),
)
"""What the first page shows, where the measure is there."""


SERIES = (
    Headline("reported_per_1000", "all", "all", "Reported, per 1,000 and year", "表达量（件/千人·年）", "rate", 0),
    *(
        h
        for h in HEADLINES
        if h.by == "all" and h.measure in ("resolution_share", "dropped_share", "nominal_share", "on_time_share")
    ),
    Headline("open_share", "all", "all", "Still open, of reported", "在办率（占表达）", "share", -1),
)
"""What is drawn over time, where the measure is there by periods."""

TOLD = ("reported_per_1000", "resolution_share", "dropped_share")
"""What of these is printed in the terminal too."""


def in_period(headline: Headline, by: str, key: str) -> Headline:
    """A measure within one period, labelled by the period.

    Args:
        headline: The measure.
        by: One of `PERIODS`.
        key: Key of the period.
    """
    label = period_label(by, key)
    return replace(headline, by=by, group=key, label=label.en, label_zh=label.zh)


def value_number(value: float, unit: str) -> Number:
    """A value in its unit.

    Args:
        value: In the unit of the measure (shares 0-1); nan for none.
        unit: Unit of the headline.

    Returns:
        Such as "54.1 %", "12.0 d", "¥8.31"; "n/a" where there is none.
    """
    scale, digits, before, after = {
        "share": (100, 1, "", " %"),
        "days": (1, 1, "", str(DAYS)),
        "yuan": (1, 2, "¥", ""),
        "trust": (100, 1, "", ""),
        "rate": (1, 1, "", ""),
    }[unit]
    return Number(scale * value, f".{digits}f", before, after)


def difference_number(value: float, unit: str, ends: tuple[float, float] | None = None) -> Number:
    """A difference in its unit, with its sign.

    Args:
        value: In the unit of the measure; nan for none.
        unit: Unit of the headline.
        ends: Ends of the interval or band it stands in, which say how many digits it carries; None for not known.

    Returns:
        Shares in percentage points; "n/a" where there is none.
    """
    scale, digits = {"share": (100, 1), "days": (1, 1), "yuan": (1, 2), "trust": (100, 2), "rate": (1, 1)}[unit]
    if ends is not None and ends[1] > ends[0]:
        digits = min(digits_for(ends, scale, digits), digits_of_band(*ends, scale))
    return Number(scale * value, f"+.{digits}f")
