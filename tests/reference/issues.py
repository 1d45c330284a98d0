"""The life of an issue in the twin, from the candidate occasion to the outcome."""

from __future__ import annotations

import math
from typing import Any

from sim.agents import office as offices_rules
from sim.agents import resident as people_rules
from sim.agents.purposes import Purpose
from sim.issues import attributes, store
from sim.issues.attributes import turn
from sim.randomness import geometric_days, poisson
from sim.vocabulary import Channel, DeskKind, State
from tests.reference.offices import rank
from tests.reference.people import judge, neighbour

NOTHING = 1e-9
WORKING = (store.STAGE_WORK, store.STAGE_HELPER, store.STAGE_LIAISON)


class Issue:
    """One issue; a follow-up of a failure is a new issue with the next occasion of the same resident."""

    def __init__(self, resident: Any, occasion: int, day: int) -> None:
        self.resident, self.home, self.occasion = resident, resident.home, occasion
        self.arose = self.voiced = self.due = day
        self.flags, self.state, self.timer, self.closed = 0, State.LATENT, -1, -1
        self.desk: Any = None
        self.category = self.emergency = self.quick = self.cost_fen = 0
        self.authority = self.departments = self.lead = self.helper = self.queue_class = 0
        self.hours = self.spent = self.work = self.key = 0.0
        self.stage = self.part = self.tier = self.tier_voiced = self.plan = self.lost_tier = self.money_day = 0
        self.hand_overs = self.reopenings = self.attempts = self.n_paper = self.refusals = self.channel = 0
        self.joined: list[int] = []

    @property
    def entered(self) -> bool:
        """Whether it is in the book."""
        return bool(self.flags & store.ENTERED)


def describe(twin: Any, issue: Issue, category: int, emergency: bool, quick: bool, cost: int) -> None:
    """What the issue is about and what it takes."""
    kind, key, at = twin.kinds[category], issue.resident.key, issue.occasion
    urban, draw, normal = issue.home.urban_share, twin.draw, twin.normal
    issue.category, issue.cost_fen = category, cost
    issue.emergency, issue.quick = int(emergency), int(quick)
    issue.work = attributes.work_hours(twin.book, kind, quick, normal(Purpose.HOURS, key, at))
    issue.authority = attributes.lowest_tier(
        draw(Purpose.AUTHORITY, key, at), draw(Purpose.AUTHORITY_UP, key, at), twin.book, kind, quick, urban
    )
    issue.departments = attributes.departments_needed(draw(Purpose.DEPARTMENTS, key, at), twin.book, issue.authority)
    issue.lead = attributes.lead_department(draw(Purpose.LEAD, key, at), category)
    issue.helper = attributes.able_helper(
        draw(Purpose.HELPER, key, at),
        kind,
        category,
        quick,
        urban,
        1.0 - issue.home.unmanaged_share,
        issue.home.lines,
    )


def candidate(twin: Any, person: Any, occasion: int) -> None:
    """One candidate occasion: no need, or one that is solved, voiced, endured or found later."""
    book, home, key = twin.book, person.home, person.key
    category = category_of_need(twin, person, occasion)
    if category is None:
        return
    kind = twin.kinds[category]
    twin.count(store.NEEDS, person, category)
    emergency = twin.draw(Purpose.EMERGENCY, key, occasion) < book.emergency_share
    engaged = person.disposition == 0
    u = twin.draw(Purpose.SELF_SOLVE, key, occasion)
    if not emergency and people_rules.solved_among_neighbours(u, book, kind, home.ties_deviation, engaged):
        twin.count(store.SELF_SOLVED, person, category)
        return
    quick = not emergency and twin.draw(Purpose.QUICK, key, occasion) < book.quick_share
    cost = attributes.cost_fen(
        twin.draw(Purpose.COSTS_MONEY, key, occasion), kind, quick, twin.normal(Purpose.COST, key, occasion)
    )
    n_sharing = 0
    if category <= 2:
        n_sharing = poisson(twin.draw(Purpose.SHARERS, key, occasion), book.shared_neighbours, 7)
        twin.count(store.EXPOSED, person, category, n_sharing)
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
        return
    days = days_to_discovery(twin, person, occasion, category)
    if days > book.forgotten_days:
        twin.count(store.ENDURED, person, category)
        return
    describe(twin, issue, category, emergency, quick, cost)
    issue.plan, issue.timer = store.PLAN_DISCOVER, twin.day + days
    twin.issues.append(issue)


