"""Work is conserved like money: every hour comes from somewhere, and no work vanishes unless it is abolished."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.office_hours import give_hours, origins_of, take_over, uses_of
from sim.hours import DESKS, ENTRIES, RELIEVED, RELIEVED_TO, USE, Entry, HoursBalance, works_daily
from sim.invariants import InvariantBroken, check_all
from sim.levers import DISTRICT, TOWNSHIP
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario
from sim.vocabulary import Bearer, HoursUse
from tests.model_runs import chongqing, finished, scenario, small_world
from tests.moved_levers import with_levers

NAMES = sorted(registry())
DAYS = 4


def run(names: list[str], world: object, days: int = DAYS) -> GovernanceModel:
    """Some days with mechanisms at full strength, measured from the first, with all invariants checked."""
    chosen = {name: {"phase_in_days": 0} for name in names}
    return finished(scenario({"run.check_invariants": True}, chosen, days=days), world)  # type: ignore[arg-type]


def hours(model: GovernanceModel, side: str, bearer: Bearer | None = None, what: object = None) -> float:
    """Hours of all lines of a side, of a bearer or for a use where one is given."""
    return sum(
        float(model.hours.of(e).sum())
        for e in ENTRIES
        if e.side == side and bearer in (None, e.bearer) and what in (None, e.what)
    )


@pytest.mark.parametrize("names", [*([name] for name in NAMES), NAMES], ids=[*NAMES, "all"])
def test_hours_out_are_hours_in_and_what_was_abolished(names):
    """What committees no longer do, others do hour by hour, or it is abolished, online or bought, and stands there."""
    model = run(names, small_world())
    handed_up = hours(model, USE, what=HoursUse.MOVED_UP)
    elsewhere = hours(model, RELIEVED) - handed_up
    s, n_working = model.structure, int(model.calendar.working[: model.day].sum())
    before = n_working * float(s.administrative_hours.sum() + s.counter_hours.sum())
    tasks = hours(model, USE, Bearer.COMMITTEE, HoursUse.ADMINISTRATIVE) + hours(
        model, USE, Bearer.COMMITTEE, HoursUse.COUNTER
    )
    relieved = hours(model, RELIEVED)
    recaptured = hours(model, USE, Bearer.COMMITTEE, HoursUse.NEW_TASKS)
    staff = model.scenario.staff
    routine = relieved * (1.0 - staff.recaptured_share) * (1.0 - staff.freed_to_issues_share)
    hired = n_working * float(model.levers["routine_hours"].sum())
    assert tasks - routine - hired + handed_up + elsewhere == pytest.approx(before)
    assert recaptured == pytest.approx(relieved * staff.recaptured_share)
    nobody = hours(model, RELIEVED, Bearer.NOBODY)
    for bearer in (Bearer.ONLINE, Bearer.CONTRACTOR):
        if hours(model, RELIEVED, bearer) > 0.0:
            assert model.levers["running_fen"].sum() > 0.0, "online services and contractors are paid"
    assert 0.0 <= nobody <= relieved * (1.0 + 1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_gets_hours_that_nobody_gives(name):
    """Added up over all bearers a mechanism brings no more hours than it takes, pays for, or is given without pay.

    Hours are brought by the levers below; they come out of offices (`mechanism_hours`, hours above), out of the other
    beats (police), or cost money: an hour bought for less than ten yuan would be a gift.
    """
    model = GovernanceModel(scenario({}, {name: {"phase_in_days": 0}}), chongqing(0.005), seed=1)
    model.step()
    v, s = model.levers, model.structure
    days = s.working_days_per_year
    brought = days * float(
        v["team_hours"].sum()
        + v["mediator_hours"].sum()
        + v["issue_hours"].sum()
        + v["routine_hours"].sum()
        + np.maximum(v["worker_hours"], 0.0).sum()
    )
    brought += float(v["workers"].sum()) * model.scenario.world.institutions.social_worker_hours
    brought += 365.0 / 7.0 * float(v["police_hours"].sum())
    taken = days * float(
        v["mechanism_hours"].sum()
        + sum(
            np.maximum(-v[x], 0.0).sum() for x in ("township_hours", "district_hours", "justice_hours", "worker_hours")
        )
    )
    money = sum(float(v[x] @ s.district_population) for x in ("running_fen", "general_fen", "purchase_fen")) / 100.0
    assert brought <= taken + money / 10.0 + 1e-6


def test_upper_offices_take_over_no_more_than_they_have():
    staff = Scenario().staff
    asked, issues, paid = np.array([2.0, 40.0, 0.0]), np.array([1.0, 1.0, 1.0]), np.array([11.0, 11.0, 1.0])
    found = take_over(asked, issues, paid, staff)
    # A tenth from issues, at most half of them; the rest from the ten hours of other duties.
    assert found.from_issues == pytest.approx([0.2, 0.5, 0.0])
    assert found.hours == pytest.approx([2.0, 10.5, 0.0])
    assert found.accepted == pytest.approx([1.0, 10.5 / 40.0, 1.0])


def test_a_committee_is_relieved_of_no_more_than_it_does():
    """Levers that ask for five times the tasks there are leave none, and each bearer its part."""
    model = GovernanceModel(scenario(), small_world(), seed=1)
    tasks = model.structure.administrative_hours
    with_levers(model, {"abolished_hours": 4.0 * tasks, "online_hours": tasks})
    model.step()
    assert model.communities.lever_freed_hours == pytest.approx(tasks)
    nobody = model.hours.of(Entry("community", Bearer.NOBODY, RELIEVED, HoursUse.ADMINISTRATIVE))
    assert nobody == pytest.approx(0.8 * tasks)


def test_what_no_office_has_hours_for_stays_with_the_communities():
    """Where townships have no hours left, tasks that are handed up stay below."""
    model = GovernanceModel(scenario(), small_world(), seed=1)
    model.townships.staff[:] = 0.0
    model.township_hours[:] = 0.0
    with_levers(model, {"to_township_hours": model.structure.administrative_hours})
    model.step()
    assert (model.communities.lever_freed_hours == 0.0).all()
    assert hours(model, USE, Bearer.TOWNSHIP, HoursUse.MOVED_UP) == 0.0


def test_visits_that_no_hours_are_left_for_are_not_made():
    """Mechanisms that ask for four times the hours there are get a quarter of the visits they want."""
    model = GovernanceModel(scenario({"intake.visit_hours_per_1000": 0.0}), small_world(), seed=1)
    with_levers(model, {"mechanism_hours": 4.0 * model.structure.issue_hours, "visit_hours": 2.0})
    model.step()
    assert model.communities.lever_visit_hours == pytest.approx(0.5)
    assert (model.communities.lever_issue_hours == 0.0).all()


def test_every_lever_that_takes_work_off_a_committee_names_a_bearer():
    assert {bearer for _, bearer in RELIEVED_TO.values()} == {
        Bearer.NOBODY,
        Bearer.TOWNSHIP,
        Bearer.DISTRICT,
        Bearer.ONLINE,
        Bearer.CONTRACTOR,
    }


def test_every_bearer_has_hours_and_uses_them():
    model = run(NAMES, small_world(), days=40)
    desks, communities = model.desks.records, model.communities.records
    for bearer in (*DESKS, Bearer.RESIDENT):
        origins = sum(float(h.sum()) for h in origins_of(model.hours, bearer).values())
        uses = sum(float(h.sum()) for h in uses_of(model.hours, bearer, desks, communities, model.desk_map).values())
        assert origins == pytest.approx(uses, rel=1e-12)
        assert origins > 0.0 or bearer is Bearer.SOCIAL_WORKER


@pytest.mark.parametrize("change", ["a gift", "a loss", "work without a bearer"])
def test_the_balance_notices(change):
    """A rule that gives a desk an hour, loses one, or lets tasks vanish on their way up is found on the same day."""
    model = run([], small_world())
    if change == "a gift":
        model.desks.available_hours[0] += 1.0
        model.desks.work_hours[0] += 1.0
    elif change == "a loss":
        model.desks.available_hours[0] -= 1.0
        model.desks.work_hours[0] -= 1.0
    else:
        model.hours.write(Entry("community", Bearer.DISTRICT, RELIEVED, HoursUse.ADMINISTRATIVE), 1.0)
        model.hours.close_day(working=True)
    with pytest.raises(InvariantBroken, match="borne" if change == "work without a bearer" else "balanced"):
        check_all(model)


def test_hours_of_today_follow_the_levers_at_once():
    """Moved up by one hour a day in each community, a district gets as many hours as it has communities."""
    model = GovernanceModel(scenario(), small_world(), seed=1)
    with_levers(model, {"to_district_hours": 0.01})
    model.step()
    give_hours(model)
    taken = model.hours.today[DISTRICT][
        [e for e in ENTRIES if e.level == DISTRICT].index(Entry(DISTRICT, Bearer.DISTRICT, USE, HoursUse.MOVED_UP))
    ]
    assert taken == pytest.approx(0.01 * np.bincount(model.communities.district, minlength=len(taken)))
    assert TOWNSHIP in model.hours.total


def test_a_balance_adds_up_written_lines_day_by_day_and_what_is_added_once():
    """Committees work on working days, residents every day: two working days, a day off, and an evening of 3 hours."""
    found = HoursBalance({"community": 2, "township": 1, "district": 1}, 5)
    lines = {e.bearer: e for e in ENTRIES if e.level == "community" and e.side == USE}
    committee, daily = lines[Bearer.COMMITTEE], next(e for b, e in lines.items() if works_daily(b))
    found.write(committee, np.array([4.0, 6.0]))
    found.write(daily, 1.5)
    for working in (True, False, True):
        found.close_day(working)
    assert found.of(committee).tolist() == [8.0, 12.0] and found.of(daily).tolist() == [4.5, 4.5]
    found.add(committee, np.array([0.0, 3.0]))
    assert found.of(committee).tolist() == [8.0, 15.0]
    found.write(committee, 1.0)
    found.close_day(True)
    assert found.of(committee).tolist() == [9.0, 16.0], "a line that is written anew counts from that day on"
    found.start(np.arange(5.0), np.array([2.0, 7.0]))
    assert not found.of(committee).any() and not found.of(daily).any()
    assert found.left_before.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0] and found.courtyards_before.tolist() == [2.0, 7.0]
    found.close_day(True)
    assert found.of(committee).tolist() == [1.0, 1.0], "what is written stays, what was added up is gone"
