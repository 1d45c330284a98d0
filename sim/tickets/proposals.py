"""What follows from a file of tickets for its place: rows of patterns, a mix of needs, a table of classes.

Small numbers are hidden wherever counts are stored or shown: a count of 1 to 4, and a second one where the sum of a
line would give the first away.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.measures.registry import measures as all_measures
from sim.scenario.model_parameters import RunSettings
from sim.shipped import PLACE_SCENARIO
from sim.studies.patterns import COLUMNS, FIT, HOLD_BACK, INPUT, TRANSLATIONS
from sim.tickets.dates import date_text
from sim.tickets.figures import LEAST_REQUESTS, WHOLE_YEAR, Figures, Value
from sim.tickets.hold_out import HoldOut
from sim.tickets.layouts import OTHER
from sim.tickets.reading import CATEGORY_KEYS, Reading, nearest_classes
from sim.tickets.tally import SMALL
from sim.vocabulary import Category
from sim.words import Sentence, T, Words

TICKETS = "tickets"
"""Pattern of the rows that come from tickets, and the scenario on which they are judged."""

QUARTER, MANY = 90, 1000
"""Days and requests from which confidence in a figure is high, or medium (assumed)."""

WORDS = Words(
    {
        "source": (
            "published for the place: {n} requests of {file}, received {first} to {last}",
            "本地数据：{file} 中 {first} 至 {last} 受理的 {n} 件诉求",
        ),
        "note": (
            "by the program's definition; tolerance: 95 % of drawing {blocks} again, and no less than agreement of "
            "definitions allows",
            "按程序的定义计算；容差为对{blocks}重复抽样的 95% 区间，且不小于定义差异所允许的范围",
        ),
        "blocks_lines": ("groups of lines", "行组"),
        "blocks_days": ("blocks of {n} days", "{n} 天的时段"),
        "overlay": (
            "The mix of categories of {n} requests of {file}, received {first} to {last}.\n"
            "A proposal: it takes categories to be reported and registered alike. {share} of the requests "
            "belong to none "
            "of\nthe model's categories and are left out. Town and village keep the difference that the baseline has.\n"
            "Runs measure the days of the file, so that what is open at its end is open at theirs.",
            "{file} 中 {first} 至 {last} 受理的 {n} 件诉求的类别构成。\n"
            "仅为建议：假定各类需求被提出并登记的机会相同。{share} 的诉求不属于模型的任何类别，未计入。\n"
            "城乡之间保留基准情景的差别。\n"
            "运行所测量的日期与文件相同，因而两者期末的在办件可比。",
        ),
        "volume": (
            "Registered requests per 1,000 residents and year: {value:.1f}. Run this scenario, read "
            "registered_per_1000, and\nmultiply needs.need_rate_town and need_rate_village of {scenario} "
            "by {value:.1f} over what it gives.",
            "每千居民每年登记诉求 {value:.1f} 件。请运行本情景，读取 registered_per_1000，\n"
            "再将 {scenario} 的 needs.need_rate_town 与 need_rate_village 乘以 {value:.1f} 与该值之比。",
        ),
    }
)


def hidden(counts: np.ndarray) -> np.ndarray:
    """Which counts must not be shown.

    Args:
        counts: A line of counts, or a table of which the sums of lines and columns are shown.

    Returns:
        True where a count is hidden, of the same shape.
    """
    table = np.atleast_2d(counts)
    found = (table > 0) & (table < SMALL)
    while True:
        before = int(found.sum())
        # Where one line alone is shown, sums of columns are not.
        for lines, mask in ((table, found), (table.T, found.T)) if counts.ndim == 2 else ((table, found),):
            for line, gone in zip(lines, mask, strict=True):
                shown = np.flatnonzero(~gone & (line > 0))
                if gone.sum() == 1 and shown.size:
                    gone[shown[np.argmin(line[shown])]] = True
        if int(found.sum()) == before:
            return found.reshape(counts.shape)


def facts_of(reading: Reading) -> dict[str, str]:
    """The file, its days and its requests, for sentences."""
    period = reading.tally.period
    return {
        "file": reading.file.name,
        "n": f"{int(reading.tally.total('registered')[0]):,}",
        "first": date_text(period.first),
        "last": date_text(period.last),
    }


def confidence(reading: Reading, value: Value) -> str:
    """How far a figure is to be trusted: by the days covered and the requests it rests on."""
    days = reading.tally.period.days
    if days >= WHOLE_YEAR and value.n >= MANY:
        return "high"
    return "medium" if days >= QUARTER else "low"


def _use(value: Value, hold_out: HoldOut | None) -> str:
    """What the row of a figure is for; "" for one that would carry what is held out into the fit, or the other way."""
    if value.measure == "registered_per_1000":
        return INPUT
    if hold_out is None:
        return FIT if value.by == "all" else HOLD_BACK
    if value.by != hold_out.by:
        return ""
    return HOLD_BACK if value.group in hold_out.groups else FIT


def pattern_rows(reading: Reading, figures: Figures, hold_out: HoldOut | None = None) -> pd.DataFrame:
    """Rows for the patterns of the place.

    Figures of all requests are offered to fit, those of categories and districts are held back, and the volume, which
    goes into the scenario, is an input. With months or districts held out there are rows of months, or of districts,
    alone: figures of everything hold a part of what is held out.

    Args:
        reading: What was read.
        figures: Its figures.
        hold_out: Months or districts held out; None for none.

    Returns:
        One row per figure with the columns of `sim.studies.patterns`; none where requests are too few.
    """
    blocks = reading.tally.blocks
    drawn = WORDS.phrase("blocks_days", n=blocks.days) if blocks.days else WORDS["blocks_lines"]
    source, note = WORDS.phrase("source", **facts_of(reading)), WORDS.phrase("note", blocks=drawn)
    rows = []
    for value in figures.values:
        use = _use(value, hold_out)
        if not math.isfinite(value.value) or not use:
            continue
        parts = [TICKETS, value.measure, *([] if value.by == "all" else [value.by, value.group])]
        low, high = math.floor(value.low * 1e4) / 1e4, math.ceil(value.high * 1e4) / 1e4
        rows.append(
            (
                "_".join(parts).replace(" ", "_"),
                TICKETS,
                TICKETS,
                value.measure,
                value.by,
                value.group,
                "value",
                "",
                round(value.value, 4),
                low,
                high,
                all_measures()[value.measure].unit,
                use,
                source.en,
                confidence(reading, value),
                note.en,
                source.zh,
                note.zh,
            )
        )
    return pd.DataFrame(rows, columns=[*COLUMNS, *TRANSLATIONS])


def mixes(reading: Reading) -> Mapping[str, Mapping[str, float]]:
    """The mix of needs of town and village that the file proposes.

    The mix of requests is tilted towards town and village as the baseline's mixes differ from their mean, weighted by
    the urban share of the place.

    Args:
        reading: What was read.

    Returns:
        Shares by category that sum to 1, for `mix_town` and `mix_village`; none where requests are too few.
    """
    counts = reading.tally.total("registered", "category")[: len(Category)].astype(float)
    if counts.sum() < LEAST_REQUESTS:
        return {}
    share = counts / counts.sum()
    urban = 0.5
    if reading.place is not None:
        people = np.array([row.residents_10k for row in reading.place.districts])
        percent = np.array([row.urban_percent for row in reading.place.districts])
        urban = float(people @ percent / people.sum() / 100.0) if people.sum() > 0 else 0.5
    usual = {name: np.array(list(Category.defaults(name).values())) for name in ("mix_town", "mix_village")}
    mean = urban * usual["mix_town"] + (1.0 - urban) * usual["mix_village"]
    found = {}
    for name, mix in usual.items():
        tilted = share * np.divide(mix, mean, out=np.ones_like(mix), where=mean > 0)
        whole = np.floor(tilted / tilted.sum() * 10_000).astype(int)
        whole[int(np.argmax(whole))] += 10_000 - int(whole.sum())
        found[name] = {category.key: float(n) / 10_000 for category, n in zip(Category, whole, strict=True)}
    return found


def overlay(reading: Reading, figures: Figures, is_place: bool, has_scenario: bool = False) -> str:
    """The scenario of the tickets: the place's baseline with their mix, over the days that they cover.

    A run over the days of the file ends as the file ends, so that what is open then is open in both.

    Args:
        reading: What was read.
        figures: Its figures.
        is_place: Whether the folder is a place.
        has_scenario: Whether the place has a baseline of its own.

    Returns:
        The YAML; "" where requests are too few.
    """
    proposed = mixes(reading)
    if not proposed:
        return ""
    world = {"world": {"place": "."}} if is_place and not has_scenario else {}
    counts = reading.tally.total("registered", "category")
    share = f"{counts[CATEGORY_KEYS.index(OTHER)] / counts.sum():.1%}"
    said = [WORDS.phrase("overlay", share=share, **facts_of(reading))]
    said += [
        WORDS.phrase("volume", value=value.value, scenario=PLACE_SCENARIO)
        for value in figures.values
        if value.measure == "registered_per_1000"
    ]
    lines = [f"# {line}" for sentence in said for line in str(sentence).split("\n")]
    settings = {
        "extends": PLACE_SCENARIO if has_scenario else "baseline",
        "title": "The baseline with the mix of the place's tickets",
        "title_zh": "采用本地工单类别构成的基准情景",
        **world,
        "run": _days_of_run(reading),
        "needs": proposed,
    }
    return "\n".join(lines) + "\n" + yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=110)


def _days_of_run(reading: Reading) -> dict[str, Any]:
    """Start and length of a run whose measured days are those of the file."""
    period, usual = reading.tally.period, RunSettings()
    days = min(max(period.days, 1), 3653)
    return {"start_date": date_text(period.first - usual.warm_up_days), "days": days}


def class_table(reading: Reading) -> pd.DataFrame:
    """The file's own classes, the most frequent first: which category each counts for, to be corrected.

    A class of fewer requests than `SMALL` is not named: it might be anything somebody has typed.

    Args:
        reading: What was read.

    Returns:
        Columns class, category, requests, nearest: the nearest class known, with its category.
    """
    counts, words = reading.tally.groups, reading.coder.groups.words
    order = [k for k in np.argsort(-counts, kind="stable") if counts[k] >= SMALL and words[k]]
    rows = [
        (words[k], reading.categories[k], int(counts[k]), "" if reading.categories[k] else nearest_classes(words[k]))
        for k in order
    ]
    return pd.DataFrame(rows, columns=["class", "category", "requests", "nearest"])


def group_table(reading: Reading, by: str, keys: Sequence[str]) -> pd.DataFrame:
    """Requests of every group, how many are closed, and days, without small numbers.

    Args:
        reading: What was read.
        by: Grouping: category, area or channel.
        keys: Keys of the groups.

    Returns:
        Columns group, requests, closed, closing_days_q50, waiting_days_q50, waiting_days_q75; hidden numbers are
        missing. Waiting counts open requests for as long as they were seen.
    """
    from sim.tickets.figures import closing_curve, waiting_curve

    tally = reading.tally
    registered, closed = tally.total("registered", by), tally.total("closed", by)
    gone = hidden(registered)
    rows = list[tuple[Any, ...]]()
    for k, key in enumerate(keys):
        # An area of a few requests is not named: it might be an address that somebody has typed.
        if not registered[k] or (by == "area" and registered[k] < SMALL):
            continue
        if gone[k]:
            rows.append((key, math.nan, math.nan, math.nan, math.nan, math.nan))
            continue
        table = tally.days[by].table(k)
        curves = closing_curve(table[1]), waiting_curve(table)
        quantiles = [
            math.nan if curve is None else curve.quantile(level)
            for curve, level in ((curves[0], 0.5), (curves[1], 0.5), (curves[1], 0.75))
        ]
        n_open = int(registered[k] - closed[k])
        rows.append((key, float(registered[k]), math.nan if 0 < n_open < SMALL else float(closed[k]), *quantiles))
    return pd.DataFrame(
        rows, columns=["group", "requests", "closed", "closing_days_q50", "waiting_days_q50", "waiting_days_q75"]
    )


LEFT_OUT = Words(
    {
        "copies": (
            "earlier lines of a number that comes again (the last one counts)",
            "编号重复的较早行（以最后一行为准）",
        ),
        "withdrawn": ("withdrawn, cancelled or marked as copies", "已撤销、作废或标为重单"),
        "staff": ("found by staff, which nobody reported", "工作人员主动发现（非居民提出）"),
        "outside": ("received outside the days asked for", "受理日不在所要求的期间内"),
        "broken": ("lines that do not fit the header", "与表头列数不符的行"),
        "without_reception": ("without a date of reception that can be read", "没有可读的受理时间"),
    }
)
ODD = Words(
    {
        "same_lines": ("lines that are the same in every column read", "所读各列完全相同的行"),
        "closed_before": ("closed before they were received", "办结早于受理"),
        "closed_undated": ("closed without a date", "已办结但无日期"),
        "open_closed": ("open with a date of closing", "在办却有办结日期"),
        "closed_later": ("closed after the last day seen, so open on it", "观察截止日之后才办结，按在办计"),
        "due_missing": ("without a deadline, where others have one", "缺少办理期限（其他件有）"),
        "future": ("dates later than tomorrow, taken as not given", "晚于明天的日期（按未填写处理）"),
        "unread": ("dates that cannot be read", "无法读取的日期"),
    }
)


def left_out(reading: Reading) -> dict[str, int]:
    """Lines that are no request of the period, by why; what does not occur is left out."""
    found = {"broken": reading.n_broken, "without_reception": reading.coder.without_reception, **reading.tally.left_out}
    return {key: n for key, n in found.items() if n}


def odd(reading: Reading) -> dict[str, int]:
    """Requests with something odd, by what; what does not occur is left out."""
    unread = sum(unread.n for unread in reading.coder.unread.values())
    found = {**reading.tally.odd, "future": reading.coder.future, "unread": unread}
    return {key: n for key, n in found.items() if n}


def period_said(reading: Reading) -> Sentence:
    """The days covered, in words."""
    period = reading.tally.period
    return T(
        f"received {date_text(period.first)} to {date_text(period.last)}, seen to the end of "
        f"{date_text(period.end - 1)}",
        f"受理于 {date_text(period.first)} 至 {date_text(period.last)}，观察至 {date_text(period.end - 1)}",
    )
