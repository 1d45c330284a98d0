"""Purchases by tender, the project market, pooled money, service rooms and care places."""

from __future__ import annotations

import math
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.agents import facilities, organisations, projects
from sim.agents.office_hours import give_hours
from sim.agents.organisations import organisations_adapt, put_out_to_tender
from sim.model import GovernanceModel
from sim.rulebook import Rulebook
from sim.scenario.scenario import Scenario, replace
from sim.world.tables import ORGANISATION_FIELDS
from sim.world.world import World, build_world
from tests.model_runs import SMALL_PLACE, chongqing, scenario, state_bytes
from tests.moved_levers import Moves, with_levers
from tests.reference.comparison import assert_same
from tests.reference.twin import Twin

BOOK = Rulebook(scenario()).plain
DENSE = {
    "world.institutions.organisations_per_committee": 4.0,
    "world.institutions.organisations_per_village": 2.0,
    "world.institutions.organisation_reserve_share": 1.0,
    "run.check_invariants": True,
}


@cache
def dense() -> tuple[Scenario, World]:
    """The small place with many organisations and as many founders."""
    made = scenario(DENSE)
    return made, build_world(SMALL_PLACE, made.world, 1.0, 1)


def model_of(changes: dict[str, Any] | None = None, levers: dict[str, Any] | None = None, seed: int = 1) -> Any:
    """A model of the dense small place with levers moved and set."""
    made, world = dense()
    model = with_levers(GovernanceModel(replace(made, changes or {}), world, seed=seed), levers or {})
    model.set_levers()
    return model


def wages_fen(model: GovernanceModel) -> int:
    """What households were paid since the first day; no fees are paid in these runs."""
    return model.accounts["households"] - model.services.opening_fen["households"]


def run_quarters(model: Any, n: int, step: Any = organisations_adapt) -> Any:
    """Quarter starts only: no residents, no days between."""
    for quarter in range(n):
        model.month = 3 * quarter
        step(model)
        assert model.total_fen() == model.opening_fen
    return model


# ------------------------------------------------------------------------------------------------- engine and twin


@pytest.mark.parametrize(("seed", "purchase_fen", "least"), [(1, 300.0, -3.0), (2, 0.0, -0.3)])
def test_services_agree_with_the_twin_when_every_lever_is_moved(seed, purchase_fen, least):
    made, world = dense()
    made = replace(
        made,
        {
            "run.warm_up_days": 10,
            "run.days": 420,
            "run.start_date": "2016-11-20",
            "needs.need_rate_town": 0.6,
            "services.building_days": 40,
            "services.society_money": 4.0,
            "services.capital_money": 9000.0,
            "services.project_yuan": 3001.07,
            "governments.organisation_entry": 0.8,
            "services.bid_least": least,
            "governments.organisation_closing": 0.95,
        },
    )
    moved = {
        "tax_relief": 0.5,
        "entry_threshold": 0.6,
        "proposals": 30.0,
        "pooled_fen": 250.0,
        "building_share": 0.7,
        "capital_fen": 600_000.0,
        "purchase_fen": purchase_fen,
    }
    model = with_levers(GovernanceModel(made, world, seed=seed), moved)
    twin = Twin(made, world, seed)
    twin.mechanisms.append(Moves(moved))
    model.run()
    assert_same(model, twin.run())
    services, o = model.services, model.organisations
    assert services.n_claimed.tolist() == [c.n_claimed for c in twin.communities]
    assert 0 < services.n_claimed.sum() < services.n_proposals.sum()
    assert services.built_m2.sum() > 0 and services.pooled_fen.sum() > 0
    # Much money founds organisations, few bids close them.
    assert ((o.active == 1) & (world.organisations.reserve == 1)).any()
    assert ((o.active == 0) & (world.organisations.reserve == 0)).any() == (purchase_fen == 0.0)


def test_levers_moved_by_nothing_change_nothing():
    made, world = dense()
    made = replace(made, {"run.days": 100})
    still, moved = GovernanceModel(made, world, seed=3), GovernanceModel(made, world, seed=3)
    with_levers(moved, {"tax_relief": 0.0, "proposals": 0.0, "capital_fen": 0.0, "entry_threshold": 0.0})
    still.run()
    moved.run()
    assert state_bytes(still) == state_bytes(moved)


# ------------------------------------------------------------------------------------------------- rules


