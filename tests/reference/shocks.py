"""Shocks in the twin: looked up afresh every day."""

from __future__ import annotations

from typing import Any

from sim.agents.resident import way_to_counter
from sim.vocabulary import Category

KINDS = ("flood", "epidemic", "campaign")


def prepare(twin: Any) -> None:
    """How many borders lie between each district and the source of each shock (-1: no way)."""
    twin.shock_steps, twin.shock_state = {}, {kind: [0.0] * len(twin.districts) for kind in KINDS}
    for kind in KINDS:
        words = [word.strip().lower() for word in getattr(twin.scenario.shocks, kind).districts.split(",")]
        steps = {}
        for row, d in enumerate(twin.districts):
            names = (str(d.code), twin.world.districts.name_en[row].lower(), twin.world.districts.name_zh[row])
            if words == ["everywhere"] or any(name in words for name in names):
                steps[row] = 0
        n = 0
        while n in steps.values():
            for a, b, _ in twin.world.borders:
                for here, there in ((a, b), (b, a)):
                    if steps.get(here) == n and there not in steps:
                        steps[there] = n + 1
            n += 1
        twin.shock_steps[kind] = [steps.get(row, -1) for row in range(len(twin.districts))]


def felt(twin: Any, kind: str, row: int) -> float:
    """The intensity of a shock in a district today."""
    shock, steps = getattr(twin.scenario.shocks, kind), twin.shock_steps[kind][row]
    since = twin.day - shock.start_day - steps * shock.spread_days
    if shock.start_day < 0 or steps < 0 or not 0 <= since < shock.days:
        return 0.0
    return float(shock.spread_share**steps)


def begin_and_end(twin: Any) -> bool:
    """Today's shocks; gives whether anything has changed since yesterday."""
    settings, changed = twin.scenario.shocks, False
    for kind in KINDS:
        now = [felt(twin, kind, row) for row in range(len(twin.districts))]
        before = twin.shock_state[kind]
        for d, old, new in zip(twin.districts, before, now, strict=True):
            changed |= old != new
            for c in d.communities if old == 0.0 and new > 0.0 else []:
                c.condition = max(c.condition - getattr(settings, kind).damage * new, 0.0)
        twin.shock_state[kind] = now
    if changed:
        for row, d in enumerate(twin.districts):
            carry(twin, row, d)
    return changed


def carry(twin: Any, row: int, d: Any) -> None:
    """Duty, absence, ways and emergencies of one district; a campaign from above binds it."""
    settings = twin.scenario.shocks

    def total(name: str) -> float:
        amount = 0.0
        for kind in KINDS:
            amount += getattr(getattr(settings, kind), name) * twin.shock_state[kind][row]
        return amount

    for c in d.communities:
        c.shock_duty = min(total("duty_share"), settings.share_limit)
        c.shock_absent = min(total("absent_share"), settings.share_limit)
        c.shock_counter_cost = min(total("counter_cost"), settings.cost_limit)
        c.shock_emergency = min(total("emergency_share"), settings.share_limit)
        count_way(twin, c)
    if twin.shock_state["campaign"][row] > 0.0:
        d.campaign_category = int(Category[settings.campaign.category.upper()])
        d.campaign_end = twin.day + settings.campaign.days
        d.campaign_next = max(d.campaign_next, d.campaign_end)


def count_way(twin: Any, c: Any) -> None:
    """What the way to the counter costs today."""
    km = min(c.distance_km, float(twin.levers["counter_km"][c.row]))
    c.counter_cost = way_to_counter(twin.params, km, c.shock_counter_cost)
