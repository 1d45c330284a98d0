"""The page about a file of tickets: what it says of the place, what it cannot say, and what of it is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.measures.registry import measures as all_measures
from sim.report.answer import Answer, Statement
from sim.report.page import Cell, Page, Picture, Section, Table
from sim.report.study_report import Report
from sim.tickets.coding import CHANNELS
from sim.tickets.dates import date_text
from sim.tickets.figures import NO_NAME, Figures, Value
from sim.tickets.layouts import FIELDS, OTHER
from sim.tickets.proposals import (
    LEFT_OUT,
    ODD,
    class_table,
    facts_of,
    group_table,
    hidden,
    left_out,
    odd,
    period_said,
)
from sim.tickets.reading import CATEGORY_KEYS, FURTHER, Reading, category_name
from sim.tickets.tally import AGAIN_DAYS, AROUND_DUE, SMALL
from sim.vocabulary import Channel, unit_of
from sim.words import T, Words

PAGE = "tickets.html"
MOST_CLASSES = 60
"""Classes named on the page; the table beside it has all."""

WORDS = Words(
    {
        "title": ("The tickets of {place}", "{place}的工单"),
        "facts": ("{file}: {kind}; {period}.", "{file}：{kind}；{period}。"),
        "lead": (
            "{n} requests in {days} days, {share} of them closed by the last day seen.",
            "{days} 天内共 {n} 件诉求，至观察截止日已办结 {share}。",
        ),
        "lead_days": (
            "Half of the closed ones took up to {q50:.1f} days, three quarters up to {q75:.1f}; {same:.0%} were "
            "closed on the same day.",
            "办结件中一半在 {q50:.1f} 天内办结，四分之三在 {q75:.1f} 天内；当日办结 {same:.0%}。",
        ),
        "privacy": (
            "Only the columns named below were read. Numbers and persons were replaced by hashes with a key "
            "that is not kept; no text, name, address or telephone number is stored. Only counts and days are"
            " stored, with counts from 1 to {most} hidden.",
            "仅读取下列各列。编号与诉求人以散列代替，其密钥不予保存；不存储任何文本、姓名、地址或电话。"
            "所存仅为计数与天数，1 至 {most} 的计数予以隐藏。",
        ),
        "sample": (
            "A sample of {n} coded tickets was asked for and lies in sample.csv: it stays in this folder.",
            "应要求另存 {n} 件编码后的工单于 sample.csv，仅留在本文件夹。",
        ),
        "nominal": (
            "{minute:.1%} of closings came within a minute of reception. Closing so fast is answering, or closing "
            "without work.",
            "{minute:.1%} 的办结发生在受理后一分钟内：或为即时答复，或为未办先结。",
        ),
        "deadline": (
            "{due:.0%} of closings with a deadline fall on its very day, {before:.0%} on the day before and "
            "{after:.0%} on the day after. A heap on the day suggests closing for the deadline's sake.",
            "有期限的办结件中，{due:.0%} 恰在期限当日办结，前一日 {before:.0%}，后一日 {after:.0%}。"
            "若集中于当日，可能是为赶期限而办结。",
        ),
        "unclassed": (
            "{share:.0%} of the requests belong to none of the model's categories ({n}); correct categories.csv "
            "and read the file again.",
            "{share:.0%} 的诉求（{n} 件）不属于模型的任何类别；请修改 categories.csv 后重新读取。",
        ),
        "read": ("What was read", "读取了什么"),
        "column": ("column", "列"),
        "holds": ("what it holds", "内容"),
        "format": ("format", "格式"),
        "why": ("left out of the requests", "未计为诉求"),
        "lines": ("lines", "行数"),
        "oddities": ("odd among the requests", "诉求中的异常"),
        "months": ("Volume by month", "按月数量"),
        "month": ("month", "月份"),
        "requests": ("requests", "诉求"),
        "closed": ("closed", "已办结"),
        "categories": ("Categories", "类别"),
        "areas": ("Areas", "片区"),
        "channels": ("Channels", "渠道"),
        "group": ("group", "分组"),
        "share": ("share", "占比"),
        "q50": ("days of closed ones, median", "办结件天数中位数"),
        "w50": ("days waited, median", "等待天数中位数"),
        "w75": ("days waited, third quartile", "等待天数上四分位"),
        "waiting": (
            "Days waited count open requests for as long as they were seen (Kaplan and Meier); n/a where fewer "
            "than that share were closed. Counts from 1 to {most} are hidden, and a second one where a sum would "
            "give them away.",
            "等待天数将在办件按其已观察时长计入（Kaplan-Meier）；办结不足该比例时不适用。"
            "1 至 {most} 的计数予以隐藏；可由合计推出时另隐藏一格。",
        ),
        "classes": ("The file's own classes", "文件自身的分类"),
        "class": ("class", "分类"),
        "category": ("counts for", "计入"),
        "nearest": ("nearest class known", "最接近的已知分类"),
        "nowhere": ("no category", "无类别"),
        "crossed": ("Requests by category and area", "按类别与片区的诉求数"),
        "figures": ("By the program's own definitions", "按程序自身的定义"),
        "figures_text": (
            "Definitions are those of the measures of a run, so that runs can be compared with them. The "
            "tolerance holds 95 % of resampled blocks of the calendar; it says nothing about how well an "
            "office's register fits the definitions. Figures of categories and districts are in patterns.csv.",
            "定义与运行结果的指标相同，可直接对照。容差为按时段重复抽样的 95% 区间，不反映台账与定义的符合程度。"
            "各类别与区县的数值见 patterns.csv。",
        ),
        "measure": ("measure", "指标"),
        "value": ("value", "数值"),
        "tolerance": ("tolerance", "容差"),
        "cannot": ("What this file cannot say", "本文件无法说明什么"),
        "nominal_title": ("Nominal closing", "形式办结的迹象"),
        "after": ("days after the deadline", "距期限天数"),
        "persons": (
            "{again:.1%} of the requests of persons known came within {days} days after one of the same person and "
            "category was closed. The model's repeat_share counts those reported again after a failure or silence, "
            "which a file does not say.",
            "在可识别诉求人的诉求中，{again:.1%} 系同一人同类诉求办结后 {days} 天内再次提出。"
            "模型的重复诉求率（repeat_share）只计办理失败或石沉大海后的再次提出，文件中无从得知。",
        ),
        "next": ("What to do next", "下一步"),
        "next_text": (
            "Look over categories.csv and read the file again if a class is assigned to the wrong category. "
            "Compare runs of the place with patterns.csv; tickets.yaml has their mix and days.",
            "请核对 categories.csv，若有分类归错类别，修改后重新读取。patterns.csv 可与本地运行结果对照；"
            "tickets.yaml 为采用其构成与日期的情景。",
        ),
        "volume_figure": ("Requests by month; closed ones in dark.", "各月诉求数；深色为已办结。"),
        "waiting_figure": (
            "Share still open by days since reception, open requests counted for as long as they were seen.",
            "受理后各日仍未办结的比例；在办件按其已观察时长计入。",
        ),
        "due_figure": ("Closings by days after the deadline.", "按距期限天数的办结数。"),
        "open_share": ("still open, %", "未办结，%"),
        "days": ("days since reception", "受理后天数"),
        "further": ("further areas together", "其余片区合计"),
    }
)


def tickets_report(reading: Reading, figures: Figures, commands: Sequence[str], n_sample: int = 0) -> Report:
    """The page about a file of tickets.

    Args:
        reading: What was read.
        figures: Its figures.
        commands: Lines to type next.
        n_sample: Coded tickets kept.
    """
    tables = {by: group_table(reading, by, keys) for by, keys in _keys(reading).items()}
    place = reading.place.title if reading.place is not None else T("a place to be", "待建地区")
    sections = [
        _figures(reading, figures),
        _groups(reading, "categories", "category", tables),
        _classes(reading),
        _groups(reading, "areas", "area", tables),
        _crossed(reading),
        _groups(reading, "channels", "channel", tables),
        _months(reading),
        _nominal(reading),
        _read(reading),
    ]
    sections.append(Section("next", WORDS.say("next"), text=[WORDS.say("next_text")], commands=list(commands)))
    facts = WORDS.say("facts", file=reading.file.name, kind=reading.mapping.title, period=period_said(reading))
    answer = _answer(reading, figures, n_sample)
    page = Page(WORDS.say("title", place=place), facts, answer, None, [s for s in sections if s is not None])
    return Report(
        page,
        lambda: _draw(reading),
        {
            "counts.csv": pd.concat(
                [table.assign(by=by)[["by", *table.columns]] for by, table in tables.items()], ignore_index=True
            )
        },
    )


def _keys(reading: Reading) -> Mapping[str, Sequence[str]]:
    return {"category": CATEGORY_KEYS, "area": reading.areas, "channel": CHANNELS}


def name_of(by: str, key: str, reading: Reading) -> str:
    """What a group is called on the page.

    Args:
        by: Grouping: category, area or channel.
        key: Key of the group.
        reading: What was read.
    """
    if by == "category":
        return str(category_name(key))
    if by == "channel":
        return str({c.key: c.words for c in Channel}.get(key, NO_NAME))
    known = reading.place.names.parts.get(("district", key)) if reading.place is not None else None
    return str(known or {"": NO_NAME, FURTHER: WORDS["further"]}.get(key) or key)


def _answer(reading: Reading, figures: Figures, n_sample: int) -> Answer:
    """What comes first: volume, days, privacy; then what the file cannot say."""
    total = {name: int(reading.tally.total(name)[0]) for name in ("registered", "closed", "within_minute", "timed")}
    lead = [
        WORDS.say(
            "lead",
            n=f"{total['registered']:,}",
            days=f"{reading.tally.period.days:,}",
            share=_percent(total["closed"], total["registered"]),
        )
    ]
    given = {v.measure: v.value for v in figures.values if v.by == "all"}
    if "closing_days_q50" in given:
        lead.append(
            WORDS.say(
                "lead_days", q50=given["closing_days_q50"], q75=given["closing_days_q75"], same=given["same_day_share"]
            )
        )
    lead.append(WORDS.say("privacy", most=SMALL - 1))
    lead += [WORDS.say("sample", n=n_sample)] if n_sample else []
    caveats = [str(sentence) for sentence in figures.caveats]
    other = int(reading.tally.total("registered", "category")[CATEGORY_KEYS.index(OTHER)])
    if other:
        caveats.insert(0, WORDS.say("unclassed", share=other / total["registered"], n=f"{other:,}"))
    return Answer([Statement(text) for text in lead], caveats=caveats)


def _percent(part: float, whole: float) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _number(value: float, digits: int = 0) -> str:
    """A count, or "–" for none."""
    return "–" if math.isnan(value) else f"{value:,.{digits}f}"


def _figures(reading: Reading, figures: Figures) -> Section | None:
    """Figures of all requests by the program's definitions, with tolerances; those of groups stand in the file."""
    rows = []
    for v in figures.values:
        if v.by != "all":
            continue
        measure = all_measures()[v.measure]
        rows.append(
            [
                Cell(str(measure.words), v.measure),
                Cell(_shown(v, v.value), str(unit_of(measure.unit))),
                Cell(f"{_shown(v, v.low)} – {_shown(v, v.high)}"),
                Cell(f"{v.n:,}"),
            ]
        )
    if not rows:
        return None
    head = [WORDS.say(key) for key in ("measure", "value", "tolerance", "requests")]
    return Section(
        "figures",
        WORDS.say("figures"),
        text=[WORDS.say("figures_text")],
        tables=[Table(WORDS.say("figures"), head, rows, csv="../patterns.csv")],
    )


