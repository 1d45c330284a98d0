"""Villagers who move to towns: as many as the paper says, drawn by key, with nobody lost and nothing left behind."""

from __future__ import annotations

import math
import shutil
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.migration import choose_destinations, group_after_move, moves_to_town, rearrange, towns, yearly_rate
from sim.agents.purposes import Purpose
from sim.agents.resident import Resident
from sim.columns import record_type
from sim.issues import moving
from sim.issues.store import FREE
from sim.measures.registry import measure_all, observe
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.randomness import stream
from sim.vocabulary import Group, Setting
from sim.world.residents import choose_home, distances_km, list_homes
from sim.world.world import World, build_world
from tests.model_runs import SMALL_PLACE, chongqing, finished, scenario, small_world, state_bytes
from tests.world.test_additions import _add_district

POINTS = "migration.urbanisation_points"
BUSY = {"needs.need_rate_town": 1.0, "needs.need_rate_village": 1.0, "run.check_invariants": True}
TWO_WEEKS = {"run.start_date": "2016-12-20"}
KEPT = (
    "disposition",
    "online",
    "phone",
    "volunteer",
    "trust_community",
    "trust_township",
    "trust_district",
    "trust_municipality",
    "habit",
    "habit_day",
    "successes",
    "failures",
    "silences",
)


def on_new_year(world: World, changes: dict[str, Any] | None = None, seed: int = 1) -> GovernanceModel:
    """A model on its first day, which is 1 January 2017; nobody has a request yet."""
    return GovernanceModel(scenario({"run.start_date": "2017-01-01", **(changes or {})}, days=1500), world, seed=seed)


def homes_of(model: GovernanceModel) -> np.ndarray:
    """Row of everybody's community."""
    return np.repeat(np.arange(len(model.communities)), model.communities.population)


def by_key(model: GovernanceModel, values: np.ndarray) -> np.ndarray:
    """Values of residents in the order of their permanent ids."""
    return values[np.argsort(model.residents.key)].copy()


def urban_share(model: GovernanceModel) -> float:
    """Residents who live as urban over all."""
    c = model.communities
    return float((c.urban_share * c.population).sum() / len(model.residents))


# -------------------------------------------------------------------------------------------------- who moves


def test_without_points_nobody_moves_and_nothing_else_of_migration_counts():
    still = {**BUSY, **TWO_WEEKS, POINTS: 0.0}
    one = finished(scenario(still, days=20), small_world())
    two = finished(scenario({**still, "migration.move_distance_exponent": 3.0}, days=20), small_world())
    assert one.n_moved == 0 and (one.residents.key[:-1] < one.residents.key[1:]).all()
    assert state_bytes(one) == state_bytes(two)


def test_before_the_first_new_year_points_change_nothing():
    runs = [finished(scenario({**BUSY, **TWO_WEEKS, POINTS: points}, days=12), small_world()) for points in (0.0, 0.2)]
    assert runs[1].n_moved == 0 and state_bytes(runs[0]) == state_bytes(runs[1])
    moved = finished(scenario({**BUSY, **TWO_WEEKS, POINTS: 0.2}, days=13), small_world())
    assert moved.n_moved > 0


def test_as_many_move_as_raise_the_urban_share_by_the_points():
    """In five New Years the number of movers and the urban share keep within five standard deviations."""
    model = on_new_year(chongqing(0.02))
    c, r = model.communities, model.residents
    points = model.scenario.migration.urbanisation_points
    assert points == 0.0166  # the paper, section 3.2.2
    for year in range(4):
        model.day = 365 * year + year // 4
        share = np.where(c.setting == Setting.URBAN, 0.0, 1.0 - c.urban_share)
        able = c.population - np.bincount(homes_of(model)[r.group == Group.FARMER], minlength=len(c))
        rate = points * len(r) / (able * share**2).sum()
        expected, variance = (able * rate * share).sum(), (able * rate * share * (1.0 - rate * share)).sum()
        before, before_share = model.n_moved, urban_share(model)
        moving.move_homes(model)
        assert abs(model.n_moved - before - expected) < 5.0 * math.sqrt(variance)
        assert abs(urban_share(model) - before_share - points) < 5.0 * math.sqrt(variance) / len(r)


def test_the_rate_is_the_points_over_those_able_and_never_above_one():
    population, farmers, share = np.array([100.0, 200.0, 50.0]), np.array([0.0, 20.0, 0.0]), np.array([0.0, 1.0, 0.5])
    # 350 residents, a tenth of a point each year: 35 / (180 + 50 / 4)
    assert yearly_rate(0.1, population, farmers, share) == pytest.approx(35.0 / 192.5)
    assert yearly_rate(0.9, population, farmers, share) == 1.0
    assert yearly_rate(0.1, population, farmers, np.zeros(3)) == 0.0


