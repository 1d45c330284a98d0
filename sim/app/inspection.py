"""What a click tells: a community, an office of any tier, a resident, an issue, as rows in the reader's language."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.office import DeskMap
from sim.app.inspection_issues import issue_card, issues_of, open_matters, word_of
from sim.app.model import ViewModel
from sim.app.words import WORDS, say
from sim.vocabulary import Category, DeskKind, Disposition, Group, Setting, Tier
from sim.words import T

Row = list[str]

OF_ALL = ("drawn", "fiscal")
"""Facts of a district that hold without any of its townships in the sample."""


def card_of(model: ViewModel, ref: str) -> dict[str, Any] | None:
    """What is known of one thing.

    Args:
        model: The model.
        ref: "m" (the municipality), "d:", "t:" or "c:" with a row, "r:" with a resident's permanent id,
            "i:" with permanent id and occasion.

    Returns:
        Title, path of the offices above, sections of rows, links and a story; None where there is no such thing.
    """
    kind, _, rest = ref.partition(":")
    if kind == "m":
        return _municipality(model)
    numbers = rest.split(":")
    if not all(number.isascii() and number.isdigit() for number in numbers):
        return None
    first = int(numbers[0])
    makers = {
        "d": (_district, model.districts),
        "t": (_township, model.townships),
        "c": (_community, model.communities),
    }
    if kind in makers:
        make, population = makers[kind]
        return make(model, first) if first < len(population) else None
    if kind == "r":
        row = resident_row(model, first)
        return None if row is None else _resident(model, row)
    if kind == "i" and len(numbers) == 2:
        return issue_card(model, first, int(numbers[1]))
    return None


def resident_row(model: ViewModel, key: int) -> int | None:
    """The row of a resident by permanent id: looked for at home first, then everywhere, since residents move.

    Args:
        model: The model.
        key: Permanent id: community code times 65,536 plus number.
    """
    keys, c = model.residents.key, model.communities
    at = np.flatnonzero(c.code == key >> 16)
    if len(at):
        row = int(c.first_resident[at[0]]) + (key & 0xFFFF)
        if row < len(keys) and int(keys[row]) == key:
            return row
    found = np.flatnonzero(keys == np.uint64(key)) if 0 <= key < 2**63 else np.zeros(0, int)
    return int(found[0]) if len(found) else None


def place_name(model: ViewModel, tier: Tier, row: int) -> str:
    """The name of an office's place; in English townships are numbered, having Chinese names only, as communities are.

    Args:
        model: The model.
        tier: The tier.
        row: Row of its district, township or community.
    """
    world = model.world
    if tier is Tier.MUNICIPALITY:
        return str(T(world.name_en, world.name_zh))
    if tier is Tier.DISTRICT:
        return str(T(world.districts.name_en[row], world.districts.name_zh[row]))
    if tier is Tier.TOWNSHIP:
        code = int(model.townships.code[row])
        return str(T(WORDS.phrase("township_title", code=code).en, world.townships.name_zh[row]))
    return say("community_title", code=int(model.communities.code[row]))


def path_to(model: ViewModel, community: int) -> list[dict[str, str]]:
    """The offices above a community, the highest first, and the community.

    Args:
        model: The model.
        community: Row of the community.
    """
    c = model.communities
    steps = (
        (Tier.MUNICIPALITY, "m", 0),
        (Tier.DISTRICT, f"d:{c.district[community]}", int(c.district[community])),
        (Tier.TOWNSHIP, f"t:{c.township[community]}", int(c.township[community])),
        (Tier.COMMUNITY, f"c:{community}", community),
    )
    return [{"text": place_name(model, tier, row), "ref": ref} for tier, ref, row in steps]


def _percent(value: float, digits: int = 0) -> str:
    return "–" if not np.isfinite(value) else f"{100.0 * value:.{digits}f} %"


def _yuan(fen: float) -> str:
    return f"¥ {fen / 100.0:,.0f}"


def _section(title: str, rows: list[tuple[str, str]]) -> dict[str, Any]:
    return {"title": say(title), "rows": [[say(key), value] for key, value in rows]}


def _desks(model: ViewModel, rows: range) -> dict[str, Any]:
    """The desks of an office as a table: hours, queue, overdue, load, belief in being checked."""
    d = model.desks
    body = []
    for row in rows:
        if d.hours[row] <= 0.0 and d.n_open[row] == 0:
            continue
        had = float(d.available_hours[row])
        asked = float(d.offered_hours[row] + d.intake_hours[row] + d.enquiry_hours[row] + d.duty_hours[row])
        body.append(
            [
                word_of(DeskKind, d.kind[row]),
                f"{d.hours[row]:.1f}",
                f"{d.n_open[row]:,}",
                f"{d.n_overdue[row]:,}",
                _percent(asked / had) if had > 0.0 else "–",
                _percent(float(d.belief[row])),
            ]
        )
    head = [say(key) for key in ("desk", "hours_a_day", "queue", "overdue", "load", "belief")]
    return {"title": say("desks"), "table": {"head": head, "body": body}}


def _community(model: ViewModel, row: int) -> dict[str, Any]:
    c = model.communities
    people = max(1, int(c.population[row]))
    first, end = int(c.first_resident[row]), int(c.end_resident[row])
    r = model.residents
    trust = {
        tier: float(r.column(f"trust_{tier.key}")[first:end].mean()) if end > first else float("nan") for tier in Tier
    }
    desks = range(row * DeskMap.PER_COMMUNITY, (row + 1) * DeskMap.PER_COMMUNITY)
    n_open = int(model.desks.n_open[desks.start : desks.stop].sum())
    groups = np.bincount(r.group[first:end], minlength=len(Group))
    engaged = float((r.disposition[first:end] == Disposition.ENGAGED).mean()) if end > first else float("nan")
    who = [
        ("setting", word_of(Setting, c.setting[row])),
        ("population", f"{int(c.population[row]):,}"),
        ("urban_share", _percent(float(c.urban_share[row]))),
        ("stands_for", f"{c.weight[row]:.1f}"),
        ("staff", f"{c.staff[row]:.1f}"),
        ("vacant", _percent(float(c.vacant_share[row]))),
        ("issue_hours", f"{c.lever_issue_hours[row]:.1f}"),
        ("strain", f"{c.strain[row]:.2f}"),
        ("volunteers", f"{int(c.n_volunteers[row]):,}"),
        ("counter_km", f"{c.distance_km[row]:.1f} km"),
    ]
    work = [
        ("open_here", f"{n_open:,}"),
        ("backlog_head", f"{1000.0 * n_open / people:.1f}"),
        ("overdue_hours", f"{c.overdue_hours[row]:.0f}"),
        ("purse", _yuan(float(c.purse_fen[row]))),
        ("spent", _yuan(float(c.spent_fen[row]))),
        ("condition", f"{c.condition[row]:.2f}"),
        ("ties", f"{c.ties[row]:.2f}"),
        ("engaged", _percent(engaged)),
    ]
    people_rows = [[str(g.words), f"{int(groups[g]):,}"] for g in Group if groups[g]]
    return {
        "title": place_name(model, Tier.COMMUNITY, row),
        "subtitle": say("community_tier"),
        "path": path_to(model, row),
        "district": int(c.district[row]),
        "community": row,
        "sections": [
            _section("standing", who),
            _section("work", work),
            _trust_section(trust),
            _desks(model, desks),
            {"title": say("residents_by_group"), "rows": people_rows},
        ],
        "links": open_matters(model, row),
        "residents": {"first": str(int(c.code[row]) << 16), "n": int(c.population[row])},
    }


def _trust_section(trust: dict[Tier, float]) -> dict[str, Any]:
    rows = [
        [say(f"tier_{tier.key}"), f"{100.0 * value:.1f}" if np.isfinite(value) else "–"]
        for tier, value in trust.items()
    ]
    return {"title": say("trust_in"), "rows": rows}


def _township(model: ViewModel, row: int) -> dict[str, Any]:
    t, desks = model.townships, model.desk_map
    first = desks.first_township + row * DeskMap.PER_TOWNSHIP
    communities = range(int(t.first_community[row]), int(t.end_community[row]))
    facts = [
        ("population", f"{int(t.population[row]):,}"),
        ("n_communities", f"{len(communities):,}"),
        ("stands_for", f"{t.weight[row]:.1f}"),
        ("staff", f"{t.staff[row]:.1f}"),
        ("n_workers", f"{int(t.n_workers[row]):,}"),
        ("purse", _yuan(float(t.purse_fen[row]))),
        ("spent", _yuan(float(t.spent_fen[row]))),
        ("lent", f"{t.lent_hours[row]:.1f}"),
    ]
    links = [{"text": place_name(model, Tier.COMMUNITY, c), "ref": f"c:{c}"} for c in communities]
    path = path_to(model, communities.start)[:3] if communities else []
    return {
        "title": place_name(model, Tier.TOWNSHIP, row),
        "subtitle": say("tier_township"),
        "path": path,
        "district": int(t.district[row]),
        "links": {"title": say("its_communities"), "items": links},
        "sections": [
            _section("standing", facts),
            _desks(model, range(first, first + DeskMap.PER_TOWNSHIP)),
        ],
    }


def _district(model: ViewModel, row: int) -> dict[str, Any]:
    d, desks = model.districts, model.desk_map
    first = desks.first_district + row * DeskMap.PER_DISTRICT
    townships = range(int(d.first_township[row]), int(d.end_township[row]))
    category = int(d.campaign_category[row])
    running = category >= 0 and int(d.campaign_end[row]) >= model.day
    facts = [
        ("population", f"{int(d.population[row]):,}"),
        ("drawn", _percent(float(d.drawn_share[row]), 1)),
        ("n_townships", f"{len(townships):,}"),
        ("n_communities", f"{int(d.end_community[row] - d.first_community[row]):,}"),
        ("fiscal", f"{d.fiscal_capacity[row]:.2f}"),
        ("purse", _yuan(float(d.purse_fen[row]))),
        ("spent", _yuan(float(d.spent_fen[row]))),
        ("campaign", word_of(Category, category) if running else say("none")),
        ("places", f"{int(d.places_used[row]):,} / {int(d.places[row]):,}"),
    ]
    if not townships:
        facts = [(key, say("not_drawn") if key == "drawn" else text) for key, text in facts if key in OF_ALL]
    links = [{"text": place_name(model, Tier.TOWNSHIP, t), "ref": f"t:{t}"} for t in townships]
    return {
        "title": place_name(model, Tier.DISTRICT, row),
        "subtitle": say("tier_district"),
        "district": row,
        "path": [
            {"text": place_name(model, Tier.MUNICIPALITY, 0), "ref": "m"},
            {"text": place_name(model, Tier.DISTRICT, row), "ref": f"d:{row}"},
        ],
        "sections": [
            _section("standing", facts),
            *([_desks(model, range(first, first + DeskMap.PER_DISTRICT - 1))] if townships else []),
        ],
        "links": {"title": say("its_townships"), "items": links} if townships else None,
    }


def district_links(model: ViewModel) -> list[dict[str, str]]:
    """All districts to choose from; of those without a township in the sample it is said.

    Args:
        model: The model.
    """
    missing = f" · {say('not_drawn')}"
    return [
        {
            "ref": f"d:{row}",
            "text": place_name(model, Tier.DISTRICT, row) + ("" if model.districts.population[row] else missing),
        }
        for row in range(len(model.districts))
    ]


def _municipality(model: ViewModel) -> dict[str, Any]:
    rows = model.desk_map.of_districts(DeskKind.MUNICIPAL)
    desks = model.desks
    facts = [
        ("population", f"{len(model.residents):,}"),
        ("n_communities", f"{len(model.communities):,}"),
        ("hours_a_day", f"{desks.hours[rows].sum():,.1f}"),
        ("open_here", f"{int(desks.n_open[rows].sum()):,}"),
        ("overdue", f"{int(desks.n_overdue[rows].sum()):,}"),
        ("treasury", _yuan(float(model.accounts.get("treasury", 0)))),
    ]
    return {
        "title": place_name(model, Tier.MUNICIPALITY, 0),
        "subtitle": say("tier_municipality"),
        "path": [{"text": place_name(model, Tier.MUNICIPALITY, 0), "ref": "m"}],
        "sections": [_section("standing", facts)],
        "links": {
            "title": say("its_districts"),
            "items": district_links(model),
        },
    }


def _resident(model: ViewModel, row: int) -> dict[str, Any]:
    r = model.residents
    key = int(r.key[row])
    community = int(np.searchsorted(model.communities.first_resident, row, side="right")) - 1
    origin = int(r.origin[row])
    yes = {True: say("yes"), False: say("no")}
    who = [
        ("permanent_id", f"{key >> 16}-{key & 0xFFFF}"),
        ("group", word_of(Group, r.group[row])),
        ("disposition", word_of(Disposition, r.disposition[row])),
        ("elsewhere", yes[bool(r.registered_elsewhere[row])]),
        ("online", yes[bool(r.online[row])]),
        ("volunteer", yes[bool(r.volunteer[row])]),
        ("came_from", place_name(model, Tier.COMMUNITY, origin) if origin >= 0 else say("none")),
        (
            "experience",
            say("experience_text", good=int(r.successes[row]), bad=int(r.failures[row]), silent=int(r.silences[row])),
        ),
    ]
    trust = {tier: float(r.column(f"trust_{tier.key}")[row]) for tier in Tier}
    return {
        "title": say("resident_title", id=f"{key >> 16}-{key & 0xFFFF}"),
        "subtitle": say("resident"),
        "path": path_to(model, community),
        "district": int(model.communities.district[community]),
        "community": community,
        "links": issues_of(model, key),
        "sections": [_section("standing", who), _trust_section(trust)],
    }


def side_by_side(policy: dict[str, Any], baseline: dict[str, Any] | None) -> dict[str, Any]:
    """A card with the baseline's values beside the policy's, where both have the same rows.

    Args:
        policy: The card of the policy's model.
        baseline: The card of the same thing in the baseline's model, or None.

    Returns:
        The card; rows have a third cell, the baseline's value.
    """
    if baseline is None or len(baseline["sections"]) != len(policy["sections"]):
        return policy
    sections = []
    for ours, theirs in zip(policy["sections"], baseline["sections"], strict=True):
        their_rows = {row[0]: row[1] for row in theirs.get("rows", [])}
        rows = [[*row, their_rows.get(row[0], "–")] for row in ours.get("rows", [])]
        sections.append({**ours, "rows": rows} if "rows" in ours else ours)
    return {**policy, "sections": sections, "compared": True}