def _shown(v: Value, number: float) -> str:
    """A number of a figure in its unit."""
    return f"{number:.1%}" if all_measures()[v.measure].unit == "share" else f"{number:,.1f}"


def _groups(reading: Reading, title: str, by: str, tables: Mapping[str, pd.DataFrame]) -> Section | None:
    """A table of groups with days."""
    table = tables[by]
    if len(table) < 2 and by != "category":
        return None
    total = float(reading.tally.total("registered")[0])
    rows, records = list[list[Cell]](), table.itertuples(index=False)
    row: Any
    for row in records:
        name = Cell(name_of(by, str(row.group), reading))
        if math.isnan(row.requests):
            rows.append([name, *[Cell("–")] * 6])
            continue
        rows.append(
            [
                name,
                Cell(_number(row.requests)),
                Cell(_percent(row.requests, total)),
                Cell(_number(row.closed)),
                *(Cell(_number(value, 1)) for value in row[3:]),
            ]
        )
    head = [WORDS.say(key) for key in ("group", "requests", "share", "closed", "q50", "w50", "w75")]
    pictures = [Picture("waiting", WORDS.say("open_share"), WORDS.say("waiting_figure"))] if by == "category" else []
    note = WORDS.say("waiting", most=SMALL - 1)
    return Section(
        title,
        WORDS.say(title),
        tables=[Table(WORDS.say(title), head, rows, note=note, csv="counts.csv")],
        pictures=pictures,
    )


