"""Steps of a month around the rules: hours of helpers, projects, care places, ranks, posts, beliefs (ODD 7.3, 7.12)."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents import attention, facilities, government, office_hours, projects, services, staffing
from sim.agents.purposes import Purpose
from sim.hours import ORIGIN, USE
from sim.issues import phases, store
from sim.vocabulary import Channel, DeskKind, State
from tests.second_reading import money, staff
from tests.second_reading.draws import Drawn, alike
from tests.second_reading.test_governments import Rows, group

STREAMS = {purpose: int(purpose) for purpose in Purpose}


@pytest.fixture(params=range(6), ids=str)
def d(request):
    return Drawn(request.param)


class OneOfEach:
    """Desks of one place, a row of each kind."""

    def of(self, kind):
        """The row of a kind."""
        return slice(int(kind), int(kind) + 1)

    of_communities = of_townships = of_districts = of


def desks():
    """A desk of every kind, with nothing to do."""
    n = len(DeskKind)
    return SimpleNamespace(
        hours=np.zeros(n), belief=np.zeros(n), n_closed_month=np.zeros(n, int), n_checked_month=np.zeros(n, int)
    )


def test_hours_of_those_who_help_a_community(d):
    for _ in range(8):
        names = ("led_volunteers", "volunteer_hours", "giving_hours", "police_hours", "mediator_hours")
        levers = {name: np.array([d.amount(9.0)]) for name in names}
        levers["police_hours"] -= 4.0
        c = Rows(
            n_volunteers=np.array([d.rng.randrange(12)]),
            project_hours=np.array([d.amount(3.0)]),
            lever_courtyard_hours=np.array([1.0]),
            population=np.array([2000]),
            urban_share=np.array([d.share()]),
            taken_share=np.array([d.share()]),
            paying_share=np.array([d.share()]),
        )
        source = SimpleNamespace(
            beat_hours_per_week=np.array([d.amount(30.0)]),
            manager_hours_per_day=np.array([2.0]),
            mediator_hours_per_day=np.array([1.5]),
        )
        m = SimpleNamespace(
            communities=c,
            desks=desks(),
            desk_map=OneOfEach(),
            levers=levers,
            scenario=SimpleNamespace(staff=group(d, "staff"), estates=group(d, "estates")),
            world=SimpleNamespace(communities=source),
            hours=SimpleNamespace(write=lambda *_: None),
        )
        office_hours._helpers_of_communities(m)
        a_day = d.p["staff.volunteer_hours_per_month"] * 12.0 / 365.0
        usual, better = d.p["staff.volunteer_issue_share"], d.p["staff.led_issue_share"]
        led = min(float(levers["led_volunteers"][0]), c.n_volunteers[0])
        fit = a_day * (c.n_volunteers[0] * usual + led * max(better - usual, 0.0))
        volunteers = fit + levers["volunteer_hours"][0] + c.project_hours[0]
        assert abs(m.desks.hours[DeskKind.VOLUNTEER] - volunteers) < 1e-9
        beat = max(source.beat_hours_per_week[0] + levers["police_hours"][0], 0.0) / 7.0
        assert abs(m.desks.hours[DeskKind.POLICE] - beat * d.p["staff.police_issue_share"]) < 1e-9
        paying = 2000 * c.urban_share[0] * c.taken_share[0] * c.paying_share[0]
        yuan = paying * d.p["estates.fee_yuan"] * d.p["estates.fee_issue_share"]
        managers = 2.0 + yuan / d.p["estates.fee_yuan_per_hour"] / d.p["staff.working_days_per_year"]
        assert abs(m.desks.hours[DeskKind.MANAGER] - managers) < 1e-9
        assert abs(m.desks.hours[DeskKind.MEDIATOR] - 1.5 - levers["mediator_hours"][0]) < 1e-9


def test_every_helpers_hours_come_from_somewhere_and_go_somewhere(d):
    """Origins equal uses and desk, day by day, for volunteers, police, managers and mediators."""
    written = {}
    names = ("led_volunteers", "volunteer_hours", "giving_hours", "police_hours", "mediator_hours")
    levers = {name: np.array([d.amount(9.0)]) for name in names}
    m = SimpleNamespace(
        communities=Rows(
            n_volunteers=np.array([7]),
            project_hours=np.array([2.0]),
            lever_courtyard_hours=np.array([1.0]),
            population=np.array([2000]),
            urban_share=np.array([0.5]),
            taken_share=np.array([0.5]),
            paying_share=np.array([0.5]),
        ),
        desks=desks(),
        desk_map=OneOfEach(),
        levers=levers,
        scenario=SimpleNamespace(staff=group(d, "staff"), estates=group(d, "estates")),
        world=SimpleNamespace(
            communities=SimpleNamespace(
                beat_hours_per_week=np.array([20.0]),
                manager_hours_per_day=np.array([2.0]),
                mediator_hours_per_day=np.array([1.5]),
            )
        ),
        hours=SimpleNamespace(write=lambda entry, hours: written.__setitem__(entry, float(np.sum(hours)))),
    )
    office_hours._helpers_of_communities(m)
    for bearer, kind in (
        (office_hours.Bearer.VOLUNTEER, DeskKind.VOLUNTEER),
        (office_hours.Bearer.POLICE, DeskKind.POLICE),
        (office_hours.Bearer.MANAGER, DeskKind.MANAGER),
        (office_hours.Bearer.MEDIATOR, DeskKind.MEDIATOR),
    ):
        origin = sum(hours for entry, hours in written.items() if (entry.bearer, entry.side) == (bearer, ORIGIN))
        use = sum(hours for entry, hours in written.items() if (entry.bearer, entry.side) == (bearer, USE))
        assert origin == pytest.approx(use + m.desks.hours[kind]), bearer
    paid = {entry.bearer: hours for entry, hours in written.items() if entry.what is office_hours.HoursOrigin.PAID}
    police, mediators = office_hours.Bearer.POLICE, office_hours.Bearer.MEDIATOR
    assert (paid[police], paid[mediators]) == (pytest.approx(20.0 / 7.0), 1.5), "what a lever adds is not paid as usual"


def test_hours_of_stations_and_organisations(d):
    for taken in (0.0, -1e6):
        levers = {"workers": np.array([d.amount(2.0)]), "worker_hours": np.array([taken])}
        m = SimpleNamespace(
            townships=Rows(
                lever_worker_hours=np.zeros(1),
                organisation_hours=np.array([d.amount(900.0)]),
                lever_organisation_cases=np.array([d.share()]),
            ),
            workers=Rows(vacant_until=np.array([-1, 40]), township=np.zeros(2, int), hours_per_year=np.full(2, 1500.0)),
            worker_hours=np.array([1400.0]),
            desks=desks(),
            desk_map=OneOfEach(),
            levers=levers,
            scenario=SimpleNamespace(
                staff=group(d, "staff"),
                world=SimpleNamespace(institutions=SimpleNamespace(social_worker_hours=1600.0)),
            ),
            hours=SimpleNamespace(write=lambda *_: None),
        )
        office_hours._helpers_of_townships(m)
        days = d.p["staff.working_days_per_year"]
        hours = (1400.0 + levers["workers"][0] * 1600.0) * d.p["staff.social_worker_direct_share"] / days
        alike(float(m.desks.hours[DeskKind.SOCIAL_WORKER]), float(max(hours + taken, 0.0)))
        bought = m.townships.organisation_hours[0] * m.townships.lever_organisation_cases[0] / days
        alike(float(m.desks.hours[DeskKind.ORGANISATION]), float(bought))


def test_projects_are_put_forward_claimed_and_paid_over_four_quarters(d, monkeypatch):
    """The first quarter at once; society's account pays whole projects, as long as it holds as much."""
    books, price = services.Services(1, 1, 2, 0), round(100 * d.p["services.project_yuan"])
    books.endowment[:] = (d.amount(3.0), d.amount(3.0))
    m = SimpleNamespace(
        communities=Rows(code=np.array([11, 12]), project_hours=np.zeros(2)),
        services=books,
        rulebook=SimpleNamespace(plain=d.params),
        levers={"proposals": np.array([d.amount(9.0) + 1.0, 0.0])},
        accounts={"society": 3 * price + 1, "projects": 0, "households": 0},
        streams=STREAMS,
        month=0,
    )
    asked, u = [], 0.3
    monkeypatch.setattr(projects, "poisson", lambda u, mean, most: asked.append((mean, most)) or 5)
    monkeypatch.setattr(projects, "uniform", lambda *_: u)
    projects.propose_projects(m)
    assert asked == [(min(m.levers["proposals"][0] / 4.0, 30.0), 32)]
    n = min(5, 3) if u < money.claimed_chance(d.p, float(books.endowment[0])) else 0
    assert (books.n_proposals.tolist(), books.n_claimed.tolist()) == ([5, 0], [n, 0])
    assert m.accounts == {"society": (3 - n) * price + 1, "projects": n * price, "households": 0}
    paid = []
    for _ in range(5):
        before = m.accounts["households"]
        projects.pay_projects(m)
        paid.append(m.accounts["households"] - before)
        alike(float(m.communities.project_hours[0]), float(money.project_hours_per_day(d.p, paid[-1])))
    assert sum(paid) == n * price and m.accounts["projects"] == 0 and paid[4] == 0
    assert max(paid[:4]) - min(paid[:4]) <= n, "four equal parts, but for whole fen"