def test_bids_prefer_the_own_field_a_short_way_and_rich_districts():
    own = organisations.bid_score(BOOK, 1.0, 20.0, 1.0)
    assert own == pytest.approx(1.0 - 0.3 * math.log(20.0))
    assert organisations.bid_score(BOOK, 0.0, 20.0, 1.0) < own
    assert organisations.bid_score(BOOK, 1.0, 80.0, 1.0) < own
    assert organisations.bid_score(BOOK, 1.0, 20.0, 2.0) == pytest.approx(own + 0.5 * math.log(2.0))


def test_way_along_the_equator_and_a_meridian():
    degree = 2.0 * math.pi * 6371.0 / 360.0
    assert organisations.way_km(100.0, 0.0, 101.0, 0.0) == pytest.approx(degree)
    assert organisations.way_km(100.0, 30.0, 100.0, 31.0) == pytest.approx(degree)
    assert organisations.way_km(100.0, 30.0, 100.0, 30.0) == 1.0


def test_price_is_cost_and_tax_and_relief_takes_the_tax_off():
    full, none = organisations.asked_price_fen(BOOK, 60.0, 0.0), organisations.asked_price_fen(BOOK, 60.0, 1.0)
    assert (full, none) == (6000, 5640)
    assert organisations.tax_fen(BOOK, 6000, 0.0) == 360
    assert full - organisations.tax_fen(BOOK, full, 0.0) == none - organisations.tax_fen(BOOK, none, 1.0)


def test_organisations_grow_and_shrink_by_a_tenth_at_most():
    after = organisations.organisation_hours_after
    assert after(BOOK, 100.0, 0.2, 0.0) == pytest.approx(90.0)
    assert after(BOOK, 100.0, 0.97, 0.0) == pytest.approx(97.0)
    assert after(BOOK, 100.0, 1.0, 0.04) == pytest.approx(104.0)
    assert after(BOOK, 100.0, 1.0, 0.9) == pytest.approx(110.0)


def test_founders_need_the_capital_and_money_nobody_serves():
    founded = organisations.is_founded
    assert not founded(0.0, BOOK, 29_999.0, 1.0, 10**9, 1.0)
    assert founded(0.0, BOOK, 30_000.0, 1.0, 10**9, 1.0)
    assert founded(0.0, BOOK, 10_000.0, 0.3, 10**9, 1.0)
    hazard = 1.0 - math.exp(-BOOK.organisation_entry * 2.0)
    assert founded(hazard - 1e-9, BOOK, 1e6, 1.0, 200, 100.0)
    assert not founded(hazard + 1e-9, BOOK, 1e6, 1.0, 200, 100.0)


def test_room_standard_and_index():
    assert facilities.room_standard(500.0, 300.0, 0.3) == 300.0
    assert facilities.room_standard(2000.0, 300.0, 0.3) == pytest.approx(600.0)
    assert facilities.room_index(BOOK, 300.0, 600.0, 0.5) == pytest.approx(1.0)
    assert facilities.room_index(BOOK, 900.0, 600.0, 0.5) == 1.5
    assert facilities.room_index(BOOK, 0.0, 600.0, 0.5) == 0.0


def test_gap_is_the_share_asked_of_the_first_shortfall():
    gap = facilities.gap_to_build
    assert gap(100.0, 100.0, 300.0, 0.5) == pytest.approx(100.0)
    assert gap(200.0, 100.0, 300.0, 0.5) == pytest.approx(0.0)
    assert gap(400.0, 400.0, 300.0, 1.0) <= 0.0
    assert facilities.building_cost_fen(BOOK, 10.0) == 2_500_000


def test_a_sixth_of_users_leaves_care_in_the_mean():
    left = [facilities.places_left((k + 0.5) / 600, BOOK, 100) for k in range(600)]
    assert np.mean(left) == pytest.approx(100 / 6, abs=0.01)
    assert facilities.places_left(0.999, BOOK, 0) == 0


def test_money_pooled_is_what_is_asked_as_far_as_the_place_can_give():
    pooled = projects.pooled_in_quarter
    assert pooled(BOOK, 100.0, 1.0, 4000) == 100_000
    assert pooled(BOOK, 1000.0, 1.0, 4000) == 500_000
    assert pooled(BOOK, 1000.0, 0.1, 4000) == 50_000


def test_hours_of_a_project():
    assert projects.project_hours_per_day(BOOK, 4_900_000) == pytest.approx(49_000 / 60 * 0.06 / (365 / 4))


