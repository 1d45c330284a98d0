"""What a day checks, counts and sums: invariants one by one, levers, stocks, loads and the curve of waiting."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from sim import invariants
from sim.agents import government, office_hours, staffing
from sim.agents.migration import settle
from sim.agents.word_of_mouth import word_spreads
from sim.errors import InputError
from sim.hours import ENTRIES, ORIGIN, RELIEVED, USE, Entry, HoursBalance, works_daily
from sim.issues.store import DISCOVERED, DUPLICATE, FREE
from sim.levers import COMMUNITY, DISTRICT, PLACE, TOWNSHIP, Levers
from sim.model import GovernanceModel
from sim.running import OfficeLoad, _counts, office_load, resolution_curve
from sim.vocabulary import (
    DEPARTMENT_KINDS,
    STOCKS,
    Bearer,
    DeskKind,
    HoursOrigin,
    HoursUse,
    Setting,
    State,
    Tier,
)
from tests.measures.handmade import END_DAY, issue, observation
from tests.model_runs import scenario, small_world
from tests.moved_levers import with_levers


def fresh(changes: dict | None = None, days: int = 40, warm_up_days: int = 0) -> GovernanceModel:
    """The small place before its first day."""
    return GovernanceModel(scenario(changes, days=days, warm_up_days=warm_up_days), small_world(), seed=1)


# ------------------------------------------------------------------------------------------------------- invariants


def put(path: str, value: float, add: bool = False, row: int = 0) -> Callable[[GovernanceModel], None]:
    """Changes one cell of a column; `path` names population and column."""

    def change(model: GovernanceModel) -> None:
        population, column = path.split(".")
        cells = getattr(model, population).column(column)
        cells[row] = cells[row] + value if add else value

    return change


def account(name: str, fen: int) -> Callable[[GovernanceModel], None]:
    """Puts money into an account, or takes it out."""

    def change(model: GovernanceModel) -> None:
        model.accounts[name] += fen

    return change


def of_services(name: str, fen: int) -> Callable[[GovernanceModel], None]:
    """Changes what is booked for services."""

    def change(model: GovernanceModel) -> None:
        getattr(model.services, name).reshape(-1)[0] += fen

    return change


def places(used: int, there: int) -> Callable[[GovernanceModel], None]:
    """Care places of the first district, and their users."""

    def change(model: GovernanceModel) -> None:
        model.districts.places[0], model.districts.places_used[0] = there, used

    return change


def slot(**fields: float) -> Callable[[GovernanceModel], None]:
    """Writes into the first slot of the store."""

    def change(model: GovernanceModel) -> None:
        for name, value in fields.items():
            model.stage.issues[name][0] = value

    return change


def hours(entry: Entry, amount: float, row: int = 0) -> Callable[[GovernanceModel], None]:
    """Adds hours to a line of the balance."""

    def change(model: GovernanceModel) -> None:
        more = np.zeros_like(model.hours.of(entry))
        more[row] = amount
        model.hours.add(entry, more)

    return change


def lever(name: str, value: float) -> Callable[[GovernanceModel], None]:
    """Puts a lever's first value where no mechanism can put it."""

    def change(model: GovernanceModel) -> None:
        model.levers.values[name][0] = value

    return change


def nothing(model: GovernanceModel) -> None:
    """Leaves the model as it is."""


TAKEN = Entry(TOWNSHIP, Bearer.TOWNSHIP, USE, HoursUse.MOVED_UP)
HANDED = Entry(COMMUNITY, Bearer.DISTRICT, RELIEVED, HoursUse.ADMINISTRATIVE)
PAID = Entry(COMMUNITY, Bearer.MEDIATOR, ORIGIN, HoursOrigin.PAID)
AT_COURTYARD = Entry(COMMUNITY, Bearer.RESIDENT, ORIGIN, HoursOrigin.GIVEN)

