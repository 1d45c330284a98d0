"""Social work by "132": social workers take more cases, those of key groups first, and none has more than before."""

from __future__ import annotations

import numpy as np
import pytest

from sim.hours import ORIGIN, Entry
from sim.levers import COMMUNITY
from sim.model import GovernanceModel
from sim.vocabulary import Bearer, Category, DeskKind, Group, HoursOrigin
from tests.mechanisms.pairs import matched, pairs, reported

HALF_YEAR = {"seeds": (1, 2), "days": 180, "warm_up_days": 92}
KEY = (Group.OLDER, Group.FAMILY, Group.DISABLED, Group.LOW_INCOME, Group.FLOATING)


def taken_per_1000(model: GovernanceModel, key: bool) -> float:
    """Welfare issues that ended with social workers, per 1,000 residents of key groups or of the others."""
    records = reported(model)
    welfare = (records["category"] == Category.WELFARE) & (records["desk_kind"] == DeskKind.SOCIAL_WORKER)
    rows = np.isin(records["group"], KEY) == key
    groups = np.isin(np.arange(len(Group)), KEY) == key
    return 1000.0 * (welfare & rows).sum() / model.structure.group_counts[:, groups].sum()


def cases_per_worker(model: GovernanceModel) -> float:
    """Cases that ended with social workers, per worker at work."""
    workers = (model.townships.n_workers + model.townships.lever_workers).sum()
    return float((reported(model)["desk_kind"] == DeskKind.SOCIAL_WORKER).sum() / workers)


def must_show() -> None:
    """Key groups' welfare issues come to social workers first, and the load of each worker falls; wages are paid."""
    for baseline, policy in pairs("social_work_132", **HALF_YEAR):
        key, others = (taken_per_1000(policy, which) - taken_per_1000(baseline, which) for which in (True, False))
        assert key > others > 0.0
        assert cases_per_worker(policy) < cases_per_worker(baseline)
        assert policy.levers["running_fen"].sum() > 0.0
        assert policy.accounts["general"] < baseline.accounts["general"]


def test_must_show():
    must_show()


def test_workers_come_up_to_the_standard_of_the_model():
    """With full deployment a township with today's few workers gets what is missing to 7.4 per 10,000 residents."""
    ((_, policy),) = pairs("social_work_132", {"deployed_share": 1.0}, seeds=(1,), days=2, warm_up_days=0)
    t, s = policy.townships, policy.structure
    assert s.n_workers + t.lever_workers == pytest.approx(7.4e-4 * s.township_population)


def test_wages_training_and_rooms_are_paid_in_full():
    """60,000 yuan a worker, 10,000 a room, 40 hours of training at 10 yuan, whichever purse it comes from."""
    ((_, policy),) = pairs("social_work_132", {"purse_share": 0.3}, seeds=(1,), days=2, warm_up_days=0)
    t, s = policy.townships, policy.structure
    yuan = {name: float(policy.levers[name] @ s.district_population) / 100.0 for name in ("running_fen", "general_fen")}
    further = t.lever_workers.sum()
    expected = 60000.0 * further + 10000.0 * len(s.code) + 10.0 * 40.0 * (s.n_workers.sum() + further)
    assert sum(yuan.values()) == pytest.approx(expected)
    assert yuan["running_fen"] == pytest.approx(0.3 * expected)


def test_its_volunteers_are_the_registered_ones():
    """Nobody gives an hour more than before: those whom a worker leads only give more of their hours to cases."""
    ((baseline, policy),) = pairs("social_work_132", seeds=(1,), days=2, warm_up_days=0)
    line = Entry(COMMUNITY, Bearer.VOLUNTEER, ORIGIN, HoursOrigin.GIVEN)
    np.testing.assert_allclose(policy.hours.of(line), baseline.hours.of(line), rtol=1e-12)
    rows = policy.desk_map.of_communities(DeskKind.VOLUNTEER)
    assert (policy.desks.hours[rows] > baseline.desks.hours[rows]).all()


def test_the_key_line_is_for_key_groups_only():
    """With that line alone the same issues of all other residents have the same helpers as before."""
    line = {"key_share": 0.6, "general_share": 0.0, "able_share": 0.0}
    ((baseline, policy),) = pairs("social_work_132", line, seeds=(1,), days=90, warm_up_days=0)
    one, two = matched(policy, baseline)
    same = one["category"] == two["category"]  # stocks may have moved and made another need of it
    one, two = one[same], two[same]
    key = np.isin(one["group"], KEY)
    assert (one["helper"][~key] == two["helper"][~key]).all()
    assert (one["helper"][key] == 5).sum() > 1.5 * (two["helper"][key] == 5).sum()


def test_supervision_raises_skill():
    for baseline, policy in pairs("social_work_132", **HALF_YEAR):
        rows = policy.desk_map.of_townships(DeskKind.SOCIAL_WORKER)
        assert (policy.townships.worker_skill_gain > 0.0).all()
        assert policy.desks.skill[rows].mean() > baseline.desks.skill[rows].mean()


def test_without_lines_workers_take_no_further_kinds_of_cases():
    ((baseline, policy),) = pairs(
        "social_work_132",
        {"key_share": 0.0, "general_share": 0.0, "able_share": 0.0},
        seeds=(1,),
        days=90,
        warm_up_days=0,
    )
    helpers = [reported(m)["helper"] for m in (policy, baseline)]
    assert np.bincount(helpers[0], minlength=8)[5] == pytest.approx(np.bincount(helpers[1], minlength=8)[5], abs=5)
