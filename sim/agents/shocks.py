"""Shocks: floods, epidemics and campaigns from above begin, spread over borders, and end (phase calendar)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.resident import way_to_counter
from sim.vocabulary import Category

KINDS = ("flood", "epidemic", "campaign")


def reached_after(borders: tuple[tuple[int, int, float], ...], sources: np.ndarray) -> np.ndarray:
    """How many borders lie between each district and the nearest one where a shock begins.

    Args:
        borders: Pairs of neighbouring districts (row, row, km).
        sources: True where it begins; one per district.

    Returns:
        Number of borders, -1 where there is no way; int64, one per district.
    """
    steps = np.where(sources, 0, -1).astype(np.int64)
    reached = np.flatnonzero(sources)
    n = 0
    while len(reached):
        n += 1
        here = set(reached.tolist())
        ahead = {b for a, b, _ in borders if a in here} | {a for a, b, _ in borders if b in here}
        reached = np.array([d for d in sorted(ahead) if steps[d] < 0], int)
        steps[reached] = n
    return steps


def intensity(model: Any, kind: str, day: int) -> np.ndarray:
    """How hard a shock is felt in each district on a day: full where it began, a share of it behind each border.

    A border is crossed after some days, and the shock ends there as many days later.

    Returns:
        0 to 1, one per district, float64.
    """
    shock = getattr(model.scenario.shocks, kind)
    if shock.start_day < 0:
        return np.zeros(len(model.districts))
    steps = model.shock_steps[kind]
    since = day - shock.start_day - steps * shock.spread_days
    felt = (steps >= 0) & (since >= 0) & (since < shock.days)
    return np.where(felt, shock.spread_share ** np.maximum(steps, 0), 0.0)


def prepare(model: Any) -> None:
    """Finds out how far each district is from where each shock begins.

    Raises:
        InputError: A name that is no district of the place.
    """
    model.shock_steps = {}
    for kind in KINDS:
        where = getattr(model.scenario.shocks, kind).districts
        sources = model.structure.named_districts(where, f"shocks.{kind}.districts") > 0.0
        model.shock_steps[kind] = reached_after(model.world.borders, sources)
    model.shock_state = {kind: np.zeros(len(model.districts)) for kind in KINDS}


def begin_and_end(model: Any) -> None:
    """Where a shock's intensity changed since yesterday, duty, absence, ways and emergencies follow it.

    On the day it reaches a district, a flood damages the infrastructure once. A campaign from above binds a district
    like one of its own: one category first, more administrative work for everybody.
    """
    settings, changed = model.scenario.shocks, False
    for kind in KINDS:
        now = intensity(model, kind, model.day)
        before = model.shock_state[kind]
        if (now == before).all():
            continue
        changed = True
        model.shock_state[kind] = now
        begins = np.where((before == 0.0) & (now > 0.0), now, 0.0)
        c = model.communities
        damage = getattr(settings, kind).damage * begins[c.district]
        np.maximum(c.condition - damage, 0.0, out=c.condition)
    if changed:
        carry(model)


def carry(model: Any) -> None:
    """Puts today's shocks into the columns that behaviour looks at; hours follow in the next levers."""
    c, d, settings = model.communities, model.districts, model.scenario.shocks
    for column, name in (
        ("shock_duty", "duty_share"),
        ("shock_absent", "absent_share"),
        ("shock_counter_cost", "counter_cost"),
        ("shock_emergency", "emergency_share"),
    ):
        total = np.zeros(len(d))
        for kind in KINDS:
            total += getattr(getattr(settings, kind), name) * model.shock_state[kind]
        most = settings.cost_limit if name == "counter_cost" else settings.share_limit
        getattr(c, column)[:] = np.minimum(total, most)[c.district]
    category = int(Category[settings.campaign.category.upper()])
    called = model.shock_state["campaign"] > 0.0
    d.campaign_category[called] = category
    d.campaign_end[called] = model.day + settings.campaign.days
    d.campaign_next[called] = np.maximum(d.campaign_next[called], d.campaign_end[called])
    count_ways(model)
    model.campaigns_changed()


def count_ways(model: Any) -> None:
    """What the way to the counter costs a resident of each community today."""
    c, params = model.communities, model.rulebook.plain
    km = np.minimum(c.distance_km, model.levers["counter_km"])
    c.counter_cost[:] = way_to_counter(params, km, c.shock_counter_cost)