BREAKS = [
    ("money_is_conserved", account("treasury", 1), True),
    ("money_is_conserved", account("treasury", -1), True),
    ("money_is_conserved", put("townships.purse_fen", 1, add=True), True),
    ("money_is_conserved", put("districts.personnel_fen", 1, add=True), True),
    ("no_purse_is_overdrawn", put("communities.purse_fen", -1), True),
    ("no_purse_is_overdrawn", put("townships.purse_fen", -1, row=6), True),
    ("no_purse_is_overdrawn", put("districts.purse_fen", -1), True),
    ("no_purse_is_overdrawn", put("districts.personnel_fen", -1), True),
    ("no_purse_is_overdrawn", put("communities.purse_fen", 0), False),
    ("service_money_is_booked", of_services("lots_fen", 1), True),
    ("service_money_is_booked", of_services("due_fen", -1), True),
    ("service_money_is_booked", account("organisations", 1), True),
    ("service_money_is_booked", account("society", -(10**15)), True),
    ("care_places_hold_their_users", places(5, 4), True),
    ("care_places_hold_their_users", places(4, 4), False),
    ("care_places_hold_their_users", places(0, 4), False),
    ("care_places_hold_their_users", places(-1, 4), True),
    ("slots_are_conserved", slot(state=int(State.LATENT)), True),
    ("slots_are_conserved", put("districts.n_free", 1, add=True, row=2), True),
    ("queues_hold_what_is_queued", slot(state=int(State.QUEUED)), True),
    ("queues_hold_what_is_queued", put("desks.n_open", 1), True),
    *(
        ("trust_is_a_share", put(f"residents.trust_{tier.key}", x), wrong)
        for tier in Tier
        for x, wrong in ((-0.001, True), (1.001, True), (0.0, False), (1.0, False), (math.nan, True))
    ),
    ("everybody_has_a_home", put("communities.population", 1, add=True), True),
    ("everybody_has_a_home", put("communities.first_resident", 1, add=True, row=3), True),
    ("everybody_has_a_home", put("townships.population", 1, add=True), True),
    ("everybody_has_a_home", put("districts.population", -1, add=True), True),
    *(
        ("hours_add_up", put(f"desks.{name}", 2e-6, row=100), True)
        for name in (
            "work_hours",
            "passing_hours",
            "intake_hours",
            "enquiry_hours",
            "duty_hours",
            "visit_hours",
            "idle_hours",
            "left",
            "available_hours",
        )
    ),
    ("hours_add_up", put("desks.work_hours", 5e-7), False),
    ("hours_are_balanced", hours(PAID, 2e-6, row=4), True),
    ("hours_are_balanced", hours(PAID, -2e-6), True),
    ("hours_are_balanced", hours(PAID, 5e-7), False),
    ("hours_are_balanced", hours(AT_COURTYARD, 1.0), True),
    ("hours_are_balanced", put("desks.work_hours", 1.0), True),
    ("relieved_work_is_borne", hours(TAKEN, 2e-6), True),
    ("relieved_work_is_borne", hours(HANDED, 2e-6), True),
    ("relieved_work_is_borne", hours(HANDED, 5e-7), False),
    ("numbers_stay_in_range", put("communities.ties", 1.1), True),
    ("numbers_stay_in_range", put("communities.ties", -0.1), True),
    ("numbers_stay_in_range", put("desks.left", -0.1), True),
    ("numbers_stay_in_range", put("desks.left", 1e9), False),
    ("numbers_stay_in_range", put("districts.fiscal_capacity", math.inf), True),
    ("numbers_stay_in_range", put("residents.habit", math.nan), True),
    ("numbers_stay_in_range", put("residents.habit", -3.0), False),
    ("issues_stay_in_range", slot(hours=-0.1, state=int(State.QUEUED)), True),
    ("issues_stay_in_range", slot(spent=math.nan, state=int(State.QUEUED)), True),
    ("issues_stay_in_range", slot(work=math.inf, state=int(State.QUEUED)), True),
    ("issues_stay_in_range", slot(hours=-0.1, state=FREE), False),
    ("levers_stay_in_range", lever("misrouted", 1.01), True),
    ("levers_stay_in_range", lever("misrouted", -0.01), True),
    ("levers_stay_in_range", lever("able_police", 1.01), True),
    ("levers_stay_in_range", lever("able_police", 1.0), False),
    ("levers_stay_in_range", lever("issue_hours", 99.0), False),
    *((check.__name__, nothing, False) for check in invariants.INVARIANTS),
]