def test_units_and_firms_pool_as_far_as_they_can_and_their_account_goes(d):
    for account in (10**9, 5000):
        books = services.Services(1, 1, 2, 0)
        books.endowment[:] = (0.5, 2.0)
        m = SimpleNamespace(
            communities=Rows(population=np.array([900, 2000]), purse_fen=np.array([7, 0])),
            services=books,
            rulebook=SimpleNamespace(plain=d.params),
            levers={"pooled_fen": np.array([d.amount(900.0), d.amount(900.0)])},
            accounts={"society": account},
        )
        projects.pool_money(m)
        wanted = [
            money.pooled_in_quarter(d.p, float(m.levers["pooled_fen"][k]), (900, 2000)[k], (0.5, 2.0)[k])
            for k in (0, 1)
        ]
        given = wanted if sum(wanted) <= account else money.largest_remainder(account, wanted)
        assert m.communities.purse_fen.tolist() == [7 + given[0], given[1]]
        assert m.accounts["society"] == account - sum(given) and books.pooled_fen.tolist() == given


def test_users_of_care_places_leave_and_others_come_as_far_as_places_are_free(d, monkeypatch):
    u = {Purpose.PLACE_LEFT: d.share() / 2, Purpose.PLACE_TAKEN: d.share() / 2}
    monkeypatch.setattr(facilities, "uniform", lambda purpose, *_: u[Purpose(purpose)])
    d3 = Rows(code=np.arange(4), places=np.array([0, 50, 20, 20]), places_used=np.array([0, 30, 20, 3]))
    usual = np.array([0, 33, 20, 15])
    m = SimpleNamespace(
        districts=d3,
        rulebook=SimpleNamespace(plain=d.params),
        services=SimpleNamespace(usual_users=usual),
        streams=STREAMS,
        month=4,
    )
    used = d3.places_used.tolist()
    facilities.change_users(m)
    for k in range(1, 4):
        left = used[k] - money.places_left(d.p, used[k], u[Purpose.PLACE_LEFT])
        came = money.places_taken(d.p, int(usual[k]), int(d3.places[k]) - left, u[Purpose.PLACE_TAKEN])
        assert d3.places_used[k] == left + came
    assert d3.places_used[0] == 0


