"""Steps of a quarter, a month and a Monday around the rules, on offices made by hand (ODD 7.1, 7.2, 7.3 and 7.12)."""

from __future__ import annotations

import math
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents import (
    facilities,
    government,
    office_hours,
    organisations,
    services,
    shocks,
    social_worker,
    staffing,
)
from sim.agents.purposes import Purpose
from sim.hours import ENTRIES, RELIEVED, HoursBalance
from sim.vocabulary import Bearer
from tests.second_reading import money, staff
from tests.second_reading.draws import Drawn, alike
from tests.second_reading.test_governments import Rows, committee, group

FIELDS = 7
"""Fields of service, and departments of a district."""
FIRST = int(government.DEPARTMENT_KINDS[0])


@pytest.fixture(params=range(6), ids=str)
def d(request):
    return Drawn(request.param)


def market(d, n=5):
    """Lots of two districts, the first of two townships, and organisations at home in four communities."""
    books = services.Services(2, 3, 4, n)
    books.lots_fen[:] = [[d.rng.choice((0, d.rng.randrange(10**6))) for _ in range(FIELDS)] for _ in range(2)]
    liked = [d.rng.sample(range(2 * FIELDS), d.rng.randrange(6)) for _ in range(n)]
    books.liked_lots = np.array([lot for lots in liked for lot in lots], np.int32)
    books.first_liked[1:] = np.cumsum([len(lots) for lots in liked])
    rows = Rows(
        home_community=np.array([d.rng.randrange(4) for _ in range(n)]),
        field=np.array([d.rng.randrange(FIELDS) for _ in range(n)]),
        hours_per_year=np.array([d.rng.choice((0.0, 400.0, d.rng.uniform(10.0, 9000.0))) for _ in range(n)]),
        price_yuan=np.array([d.rng.choice((40.0, d.rng.uniform(20.0, 90.0))) for _ in range(n)]),
        active=np.array([int(d.rng.random() < 0.8) for _ in range(n)]),
        income_ratio=np.ones(n),
        poor_quarters=np.array([d.rng.randrange(3) for _ in range(n)]),
    )
    m = SimpleNamespace(
        organisations=rows,
        communities=SimpleNamespace(township=np.array([0, 0, 1, 2]), district=np.array([0, 0, 0, 1])),
        townships=Rows(district=np.array([0, 0, 1]), population=np.array([900, 300, 700])),
        districts=SimpleNamespace(
            first_township=np.array([0, 2]), end_township=np.array([2, 3]), population=np.array([1200, 700])
        ),
        services=books,
        rulebook=SimpleNamespace(plain=d.params),
        levers={"tax_relief": np.array([d.share()]), "entry_threshold": np.array([d.share()])},
        accounts={"organisations": int(books.lots_fen.sum()), "treasury": 0, "households": 0},
    )
    return m, liked


def bought(d, m, liked):
    """Rounds of bids: fen and hours by organisation and lot, lots left, and the tax."""
    rows, relief = m.organisations, float(m.levers["tax_relief"][0])
    prices = [money.asked_price_fen(d.p, float(price), relief) for price in rows.price_yuan]
    lots = m.services.lots_fen.reshape(-1).tolist()
    free = [hours / 4.0 if at_work else 0.0 for hours, at_work in zip(rows.hours_per_year, rows.active, strict=True)]
    bidding, awards, tax = {row for row in range(len(rows)) if rows.active[row]}, [], 0
    while bidding:
        chosen = {row: next((lot for lot in liked[row] if lots[lot] > 0), None) for row in bidding}
        bidding = {row for row in bidding if chosen[row] is not None}
        for row in sorted(bidding, key=lambda row: (chosen[row], prices[row], row)):
            able = math.floor(free[row] * prices[row])
            award = min(lots[chosen[row]], able)
            if award >= able:
                bidding = bidding - {row}
            lots[chosen[row]] -= award
            free[row] -= award / prices[row]
            tax += money.tax_fen(d.p, award, relief)
            awards.append((row, chosen[row], award, award / prices[row]))
    return awards, lots, tax