@pytest.mark.parametrize(("check", "change", "broken"), BREAKS)
def test_each_invariant_finds_what_breaks_it_and_nothing_else(check, change, broken):
    model = MODELS.setdefault("begun", fresh())
    kept = {name: p.records.copy() for name, p in populations(model).items()}
    apart = {name: {k: v.copy() for k, v in p.apart.items()} for name, p in populations(model).items()}
    issues, accounts = model.stage.issues.copy(), dict(model.accounts)
    services = {name: getattr(model.services, name).copy() for name in ("lots_fen", "due_fen")}
    levers = {name: values.copy() for name, values in model.levers.values.items()}
    balance = {name: array.copy() for name, array in model.hours.arrays().items()}
    try:
        change(model)
        found = getattr(invariants, check)(model)
        assert (found is not None) is broken, found
        if broken:
            with pytest.raises(invariants.InvariantBroken, match=check):
                invariants.check_all(model)
    finally:
        for name, p in populations(model).items():
            p.records[...] = kept[name]
            for k, values in apart[name].items():
                p.apart[k][...] = values
        model.stage.issues[...] = issues
        model.accounts.update(accounts)
        for name, values in services.items():
            getattr(model.services, name)[...] = values
        for name, values in levers.items():
            model.levers.values[name][...] = values
        for name, array in model.hours.arrays().items():
            array[...] = balance[name]


MODELS: dict[str, GovernanceModel] = {}


def populations(model: GovernanceModel) -> dict[str, object]:
    """The populations whose numbers are checked."""
    names = ("communities", "townships", "districts", "desks", "residents", "workers", "organisations")
    return {name: getattr(model, name) for name in names}


def test_at_the_end_numbers_are_checked_whether_or_not_anybody_asked():
    for change in (put("communities.ties", 1.1), slot(hours=-0.1, state=int(State.QUEUED)), lever("misrouted", 1.01)):
        model = fresh()
        invariants.check_numbers(model)
        change(model)
        model.day = 8
        with pytest.raises(invariants.InvariantBroken, match="after day 7"):
            invariants.check_numbers(model)


# --------------------------------------------------------------------------------------------------------- levers


def levers() -> Levers:
    """Neutral levers of two communities, one township and one district."""
    return Levers({COMMUNITY: 2, TOWNSHIP: 1, DISTRICT: 1, PLACE: 1})


def test_levers_combine_whatever_the_order():
    """Hours add up, shares are removed of what is left, the largest reach and the shortest delay count."""
    found = []
    for order in (1, -1):
        one = levers()
        for amount in (1.0, 2.0)[::order]:
            one.add("issue_hours", np.array([amount, -amount]))
        for share in (0.5, 0.2)[::order]:
            one.remove("misrouted", share)
        for reach in (0.3, 0.7)[::order]:
            one.raise_to("able_police", np.array([reach, 0.1]))
        for delay in (4.0, 2.0)[::order]:
            one.lower_to("delay_days", delay, np.array([True, delay > 3.0]))
        found.append(one)
    for one in found:
        assert one["issue_hours"].tolist() == [3.0, -3.0]
        assert one["misrouted"] == pytest.approx([0.4, 0.4])
        assert one["able_police"].tolist() == [0.7, 0.1]
        assert one["delay_days"].tolist() == [2.0, 4.0]
    found[0].reset()
    assert found[0]["issue_hours"].tolist() == [0.0, 0.0] and found[0]["misrouted"].tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("way", "name", "amount", "error"),
    [
        ("remove", "misrouted", 1.1, ValueError),
        ("remove", "misrouted", -0.1, ValueError),
        ("remove", "misrouted", 1.0, None),
        ("remove", "misrouted", 0.0, None),
        ("raise_to", "able_police", 1.1, ValueError),
        ("raise_to", "able_police", 1.0, None),
        ("add", "issue_hours", math.nan, ValueError),
        ("add", "issue_hours", math.inf, ValueError),
        ("add", "misrouted", 0.1, InputError),
        ("remove", "issue_hours", 0.1, InputError),
        ("add", "no_such_lever", 0.1, InputError),
    ],
)
def test_a_lever_is_moved_in_its_own_way_within_its_limits(way, name, amount, error):
    one = levers()
    if error is None:
        getattr(one, way)(name, amount)
        assert one[name].shape == (2,)
    else:
        with pytest.raises(error):
            getattr(one, way)(name, amount)


