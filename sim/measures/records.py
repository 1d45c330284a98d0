"""Tables by community and by issue, from which the measures of a run can be computed again elsewhere.

A community has its place, what it stands for, and every amount as counted in it; a share of a group of communities is
the sum of weight times the amount above the line over that of the amount below. An issue has what happened to it and
where it counts; every reported issue counts for its complaints times its weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.issues.store import (
    BYPASS,
    CLIENT,
    DISCOVERED,
    LATE,
    NOBODY,
    PAID,
    PRESSED,
    RECURRED,
    REFUSED,
    REPEAT,
    SATISFIED,
)
from sim.measures.amounts import AMOUNTS, Columns, cells_of, columns
from sim.measures.equity import days_per_community
from sim.measures.observation import Observation
from sim.measures.unmet import unmet_days
from sim.vocabulary import Category, Channel, DeskKind, Group, Setting, State, Tier, Word


def community_table(observation: Observation) -> pd.DataFrame:
    """One row per community of the sample: its place, its weight, and every amount as counted in it.

    Args:
        observation: What was gathered from a finished run.

    Returns:
        Columns code, district, region, setting, population, weight (communities it stands for), fiscal_capacity of its
        district (gross domestic product per head over the mean), closed_days and closed_rows (days from reporting to
        closing of registered issues closed with an answer, and their number), unmet_days and unmet_burden (days of
        unmet need, plain and by severity), then the amounts of `sim.measures.amounts`.
    """
    c, unmet = observation.communities, (np.ones_like(observation.severity), observation.severity)
    days, rows = days_per_community(observation)
    plain, weighed = (unmet_days(observation, severity).cells.sum(axis=1) for severity in unmet)
    return pd.DataFrame(
        {
            "code": c["code"].astype(np.int64),
            "district": np.array(observation.district_keys, dtype=object)[c["district"]],
            "region": np.array(observation.region_keys, dtype=object)[c["region"]],
            "setting": _keys(Setting, c["setting"]).astype(str),
            "population": c["population"].astype(np.int64),
            "weight": observation.weight,
            "fiscal_capacity": observation.districts["fiscal_capacity"][c["district"]].astype(np.float64),
            "closed_days": days,
            "closed_rows": rows,
            "unmet_days": plain,
            "unmet_burden": weighed,
            **{name: cells_of(observation, name).sum(axis=1) for name in AMOUNTS},
        }
    )


def issue_table(observation: Observation) -> pd.DataFrame:
    """One row per issue reported or found by patrols on measured days, closed ones first.

    Args:
        observation: What was gathered from a finished run.

    Returns:
        Columns resident_key and occasion (which name it, the same in every policy), community (its code), weight, what
        it is, how it went, and where it counts: reported, registered, closed, on_book, fallen_due, resolved, heard,
        late. `days` run from reporting to closing or the last day, `followed_days` always to the last day: of an issue
        that was not resolved it is how long it might have been.
    """
    x = columns(observation)
    of = observation.column
    c = observation.communities
    words: dict[str, tuple[type[Word], np.ndarray]] = {
        "category": (Category, x.category),
        "resident_group": (Group, x.group),
        "state": (State, x.state),
        "channel": (Channel, x.channel),
        "tier_reported": (Tier, x.tier_reported),
        "tier": (Tier, x.tier),
        "desk": (DeskKind, of("desk_kind")),
    }
    return pd.DataFrame(
        {
            "resident_key": of("resident_key"),
            "occasion": of("occasion"),
            "community": c["code"][x.community].astype(np.int64),
            "weight": observation.weight[x.community],
            "complaints": x.complaints.astype(np.int64),
            **{name: _keys(kind, codes) for name, (kind, codes) in words.items()},
            "registered_elsewhere": of("registered_elsewhere") != 0,
            "departments": x.departments.astype(np.int64),
            "cost_fen": x.cost_fen,
            "arose_day": of("arose").astype(np.int64),
            "reported_day": of("reported").astype(np.int64),
            "due_day": of("due").astype(np.int64),
            "days": x.days.astype(np.int64),
            "followed_days": x.followed_days.astype(np.int64),
            "hand_overs": x.hand_overs.astype(np.int64),
            "reopenings": x.reopenings.astype(np.int64),
            **_facts(x),
        }
    )


def _facts(x: Columns) -> dict[str, np.ndarray]:
    """What is true or false of every issue."""
    flags = {
        "patrol": DISCOVERED,
        "client": CLIENT,
        "satisfied": SATISFIED,
        "repeated": REPEAT,
        "went_above": BYPASS,
        "recurred": RECURRED,
        "nobody_responsible": NOBODY,
        "paid": PAID,
        "was_late": LATE,
        "pressed": PRESSED,
        "kept_off_book": REFUSED,
    }
    return {
        "reported": x.reported,
        "registered": x.registered,
        "closed": x.is_closed,
        "on_book": x.on_book,
        "fallen_due": x.fallen_due,
        "resolved": x.resolved,
        "heard": x.heard,
        "late": x.late,
        **{name: x.has(flag) for name, flag in flags.items()},
    }


def _keys(kind: type[Word], codes: np.ndarray) -> pd.Categorical[str]:
    """The words that codes stand for."""
    return pd.Categorical.from_codes(np.asarray(codes, dtype=np.int16), pd.Index([word.key for word in kind]))


RECORDS: Mapping[str, Callable[[Any], pd.DataFrame]] = {"communities": community_table, "issues": issue_table}
"""Tables of one run by record, by name."""
