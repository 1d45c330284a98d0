"""Whole townships are drawn systematically within strata; weights give the strata back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.wording import drawn_text
from sim.scenario.world_settings import WorldSettings
from sim.world.places import read_place
from sim.world.sampling import Drawn, draw_townships
from sim.world.world import World, build_world, draw_of
from tests.language import spoken
from tests.world.conftest import CITY, SMALL_PLACE

STRATA = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=80)


@given(strata=STRATA, sample=st.floats(0.01, 1.0), seed=st.integers(0, 1000))
def test_weights_add_up_to_the_strata(strata: list[tuple[int, int]], sample: float, seed: int) -> None:
    region, kind = (np.array(column, dtype=np.uint8) for column in zip(*strata, strict=True))
    rows, weights = draw_townships(region, kind, sample, seed)
    assert np.all(np.diff(rows) > 0)
    for r, k in set(strata):
        drawn = (region[rows] == r) & (kind[rows] == k)
        n = strata.count((r, k))
        assert weights[drawn].sum() == pytest.approx(n)
        assert drawn.sum() >= 1
        assert drawn.sum() in {1, int(np.floor(n * sample)), int(np.ceil(n * sample))}


def test_sample_one_takes_everybody_with_weight_one() -> None:
    region, kind = np.zeros(500, dtype=np.uint8), np.zeros(500, dtype=np.uint8)
    for seed in range(50):
        rows, weights = draw_townships(region, kind, 1.0, seed)
        assert rows.tolist() == list(range(500))
        assert np.all(weights == 1.0)


def test_every_township_has_the_same_chance() -> None:
    # Systematic sampling: each of 12 townships is drawn with chance 0.25; 4,000 seeds, five standard errors.
    region, kind = np.zeros(12, dtype=np.uint8), np.zeros(12, dtype=np.uint8)
    counts = np.zeros(12)
    for seed in range(4000):
        counts[draw_townships(region, kind, 0.25, seed)[0]] += 1
    assert np.all(np.abs(counts / 4000 - 0.25) < 5 * np.sqrt(0.25 * 0.75 / 4000))


def test_the_city_draws_whole_townships_from_every_stratum(sampled_city: World) -> None:
    place = read_place(CITY)
    keys = [region for region, _, _ in sampled_city.regions]
    region_of = {district.code: keys.index(district.region) for district in place.districts}
    strata = [(region_of[t.district_code], t.kind) for t in place.townships]
    townships = sampled_city.townships
    for stratum in set(strata):
        here = (sampled_city.districts.region[townships.district] == stratum[0]) & (townships.kind == stratum[1])
        assert townships.weight[here].sum() == pytest.approx(strata.count(stratum))
    assert np.all(sampled_city.communities.weight == townships.weight[sampled_city.communities.township])
    assert len(np.unique(sampled_city.communities.township)) == len(townships)


@given(strata=STRATA, samples=st.tuples(st.floats(0.0005, 1.0), st.floats(0.0005, 1.0)), seed=st.integers(0, 1000))
def test_a_larger_sample_has_at_least_as_many_townships_of_each_stratum(
    strata: list[tuple[int, int]], samples: tuple[float, float], seed: int
) -> None:
    region, kind = (np.array(column, dtype=np.uint8) for column in zip(*strata, strict=True))
    codes = region * 2 + kind
    counts = [np.bincount(codes[draw_townships(region, kind, s, seed)[0]], minlength=8) for s in sorted(samples)]
    assert np.all(counts[0] <= counts[1])


@pytest.mark.parametrize("sample", [0.0005, 0.05, 0.3, 1.0])
def test_what_is_said_to_be_drawn_is_what_the_world_contains(sample: float) -> None:
    place = read_place(SMALL_PLACE)
    for seed in (1, 2):
        world = build_world(SMALL_PLACE, WorldSettings(), sample, seed)
        found = draw_of(SMALL_PLACE, WorldSettings(), sample, seed)
        assert found == world.drawn
        assert found.n_townships == len(world.townships)
        assert found.n_residents == int(world.communities.population.sum())
        assert found.n_residents_place == round(sum(d.residents_10k for d in place.districts) * 1e4)
        assert found.n_townships_place == len(place.townships)


def test_a_sample_below_one_township_a_stratum_is_said_to_be_as_small_as_can_be() -> None:
    # The city has 4 regions with streets and towns: eight strata.
    found = [draw_of(CITY, WorldSettings(), sample, 1) for sample in (0.001, 0.004)]
    assert [(drawn.n_townships, drawn.n_strata) for drawn in found] == [(8, 8), (8, 8)]
    text = drawn_text(found[0], 0.001)
    assert text.startswith("8 of ")
    assert "the fewest there can be" in text
    assert "asks for 0.10 %" in text
    assert "已是最少" in spoken("zh", drawn_text, found[0], 0.001)


def test_shares_are_of_what_was_drawn() -> None:
    drawn = Drawn(2, 31_000, 24, 400_000, 2)
    assert drawn_text(drawn, 0.05) == (
        "2 of 24 townships and streets (8.33 %) with 31,000 of 400,000 residents (7.75 %), the fewest there can be: "
        "one of each kind in each region, though the sample asks for 5.00 %"
    )
    assert spoken("zh", drawn_text, drawn._replace(n_townships=5), 0.2) == (
        "24个镇街中的5个（20.83%），400,000名居民中的31,000名（7.75%）"
    )
    assert drawn_text(drawn._replace(n_townships=24), 1.0) == "the whole place, 31,000 residents"
