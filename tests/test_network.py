"""What travels along the network stops when its edges are cut: word of mouth, practice, lent hours, issues, draws."""

from __future__ import annotations

import dataclasses
import shutil

import numpy as np

from sim.vocabulary import DeskKind, Setting
from sim.world.world import build_world
from tests.model_runs import SMALL_PLACE, all_records, chongqing, finished, scenario, small_world
from tests.test_limits import NO_FRICTION

BUSY = {"needs.need_rate_town": 1.0, "needs.need_rate_village": 1.0}


def with_origins(world, cut: bool):
    """The world with all its migration ties, or with all of them cut."""
    former_home = world.residents.former_home
    former_home = np.full_like(former_home, -1) if cut else former_home
    former_home.setflags(write=False)
    return dataclasses.replace(world, residents=dataclasses.replace(world.residents, former_home=former_home))


def test_the_network_joins_offices_by_hierarchy_borders_and_migration():
    model = finished(scenario(days=1), small_world())
    kinds = {data["kind"] for _, _, data in model.network.edges(data=True)}
    assert kinds == {"hierarchy", "neighbour", "migration"}
    assert model.network is model.network
    n_offices = len(model.communities) + len(model.townships) + 1
    assert model.network.number_of_nodes() >= n_offices


def test_word_of_mouth_reaches_the_home_village_over_migration_links_only():
    """With nobody complaining in the villages themselves, their trust moves only by what migrants tell."""
    quiet_villages = {"needs.need_rate_village": 0.0, "needs.need_rate_town": 1.0}
    world = chongqing(0.004)
    tied, cut = (finished(scenario(quiet_villages, days=40), with_origins(world, c)) for c in (False, True))
    rural = np.flatnonzero((tied.communities.urban_share == 0.0) & (tied.communities.setting == Setting.RURAL))
    moved = 0
    for c in rural:
        rows = slice(int(tied.communities.first_resident[c]), int(tied.communities.end_resident[c]))
        start = np.float32(tied.communities.trust_start_community[c])
        assert (cut.residents.trust_community[rows] == start).all()
        moved += int((tied.residents.trust_community[rows] != start).sum())
    assert moved > 0


def test_practice_spreads_within_a_township_only_while_desks_drift():
    """Where some communities are checked, the beliefs of unchecked neighbours follow; without drift they do not."""
    half = {"service_platform": {"coverage": 0.5, "phase_in_days": 0, "rating_online": 1.0, "rating_other": 1.0}}
    world = chongqing(0.004)
    beliefs = []
    for drift in (0.0, 0.3):
        model = finished(
            scenario(BUSY | {"closing.practice_drift": drift, "closing.checked_share": 0.0}, half, days=120), world
        )
        covered = model.structure.covered("service_platform", 0.5) > 0
        committees = model.desks.belief[model.desk_map.of_communities(DeskKind.COMMITTEE)]
        beliefs.append(committees[~covered].mean())
    assert beliefs[1] > beliefs[0]


def test_townships_lend_hours_along_the_hierarchy_only_while_they_lend():
    lends, keeps = (
        finished(scenario(BUSY | {"staff.lent_share": share}, days=120), chongqing(0.004)) for share in (0.2, 0.0)
    )
    assert lends.communities.lent_hours.sum() > 0.0
    np.testing.assert_allclose(lends.communities.lent_hours.sum(), lends.townships.lent_hours.sum())
    assert keeps.communities.lent_hours.sum() == 0.0


def test_issues_reach_townships_only_while_something_lies_beyond_the_community():
    open_upward = finished(scenario(BUSY, days=80), small_world())
    closed_upward = finished(
        scenario(
            BUSY
            | NO_FRICTION
            | {
                "work.failed_dispute_up_share": 0.0,
                "closing.bypass_share": 0.001,
                "voice.double_share": 0.0,
                **{
                    f"money.money_share.{c}": 0.0
                    for c in ("facility", "environment", "property", "welfare", "safety", "farming")
                },
            },
            days=80,
        ),
        small_world(),
    )
    offices = open_upward.desk_map.of_townships(DeskKind.TOWNSHIP)
    assert open_upward.desks.offered_hours[offices].sum() > 0.0
    bypasses = (all_records(closed_upward)["tier_reported"] > 0).sum()
    assert bypasses == 0
    assert closed_upward.desks.offered_hours[offices].sum() == 0.0


def test_one_more_district_leaves_everybody_elses_draws_alone(tmp_path):
    """The same residents meet the same needs on the same days, whoever else is in the world."""
    from tests.world.test_additions import _add_district

    place = tmp_path / "place"
    shutil.copytree(SMALL_PLACE, place)
    _add_district(place)
    changes = BUSY | {"trust.heard_share": 0.0}
    before = finished(scenario(changes, days=40), small_world())
    after = finished(scenario(changes, days=40), build_world(place, scenario().world, 1.0, 1))
    names = ["arose", "category", "emergency", "quick", "cost_fen", "authority", "departments"]
    found = []
    for model in (before, after):
        records = all_records(model)
        found.append(
            {(r["resident_key"], r["occasion"]): tuple(r[n] for n in names) for r in records if r["occasion"] % 8 == 0}
        )
    assert len(after.communities) > len(before.communities)
    assert len(found[0]) > 50
    shared = found[0].keys() & found[1].keys()
    assert len(shared) > 0.9 * len(found[0])
    assert all(found[0][key] == found[1][key] for key in shared)