def test_lots_go_to_the_cheapest_who_bid_and_hours_are_worked_where_they_are_bought(d):
    for _ in range(12):
        m, liked = market(d)
        awards, left, tax = bought(d, m, liked)
        total = m.accounts["organisations"]
        sold = organisations.serve_lots(m)
        assert m.services.lots_fen.reshape(-1).tolist() == left
        hours, fen, by_township = np.zeros(5), np.zeros(3, int), np.zeros((3, FIELDS))
        for row, lot, award, worked in awards:
            hours[row] += worked
            district, field = divmod(lot, FIELDS)
            home = (0, 0, 1, 2)[m.organisations.home_community[row]]
            if (0, 0, 1)[home] == district:
                fen[home] += award
                by_township[home, field] += 4.0 * worked
                continue
            people = [900, 300, 0] if district == 0 else [0, 0, 700]
            fen += money.largest_remainder(award, people)
            by_township[:, field] += 4.0 * worked * np.array(people) / sum(people)
        assert np.allclose(sold, hours, rtol=1e-12) and np.allclose(m.services.field_hours, by_township, rtol=1e-12)
        assert m.services.purchased_fen.tolist() == fen.tolist()
        assert np.allclose(m.services.purchased_hours, by_township.sum(axis=1) / 4.0, rtol=1e-12)
        paid = sum(award for _, _, award, _ in awards)
        assert m.accounts == {"organisations": total - paid, "treasury": tax, "households": paid - tax}


def test_an_organisation_follows_its_orders_and_closes_after_poor_quarters_in_a_row(d):
    for share in (0.0, 0.3, 0.6, 0.95, 0.9995):
        for before in range(3):
            m, _ = market(d)
            m.organisations.hours_per_year[0], m.organisations.poor_quarters[0] = 4000.0, before
            m.organisations.active[0], m.organisations.home_community[0] = 1, 3
            lot = (1, int(m.organisations.field[0]))
            m.services.tendered_fen[lot], m.services.lots_fen[lot] = d.rng.choice(((0, 0), (1000, 40), (1000, 900)))
            left = m.services.lots_fen[lot] / max(1, m.services.tendered_fen[lot])
            organisations._grow_or_close(m, 0, 1000.0 * share)
            poor = before + 1 if share < d.p["governments.organisation_closing"] else 0
            closes = money.closes_down(d.p, share, poor)
            assert m.organisations.poor_quarters[0] == poor and m.organisations.active[0] == (not closes)
            after = money.organisation_hours_after(d.p, 4000.0, share, left)
            alike(float(m.organisations.hours_per_year[0]), 4000.0 if closes else after)


def test_largest_shortfall_per_household_is_built_first_and_a_gap_too_small_never(d):
    people = np.array([2000, 900, 0, 3000, 1500])
    rooms, first = np.array([100.0, 150.0, 0.0, 290.0, 50.0]), np.array([100.0, 100.0, 0.0, 290.0, 50.0])
    m = SimpleNamespace(
        communities=SimpleNamespace(
            facility_m2=rooms, building_until=np.array([-1, -1, -1, -1, 30]), population=people
        ),
        districts=SimpleNamespace(first_community=np.array([0]), end_community=np.array([5])),
        services=SimpleNamespace(standard_m2=np.full(5, 300.0)),
        levers={"building_share": np.full(5, d.share())},
        world=SimpleNamespace(communities=SimpleNamespace(facility_m2=first)),
        rulebook=SimpleNamespace(plain=d.params),
    )
    share = float(m.levers["building_share"][0])
    gaps = [money.gap_to_build(rooms[k], first[k], 300.0, share) for k in range(5)]
    wanted = [k for k in range(4) if gaps[k] >= d.p["services.least_built_m2"]]
    assert facilities.wanted_rooms(m, 0) == sorted(wanted, key=lambda k: (-(300.0 - rooms[k]) / max(people[k], 1), k))