def test_the_place_of_each_score():
    """The best at 0, the last at 1; equal scores share the mean of their places, and one alone stands at 0."""
    assert attention.places(np.array([0.9, 0.2, 0.5])).tolist() == [0.0, 1.0, 0.5]
    assert attention.places(np.array([0.5, 0.5, 0.9, 0.1, 0.5])).tolist() == [0.5, 0.5, 0.0, 1.0, 0.5]
    assert attention.places(np.array([0.5, 0.5])).tolist() == [0.5, 0.5]
    assert attention.places(np.array([0.3])).tolist() == [0.0]


def test_posts_go_to_the_most_loaded_and_come_from_the_least_loaded(d):
    for budget in (-3.0, -0.5, 0.0, 0.5, 3.0):
        n = 4
        posts = np.array([0.0, 2.0, -1.0, 1.0])
        filled = np.array([0.0, 1.5, -1.0, 1.0])
        wage, per_post, base = 6_000_000.0, 5.0, 40.0
        had = [2000.0, 2000.0, 2000.0, 1.0]
        asked = [d.amount(6000.0) for _ in range(n)]
        population = SimpleNamespace(posts=posts.copy(), posts_filled=filled.copy())
        seats = [staffing.Seat(population, k, 8.0, base, per_post, 1.0, wage, asked[k], had[k], 8.0) for k in range(n)]
        days = d.p["staff.working_days_per_year"]
        m = SimpleNamespace(rulebook=SimpleNamespace(plain=d.params), scenario=SimpleNamespace(staff=group(d, "staff")))
        bill = sum(staff.wages_fen(8.0 + posts[k], wage) for k in range(n))
        money_left = int(budget * wage)
        staffing._decide(m, seats, bill + money_left)
        known = [k for k in range(n) if staff.looked_at(had[k], 8.0, days)]
        order = sorted(known, key=lambda k: asked[k] / had[k], reverse=money_left > 0)
        expected, room = posts.tolist(), money_left
        for k in order:
            if room > 0:
                change = min(staff.units_wanted(d.p, asked[k], had[k], per_post * days), math.floor(room / wage))
            elif room < 0:
                spare = staff.units_to_spare(d.p, expected[k], base, per_post, 1.0)
                change = -min(spare, math.ceil(-room / wage))
            else:
                break
            expected[k] += change
            room -= change * int(wage)
            room = max(room, 0) if money_left > 0 else min(room, 0)
        assert population.posts.tolist() == expected, budget
        assert population.posts_filled.tolist() == [min(f, e) for f, e in zip(filled, expected, strict=True)]