def category_of_need(twin: Any, person: Any, occasion: int) -> int | None:
    """The category in which a candidate becomes a need, if it does."""
    book, c = twin.book, person.home
    x = twin.draw(Purpose.NEED, person.key, occasion) * (book.rate_bound * book.need_rate_town)
    total = 0.0
    for category, kind in enumerate(twin.kinds):
        total += people_rules.need_rate(
            book,
            kind,
            category,
            person.group,
            c.urban_share,
            c.condition_start - c.condition,
            c.unmanaged_share - c.unmanaged_start,
            c.elsewhere_share - c.elsewhere_start,
            c.ties - c.ties_start,
            c.floating_share - c.floating_start,
        )
        if x < total:
            return category
    return None


def days_to_discovery(twin: Any, person: Any, occasion: int, category: int) -> int:
    """Days until patrols find an endured need; 366 stands for never."""
    home = person.home
    p = offices_rules.discovery_chance(twin.book, home.visit_hours_today, home.population, category)
    if p <= 0.0:
        return 366
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
    issue.tier = issue.tier_voiced = tier
    issue.voiced = twin.day
    if issue.flags & (store.REPEAT | store.BYPASS) == 0:
        issue.home.demanded_fen += issue.cost_fen
    issue.desk = desk_at(issue, tier)
    if twin.today.weekday() >= 5:
        issue.state, issue.plan, issue.timer = State.IN_TRANSIT, store.PLAN_INTAKE, twin.next_working_day()
    else:
        register(twin, issue)


def register(twin: Any, issue: Issue) -> None:
    """The office writes the request down or not and sends it to a desk, perhaps of a wrong department."""
    home, person, key, at = issue.home, issue.resident, issue.resident.key, issue.occasion
    tier, issue.plan = issue.tier, 0
    chance = offices_rules.chance_entered(twin.book, issue.channel, home.urban_share, home.unentered)
    entered = twin.draw(Purpose.ENTERED, key, at) < chance
    if entered and tier == 0 and issue.channel != Channel.ONLINE:
        if issue.desk.left + NOTHING >= home.entering_hours:
            spent = min(home.entering_hours, max(issue.desk.left, 0.0))
            issue.desk.left -= spent
            issue.desk.intake_hours += spent
        else:
            entered = False
    if entered:
        issue.flags |= store.ENTERED
        issue.due = twin.day + offices_rules.clock_days(twin.book, tier)
    else:
        normal = twin.normal(Purpose.PATIENCE, key, at)
        issue.due = twin.day + min(120, people_rules.patience_days(twin.book, normal))
    if not issue.quick and twin.draw(Purpose.MISROUTED, key, at) < home.misrouted:
        issue.flags |= store.MISROUTED
    if tier == 0 and home.team_hours > 0.0 and is_client(twin, issue):
        issue.flags |= store.CLIENT
        issue.flags &= ~store.MISROUTED
        arrive(twin, issue, home.desks[DeskKind.TEAM], False)
    elif tier == 0 and person.registered_elsewhere and twin.draw(Purpose.NOBODY, key, at) < home.nobody:
        issue.flags |= store.NOBODY
        issue.state = State.WAITING_HOLDER
        days = geometric_days(twin.draw(Purpose.NOBODY_DAYS, key, at), twin.book.nobody_responsible_days)
        issue.timer = twin.day + min(120, days)
    else:
        arrive(twin, issue, issue.desk, False)


def is_client(twin: Any, issue: Issue) -> bool:
    """Whether the resident is a client of a linked team."""
    home = issue.home
    share = {6: home.client_farmers, 7: home.client_owners}.get(issue.resident.group, home.client_others)
    return twin.draw(Purpose.CLIENT, issue.resident.key, 0) < share


def helper_ready(twin: Any, issue: Issue) -> Any:
    """The desk that can take an issue over from the committee, or None."""
    if issue.helper == 0:
        return None
    if issue.helper <= 4:
        desk = issue.home.desks[issue.helper]
    else:
        township = issue.home.township
        desk = township.desks[issue.helper - 4]
        room = twin.book.caseload_limit * township.n_workers
        if issue.helper == 5 and (desk.hours <= 0.0 or len(desk.queue) >= room):
            if issue.home.referral <= 0.0:
                return None
            desk = township.desks[2]
    return desk if desk.hours > 0.0 else None