def test_farmers_and_those_with_a_request_stay_and_chances_follow_the_rural_share():
    assert moves_to_town(0.19, 0.4, 0.5, Group.ORDINARY, False)
    assert not moves_to_town(0.21, 0.4, 0.5, Group.ORDINARY, False)
    assert not moves_to_town(0.0, 1.0, 0.0, Group.FARMER, False)
    assert not moves_to_town(0.0, 1.0, 0.0, Group.OLDER, True)
    assert not moves_to_town(0.0, 1.0, 1.0, Group.ORDINARY, False)
    changed = {group: group_after_move(int(group)) for group in Group}
    assert changed == {g: Group.FLOATING if g in (Group.ORDINARY, Group.OWNER) else g for g in Group}


def test_a_place_without_towns_keeps_its_people():
    model = on_new_year(small_world(), {POINTS: 0.3})
    model.communities.setting[:] = Setting.RURAL
    before, keys = model.residents.records.copy(), model.residents.key.copy()
    moving.move_homes(model)
    assert model.n_moved == 0 and (model.residents.records == before).all() and (model.residents.key == keys).all()


def test_no_community_empties():
    model = on_new_year(small_world(), {POINTS: 0.3})
    c = model.communities
    for year in range(4):
        model.day = 365 * year
        moving.move_homes(model)
    rural = (c.setting == Setting.RURAL) & (c.urban_share == 0.0)
    farmers = model.structure.group_counts[:, Group.FARMER]
    assert (c.population[rural] == np.maximum(farmers[rural], 1)).all()


# -------------------------------------------------------------------------------------------------- where to


def destinations(model: GovernanceModel) -> dict[int, tuple[int, int]]:
    """Code of the former and of the new home of every mover, by permanent id."""
    before = dict(zip(model.residents.key.tolist(), homes_of(model).tolist(), strict=True))
    moving.move_homes(model)
    after = dict(zip(model.residents.key.tolist(), homes_of(model).tolist(), strict=True))
    code = model.communities.code.tolist()
    return {key: (code[home], code[after[key]]) for key, home in before.items() if after[key] != home}


def test_a_further_district_changes_destinations_only_towards_itself(tmp_path):
    place = tmp_path / "place"
    shutil.copytree(SMALL_PLACE, place)
    _add_district(place)
    larger = build_world(place, scenario().world, 1.0, 1)
    one, two = (destinations(on_new_year(world, {POINTS: 0.2})) for world in (small_world(), larger))
    both = one.keys() & two.keys()
    changed = [two[key][1] for key in both if two[key] != one[key]]
    assert len(both) > 100 and 0 < len(changed) < len(both)
    assert all(str(code).startswith("910000") for code in changed)


def test_one_more_community_changes_destinations_only_towards_itself_and_its_surroundings():
    """With a community that was not there, some go to its district, in it to its township, in that to it; none else."""
    model = on_new_year(chongqing(0.02))
    c, d = model.communities, model.districts
    all_rows = towns(model)[0].rows
    n_in_township = np.bincount(c.township[all_rows])
    new = int(next(row for row in all_rows if n_in_township[c.township[row]] > 1))
    chosen = []
    for rows in (all_rows[all_rows != new], all_rows):
        homes = list_homes(rows, c.code, c.township, c.district, c.population, d.code)
        weights = np.bincount(c.district[rows], homes.weights, len(d))
        draws = [np.uint64(stream(model.streams[Purpose.MOVES_TO_DISTRICT + step], 2017)) for step in range(3)]
        places = [choose_home(*draws, key, homes, weights, -1) for key in model.residents.key[:20000]]
        chosen.append(homes.rows[places])
    before, after = chosen
    changed = before != after
    assert (after == new).any() and not (before == new).any()
    assert (c.district[after[changed]] == c.district[new]).all()
    in_district = changed & (c.district[before] == c.district[new])
    assert in_district.any() and (c.township[after[in_district]] == c.township[new]).all()
    in_township = in_district & (c.township[before] == c.township[new])
    assert in_township.any() and (after[in_township] == new).all()


@pytest.mark.parametrize("name", ["move_distance_exponent", "move_capacity_exponent"])
def test_movers_prefer_near_and_rich_districts_as_far_as_told(name):
    """More weight on distance shortens the way, more weight on capacity raises that of where people go."""
    place = chongqing(0.02)
    km = distances_km(place.districts.longitude, place.districts.latitude)
    found = []
    for exponent in (0.0, 2.0):
        model = on_new_year(place, {f"migration.{name}": exponent, POINTS: 0.05})
        moves = destinations(model)
        district = dict(zip(model.communities.code.tolist(), model.communities.district.tolist(), strict=True))
        assert {model.communities.setting[model.communities.code == new][0] for _, new in moves.values()} == {0}
        ways = [(district[old], district[new]) for old, new in moves.values()]
        capacity = np.mean([model.districts.fiscal_capacity[b] for _, b in ways])
        found.append((np.mean([km[a, b] for a, b in ways]), capacity))
    if name == "move_distance_exponent":
        assert found[1][0] < 0.8 * found[0][0]
    else:
        assert found[1][1] > 1.1 * found[0][1]