# ------------------------------------------------------------------------------------------------- purchases


def test_every_fen_of_the_purchases_is_somewhere():
    model = run_quarters(model_of(), 1)
    services, budget = model.services, int(model.services.quarterly_fen.sum())
    people = model.communities.population.sum()
    assert budget == pytest.approx(4.4 * 100 * people / 4, rel=0.02)
    assert int(services.purchased_fen.sum()) + int(services.lots_fen.sum()) == budget
    tax = budget - int(services.lots_fen.sum()) - wages_fen(model)
    # Each payment is rounded down to the fen.
    assert tax == pytest.approx(0.06 * services.purchased_fen.sum(), abs=3 * len(model.organisations))


def test_nobody_sells_more_hours_than_offered_and_the_cheapest_sell_first():
    model = model_of({"services.bid_least": -20.0})
    model.services.quarterly_fen[:] //= 3
    offered = model.organisations.hours_per_year.copy() / 4.0
    put_out_to_tender(model, model.services.quarterly_fen)
    sold = organisations.serve_lots(model)
    assert (sold <= offered + 1e-9).all() and sold.sum() > 0
    assert (sold[model.world.organisations.reserve == 1] == 0.0).all()
    price, at_work = model.organisations.price_yuan, model.organisations.active == 1
    served = np.average(price, weights=sold)
    assert served < np.average(price[at_work], weights=offered[at_work])


def test_money_for_a_field_buys_hours_in_that_field():
    town = {name: float(name == "harmony") for name, *_ in ORGANISATION_FIELDS}
    kind = type(scenario().services.purchase_shares_town)
    model = run_quarters(
        model_of({"services.purchase_shares_town": kind(**town), "services.purchase_shares_village": kind(**town)}), 1
    )
    t = model.townships
    served = t.organisation_hours > 0
    assert served.any()
    assert t.organisation_dispute_share[served] == pytest.approx(1.0)
    assert (t.organisation_welfare_share == 0).all() and (t.organisation_farming_share == 0).all()


def test_purchases_go_where_organisations_are():
    model = run_quarters(GovernanceModel(scenario(), chongqing(0.05), seed=1), 4)
    o, t = model.organisations, model.townships
    at_home = np.bincount(model.communities.township[o.home_community[o.active == 1]], minlength=len(t))
    per_head = model.services.purchased_fen / t.population
    assert per_head[at_home > 0].mean() > 2.0 * per_head[at_home == 0].mean()


def test_rich_districts_leave_less_unserved():
    model = run_quarters(GovernanceModel(scenario(), chongqing(0.05), seed=1), 6)
    services, rich = model.services, model.districts.fiscal_capacity > 1.0
    left = [services.lots_fen[rows].sum() / services.quarterly_fen[rows].sum() for rows in (rich, ~rich)]
    assert left[0] < left[1]


def test_a_lower_threshold_lets_more_enter():
    changes = {"governments.organisation_entry": 0.5, "services.bid_least": 0.0}

    def founded(share: float) -> int:
        model = run_quarters(model_of(changes, {"entry_threshold": share}), 6)
        return int(((model.organisations.active == 1) & (model.world.organisations.reserve == 1)).sum())

    assert founded(1.0) > founded(0.5) >= founded(0.0)


def test_tax_relief_gives_more_hours_for_the_same_yuan():
    def hours_per_yuan(relief: float) -> float:
        # More money than all hours cost even at the full price, so the same organisations serve.
        model = model_of({"services.bid_least": -20.0}, {"tax_relief": relief})
        model.services.quarterly_fen[:] //= 2
        services = run_quarters(model, 1).services
        return float(services.purchased_hours.sum() / services.purchased_fen.sum())

    assert hours_per_yuan(1.0) == pytest.approx(hours_per_yuan(0.0) / 0.94, rel=0.02)


def test_without_purchases_organisations_close_after_two_quarters():
    made, world = dense()
    model = with_levers(
        GovernanceModel(replace(made, {"world.institutions.purchased_yuan_per_resident": 0.0}), world, seed=1), {}
    )
    model.set_levers()
    assert (run_quarters(model, 1).organisations.active == 1).any()
    assert not (run_quarters(model, 1).organisations.active == 1).any()
    assert (model.townships.organisation_hours == 0).all()


# ------------------------------------------------------------------------------------------------- projects