# ------------------------------------------------------------------------------------------------ sums over a model


def test_stocks_are_means_over_residents_and_posts_and_cases_per_head():
    """Communities stand for two, the third for one; an open case counts where somebody holds it, on measured days."""
    model = fresh(warm_up_days=10)
    c, t, d, issues = model.communities, model.townships, model.districts, model.stage.issues
    c.weight[:], t.weight[:] = 2.0, 3.0
    c.weight[2] = 1.0
    model.residents.column("trust_township")[:] = 0.25
    model.residents.column("trust_township")[int(c.first_resident[2]) : int(c.end_resident[2])] = 0.75
    c.posts_filled[2], t.posts_filled[0], d.posts_filled[1] = 4.0, 2.0, 1.0
    rows = (
        (State.QUEUED, 10, 0, 0),
        (State.IN_TRANSIT, 11, 0, 2),
        (State.WAITING_MONEY, 11, 0, 2),
        (State.QUEUED, 9, 0, 0),
        (State.QUEUED, 11, DUPLICATE, 0),
        (State.LATENT, 11, 0, 0),
        (State.LOST_ON_BOOK, 11, 0, 0),
    )
    for k, (state, reported, flags, community) in enumerate(rows):
        for name, value in (("state", state), ("reported", reported), ("flags", flags), ("community", community)):
            issues[name][k] = value
    people = 2.0 * (c.population.sum() - c.population[2]) + c.population[2]
    found = dict(zip(STOCKS, model.stocks_today(), strict=True))
    expected = (0.25 * (people - c.population[2]) + 0.75 * c.population[2]) / people
    assert found["trust_township"] == pytest.approx(expected)
    assert found["backlog"] == pytest.approx(1000.0 * (2.0 + 1.0 + 1.0) / people)
    # The second district's residents all stand for two.
    assert found["posts"] == pytest.approx(10000.0 * (1.0 * 4.0 + 3.0 * 2.0 + 2.0 * 1.0) / people)


def test_tallies_so_far_are_counted_and_weighed():
    model = fresh()
    model.communities.weight[:] = np.arange(1.0, 17.0)
    model.stage.tallies[2, 3, 1, 4], model.stage.tallies[2, 5, 1, 4] = 2, 1
    found = model.tallies_so_far()
    assert found[2, :, 1, 4].tolist() == [3.0, 2 * 4.0 + 6.0] and found.sum() == 17.0


def test_measured_days_begin_with_nothing_but_what_is_left_undone():
    model = fresh()
    c = model.communities
    model.stage.tallies[...] = 5
    model.tallied[3] = model.tallies_so_far()
    c.duty_asked_hours[:], c.duty_open_hours[:] = 50.0, 7.0
    c.n_enquiries[:], c.enquiries_waiting[:], c.enquiries_waiting_again[:] = 90, 4, 2
    c.spent_fen[:], c.courtyard_left[:] = 1200, 3.0
    model.desks.work_hours[:], model.desks.left[:] = 8.0, 1.5
    model.n_campaigns = model.n_moved = 6
    model.station_offered[:] = model.station_available[:] = 4.0
    model.hours.add(PAID, np.ones(len(c)))
    model.start_measuring()
    assert model.stage.tallies.sum() == 0 and not model.tallied
    assert (c.duty_asked_hours == 7.0).all() and (c.n_enquiries == 6).all()
    assert (model.spent_before["Community"] == 1200).all()
    assert model.desks.work_hours.sum() == 0.0 and (model.hours.left_before == 1.5).all()
    assert (model.hours.courtyards_before == 3.0).all() and model.hours.of(PAID).sum() == 0.0
    assert model.n_campaigns == model.n_moved == 0
    assert model.station_offered.sum() == model.station_available.sum() == 0.0


