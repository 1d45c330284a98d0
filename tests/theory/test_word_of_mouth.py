"""What spreads by word of mouth, against DeGroot 1974, Friedkin and Johnsen 1990 and linear algebra.

A month's beliefs, a channel's acquaintance and trust after an outcome are all averages of what people thought before
and of sources that do not listen. Their paths are powers of a matrix, their limits solutions of linear equations.
"""

from __future__ import annotations

import dataclasses
import math

import networkx as nx
import numpy as np
import pytest

from sim.model import GovernanceModel
from sim.vocabulary import DeskKind, Group, State, Tier
from tests.model_runs import finished, scenario, small_world
from tests.second_reading.common import key, stream, uniform_of
from tests.theory.plain_offices import PLAIN

FRIEND = 41
"""Number of the purpose that draws friends (ODD 7.1)."""
MONTHS_A_YEAR = 12


def mean_of_township(model):
    """The matrix that gives each community the mean of its township's communities."""
    same = model.communities.township[:, None] == model.communities.township[None, :]
    return same / same.sum(axis=1, keepdims=True)


def beliefs(model):
    """Committees' beliefs about checks."""
    return model.desks.belief[model.desk_map.of_communities(DeskKind.COMMITTEE)]


@pytest.mark.parametrize("drift", [0.1, 0.6])
def test_practice_among_offices_is_degroots_and_ends_in_its_consensus(drift):
    changes = {"closing.practice_drift": drift, "needs.need_rate_town": 0.0, "needs.need_rate_village": 0.0}
    model = GovernanceModel(scenario({**PLAIN, **changes}, days=400), small_world(), seed=1)
    start = np.random.default_rng(1).uniform(0.0, 1.0, len(model.communities))
    model.desks.belief[model.desk_map.of_communities(DeskKind.COMMITTEE)] = start
    step = (1.0 - drift) * np.eye(len(start)) + drift * mean_of_township(model)
    months = 0
    while model.day < 400:
        months += int(model.calendar.month_start[model.day])
        model.step()
        if model.day in (1, 100, 400):
            expected = np.linalg.matrix_power(step, months) @ start
            assert beliefs(model) == pytest.approx(expected, rel=1e-9)
    assert months >= 12
    for members in nx.strongly_connected_components(nx.DiGraph(step)):
        own = sorted(members)
        values, vectors = np.linalg.eig(step[np.ix_(own, own)].T)
        weight = np.real(vectors[:, np.argmax(np.real(values))])
        consensus = float(weight @ start[own] / weight.sum())
        assert abs(beliefs(model)[own] - consensus).max() <= (1.0 - drift) ** months + 1e-9


def test_offices_that_are_checked_pull_the_others_as_stubborn_sources_do():
    """Half of the communities are asked about every closing, the others about none: Friedkin and Johnsen's limit."""
    rate, drift, days = 0.5, 0.6, 500
    registered = ("counter_town", "counter_village", "online", "petition", "hotline", "grid_town", "grid_village")
    changes = {
        **{f"intake.registered_{name}": 1.0 for name in registered},
        "closing.belief_rate": rate,
        "closing.practice_drift": drift,
        "closing.belief_start": 0.5,
        "work.quick_hours": 0.1,
    }
    rated = {"coverage": 0.5, "phase_in_days": 0, "rating_online": 1.0, "rating_other": 1.0, "registering_hours": 0.0}
    model = GovernanceModel(
        scenario({**PLAIN, **changes}, {"service_platform": rated}, days=days), small_world(), seed=1
    )
    rows = model.desk_map.of_communities(DeskKind.COMMITTEE)
    months = []

    def look(step):
        if step == "adapt" and model.calendar.month_start[model.day]:
            months.append((model.desks.n_closed_month[rows] > 0, model.desks.n_checked_month[rows] > 0))

    model.look_between_steps(look, lambda step: None)
    model.run()
    source = (model.structure.covered("service_platform", 0.5) > 0).astype(float)
    assert 0 < source.sum() < len(source)
    among, expected = mean_of_township(model), np.full(len(source), 0.5)
    for closed, checked in months:
        susceptible = np.diag(1.0 - rate * closed)
        expected = (1.0 - drift) * (susceptible @ expected + rate * checked) + drift * among @ expected
        assert (checked <= source).all()
    assert beliefs(model) == pytest.approx(expected, rel=1e-9)
    identity = np.eye(len(source))
    limit = np.linalg.solve(
        identity - (1.0 - drift) * (1.0 - rate) * identity - drift * among, (1.0 - drift) * rate * source
    )
    active = np.all([closed for closed, _ in months[1:]], axis=0)  # the run begins on the first of a month
    always = np.isclose(among @ active, 1.0)
    assert always.sum() >= 10 and np.ptp(limit[always]) > 0.5
    assert abs(beliefs(model) - limit)[always].max() <= (1.0 - (1.0 - drift) * rate) ** (len(months) - 1) + 1e-9