def purses(d):
    """Two districts with three townships and four communities that hold some fen."""
    fen = lambda n: np.array([d.rng.randrange(10**6) for _ in range(n)], np.int64)  # noqa: E731
    return SimpleNamespace(
        communities=SimpleNamespace(purse_fen=fen(4), district=np.array([0, 0, 0, 1]), township=np.array([0, 0, 1, 2])),
        townships=Rows(purse_fen=fen(3), district=np.array([0, 0, 1])),
        districts=Rows(
            purse_fen=fen(2),
            spent_fen=np.zeros(2, np.int64),
            arrears_fen=fen(2),
            population=np.array([1200, 700]),
            next_funding_day=np.zeros(2, int),
        ),
        scenario=SimpleNamespace(money=group(d, "money")),
        accounts={"treasury": 10**9, "households": 0, "general": d.rng.choice((0, 10**9))},
        levers={name: np.zeros(2) for name in ("purchase_fen", "general_fen", "running_fen")},
    )


def test_unspent_money_goes_back_to_the_district(d):
    m = purses(d)
    c, t, before = m.communities.purse_fen.copy(), m.townships.purse_fen.copy(), m.districts.purse_fen.copy()
    government.return_unspent(m)
    assert m.districts.purse_fen.tolist() == [before[0] + c[:3].sum() + t[:2].sum(), before[1] + c[3] + t[2]]
    assert not m.communities.purse_fen.any() and not m.townships.purse_fen.any()


@pytest.mark.parametrize("even", [0.0, 1.0])
def test_when_and_how_much_money_comes(d, even, monkeypatch):
    """On firsts of a quarter and on day 0; unspent money goes back on 1 January, not on day 0, nor where it is even."""
    for start, day in (("2017-01-01", 0), ("2016-12-31", 1), ("2017-03-31", 1), ("2017-09-30", 1), ("2016-11-15", 0)):
        m, paid, back = purses(d), [], []
        today = date.fromordinal(date.fromisoformat(start).toordinal() + day)
        starts = today.day == 1 and today.month % 3 == 1
        quarter = (today.month + 2) // 3
        m.day, m.yearly_fen = day, 10**8 + 3
        m.levers["even_quarters"] = np.array([even])
        m.calendar = SimpleNamespace(
            quarter=[quarter if starts else 0] * 2,
            date=lambda day, start=start: date.fromordinal(date.fromisoformat(start).toordinal() + day),
            start=date.fromisoformat(start),
            next_quarter_start=lambda day: 77,
        )
        monkeypatch.setattr(government, "pay_out", lambda model, fen, paid=paid: paid.append(fen))
        monkeypatch.setattr(government, "return_unspent", lambda model, back=back: back.append(model))
        government.fund(m)
        early = d.p["money.first_quarters_share"]
        share = 0.25 if even else early if quarter < 4 else 1.0 - 3.0 * early
        years = today.year - int(start[:4])
        assert paid == [min(round(money.grown(m.yearly_fen * share, d.p["money.growth"], years)), 10**9)]
        assert len(back) == (starts and quarter == 1 and day > 0 and not even)
        assert m.districts.next_funding_day.tolist() == [77, 77]
    m.calendar.quarter, m.day = [0, 0], 1
    paid.clear()
    government.fund(m)
    assert not paid, "no other day"