def test_loads_of_the_tiers_are_sums_of_weighted_hours():
    model = fresh()
    c, desks, m = model.communities, model.desks, model.desk_map
    c.weight[:], model.townships.weight[:] = 2.0, 3.0
    booked = {"intake_hours": 1.0, "enquiry_hours": 2.0, "duty_hours": 4.0}
    for kind, at in (
        (DeskKind.COMMITTEE, m.of_communities),
        (DeskKind.TOWNSHIP, m.of_townships),
        (DeskKind.HOUSING, m.of_districts),
        (DeskKind.JUSTICE, m.of_districts),
        (DeskKind.MUNICIPAL, m.of_districts),
    ):
        for name, value in ({"available_hours": 10.0, "offered_hours": 20.0, "work_hours": 3.0} | booked).items():
            desks.column(name)[at(kind)] = value
        desks.passing_hours[at(kind)], desks.visit_hours[at(kind)] = 0.5, 100.0
    found = {(load.tier, load.setting): load for load in office_load(model)}
    n = {setting: int((c.setting == setting).sum()) for setting in Setting}
    for setting in Setting:
        load = found[Tier.COMMUNITY, setting]
        assert load.available_hours == pytest.approx(2 * 10 * n[setting])
        assert load.offered_hours == pytest.approx(2 * 27 * n[setting])
        assert load.carried_hours == pytest.approx(2 * 10.5 * n[setting])
        assert load.offered_load == pytest.approx(2.7) and load.carried_load == pytest.approx(1.05)
    assert found[Tier.TOWNSHIP, None].available_hours == pytest.approx(3 * 10 * 7)
    assert found[Tier.DISTRICT, None].available_hours == pytest.approx(2 * 10 * 3)
    assert found[Tier.MUNICIPALITY, None].offered_hours == pytest.approx(27 * 3)
    assert len(found) == 6 and math.isnan(OfficeLoad(Tier.DISTRICT, None, 0.0, 1.0, 1.0).offered_load)


def test_the_curve_of_waiting_keeps_failures_at_risk_and_censors_open_ones():
    """Six complaints: two of one issue resolved after 2 days, one after 90, one after 91, one failed; one seen 3 days.

    By day 2 two of six: 2/6. On day 90 one of the three still at risk: 1 - (4/6)(2/3) = 5/9.
    """

    def after(days: int, **more: object) -> np.ndarray:
        return issue(**{"reported": 110, "closed": 110 + days, **more})

    closed = [after(2, complaints=2), after(90), after(91), after(5, state=State.FAILED)]
    found = resolution_curve(observation(closed, [issue(reported=END_DAY - 3, closed=-1, state=State.QUEUED)]))
    assert len(found) == 91
    assert [found[0], found[1]] == [0.0, 0.0]
    assert found[2] == found[89] == pytest.approx(1 / 3)
    assert found[90] == pytest.approx(5 / 9)
    assert resolution_curve(observation()) == ()


def test_counts_of_a_run_leave_out_what_patrols_found():
    model = fresh()
    closed = [issue(complaints=3), issue(flags=DISCOVERED, complaints=7)]
    found = _counts(model, observation(closed, [issue(complaints=2), issue(flags=DISCOVERED)]))
    assert (found["n_reported_issues"], found["n_complaints"], found["n_open_issues"]) == (2, 5, 2)
    assert (found["n_days"], found["n_campaigns"]) == (40, 0)


# ---------------------------------------------------------------------------------------------------- hours, posts


def test_who_gives_hours_on_days_off():
    assert {b for b in Bearer if works_daily(b)} == {Bearer.RESIDENT, Bearer.VOLUNTEER, Bearer.POLICE}


def test_every_bearer_of_hours_is_kept_at_its_level():
    found = {entry.bearer: entry.level for entry in ENTRIES if entry.side != RELIEVED}
    above = {
        Bearer.TOWNSHIP: TOWNSHIP,
        Bearer.SOCIAL_WORKER: TOWNSHIP,
        Bearer.ORGANISATION: TOWNSHIP,
        Bearer.DISTRICT: DISTRICT,
        Bearer.MUNICIPALITY: DISTRICT,
    }
    assert {bearer: level for bearer, level in found.items() if level != COMMUNITY} == above


