"""Observations made by hand, so that what a measure must say is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.agents.office import Community, Desk, DeskMap, District, Township
from sim.agents.social_worker import SocialWorker
from sim.hours import HoursBalance
from sim.issues.store import RECORD, TALLIES
from sim.measures.observation import N_CELLS, Observation, ResidentSums
from sim.vocabulary import Category, DeskKind, Setting, State, Tier

FIRST_DAY, END_DAY = 100, 465


def rows_of(kind: Any, n: int) -> np.ndarray:
    """Records of a kind of agent with its default values."""
    records = np.zeros(n, np.dtype([(k, c.dtype) for k, c in kind.columns.items()], align=True))
    for name, column in kind.columns.items():
        records[name] = column.default
    return records


def issue(**fields: Any) -> np.ndarray:
    """One record: a complaint of community 0 reported on day 110 and resolved on day 113, unless said."""
    record = np.zeros(1, RECORD)
    usual = {
        "reported": 110,
        "arose": 110,
        "closed": 113,
        "state": State.RESOLVED,
        "complaints": 1,
        "departments": 1,
    }
    for name, value in {**usual, **fields}.items():
        record[name] = value
    return record


def together(records: Sequence[np.ndarray]) -> np.ndarray:
    """Records in one array, each with its own permanent id unless one is given."""
    found = np.concatenate([np.zeros(0, RECORD), *records])
    missing = found["resident_key"] == 0
    found["resident_key"][missing] = np.arange(1, len(found) + 1, dtype=np.uint64)[missing] << np.uint64(8)
    return found


def observation(
    closed: Sequence[np.ndarray] = (),
    still_open: Sequence[np.ndarray] = (),
    *,
    weights: Sequence[float] = (1.0, 1.0, 1.0),
    people: Sequence[int] = (1000, 1000, 1000),
    tallies: np.ndarray | None = None,
) -> Observation:
    """Three communities: urban and mixed in district and region 0, rural in district and region 1."""
    n = 3
    c, t, d = rows_of(Community, n), rows_of(Township, 2), rows_of(District, 2)
    c["setting"] = (Setting.URBAN, Setting.MIXED, Setting.RURAL)
    c["township"] = c["district"] = c["region"] = (0, 0, 1)
    c["population"], c["weight"] = people, weights
    t["district"] = d["region"] = (0, 1)
    t["weight"] = (weights[0], weights[2])
    d["fiscal_capacity"] = (1.5, 0.5)
    desk_map = DeskMap(n, 2, 2)
    desks = rows_of(Desk, desk_map.n)
    for kind in DeskKind:
        if kind <= DeskKind.TEAM:
            rows, size, tier = desk_map.of_communities(kind), n, Tier.COMMUNITY
        elif kind <= DeskKind.ORGANISATION:
            rows, size, tier = desk_map.of_townships(kind), 2, Tier.TOWNSHIP
        else:
            rows, size = desk_map.of_districts(kind), 2
            tier = Tier.MUNICIPALITY if kind == DeskKind.MUNICIPAL else Tier.DISTRICT
        desks["kind"][rows], desks["tier"][rows], desks["place"][rows] = kind, tier, np.arange(size)
    residents = np.zeros((n, N_CELLS))
    residents[:, 0] = people
    zeros = np.zeros((n, N_CELLS))
    return Observation(
        closed=together(closed),
        open=together(still_open),
        communities=c,
        townships=t,
        districts=d,
        desks=desks,
        workers=rows_of(SocialWorker, 2),
        tallies=np.zeros((len(TALLIES), n, N_CELLS, len(Category)), np.int32) if tallies is None else tallies,
        residents=ResidentSums(residents, zeros.copy(), zeros.copy(), np.zeros((len(Tier), n, N_CELLS))),
        region_keys=("plain", "hills"),
        district_keys=("east", "west"),
        sample=1.0,
        first_day=FIRST_DAY,
        end_day=END_DAY,
        standard_m2=np.full(n, 300.0),
        spent_fen=(np.zeros(n), np.zeros(2), np.zeros(2)),
        hours=HoursBalance({"community": n, "township": 2, "district": 2}, desk_map.n),
    )


def value(found: Observation, measure: str, by: str = "all", group: str = "all") -> float:
    """The value of a measure for one group."""
    return row(found, measure, by, group).value


def row(found: Observation, measure: str, by: str = "all", group: str = "all") -> Any:
    """The row of a measure for one group."""
    from sim.measures.registry import measures

    rows = [r for r in measures()[measure].function(found) if (r.by, r.group) == (by, group)]
    assert len(rows) == 1, f"{measure} {by} {group}: {len(rows)} rows"
    return rows[0]
