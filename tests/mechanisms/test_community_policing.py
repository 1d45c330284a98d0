"""Community policing: safety cases are found and solved where the police are, out of a pool that does not grow."""

from __future__ import annotations

import numpy as np
import pytest

from sim.issues.store import DISCOVERED
from sim.model import GovernanceModel
from sim.vocabulary import Category, DeskKind, State
from tests.mechanisms.pairs import pairs
from tests.model_runs import all_records

HALF_YEAR = {"seeds": (1, 2), "days": 270, "warm_up_days": 92}


def covered(model: GovernanceModel) -> np.ndarray:
    """Which communities the mechanism covers."""
    return model.structure.covered("community_policing", 0.3) > 0.0


def safety(model: GovernanceModel, where: np.ndarray) -> np.ndarray:
    """Safety cases of some communities."""
    records = all_records(model)
    return records[(records["category"] == Category.SAFETY) & where[records["community"]]]


def must_show() -> None:
    """Where covered, more safety cases are detected and solved; the hours of the police elsewhere fall."""
    for baseline, policy in pairs("community_policing", **HALF_YEAR):
        here = covered(policy)
        one, two = safety(policy, here), safety(baseline, here)
        assert ((one["flags"] & DISCOVERED) != 0).sum() > 1.2 * ((two["flags"] & DISCOVERED) != 0).sum()
        assert (one["state"] == State.RESOLVED).sum() > (two["state"] == State.RESOLVED).sum()
        rows = policy.desk_map.of_communities(DeskKind.POLICE)
        more = policy.desks.hours[rows] - baseline.desks.hours[rows]
        assert more[here].sum() > 0.0
        assert more[~here].sum() < 0.0


def test_must_show():
    must_show()


@pytest.mark.parametrize("coverage", [0.0, 0.1, 0.3, 0.7, 1.0])
def test_the_hours_of_a_district_are_conserved(coverage):
    """What covered beats gain in a week is what other beats and the department give up, district by district."""
    ((_, policy),) = pairs("community_policing", {"coverage": coverage}, seeds=(1,), days=1, warm_up_days=0)
    s, levers = policy.structure, policy.levers
    days_per_week = s.working_days_per_year * 7.0 / 365.0
    moved = s.by_district(levers["police_hours"]) + levers["justice_hours"] * days_per_week
    assert moved == pytest.approx(np.zeros(len(moved)), abs=1e-9)
    beats = s.beat_hours_per_week + levers["police_hours"]
    assert (beats >= 0.0).all() and beats.max() <= 20.0 + 1e-9
    assert (levers["justice_hours"] <= 0.0).all()
    assert (levers["justice_hours"] >= -0.1 * s.justice_hours - 1e-12).all()


def test_fewer_requests_of_residents_from_elsewhere_have_no_owner():
    ((baseline, policy),) = pairs("community_policing", seeds=(1,), days=1, warm_up_days=0)
    here = covered(policy)
    nobody = [m.communities.lever_nobody for m in (policy, baseline)]
    assert nobody[0][here] == pytest.approx(0.5 * nobody[1][here])
    assert (nobody[0][~here] == nobody[1][~here]).all()