def test_a_quarters_money_is_divided_and_what_cannot_be_paid_is_owed(d, monkeypatch):
    m, bids, short = purses(d), [], np.array([d.rng.randrange(1000), 0])
    for name in ("purchase_fen", "general_fen", "running_fen"):
        m.levers[name] = np.array([d.amount(4000.0), d.amount(4000.0)])
    weights = [3.0, 1.0, 2.0, 2.5]
    monkeypatch.setattr(government, "money_weights", lambda model: np.array(weights))
    monkeypatch.setattr(government, "pay_wages", lambda model: short)
    monkeypatch.setattr(government, "put_out_to_tender", lambda model, fen: bids.append(fen.tolist()))
    c, t, purse = (rows.purse_fen.tolist() for rows in (m.communities, m.townships, m.districts))
    owed, general, total = m.districts.arrears_fen.tolist(), m.accounts["general"], d.rng.randrange(10**7)
    government.pay_out(m, total)
    for k, part in enumerate(money.largest_remainder(total, weights)):
        own = math.floor(part * d.p["money.community_share"])
        township = math.floor(part * d.p["money.township_share"])
        c[k] += own
        t[(0, 0, 1, 2)[k]] += township
        purse[(0, 0, 0, 1)[k]] += part - own - township
    people = (1200, 700)
    asked = [math.floor(m.levers["general_fen"][k] * people[k] / 4.0) for k in range(2)]
    given = asked if sum(asked) <= general else money.largest_remainder(general, asked)
    left = []
    for k in range(2):
        purchase = min(math.floor(m.levers["purchase_fen"][k] * people[k] / 4.0), purse[k])
        purse[k] -= purchase
        due = math.floor(m.levers["running_fen"][k] * people[k] / 4.0) + owed[k] + asked[k] - given[k] + int(short[k])
        paid = min(due, purse[k])
        purse[k] -= paid
        left.append((purchase, paid, due - paid))
    assert m.communities.purse_fen.tolist() == c and m.townships.purse_fen.tolist() == t
    assert m.districts.purse_fen.tolist() == purse
    assert bids == [[purchase for purchase, _, _ in left]]
    assert m.districts.spent_fen.tolist() == [paid for _, paid, _ in left]
    assert m.districts.arrears_fen.tolist() == [still for _, _, still in left]
    assert m.accounts == {"treasury": 10**9 - total, "households": sum(given), "general": general - sum(given)}


def test_a_township_lends_to_the_community_with_most_overdue_hours_per_resident(d):
    for _ in range(10):
        people, overdue = [d.rng.randint(0, 3000) for _ in range(5)], [d.rng.choice((0.0, 9.0, 30.0)) for _ in range(5)]
        c = Rows(
            overdue_hours=np.array(overdue),
            population=np.array(people),
            township=np.array([0, 0, 0, 1, 1]),
            lent_hours=np.zeros(5),
        )
        t = Rows(first_community=np.array([0, 3]), lever_hours=np.array([20.0, 8.0]), lent_hours=np.zeros(2))
        c.reset = t.reset = lambda period: None
        government.lend_hours(
            SimpleNamespace(communities=c, townships=t, scenario=SimpleNamespace(staff=group(d, "staff")))
        )
        lent = [0.0] * 5
        for k, rows in enumerate((range(3), range(3, 5))):
            worst = max(rows, key=lambda row: (overdue[row] / max(people[row], 1), -row))
            hours = d.p["staff.lent_share"] * (20.0, 8.0)[k] if overdue[worst] > 0.0 else 0.0
            lent[worst] = hours
            alike(float(t.lent_hours[k]), hours)
        assert c.lent_hours.tolist() == lent


def test_hours_lent_reach_the_committee_as_far_as_the_township_has_them(d):
    usual = {
        "gross_hours": 9000.0,
        "administrative_share": 0.5,
        "meetings_share": 0.1,
        "counter_share": 0.1,
        "leave_share": 0.05,
        "vacant_share": 0.0,
        "shock_absent": 0.0,
        "campaign_factor": 1.0,
        "township": 0,
        "posts_filled": 0.0,
        "head_hours": 7.0,
        "counter_hours": 0.0,
        "waiting_hours": 0.0,
        "belief": 0.1,
        "fear": 0.1,
        "lever_seen": 0.5,
    }
    levers = {"freed": 0.0, "issue_hours": 0.0, "mechanism_hours": 0.0}
    none = committee(d, usual | {"lent_hours": 0.0}, levers)
    for lent, reached in ((400.0, 400.0), (2500.0, 1000.0)):  # The township has 1,000 hours.
        assert committee(d, usual | {"lent_hours": lent}, levers) - none == pytest.approx(reached)


