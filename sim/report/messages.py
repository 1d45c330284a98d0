"""What can be read off each figure, in a sentence with numbers: caption of the figure and its text for the blind."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.measures.capacities import CAPACITIES
from sim.measures.grouping import RELIABLE_SAMPLE, group_label, period_label
from sim.report.answer import MAIN, Facts
from sim.report.flow import STUCK, Flow
from sim.report.page_words import page_word
from sim.report.tables import still_open, still_open_text
from sim.report.wording import joined, percent, signed
from sim.studies.contrasts import verdicts
from sim.vocabulary import Tier
from sim.words import T
from sim.world.places import PlaceNames


def _by_scenario(titles: Mapping[str, str], shown: Callable[[str], str | None]) -> str:
    """Something about each scenario, those without a value left out."""
    parts = [f"{title} {text}" for name, title in titles.items() if (text := shown(name)) is not None]
    return joined(parts) if parts else "–"


def forest_message(facts: Facts) -> str:
    """Differences in real resolution."""

    def shown(name: str) -> str | None:
        found = facts.estimate(name, MAIN)
        return None if found is None or not (found.has_interval or found.tied) else signed(found, "share")

    policies = {name: facts.titles[name] for name in facts.policies}
    return page_word("forest_message", what=_by_scenario(policies, shown))


def outcomes_message(summary: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Real resolution of every scenario."""
    rows = summary[(summary["measure"] == MAIN) & (summary["by"] == "all")].set_index("scenario")["mean"]

    def shown(name: str) -> str | None:
        return percent(rows[name], 1) if name in rows.index and math.isfinite(rows[name]) else None

    return page_word("outcomes_message", what=_by_scenario(titles, shown))


def days_message(curves: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """What is resolved within thirty days."""
    rows = curves[curves["days"] == 30].groupby("scenario")["resolved_share"].mean()

    def shown(name: str) -> str | None:
        return percent(rows[name], 1) if name in rows.index and math.isfinite(rows[name]) else None

    return page_word("days_message", what=_by_scenario(titles, shown))


def series_message(summary: pd.DataFrame, titles: Mapping[str, str], by: str) -> str:
    """The range of real resolution over the periods of which hardly anything is open, and which the others are.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        titles: Title of each scenario by name.
        by: One of `PERIODS`.
    """
    late = still_open(summary, by)
    rows = summary[(summary["measure"] == MAIN) & (summary["by"] == by) & ~summary["group"].isin(late)]

    def shown(name: str) -> str | None:
        means = rows[rows["scenario"] == name].set_index("group")["mean"].dropna()
        if not len(means):
            return None
        low, high = str(means.idxmin()), str(means.idxmax())
        return page_word(
            "series_range",
            low=percent(means[low], 1),
            low_at=str(period_label(by, low)),
            high=percent(means[high], 1),
            high_at=str(period_label(by, high)),
        )

    text = page_word("series_message", what=_by_scenario(titles, shown))
    return f"{text} {still_open_text(by, late)}" if late else text


def map_message(summary: pd.DataFrame, baseline: str, names: PlaceNames, sample: float) -> str:
    """The range over districts in the baseline.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        baseline: Name of the baseline.
        names: What the place calls its districts.
        sample: Share of townships in the sample.
    """
    rows = summary[(summary["scenario"] == baseline) & (summary["measure"] == MAIN) & (summary["by"] == "district")]
    means = rows.set_index("group")["mean"].dropna()
    if not len(means):
        return ""
    low, high = str(means.idxmin()), str(means.idxmax())
    pale = page_word("map_pale") if sample < RELIABLE_SAMPLE else ""
    low_name, high_name = (str(group_label("district", key, names)) for key in (low, high))
    return page_word(
        "map_message",
        low=percent(means[low], 1),
        low_name=low_name,
        high=percent(means[high], 1),
        high_name=high_name,
        n=len(means),
        pale=pale,
    )


def _ending(flow: Flow, end: str) -> float:
    return math.fsum(value for key, value in flow.items() if key.count("_") == 2 and key.endswith(f"_{end}"))


def flow_message(flow: Flow) -> str:
    """The main numbers of the flow."""
    issues = flow["first_voice"] + flow["reported_again"] + flow["patrol"]
    words = {
        "needs": flow["needs"],
        "endured": flow["endured"],
        "self": flow["self_solved"],
        "issues": issues,
        **{end: _ending(flow, end) for end in ("resolved", "dropped", "nominal")},
    }
    return page_word("flow_message", **{key: f"{value:.0f}" for key, value in words.items()})


def stuck_message(flow: Flow) -> str:
    """The tier at which most ends unresolved."""
    at = {
        tier: math.fsum(
            flow.get(f"{register}_{tier.key}_{end}", 0.0)
            for register in ("registered", "unregistered")
            for end in STUCK
        )
        for tier in Tier
    }
    most = max(at, key=lambda tier: at[tier])
    return page_word("stuck_message", tier=most.words, n=f"{at[most]:.0f}")


def equity_message(summary: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """What the worse half holds of the money."""
    rows = summary[(summary["measure"] == "spending_lorenz") & (summary["group"] == "50")].set_index("scenario")["mean"]

    def shown(name: str) -> str | None:
        return percent(rows[name], 0) if name in rows.index and math.isfinite(rows[name]) else None

    return page_word("equity_message", what=_by_scenario(titles, shown))


def who_message(facts: Facts) -> str:
    """How many groups gain and lose with certainty."""
    parts = []
    for name in facts.policies:
        verdict = verdicts(facts.gains[facts.gains["scenario"] == name])["verdict"]
        gain, lose = int((verdict == "gains").sum()), int((verdict == "loses").sum())
        parts.append(page_word("who_count", title=facts.titles[name], gain=gain, lose=lose))
    return page_word("who_message", what=joined(parts))


def front_message(front: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Who is beaten by none."""
    who = [titles[str(name)] for name in front.loc[front["on_front"].astype(bool), "scenario"]]
    key = "front_message" if "yuan_per_resident" in front else "front_message_no_cost"
    return page_word(key, who=str(T(", ", "、")).join(who))


def capacity_message(summary: pd.DataFrame, baseline: str) -> str:
    """The capacities of the baseline."""
    found: Any = summary[(summary["scenario"] == baseline) & (summary["by"] == "all")].set_index("measure")["mean"]
    parts = [f"{c.words} {found.get(f'capacity_{c.id}', np.nan):.2f}" for c in CAPACITIES]
    return page_word("capacity_message", what=joined(parts))