def _classes(reading: Reading) -> Section | None:
    """The file's own classes and what they count for."""
    table = class_table(reading)
    if not len(table):
        return None
    rows = [
        [
            Cell(str(row["class"])),
            Cell(_number(row["requests"])),
            Cell(
                str(category_name(row["category"])) if row["category"] else WORDS.say("nowhere"),
                mark=not row["category"],
            ),
            Cell(row["nearest"]),
        ]
        for _, row in table.head(MOST_CLASSES).iterrows()
    ]
    head = [WORDS.say(key) for key in ("class", "requests", "category", "nearest")]
    return Section(
        "classes",
        WORDS.say("classes"),
        tables=[Table(WORDS.say("classes"), head, rows, numbers=False, csv="categories.csv")],
    )


def _crossed(reading: Reading) -> Section | None:
    """Requests by category and area."""
    counts = reading.tally.crossed
    lines, columns = np.flatnonzero(counts.sum(axis=1)), np.flatnonzero(counts.sum(axis=0) >= SMALL)[:12]
    if len(columns) < 2 or not len(lines):
        return None
    gone = hidden(counts)
    rows = [
        [
            Cell(name_of("category", CATEGORY_KEYS[k], reading)),
            *(Cell("–" if gone[k, j] else f"{counts[k, j]:,}") for j in columns),
        ]
        for k in lines
    ]
    head = [WORDS.say("group"), *(name_of("area", reading.areas[j], reading) for j in columns)]
    return Section("crossed", WORDS.say("crossed"), tables=[Table(WORDS.say("crossed"), head, rows)])


