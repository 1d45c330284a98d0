"""Which policy for whom: leaders in single respects, the front over several, and what cannot be told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sim.report.answer import (
    BETTER,
    GAP,
    MAIN,
    NEEDS,
    PLAIN,
    UNIT_OF,
    UNSURE,
    WAIT,
    WANTED,
    WORSE,
    Answer,
    Facts,
    Statement,
    cards_of,
    runs_caveat,
)
from sim.report.answer_words import NOUNS, PRICES, answer
from sim.report.robust_answer import WorldFacts, choices, lead
from sim.report.wording import (
    Estimate,
    amount,
    between,
    distance,
    estimate_of,
    joined,
    level,
    listed,
    percent,
    signed,
    size,
)
from sim.studies.contrasts import policy_front, policy_pairs
from sim.studies.sweep_pareto import OBJECTIVES
from sim.words import T

PAIRED = {MAIN: "higher", NEEDS: "higher", GAP: "zero", WAIT: "lower"}
"""Measures in which every scenario is held against every other."""

MOST_PRICES = 3
"""Drawbacks named beside a choice; the card of the policy has all."""

SURE = 0.95
"""Share of resamples in which a scenario must be on the front for that to be said without a warning (assumed)."""


class Leaders(NamedTuple):
    """Who does best in one respect.

    Attributes:
        best: The best by the mean.
        tied: The others that cannot be told from it, in the order of the scenarios.
        value: Mean of the best.
    """

    best: str
    tied: tuple[str, ...]
    value: float

    @property
    def all(self) -> tuple[str, ...]:
        """The best and those tied with it."""
        return (self.best, *self.tied)


def means_of(measures: pd.DataFrame, measure: str) -> dict[str, float]:
    """Mean over runs of a measure over everybody, by scenario.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        measure: The measure.
    """
    rows = measures[(measures["measure"] == measure) & (measures["by"] == "all")]
    means = rows.groupby("scenario", sort=False)["value"].mean()
    return {str(name): float(value) for name, value in means.items() if math.isfinite(value)}


def leaders(pairs: pd.DataFrame, means: Mapping[str, float], measure: str, better: str) -> Leaders | None:
    """Who does best in a measure.

    Args:
        pairs: The table of `sim.studies.contrasts.policy_pairs`.
        means: Mean of each scenario.
        measure: The measure.
        better: "higher", "lower", or "zero" for a gap.

    Returns:
        None where intervals are missing, or where a gap changes its side, so that a smaller number is not a
        smaller gap.
    """
    rows = pairs[(pairs["measure"] == measure) & pairs["p_adjusted"].notna()]
    if not len(rows) or not means or (better == "zero" and min(means.values()) * max(means.values()) < 0):
        return None
    sign = {"higher": -1.0, "lower": 1.0, "zero": 1.0 if max(means.values()) > 0 else -1.0}[better]
    best = min(means, key=lambda name: sign * means[name])
    tied = []
    for name in means:
        if name == best:
            continue
        pair = rows[
            ((rows["first"] == best) & (rows["second"] == name)) | ((rows["first"] == name) & (rows["second"] == best))
        ]
        if not len(pair) or not estimate_of(pair.iloc[0].to_dict()).sign:
            tied.append(name)
    return Leaders(best, tuple(tied), means[best])


class Compared(NamedTuple):
    """The answer of a comparison, and the tables behind it."""

    answer: Answer
    pairs: pd.DataFrame
    front: pd.DataFrame


def recommend(facts: Facts, world: WorldFacts | None = None) -> Compared:
    """The whole answer of a comparison.

    Args:
        facts: What the sentences are made of.
        world: What is known of plausible worlds; None over seeds alone.
    """
    names = list(facts.titles)
    pairs = policy_pairs(facts.measures, names, list(PAIRED), facts.over)
    front = policy_front(facts.measures, names, OBJECTIVES, facts.costs)
    found = Answer()
    n_runs = int(facts.comparison["n"].max()) if len(facts.comparison) else 0
    if n_runs < 2:
        found.lead.append(Statement(answer("one_run"), UNSURE))
        return Compared(found, pairs, front)
    found.cards = cards_of(facts)
    if world is not None:
        found.lead, found.choices = lead(world), choices(world)
        return Compared(found, pairs, front)
    best = {
        measure: leaders(pairs, means_of(facts.measures, measure), measure, better)
        for measure, better in PAIRED.items()
    }
    found.lead += [*_lead(facts, best[MAIN]), *_counted(facts)]
    found.choices = _choices(facts, best)
    found.lead += _whole(facts, front, best)
    found.caveats += runs_caveat(n_runs)
    return Compared(found, pairs, front)


BETWEEN_SENTENCES = T(" ", "")
WITH_VALUE = T("{title} ({value})", "{title}（{value}）")
BY = T("{title} by {value}", "{title}{value}")


def _titles(facts: Facts, names: Sequence[str]) -> str:
    """Titles in a row."""
    return listed([facts.titles[name] for name in names])


def _lead(facts: Facts, best: Leaders | None) -> list[Statement]:
    """Who resolves most."""
    if best is None:
        return []
    means = means_of(facts.measures, MAIN)
    levels = {name: level(value, "share") for name, value in means.items()}
    usual = levels.get(facts.baseline, "–")
    if facts.baseline in best.all:
        return [Statement(answer("leader_baseline", level=usual), UNSURE)]
    if not best.tied:
        text = answer("leader_one", leader=facts.titles[best.best], level=levels[best.best], usual=usual)
        return [Statement(text, BETTER)]
    who = listed([str(WITH_VALUE.filled(title=facts.titles[name], value=levels[name])) for name in best.all])
    return [Statement(answer("leader_some", leaders=who, usual=usual), BETTER)]


def _counted(facts: Facts) -> list[Statement]:
    """Under which policies real resolution rises, falls, or cannot be told to change."""
    found = {name: facts.estimate(name, MAIN) for name in facts.policies}
    parts = []
    for sign, key in ((1, "counted_up"), (-1, "counted_down"), (0, "counted_none")):
        names = [name for name, estimate in found.items() if estimate is not None and estimate.sign == sign]
        if names:
            shown = [(name, found[name]) for name in names]
            parts.append(
                answer(key, who=listed([_with_size(facts, name, e, sign) for name, e in shown if e is not None]))
            )
    return [Statement(answer("counted", parts=str(T("; it ", "；")).join(parts)))] if parts else []


def _with_size(facts: Facts, name: str, found: Estimate, sign: int) -> str:
    """A policy with how much it moves real resolution, or with the range it may move it by."""
    value = size(found, "share") if sign else between(found, "share")
    return str((BY if sign else WITH_VALUE).filled(title=facts.titles[name], value=value))


def price_of(facts: Facts, name: str) -> str:
    """What a policy makes worse with certainty, in a few words: waiting first, then the largest changes of shares.

    Args:
        facts: What the sentences are made of.
        name: Name of the policy.

    Returns:
        "" where nothing is worse.
    """
    worse = []
    for measure, noun in (*PRICES.items(), *NOUNS.items()):
        found = facts.estimate(name, measure)
        gap_unknown = measure == GAP and not (found is not None and facts.row(name, GAP)["baseline"] > 0)
        if found is None or gap_unknown or UNIT_OF.get(measure, "days") not in ("share", "days"):
            continue
        wanted = -1 if measure == GAP else WANTED.get(measure, -1)
        if found.sign * wanted < 0:
            worse.append((measure != WAIT, -abs(found.value), f"{noun} {signed(found, UNIT_OF.get(measure, 'days'))}"))
    shown = [text for _, _, text in sorted(worse)[:MOST_PRICES]]
    return joined(shown)


def _with_price(facts: Facts, choice: str, name: str) -> str:
    """A choice with what it makes worse; the baseline has no price."""
    price = price_of(facts, name) if name != facts.baseline else ""
    return answer("choose_price", choice=choice, what=price) if price else choice


def _choices(facts: Facts, best: Mapping[str, Leaders | None]) -> list[str]:
    """One line for each respect in which somebody may want to choose."""
    lines = []
    for measure, key, unit in (
        (MAIN, "choose_resolution", "share"),
        (NEEDS, "choose_needs", "share"),
        (GAP, "choose_gap", "share"),
        (WAIT, "choose_wait", "days"),
    ):
        found = best[measure]
        if found is None:
            continue
        who = _titles(facts, found.all)
        if found.tied:
            who = str(T("{who} (not told apart)", "{who}（无法区分）").filled(who=who))
        line = answer(key, who=who, level=(distance if measure == GAP else level)(found.value, unit))
        lines.append(line if found.tied else _with_price(facts, line, found.best))
    net = facts.net_costs.mean()
    if len(net):
        raising = [name for name in facts.policies if (e := facts.estimate(name, MAIN)) is not None and e.sign > 0]
        if raising:
            cheapest = min(raising, key=lambda name: float(net[name]))
            cost = amount(float(net[cheapest]), "yuan")
            line = answer("choose_cost", who=facts.titles[cheapest], cost=cost)
            lines.append(_with_price(facts, line, cheapest))
        else:
            lines.append(answer("choose_cost_none"))
    return lines


def _whole(facts: Facts, front: pd.DataFrame, best: Mapping[str, Leaders | None]) -> list[Statement]:
    """Which scenarios are beaten by none in all respects at once, how sure that is, and by whom the others are."""
    if not len(front):
        return []
    sentences = []
    known = [found for found in best.values() if found is not None]
    shared = set(known[0].all).intersection(*(found.all for found in known[1:])) if known else set()
    if len(known) > 1 and not shared:
        sentences.append(Statement(answer("no_best")))
    there: Any = front.set_index("scenario")
    on = [name for name in there.index if there.loc[name, "on_front"]]
    cost = str(T(" and cost", "与成本")) if "yuan_per_resident" in front else ""
    text = answer("front_several" if len(on) > 1 else "front", who=_titles(facts, on), cost=cost)
    unsure = [name for name in on if there.loc[name, "on_front_share"] < SURE]
    if unsure:
        shares = [percent(there.loc[name, "on_front_share"], 0) for name in unsure]
        sentence = answer("front_unsure", who=_titles(facts, unsure), share=listed(shares))
        text += f"{BETWEEN_SENTENCES}{sentence}"
    sentences.append(Statement(text, PLAIN))
    for name in there.index:
        if there.loc[name, "dominated_by"] and there.loc[name, "on_front_share"] <= 1 - SURE:
            by = facts.titles[there.loc[name, "dominated_by"]]
            sentences.append(Statement(answer("beaten", who=facts.titles[name], by=by), WORSE))
    return sentences
