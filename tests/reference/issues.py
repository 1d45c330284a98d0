"""Issues of the twin: how they arise, are reported, written down and come to a desk."""

from __future__ import annotations

import math
from typing import Any

from sim.agents import office as offices_rules
from sim.agents import resident as people_rules
from sim.agents import staffing as posts
from sim.agents.attention import refuses_share
from sim.agents.purposes import Purpose
from sim.issues import attributes, store
from sim.issues.attributes import turn
from sim.randomness import geometric_days, poisson
from sim.vocabulary import Category, Channel, DeskKind, State
from tests.reference.offices import rank
from tests.reference.people import neighbour

NOTHING = 1e-9


class Issue:
    """One issue; a follow-up of a failure is a new issue with the next occasion of the same resident."""

    def __init__(self, resident: Any, occasion: int, day: int) -> None:
        self.resident, self.home, self.occasion = resident, resident.home, occasion
        self.arose = self.reported = self.due = day
        self.flags, self.state, self.timer, self.closed = 0, State.LATENT, -1, -1
        self.desk: Any = None
        self.category = self.emergency = self.quick = self.cost_fen = 0
        self.authority = self.departments = self.lead = self.helper = self.queue_class = 0
        self.hours = self.spent = self.work = self.key = 0.0
        self.stage = self.part = self.tier = self.tier_reported = self.plan = self.lost_tier = self.money_day = 0
        self.hand_overs = self.reopenings = self.attempts = self.n_nominal = self.refusals = self.channel = 0
        self.joined: list[int] = []

    @property
    def registered(self) -> bool:
        """Whether it is registered."""
        return bool(self.flags & store.REGISTERED)


def describe(twin: Any, issue: Issue, category: int, emergency: bool, quick: bool, cost: int) -> None:
    """What the issue is about and what it takes."""
    kind, key, at = twin.kinds[category], issue.resident.key, issue.occasion
    urban, draw, normal = issue.home.urban_share, twin.draw, twin.normal
    issue.category, issue.cost_fen = category, cost
    issue.emergency, issue.quick = int(emergency), int(quick)
    issue.work = attributes.work_hours(twin.params, kind, quick, normal(Purpose.HOURS, key, at))
    issue.authority = attributes.lowest_tier(
        draw(Purpose.AUTHORITY, key, at), draw(Purpose.AUTHORITY_UP, key, at), twin.params, kind, quick, urban
    )
    issue.departments = attributes.departments_needed(draw(Purpose.DEPARTMENTS, key, at), twin.params, issue.authority)
    issue.lead = attributes.lead_department(draw(Purpose.LEAD, key, at), kind)
    home, lines, volunteers = issue.home, issue.home.lever_lines, issue.home.lever_able_volunteer
    if issue.resident.in_key_group():
        lines = max(lines, home.lever_lines_key)
        volunteers = max(volunteers, home.lever_able_volunteer_key) if category == 4 else volunteers
    issue.helper = attributes.able_helper(
        draw(Purpose.HELPER, key, at),
        kind,
        quick,
        urban,
        1.0 - issue.home.unmanaged_share,
        issue.home.room,
        lines,
        volunteers,
        issue.home.lever_able_police,
        issue.home.lever_able_mediator,
        issue.home.lever_able_organisation * served(issue.home.township, kind),
    )


def served(township: Any, kind: Any) -> float:
    """The share of organisations' hours in fields that serve a category."""
    shares = (
        township.organisation_welfare_share,
        township.organisation_dispute_share,
        township.organisation_environment_share,
        township.organisation_farming_share,
    )
    return attributes.field_share(kind, *shares)


