"""The city has its published totals; a world is the same however it is built."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path as Outline

from sim.errors import InputError
from sim.scenario.world_settings import CommunitySettings, WorldSettings
from sim.vocabulary import Disposition, Group, Setting
from sim.world.places import read_place
from sim.world.residents import disposition_shares, group_shares
from sim.world.settlement import settle
from sim.world.tables import COLUMN_SOURCES, YES_OR_NO, disposition_of, group_of, packed, yes_or_no
from sim.world.world import World, build_world, describe
from tests.world.conftest import CITY, SMALL_PLACE

TRAITS = ("group", "registered_elsewhere", "disposition", "online", "phone", "volunteer")
TABLES = ("districts", "townships", "communities", "residents", "social_workers", "organisations")


def _columns(world: World) -> dict[str, np.ndarray]:
    tables = {name: getattr(world, name) for name in TABLES}
    names = {name: [f.name for f in fields(table)] for name, table in tables.items()}
    names["residents"] = [*TRAITS, "origin"]
    return {
        f"{name}.{column}": getattr(table, column)
        for name, table in tables.items()
        for column in names[name]
        if isinstance(getattr(table, column), np.ndarray)
    }


@pytest.fixture(scope="module")
def settlement():
    place = read_place(CITY)
    tens = np.array([d.residents_10k for d in place.districts])
    population = np.round(tens * 10_000).astype(np.int64)
    urban = np.array([d.urban_percent for d in place.districts]) / 100
    return settle(place, population, urban, CommunitySettings(), 1)


def test_published_totals(settlement) -> None:
    assert (~settlement.is_village).sum() == 3085
    assert settlement.is_village.sum() == 8043
    assert len(np.unique(settlement.township)) == 1031
    assert settlement.population.sum() == pytest.approx(30_484_300, abs=200)
    assert settlement.urban_residents.sum() / settlement.population.sum() == pytest.approx(0.626, abs=5e-4)


def test_no_committee_is_above_the_cap(settlement) -> None:
    assert settlement.population[~settlement.is_village].max() <= 14_000
    assert settlement.population.min() > 0
    # 酉阳 has 7 committees for some 183,000 urban residents: at most 98,000 of them fit.
    codes = settlement.code // 10**6
    youyang = (codes == 500242) & settlement.is_village
    assert settlement.urban_residents[youyang].sum() > 80_000


def test_districts_without_villages_or_committees(small_world: World) -> None:
    communities = small_world.communities
    assert set(communities.setting[communities.district == 0]) == {Setting.URBAN}
    assert set(communities.setting[communities.district == 1]) == {Setting.URBAN, Setting.RURAL}
    assert set(communities.setting[communities.district == 2]) == {Setting.MIXED}
    here = communities.district == 2
    assert (communities.urban_share * communities.population)[here].sum() == pytest.approx(0.3 * 400)
    counts = np.bincount(communities.district, communities.population)
    assert counts.tolist() == [480, 800, 400]
    assert small_world.remote_region.tolist() == [0, 1]


def test_a_cap_without_villages_fills_other_committees() -> None:
    settings = WorldSettings(communities=CommunitySettings(committee_cap=125))
    communities = build_world(SMALL_PLACE, settings, 1.0, 1).communities
    first = communities.population[communities.district == 0]
    assert first.sum() == 480
    assert first.max() <= 125
    second = (communities.district == 1) & (communities.setting == Setting.URBAN)
    assert communities.population[second].max() <= 125
    overflow = 400 - communities.population[second].sum()
    mixed = (communities.district == 1) & (communities.setting != Setting.URBAN)
    assert overflow > 0
    assert (communities.urban_share * communities.population)[mixed].sum() == pytest.approx(overflow)


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_threads_change_nothing(threads: int) -> None:
    first = _columns(build_world(CITY, WorldSettings(), 0.02, 5, 1))
    second = _columns(build_world(CITY, WorldSettings(), 0.02, 5, threads))
    for name, column in first.items():
        assert column.dtype == second[name].dtype, name
        assert column.tobytes() == second[name].tobytes(), name


def test_another_seed_is_another_world() -> None:
    first = build_world(SMALL_PLACE, WorldSettings(), 1.0, 1)
    second = build_world(SMALL_PLACE, WorldSettings(), 1.0, 2)
    assert not np.array_equal(first.communities.population, second.communities.population)
    assert not np.array_equal(first.residents.disposition, second.residents.disposition)


def test_columns_are_read_only_typed_and_sourced(small_world: World) -> None:
    columns = _columns(small_world)
    for column in columns.values():
        with pytest.raises(ValueError, match="read-only"):
            column[:1] = 0
    for name in TRAITS:
        assert columns[f"residents.{name}"].dtype == np.uint8
    assert columns["residents.origin"].dtype == np.int32
    given = {"districts.code", "districts.region", "townships.code", "townships.district"}
    keys = {"communities.township", "communities.district", "communities.region"}
    assert set(columns) - given - keys == set(COLUMN_SOURCES)


@given(st.sampled_from(Group), st.sampled_from(Disposition), st.tuples(*[st.integers(0, 1)] * len(YES_OR_NO)))
def test_traits_are_unpacked_as_they_were_packed(group: Group, disposition: Disposition, there: tuple[int]) -> None:
    traits = np.array([packed(group, disposition, *there)]).astype(np.uint16)
    assert (group_of(traits)[0], disposition_of(traits)[0]) == (group, disposition)
    assert tuple(yes_or_no(traits, number)[0] for number in range(len(YES_OR_NO))) == there


def test_every_code_has_room_among_packed_traits() -> None:
    assert len(Group) <= 16
    assert len(Disposition) <= 16


def test_residents_are_counted_by_community(sampled_city: World) -> None:
    communities, residents = sampled_city.communities, sampled_city.residents
    home = np.repeat(np.arange(len(communities)), communities.population)
    columns = {name: getattr(residents, name) for name in TRAITS}
    counted = {("group", g): residents.n_groups[:, g] for g in Group}
    counted |= {("disposition", d): residents.n_dispositions[:, d] for d in Disposition}
    counted |= {(name, 1): residents.n_yes[:, number] for number, name in enumerate(YES_OR_NO)}
    for (name, code), counts in counted.items():
        assert np.array_equal(counts, np.bincount(home[columns[name] == code], minlength=len(communities))), name
    floating = np.flatnonzero(columns["group"] == Group.FLOATING)
    assert np.array_equal(residents.origin[floating], residents.former_home)
    assert np.array_equal(residents.first_floating, np.searchsorted(home[floating], np.arange(len(communities) + 1)))


def test_group_shares_are_those_asked_for(sampled_city: World) -> None:
    settings = WorldSettings().residents
    communities, residents = sampled_city.communities, sampled_city.residents
    shares = group_shares(settings, communities.urban_share)
    assert np.allclose(shares.sum(axis=1), 1.0)
    for setting in (Setting.URBAN, Setting.RURAL):
        rows = np.flatnonzero(np.repeat(communities.setting == setting, communities.population))
        weights = communities.population[communities.setting == setting]
        expected = np.average(shares[communities.setting == setting], axis=0, weights=weights)
        counts = np.bincount(residents.group[rows], minlength=len(Group)) / len(rows)
        assert np.all(np.abs(counts - expected) <= 5 * np.sqrt(expected * (1 - expected) / len(rows)))
    n = len(residents)
    expected = disposition_shares(settings)
    counts = np.bincount(residents.disposition, minlength=len(Disposition)) / n
    assert np.all(np.abs(counts - expected) <= 5 * np.sqrt(expected * (1 - expected) / n))


@pytest.mark.parametrize(
    ("column", "town", "village"),
    [("online", 0.694, 0.340), ("phone", 0.35, 0.15), ("volunteer", 0.152, 0.152)],
)
def test_access_has_its_published_mean(sampled_city: World, column: str, town: float, village: float) -> None:
    communities = sampled_city.communities
    values = getattr(sampled_city.residents, column)
    share = np.repeat(communities.urban_share, communities.population)
    expected = village + (town - village) * share
    error = np.sqrt((expected * (1 - expected)).sum())
    assert abs(values.sum() - expected.sum()) < 5 * error
    if column == "online":
        older = sampled_city.residents.group == Group.OLDER
        urban = share == 1.0
        ratio = values[older & urban].mean() / values[~older & urban].mean()
        assert ratio == pytest.approx(0.5, abs=0.02)


def test_floating_residents_are_registered_elsewhere_and_come_from_villages(sampled_city: World) -> None:
    residents, communities = sampled_city.residents, sampled_city.communities
    floating = residents.group == Group.FLOATING
    assert np.all(residents.registered_elsewhere[floating] == 1)
    assert np.all(residents.origin[~floating] == -1)
    n = int(floating.sum())
    outside = (residents.origin[floating] == -1).mean()
    assert abs(outside - 0.41) < 5 * np.sqrt(0.41 * 0.59 / n)
    rows = np.flatnonzero(residents.origin >= 0)
    assert np.all(communities.setting[residents.origin[rows]] != Setting.URBAN)
    assert np.all(residents.origin[rows] != sampled_city.community_of_resident(rows))


def test_origins_follow_gravity(sampled_city: World) -> None:
    # Probability of a district = village residents / distance, over all districts (Zipf 1946).
    communities, districts = sampled_city.communities, sampled_city.districts
    villages = communities.setting != Setting.URBAN
    mass = np.bincount(communities.district[villages], communities.population[villages], len(districts))
    home = int(np.argmax(np.bincount(communities.district[~villages], minlength=len(districts))))
    x, y = np.radians(districts.longitude), np.radians(districts.latitude)
    cosine = np.sin(y) * np.sin(y[home]) + np.cos(y) * np.cos(y[home]) * np.cos(x - x[home])
    away = np.maximum(6371.0 * np.arccos(np.clip(cosine, -1, 1)), 20.0)
    expected = mass / away / (mass / away).sum()
    rows = np.flatnonzero(sampled_city.residents.origin >= 0)
    rows = rows[communities.district[sampled_city.community_of_resident(rows)] == home]
    rows = rows[communities.setting[sampled_city.community_of_resident(rows)] == Setting.URBAN]
    origins = communities.district[sampled_city.residents.origin[rows]]
    found = np.bincount(origins, minlength=len(districts)) / len(rows)
    assert len(rows) > 1000
    assert np.all(np.abs(found - expected) <= 5 * np.sqrt(expected * (1 - expected) / len(rows)) + 1e-12)


def test_points_lie_inside_their_district(sampled_city: World, small_world: World) -> None:
    for world, folder in ((sampled_city, CITY), (small_world, SMALL_PLACE)):
        rings = read_place(folder).rings
        points = np.column_stack([world.communities.longitude, world.communities.latitude])
        for c, point in enumerate(points):
            outlines = rings[int(world.districts.code[world.communities.district[c]])]
            assert sum(Outline(ring).contains_point(point) for ring in outlines) % 2 == 1


def test_staff_and_hours_follow_the_statute(sampled_city: World) -> None:
    communities = sampled_city.communities
    urban = communities.setting == Setting.URBAN
    assert (communities.members[urban].min(), communities.members[urban].max()) == (5, 9)
    assert communities.members[~urban].min() >= 3
    assert communities.members[~urban].max() <= 7
    hours = communities.members * communities.hours_per_head + communities.contract_workers * 1800
    assert np.allclose(communities.gross_hours, hours)
    assert communities.issue_share.min() >= 0.01 - 1e-12
    n = len(communities)
    # Standard deviation .02 of the administrative share, mean .60.
    assert abs(communities.admin_share.mean() - 0.60) < 5 * 0.02 / np.sqrt(n)
    rural = (communities.urban_share == 0.0) & (communities.remote == 1)
    assert communities.issue_share[rural].mean() == pytest.approx(0.038, abs=0.005)


def test_residents_are_found(small_world: World) -> None:
    first = small_world.communities.first_resident
    for c in range(len(small_world.communities)):
        rows = np.arange(first[c], first[c + 1])
        assert np.all(small_world.community_of_resident(rows) == c)


def test_purchased_hours_are_shared_out_exactly() -> None:
    world = build_world(CITY, WorldSettings(), 1.0, 1, 2)
    # 4.4 yuan per resident at 60 yuan an hour; fiscal capacity has mean 1 over residents.
    total = 30_484_300 * 4.4 / 60
    at_work = world.organisations.reserve == 0
    assert world.organisations.hours_per_year[at_work].sum() == pytest.approx(total, rel=0.02)
    assert len(world.social_workers) == round(0.96 * 3048.43)
    assert world.n_residents == 30_484_300
    assert world.residents.memory_bytes <= 0.1e9
    counts = describe(world)
    assert counts["n_urban_communities"] == 3085
    assert counts["n_rural_communities"] + counts["n_mixed_communities"] == 8043
    assert np.all(world.townships.weight == 1.0)
    assert np.allclose(world.districts.drawn_share, 1.0)


def test_a_township_is_the_same_in_every_sample(sampled_city: World) -> None:
    other = build_world(CITY, WorldSettings(), 0.3, 1, 2)
    codes = sampled_city.communities.code
    both, first, second = np.intersect1d(codes, other.communities.code, return_indices=True)
    assert len(both) > 50
    for name in ("population", "setting", "condition", "gross_hours", "longitude", "admin_share"):
        mine = getattr(sampled_city.communities, name)[first]
        theirs = getattr(other.communities, name)[second]
        assert mine.tobytes() == theirs.tobytes(), name
    for a, b in zip(first[:20], second[:20], strict=True):
        mine = slice(*sampled_city.communities.first_resident[a : a + 2])
        theirs = slice(*other.communities.first_resident[b : b + 2])
        assert np.array_equal(sampled_city.residents.group[mine], other.residents.group[theirs])


@pytest.mark.parametrize("sample", [0.0, -0.1, 1.5])
def test_a_sample_out_of_range_is_refused(sample: float) -> None:
    with pytest.raises(InputError):
        build_world(SMALL_PLACE, WorldSettings(), sample, 1)


@pytest.mark.slow
def test_the_whole_city_builds(capsys: pytest.CaptureFixture[str]) -> None:
    import time

    start = time.perf_counter()
    world = build_world(CITY, WorldSettings(), 1.0, 2, 2)
    seconds = time.perf_counter() - start
    with capsys.disabled():
        print(f"\nwhole city: {seconds:.1f} s, {world.memory_bytes / 1e6:.0f} MB")
    assert len(world.communities) == 11_128


def test_regions_are_numbered_as_the_place_says(sampled_city: World, small_world: World) -> None:
    # A place that says nothing takes the order of its table.
    assert [key for key, _, _ in sampled_city.regions] == ["main_city", "west", "northeast", "southeast"]
    assert sampled_city.remote_region.tolist() == [0, 0, 1, 1]
    assert [key for key, _, _ in small_world.regions] == ["plain", "hills"]