def full_hours(twin: Any, issue: Issue, tier: int) -> float:
    """Hours of the whole work at a tier."""
    return offices_rules.hours_at_tier(twin.book, issue.work, tier, issue.home.urban_share, issue.home.remote)


def part_hours(twin: Any, issue: Issue, tier: int) -> float:
    """Hours of one department's part; a second attempt takes a share."""
    hours = full_hours(twin, issue, tier)
    if tier > 0:
        hours = hours / issue.departments
    return hours * twin.book.retry_share if issue.attempts > 0 else hours


def arrive(twin: Any, issue: Issue, desk: Any, new_clock: bool) -> None:
    """An issue arrives at a desk, which sees what it may do with it."""
    book, tier = twin.book, desk.tier
    if issue.tier != tier:
        issue.part = issue.attempts = 0
    issue.tier = tier
    if new_clock and issue.entered:
        issue.due = twin.day + offices_rules.clock_days(book, tier)
    if desk.kind == DeskKind.TEAM:
        issue.stage, issue.hours = store.STAGE_WORK, part_hours(twin, issue, 0)
    elif issue.authority > tier:
        issue.stage, issue.hours = store.STAGE_PASS_UP, offices_rules.hours_of_passing(book, issue.work)
    elif issue.authority < tier and not issue.quick:
        applied = issue.flags & store.STUCK
        issue.stage, issue.hours = (
            store.STAGE_DISPATCH,
            book.application_hours if applied else book.triage_hours,
        )
    elif tier == 0 and helper_ready(twin, issue) is not None:
        issue.stage, issue.hours = store.STAGE_LIAISON, full_hours(twin, issue, 0) * book.liaison_share
    else:
        issue.stage, issue.hours = store.STAGE_WORK, part_hours(twin, issue, tier)
    desk.offered_hours += issue.hours
    enqueue(twin, issue, desk)


def enqueue(twin: Any, issue: Issue, desk: Any) -> None:
    """Puts an issue into a queue and sets the day of the next look at it."""
    rank(twin, issue)
    issue.state, issue.desk = State.QUEUED, desk
    if issue.entered and not issue.emergency and issue.due - 1 > twin.day:
        issue.timer = issue.due - 1
    elif issue.due > twin.day:
        issue.timer = issue.due
    else:
        issue.timer = twin.day + (7 if issue.entered else 1)
    desk.queue.append(issue)


def hand_over(twin: Any, issue: Issue, desk: Any) -> None:
    """Sends an issue to another desk: it takes days and may be lost on the way."""
    home, key = issue.home, issue.resident.key
    issue.timer = -1
    issue.hand_overs = min(255, issue.hand_overs + 1)
    at = turn(issue.occasion, issue.hand_overs)
    if twin.draw(Purpose.LOST, key, at) < (home.lost_entered if issue.entered else home.lost_unentered):
        if issue.entered:
            issue.state, issue.timer = State.LOST_ON_BOOK, max(issue.due, twin.day + 1)
        else:
            lose(twin, issue)
        return
    mean = 1.0 if issue.emergency else home.delay_days
    days = geometric_days(twin.draw(Purpose.HAND_OVER_DAYS, key, at), mean)
    issue.state, issue.desk, issue.timer = State.IN_TRANSIT, desk, twin.day + min(100, days)


def hand_up(twin: Any, issue: Issue) -> None:
    """Sends an issue one tier up."""
    hand_over(twin, issue, desk_at(issue, issue.tier + 1))


def close(twin: Any, issue: Issue, desk: Any, state: State) -> None:
    """An office closes an issue; the resident may be asked, and an unsolved one may be reopened."""
    key = issue.resident.key
    issue.timer = -1
    desk.n_closed_month += 1
    if issue.entered:
        asked = issue.home.rating_online if issue.resident.online else issue.home.rating_other
        at = turn(issue.occasion, issue.reopenings)
        if twin.draw(Purpose.CHECKED, key, at) < asked:
            issue.flags |= store.ASKED
            desk.n_checked_month += 1
            again = twin.draw(Purpose.REOPENED, key, at) < twin.book.reopened_share
            if state != State.RESOLVED and again and issue.reopenings < twin.book.reopenings_limit:
                reopen(twin, issue, desk, state)
                return
    finish(twin, issue, state)