def test_a_day_is_added_and_what_is_had_once_is_added_once():
    """Two working days and one off: a mediator's two hours twice, a courtyard's three hours three times."""
    balance = HoursBalance({COMMUNITY: 2, TOWNSHIP: 1, DISTRICT: 1}, 4)
    balance.write(PAID, np.array([2.0, 4.0]))
    balance.write(AT_COURTYARD, 3.0)
    for working in (True, False, True):
        balance.close_day(working)
    balance.add(PAID, np.array([0.5, 0.0]))
    assert balance.of(PAID).tolist() == [4.5, 8.0] and balance.of(AT_COURTYARD).tolist() == [9.0, 9.0]
    balance.write(PAID, 0.0)
    balance.close_day(True)
    assert balance.of(PAID).tolist() == [4.5, 8.0]
    balance.start(np.arange(4.0), np.array([1.0, 2.0]))
    assert balance.of(AT_COURTYARD).sum() == 0.0 and balance.left_before.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert balance.courtyards_before.tolist() == [1.0, 2.0]


def given(model: GovernanceModel, level: str, bearer: Bearer, side: str, what: object) -> np.ndarray:
    """Hours of a line on a working day."""
    return model.hours.today[level][model.hours._row[Entry(level, bearer, side, what)]]  # type: ignore[arg-type]


def test_hours_of_justice_and_of_the_municipality_are_moved_apart_from_the_other_departments():
    """An hour more for justice in the first district, more than it has away in the second."""
    model = fresh({"attention.unranked_stake": 0.0})
    model.step()
    m, desks = model.desk_map, model.desks
    before = {kind: desks.hours[m.of_districts(kind)].copy() for kind in DEPARTMENT_KINDS}
    usual = before[DeskKind.JUSTICE]
    with_levers(model, {"justice_hours": np.array([1.0, -1.0 - usual[1], 0.0])})
    model.districts.lever_municipal_hours[:] = (5.0, 6.0, 7.0)
    model._lever_state = None
    model.set_levers()
    after = {kind: desks.hours[m.of_districts(kind)] for kind in DEPARTMENT_KINDS}
    assert after[DeskKind.JUSTICE] == pytest.approx([usual[0] + 1.0, 0.0, usual[2]])
    for kind in DEPARTMENT_KINDS:
        if kind != DeskKind.JUSTICE:
            assert after[kind] == pytest.approx(before[kind]), kind
    assert given(model, DISTRICT, Bearer.DISTRICT, ORIGIN, HoursOrigin.MECHANISM) == pytest.approx([1.0, 0.0, 0.0])
    assert given(model, DISTRICT, Bearer.DISTRICT, USE, HoursUse.MECHANISM) == pytest.approx([0.0, usual[1], 0.0])
    assert desks.hours[m.of_districts(DeskKind.MUNICIPAL)].tolist() == [5.0, 6.0, 7.0]


def test_work_is_relieved_by_the_level_that_takes_it_over():
    """Half an hour of counter work goes to the township, which has hours enough, and a quarter online."""
    model = fresh({"staff.recaptured_share": 0.2, "staff.freed_to_issues_share": 0.5})
    with_levers(model, {"counter_to_township_hours": 0.1, "counter_online_hours": 0.05, "to_district_hours": 0.02})
    model.step()
    c, s = model.communities, model.structure
    assert c.lever_freed_counter_hours == pytest.approx(0.15) and c.lever_freed_hours == pytest.approx(0.02)
    online = given(model, COMMUNITY, Bearer.ONLINE, RELIEVED, HoursUse.COUNTER)
    assert online == pytest.approx(0.05)
    handed = given(model, COMMUNITY, Bearer.TOWNSHIP, RELIEVED, HoursUse.COUNTER)
    taken = given(model, TOWNSHIP, Bearer.TOWNSHIP, USE, HoursUse.MOVED_UP)
    assert handed == pytest.approx(0.1)
    assert taken == pytest.approx(0.1 * np.bincount(s.township))
    moved = given(model, DISTRICT, Bearer.DISTRICT, USE, HoursUse.MOVED_UP)
    assert moved == pytest.approx(0.02 * np.bincount(s.district))
    new = given(model, COMMUNITY, Bearer.COMMITTEE, USE, HoursUse.NEW_TASKS)
    assert new == pytest.approx(0.2 * 0.17)


def test_uses_of_departments_are_those_of_all_seven_without_the_municipality():
    model = fresh()
    m, desks = model.desk_map, model.desks
    for number, kind in enumerate(DEPARTMENT_KINDS):
        desks.visit_hours[m.of_districts(kind)] = 10.0**number
        desks.left[m.of_districts(kind)] = 2.0
    desks.visit_hours[m.of_districts(DeskKind.MUNICIPAL)] = 5e9
    model.hours.left_before[:] = 0.5
    found = office_hours.uses_of(model.hours, Bearer.DISTRICT, desks.records, model.communities.records, m)
    assert found[HoursUse.VISITS].tolist() == [1111111.0] * 3
    assert found[HoursUse.SAVED].tolist() == [7 * 1.5] * 3


