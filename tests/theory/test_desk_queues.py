"""Offices as queues in discrete time: waits, deadlines, priority, overflow, tiers and overload as theory has them.

Where theory gives a path, the program must follow it every evening, exactly. Where theory gives a mean, it must lie
within four standard errors, and a second condition says how small the error is, so that a test cannot pass by noise.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.issues.store import DUPLICATE, FREE
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.vocabulary import DeskKind, Helper, State, Tier
from tests.model_runs import scenario, small_world
from tests.theory.plain_offices import NEEDS, VOICE, WORK, by_day, place, watched
from tests.theory.queueing import (
    impatient,
    lost_share,
    mean_workload,
    requests,
    standard_errors_off,
    workloads,
)

DAYS = 1200
PERIOD = 28
"""Days of a period, in which a resident has two occasions at most."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return place(tmp_path_factory.mktemp("place"))


@pytest.fixture(scope="module")
def plain(world):
    return watched({}, world, DAYS)


def rates(model):
    """Requests a community has a day: occasions are Poisson cut at two, thinned to needs and to voices."""
    mean = 2.0 * NEEDS * PERIOD / 365.0
    k = np.arange(40)
    kept = float(np.minimum(k, 2) @ stats.poisson.pmf(k, mean)) / mean
    to_community = 1.0 / (1.0 + 3.0 * math.exp(-10.0))
    return model.communities.population * NEEDS * VOICE * kept * to_community / 365.0


def loads(seen, work=WORK):
    """Utilisation of committees in theory."""
    return rates(seen.model) * work / seen.hours[0]


# ------------------------------------------------------------------------------------------------------- one desk


def test_requests_arrive_as_a_thinned_poisson_process(plain):
    expected = rates(plain.model) * DAYS
    z = (plain.arrived.sum(axis=0) - expected) / np.sqrt(expected)
    assert abs(z).max() < 4.0
    assert stats.chi2.sf(z @ z, len(z)) > 1e-4
    dispersion = plain.arrived.var(axis=0, ddof=1) / plain.arrived.mean(axis=0)
    assert abs(dispersion - 1.0).max() < 4.0 * math.sqrt(2.0 / DAYS)


def test_a_desk_follows_lindleys_recursion_every_evening(plain):
    assert np.allclose(plain.hours, plain.hours[0], rtol=1e-12, atol=0.0)
    stable = loads(plain) < 1.1
    assert 10 <= stable.sum() < len(stable)
    expected = requests(workloads(plain.arrived, plain.hours, WORK), WORK)
    assert (plain.waiting[:, stable] == expected[:, stable]).all()


def test_hours_are_work_done_or_idle(plain):
    stable = loads(plain) < 1.1
    waits = workloads(plain.arrived, plain.hours, WORK)[-1]
    done = WORK * plain.arrived.sum(axis=0) - waits
    assert plain.worked[-1, stable] == pytest.approx(done[stable], rel=1e-9)
    assert (plain.worked + plain.idle)[-1] == pytest.approx(plain.hours.sum(axis=0), rel=1e-9)
    busy = plain.worked[-1] / plain.hours.sum(axis=0)
    error = np.sqrt(rates(plain.model) / DAYS) * WORK / plain.hours[0]
    assert (abs(busy - loads(plain)) < 4.0 * error)[loads(plain) < 0.9].all()


def test_each_request_waits_its_turn(plain):
    """First come, first served: the n-th request of a desk is done on the day on which n are done."""
    waits = workloads(plain.arrived, plain.hours, WORK)
    done = np.cumsum(plain.arrived, axis=0) - requests(waits, WORK)
    for c in np.flatnonzero(loads(plain) < 1.1):
        own = plain.records[(plain.records["community"] == c) & (plain.records["tier_reported"] == Tier.COMMUNITY)]
        own = np.sort(own[own["state"] == State.RESOLVED], order=("reported", "closed"))
        expected = np.searchsorted(done[:, c], np.arange(1, len(own) + 1))
        assert (own["closed"] == expected).all()


