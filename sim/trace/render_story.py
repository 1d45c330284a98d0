"""A story as text for people: one line an event, what was weighed below it, who held it at the end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sim.trace.events import Event, in_words
from sim.trace.kinds import EventKind
from sim.trace.meanings import HAND_OVERS, LOSSES
from sim.trace.story import Holding, IssueStory, Story
from sim.vocabulary import Category
from sim.words import Sentence, T, Words, language

MOVES = {**HAND_OVERS, **LOSSES}
"""Moves counted in the summary of a community."""

MOST_LISTED = 40
MOST_DESKS = 12
DATE = 10
"""Columns of a date; a Chinese sign takes two of them."""

TEXTS = Words(
    {
        "head": (
            "{subject}: {about}\n{scenario}, seed {seed}, {first} to {last} (measured from {measured_from})",
            "{subject}：{about}\n{scenario}，种子 {seed}，{first} 至 {last}（自 {measured_from} 起计入统计）",
        ),
        "issue": ("{issue}  {category}, arose {date}: {outcome}", "{issue}  {category}，{date} 产生：{outcome}"),
        "no_outcome": ("no end on these days", "此期间尚无结果"),
        "worked": (
            "{holder} spends {hours:.2f} h on it in {n} days, until {until}; {left:.2f} h are left to do",
            "{holder}分 {n} 天投入 {hours:.2f} 工时，至 {until}，尚需 {left:.2f} 工时",
        ),
        "heard": (
            "hears how {n} other requests ended until {until} ({solved} solved): trust in the {tier} "
            "{before:.3f} -> {after:.3f}",
            "截至 {until} 得知 {n} 件他人诉求的结果（{solved} 件已解决）：对{tier}的信任 {before:.3f} -> {after:.3f}",
        ),
        "holding": (
            "  round {round}  {first} to {last}  {days:>4} d  {hours:6.2f} h  {office}",
            "  第 {round} 轮  {first} 至 {last}  {days:>4} 天  {hours:6.2f} 工时  {office}",
        ),
        "verified": (
            "{n} steps of a district's day were run again by the interpreter; each came to the engine's state.",
            "另用解释器重新推演了 {n} 个区县的单日步骤，结果均与仿真引擎一致。",
        ),
        "needs": ("Needs ({n})", "需求（{n} 件）"),
        "moved": ("Why they moved", "流转原因"),
        "desk": (
            "  {n:5d}  {days:6.1f} d  {hours:8.1f} h  {office}",
            "  {n:5d}  {days:6.1f} 天  {hours:8.1f} 工时  {office}",
        ),
        "hand": ("Needs ({n}) - follow one with --issue ID", "需求（{n} 件），用 --issue 编号 追踪其中一件"),
    }
)
"""Frames of a story in English and Chinese."""

ENDED = Sentence("{ending} ({date})", "{ending}（{date}）")

LABELS: dict[EventKind, Sentence] = {
    EventKind.SOLVED_BY_NEIGHBOURS: T("solved by neighbours", "邻里自行解决"),
    EventKind.SOLVED_IN_COURTYARD: T("solved in the courtyard", "由院落自治组织解决"),
    EventKind.ENDURED: T("endured", "忍受"),
    EventKind.RESOLVED: T("resolved", "已解决"),
    EventKind.FAILED: T("worked on without success", "办而未成"),
    EventKind.NOMINALLY_CLOSED: T("nominally closed", "形式办结"),
    EventKind.GAVE_UP: T("given up in silence", "杳无音讯，居民放弃"),
    EventKind.FORGOTTEN: T("lost on the way, registered", "途中丢失（已登记）"),
    EventKind.LOST_UNWRITTEN: T("lost on the way, unregistered", "途中丢失（未登记）"),
    EventKind.STILL_OPEN: T("still open", "未了结"),
}
"""Endings in a few words."""


say = TEXTS.say
"""A sentence in the present language: its key, and what fills its places as keywords."""


def head(story: Story) -> str:
    """Whose story it is and of what run."""
    return say(
        "head",
        subject=story.subject,
        about=story.about,
        scenario=story.scenario,
        seed=story.seed,
        first=story.first,
        last=story.last,
        measured_from=story.measured_from,
    )


def issue_line(issue: IssueStory) -> str:
    """One need in one line."""
    outcome = issue.outcome
    ended = say("no_outcome") if outcome is None else str(ENDED.filled(ending=ending(outcome.kind), date=outcome.date))
    return say(
        "issue", issue=issue.issue, category=category_words(issue.category), date=issue.events[0].date, outcome=ended
    )


def ending(kind: EventKind) -> str:
    """An ending in a few words."""
    return str(LABELS[kind])


def category_words(category: Category | None) -> str:
    """A category in words; unknown where the need arose before the watch began."""
    return "?" if category is None else in_words(category)


class Step(NamedTuple):
    """A line of a story.

    Attributes:
        day: Day of the run, from 0.
        line: Date and sentence, or that another round begins.
        weighed: What was weighed, one line a decision.
    """

    day: int
    line: str
    weighed: list[str]


def steps(events: Iterable[Event], rounds: bool = True) -> list[Step]:
    """Events as lines with what was weighed; work on following days and hearsay are drawn together.

    Args:
        events: Events in order.
        rounds: Whether a line says that another round begins.
    """
    lines: list[Step] = []
    n_round = 1
    for group in grouped(events):
        event = group[0]
        if rounds and event.round > n_round:
            n_round = event.round
            lines.append(Step(event.day, str(T("-- round {n} --", "-- 第 {n} 轮 --").filled(n=n_round)), []))
        mark = str(T("(second row) ", "（重复件）")) if event.second_row else ""
        line = f"{event.date}  {mark}{_sentence(group)}"
        lines.append(Step(event.day, line, [str(w) for w in event.weighed]))
    return lines


def lines(events: Iterable[Event], weighed: bool = True, rounds: bool = True) -> list[str]:
    """The steps as lines of text, what was weighed below each.

    Args:
        events: Events in order.
        weighed: Whether to tell what was weighed.
        rounds: Whether a line says that another round begins.
    """
    lines: list[str] = []
    for step in steps(events, rounds):
        lines += [step.line, *(f"            · {w}" for w in step.weighed if weighed)]
    return lines


def grouped(events: Iterable[Event]) -> list[list[Event]]:
    """Events, with work of one office and hearsay about one tier that follow each other drawn together."""
    found: list[list[Event]] = []
    for event in events:
        last = found[-1][-1] if found else None
        together = (
            last is not None
            and last.kind == event.kind
            and (
                (event.kind == EventKind.WORKED and (last.holder, last.issue) == (event.holder, event.issue))
                or (event.kind == EventKind.HEARD and last.facts["tier"] == event.facts["tier"])
            )
        )
        if together:
            found[-1].append(event)
        else:
            found.append([event])
    return found


def _sentence(group: list[Event]) -> str:
    """A group of events as one sentence."""
    first, last = group[0], group[-1]
    if len(group) == 1:
        return str(first)
    if first.kind == EventKind.WORKED:
        return say(
            "worked",
            holder=in_words(first.holder),
            hours=math.fsum(e.hours for e in group),
            n=len({e.day for e in group}),
            until=last.date,
            left=last.facts["left"],
        )
    solved = sum(e.facts["outcome"].en == "solved" for e in group)
    return say(
        "heard",
        n=len(group),
        until=last.date,
        solved=solved,
        tier=in_words(first.facts["tier"]),
        before=first.facts["before"],
        after=last.facts["after"],
    )


def holders(issue: IssueStory) -> list[str]:
    """Who held a need when, one line an office."""
    if not issue.holdings:
        return []
    lines = [str(T("Who held it", "谁在办"))]
    for h in issue.holdings:
        days = "-" if h.last is None else (h.last - h.first).days
        last = h.last or str(T("now", "今")).ljust(DATE - (language() == "zh"))
        lines.append(
            say("holding", round=h.round, first=h.first, last=last, days=days, hours=h.hours, office=h.office.name)
        )
    return lines


def above(story: Story) -> list[str]:
    """What stands above the steps of an issue or a resident: whose story it is, and the needs where there are several.

    Args:
        story: The story.
    """
    lines = [head(story), ""]
    if not story.events:
        lines.append(str(T("Nothing happens on these days.", "此期间无事发生。")))
    issues = story.issues()
    if len(issues) > 1:
        lines += [say("needs", n=len(issues)), *(f"  {issue_line(i)}" for i in issues), ""]
    return lines


def below(story: Story) -> list[str]:
    """What stands below the steps of an issue or a resident: who held each need when, and what was run again.

    Args:
        story: The story.
    """
    lines: list[str] = []
    issues = story.issues()
    for issue in issues:
        part = holders(issue)
        if part:
            lines += ["", *([str(issue.issue)] if len(issues) > 1 else []), *part]
    if story.n_again:
        lines += ["", say("verified", n=story.n_again)]
    return lines


def whole(story: Story, weighed: bool = True) -> str:
    """The story of an issue or a resident as text.

    Args:
        story: The story.
        weighed: Whether to tell what was weighed.
    """
    return "\n".join([*above(story), *lines(story.events, weighed), *below(story)])


def summary(story: Story) -> str:
    """The story of a community as text: counts, endings, and its needs by id.

    Args:
        story: The story.
    """
    issues = story.issues()
    lines = [head(story), "", str(T("How they ended", "结果分布"))]
    ends = Counter(say("no_outcome") if i.outcome is None else ending(i.outcome.kind) for i in issues)
    lines += [f"  {n:5d}  {word}" for word, n in ends.most_common()]
    moves = Counter(event.kind for event in story.events if event.kind in MOVES)
    lines += ["", say("moved"), *(f"  {n:5d}  {MOVES[kind]}" for kind, n in moves.most_common())]
    lines += ["", str(T("Who held them: times, mean days, hours", "谁在办：次数、平均天数、工时")), *_desks(issues)]
    lines += ["", say("hand", n=len(issues))]
    lines += [f"  {issue_line(issue)}" for issue in sorted(issues, key=lambda i: -len(i.events))[:MOST_LISTED]]
    if len(issues) > MOST_LISTED:
        lines.append(f"  ... ({len(issues) - MOST_LISTED})")
    if story.n_again:
        lines += ["", say("verified", n=story.n_again)]
    return "\n".join(lines)


def _desks(issues: list[IssueStory]) -> list[str]:
    """The offices that held issues most often, one line each."""
    held: dict[str, list[Holding]] = {}
    for holding in (h for issue in issues for h in issue.holdings):
        held.setdefault(in_words(holding.office), []).append(holding)
    lines = []
    for office, those in sorted(held.items(), key=lambda pair: -len(pair[1]))[:MOST_DESKS]:
        days = [(h.last - h.first).days for h in those if h.last is not None]
        lines.append(
            say(
                "desk",
                n=len(those),
                days=sum(days) / max(1, len(days)),
                hours=math.fsum(h.hours for h in those),
                office=office,
            )
        )
    return lines
