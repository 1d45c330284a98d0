"""Grid management: patrols find needs nobody reported, out of hours for requests already in hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.issues.store import DISCOVERED, NEEDS
from sim.model import GovernanceModel
from sim.vocabulary import DeskKind
from tests.mechanisms.pairs import pairs
from tests.model_runs import all_records, chongqing, scenario

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
    for _, policy in pairs("grid_management", {"data_hours": 0.0, "hired_share": 0.0}, seeds=(1,), **SHORT):
        assert np.allclose(policy.levers["visit_hours"], policy.levers["mechanism_hours"], rtol=1e-12)
        assert (policy.levers["visit_hours"] <= 0.5 * policy.structure.issue_hours + 1e-9).all()
        assert (policy.levers["general_fen"] == 0.0).all()


def test_hired_staff_is_paid_for_every_hour_that_the_committee_keeps():
    model = GovernanceModel(
        scenario({}, {"grid_management": {"phase_in_days": 0, "hired_share": 0.8}}), chongqing(0.005), seed=1
    )
    model.step()
    v, s = model.levers, model.structure
    grids = s.households / 300.0 * 0.7 / 5.0
    assert v["issue_hours"] == pytest.approx(0.8 * s.urban_share * grids)
    heads = float((v["issue_hours"] / s.hours_per_head).sum())
    assert float(v["general_fen"] @ s.district_population) == pytest.approx(100.0 * 40000.0 * heads)


def test_records_move_visits_between_homes_and_add_none():
    """Over all residents the hours of visits stay the same; what key groups get more, the others get less."""
    model = GovernanceModel(
        scenario({}, {"grid_management": {"phase_in_days": 0, "aim_share": 0.9}}), chongqing(0.005), seed=1
    )
    model.step()
    v, s = model.levers, model.structure
    key = s.group_counts[:, 1:6].sum(axis=1)
    assert (v["visits_key"] > 0.0).all()
    met = key * (1.0 + v["visits_key"]) + (s.population - key) * v["visits_other"]
    assert met == pytest.approx(s.population)


def test_records_alone_find_nothing_more():
    for baseline, policy in pairs("grid_management", {"patrol_hours": 0.0}, seeds=(1,), **SHORT):
        assert (policy.levers["visit_hours"] == 0.0).all()
        assert found_per_need(policy) <= 1.02 * found_per_need(baseline)
