"""The comparison of one resident in two policies as text for people and as facts for programs."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from sim.shipped import PROGRAM
from sim.trace.decision_words import DECISIONS, TIERS_WEIGHED
from sim.trace.events import Event, Weighed
from sim.trace.identity import resident_text
from sim.trace.render_story import issue_line, lines
from sim.trace.story import issue_dict
from sim.trace.why import Day, Decided, FirstDifference, Fortune, Why, term_words, what
from sim.words import Sentence, T, Words

TEXTS = Words(
    {
        "head": (
            "{resident}: {about}\nA = {a}, B = {b}, seed {seed}, common draws",
            "{resident}：{about}\nA = {a}，B = {b}，种子 {seed}，共同随机数",
        ),
        "never": (
            "The resident's own requests go the same way under both.",
            "两种情景下，该居民自身诉求的经过完全相同。",
        ),
        "circumstance": (
            "First day on which a chance or a queue differed: {date}",
            "概率或排队情况首次出现差别之日：{date}",
        ),
        "first": ("First difference: {date}", "首次分歧：{date}"),
        "only": ("only {which}: {sentence}", "仅 {which}：{sentence}"),
        "decided": (
            "{decision}: same draw {draw:.3f}, chance A {a:.1%}, B {b:.1%}",
            "{decision}：同一随机数 {draw:.3f}，概率 A {a:.1%}，B {b:.1%}",
        ),
        "term": ("{term}: A {a:+.2f}, B {b:+.2f} log-odds", "{term}：A {a:+.2f}，B {b:+.2f}（对数优势）"),
        "queue": ("{fact}: A {a:g}, B {b:g}", "{fact}：A {a:g}，B {b:g}"),
        "causes": ("What bears on it and differs on that day (A -> B)", "与此直接相关、当日已有差别的因素（A -> B）"),
        "levers": (
            "What else the policy has moved around the resident by that day (A -> B)",
            "截至当日，方案在该居民周围的其他改变（A -> B）",
        ),
        "around": ("What else differs around the resident on that day (A -> B)", "当日该居民周围的其他差别（A -> B）"),
        "days": (
            "Day by day (= both, A the baseline, B the policy; in brackets the round)",
            "逐日对照（= 两者相同，A 基准，B 方案；括号内为轮次）",
        ),
        "gain": (
            "Residents who gain most (requests resolved A -> B, days waited A -> B)",
            "受益最多的居民（解决件数 A -> B，等待天数 A -> B）",
        ),
        "lose": ("Residents who lose most", "受损最多的居民"),
        "compare": (
            "compare one with: {program} why {files} --resident ID (and the same settings)",
            "对照其中一人：{program} why {files} --resident 编号（其余设置相同）",
        ),
    }
)
"""Frames in English and Chinese."""

TITLES = Sentence("A = {a}, B = {b}", "A = {a}，B = {b}")

FACTS = Words(
    {
        "hours": ("hours of work", "所需工时"),
        "ahead": ("issues that come first", "排在前面的件数"),
        "desk_hours": ("hours of the desk on a working day", "该岗每工作日工时"),
        "left": ("hours left to do", "尚需工时"),
        "desk_left": ("hours the desk had left", "该岗剩余工时"),
        "n_open": ("issues in the queue", "待办件数"),
        "daily": ("daily chance of being found", "每日被发现的概率"),
    }
)
"""Circumstances of an event in words."""

MOST_AROUND = 12


say = TEXTS.say
"""A sentence in the present language: its key, and what fills its places as keywords."""


def text(why: Why, titles: tuple[str, str], weighed: bool = True) -> str:
    """The comparison as text.

    Args:
        why: The comparison.
        titles: What the two scenarios are called.
        weighed: Whether to tell what was weighed, from the first difference on.
    """
    lines = [
        say("head", resident=why.resident, about=why.about, a=titles[0], b=titles[1], seed=why.seed),
        "",
        str(T("How the needs ended", "各项需求的结果")),
    ]
    for name, issues in zip("AB", why.outcomes, strict=True):
        lines += [f"  {name}  {issue_line(issue)}" for issue in issues]
    lines.append("")
    if why.circumstance is not None:
        lines.append(say("circumstance", date=why.circumstance))
    if why.first is None:
        lines.append(say("never"))
    else:
        lines += first_difference(why.first)
    lines += ["", say("days")]
    for day in why.days:
        lines += _day(day, weighed and why.first is not None and day.date == why.first.date)
    return "\n".join(lines)


def first_difference(first: FirstDifference) -> list[str]:
    """The first difference and what caused it, as lines."""
    lines = [say("first", date=first.date)]
    for which, event in (("A", first.baseline), ("B", first.policy)):
        if event is not None:
            lines.append("  " + say("only", which=which, sentence=str(event)))
    for decided in first.decided:
        lines.append(
            "  "
            + say(
                "decided",
                decision=decision_words(decided.baseline),
                draw=decided.baseline.draw,
                a=decided.baseline.chance,
                b=decided.policy.chance,
            )
        )
        lines += ["      " + say("term", term=term_words(source), a=a, b=b) for source, a, b in decided.terms]
    lines += ["  " + say("queue", fact=FACTS[name], a=a, b=b) for name, a, b in first.queue]
    causes = first.causes
    rest = [d for d in first.around if d not in causes]
    for key, around in (
        ("causes", causes),
        ("levers", [d for d in rest if d.is_lever]),
        ("around", [d for d in rest if not d.is_lever]),
    ):
        if around:
            lines += ["  " + say(key), *(f"    {d}" for d in around[:MOST_AROUND])]
            if len(around) > MOST_AROUND:
                lines.append(f"    ... ({len(around) - MOST_AROUND})")
    return lines


def decision_words(weighed: Weighed) -> str:
    """A decision in words."""
    words = TIERS_WEIGHED if weighed.decision == "TIER" else DECISIONS[weighed.decision]
    return str(words)


def _day(day: Day, weighed: bool) -> list[str]:
    """One day, side by side as lines marked =, A or B; the same event in other circumstances is told twice."""
    ours, theirs = day.baseline, day.policy
    lines: list[str] = []
    matcher = SequenceMatcher(None, [what(e) for e in ours], [what(e) for e in theirs], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            for one, other in zip(ours[a:b], theirs[c:d], strict=True):
                if str(one) == str(other):
                    lines += _marked("=", [one], weighed)
                else:
                    lines += _marked("A", [one], weighed) + _marked("B", [other], weighed)
        else:
            lines += _marked("A", ours[a:b], weighed) + _marked("B", theirs[c:d], weighed)
    return lines


def _marked(mark: str, events: Sequence[Event], weighed: bool) -> list[str]:
    """Lines with a mark in front and the round where it is not the first."""
    found = []
    for event in events:
        number = f"({event.round}) " if event.round > 1 else ""
        found += [f"{mark} {line[:12]}{number}{line[12:]}" for line in lines([event], weighed, rounds=False)]
    return found


def as_dict(why: Why) -> dict[str, Any]:
    """The comparison for programs.

    Args:
        why: The comparison.
    """
    first = why.first
    return {
        "baseline": why.names[0],
        "policy": why.names[1],
        "seed": why.seed,
        "resident": why.resident,
        "about": str(why.about),
        "first_circumstance": None if why.circumstance is None else why.circumstance.isoformat(),
        "first_difference": None
        if first is None
        else {
            "date": first.date.isoformat(),
            "baseline": _event(first.baseline),
            "policy": _event(first.policy),
            "decided": [_decided(d) for d in first.decided],
            "queue": [{"fact": name, "baseline": a, "policy": b} for name, a, b in first.queue],
            "around": [
                {
                    "name": d.name,
                    "label": str(d.label),
                    "baseline": d.baseline,
                    "policy": d.policy,
                    "lever": d.is_lever,
                    "cause": d in first.causes,
                }
                for d in first.around
            ],
        },
        "outcomes": {
            "baseline": [issue_dict(i) for i in why.outcomes[0]],
            "policy": [issue_dict(i) for i in why.outcomes[1]],
        },
        "days": [
            {
                "date": d.date.isoformat(),
                "same": d.same,
                "baseline": [e.as_dict() for e in d.baseline],
                "policy": [e.as_dict() for e in d.policy],
            }
            for d in why.days
        ],
    }


def _event(event: Event | None) -> dict[str, Any] | None:
    return None if event is None else event.as_dict()


def _decided(d: Decided) -> dict[str, Any]:
    return {
        "decision": d.baseline.decision,
        "draw": d.baseline.draw,
        "baseline": d.baseline.chance,
        "policy": d.policy.chance,
        "happened": [d.baseline.happened, d.policy.happened],
        "terms": [{"source": s, "label": term_words(s), "baseline": a, "policy": b} for s, a, b in d.terms],
    }


def fortune_dict(fortune: Fortune) -> dict[str, Any]:
    """How a resident fared, for programs."""
    return {
        "resident": resident_text(fortune.resident),
        "resolved": list(fortune.solved),
        "reported": list(fortune.reported),
        "days": list(fortune.days),
    }


def fortunes(gain: list[Fortune], lose: list[Fortune], titles: tuple[str, str], files: str) -> str:
    """Residents who gain and lose most, as text.

    Args:
        gain: Who gains.
        lose: Who loses.
        titles: What the two scenarios are called.
        files: Their files, as typed.
    """
    lines = [str(TITLES.filled(a=titles[0], b=titles[1]))]
    for key, those in (("gain", gain), ("lose", lose)):
        lines += ["", say(key)]
        for f in those:
            lines.append(
                f"  {resident_text(f.resident):<24} {f.solved[0]} -> {f.solved[1]}   {f.days[0]:>4} -> {f.days[1]:<4}"
            )
    return "\n".join([*lines, "", say("compare", program=PROGRAM, files=files)])