def candidate(twin: Any, person: Any, occasion: int) -> None:
    """One candidate occasion: no need, or one that is solved, reported, endured or found later."""
    params, home, key = twin.params, person.home, person.key
    category = category_of_need(twin, person, occasion)
    if category is None:
        return
    kind = twin.kinds[category]
    twin.count(store.NEEDS, person, category)
    emergency = twin.draw(Purpose.EMERGENCY, key, occasion) < params.emergency_share + home.shock_emergency
    ties_more = people_rules.ties_at_hand(params, home.ties, person.from_elsewhere) - home.ties_start
    u = twin.draw(Purpose.SELF_SOLVE, key, occasion)
    if not emergency and people_rules.solved_among_neighbours(u, params, kind, ties_more, person.disposition):
        twin.count(store.SELF_SOLVED, person, category)
        return
    quick = not emergency and twin.draw(Purpose.QUICK, key, occasion) < params.quick_share
    cost = attributes.cost_fen(
        twin.draw(Purpose.COSTS_MONEY, key, occasion), kind, quick, twin.normal(Purpose.COST, key, occasion)
    )
    cost = int(cost * posts.grown(1.0, twin.scenario.money.cost_growth, twin.years()))
    n_sharing = 0
    if Category(category).row.shared:
        n_sharing = poisson(twin.draw(Purpose.SHARERS, key, occasion), params.shared_neighbours, 7)
        twin.count(store.EXPOSED, person, category, n_sharing)
    if not emergency and cost == 0 and courtyard_solves(twin, person, occasion, category, quick):
        twin.count(store.SELF_SOLVED, person, category)
        return
    issue = Issue(person, occasion, twin.day)
    channel = person.channel_today(twin, occasion)
    if person.voices(twin, twin.draw(Purpose.VOICE, key, occasion), emergency, cost > 0, channel):
        describe(twin, issue, category, emergency, quick, cost)
        twin.issues.append(issue)
        for number in range(n_sharing):
            other = neighbour(twin, Purpose.SHARER, home, key, turn(occasion, number))
            u = twin.draw(Purpose.JOINS, key, turn(occasion, number))
            if other.voices(twin, u, emergency, cost > 0, Channel.COUNTER):
                issue.joined.append(number)
        addressed(twin, issue, channel)
        reported_twice(twin, issue)
        return
    days = days_to_discovery(twin, person, occasion, category)
    if days > params.forgotten_days:
        twin.count(store.ENDURED, person, category)
        return
    describe(twin, issue, category, emergency, quick, cost)
    issue.plan, issue.timer = store.PLAN_DISCOVER, twin.day + days
    twin.issues.append(issue)


def courtyard_solves(twin: Any, person: Any, occasion: int, category: int, quick: bool) -> bool:
    """Whether a courtyard committee spends its hours on a small matter that it is told of, and with success."""
    home, params, kind = person.home, twin.params, twin.kinds[category]
    if home.courtyard_left <= 0.0 or category not in (1, 2, 3):
        return False
    hours = attributes.work_hours(params, kind, quick, twin.normal(Purpose.HOURS, person.key, occasion))
    if hours > min(params.courtyard_limit_hours, home.courtyard_left):
        return False
    u = twin.draw(Purpose.VOICE, person.key, occasion)
    if not person.voices(twin, u, False, False, Channel.GRID_WORKER):
        return False
    home.courtyard_left -= hours
    home.courtyard_used += hours
    u = twin.draw(Purpose.COURTYARD, person.key, occasion)
    return offices_rules.succeeds(u, params, kind, params.courtyard_skill, 1, 0, 0, 0.0, 0.0)


def reported_twice(twin: Any, issue: Issue) -> None:
    """A second channel makes a second row of work where offices are islands: work in vain, without money."""
    chance = twin.params.double_share * issue.home.lever_duplicates
    if twin.draw(Purpose.SECOND_CHANNEL, issue.resident.key, issue.occasion) >= chance:
        return
    second = Issue(issue.resident, issue.occasion, twin.day)
    describe(twin, second, issue.category, bool(issue.emergency), bool(issue.quick), 0)
    second.occasion += 7
    second.flags, second.authority, second.departments, second.helper = store.DUPLICATE, 0, 1, 0
    issue.home.n_duplicates += 1
    twin.issues.append(second)
    second.channel = Channel.HOTLINE if issue.tier_reported == 0 else Channel.COUNTER
    take_up(twin, second, 1 if issue.tier_reported == 0 else 0)


def category_of_need(twin: Any, person: Any, occasion: int) -> int | None:
    """The category in which a candidate becomes a need, if it does."""
    params, c = twin.params, person.home
    x = twin.draw(Purpose.NEED, person.key, occasion) * people_rules.most_needs(params)
    total = 0.0
    for category, kind in enumerate(twin.kinds):
        total += people_rules.need_rate(
            params,
            kind,
            person.group,
            c.urban_share,
            c.condition_start - c.condition,
            c.unmanaged_share - c.unmanaged_start,
            c.elsewhere_share - c.elsewhere_start,
            c.ties - c.ties_start + c.agreements,
            c.floating_share - c.floating_start,
            c.good_habits,
        )
        if x < total:
            return category
    return None