def test_beliefs_of_committees_follow_checks_and_drift_to_their_townships_mean(d):
    n = 6
    committees = slice(0, 4)
    belief = np.array([d.share() for _ in range(n)])
    closed, checked = np.array([0, 3, 0, 5, 0, 4]), np.array([0, 1, 0, 0, 0, 4])
    rows = Rows(belief=belief.copy(), n_closed_month=closed, n_checked_month=checked)
    rows.reset = lambda period: None
    m = SimpleNamespace(
        desks=rows,
        rulebook=SimpleNamespace(plain=d.params),
        desk_map=SimpleNamespace(of_communities=lambda kind: committees),
        communities=SimpleNamespace(township=np.array([0, 0, 1, 1])),
        townships=[0, 1],
    )
    government.learn_about_checks(m)
    for k in range(n):
        after = staff.belief_after(d.p, belief[k], closed[k], checked[k]) if closed[k] else belief[k]
        mates = {0: (0, 1), 1: (0, 1), 2: (2, 3), 3: (2, 3)}.get(k, (k,))
        mean = sum(belief[j] for j in mates) / len(mates)
        alike(float(rows.belief[k]), float(staff.drifted(d.p, after, mean)))


def test_what_a_weeks_closed_requests_give_people_to_tell(d):
    """How it ended, and by which road the answered came; second rows of one request tell nothing."""
    n, expected = 200, {name: [0, 0] for name in ("solved", "failed", "silent", "number", "online")}
    records = np.zeros(n, store.RECORD)
    for k in range(n):
        row = records[k]
        row["community"], row["channel"] = d.rng.randrange(2), d.rng.randrange(6)
        row["state"] = d.rng.choice((State.RESOLVED, State.FAILED, State.NOMINAL, State.DROPPED))
        row["flags"] = d.rng.choice((0, store.DUPLICATE)) | d.rng.choice((0, store.HEARD, store.HEARD))
        if row["flags"] & store.DUPLICATE:
            continue
        heard, solved = bool(row["flags"] & store.HEARD), row["state"] == State.RESOLVED
        ending = "solved" if solved else "failed" if heard else "silent"
        expected[ending][row["community"]] += 1
        if heard and row["channel"] in (Channel.PHONE, Channel.HOTLINE):
            expected["number"][row["community"]] += 1
        if heard and row["channel"] == Channel.ONLINE:
            expected["online"][row["community"]] += 1
    columns = {f"told_{name}": np.zeros(2, np.int32) for name in expected}

    class Communities:
        """Two communities with what is told there."""

        def __len__(self):
            return 2

        def column(self, name):
            """A column."""
            return columns[name]

    phases.tell(SimpleNamespace(communities=Communities()), records)
    assert {name: columns[f"told_{name}"].tolist() for name in expected} == expected