def test_the_mean_that_waits_is_spitzers(plain):
    waits, offs, errors = workloads(plain.arrived, plain.hours, WORK), [], []
    for c in np.flatnonzero(loads(plain) < 0.8):
        assert (plain.waiting[:, c] == requests(waits[:, c], WORK)).all()
        expected = mean_workload(rates(plain.model)[c], WORK, plain.hours[0, c])
        spent = np.cumsum(WORK * plain.arrived[:, c]) - plain.worked[:, c]
        off, error = standard_errors_off(spent[100:], expected, 100)
        offs.append(off)
        errors.append(error)
    assert len(offs) >= 6
    assert max(map(abs, offs)) < 4.0
    assert abs(sum(offs)) / math.sqrt(len(offs)) < 4.0
    assert np.median(errors) < 0.2


@pytest.mark.parametrize(
    ("rate", "servers", "expected"), [(0.8, 1, 2.4), (2.4, 3, 3.729361), (4.5, 5, 7.995128), (9.0, 10, 12.101238)]
)
def test_spitzers_series_and_the_zeros_of_the_generating_function_agree(rate, servers, expected):
    # The number present after arrivals, by the zeros z of z^c = A(z) in the unit disc, is the mean left over plus rate.
    assert mean_workload(rate, 1.0, float(servers)) + rate == pytest.approx(expected, abs=1e-6)


def test_an_overloaded_desk_falls_behind_by_what_it_lacks(world):
    days = 190
    seen = watched({}, world, days)
    over = np.flatnonzero(loads(seen) > 1.5)
    assert len(over) == 3
    assert (seen.waiting == requests(workloads(seen.arrived, seen.hours, WORK), WORK)).all()
    rate = rates(seen.model)[over]
    growth = seen.waiting[-1, over] / days
    assert (abs(growth - (rate - seen.hours[0, over] / WORK)) < 4.0 * np.sqrt(rate / days) + 1.0 / days).all()


# ---------------------------------------------------------------------------------------------------- going away

CENTRAL = 2
"""Row of a community whose desk has a few per cent more to do than hours."""


def servers_of(world, servers):
    """Hours of a request with which the central community's desk serves so many a day."""
    return float(watched({}, world, 1).hours[0, CENTRAL]) / servers


def check_impatient(seen, work, days, gone):
    """Compares evenings with a plain queue and the share that goes away with the dam."""
    for c in range(seen.arrived.shape[1]):
        assert (seen.waiting[:, c] == impatient(seen.arrived[:, c], seen.hours[0, c], work, days)[0]).all()
    rate, servers = rates(seen.model)[CENTRAL], round(seen.hours[0, CENTRAL] / work)
    expected = rate * lost_share(rate, servers, days)
    off, error = standard_errors_off(gone[20:, CENTRAL], expected, 59)
    assert abs(off) < 4.0
    assert error < 0.2


def test_who_is_not_served_within_patience_gives_up_as_in_a_dam(world):
    work = servers_of(world, 4)
    seen = watched({"work.quick_hours": work, "intake.patience_median_days": 3.5}, world, DAYS)
    lost = seen.records[seen.records["state"] == State.DROPPED]
    check_impatient(seen, work, 3, by_day(lost, lost["closed"], DAYS, seen.arrived.shape[1]))


def test_what_is_overdue_goes_up_as_those_who_give_up_do(world):
    """A ledger sends up what is not done by the second look: due after three days, looked at again a day later."""
    work = servers_of(world, 4)
    registered = ("counter_town", "counter_village", "online", "petition", "hotline", "grid_town", "grid_village")
    changes = {
        **{f"intake.registered_{name}": 1.0 for name in registered},
        "work.quick_hours": work,
        "hand_over.clock_days.community": 3,
        "closing.look_days": 1,
        "closing.nominal_intercept": -10.0,
        "closing.nominal_seen": -5.0,
    }
    ledger = {"service_platform": {"phase_in_days": 0, "registering_hours": 0.0, "upkeep_hours": 0.0}}
    seen = watched(changes, world, DAYS, mechanisms=ledger)
    up = seen.records[(seen.records["tier_reported"] == Tier.COMMUNITY) & (seen.records["hand_overs"] > 0)]
    check_impatient(seen, work, 4, by_day(up, up["reported"] + 4, DAYS, seen.arrived.shape[1]))