def test_opening_posts_of_offices_above_are_their_hours_over_those_of_a_head():
    model = fresh({"staff.working_days_per_year": 250.0, "staff.upper_hours_per_head": 1000.0})
    committees, townships, districts = staffing.opening_posts(model)
    assert committees == pytest.approx(model.structure.staff)
    assert townships == pytest.approx(model.township_hours / 4.0)
    assert districts == pytest.approx(model.district_hours / 4.0)
    wages = model.scenario.staffing
    bill = staffing.opening_bills(model)
    at = model.communities.district == 1
    towns = model.townships.district == 1
    expected = 100.0 * (
        wages.committee_wage_yuan * committees[at].sum()
        + wages.upper_wage_yuan * (townships[towns].sum() + districts[1])
    )
    assert bill[1] == pytest.approx(expected, abs=0.5 * (at.sum() + towns.sum() + 1))
    assert staffing.personnel_money(model, 3) == 0


def test_settling_counts_residents_where_their_rows_are():
    """Rows of residents do not move; who is a volunteer or from elsewhere in a community is counted afresh."""
    model = fresh()
    c = model.communities
    first = np.concatenate([c.first_resident, c.end_resident[-1:]]).astype(np.int64)
    first[1] -= 3
    model.residents.records["registered_elsewhere"][:] = 0
    model.residents.records["volunteer"][:] = 0
    model.residents.records["registered_elsewhere"][int(first[1]) : int(first[1]) + 2] = 1
    model.residents.records["volunteer"][int(first[2]) - 1] = 1
    before = c.population.copy()
    settle(model, first)
    assert c.population[0] == before[0] - 3 and c.population[1] == before[1] + 3
    assert c.elsewhere_share[1] == pytest.approx(2 / c.population[1]) and c.elsewhere_share[0] == 0.0
    assert c.n_volunteers[:3].tolist() == [0, 1, 0]
    for office in (model.townships, model.districts):
        assert office.population.sum() == len(model.residents)
    assert model.districts.end_resident.tolist()[-1] == len(model.residents)
    assert (model.structure.population == c.population).all()
    assert model.structure.group_counts.sum(axis=1) == pytest.approx(c.population)
    assert (model.structure.elsewhere_share == c.elsewhere_share).all()


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_what_a_month_gave_people_to_tell_is_told_once(share):
    """Whether or not word spreads, a new month begins with nothing to tell."""
    model = GovernanceModel(scenario({"voice.heard_habit_share": share}, days=5), small_world(), seed=1)
    names = ("told_solved", "told_failed", "told_silent", "told_number", "told_online")
    for k, name in enumerate(names):
        model.communities.column(name)[:] = k + 1
    word_spreads(model)
    for name in names:
        assert not model.communities.column(name).any(), name


def test_a_district_rests_after_a_campaign_has_ended(monkeypatch):
    """Half of the issues of the third category are overdue: 30 days from day 10 on, and again after 45 days of rest."""
    monkeypatch.setattr(government, "carry_campaigns", lambda model: None)
    rules = SimpleNamespace(campaign_least_issues=10, campaign_threshold=0.4, campaign_days=30, campaign_rest_days=45)
    overdue = np.zeros((2, 3, 2))
    overdue[0, 2], overdue[1, 1] = (20, 10), (9, 9)
    d = SimpleNamespace(
        campaign_category=np.full(2, -1), campaign_end=np.full(2, -1), campaign_next=np.zeros(2, np.int64)
    )
    model = SimpleNamespace(districts=d, scenario=SimpleNamespace(governments=rules), overdue=overdue, n_campaigns=0)
    called = []
    for model.day in range(10, 200):
        before = model.n_campaigns
        government.call_campaigns(model)
        called += [model.day] * (model.n_campaigns - before)
        running = any(day <= model.day < day + 30 for day in called)
        assert d.campaign_category.tolist() == [2 if running else -1, -1]
    assert called == [10, 85, 160]