def test_shares_of_districts_follow_their_pull():
    """Movers from one district go to districts in proportion to gravity (chi-square, 0.001 level by a wide bound)."""
    model = on_new_year(chongqing(0.1), {POINTS: 0.1})
    gravity = towns(model)[1]
    goes_to = np.full(len(model.residents), -1, np.int32)
    homes, _ = towns(model)
    choose_destinations(model.stage, 2017, 0.2, homes, gravity, goes_to, 0, len(model.districts))
    c = model.communities
    moved = np.flatnonzero(goes_to >= 0)
    origin = c.district[homes_of(model)[moved]]
    home = int(np.bincount(origin).argmax())
    observed = np.bincount(c.district[goes_to[moved[origin == home]]], minlength=len(gravity))
    expected = observed.sum() * gravity[home] / gravity[home].sum()
    there = expected > 0.0
    assert (observed[~there] == 0).all() and observed.sum() > 2000
    chi_square = ((observed - expected)[there] ** 2 / expected[there]).sum()
    freedom = there.sum() - 1
    assert chi_square < freedom + 4.0 * math.sqrt(2.0 * freedom)


# -------------------------------------------------------------------------------------------------- what follows


def test_nobody_is_lost_and_people_keep_what_they_are():
    model = finished(scenario({**BUSY, **TWO_WEEKS, POINTS: 0.2}, days=12), small_world())
    model.calendar = type(model.calendar)("2016-12-20", 40)
    r = model.residents
    before = {name: by_key(model, r.column(name)) for name in (*KEPT, "key", "group", "registered_elsewhere", "origin")}
    homes = by_key(model, homes_of(model))
    open_rows = model.stage.issues["resident"][model.stage.issues["state"] != FREE]
    busy = set(r.key[open_rows].tolist())
    model.day = 12
    moving.move_homes(model)
    after = by_key(model, homes_of(model))
    moved = after != homes
    moving_keys = set(before["key"][moved].tolist())
    assert (by_key(model, r.key) == before["key"]).all() and moved.sum() == model.n_moved > 50
    for name in KEPT:
        assert (by_key(model, r.column(name)) == before[name]).all(), name
    assert not moving_keys & busy and busy
    assert (before["group"][moved] != Group.FARMER).all()
    for name, value in (("origin", homes[moved]), ("registered_elsewhere", 1)):
        now = by_key(model, r.column(name))
        assert (now[~moved] == before[name][~moved]).all() and (now[moved] == value).all()
    group = by_key(model, r.group)
    becomes = np.isin(before["group"], (Group.ORDINARY, Group.OWNER)) & moved
    assert (group[becomes] == Group.FLOATING).all() and (group[~becomes] == before["group"][~becomes]).all()


def test_rows_stay_dense_with_arrivals_behind_those_who_stayed():
    model = on_new_year(small_world(), {POINTS: 0.3})
    r, c = model.residents, model.communities
    homes = dict(zip(r.key.tolist(), homes_of(model).tolist(), strict=True))
    moving.move_homes(model)
    for row in range(len(c)):
        keys = r.key[c.first_resident[row] : c.end_resident[row]].tolist()
        # Permanent ids ascend with rows at the start, so those who stay and those who arrive ascend one after another.
        stayed, arrived = ([k for k in keys if (homes[k] == row) == here] for here in (True, False))
        assert keys == sorted(stayed) + sorted(arrived)
        assert c.n_arrived[row] == len(arrived)


def test_offices_count_the_people_they_have():
    model = finished(scenario({**BUSY, **TWO_WEEKS, POINTS: 0.2}, days=14), small_world())
    c, t, d, r, n = model.communities, model.townships, model.districts, model.residents, len(model.residents)
    assert c.population.sum() == t.population.sum() == d.population.sum() == n
    assert c.n_arrived.sum() == c.n_left.sum() == model.n_moved > 0
    assert (c.population - small_world().communities.population == c.n_arrived - c.n_left).all()
    for row in range(len(c)):
        rows = slice(int(c.first_resident[row]), int(c.end_resident[row]))
        assert c.floating_share[row] == (r.group[rows] == Group.FLOATING).mean()
        assert c.elsewhere_share[row] == r.registered_elsewhere[rows].mean()
        assert c.n_volunteers[row] == r.volunteer[rows].sum()
        assert (model.structure.group_counts[row] == np.bincount(r.group[rows], minlength=len(Group))).all()
    assert (model.structure.population == c.population).all()
    assert (model.structure.township_population == t.population).all()
    assert (model.structure.district_population == d.population).all()