# ------------------------------------------------------------------------------------------------------ priority


def test_emergencies_wait_for_one_another_alone_and_the_work_is_the_same(world):
    changes = {
        "needs.emergency_share": 0.3,
        "voice.voice_emergency": 0.0,
        "work.work_hours.certificate": WORK,
    }
    seen = watched(changes, world, DAYS)
    sent_down = seen.records[(seen.records["tier_reported"] > Tier.COMMUNITY) & (seen.records["emergency"] == 1)]
    stable = np.setdiff1d(np.flatnonzero(loads(seen) < 1.0), sent_down["community"])
    assert len(stable) >= 6
    spent = np.cumsum(WORK * seen.arrived, axis=0) - seen.worked
    assert spent[:, stable] == pytest.approx(workloads(seen.arrived, seen.hours, WORK)[:, stable], abs=1e-6)
    urgent = seen.records[(seen.records["emergency"] == 1) & (seen.records["tier_reported"] == Tier.COMMUNITY)]
    came = by_day(urgent, urgent["reported"], DAYS, seen.arrived.shape[1])
    done = by_day(urgent, urgent["closed"], DAYS, seen.arrived.shape[1])
    alone = workloads(came, seen.hours, WORK)
    assert (np.cumsum(came - done, axis=0)[:, stable] == requests(alone, WORK)[:, stable]).all()
    offs = [
        standard_errors_off(alone[100:, c], mean_workload(0.3 * rates(seen.model)[c], WORK, seen.hours[0, c]), 100)[0]
        for c in np.flatnonzero((loads(seen) > 0.7) & (loads(seen) < 2.1))
    ]
    assert max(map(abs, offs)) < 4.5
    assert abs(sum(offs)) / math.sqrt(len(offs)) < 4.0


# --------------------------------------------------------------------------------------------------- several desks

SEED = 1
"""Seed of a run in which nobody goes straight above."""
UPWARDS = {"needs.quick_share": 0.0, "work.authority_community.certificate": 0.0}
UPWARDS |= {"work.authority_township.certificate": 1.0, "hand_over.passing_share": 0.0}


def test_tiers_are_queues_in_a_row(world):
    """What communities pass on in an evening comes to the township the next day and queues there anew."""
    work = 1.0
    changes = {"hand_over.passing_hours": WORK, "work.work_hours.certificate": work, "hand_over.delay_days": 1.0}
    seen = watched({**UPWARDS, **changes}, world, 100, seed=SEED)
    assert (seen.records["tier_reported"] == Tier.COMMUNITY).all()
    waits = requests(workloads(seen.arrived, seen.hours, WORK), WORK)
    assert (seen.waiting == waits).all()
    left = np.diff(np.cumsum(seen.arrived, axis=0) - waits, axis=0, prepend=0)
    assert (seen.transit == left).all()
    model = seen.model
    home = model.communities.township
    arrived = np.zeros((len(left), len(model.townships)))
    np.add.at(arrived, (slice(1, None), home), left[:-1])
    hours = model.desks.column("hours")[model.desks.column("kind") == DeskKind.TOWNSHIP]
    expected = np.cumsum(work * arrived, axis=0) - workloads(arrived, np.tile(hours, (len(left), 1)), work)
    assert (hours * 0.3 < work * arrived.mean(axis=0)).any()
    assert seen.township == pytest.approx(expected, abs=1e-6)


def test_what_is_on_the_way_is_poisson(world):
    """With all passed on at once, what is on the way is an M/G/∞ queue: Poisson, whatever the law of the days."""
    seen = watched({**UPWARDS, "hand_over.passing_hours": 0.01, "hand_over.delay_days": 3.5}, world, DAYS)
    assert (seen.waiting == 0).all()
    expected = 3.5 * rates(seen.model)
    offs = [standard_errors_off(seen.transit[100:, c], expected[c], 100)[0] for c in range(len(expected))]
    assert max(map(abs, offs)) < 4.5
    assert abs(sum(offs)) / math.sqrt(len(offs)) < 4.0
    apart = seen.transit[100::25]
    dispersion = ((apart - apart.mean(axis=0)) ** 2).sum() / (len(apart) - 1) / apart.mean(axis=0).sum()
    assert abs(dispersion - 1.0) < 4.0 * math.sqrt(2.0 / apart.size)
    assert 4.0 * math.sqrt(2.0 / apart.size) < 0.25