def test_what_offices_above_take_over_and_in_which_hours(d):
    asked, own, paid = np.array([0.0, 10.0, 900.0]), np.array([5.0, 40.0, 100.0]), np.array([50.0, 60.0, 300.0])
    found = office_hours.take_over(asked, own, paid, group(d, "staff"))
    for k in range(3):
        part = staff.moved_from_issues(d.p, asked[k], own[k])
        taken = min(asked[k], part + max(paid[k] - own[k], 0.0))
        alike(float(found.from_issues[k]), part)
        alike(float(found.hours[k]), taken)
        alike(float(found.accepted[k]), taken / asked[k] if asked[k] else 1.0)


def test_a_flood_damages_once_on_its_first_day_in_a_district(d):
    shock = SimpleNamespace(start_day=10, days=3, spread_days=1, spread_share=0.5, damage=0.2)
    calm = SimpleNamespace(start_day=-1, damage=0.0)
    m = SimpleNamespace(
        scenario=SimpleNamespace(shocks=SimpleNamespace(flood=shock, epidemic=calm, campaign=calm)),
        districts=SimpleNamespace(__len__=None),
        communities=SimpleNamespace(condition=np.array([0.9, 0.9, 0.05]), district=np.array([0, 1, 1])),
        shock_steps={"flood": np.array([0, 1]), "epidemic": np.zeros(2), "campaign": np.zeros(2)},
        shock_state={name: np.zeros(2) for name in shocks.KINDS},
    )
    m.districts = Rows(code=np.zeros(2))
    carried = []
    original, shocks.carry = shocks.carry, lambda model: carried.append(model.day)
    try:
        for m.day in range(8, 18):
            shocks.begin_and_end(m)
    finally:
        shocks.carry = original
    assert np.allclose(m.communities.condition, [0.7, 0.8, 0.0])
    assert carried == [10, 11, 13, 14], "columns follow on the days on which a shock comes to a district or leaves it"


