"""Posts of the twin's offices: who pays for them, who asks for more, who loses them, and how they are filled."""

from __future__ import annotations

from typing import Any

from sim.agents import staffing as rules
from tests.reference.offices import Community, District


def is_on(twin: Any) -> bool:
    """Whether posts move at all."""
    return bool(twin.scenario.staffing.asked_share > 0.0)


def offices_of(d: Any) -> list[Any]:
    """The offices of a district in the order in which it looks at them."""
    return [*d.communities, *d.townships, d]


def opening(twin: Any, office: Any) -> float:
    """Posts at the start."""
    if isinstance(office, Community):
        return float(office.members + office.contract_workers)
    staff = twin.scenario.staff
    return float(office.base_hours * (staff.working_days_per_year / staff.upper_hours_per_head))


def wage(twin: Any, office: Any, years: int) -> float:
    """Fen that a post costs in a year."""
    staffing = twin.scenario.staffing
    yuan = staffing.committee_wage_yuan if isinstance(office, Community) else staffing.upper_wage_yuan
    return float(rules.grown(100.0 * yuan, staffing.wage_growth, years))


def budget(twin: Any, d: Any, years: int) -> int:
    """What a district has for posts in a year."""
    bill = sum(rules.wages_fen(opening(twin, office), wage(twin, office, 0)) for office in offices_of(d))
    return int(rules.grown(bill, twin.scenario.staffing.budget_growth, years))


def all_budgets(twin: Any, years: int) -> int:
    """The account for personnel on the first day."""
    return sum(budget(twin, d, n) for d in twin.districts for n in range(years)) if is_on(twin) else 0


def pay_wages(twin: Any) -> list[int]:
    """A quarter's money and wages; what could not be paid, by district."""
    # `tests.reference.services` opens the accounts by this module.
    from tests.reference.services import take_from

    if not is_on(twin):
        return [0 for _ in twin.districts]
    if (twin.today.month, twin.today.day) == (1, 1):
        for d in twin.districts:
            twin.accounts["personnel"] += d.personnel_fen
            d.personnel_fen = 0
    years, short = twin.years(), []
    given = take_from(twin, "personnel", [budget(twin, d, years) // 4 for d in twin.districts])
    for d, fen in zip(twin.districts, given, strict=True):
        d.personnel_fen += fen
        due = sum(
            rules.wages_fen(opening(twin, office) + office.posts_filled, wage(twin, office, years) / 4.0)
            for office in offices_of(d)
        )
        paid = min(due, d.personnel_fen)
        d.personnel_fen -= paid
        twin.accounts["households"] += paid
        short.append(due - paid)
    return short


def fill_posts(twin: Any) -> None:
    """Newcomers take empty posts; above the community they learn within a year."""
    if not is_on(twin):
        return
    params = twin.params
    for office in twin.communities + twin.townships + twin.districts:
        if office.posts > office.posts_filled:
            come = rules.newcomers(params, office.posts, office.posts_filled)
            staff = opening(twin, office) + office.posts_filled
            office.novice_share = rules.novices_with(office.novice_share, staff, come)
            office.posts_filled += come
    for office in twin.townships + twin.districts:
        if office.novice_share > 0.0:
            office.novice_share -= office.novice_share / 12.0
            skill = rules.skill_with(twin.scenario.staff.skill_upper, params, office.novice_share)
            for desk in desks_of(office):
                desk.skill = skill


def desks_of(office: Any) -> list[Any]:
    """The desks at which its posts are."""
    return office.desks[:7] if isinstance(office, District) else office.desks[:1]


def posts_adapt(twin: Any) -> None:
    """1 January: posts for whoever was short of hours, as far as the budget goes; fewer where it does not."""
    for d in twin.districts if is_on(twin) else []:
        decide(twin, d)


def decide(twin: Any, d: Any) -> None:
    """One district."""
    params, years, days = twin.params, twin.years(), twin.scenario.staff.working_days_per_year
    upper = twin.scenario.staff.upper_hours_per_head / days

    def bill(office: Any) -> int:
        return rules.wages_fen(opening(twin, office) + office.posts, wage(twin, office, years))

    room = budget(twin, d, years) - sum(bill(office) for office in offices_of(d))
    seen = []
    for office in offices_of(d):
        sums = [0.0, 0.0, 0.0]
        for desk in desks_of(office):
            sums = [x + y for x, y in zip(sums, (desk.offered_hours, desk.available_hours, desk.hours), strict=True)]
        asked, had = sums[0] - office.load_offered, sums[1] - office.load_available
        office.load_offered, office.load_available = sums[0], sums[1]
        if rules.looked_at(asked, had, sums[2], days):
            seen.append((asked / had, office, asked, had))
    for _, office, asked, had in sorted(seen, key=lambda one: -one[0] if room > 0 else one[0]):
        if room == 0:
            return
        unit, a_post = (d.drawn_share if office is d else 1.0), upper
        if isinstance(office, Community):
            staff = max(office.members + office.contract_workers, 1.0)
            a_post = office.gross_hours / staff / days * twin.scenario.staffing.post_issue_share
        before, price = bill(office), wage(twin, office, years) * unit
        if room > 0:
            n = min(rules.units_wanted(params, asked, had, a_post * unit * days), int(room // price))
        else:
            spare = rules.units_to_spare(params, office.posts, office.base_hours, a_post, unit)
            n = -min(spare, int(-(room // price)))
        office.posts += n * unit
        if n:
            office.posts_filled = min(office.posts_filled, office.posts)
        left = room - (bill(office) - before)
        room = max(left, 0) if room > 0 else min(left, 0)
