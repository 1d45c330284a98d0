"""The answer in sentences, chosen by rule from the tables and never stronger than their intervals.

A policy raises or lowers something only where the 95 % interval excludes zero and p after Holm is below 5 %; else it
is said that no difference can be told, with the range it may lie in. One run claims nothing. A ratio is said only
where the difference it describes is certain and the ratio has an interval.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.report.answer_words import NOUNS, WORLD_NOUNS, answer
from sim.report.headlines import HEADLINES
from sim.report.wording import Estimate, between, distance, estimate_of, joined, level, listed, signed, size
from sim.report.words import group_labels
from sim.studies.certainty import GRADE_WORDS, Grounds, lowest
from sim.studies.compare import CELL
from sim.studies.contrasts import adjusted, fieller, group_gains, net_costs, values_by_seed
from sim.studies.robustness import COST
from sim.studies.statistics import FEW_RUNS, SEEDS, Interval, Over
from sim.words import T
from sim.world.places import PlaceNames

MAIN, NEEDS, GAP, WAIT, SPENDING = (
    "resolution_share",
    "solved_per_need",
    "resolution_urban_rural_gap",
    "closing_days_mean",
    "spending_per_resident",
)
MOST_GROUPS = 4
"""Groups named in a sentence; the figure shows all."""

BETTER, WORSE, UNSURE, PLAIN = "better", "worse", "unsure", "plain"
UNIT_OF = {headline.measure: headline.unit for headline in HEADLINES}
WANTED = {headline.measure: headline.better for headline in HEADLINES}


@dataclass(frozen=True)
class Statement:
    """One sentence of the report and what it says of the policy.

    Attributes:
        text: What is said.
        tone: "better", "worse", "unsure" or "plain": what it says of the policy.
        grade: How certain it is, one of `sim.studies.certainty.GRADES`; "" over seeds alone, where nobody knows.
    """

    text: str
    tone: str = PLAIN
    grade: str = ""

    @property
    def certainty(self) -> str:
        """The grade in words; "" for none."""
        return GRADE_WORDS.say(self.grade) if self.grade else ""


@dataclass(frozen=True)
class Card:
    """What is said of one policy.

    Attributes:
        name: Name of the scenario.
        title: Its title.
        sentences: The most important first.
        what: What the policy does, in a sentence; "" where nobody says it.
    """

    name: str
    title: str
    sentences: tuple[Statement, ...]
    what: str = ""


@dataclass
class Answer:
    """The answer of a report.

    Attributes:
        lead: The sentences that come first.
        choices: Which policy for whom, one line each.
        cards: One for each policy.
        caveats: What a reader must know before using any of it.
    """

    lead: list[Statement] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    caveats: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Facts:
    """What the sentences about a comparison are made of.

    Attributes:
        measures: The table of `sim.studies.compare.measures_table`.
        comparison: The table of `sim.studies.compare.compare`.
        titles: Title of each scenario by name, the baseline first.
        costs: Yuan per resident and year above the baseline by scenario; empty where nobody computed it.
        gains: The table of `sim.studies.contrasts.group_gains` of solved needs.
        names: What the place calls its regions and districts.
        over: What replications differ in.
        grounds: What grades of certainty rest on besides worlds; None over seeds.
    """

    measures: pd.DataFrame
    comparison: pd.DataFrame
    titles: Mapping[str, str]
    costs: Mapping[str, float]
    gains: pd.DataFrame
    names: PlaceNames
    over: Over = SEEDS
    grounds: Grounds | None = None

    def grade(self, scenario: str, measure: str, *found: Estimate | None) -> str:
        """How certain differences of a policy are, the least certain of several; "" over seeds.

        Args:
            scenario: The policy.
            measure: The measure.
            found: The differences.
        """
        if self.grounds is None:
            return ""
        grounds = self.grounds
        return lowest(
            grounds.of(scenario, measure, int(e.n_equal), int(e.n)) for e in found if e is not None and e.n >= 1
        )

    @property
    def baseline(self) -> str:
        """Name of the baseline."""
        return next(iter(self.titles))

    @property
    def policies(self) -> list[str]:
        """Names of the policies."""
        return list(self.titles)[1:]

    @cached_property
    def _places(self) -> dict[tuple[str, ...], int]:
        """Where the rows that have a difference stand, by scenario, measure, grouping and group."""
        told = np.flatnonzero(np.isfinite(self.comparison["difference"].to_numpy(float)))
        names = self.comparison[["scenario", *CELL]].iloc[told]
        return dict(zip(names.itertuples(index=False, name=None), told.tolist(), strict=True))

    @cached_property
    def net_costs(self) -> pd.DataFrame:
        """What each policy costs in all by world or seed (`sim.studies.contrasts.net_costs`)."""
        return net_costs(self.measures, list(self.titles), self.costs)

    def row(self, scenario: str, measure: str, by: str = "all", group: str = "all") -> Any:
        """A row of the comparison; None where it is missing or has no difference."""
        at = self._places.get((scenario, measure, by, group))
        return None if at is None else self.comparison.iloc[at]

    def estimate(self, scenario: str, measure: str, by: str = "all", group: str = "all") -> Estimate | None:
        """A difference from the baseline; None where there is none."""
        row = self.row(scenario, measure, by, group)
        return None if row is None else estimate_of(row)


def facts_of(
    measures: pd.DataFrame,
    comparison: pd.DataFrame,
    titles: Mapping[str, str],
    costs: Mapping[str, float],
    names: PlaceNames,
    over: Over = SEEDS,
    grounds: Grounds | None = None,
) -> Facts:
    """Gathers what the sentences need.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        comparison: The table of `sim.studies.compare.compare`.
        titles: Title of each scenario by name, the baseline first.
        costs: Yuan per resident and year above the baseline by scenario, or nothing.
        names: What the place calls its regions and districts.
        over: What replications differ in.
        grounds: What grades of certainty rest on besides worlds; None over seeds.
    """
    first, *others = titles
    gains = group_gains(measures, first, others, NEEDS, over)
    return Facts(measures, comparison, titles, costs, gains, names, over, grounds)


def cards_of(facts: Facts) -> list[Card]:
    """One card for each policy.

    Args:
        facts: What the sentences are made of.
    """
    contrasts = _setting_contrasts(facts)
    return [
        Card(
            name,
            facts.titles[name],
            (
                *main_sentences(facts, name),
                *_settings(facts, name, contrasts.get(name)),
                *_groups(facts, name),
                *_others(facts, name),
                *_trade_offs(facts, name),
                *_cost(facts, name),
            ),
        )
        for name in facts.policies
    ]


def main_sentences(facts: Facts, name: str) -> list[Statement]:
    """What a policy does to real resolution, and to all needs.

    Args:
        facts: What the sentences are made of.
        name: Name of the policy.
    """
    found = facts.estimate(name, MAIN)
    if found is None:
        return [Statement(answer("main_missing"), UNSURE)]
    if facts.over.worlds:
        return [in_worlds(facts, name, measure) for measure in (NEEDS, MAIN) if facts.row(name, measure) is not None]
    if not (found.has_interval or found.tied):
        return []
    row = facts.row(name, MAIN)
    before, after = (level(float(row[c]), "share") for c in ("baseline", "mean"))
    key = {1: "main_up", -1: "main_down", 0: "main_leans" if found.leans else "main_none"}[found.sign]
    text = answer(
        key,
        size=size(found, "share"),
        before=before,
        after=after,
        range=between(found, "share"),
        signed=signed(found, "share"),
    )
    sentences = [Statement(text, _tone(found.sign))]
    needs = facts.estimate(name, NEEDS)
    if needs is not None and (needs.has_interval or needs.tied):
        key = {1: "needs_up", -1: "needs_down", 0: "needs_none"}[needs.sign]
        if needs.sign * found.sign < 0:
            key += "_against"
        text = answer(key, size=size(needs, "share"), range=between(needs, "share"))
        sentences.append(Statement(text, _tone(needs.sign)))
    return sentences


def in_worlds(facts: Facts, name: str, measure: str) -> Statement:
    """In how many plausible worlds a policy solves more, and by how much.

    Args:
        facts: What the sentences are made of.
        name: Name of the policy.
        measure: `NEEDS` or `MAIN`.
    """
    found = facts.estimate(name, measure)
    assert found is not None
    way = "more" if found.value > 0 else "fewer" if found.value < 0 else "same"
    doubt = answer("worlds_doubt") if found.sign == 0 else ""
    text = answer(
        f"worlds_{way}",
        what=WORLD_NOUNS.say(measure),
        n=int(found.n_equal),
        of=int(found.n),
        size=signed(found, "share"),
        doubt=doubt,
    )
    return Statement(text, _tone(found.sign), facts.grade(name, measure, found))


def _tone(sign: int) -> str:
    """Tone of a change that is wanted upwards."""
    return {1: BETTER, -1: WORSE, 0: UNSURE}[sign]


@dataclass(frozen=True)
class Contrast:
    """What villages gain against what towns gain, seed by seed."""

    village: Estimate
    town: Estimate
    apart: Estimate
    ratio: Any


def _setting_contrasts(facts: Facts) -> dict[str, Contrast]:
    """Villages less towns by policy; p-values are adjusted over the policies."""
    cells = [(NEEDS, "setting", "rural"), (NEEDS, "setting", "urban")]
    known = values_by_seed(facts.measures, cells)
    found: dict[str, tuple[Any, ...]] = {}
    for name in facts.policies:
        parts = [known.get((scenario, cell)) for cell in cells for scenario in (name, facts.baseline)]
        if any(part is None for part in parts):
            continue
        table = pd.concat(parts, axis=1, join="inner").to_numpy(float)
        if len(table) < 2:
            continue
        village, town = table[:, 0] - table[:, 1], table[:, 2] - table[:, 3]
        found[name] = (facts.over.difference(village, town), village, town)
    p_values = adjusted([item[0].p_value for item in found.values()])
    contrasts = {}
    for (name, (apart, village, town)), p in zip(found.items(), p_values, strict=True):
        gains = [facts.estimate(name, NEEDS, "setting", group) for group in ("rural", "urban")]
        if gains[0] is None or gains[1] is None:
            continue
        ends = apart.difference.interval or Interval(math.nan, math.nan)
        more = Estimate(apart.difference.mean, ends.low, ends.high, float(p), len(village), apart.difference.n_equal)
        ratio = None if facts.over.worlds else fieller(village, town) if more.value > 0 else fieller(town, village)
        contrasts[name] = Contrast(gains[0], gains[1], more, ratio)
    return contrasts


def _settings(facts: Facts, name: str, found: Contrast | None) -> list[Statement]:
    """Whether villages or towns gain more."""
    if found is None:
        return []
    grade = facts.grade(name, NEEDS, found.apart)
    if found.apart.sign == 0:
        return [Statement(answer("same_settings", range=between(found.apart, "share")), UNSURE, grade)]
    villages_first = found.apart.sign > 0
    first, second = ("villages", "towns") if villages_first else ("towns_first", "villages_second")
    more, less = (found.village, found.town) if villages_first else (found.town, found.village)
    words = {"first": answer(first), "second": answer(second)}
    if more.sign > 0 and less.sign > 0:
        ratio = ""
        if found.ratio is not None and found.ratio.low > 1:
            numbers = {k: f"{getattr(found.ratio, k):.1f}" for k in ("ratio", "low", "high")}
            ratio = answer("times", **numbers)
        plain = {"more": f"{100 * more.value:.1f}", "less": f"{100 * less.value:.1f}"}
        return [Statement(answer("both_gain", **words, **plain, ratio=ratio), PLAIN, grade)]
    ranges = {k: signed(e, "share", bare=True) for k, e in (("more", more), ("less", less))}
    return [Statement(answer("fare_better", **words, **ranges), PLAIN, grade)]


def _groups(facts: Facts, name: str) -> list[Statement]:
    """Who gains more than everybody, and who loses; only what is certain after Holm over all groups."""
    rows = facts.gains[facts.gains["scenario"] == name]
    if not len(rows) or not rows["ci_low"].notna().any():
        return []
    labels = group_labels(rows, facts.names)

    def named(chosen: pd.DataFrame) -> str:
        return listed(
            [
                f"{labels[(r['by'], r['group'])]} {signed(estimate_of(r), 'share')}"
                for _, r in chosen.head(MOST_GROUPS).iterrows()
            ]
        )

    def grade(chosen: pd.DataFrame) -> str:
        return facts.grade(name, NEEDS, *(estimate_of(row) for _, row in chosen.iterrows()))

    sentences = []
    certain = rows["p_adjusted"] < 0.05
    more = rows[
        (rows["by"] != "setting")
        & certain
        & (rows["ci_low"] > 0)
        & (rows["apart_low"] > 0)
        & (rows["apart_p_adjusted"] < 0.05)
    ].sort_values("difference", ascending=False, kind="stable")
    if len(more):
        sentences.append(Statement(answer("gain_most", who=named(more)), BETTER, grade(more.head(MOST_GROUPS))))
    lose = rows[certain & (rows["ci_high"] < 0)].sort_values("difference", kind="stable")
    if len(lose):
        sentences.append(Statement(answer("harmed", who=named(lose)), WORSE, grade(lose.head(MOST_GROUPS))))
    else:
        sentences.append(Statement(answer("nobody_harmed"), PLAIN, grade(rows)))
    return sentences


def _others(facts: Facts, name: str) -> list[Statement]:
    """What happens to those who are not clients, where a policy has clients."""
    c = facts.comparison
    clients = c[(c["scenario"] == name) & (c["measure"] == MAIN) & (c["by"] == "client") & (c["group"] == "client")]
    if not len(clients) or not math.isfinite(clients.iloc[0]["mean"]):
        return []
    what, tones = [], []
    resolved = facts.estimate(name, MAIN, "client", "other")
    if resolved is not None and resolved.sign:
        what.append(str(T("real resolution {signed}", "真实解决率{signed}").filled(signed=signed(resolved, "share"))))
        tones.append(resolved.sign)
    days = facts.estimate(name, WAIT, "client", "other")
    if days is not None and days.sign:
        key = "others_longer" if days.sign > 0 else "others_shorter"
        what.append(answer(key, size=size(days, "days")))
        tones.append(-days.sign)
    if not what:
        return []
    tone = BETTER if min(tones) > 0 else WORSE if max(tones) < 0 else PLAIN
    grade = lowest([facts.grade(name, MAIN, resolved), facts.grade(name, WAIT, days)])
    return [Statement(answer("others", what=joined(what)), tone, grade)]


def _trade_offs(facts: Facts, name: str) -> list[Statement]:
    """Gap, waiting, and what else is better or worse with certainty."""
    sentences = []
    gap, row = facts.estimate(name, GAP), facts.row(name, GAP)
    if gap is not None and gap.sign and row["baseline"] > 0 and row["mean"] > 0:
        text = answer(
            "gap_up" if gap.sign > 0 else "gap_down",
            size=size(gap, "share"),
            after=distance(float(row["mean"]), "share"),
        )
        sentences.append(Statement(text, _tone(-gap.sign), facts.grade(name, GAP, gap)))
    wait = facts.estimate(name, WAIT)
    if wait is not None and wait.sign:
        text = answer("wait_up" if wait.sign > 0 else "wait_down", size=size(wait, "days"))
        sentences.append(Statement(text, _tone(-wait.sign), facts.grade(name, WAIT, wait)))
    for tone, wanted in ((BETTER, 1), (WORSE, -1)):
        what, grades = [], []
        for measure, noun in NOUNS.items():
            found = facts.estimate(name, measure)
            if found is not None and found.sign * WANTED[measure] == wanted:
                what.append(f"{noun} {signed(found, UNIT_OF[measure])}")
                grades.append(facts.grade(name, measure, found))
        if what:
            sentences.append(Statement(answer(tone, what=joined(what)), tone, lowest(grades)))
    return sentences


def _cost(facts: Facts, name: str) -> list[Statement]:
    """What a policy costs by its levers, and what offices really spend."""
    if facts.over.worlds:
        return _cost_in_worlds(facts, name)
    sentences = []
    if name in facts.costs:
        cost = facts.costs[name]
        key = "cost" if abs(cost) >= 0.005 else "cost_nothing"
        sentences.append(Statement(answer(key, cost=f"{cost:.2f}")))
    spent = facts.estimate(name, SPENDING)
    if spent is not None and spent.sign:
        key = "spend_up" if spent.sign > 0 else "spend_down"
        sentences.append(Statement(answer(key, size=size(spent, "yuan"))))
    return sentences


def _cost_in_worlds(facts: Facts, name: str) -> list[Statement]:
    """What a policy costs in all, world by world."""
    net = facts.net_costs
    if not len(net):
        return []
    paired = facts.over.difference(net[name].to_numpy(float), net[facts.baseline].to_numpy(float))
    ends, difference = paired.difference.interval, paired.difference
    if ends is None:
        return []
    found = Estimate(
        difference.mean,
        ends.low,
        ends.high,
        math.nan if paired.p_value is None else paired.p_value,
        difference.n_runs,
        difference.n_equal,
    )
    key = "cost_worlds_more" if found.value > 0 else "cost_worlds_less"
    text = answer(key, n=int(found.n_equal), of=int(found.n), size=signed(found, "yuan"))
    return [Statement(text, PLAIN, facts.grade(name, COST, found))]


def alone(summary: pd.DataFrame, name: str, title: str) -> Answer:
    """What is said of one scenario run by itself: it is described, nothing is claimed.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        name: Name of the scenario.
        title: Its title.
    """
    rows: Any = summary[(summary["scenario"] == name) & (summary["by"] == "all")].set_index("measure")
    found = Answer()

    def of(measure: str) -> str:
        return level(float(rows.loc[measure, "mean"]), "share")

    wanted = (MAIN, NEEDS, "closure_share", "nominal_share", "dropped_share", "endured_share")
    if not all(m in rows.index and math.isfinite(rows.loc[m, "mean"]) for m in wanted):
        found.lead.append(Statement(answer("main_missing"), UNSURE))
        return found
    low, high = (float(rows.loc[MAIN, c]) for c in ("ci_low", "ci_high"))
    interval = ""
    if math.isfinite(low):
        interval = answer("interval", low=level(low, "share"), high=level(high, "share"))
    found.lead = [
        Statement(answer("alone_main", title=title, level=of(MAIN), interval=interval)),
        Statement(
            answer("alone_closed", closed=of("closure_share"), paper=of("nominal_share"), dropped=of("dropped_share"))
        ),
        Statement(answer("alone_needs", solved=of(NEEDS), endured=of("endured_share"))),
        Statement(answer("alone_nothing"), UNSURE),
    ]
    return found


def runs_caveat(n: int) -> list[str]:
    """What the number of runs means for the answer.

    Args:
        n: Runs of each scenario.
    """
    if n <= 1:
        return []
    return [answer("few_runs", n=n)] if n < FEW_RUNS else []
