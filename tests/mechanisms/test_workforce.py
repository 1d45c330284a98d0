"""Workforce: posts, pay and training lift skill and keep people; wages leave less money for requests."""

from __future__ import annotations

from sim.model import GovernanceModel
from sim.vocabulary import DeskKind, State
from tests.mechanisms.pairs import pairs, reported

SHORT = {"days": 365, "warm_up_days": 62}


def money_for_requests(model: GovernanceModel) -> int:
    """Fen that requests which were solved have cost."""
    records = reported(model)
    return int(records["cost_fen"][records["state"] == State.RESOLVED].sum())


def must_show() -> None:
    """Skill rises and fewer leave; wages come out of the money for requests."""
    for baseline, policy in pairs("workforce", **SHORT):
        committees = policy.desk_map.of_communities(DeskKind.COMMITTEE)
        assert policy.desks.skill[committees].mean() > baseline.desks.skill[committees].mean()
        assert policy.communities.left_share.mean() < baseline.communities.left_share.mean()
        assert policy.levers["running_fen"].sum() > 0.0
        assert money_for_requests(policy) < money_for_requests(baseline)


def test_must_show():
    must_show()


def test_training_alone_costs_hours_now_and_gives_skill_later():
    training = {"heads_per_1000": 0.0, "pay_share": 0.0}
    for baseline, policy in pairs("workforce", training, seeds=(1,), **SHORT):
        committees = policy.desk_map.of_communities(DeskKind.COMMITTEE)
        assert policy.desks.available_hours[committees].sum() < baseline.desks.available_hours[committees].sum()
        assert (policy.desks.skill[committees] > baseline.desks.skill[committees]).mean() > 0.9


def test_pay_alone_keeps_people():
    """Pay lowers the hazard of leaving and touches nothing else of the committee's hours."""
    pay = {"heads_per_1000": 0.0, "pay_share": 0.3, "training_hours": 0.0, "worker_hours": 0.0}
    for baseline, policy in pairs("workforce", pay, seeds=(1,), **SHORT):
        assert policy.communities.left_share.mean() < baseline.communities.left_share.mean()