def days_to_discovery(twin: Any, person: Any, occasion: int, category: int) -> int:
    """Days until patrols find an endured need; 366 stands for never, 1 for tomorrow where it is certain."""
    home = person.home
    p = offices_rules.discovery_chance(
        twin.params,
        twin.kinds[category],
        person.visits(twin, at_home=category not in (0, 1, 5)),
        home.lever_patrol_hours,
        home.home_visit_hours,
        home.population,
    )
    if p <= 0.0:
        return 366
    if p >= 1.0:
        return 1
    u = twin.draw(Purpose.DISCOVERY, person.key, occasion)
    return min(366, 1 + int(math.log(1.0 - u) / math.log(1.0 - p)))


def addressed(twin: Any, issue: Issue, channel: int) -> None:
    """The resident turns to the community, or straight above by hotline or petition."""
    tier = issue.resident.tier_addressed(twin, issue.occasion)
    issue.channel = (channel, Channel.HOTLINE, Channel.HOTLINE, Channel.PETITION)[tier]
    take_up(twin, issue, tier)


def desk_at(issue: Issue, tier: int, part: int = 0) -> Any:
    """The desk of a tier that is responsible, by department in the district and part of the work."""
    if tier == 0:
        return issue.home.desks[0]
    if tier == 1:
        return issue.home.township.desks[0]
    return issue.home.district.desks[attributes.next_department(issue.lead, part) if tier == 2 else 7]


def take_up(twin: Any, issue: Issue, tier: int) -> None:
    """A request reaches an office; on days off nobody looks at it before the next working day."""
    issue.tier = issue.tier_reported = tier
    issue.reported = twin.day
    if issue.flags & (store.REPEAT | store.BYPASS | store.DUPLICATE) == 0:
        issue.home.demanded_fen += issue.cost_fen
        redeem_credit(twin, issue)
    issue.desk = desk_at(issue, tier)
    if not twin.is_working_day():
        issue.state, issue.plan, issue.timer = State.IN_TRANSIT, store.PLAN_INTAKE, twin.next_working_day()
    else:
        register(twin, issue)


def redeem_credit(twin: Any, issue: Issue) -> None:
    """A volunteer's own need in environment or welfare is met by volunteers, as far as credit in the bank goes."""
    home, person = issue.home, issue.resident
    if not person.volunteer or issue.category not in (1, 4) or issue.quick or issue.authority > 0 or issue.helper == 1:
        return
    hours = full_hours(twin, issue, 0) * (1.0 - twin.params.liaison_share)
    if home.credit_hours > 0.0 and hours <= home.credit_hours:
        home.credit_hours -= hours
        home.redeemed_hours += hours
        issue.helper = 1


def refuses_entry(twin: Any, issue: Issue) -> bool:
    """Whether a committee keeps what is beyond its authority off the register, for fear of its township's rank."""
    ranked = issue.home.township.rank_belief
    if ranked <= 0.0 or issue.authority == 0 or issue.flags & (store.CLIENT | store.DUPLICATE):
        return False
    u = twin.draw(Purpose.REFUSED_ENTRY, issue.resident.key, issue.occasion)
    return bool(u < refuses_share(twin.params, ranked, issue.home.lever_unregistered))


def register(twin: Any, issue: Issue) -> None:
    """The office writes the request down or not and sends it to a desk, perhaps of a wrong department."""
    home, person, key, at = issue.home, issue.resident, issue.resident.key, issue.occasion
    tier, issue.plan = issue.tier, 0
    chance = offices_rules.chance_registered(twin.params, issue.channel, home.urban_share, home.lever_unregistered)
    desk = issue.desk
    if tier == 0 and not issue.flags & store.DUPLICATE and person.is_client(twin):
        issue.flags |= store.CLIENT
        desk, chance = home.desks[DeskKind.TEAM], max(chance, home.lever_client_ledger)
    registered = twin.draw(Purpose.REGISTERED, key, at) < chance
    if registered and tier == 0 and issue.channel != Channel.ONLINE and refuses_entry(twin, issue):
        issue.flags |= store.REFUSED
        registered = False
    if registered and tier == 0 and issue.channel != Channel.ONLINE:
        if desk.left + NOTHING >= home.lever_registering_hours:
            spent = min(home.lever_registering_hours, max(desk.left, 0.0))
            desk.left -= spent
            desk.intake_hours += spent
        else:
            registered = False
    if registered:
        issue.flags |= store.REGISTERED
        issue.due = due_of(twin, issue, tier)
    else:
        normal = twin.normal(Purpose.PATIENCE, key, at)
        days = people_rules.patience_days(twin.params, normal)
        issue.due = twin.day + min(int(twin.params.patience_limit_days), days)
    if not issue.quick and twin.draw(Purpose.MISROUTED, key, at) < home.lever_misrouted:
        issue.flags |= store.MISROUTED
    if issue.flags & store.CLIENT:
        issue.flags &= ~store.MISROUTED
        arrive(twin, issue, desk, False)
    elif tier == 0 and person.registered_elsewhere and twin.draw(Purpose.NOBODY, key, at) < home.lever_nobody:
        issue.flags |= store.NOBODY
        issue.state = State.WAITING_HOLDER
        days = geometric_days(twin.draw(Purpose.NOBODY_DAYS, key, at), twin.params.nobody_responsible_days)
        issue.timer = twin.day + min(int(twin.params.nobody_responsible_limit_days), days)
    else:
        arrive(twin, issue, issue.desk, False)