def proposed(levers: dict[str, Any], n: int = 4) -> Any:
    """Chongqing after some quarters of the project market, with money enough for every claim."""
    model = with_levers(GovernanceModel(scenario({"services.society_money": 900.0}), chongqing(0.05), seed=1), levers)
    model.set_levers()
    return run_quarters(model, n, projects.projects_adapt)


def test_claims_are_near_the_published_share_and_sizes_are_those_of_nanan():
    model = proposed({"proposals": 4.0})
    services, c = model.services, model.communities
    n = int(services.n_proposals.sum())
    # The place's mean chance is .64; this sample's own mean follows its endowments.
    chance = np.clip(0.64 * (1.0 + 0.3 * (services.endowment - 1.0)), 0.0, 1.0)
    expected = float((chance * services.n_proposals).sum())
    assert n == pytest.approx(4.0 * len(c), abs=4.0 * math.sqrt(4.0 * len(c)))
    assert abs(services.n_claimed.sum() - expected) < 4.0 * math.sqrt(0.25 * n)
    assert services.person_times.sum() == 4464 * services.n_claimed.sum()


def test_endowments_of_the_whole_place_have_mean_one():
    model = GovernanceModel(scenario(), chongqing(0.1), seed=1)
    people = model.communities.population * model.communities.weight
    assert np.average(model.services.endowment, weights=people) == pytest.approx(1.0, abs=0.1)
    chance = np.clip(0.64 * (1.0 + 0.3 * (model.services.endowment - 1.0)), 0.0, 1.0)
    assert np.average(chance, weights=people) == pytest.approx(112 / 175, abs=0.02)


def test_rich_places_claim_more():
    services = proposed({"proposals": 4.0}).services
    rich = services.endowment > np.median(services.endowment)
    claimed = [services.n_claimed[rows].sum() / services.n_proposals[rows].sum() for rows in (rich, ~rich)]
    assert claimed[0] > claimed[1] + 0.05


def test_a_project_is_paid_over_four_quarters_and_its_hours_end_with_it():
    model = proposed({"proposals": 4.0}, 1)
    claimed = model.services.n_claimed > 0
    assert (model.communities.project_hours > 0).tolist() == claimed.tolist()
    assert wages_fen(model) == 196_000_00 * int(model.services.n_claimed.sum()) // 4
    model.levers.reset()
    run_quarters(model, 3, projects.projects_adapt)
    assert model.accounts["projects"] == 0
    assert wages_fen(model) == 196_000_00 * int(model.services.n_claimed.sum())
    run_quarters(model, 1, projects.projects_adapt)
    assert (model.communities.project_hours == 0).all()


def test_projects_help_at_the_volunteers_desk():
    model = proposed({"proposals": 4.0}, 1)
    hours = model.communities.project_hours.copy()
    give_hours(model)
    helped = model.desks.hours.copy()
    model.communities.project_hours[:] = 0.0
    give_hours(model)
    assert helped.sum() - model.desks.hours.sum() == pytest.approx(hours.sum())


def test_society_never_gives_what_it_has_not():
    model = with_levers(
        GovernanceModel(scenario({"services.society_money": 0.5}), chongqing(0.01), seed=1),
        {"proposals": 20.0, "pooled_fen": 400.0},
    )
    model.set_levers()
    run_quarters(model, 8, projects.projects_adapt)
    assert 0 <= model.accounts["society"] < 196_000_00
    assert model.services.n_claimed.sum() < 0.3 * model.services.n_proposals.sum()


def test_pooled_money_reaches_the_purses_of_places_that_have_it():
    model = proposed({"pooled_fen": 10_000.0}, 1)
    services, c = model.services, model.communities
    assert (c.purse_fen == services.pooled_fen).all()
    per_head = services.pooled_fen / c.population
    assert np.corrcoef(per_head, services.endowment)[0, 1] > 0.999


# ------------------------------------------------------------------------------------------------- rooms and care


def test_nothing_before_the_opening_day_and_the_shortfall_falls_on_it():
    model = model_of({"run.days": 400, "services.capital_money": 9_000.0}, {"building_share": 1.0, "capital_fen": 2e6})
    c, services = model.communities, model.services
    first, room = c.facility_m2.copy(), c.room.copy()
    short = np.maximum(services.standard_m2 - first, 0.0)
    assert short.sum() > 0
    while model.day < 275:
        assert c.facility_m2.tolist() == first.tolist() and c.room.tolist() == room.tolist()
        model.step()
    assert (c.facility_m2 > first).any()
    model.run()
    left = np.maximum(services.standard_m2 - c.facility_m2, 0.0)
    assert left.sum() < 0.1 * short.sum()
    assert (c.room >= room).all() and (c.room[c.facility_m2 > first] > room[c.facility_m2 > first]).all()
    paid = model.accounts["builders"] / 100.0
    assert paid == pytest.approx(2500.0 * (services.built_m2.sum() + c.building_m2.sum()), abs=1.0)


