"""Whole townships are drawn systematically within strata; weights give the strata back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.places import read_place
from sim.world.sampling import draw_townships
from sim.world.world import World
from tests.world.conftest import CITY

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
        here = (sampled_city.districts.region[townships.district] == stratum[0]) & (
            townships.kind == stratum[1]
        )
        assert townships.weight[here].sum() == pytest.approx(strata.count(stratum))
    assert np.all(sampled_city.communities.weight == townships.weight[sampled_city.communities.township])
    assert len(np.unique(sampled_city.communities.township)) == len(townships)