def days_allowed(twin: Any, issue: Issue, tier: int) -> int:
    """Days of a holder; a linked team has those of its ledger for the tier that must decide."""
    if issue.flags & store.CLIENT:
        return offices_rules.client_days(twin.params, issue.authority, issue.home.lever_client_clock)
    return offices_rules.clock_days(twin.params, tier)


def due_of(twin: Any, issue: Issue, tier: int) -> int:
    """The day by which a holder must be done with what has come to it today."""
    return int(offices_rules.due_day(twin.params, twin.working, twin.day, days_allowed(twin, issue, tier)))


def helper_ready(twin: Any, issue: Issue) -> Any:
    """The desk that can take an issue over from the committee, or None."""
    if issue.helper == 0:
        return None
    if issue.helper <= 4:
        desk = issue.home.desks[issue.helper]
    else:
        township = issue.home.township
        desk = township.desks[issue.helper - 4]
        room = twin.params.caseload_limit * (township.n_workers + township.lever_workers)
        if issue.helper == 5 and (desk.hours <= 0.0 or len(desk.queue) >= room):
            if issue.home.lever_referral <= 0.0:
                return None
            desk = township.desks[2]
    return desk if desk.hours > 0.0 else None


def full_hours(twin: Any, issue: Issue, tier: int) -> float:
    """Hours of the whole work at a tier."""
    return offices_rules.hours_at_tier(twin.params, issue.work, tier, issue.home.urban_share, issue.home.remote)


def part_hours(twin: Any, issue: Issue, tier: int) -> float:
    """Hours of one department's part; a second attempt takes a share."""
    hours = full_hours(twin, issue, tier)
    if tier > 0:
        hours = hours / issue.departments
    return hours * twin.params.retry_share if issue.attempts > 0 else hours


def arrive(twin: Any, issue: Issue, desk: Any, new_clock: bool) -> None:
    """An issue arrives at a desk, which sees what it may do with it."""
    params, tier = twin.params, desk.tier
    if issue.tier != tier:
        issue.part = issue.attempts = 0
    issue.tier = tier
    if new_clock and issue.registered:
        issue.due = due_of(twin, issue, tier)
    if desk.kind == DeskKind.TEAM:
        issue.stage, issue.hours = store.STAGE_WORK, part_hours(twin, issue, 0)
    elif issue.flags & store.DUPLICATE:
        issue.stage, issue.hours = store.STAGE_WORK, full_hours(twin, issue, tier) * params.duplicate_work_share
    elif issue.authority > tier:
        issue.stage, issue.hours = store.STAGE_PASS_UP, offices_rules.hours_of_passing(params, issue.work)
    elif issue.authority < tier and not issue.quick:
        applied = issue.flags & store.STUCK
        issue.stage, issue.hours = (
            store.STAGE_DISPATCH,
            params.application_hours if applied else params.triage_hours,
        )
    elif tier == 0 and helper_ready(twin, issue) is not None:
        issue.stage, issue.hours = store.STAGE_LIAISON, full_hours(twin, issue, 0) * params.liaison_share
    else:
        issue.stage, issue.hours = store.STAGE_WORK, part_hours(twin, issue, tier)
    if issue.hand_overs > 0:
        issue.hours += issue.home.lever_reentry
    desk.offered_hours += issue.hours
    enqueue(twin, issue, desk)


def enqueue(twin: Any, issue: Issue, desk: Any) -> None:
    """Puts an issue into a queue and sets the day of the next look at it."""
    rank(twin, issue)
    issue.state, issue.desk = State.QUEUED, desk
    soon = int(twin.params.due_soon_days)
    if issue.registered and not issue.emergency and issue.due - soon > twin.day:
        issue.timer = issue.due - soon
    elif issue.due > twin.day:
        issue.timer = issue.due
    else:
        issue.timer = twin.day + (int(twin.params.look_days) if issue.registered else 1)
    desk.queue.append(issue)
