"""Shocks strike where they are said to, cross borders after some days, and ask for what they are said to ask."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.agents.shocks import intensity, reached_after
from sim.errors import InputError
from sim.model import GovernanceModel
from tests.model_runs import finished, scenario, small_world, state_bytes

START = 10
FLOOD = {
    "shocks.flood.start_day": START,
    "shocks.flood.days": 20,
    "shocks.flood.damage": 0.2,
    "shocks.flood.spread_share": 0.5,
    "shocks.flood.spread_days": 3,
}


def first_name() -> str:
    return small_world().districts.name_en[0]


def test_borders_are_counted_along_the_shortest_way():
    # A line 0-1-2-3, a ring closing 3-0, and 4 alone.
    line = ((0, 1, 5.0), (1, 2, 5.0), (2, 3, 5.0))
    assert reached_after(line, np.array([True, False, False, False, False])).tolist() == [0, 1, 2, 3, -1]
    ring = (*line, (3, 0, 5.0))
    assert reached_after(ring, np.array([True, False, False, False, False])).tolist() == [0, 1, 2, 1, -1]
    assert reached_after((), np.array([False, True])).tolist() == [-1, 0]


def test_a_shock_weakens_and_comes_later_behind_each_border():
    model = GovernanceModel(scenario({**FLOOD, "shocks.flood.districts": first_name()}), small_world())
    steps = model.shock_steps["flood"]
    for d, n in enumerate(steps.tolist()):
        arrives = START + 3 * n
        assert intensity(model, "flood", arrives - 1)[d] == 0.0
        assert intensity(model, "flood", arrives)[d] == pytest.approx(0.5**n)
        assert intensity(model, "flood", arrives + 19)[d] == pytest.approx(0.5**n)
        assert intensity(model, "flood", arrives + 20)[d] == 0.0


def test_a_flood_damages_once_and_duty_follows_it():
    changes = {**FLOOD, "shocks.flood.districts": first_name(), "money.decay_per_year": 0.0}
    model = GovernanceModel(scenario(changes, days=40), small_world())
    before = model.communities.condition.copy()
    while model.day <= START + 8:
        model.step()
    steps = model.shock_steps["flood"][model.communities.district]
    reached = (steps >= 0) & (START + 3 * steps <= START + 8)
    lost = before - model.communities.condition
    # Repairs may have won a little back; nothing but the flood takes condition away.
    assert (lost[reached] <= 0.2 * 0.5 ** steps[reached] + 1e-12).all()
    assert lost[reached].max() == pytest.approx(0.2, abs=0.02)
    assert (lost[~reached] <= 1e-12).all()
    assert (model.communities.shock_duty[reached] > 0.0).all() and (model.communities.shock_duty[~reached] == 0.0).all()
    while model.day < 40:
        model.step()
    assert (model.communities.shock_duty == 0.0).all(), "it is over everywhere"


def test_without_borders_the_others_live_as_if_there_were_no_flood():
    world = dataclasses.replace(small_world(), borders=())
    struck = finished(scenario({**FLOOD, "shocks.flood.districts": first_name()}, days=50), world)
    calm = finished(scenario(days=50), world)
    other = struck.communities.district != 0
    for name in ("condition", "duty_asked_hours", "purse_fen", "counter_cost"):
        assert (struck.communities.column(name)[other] == calm.communities.column(name)[other]).all(), name
    assert (struck.communities.condition[~other] < calm.communities.condition[~other]).all()
    with_borders = finished(scenario({**FLOOD, "shocks.flood.districts": first_name()}, days=50), small_world())
    assert (with_borders.communities.condition[other] < calm.communities.condition[other]).any()


def test_an_epidemic_keeps_staff_away_and_makes_the_way_longer():
    changes = {
        "shocks.epidemic.start_day": 5,
        "shocks.epidemic.days": 40,
        "shocks.epidemic.absent_share": 0.5,
        "shocks.epidemic.duty_share": 0.0,
    }
    ill = GovernanceModel(scenario(changes, days=30), small_world())
    well = GovernanceModel(scenario(days=30), small_world())
    for _ in range(8):
        ill.step()
        well.step()
    committee = ill.desk_map.of_communities(0)
    assert ill.desks.hours[committee] == pytest.approx(0.5 * well.desks.hours[committee])
    assert ill.communities.counter_cost == pytest.approx(well.communities.counter_cost + 0.5)


def test_a_campaign_from_above_binds_everybody_while_it_lasts():
    changes = {
        "shocks.campaign.start_day": 5,
        "shocks.campaign.days": 10,
        "shocks.campaign.category": "welfare",
        "governments.campaign_threshold": 1.0,
    }
    model = GovernanceModel(scenario(changes, days=60), small_world())
    for _ in range(8):
        model.step()
    assert (model.communities.campaign_category == 4).all() and (model.communities.campaign_factor < 1.0).all()
    while model.day < 60:
        model.step()
    assert (model.communities.campaign_category == -1).all() and (model.communities.campaign_factor == 1.0).all()


def test_shocks_that_are_off_change_nothing():
    off = scenario({"shocks.flood.damage": 0.9, "shocks.epidemic.absent_share": 0.9}, days=40)
    assert state_bytes(finished(off, small_world())) == state_bytes(finished(scenario(days=40), small_world()))


def test_an_unknown_district_is_refused_with_those_there_are():
    with pytest.raises(InputError) as caught:
        GovernanceModel(scenario({"shocks.flood.districts": "Atlantis"}), small_world())
    fault = caught.value.faults[0]
    assert fault.found == "Atlantis" and first_name().lower() in fault.allowed
