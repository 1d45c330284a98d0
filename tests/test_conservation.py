"""What must always hold: issues, money, hours and slots are conserved on every day of every kind of run."""

from __future__ import annotations

import numpy as np
import pytest

from sim.invariants import InvariantBroken, check_all
from sim.issues.store import ENDURED, NEEDS, SELF_SOLVED
from sim.mechanisms import registry
from sim.vocabulary import State
from tests.model_runs import all_records, finished, scenario, small_world

CHECKED = {"run.check_invariants": True, "needs.need_rate_town": 0.9, "needs.need_rate_village": 0.9}


def test_all_invariants_hold_every_day_over_a_fiscal_year():
    model = finished(scenario(CHECKED, {name: {} for name in registry()}, days=250, warm_up_days=184), small_world())
    check_all(model)
    assert model.total_fen() == model.opening_fen


@pytest.mark.parametrize("change", ["purse", "queue", "trust", "hours"])
def test_a_broken_invariant_is_found(change):
    model = finished(scenario(CHECKED, days=40), small_world())
    if change == "purse":
        model.communities.purse_fen[0] += 1
    elif change == "queue":
        model.desks.n_open[0] += 1
    elif change == "trust":
        model.residents.trust_community[0] = 1.5
    else:
        model.desks.work_hours[0] += 1.0
    with pytest.raises(InvariantBroken):
        check_all(model)


def test_every_need_ends_in_one_place():
    """Needs = solved among neighbours + endured + reported + found, once nothing waits to be found any more."""
    changes = CHECKED | {
        "intake.discovery_rate": 0.0,
        "closing.repeat_nominal_share": 0.0,
        "closing.repeat_silent_share": 0.0,
        "closing.bypass_share": 0.001,
        "closing.recurrence_limit_days": 1,
        "closing.recurrence_days": 1000.0,
    }
    model = finished(scenario(changes, days=150), small_world())
    tallies = model.stage.tallies.sum(axis=(1, 2, 3))
    first_round = all_records(model)
    n_first = int((first_round["occasion"] % 8 == 0).sum())
    assert int(tallies[NEEDS]) - int(tallies[SELF_SOLVED]) - int(tallies[ENDURED]) == pytest.approx(n_first, abs=2)


def test_time_runs_forward_for_every_issue():
    records = all_records(finished(scenario(CHECKED, days=200), small_world()))
    closed = records["state"] >= State.RESOLVED
    assert (records["reported"] >= records["arose"]).all()
    assert (records["closed"][closed] >= records["reported"][closed]).all()
    assert (records["closed"][~closed] == -1).all()


def test_money_reaches_purses_by_the_rule():
    """With equal capacity and no rural discount, communities get money in proportion to residents, to the fen."""
    changes = {
        "money.capacity_exponent": 0.0,
        "money.rural_ratio": 1.0,
        "needs.need_rate_town": 0.0,
        "needs.need_rate_village": 0.0,
    }
    model = finished(scenario(changes, days=1), small_world())
    got = model.communities.purse_fen / model.communities.population
    quarter = 40.0 * 100 / 6.0
    np.testing.assert_allclose(got, 0.22 * quarter, atol=0.2)
    assert int(
        model.communities.purse_fen.sum() + model.townships.purse_fen.sum() + model.districts.purse_fen.sum()
    ) == int(round(model.yearly_fen / 6.0))
