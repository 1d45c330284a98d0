"""What governments decide, what tasks moved up take, who moves and where shocks are felt, read twice."""

from __future__ import annotations

import random
from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents import government, migration, office_hours, shocks
from sim.money import allocate
from tests.second_reading import common, money, residents, staff
from tests.second_reading.draws import Drawn, alike

SEEDS = range(10)
TOWNSHIP = np.array([0, 0, 1, 1, 1])


class Rows(SimpleNamespace):
    """Columns of equal length by name."""

    def __len__(self) -> int:
        """Number of rows."""
        return len(next(iter(vars(self).values())))


@pytest.fixture(params=SEEDS, ids=str)
def d(request):
    return Drawn(request.param)


def group(d, name):
    """The drawn parameters of a group."""
    return SimpleNamespace(
        **{
            path.split(".", 1)[1]: value
            for path, value in d.p.items()
            if path.startswith(f"{name}.") and path.count(".") == 1
        }
    )


def model(d, day=0, **levers):
    """A model of two districts with what governments look at."""
    people = np.array([d.rng.randint(50, 14000) for _ in range(5)])
    district = np.array([0, 0, 1, 1, 1])
    named = {"balance_region": d.share(), "balance_rural": d.share(), "floor_fen": 0.0} | levers
    return SimpleNamespace(
        day=day,
        levers={name: np.array([value]) for name, value in named.items()},
        scenario=SimpleNamespace(**{name: group(d, name) for name in ("money", "governments", "staff")}),
        communities=Rows(
            population=people,
            district=district,
            township=TOWNSHIP,
            urban_share=np.array([d.share() for _ in people]),
            demanded_fen=np.array([d.rng.randrange(10**7) for _ in people]),
        ),
        districts=SimpleNamespace(
            fiscal_capacity=np.array([d.rng.uniform(0.3, 2.5) for _ in range(2)]),
            population=np.array([people[:2].sum(), people[2:].sum()]),
        ),
    )


def needs(d, m):
    """Need index of each community after the second reading."""
    c = m.communities
    mean = c.demanded_fen.sum() / c.population.sum()
    return [
        money.need_index(d.p, fen / people, mean, m.day)
        for fen, people in zip(c.demanded_fen.tolist(), c.population.tolist(), strict=True)
    ]


def test_the_need_index(d):
    for day in (0, int(d.p["governments.need_index_days"]), 4000):
        m = model(d, day)
        for found, reading in zip(government.need_index(m).tolist(), needs(d, m), strict=True):
            alike(found, reading)


def test_what_a_community_counts_when_money_is_divided(d):
    for floor in (0.0, 0.5, 1.0):
        yuan = d.p["money.issue_money_per_resident"]
        m = model(d, 4000, floor_fen=100.0 * yuan * floor)
        c, capacity = m.communities, m.districts.fiscal_capacity[m.communities.district].tolist()
        powers = [f ** d.p["money.capacity_exponent"] for f in capacity]
        mean = sum(n * f for n, f in zip(c.population.tolist(), powers, strict=True)) / c.population.sum()
        weights = [
            money.weight_of_money(
                d.p,
                n,
                f,
                float(mean),
                need,
                urban,
                float(m.levers["balance_region"][0]),
                float(m.levers["balance_rural"][0]),
            )
            for n, f, need, urban in zip(
                c.population.tolist(), capacity, needs(d, m), c.urban_share.tolist(), strict=True
            )
        ]
        if floor > 0.0 and yuan > 0.0:
            least = floor * sum(weights) / c.population.sum()
            weights = money.lifted_to_floor(weights, [float(least * n) for n in c.population])
        for found, reading in zip(government.money_weights(m).tolist(), weights, strict=True):
            assert found == pytest.approx(reading, rel=1e-9, abs=1e-9)


def test_whole_fen_by_largest_remainder(d):
    weights, total = [d.rng.randrange(1, 50) for _ in range(7)], d.rng.randrange(10**6)
    assert allocate(total, weights).tolist() == money.largest_remainder(total, weights)


def test_municipal_hours_go_by_residents_and_open_issues(d):
    for n_open in ([0, 0], [d.rng.randrange(30), 1 + d.rng.randrange(30)]):
        m = model(d)
        m.desks = SimpleNamespace(n_open=np.array(n_open))
        m.desk_map = SimpleNamespace(of_districts=lambda _: slice(None))
        m.municipal_hours, m.districts.lever_municipal_hours = 10.0, np.zeros(2)
        government.divide_municipal_hours(m)
        for row in range(2):
            people = m.districts.population.tolist()
            reading = 10.0 * staff.municipal_share(d.p, people[row], sum(people), n_open[row], sum(n_open))
            alike(float(m.districts.lever_municipal_hours[row]), reading)