def test_the_largest_shortfall_per_household_is_built_first():
    model = model_of({}, {"building_share": 1.0, "capital_fen": 1.0})
    c, services = model.communities, model.services
    for district in range(len(model.districts)):
        rows = facilities.wanted_rooms(model, district)
        need = [(services.standard_m2[row] - c.facility_m2[row]) / c.population[row] for row in rows]
        assert need == sorted(need, reverse=True)
        if rows:
            gap = services.standard_m2[rows[0]] - c.facility_m2[rows[0]]
            services.capital_fen[district] = math.ceil(gap * 250_000)
            assert facilities.start_building(model, district, rows[0])
            assert rows[0] not in facilities.wanted_rooms(model, district)
            assert not facilities.start_building(model, district, rows[-1])


def test_only_covered_communities_build():
    world = dense()[1]
    share = (np.arange(len(world.communities)) % 2).astype(float)
    model = model_of(
        {"run.days": 400, "services.capital_money": 9_000.0}, {"building_share": share, "capital_fen": 1e6}
    )
    model.run()
    built = model.services.built_m2 > 0
    assert built.any() and not built[share == 0].any()


def test_care_places_of_the_paper_are_all_allotted():
    world = chongqing(0.02)
    d = world.districts
    assert (int(d.day_beds.sum()), int(d.overnight_beds.sum())) == (29_104, 54_953)
    assert (int(d.day_users.sum()), int(d.overnight_users.sum())) == (19_990, 33_676)
    assert (d.day_users <= d.day_beds).all() and (d.overnight_users <= d.overnight_beds).all()
    model = GovernanceModel(scenario(), world, seed=1)
    occupied = model.districts.places_used.sum() / model.districts.places.sum()
    assert occupied == pytest.approx((19_990 + 33_676) / (29_104 + 54_953), abs=0.01)


def changed(model: Any, months: int) -> Any:
    """The districts after care places have changed users for some months, and nobody has asked an office."""
    for month in range(months):
        model.month = month
        facilities.change_users(model)
    return model.districts


def test_occupancy_stays_as_published_where_nobody_asks():
    model = GovernanceModel(scenario(), chongqing(0.01))
    before = model.districts.places_used.copy()
    after = changed(model, 24).places_used
    # Each month's two fractions are settled by chance; a sixth of the gap closes every month.
    assert np.abs(after - before).max() <= 4
    published = (0.687 * 29104 + 0.613 * 54953) / 84057
    assert after.sum() / model.districts.places.sum() == pytest.approx(published, abs=0.03)


def test_full_homes_empty_towards_the_usual_occupancy_and_take_no_more_than_they_have():
    model = model_of()
    d, usual = model.districts, model.districts.places_used.copy()
    d.places_used[:] = d.places
    assert (changed(model, 1).places_used <= d.places).all()
    assert np.abs(changed(model, 36).places_used - usual).max() <= 4
    d.places[:] = d.places_used[:] = 0
    assert (changed(model, 3).places_used == 0).all()


@pytest.mark.parametrize(("short", "built"), [(0.0, True), (1e-6, False), (-5.0, True)])
def test_a_gap_of_the_least_that_is_built_is_built(short, built):
    """A community that lacks exactly the smallest building gets it; one that lacks less waits."""
    least = 40.0
    place = {"facility_m2": np.array([100.0]), "building_until": np.array([-1]), "population": np.array([900])}
    model = SimpleNamespace(
        communities=SimpleNamespace(**place),
        districts=SimpleNamespace(first_community=np.array([0]), end_community=np.array([1])),
        services=SimpleNamespace(standard_m2=np.array([100.0 + least - short])),
        levers={"building_share": np.array([1.0])},
        world=SimpleNamespace(communities=SimpleNamespace(facility_m2=np.array([100.0]))),
        rulebook=SimpleNamespace(plain=SimpleNamespace(least_built_m2=least)),
    )
    assert facilities.wanted_rooms(model, 0) == ([0] if built else [])
