"""Grid management: patrols find needs nobody voiced, out of hours for requests already in hand."""

from __future__ import annotations

import numpy as np

from sim.issues.store import DISCOVERED, NEEDS
from sim.model import GovernanceModel
from sim.vocabulary import DeskKind
from tests.mechanisms.pairs import pairs
from tests.model_runs import all_records

SHORT = {"days": 180, "warm_up_days": 62}


def found_per_need(model: GovernanceModel) -> float:
    """Needs found by patrols over all needs."""
    return float((all_records(model)["flags"] & DISCOVERED != 0).sum() / model.stage.tallies[NEEDS].sum())


def must_show() -> None:
    """More is found, and committees have fewer hours left. Whether more is solved is not decided by the structure."""
    for baseline, policy in pairs("grid_management", **SHORT):
        assert found_per_need(policy) > 1.1 * found_per_need(baseline)
        committees = policy.desk_map.of_communities(DeskKind.COMMITTEE)
        assert policy.desks.available_hours[committees].sum() < baseline.desks.available_hours[committees].sum()


def test_must_show():
    must_show()


def test_every_hour_of_patrol_is_an_hour_of_the_committee():
    for _, policy in pairs("grid_management", {"data_hours": 0.0}, seeds=(1,), **SHORT):
        assert np.allclose(policy.levers["visit_hours"], policy.levers["mechanism_hours"], rtol=1e-12)
        assert (policy.levers["visit_hours"] <= 0.5 * policy.structure.issue_hours + 1e-9).all()


def test_records_alone_find_nothing_more():
    for baseline, policy in pairs("grid_management", {"patrol_hours": 0.0}, seeds=(1,), **SHORT):
        assert (policy.levers["visit_hours"] == 0.0).all()
        assert found_per_need(policy) <= 1.02 * found_per_need(baseline)