def test_a_campaign_is_called_where_enough_issues_are_overdue(d):
    for _ in range(10):
        n_open = [d.rng.choice((0, 19, 20, 200)) for _ in range(8)]
        n_late = [d.rng.randint(0, n) if d.rng.random() < 0.5 else n // 9 for n in n_open]
        m = model(d, day=40)
        m.overdue, m.n_campaigns = np.array([list(zip(n_open, n_late, strict=True))]), 0
        m.districts = SimpleNamespace(
            campaign_end=np.array([-1]), campaign_category=np.array([-1]), campaign_next=np.array([0])
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(government, "carry_campaigns", lambda _: None)
            government.call_campaigns(m)
        wanted = [c for c in range(8) if staff.campaign_wanted(d.p, n_open[c], n_late[c])]
        assert bool(wanted) == (m.districts.campaign_category[0] >= 0)
        if wanted:
            worst = max(wanted, key=lambda c: (n_late[c] / max(n_open[c], 1), -c))
            assert m.districts.campaign_category[0] == worst
            assert m.districts.campaign_end[0] == 40 + d.p["governments.campaign_days"]


def test_what_tasks_moved_up_take_from_issues(d):
    asked, hours = d.amount(60.0), d.amount(40.0)
    taken = office_hours.take_over(np.array([asked]), np.array([hours]), np.array([hours + 10.0]), group(d, "staff"))
    alike(float(taken.from_issues[0]), staff.moved_from_issues(d.p, asked, hours))


def committee(d, c, levers):
    """What the program gives a committee a day."""
    written = SimpleNamespace(write=lambda *_: None)
    own = c["gross_hours"] * (
        1.0 - c["administrative_share"] - c["meetings_share"] - c["counter_share"] - c["leave_share"]
    )
    issue_hours = own * d.p["staff.issue_hours_factor"] / d.p["staff.working_days_per_year"]
    one = {name: np.array([value]) for name, value in c.items()}
    belief, waiting, fear = one.pop("belief"), one.pop("waiting_hours"), one.pop("fear")
    for name in ("lever_freed_hours", "lever_freed_counter_hours", "lever_issue_hours", "lever_visit_hours"):
        one[name] = np.zeros(1)
    one |= {name: np.zeros(1) for name in ("lever_team_hours", "population")}
    m = SimpleNamespace(
        communities=Rows(**one),
        hours=written,
        rulebook=SimpleNamespace(plain=d.params),
        townships=Rows(lent_hours=np.array([c["lent_hours"]]), lever_hours=np.array([1000.0]), rank_belief=fear),
        structure=SimpleNamespace(
            issue_hours=np.array([issue_hours]),
            administrative_hours=np.zeros(1),
            counter_hours=one.pop("counter_hours"),
            hours_per_head=one.pop("head_hours"),
        ),
        levers={
            name: np.array([levers.get(name, 0.0)])
            for name in ("issue_hours", "mechanism_hours", "visit_hours", "routine_hours")
        },
        scenario=SimpleNamespace(**{name: group(d, name) for name in ("staff", "staffing", "intake")}),
        desks=SimpleNamespace(hours=np.zeros(1), belief=belief, waiting_hours=waiting),
        desk_map=SimpleNamespace(of_communities=lambda kind: [0][: 1 - kind]),
    )
    relieved = {use: np.zeros(1) for use in office_hours.HoursUse}
    relieved[office_hours.HoursUse.ADMINISTRATIVE] = np.array([levers["freed"]])
    office_hours._committees(m, relieved)
    return float(m.desks.hours[0])


def test_hours_of_a_committee(d):
    c = {
        "gross_hours": d.amount(30000.0),
        "administrative_share": 0.55,
        "meetings_share": 0.1,
        "counter_share": 0.13,
        "leave_share": 0.05,
        "vacant_share": d.share() * 0.5,
        "shock_absent": d.share() * 0.9,
        "lent_hours": 2.0,
        "campaign_factor": d.share(),
        "township": 0,
        "posts_filled": d.rng.uniform(-1.0, 3.0),
        "head_hours": 7.0,
        "counter_hours": d.amount(20.0),
        "waiting_hours": d.amount(100.0),
        "belief": d.share(),
        "fear": d.share(),
        "lever_seen": d.share(),
    }
    levers = {"freed": d.amount(20.0), "issue_hours": d.amount(5.0), "mechanism_hours": d.amount(30.0)}
    reading = staff.committee_hours(
        d.p, c, levers["freed"], levers["issue_hours"], levers["mechanism_hours"], c["campaign_factor"], c["lent_hours"]
    )
    alike(committee(d, c, levers), reading)


def test_how_many_villagers_move(d):
    people, farmers, rural = (
        [d.rng.randint(100, 9000) for _ in range(6)],
        [d.rng.randrange(90) for _ in range(6)],
        [d.share() for _ in range(6)],
    )
    found = migration.yearly_rate(
        d.p["migration.urbanisation_points"], np.array(people), np.array(farmers), np.array(rural)
    )
    terms = [(n - f, s) for n, f, s in zip(people, farmers, rural, strict=True)]
    alike(found, min(money.moving_rate(d.p, sum(people), terms), 1.0))


def test_a_shock_is_weaker_and_later_behind_each_border():
    rng = random.Random(1)
    for _ in range(100):
        share, days, length, start, day = (
            rng.choice((0.0, 0.5, 1.0)),
            rng.randrange(4),
            rng.randint(1, 9),
            5,
            rng.randrange(40),
        )
        shock = SimpleNamespace(start_day=start, days=length, spread_share=share, spread_days=days)
        m = SimpleNamespace(
            scenario=SimpleNamespace(shocks=SimpleNamespace(flood=shock)),
            districts=[0, 1, 2],
            shock_steps={"flood": np.array([0, 1, 3])},
        )
        for borders, found in zip((0, 1, 3), shocks.intensity(m, "flood", day).tolist(), strict=True):
            since = day - common.shock_arrives(start, days, borders)
            alike(found, common.shock_intensity(share, borders) if 0 <= since < length else 0.0)


def test_own_trust_weighs_in_full():
    assert residents.trust_weights(Drawn(0).p, common.COMMUNITY, False, False) == [1.0, 0.0, 0.0, 0.0]
