"""The bottlenecks of a run as tables for a terminal, as facts for programs, and as a figure."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from sim.report.text import columns, dashes, padded, pieces, widest, wrapped
from sim.report.wording import estimate_of
from sim.studies.relax import MEASURES, RELAXATIONS
from sim.trace.bottlenecks import Diagnosis, Load, shares_by_wait
from sim.trace.waiting import UNSOLVED_OR_LATE, Ending, Wait
from sim.vocabulary import Category, Setting, Tier
from sim.words import Sentence, Words

WIDTH = 110
TEXTS = Words(
    {
        "title": ("{title}, seed {seed}, {days} measured days", "{title}，种子 {seed}，统计 {days} 天"),
        "endings": ("How issues ended, and how long they took", "诉求的去向与历时"),
        "waits": (
            "What unsolved and late issues waited for ({issues:,.0f} issues, {days:.1f} days each)",
            "未解决和逾期的诉求在等什么（{issues:,.0f} 件，件均 {days:.1f} 天）",
        ),
        "of_days": ("of their days", "占历时"),
        "if_on_time": ("if on time", "按时解决者"),
        "main": ("main wait", "主要等待"),
        "waits_note": (
            "Of their days; the same of issues resolved on time; issues that waited mainly for it, days of work "
            "and days off left out.",
            "依次为：占这些诉求历时的比例；按时解决的诉求中同项的比例；以该项为主要等待的诉求占比（不计办理日和休息日）。",
        ),
        "categories": (
            "By category: share unsolved or late, days each, and the two waits that took most of these days",
            "按类别：未解决或逾期的占比、件均天数，以及耗时最多的两项等待",
        ),
        "settings": ("By setting: the same", "按城乡类型：内容同上"),
        "kinds": (
            "Offices: offered / carried load (over available hours; above 1: cannot keep up), backlog at the end",
            "办理单位：需求负荷／实际负荷（与可用工时之比，大于 1 即应付不过来），期末待办",
        ),
        "districts": ("The busiest districts", "最忙的区县"),
        "worst": ("The busiest single offices of each tier", "各层级最忙的单位"),
        "row": (
            "{offered:>6} / {carried:<5} {waiting:>9} open {days:>6} d of work",
            "{offered:>6} / {carried:<5} {waiting:>9} 件在办，约需 {days:>5} 天",
        ),
        "issues": ("{share:>6} of issues, {days:>6} days", "占 {share:>6}，件均 {days:>6} 天"),
        "meeting": (
            "Nobody waits for a meeting: joint meetings and councils take up what is being handled anyway.",
            "没有诉求因等会而搁置：联席会议和协商议事会处理的都是正在办理的事项。",
        ),
        "relaxed": (
            "What binds: one constraint relaxed at a time, {n} paired runs (difference from the scenario as it is)",
            "哪项约束真正起作用：逐项放宽，{n} 对配对运行（与原情景之差）",
        ),
        "relax_note": (
            "Percentage points, days for the last column. A share of waiting is no proof: what binds is what "
            "moves resolution here.",
            "单位为百分点，末列为天。等待占比高不等于约束，放宽后解决率提高才是。",
        ),
        "no_interval": (
            "One run: no interval; use --replications 10.",
            "单次运行无法给出区间，请用 --replications 10。",
        ),
        "figure": ("What the days of issues went to, by how they ended", "诉求的时间耗在哪里（按去向）"),
        "figure_row": ("{ending} ({days:.0f} d)", "{ending}（{days:.0f} 天）"),
    }
)
"""Frames in English and Chinese."""

BETWEEN = Sentence("; ", "；")
WITH_SETTING = Sentence("{kind} ({setting})", "{kind}（{setting}）")

SHORT = Words(
    {
        "resolution_share": ("resolved", "解决率"),
        "solved_per_need": ("of needs", "占需求"),
        "on_time_share": ("on time", "按时率"),
        "dropped_share": ("dropped", "杳无音讯"),
        "nominal_share": ("nominal", "形式办结"),
        "closing_days_q75": ("days q75", "天数 q75"),
    }
)
MOST = 5
CELL = 14
LABEL = 32
WAIT_LABEL = 68
WAIT_CELL = 14


say = TEXTS.say
"""A sentence in the present language: its key, and what fills its places as keywords."""


def per_cent(share: float) -> str:
    """A share as text."""
    return "-" if not math.isfinite(share) else f"{100.0 * share:.1f} %"


def number(value: float, digits: int = 1) -> str:
    """A number as text."""
    return "-" if not math.isfinite(value) else f"{value:,.{digits}f}"


def diagnosis_text(found: Diagnosis, title: str) -> str:
    """The whole diagnosis of one run.

    Args:
        found: The diagnosis.
        title: What the scenario is called.
    """
    parts = [say("title", title=title, seed=found.seed, days=found.days)]
    parts += ["", say("endings"), *_endings(found), "", *_waits(found), say("meeting")]
    parts += ["", say("categories"), *_cuts(found, "category")]
    parts += ["", say("settings"), *_cuts(found, "setting")]
    parts += ["", say("kinds"), *(_load_line(load) for load in found.kinds if load.available_hours > 0.0)]
    parts += ["", say("districts"), *(_load_line(load) for load in found.districts[:MOST])]
    parts += ["", say("worst"), *(_load_line(load) for load in found.busiest(MOST))]
    return "\n".join(parts)


def _endings(found: Diagnosis) -> list[str]:
    total = found.waiting.issues.sum()
    lines = []
    for ending in Ending:
        issues, days, _ = shares_by_wait(found.waiting, (ending,))
        share = issues / total if total > 0.0 else math.nan
        text = say("issues", share=per_cent(share), days=number(days))
        lines.append(f"  {padded(str(ending.words), 32)}{text}")
    return lines


def _waits(found: Diagnosis) -> list[str]:
    issues, days, share = shares_by_wait(found.waiting, UNSOLVED_OR_LATE)
    _, _, usual = shares_by_wait(found.waiting, (Ending.ON_TIME,))
    rows = [int(ending) for ending in UNSOLVED_OR_LATE]
    longest = found.waiting.longest[rows].sum(axis=0)
    main = longest / longest.sum() if longest.sum() > 0.0 else np.full(len(Wait), np.nan)
    titles = [say(key) for key in ("of_days", "if_on_time", "main")]
    width = widest(titles, WAIT_CELL - 1) + 1
    heads = "".join(padded(title, width, right=True) for title in titles)
    lines = [say("waits", issues=issues, days=days), " " * (WAIT_LABEL + 2) + heads]
    for wait in sorted(Wait, key=lambda w: -share[w] if math.isfinite(share[w]) else 0.0):
        cells = "".join(padded(per_cent(x[wait]), width, right=True) for x in (share, usual, main))
        lines.append(f"  {padded(str(wait.words), WAIT_LABEL)}{cells}")
    return [*lines, say("waits_note")]


def _cuts(found: Diagnosis, by: str) -> list[str]:
    words: Any = Category if by == "category" else Setting
    lines = []
    for word in words:
        cut = {by: word}
        bad, days, share = shares_by_wait(found.waiting, UNSOLVED_OR_LATE, **cut)
        every, _, _ = shares_by_wait(found.waiting, tuple(Ending), **cut)
        if every <= 0.0:
            continue
        waits = [w for w in Wait if w not in (Wait.WORKED, Wait.DAYS_OFF) and math.isfinite(share[w])]
        first = sorted(waits, key=lambda w: -share[w])[:2]
        text = str(BETWEEN).join(f"{w.short} {per_cent(share[w])}" for w in first)
        lines.append(f"  {padded(str(word.words), 40)} {per_cent(bad / every):>7}  {number(days):>6}  {text}")
    return lines


def _load_line(load: Load) -> str:
    if load.office is not None:
        name = str(load.office.name)
    else:
        name = "" if load.kind is None else str(load.kind.words)
        if load.setting is not None:
            name = str(WITH_SETTING.filled(kind=name, setting=str(load.setting.words)))
    return f"  {padded(name, 56)} " + say(
        "row",
        offered=number(load.offered_load, 2),
        carried=number(load.carried_load, 2),
        waiting=number(load.waiting, 0),
        days=number(load.backlog_days),
    )


def relaxations_text(comparison: pd.DataFrame, baseline: str, n_runs: int) -> str:
    """How much each relaxation moves, those that move resolution most first.

    Args:
        comparison: Table of `sim.studies.compare.compare`.
        baseline: Name of the scenario as it is.
        n_runs: Paired runs.
    """
    titles = [str(SHORT[m]) for m in MEASURES]
    found = [
        (relaxation, [_difference(cells[m], m) for m in MEASURES], [_interval(cells[m], m) for m in MEASURES])
        for relaxation, cells in ranked(comparison, baseline)
    ]
    width = widest([*titles, *(cell for _, above, below in found for cell in above + below)], CELL - 1) + 1
    head = " " * LABEL + "".join(padded(title, width, right=True) for title in titles)
    lines = [say("relaxed", n=n_runs), head, dashes(columns(head))]
    for relaxation, above, below in found:
        words = pieces(str(relaxation.words), LABEL - 2)
        rows = [above, *([below] if any(below) else [])]
        for n in range(max(len(words), len(rows))):
            shown = rows[n] if n < len(rows) else []
            lines.append(
                (
                    padded(words[n] if n < len(words) else "", LABEL)
                    + "".join(padded(cell, width, right=True) for cell in shown)
                ).rstrip()
            )
    notes = [say("relax_note")] + ([say("no_interval")] if n_runs == 1 else [])
    return "\n".join([*lines, "", *(wrapped(note, WIDTH) for note in notes)])


def ranked(comparison: pd.DataFrame, baseline: str) -> list[tuple[Any, dict[str, dict[str, float]]]]:
    """Relaxations with their differences by measure, those that raise resolution most first."""
    found = []
    rows = comparison[(comparison["by"] == "all") & (comparison["group"] == "all")]
    for relaxation in RELAXATIONS:
        mine = rows[rows["scenario"] == f"{baseline}+{relaxation.id}"].set_index("measure")
        rows_of: Any = mine[["difference", "ci_low", "ci_high", "p_adjusted", "n", "n_equal"]].to_dict("index")
        cells = {m: {name: float(value) for name, value in rows_of[m].items()} for m in MEASURES}
        found.append((relaxation, cells))
    return sorted(found, key=lambda pair: -pair[1]["resolution_share"]["difference"])


def _scale(measure: str) -> float:
    return 1.0 if measure.startswith("closing_days") else 100.0


def _difference(values: dict[str, float], measure: str) -> str:
    return f"{_scale(measure) * values['difference']:+.1f}" if math.isfinite(values["difference"]) else "-"


def _interval(values: dict[str, float], measure: str) -> str:
    if not math.isfinite(values["ci_low"]):
        return estimate_of(values).ties(short=True)
    return f"[{_scale(measure) * values['ci_low']:+.1f},{_scale(measure) * values['ci_high']:+.1f}]"


def diagnosis_dict(found: Diagnosis) -> dict[str, Any]:
    """The diagnosis for programs.

    Args:
        found: The diagnosis.
    """
    waiting = found.waiting

    def cut(endings: tuple[Ending, ...], **by: Any) -> dict[str, Any]:
        issues, days, share = shares_by_wait(waiting, endings, **by)
        return {
            "issues": issues,
            "days_each": _plain(days),
            "shares": {w.name.lower(): _plain(float(share[w])) for w in Wait},
        }

    return {
        "scenario": found.scenario,
        "seed": found.seed,
        "days": found.days,
        "labels": {w.name.lower(): str(w.words) for w in Wait},
        "endings": {e.name.lower(): {**cut((e,)), "n": int(waiting.n[e]), "label": str(e.words)} for e in Ending},
        "unsolved_or_late": cut(UNSOLVED_OR_LATE),
        "by_category": {
            c.key: {
                **cut(UNSOLVED_OR_LATE, category=c),
                "all_issues": shares_by_wait(waiting, tuple(Ending), category=c)[0],
            }
            for c in Category
        },
        "by_setting": {
            s.key: {
                **cut(UNSOLVED_OR_LATE, setting=s),
                "all_issues": shares_by_wait(waiting, tuple(Ending), setting=s)[0],
            }
            for s in Setting
        },
        "offices": [_load_dict(load) for load in found.kinds],
        "districts": [_load_dict(load) for load in found.districts],
        "busiest": [_load_dict(load) for load in found.busiest(MOST)],
    }


def _load_dict(load: Load) -> dict[str, Any]:
    office = (
        None
        if load.office is None
        else {"code": load.office.code, "tier": load.office.tier.key, "name": str(load.office.name)}
    )
    return {
        "kind": None if load.kind is None else load.kind.key,
        "label": None if load.kind is None else str(load.kind.words),
        "setting": None if load.setting is None else load.setting.key,
        "office": office,
        "available_hours": load.available_hours,
        "offered_load": _plain(load.offered_load),
        "carried_load": _plain(load.carried_load),
        "waiting": load.waiting,
        "waiting_hours": load.waiting_hours,
        "overdue": load.overdue,
    }


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None


def relaxations_dict(comparison: pd.DataFrame, baseline: str) -> list[dict[str, Any]]:
    """How much each relaxation moves, for programs."""
    return [
        {
            "id": relaxation.id,
            "label": str(relaxation.words),
            "differences": {m: {name: _plain(value) for name, value in values.items()} for m, values in cells.items()},
        }
        for relaxation, cells in ranked(comparison, baseline)
    ]


def office_table(found: Diagnosis) -> pd.DataFrame:
    """Every single office with its load and backlog, one row each.

    Args:
        found: The diagnosis.
    """
    rows = [
        (
            load.office.tier.key,
            load.kind.key,
            load.office.code,
            str(load.office.name),
            load.available_hours,
            load.offered_load,
            load.carried_load,
            load.waiting,
            load.waiting_hours,
            load.backlog_days,
            load.overdue,
        )
        for load in found.offices
        if load.office is not None and load.kind is not None
    ]
    names = (
        "tier",
        "kind",
        "code",
        "name",
        "available_hours",
        "offered_load",
        "carried_load",
        "waiting",
        "waiting_hours",
        "backlog_days",
        "overdue",
    )
    return pd.DataFrame(rows, columns=list(names))


def waiting_table(found: Diagnosis) -> pd.DataFrame:
    """Weighted issues and issue-days by ending, category, setting, last tier and wait, one row each; none is 0."""
    days, issues = found.waiting.days, found.waiting.issues
    rows = []
    for at in zip(*np.nonzero(issues), strict=True):
        ending, category, setting, tier = at
        cell = (
            tuple(Ending)[ending].name.lower(),
            tuple(Category)[category].key,
            tuple(Setting)[setting].key,
            tuple(Tier)[tier].key,
        )
        rows += [
            (*cell, wait.name.lower(), float(issues[at]), float(days[at][wait]))
            for wait in Wait
            if days[at][wait] > 0.0
        ]
    return pd.DataFrame(rows, columns=["ending", "category", "setting", "tier", "wait", "issues", "days"])