def test_a_channel_becomes_known_as_between_two_stubborn_sources():
    """One source knows it and one does not: advertisement and forgetting are the weights given to them."""
    forgotten, advertised, days = 0.8, 1.5, 600
    changes = {**PLAIN, "voice.channel_forgotten": forgotten}
    platform = {"service_platform": {"advertised": advertised, "phase_in_days": 0}}
    model = GovernanceModel(scenario(changes, platform, days=days), small_world(), seed=1)
    hears, keeps = 1.0 - math.exp(-advertised / MONTHS_A_YEAR), math.exp(-forgotten / MONTHS_A_YEAR)
    step = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [hears, (1.0 - hears) * (1.0 - keeps), (1.0 - hears) * keeps]])
    assert step.sum(axis=1) == pytest.approx(1.0)
    months = 0
    while model.day < days:
        months += int(model.calendar.month_start[model.day])
        model.step()
        if model.day % 200 == 0:
            expected = (np.linalg.matrix_power(step, months) @ [1.0, 0.0, 0.0])[2]
            assert model.communities.number_learned == pytest.approx(expected, rel=1e-9)
            assert model.communities.online_learned == pytest.approx(expected, rel=1e-9)
    limit = np.linalg.solve(np.eye(1) - step[2:, 2:], step[2:, :2] @ [1.0, 0.0])[0]
    assert model.communities.number_learned == pytest.approx(limit, abs=step[2, 2] ** months + 1e-9)


# --------------------------------------------------------------------------------------------------------- trust

STILL = {**PLAIN, "trust.passed_on_share": 0.0, "work.retries_in_time": 0, "work.quick_hours": 0.1}


def without_former_homes():
    """The small world in which nobody has moved, so that what is told stays in the community."""
    world = small_world()
    former_home = np.full_like(world.residents.former_home, -1)
    former_home.setflags(write=False)
    return dataclasses.replace(world, residents=dataclasses.replace(world.residents, former_home=former_home))


def heard(model, seed):
    """How often each resident hears of each other's outcome, by the model description's draws of friends."""
    c, residents = model.communities, model.residents
    friends, keys = int(model.scenario.trust.n_friends), residents.key
    graph = np.zeros((len(residents), len(residents)), np.int32)
    word = stream(seed, FRIEND)
    for row in range(len(c)):
        first, end = int(c.first_resident[row]), int(c.end_resident[row])
        for r in range(first, end):
            floats = residents.group[r] == Group.FLOATING
            for j in range(friends - int(floats)):
                other = first + int(uniform_of(key(word, int(keys[r]), j)) * (end - first))
                graph[other, r] += other != r
    return graph


def test_trust_after_successes_is_a_product_over_own_and_friends_outcomes():
    gain, share, days = 0.2, 0.4, 120
    changes = {**STILL, "trust.gain": gain, "trust.heard_share": share}
    model = finished(scenario(changes, days=days), without_former_homes(), seed=3)
    records = model.ledger.records
    assert (records["state"] == State.RESOLVED).all()
    own = np.bincount(records["resident"][records["tier"] == Tier.COMMUNITY], minlength=len(model.residents))
    told = heard(model, 3) @ own
    start = np.repeat(model.communities.trust_start_community, model.communities.population)
    expected = 1.0 - (1.0 - start) * (1.0 - gain) ** own * (1.0 - gain * share) ** told
    assert told.max() > 8 and own.max() > 1
    assert model.residents.column("trust_community") == pytest.approx(expected, abs=2e-6)


def test_trust_after_mixed_outcomes_tends_to_one_consensus_whatever_the_start():
    """In the mean an outcome is an average with two stubborn sources, 1 and 0, for whoever lives or hears it.

    So the limit solves x = x + p g (1 − x) − q l x, for own news and hearsay alike.
    """
    gain, loss, success, days = 0.2, 0.4, 0.7, 900
    expected = success * gain / (success * gain + (1.0 - success) * loss)
    found = []
    for start in (0.1, 0.9):
        changes = {
            **STILL,
            **{f"trust.start_{place}.community": start for place in ("town", "village")},
            "trust.gain": gain,
            "trust.loss": loss,
            "trust.heard_share": 1.0,
            "work.success.certificate": success,
        }
        model = finished(scenario(changes, days=days), without_former_homes(), seed=1)
        records = model.ledger.records
        solved = (records["state"] == State.RESOLVED).mean()
        assert abs(solved - success) < 4.0 * math.sqrt(success * (1.0 - success) / len(records))
        means = np.add.reduceat(model.residents.column("trust_community"), model.communities.first_resident)
        means = means / model.communities.population
        error = means.std(ddof=1) / math.sqrt(len(means))
        assert abs(means.mean() - expected) < 4.0 * error
        assert error < 0.02
        found.append(model.residents.column("trust_community").mean())
    assert abs(found[0] - found[1]) < 0.02
