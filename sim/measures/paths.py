"""Where issues come from, how far they travel and how they end: rows of work, so that nothing is counted twice."""

from __future__ import annotations

import math

import numpy as np

from sim.issues.store import REGISTERED
from sim.measures.amounts import columns
from sim.measures.grouping import ORIGINS, PATHS
from sim.measures.measure import Measure, Row
from sim.measures.observation import Observation
from sim.vocabulary import State, Tier
from sim.words import T

RESOLVED, FAILED, NOMINAL, DROPPED, OPEN = range(5)
"""Ends in the order of `PATHS`."""

_UNIT = "issues per 1,000 residents and year"


def _end_of(state: np.ndarray) -> np.ndarray:
    """How each issue ended; what is not closed and not dropped is open."""
    table = np.full(256, OPEN)
    table[State.RESOLVED], table[State.FAILED], table[State.NOMINAL] = RESOLVED, FAILED, NOMINAL
    table[State.DROPPED] = table[State.LOST_ON_BOOK] = DROPPED
    return table[state]


def _per_1000(observation: Observation, codes: np.ndarray, keys: tuple[str, ...], by: str) -> list[Row]:
    """Rows of work of each code over residents and years, by design weight."""
    community = columns(observation).community
    weights = observation.weight
    counted = np.bincount(codes, minlength=len(keys))
    weighted = np.bincount(codes, weights=weights[community], minlength=len(keys)).astype(np.float64)
    people = float(weights @ observation.residents.n.sum(axis=1))
    below = people * observation.years / 1000.0
    values = weighted / below if below > 0 else np.full(len(keys), math.nan)
    return [Row(by, key, int(n), float(value)) for key, n, value in zip(keys, counted, values, strict=True)]


def issue_origins(observation: Observation) -> list[Row]:
    """How issues came up: reported for the first time, reported again, or found by a patrol.

    Args:
        observation: What was gathered.
    """
    x = columns(observation)
    codes = np.where(~x.reported, 2, np.where(x.first, 0, 1))
    return _per_1000(observation, codes, tuple(ORIGINS), "origin")


def issue_paths(observation: Observation) -> list[Row]:
    """Issues by whether they were registered, the tier that held them last, and how they ended.

    Args:
        observation: What was gathered.
    """
    x = columns(observation)
    registered = np.where(x.has(REGISTERED), 0, 1)
    codes = (registered * len(Tier) + x.tier) * (OPEN + 1) + _end_of(x.state)
    return _per_1000(observation, codes, PATHS, "path")


def measures() -> tuple[Measure, ...]:
    """Paths of issues."""
    return (
        Measure(
            "issue_origins_per_1000",
            "issues by origin",
            "事项来源",
            _UNIT,
            "none",
            T(
                "Issues (rows of work) reported for the first time, reported again after a failure or silence (at the "
                "same tier or above), or found by patrols, over residents and years.",
                "事项（工作件）按来源：首次提出、因失败或无答复而再次提出（同级或向上）、网格巡访主动发现，"
                "按居民与年数平均。",
            ),
            ("origin",),
            issue_origins,
        ),
        Measure(
            "issue_paths_per_1000",
            "issues by path",
            "事项流向",
            _UNIT,
            "none",
            T(
                "Issues (rows of work), reported or found, by whether they were registered, the tier that holds "
                "or held them last, and how they ended (open: on the last day), over residents and years; together as "
                "many as issue_origins_per_1000.",
                "事项（工作件，提出或发现）按是否登记、最后承办层级与去向（在办以最后一天计），"
                "按居民与年数平均；合计与 "
                "issue_origins_per_1000 相等。",
            ),
            ("path",),
            issue_paths,
        ),
    )