def _months(reading: Reading) -> Section | None:
    """Requests by month."""
    table = reading.tally.months
    gone = hidden(table[:, 0])
    rows = []
    for k, (n, closed) in enumerate(table):
        open_ = n - closed
        rows.append(
            [
                Cell(_month(reading, k)),
                Cell("–" if gone[k] else f"{n:,}"),
                Cell("–" if gone[k] or 0 < open_ < SMALL else f"{closed:,}"),
            ]
        )
    head = [WORDS.say(key) for key in ("month", "requests", "closed")]
    pictures = [Picture("months", WORDS.say("months"), WORDS.say("volume_figure"))] if len(table) > 1 else []
    return Section("months", WORDS.say("months"), tables=[Table(WORDS.say("months"), head, rows)], pictures=pictures)


def _month(reading: Reading, k: int) -> str:
    return str(np.datetime64(reading.tally.first_month + k, "M"))


def _nominal(reading: Reading) -> Section | None:
    """Signs of nominal closing, and persons who come again."""
    tally, text, pictures = reading.tally, list[str](), list[Picture]()
    minute, timed = (int(tally.total(name)[0]) for name in ("within_minute", "timed"))
    if timed:
        text.append(WORDS.say("nominal", minute=minute / timed))
    with_due = int(tally.total("with_due")[0])
    if with_due:
        before, due, after = tally.around_due[AROUND_DUE - 1 : AROUND_DUE + 2] / with_due
        text.append(WORDS.say("deadline", due=due, before=before, after=after))
        pictures.append(Picture("deadline", WORDS.say("after"), WORDS.say("due_figure")))
    n, again = tally.again
    if n:
        text.append(WORDS.say("persons", again=again / n, days=AGAIN_DAYS))
    return Section("nominal", WORDS.say("nominal_title"), text=text, pictures=pictures) if text else None


def _read(reading: Reading) -> Section:
    """Columns read, lines left out, and oddities."""
    mapping = reading.mapping
    rows = [
        [Cell(column), Cell(str(FIELDS[key])), Cell(mapping.formats.get(key, ""))]
        for key, column in mapping.columns.items()
    ]
    tables = [
        Table(
            WORDS.say("read"),
            [WORDS.say(key) for key in ("column", "holds", "format")],
            rows,
            numbers=False,
            csv="mapping_used.yaml",
        )
    ]
    for title, words, found in (("why", LEFT_OUT, left_out(reading)), ("oddities", ODD, odd(reading))):
        if found:
            lines = [[Cell(str(words[key])), Cell(f"{n:,}")] for key, n in found.items()]
            tables.append(Table(WORDS.say(title), [WORDS.say(title), WORDS.say("lines")], lines))
    return Section("read", WORDS.say("read"), tables=tables)