def test_requests_and_records_stay_with_their_people():
    model = finished(scenario({**BUSY, "run.start_date": "2016-10-20", POINTS: 0.2}, days=76), small_world())
    issues = model.stage.issues[model.stage.issues["state"] != FREE]
    assert model.n_moved > 50 and len(issues) > 20 and model.ledger.n > 50
    home = homes_of(model)
    assert (model.residents.key[issues["resident"]] == issues["resident_key"]).all()
    assert (home[issues["resident"]] == issues["community"]).all()
    for records in (model.ledger.records, *model.ledger.week):
        assert (model.residents.key[records["resident"]] == records["resident_key"]).all()
    assert (home[model.ledger.records["resident"]] != model.ledger.records["community"]).any(), "some have moved since"


def test_the_week_told_to_home_villages_follows_the_movers():
    """1 January 2017 is in the middle of a week of records: they are told by the rows of the day they are told on."""
    model = finished(scenario({**BUSY, **TWO_WEEKS, POINTS: 0.2}, days=13), small_world())
    assert sum(len(records) for records in model.ledger.week) > 0
    for records in model.ledger.week:
        assert (model.residents.key[records["resident"]] == records["resident_key"]).all()


def test_a_face_somebody_holds_follows_its_resident():
    model = on_new_year(small_world(), {POINTS: 0.3})
    views = [model.residents[row] for row in range(len(model.residents))]
    keys = [view.key for view in views]
    moving.move_homes(model)
    assert [view.key for view in views] == keys
    assert all(model.residents[view.row] is view for view in views)
    assert [view.row for view in views] != list(range(len(views)))


def test_the_network_shows_the_links_of_today():
    model = on_new_year(small_world(), {POINTS: 0.2})

    def migrants() -> int:
        return sum(e["weight"] for _, _, e in model.network.edges(data=True) if e["kind"] == "migration")

    before = migrants()
    moving.move_homes(model)
    assert migrants() == (model.residents.origin >= 0).sum() > before


def test_any_number_of_threads_gives_the_same_bytes():
    changes = {**BUSY, **TWO_WEEKS, POINTS: 0.1}
    everything = {name: {"phase_in_days": 10} for name in registry()}
    runs = [finished(scenario(changes, everything, days=30), small_world(), threads=n) for n in (1, 2, 3)]
    assert runs[0].n_moved > 0
    assert state_bytes(runs[0]) == state_bytes(runs[1]) == state_bytes(runs[2])


def test_movers_are_measured_from_the_warm_up_on():
    changes = {**TWO_WEEKS, POINTS: 0.1}
    model = finished(scenario(changes, days=365), small_world())
    found = measure_all(observe(model)).set_index(["measure", "by", "group"])["value"]
    n, c = len(model.residents), model.communities
    assert found["moved", "all", "all"] == pytest.approx(1000.0 * model.n_moved / n)
    assert found["moved_away", "all", "all"] == pytest.approx(1000.0 * model.n_moved / n)
    assert found["moved", "setting", "rural"] == 0.0 and found["moved_away", "setting", "urban"] == 0.0
    assert found["town_share", "all", "all"] == pytest.approx((c.urban_share * c.population).sum() / n)
    later = finished(scenario(changes, days=20, warm_up_days=20), small_world())
    assert later.n_moved == 0 and later.communities.n_arrived.sum() == later.communities.n_left.sum() == 0
    assert later.communities.population.tolist() != small_world().communities.population.tolist()


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-6, 5)), min_size=1, max_size=60))
def test_rearranging_in_place_is_the_permutation_it_is_told(people):
    """Against a copy: homes 0 to 5, each resident stays (a negative number) or goes to any home."""
    people.sort(key=lambda person: person[0])
    order: list[int] = []
    for home in range(6):
        order += [i for i, (old, new) in enumerate(people) if old == home and new < 0]
        order += [i for i, (_, new) in enumerate(people) if new == home]
    rows = np.empty(len(people), np.int32)
    rows[order] = np.arange(len(people))
    records, keys = np.zeros(len(people), record_type(Resident)), np.arange(len(people), dtype=np.uint64)
    records["origin"] = numbers = keys.astype(np.int32)
    leaving = np.array([new >= 0 for _, new in people])
    new_row = np.where(leaving, -1 - rows, rows).astype(np.int32)
    rearrange(records, keys, new_row, records[leaving].copy(), keys[leaving], rows[leaving])
    assert (new_row == rows).all()
    assert (keys[rows] == numbers).all() and (records["origin"][rows] == numbers).all()