def test_wages_of_a_quarter_are_paid_out_of_the_purse_and_last_years_rest_goes_back(d):
    for january in (False, True):
        for asked_share in (0.0, 0.5):
            rules = group(d, "staffing")
            rules.asked_share = asked_share
            years, opening = 2, ([8.0, 6.5], [3.0], [1.25])
            m = SimpleNamespace(
                communities=SimpleNamespace(district=np.array([0, 0]), posts_filled=np.array([1.0, -2.0])),
                townships=SimpleNamespace(district=np.array([0]), posts_filled=np.array([0.5])),
                districts=Rows(personnel_fen=np.array([12345]), posts_filled=np.array([0.0])),
                calendar=SimpleNamespace(
                    quarter=[1 if january else 2], date=lambda day: date(2018, 1, 1), start=date(2016, 7, 1)
                ),
                day=0,
                scenario=SimpleNamespace(staffing=rules, staff=group(d, "staff")),
                accounts={"personnel": d.rng.choice((10**4, 10**12)), "households": 0},
                structure=SimpleNamespace(staff=np.array(opening[0])),
            )
            upper = d.p["staff.upper_hours_per_head"] / d.p["staff.working_days_per_year"]
            m.township_hours, m.district_hours = np.array(opening[1]) * upper, np.array(opening[2]) * upper
            account = m.accounts["personnel"]
            short = staffing.pay_wages(m)
            if asked_share <= 0.0:
                assert short.tolist() == [0] and m.districts.personnel_fen.tolist() == [12345]
                continue
            wages = [100.0 * d.p[f"staffing.{name}_wage_yuan"] for name in ("committee", "upper", "upper")]
            bill = sum(
                staff.wages_fen(post, wage) for posts, wage in zip(opening, wages, strict=True) for post in posts
            )
            account, purse = (account + 12345, 0) if january else (account, 12345)
            budget = min(int(money.grown(bill, d.p["staffing.budget_growth"], years)) // 4, account)
            at_work = ([9.0, 4.5], [3.5], [1.25])
            quarterly = [money.grown(wage, d.p["staffing.wage_growth"], years) / 4.0 for wage in wages]
            due = sum(
                staff.wages_fen(post, wage) for posts, wage in zip(at_work, quarterly, strict=True) for post in posts
            )
            paid = min(due, purse + budget)
            assert abs(int(short[0]) - (due - paid)) <= 1
            assert abs(int(m.districts.personnel_fen[0]) - (purse + budget - paid)) <= 1
            assert m.accounts["personnel"] == account - budget and abs(m.accounts["households"] - paid) <= 1


def test_social_workers_by_strain_skill_and_leaving_in_this_order(d):
    """Stations feel the hours since the last look; a post is empty for some days and filled by a novice."""
    for u in (0.0, 0.5, 1.0):
        asked, had = d.amount(300.0), d.amount(300.0)
        w = Rows(
            vacant_until=np.array([-1, 30, 90]),
            township=np.zeros(3, int),
            strain=np.array([1.5, 3.0, 3.0]),
            skill=np.array([0.3, 0.1, 0.1]),
            full_skill=np.array([0.6, 0.6, 0.6]),
            turn=np.zeros(3, int),
            hours_per_year=np.full(3, 900.0),
        )
        m = SimpleNamespace(
            workers=w,
            desks=SimpleNamespace(
                offered_hours=np.array([50.0 + asked]),
                available_hours=np.array([20.0 + had]),
                skill=np.zeros(1),
                strained=np.zeros(1),
            ),
            townships=Rows(code=np.array([7]), n_workers=np.zeros(1, int)),
            communities=SimpleNamespace(township=np.zeros(2, int), n_volunteers=np.array([3, 4])),
            rulebook=SimpleNamespace(plain=d.params),
            scenario=SimpleNamespace(governments=group(d, "governments")),
            day=60,
            month=2,
            streams={purpose: int(purpose) for purpose in Purpose},
            station_offered=np.array([50.0]),
            station_available=np.array([20.0]),
            worker_number=np.arange(3),
            worker_hours=np.zeros(1),
            desk_map=SimpleNamespace(of_townships=lambda kind: slice(0, 1)),
        )
        original, social_worker.uniform = social_worker.uniform, lambda *_, u=u: u
        try:
            social_worker.workers_adapt(m)
        finally:
            social_worker.uniform = original
        strain = staff.strain_after(d.p, 1.5, asked, had)
        assert abs(w.strain[0] - strain) < 1e-9
        lacks = d.p["governments.novice_skill"]
        alike(float(w.skill[0]), min(0.6, 0.3 + lacks / 12.0))
        leaves = u < staff.worker_leaves(d.p, float(w.strain[0]))
        assert w.vacant_until.tolist() == [60 + int(d.p["governments.vacancy_days"]) if leaves else -1, -1, 90]
        assert (w.strain[1], w.turn.tolist()) == (1.0, [0, 1, 0])
        alike(float(w.skill[1]), staff.novice_skill(d.p, 0.6))
        n = 1 if leaves else 2
        skills = [w.skill[1]] if leaves else [w.skill[0], w.skill[1]]
        assert m.townships.n_workers[0] == n and abs(m.desks.skill[0] - sum(skills) / n) < 1e-12
        loads = [1.0] if leaves else [w.strain[0], 1.0]
        assert bool(m.desks.strained[0]) == (sum(loads) / n > 1.0 + 1e-9)
        missing = max(d.p["governments.volunteers_per_worker"] * n - 7, 0.0)
        spent = 12.0 * missing * d.p["governments.recruiting_hours"]
        assert abs(m.worker_hours[0] - max(900.0 * n - spent, 0.0)) < 1e-9


def test_departments_move_towards_what_is_overdue(d):
    for moved in (0.0, 0.3):
        for overdue in ([0] * FIELDS, [3, 1, 0, 0, 4, 2, 0]):
            shares = np.full((1, FIELDS), 1.0 / FIELDS)
            rules = group(d, "governments")
            rules.moved_share = moved
            m = SimpleNamespace(
                scenario=SimpleNamespace(governments=rules),
                desk_map=SimpleNamespace(of_districts=lambda kind: slice(kind - FIRST, kind - FIRST + 1)),
                desks=SimpleNamespace(n_overdue=np.array(overdue)),
                department_overdue=np.zeros((1, FIELDS)),
                department_shares=shares,
            )
            government.move_departments(m)
            wanted = [n / sum(overdue) if sum(overdue) else 1.0 / FIELDS for n in overdue]
            expected = [(1.0 - moved) / FIELDS + moved * share for share in wanted]
            assert np.allclose(m.department_shares[0], expected, rtol=1e-12)


def test_a_line_of_the_balance_that_is_kept_daily_counts_on_days_off_and_relieved_work_does_not():
    balance = HoursBalance({"community": 1, "township": 1, "district": 1}, 1)
    for entry in ENTRIES:
        balance.write(entry, 1.0)
    balance.close_day(True)
    balance.close_day(False)
    daily = (Bearer.VOLUNTEER, Bearer.POLICE, Bearer.RESIDENT)
    for entry in ENTRIES:
        twice = entry.bearer in daily and entry.side != RELIEVED
        assert balance.of(entry).tolist() == [2.0 if twice else 1.0], entry


def test_shocks_add_up_to_limits_of_their_own(d, monkeypatch):
    """Shares to one limit, the cost of the way to another; a campaign from above binds its category to its last day."""
    names = ("duty_share", "absent_share", "counter_cost", "emergency_share")
    kinds = {kind: SimpleNamespace(**{name: d.amount(1.0) for name in names}) for kind in shocks.KINDS}
    for shock in kinds.values():
        shock.counter_cost *= 20.0
    kinds["campaign"].category, kinds["campaign"].days = "safety", 9
    state = {kind: np.array([d.share(), d.share(), 0.0]) for kind in shocks.KINDS}
    limits = {"share_limit": d.p["shocks.share_limit"], "cost_limit": d.p["shocks.cost_limit"]}
    columns = {f"shock_{name}": np.zeros(3) for name in ("duty", "absent", "counter_cost", "emergency")}
    m = SimpleNamespace(
        day=50,
        communities=SimpleNamespace(district=np.array([0, 1, 2]), **columns),
        districts=Rows(
            campaign_category=np.full(3, -1), campaign_end=np.full(3, -1), campaign_next=np.array([0, 90, 0])
        ),
        scenario=SimpleNamespace(shocks=SimpleNamespace(**kinds, **limits)),
        shock_state=state,
        campaigns_changed=lambda: None,
    )
    monkeypatch.setattr(shocks, "count_ways", lambda model: None)
    shocks.carry(m)
    for name in names:
        column = "shock_" + name.removesuffix("_share")
        most = limits["cost_limit" if name == "counter_cost" else "share_limit"]
        for k in range(3):
            total = sum(getattr(kinds[kind], name) * state[kind][k] for kind in shocks.KINDS)
            assert abs(getattr(m.communities, column)[k] - min(total, most)) < 1e-12, name
    called = [bool(felt > 0.0) for felt in state["campaign"]]
    assert m.districts.campaign_category.tolist() == [5 if here else -1 for here in called]
    assert m.districts.campaign_end.tolist() == [59 if here else -1 for here in called]
    assert m.districts.campaign_next.tolist() == [
        max(59, (0, 90, 0)[k]) if called[k] else (0, 90, 0)[k] for k in range(3)
    ]