def reopen(twin: Any, issue: Issue, desk: Any, state: State) -> None:
    """The issue goes back to the desk that closed it, with a new clock and the work that is missing."""
    issue.reopenings += 1
    issue.due = twin.day + offices_rules.clock_days(twin.book, issue.tier)
    if state == State.FAILED:
        issue.attempts, issue.part, issue.stage = 1, 0, store.STAGE_WORK
        issue.hours = part_hours(twin, issue, issue.tier)
    desk.offered_hours += issue.hours
    enqueue(twin, issue, desk)


def lose(twin: Any, issue: Issue) -> None:
    """An issue is gone without a word."""
    issue.flags |= store.SILENT
    finish(twin, issue, State.LOST)


def finish(twin: Any, issue: Issue, state: State) -> None:
    """The final outcome: people judge it and something may follow."""
    issue.state, issue.closed, issue.timer = state, twin.day, -1
    judge(twin, issue, state == State.RESOLVED, state == State.LOST)
    if state != State.RESOLVED:
        follow_up(twin, issue)
    issue.home.district.closed_today.append(issue)
    twin.issues.remove(issue)


def follow_up(twin: Any, issue: Issue) -> None:
    """After a failure: over heads, once more, or the cause comes back by itself later; at most six rounds."""
    if issue.occasion % 8 >= 6:
        return
    book, person, at, tier = twin.book, issue.resident, issue.occasion, issue.tier
    plan, wait = 0, 1 + int(twin.draw(Purpose.REPEAT_DAYS, person.key, at) * book.repeat_days)
    if tier < 3:
        start = issue.home.trust_start
        gap = person.trust[tier + 1] - person.trust[tier] - (start[tier + 1] - start[tier])
        u = twin.draw(Purpose.BYPASS, person.key, at)
        if people_rules.goes_over_heads(u, book, gap, person.disposition == 3, issue.home.awareness):
            plan = store.PLAN_BYPASS
    share = book.repeat_silent_share if issue.state == State.LOST else book.repeat_nominal_share
    if not plan and twin.draw(Purpose.REPEAT, person.key, at) < share:
        plan = store.PLAN_REPEAT
    patched = issue.flags & store.COSMETIC or (issue.category == 3 and issue.state == State.FAILED)
    if not plan and patched:
        wait = geometric_days(twin.draw(Purpose.RECURRENCE, person.key, at), book.recurrence_days)
        plan = store.PLAN_RECUR if wait <= book.recurrence_limit_days else 0
    if plan:
        twin.issues.append(next_round(issue, plan, twin.day + wait))


def next_round(issue: Issue, plan: int, day: int) -> Issue:
    """The next round: what it is about and a granted payment stay, what was done starts afresh."""
    new = Issue(issue.resident, issue.occasion + 1, day)
    for name in (
        "category",
        "emergency",
        "quick",
        "cost_fen",
        "work",
        "authority",
        "departments",
        "lead",
        "helper",
        "channel",
        "tier_voiced",
    ):
        setattr(new, name, getattr(issue, name))
    new.flags = {
        store.PLAN_REPEAT: store.REPEAT,
        store.PLAN_BYPASS: store.BYPASS,
        store.PLAN_RECUR: store.RECURRED,
    }[plan]
    if plan != store.PLAN_RECUR:
        new.flags |= issue.flags & store.PAID
    new.plan, new.timer, new.lost_tier = plan, day, issue.tier
    return new


def happens(twin: Any, issue: Issue) -> None:
    """What an issue waited for happens today."""
    issue.timer = -1
    if issue.state == State.LATENT:
        surfaces(twin, issue)
    elif issue.state == State.IN_TRANSIT and issue.plan == store.PLAN_INTAKE:
        register(twin, issue)
    elif issue.state == State.IN_TRANSIT and not issue.entered and issue.due <= twin.day:
        lose(twin, issue)
    elif issue.state == State.IN_TRANSIT:
        arrive(twin, issue, issue.desk, issue.tier != issue.desk.tier)
    elif issue.state == State.WAITING_HOLDER:
        arrive(twin, issue, issue.desk, True)
    elif issue.state in (State.QUEUED, State.WAITING_MONEY):
        is_looked_at(twin, issue)
    else:
        lose(twin, issue)


