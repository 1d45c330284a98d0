"""A generated nation, made small: its counts, its determinism, and that it is checked, built and run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from maintenance.nation import PROVINCES, generate
from sim.agents.services import N_FIELDS
from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario, replace
from sim.vocabulary import Setting
from sim.world.places import read_place
from sim.world.residents import distances_km, gravity_of
from sim.world.tables import first_of_provinces
from sim.world.world import build_world
from tests.reference.comparison import assert_same
from tests.reference.twin import Twin

SCALE = 0.01


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places") / "nation"
    generate(folder, SCALE)
    return folder


@pytest.fixture(scope="module")
def model(nation: Path):
    scenario = replace(
        Scenario(),
        {
            "world.place": str(nation),
            "world.sample": 0.05,
            "run.warm_up_days": 0,
            "run.days": 30,
            "run.start_date": "2016-12-20",
            "run.check_invariants": True,
        },
    )
    made = GovernanceModel(scenario, build_world(nation, scenario.world, 0.05, 1))
    yield made
    made.release()


def test_published_figures_add_up_to_the_nations():
    """1,411,778,724 with the two million in the forces, 63.89 % urban (census 2020); 2,844 county-level divisions."""
    assert sum(p.residents for p in PROVINCES) == 1_411_778_724 - 2_000_000
    assert sum(p.counties for p in PROVINCES) == 2_844
    urban = sum(p.residents * p.urban_percent for p in PROVINCES) / sum(p.residents for p in PROVINCES)
    assert urban == pytest.approx(63.89, abs=0.1)


def test_counts_are_those_asked_for(nation: Path):
    place = read_place(nation)
    assert len(place.districts) == sum(max(1, round(p.counties * SCALE)) for p in PROVINCES)
    assert len(place.townships) == 410
    assert sum(t.n_committees for t in place.townships) == sum(d.n_committees for d in place.districts) == 1_060
    assert sum(t.n_villages for t in place.townships) == sum(d.n_villages for d in place.districts) == 5_540
    for p in PROVINCES:
        here = [d for d in place.districts if d.code // 10_000 == p.code]
        residents = sum(d.residents_10k for d in here)
        assert residents == pytest.approx(p.residents * SCALE / 1e4, rel=1e-4)
        urban = sum(d.residents_10k * d.urban_percent for d in here)
        assert urban / residents == pytest.approx(p.urban_percent, abs=0.02)
        product = sum(d.residents_10k * d.gdp_per_head_yuan for d in here)
        assert product / residents == pytest.approx(p.product_yuan, rel=1e-3)


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(nation: Path, tmp_path: Path):
    generate(tmp_path / "again", SCALE)
    generate(tmp_path / "other", SCALE, seed=2)
    for name in ("districts.csv", "townships.csv", "place.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (nation / name).read_bytes()
    assert (tmp_path / "other" / "districts.csv").read_bytes() != (nation / "districts.csv").read_bytes()


def test_it_passes_check(nation: Path, project_root: Path):
    done = subprocess.run(
        [sys.executable, str(project_root / "run_sim.py"), "check", "baseline", "--set", f"world.place={nation}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_runs_past_new_year_and_the_books_hold(model: GovernanceModel):
    model.run()  # invariants are checked every day
    assert model.ledger.n > 1000 and model.n_moved > 100


def test_lots_liked_lie_in_the_own_province(model: GovernanceModel):
    o, c, services = model.organisations, model.communities, model.services
    province = model.districts.code // 10_000
    bidder = np.repeat(np.arange(len(o)), np.diff(services.first_liked))
    home = province[c.district[o.home_community[bidder]]]
    assert len(bidder) > len(o) and (province[services.liked_lots // N_FIELDS] == home).all()


def test_people_go_to_other_provinces_as_gravity_says(model: GovernanceModel):
    """With the province drawn first, origins by province follow the sums of their districts' weights (chi-square)."""
    c, r, d = model.world.communities, model.world.residents, model.world.districts
    rows = np.flatnonzero(r.origin >= 0)
    province = d.code // 10_000
    at_home = c.district[model.world.community_of_resident(rows)]
    origin = province[c.district[r.origin[rows]]]
    villages = np.bincount(c.district, c.population * (c.setting != Setting.URBAN), len(d))
    least = model.scenario.world.residents.origin_least_km
    weights = villages[None, :] / np.maximum(distances_km(d.longitude, d.latitude), least)
    names = np.unique(province)
    by_province = np.array([weights[:, province == name].sum(axis=1) for name in names]).T
    expected = (by_province / by_province.sum(axis=1, keepdims=True))[at_home].sum(axis=0)
    observed = np.array([(origin == name).sum() for name in names])
    assert len(names) == 31 and (origin != province[at_home]).mean() > 0.1
    chi = ((observed - expected) ** 2 / expected)[expected > 5].sum()
    assert chi < 31 + 5 * np.sqrt(2 * 31)


def test_the_twin_agrees_where_there_are_several_provinces(tmp_path: Path):
    """Moves and bids of a nation of two thousand, row for row."""
    generate(tmp_path, 1.5e-6)
    scenario = replace(
        Scenario(),
        {
            "world.place": str(tmp_path),
            "run.start_date": "2016-12-01",
            "run.days": 140,
            "run.warm_up_days": 0,
            "needs.need_rate_town": 1.0,
            "world.sample": 1.0,
            "migration.urbanisation_points": 0.1,
            "world.institutions.organisations_per_village": 0.5,
        },
    )
    world = build_world(tmp_path, scenario.world, 1.0, 1)
    model, twin = GovernanceModel(scenario, world), Twin(scenario, world, scenario.run.seed)
    model.run()
    twin.run()
    assert_same(model, twin)
    province = model.districts.code[model.communities.district] // 10_000
    assert model.n_moved > 50 and (model.services.purchased_fen > 0).sum() > 20 and len(np.unique(province)) == 31
    model.release()


@pytest.mark.parametrize(
    ("codes", "first"),
    [
        ([110_101, 110_102, 120_101], [0, 2, 3]),
        ([500_101, 500_102], [0, 2]),
        ([110_101, 120_101, 110_102], [0, 3]),
        ([1, 2, 70_001], [0, 3]),
        ([110_101, 12], [0, 2]),
    ],
)
def test_provinces_are_told_from_codes_of_six_digits_that_stand_together(codes, first):
    assert first_of_provinces(np.array(codes)).tolist() == first


def test_one_province_has_no_sums_and_several_have_theirs():
    pull, away = np.array([1.0, 2.0, 4.0]), np.ones((3, 3))
    assert gravity_of(pull, away, np.array([110_101, 110_102, 110_103])).tolist() == [[1.0, 2.0, 4.0]] * 3
    assert gravity_of(pull, away, np.array([110_101, 110_102, 120_101])).tolist() == [[1.0, 2.0, 4.0, 3.0, 4.0]] * 3


@pytest.mark.nightly
def test_the_whole_nation_is_checked_in_bounded_memory(tmp_path: Path):
    """Every fault and oddity of 41,000 townships is looked for, and the page written, within 700 MiB."""
    generate(tmp_path / "nation")
    code = (
        "import resource, sys; from sim.cli.main import main; code = main(sys.argv[1:]); "
        "print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    words = [sys.executable, "-c", code, "check", str(tmp_path / "nation")]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=600)
    code_said, peak_mib = done.stdout.splitlines()[-1].split()
    assert code_said == "0" and int(peak_mib) < 700
    assert (tmp_path / "nation/place.html").exists()