def _draw(reading: Reading) -> dict[str, Any]:
    """The figures of the page."""
    from sim.report.drawing import subplots
    from sim.report.figures import COLOURS, STYLES, broken
    from sim.tickets.figures import LEAST_REQUESTS, waiting_curve

    tally, found = reading.tally, dict[str, Any]()
    months = tally.months
    if len(months) > 1:
        shown = np.where(hidden(months[:, 0])[:, None], 0, months)
        figure, axis = subplots(figsize=(8.0, 3.0), layout="constrained")
        names = [_month(reading, k) for k in range(len(months))]
        axis.bar(names, shown[:, 0], color="#BBD4E6")
        axis.bar(names, shown[:, 1], color=COLOURS[0])
        axis.set_xticks(range(0, len(names), max(1, len(names) // 12)))
        axis.set_ylabel(WORDS.say("requests"))
        found["months"] = figure
    figure, axis = subplots(figsize=(8.0, 3.6), layout="constrained")
    counts = tally.total("dated", "category")
    for number, k in enumerate(np.argsort(-counts, kind="stable")[:6]):
        curve = waiting_curve(tally.days["category"].table(int(k))) if counts[k] >= LEAST_REQUESTS else None
        if curve is not None:
            axis.step(
                [0, *curve.days],
                [100.0, *(100.0 * curve.survival_share)],
                where="post",
                color=COLOURS[number],
                linestyle=STYLES[number],
                label=broken(name_of("category", CATEGORY_KEYS[k], reading), 40),
            )
    if axis.lines:
        axis.set(xlabel=WORDS.say("days"), ylabel=WORDS.say("open_share"), ylim=(0, 100))
        axis.set_xlim(
            0,
            max(1.0, float(max(np.interp(90, 100 - line.get_ydata(), line.get_xdata()) for line in axis.lines)) * 1.5),
        )
        axis.legend()
        found["waiting"] = figure
    if int(tally.total("with_due")[0]):
        figure, axis = subplots(figsize=(8.0, 2.6), layout="constrained")
        axis.bar(
            range(-AROUND_DUE, AROUND_DUE + 1),
            np.where(hidden(tally.around_due), 0, tally.around_due),
            color=COLOURS[0],
        )
        axis.set(xlabel=WORDS.say("after"), ylabel=WORDS.say("closed"))
        found["deadline"] = figure
    return found


def summary(reading: Reading, figures: Figures) -> str:
    """What is printed: requests, days, figures, what was left out, and what the file cannot say.

    Args:
        reading: What was read.
        figures: Its figures.
    """
    facts = facts_of(reading)
    lines = [WORDS.say("facts", file=facts["file"], kind=reading.mapping.title, period=period_said(reading))]
    answer = _answer(reading, figures, 0)
    lines += [statement.text for statement in answer.lead]
    lines += [
        f"  {v.measure} = {_shown(v, v.value)} [{_shown(v, v.low)}, {_shown(v, v.high)}]  {measure.words}"
        for v in figures.values
        if v.by == "all" and (measure := all_measures()[v.measure])
    ]
    lines += [f"  {LEFT_OUT[key]}: {n:,}" for key, n in left_out(reading).items()]
    lines += [f"  {ODD[key]}: {n:,}" for key, n in odd(reading).items()]
    return "\n".join([*lines, *(f"- {text}" for text in answer.caveats)])


def as_facts(reading: Reading, figures: Figures) -> dict[str, Any]:
    """What was read and what it gives, for programs."""
    period = reading.tally.period
    return {
        "file": reading.file.name,
        "layout": reading.mapping.title.en,
        "encoding": reading.encoding,
        "columns": dict(reading.mapping.columns),
        "formats": dict(reading.mapping.formats),
        "first_day": date_text(period.first),
        "last_day_of_reception": date_text(period.last),
        "last_day_seen": date_text(period.end - 1),
        "requests": int(reading.tally.total("registered")[0]),
        "left_out": left_out(reading),
        "odd": odd(reading),
        "figures": [
            {key: None if isinstance(x, float) and math.isnan(x) else x for key, x in v._asdict().items()}
            for v in figures.values
        ],
        "caveats": [sentence.en for sentence in figures.caveats],
    }