def surfaces(twin: Any, issue: Issue) -> None:
    """A hidden issue is found by a patrol, voiced again, carried over heads, or comes back."""
    plan, issue.plan = issue.plan, 0
    if plan == store.PLAN_DISCOVER:
        issue.flags |= store.DISCOVERED
        issue.channel = Channel.GRID_WORKER
        take_up(twin, issue, 0)
    elif plan == store.PLAN_BYPASS:
        tier = min(3, issue.lost_tier + 1)
        issue.channel = Channel.PETITION if tier == 3 else Channel.HOTLINE
        take_up(twin, issue, tier)
    elif plan == store.PLAN_REPEAT:
        take_up(twin, issue, issue.tier_voiced)
    else:
        person = issue.resident
        twin.count(store.NEEDS, person, issue.category)
        channel = person.channel_today(twin, issue.occasion)
        u = twin.draw(Purpose.VOICE, person.key, issue.occasion)
        if person.voices(twin, u, bool(issue.emergency), issue.cost_fen > 0, channel):
            addressed(twin, issue, channel)
        else:
            twin.count(store.ENDURED, person, issue.category)
            twin.issues.remove(issue)


def is_looked_at(twin: Any, issue: Issue) -> None:
    """An issue at a desk is due soon, has its money, is given up, goes up, or may be closed on paper."""
    waiting, day, desk = issue.state == State.WAITING_MONEY, twin.day, issue.desk
    if waiting and issue.money_day <= day:
        enqueue(twin, issue, desk)
        return
    if not waiting:
        desk.queue.remove(issue)
    if not issue.entered:
        lose(twin, issue)
        return
    next_look = issue.due
    if day < issue.due:
        issue.queue_class = min(issue.queue_class, 3)
    else:
        issue.flags |= store.LATE
        if issue.home.goes_up > 0.0 and issue.tier < 2 and issue.n_paper > 0:
            issue.authority = max(issue.authority, issue.tier + 1)
            hand_up(twin, issue)
            return
        stuck = bool(issue.flags & store.STUCK) or issue.stage in (store.STAGE_PASS_UP, store.STAGE_APPLY)
        u = twin.draw(Purpose.PAPER, issue.resident.key, turn(issue.occasion, issue.n_paper))
        issue.n_paper = min(255, issue.n_paper + 1)
        if offices_rules.closes_on_paper(u, twin.book, issue.home.seen, stuck, desk.belief, issue.emergency):
            little = int(issue.cost_fen * twin.book.cosmetic_share)
            if issue.cost_fen and not issue.flags & store.PAID and pays(issue, desk.tier, little, math.inf):
                issue.flags |= store.COSMETIC
            close(twin, issue, desk, State.NOMINAL)
            return
        next_look = day + 7
    issue.timer = min(next_look, issue.money_day) if waiting else next_look
    if not waiting:
        desk.queue.append(issue)


def pays(issue: Issue, tier: int, fen: int, limit_yuan: float) -> bool:
    """Whether the office of a tier pays an amount out of its purse, within its limit."""
    office = (issue.home, issue.home.township, issue.home.district, issue.home.district)[tier]
    if fen > limit_yuan * 100.0 or office.purse_fen < fen:
        return False
    office.purse_fen -= fen
    office.spent_fen += fen
    return True


def secure_money(twin: Any, issue: Issue, desk: Any) -> bool:
    """Whether the cost is paid by the desk's own office, or by any tier of a linked team."""
    limits = (twin.book.community_limit, twin.book.township_limit, math.inf, math.inf)
    tiers = (0, 1, 2) if desk.kind == DeskKind.TEAM else (desk.tier,)
    paid = any(pays(issue, tier, issue.cost_fen, limits[tier]) for tier in tiers)
    if paid:
        issue.flags = (issue.flags | store.PAID) & ~store.STUCK
    return paid


def serve(twin: Any, desk: Any) -> None:
    """A desk works down its queue; what it has attended to waits for another day."""
    for_emergencies = desk.left * (1.0 - desk.place.protected) if desk.kind == DeskKind.COMMITTEE else desk.left
    aside = []
    while desk.left > NOTHING and desk.queue:
        issue = desk.first()
        if issue.emergency and for_emergencies <= NOTHING:
            aside.append(issue)
            continue
        before = desk.left
        if attend(twin, issue, desk):
            aside.append(issue)
        if issue.emergency:
            for_emergencies -= before - desk.left
    desk.queue.extend(aside)