def test_a_full_station_sends_on_what_it_has_no_room_for(world):
    """Social workers take welfare requests while they have room: a loss queue whose overflow the committee does."""
    changes = {
        **{f"needs.mix_{place}.certificate": 0.0 for place in ("town", "village")},
        **{f"needs.mix_{place}.welfare": 1.0 for place in ("town", "village")},
        **{f"work.helper_{place}.welfare": 1.0 for place in ("town", "village")},
        **{f"needs.welfare_{group}": 1.0 for group in ("older", "disabled", "low_income")},
        **{f"needs.need_rate_{place}": 0.5 for place in ("town", "village")},
        **{"work.authority_community.welfare": 1.0, "work.authority_township.welfare": 0.0},
        **{"work.authority_district.welfare": 0.0, "work.work_hours.welfare": 0.5, "work.work_sigma.welfare": 0.0},
        **{"work.success.welfare": 1.0, "money.money_share.welfare": 0.0, "voice.self_solve.welfare": -20.0},
        **{"needs.quick_share": 0.0, "work.liaison_share": 0.0, "work.place_share": 0.0},
        **{"work.caseload_limit": 3.0, "staff.issue_hours_factor": 5.0},
    }
    days = 250
    seen = watched(changes, world, days)
    model, arrived = seen.model, np.zeros((days, seen.station.shape[1]), np.int64)
    able = seen.records[seen.records["helper"] == Helper.SOCIAL_WORKER]
    np.add.at(arrived, (able["reported"], model.communities.township[able["community"]]), 1)
    sent_down = model.communities.township[seen.records["community"][seen.records["tier_reported"] > Tier.COMMUNITY]]
    staffed = (seen.workers.min(axis=0) > 0) & ~np.isin(np.arange(seen.station.shape[1]), sent_down)
    assert staffed.sum() >= 2
    by_station = seen.records["desk_kind"] == DeskKind.SOCIAL_WORKER
    home = model.communities.township[seen.records["community"]]
    for t in np.flatnonzero(staffed):
        before, taken = 0, 0
        for day in range(days):
            room = max(3 * int(seen.workers[day, t]) - before, 0)
            taken += min(room, int(arrived[day, t]))
            assert seen.station[day, t] <= before + min(room, arrived[day, t])
            before = int(seen.station[day, t])
        assert taken == np.count_nonzero(by_station & (home == t))
        assert 0 < taken < arrived[:, t].sum()


# ------------------------------------------------------------------------------------------------- Little's law


@pytest.mark.parametrize("mechanisms", [{}, {name: {"phase_in_days": 10} for name in registry()}], ids=["none", "all"])
def test_littles_law_holds_exactly_whatever_offices_do(mechanisms):
    """Requests open, summed over evenings, are evenings open, summed over requests: the area counted both ways."""
    busy = {"needs.need_rate_town": 0.9, "needs.need_rate_village": 0.9, "run.check_invariants": True}
    days = 150
    model = GovernanceModel(scenario(busy, mechanisms, days=days), small_world(), seed=1)
    open_each_evening = []
    while model.day < days:
        model.step()
        issues = model.stage.issues
        held = ~np.isin(issues["state"], (FREE, State.LATENT)) & ((issues["flags"] & DUPLICATE) == 0)
        open_each_evening.append(int(held.sum()))
    records, still_open = model.ledger.records, model.open_records()
    records = records[(records["flags"] & DUPLICATE) == 0]
    evenings = int((records["closed"].astype(int) - records["reported"]).sum())
    evenings += int((days - still_open["reported"].astype(int)).sum())
    assert len(still_open) == open_each_evening[-1] > 0
    assert evenings == sum(open_each_evening) > 1000
