"""Who supplies services and by what way residents reach them: desks, social workers, the telephone, certificates."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.amounts import columns
from sim.measures.grouping import EVERY_AND_PERIODS, PEOPLE_AND_PERIODS
from sim.measures.measure import Measure, Row
from sim.measures.observation import Observation
from sim.measures.ratios import per_year, share_measure
from sim.vocabulary import DeskKind
from sim.words import T


def solved_at_desk(observation: Observation) -> list[Row]:
    """Share of really resolved complaints that were resolved at each kind of desk; they sum to 1.

    Args:
        observation: What was gathered.
    """
    x = columns(observation)
    rows = np.flatnonzero(x.reported & x.resolved)
    desk, complaints = observation.column("desk_kind")[rows], x.complaints[rows].astype(np.float64)
    weighted = complaints * observation.weight[x.community[rows]]
    n = np.bincount(desk, weights=complaints, minlength=len(DeskKind))
    value = np.bincount(desk, weights=weighted, minlength=len(DeskKind))
    total = float(value.sum())
    return [
        Row("desk", kind.key, round(float(n[kind])), float(value[kind]) / total if total > 0 else math.nan)
        for kind in DeskKind
    ]


def measures() -> tuple[Measure, ...]:
    """Supply of services and ways to it."""
    return (
        Measure(
            "solved_at_desk_share",
            "who resolves",
            "各岗位解决占比",
            "share",
            "none",
            T(
                "Really resolved complaints whose last holder was a kind of desk, over all really resolved ones: basic "
                "services (committees and offices), convenience services (organisations, managers) and "
                "volunteers stand "
                "side by side (paper, section 4.4.3).",
                "由该类岗位最后承办并真正解决的诉求，占全部真正解决的诉求：基本服务（居村委会与各级机关）、"
                "便民服务（社会组织、物业）与志愿服务并列（论文 4.4.3）。",
            ),
            ("desk",),
            solved_at_desk,
        ),
        share_measure(
            "by_social_workers_share",
            "resolved by social workers",
            "社工解决占比",
            "none",
            ("by_social_workers", "resolved"),
            EVERY_AND_PERIODS,
            T(
                "Really resolved complaints whose last holder was a social work station, over all really "
                "resolved ones; "
                "by category and group the lines of service of section 4.3.2 of the paper.",
                "由社工站最后承办并真正解决的诉求，占全部真正解决的诉求；按类别与群体即为论文 4.3.2 的服务线。",
            ),
        ),
        share_measure(
            "telephone_share",
            "reported by telephone",
            "电话诉求率",
            "none",
            ("telephone", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Complaints that came by telephone or hotline, over reported complaints (call systems: paper, section "
                "3.1.4).",
                "通过电话或热线提出的诉求，占所提出的诉求（呼叫系统：论文 3.1.4）。",
            ),
        ),
        Measure(
            "certificate_requests_per_1000",
            "requests for certificates",
            "证明办事诉求量",
            "complaints per 1,000 residents and year",
            "none",
            T(
                "Reported complaints about certificates and administrative requests, over residents and years (paper, "
                "section 4.3.3).",
                "有关证明与行政事务的诉求，按居民与年数平均（论文 4.3.3）。",
            ),
            PEOPLE_AND_PERIODS,
            per_year("certificate_reported", "residents", PEOPLE_AND_PERIODS, 1000.0),
        ),
    )