def attend(twin: Any, issue: Issue, desk: Any) -> bool:
    """A desk spends today's hours on one issue; gives whether the issue stays for another day."""
    book = twin.book
    if issue.flags & store.MISROUTED:
        issue.flags &= ~store.MISROUTED
        spend(issue, desk, min(book.rerouting_hours, desk.left))
        hand_over(twin, issue, desk)
        return False
    needs_money = issue.stage in (store.STAGE_WORK, store.STAGE_HELPER) or (
        issue.stage == store.STAGE_DISPATCH and issue.flags & store.STUCK
    )
    unpaid = issue.cost_fen > 0 and not issue.flags & store.PAID
    if needs_money and unpaid and not secure_money(twin, issue, desk):
        issue.flags |= store.STUCK
        if issue.tier >= 2:
            issue.state, issue.money_day = State.WAITING_MONEY, issue.home.district.next_funding_day
            issue.timer = min(issue.due if issue.due > twin.day else twin.day + 7, issue.money_day)
            return False
        issue.stage, issue.hours = store.STAGE_APPLY, book.application_hours
    hours = min(issue.hours, book.hours_per_day_limit, desk.left)
    spend(issue, desk, hours)
    issue.hours -= hours
    if issue.hours > NOTHING:
        issue.key = offices_rules.order_key(book, issue.hours, issue.due)
        return True
    return finish_stage(twin, issue, desk)


def spend(issue: Issue, desk: Any, hours: float) -> None:
    """Books hours on an issue, as work or as passing on."""
    desk.left -= hours
    issue.spent += hours
    if issue.stage in WORKING:
        desk.work_hours += hours
    else:
        desk.passing_hours += hours


def finish_stage(twin: Any, issue: Issue, desk: Any) -> bool:
    """The hours of a stage are done; gives whether the issue stays at the desk for another day."""
    if issue.stage in (store.STAGE_PASS_UP, store.STAGE_APPLY):
        hand_up(twin, issue)
    elif issue.stage == store.STAGE_DISPATCH:
        hand_over(twin, issue, desk_at(issue, issue.authority))
    elif issue.stage == store.STAGE_LIAISON:
        helper = helper_ready(twin, issue)
        issue.hours = full_hours(twin, issue, 0) * (1.0 - twin.book.liaison_share)
        issue.stage = store.STAGE_WORK if helper is None else store.STAGE_HELPER
        (helper or desk).offered_hours += issue.hours
        enqueue(twin, issue, helper or desk)
    elif issue.tier > 0 and desk.kind != DeskKind.TEAM and issue.part + 1 < issue.departments:
        return next_part(twin, issue)
    else:
        return see_outcome(twin, issue, desk)
    return False


def next_part(twin: Any, issue: Issue) -> bool:
    """The next department is asked and may refuse; then it is asked again another day."""
    at = turn(issue.occasion, issue.refusals)
    issue.refusals = min(255, issue.refusals + 1)
    if twin.draw(Purpose.REFUSAL, issue.resident.key, at) < twin.book.refusal_share:
        issue.stage, issue.hours = store.STAGE_REFUSED, twin.book.refusal_hours
        issue.key = offices_rules.order_key(twin.book, issue.hours, issue.due)
        return True
    issue.part += 1
    hand_over(twin, issue, desk_at(issue, issue.tier, issue.part))
    return False


def see_outcome(twin: Any, issue: Issue, desk: Any) -> bool:
    """The work is done: the cause is gone, or it is tried again, sent up, or closed as done."""
    book, key, home = twin.book, issue.resident.key, issue.home
    at = turn(issue.occasion, issue.attempts + 16 * issue.reopenings)
    u = twin.draw(Purpose.SUCCESS, key, at)
    if offices_rules.succeeds(
        u, book, twin.kinds[issue.category], desk.skill, issue.departments, desk.specialist, desk.strained
    ):
        if issue.category == 0 and issue.cost_fen > 0:
            gain = issue.cost_fen / 100.0 / (book.repair_value_per_resident * home.population)
            home.condition = min(1.0, home.condition + gain)
        close(twin, issue, desk, State.RESOLVED)
        return False
    issue.attempts += 1
    up = issue.category == 3 and issue.tier < 2
    if up and twin.draw(Purpose.DISPUTE_UP, key, at) < book.failed_dispute_up_share:
        issue.authority = issue.tier + 1
        hand_up(twin, issue)
        return False
    if issue.attempts == 1 and twin.day < issue.due:
        if issue.stage == store.STAGE_REFUSED:
            issue.stage = store.STAGE_WORK
        issue.hours = part_hours(twin, issue, issue.tier)
        issue.key = offices_rules.order_key(book, issue.hours, issue.due)
        return True
    close(twin, issue, desk, State.FAILED)
    return False
