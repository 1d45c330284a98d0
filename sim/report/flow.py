"""Where issues get stuck: the flow from need to outcome through the tiers, in numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

STUCK = ("failed", "nominal", "dropped", "open")

Flow = Mapping[str, float]
"""Issues or needs per 1,000 residents and year, by part of the flow."""


def flow_of(summary: pd.DataFrame, scenario: str) -> Flow | None:
    """The flow of one scenario.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        scenario: Name of the scenario.

    Returns:
        Amounts per 1,000 residents and year: needs, self_solved, endured, undecided (what is left of needs), every
        origin, and every path; None where a measure is missing.
    """
    rows = summary[summary["scenario"] == scenario]
    whole = rows[rows["by"] == "all"].set_index("measure")["mean"]
    parts = rows[rows["measure"].isin(["issue_paths_per_1000", "issue_origins_per_1000"])].set_index("group")["mean"]
    shares = ("self_solved_share", "endured_share")
    if not len(parts) or not {"needs_per_1000", *shares} <= set(whole.index) or not parts.notna().all():
        return None
    needs = float(whole["needs_per_1000"])
    found = {str(group): float(value) for group, value in parts.items()}
    found["needs"] = needs
    for name in shares:
        found[name.removesuffix("_share")] = needs * float(whole[name])
    left = needs - found["self_solved"] - found["endured"] - found["first_voice"] - found["patrol"]
    return {**found, "undecided": max(0.0, left)}
