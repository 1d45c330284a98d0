"""Meetings, councils, estates and the stocks of communities in the twin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.agents import adaptation
from sim.agents import resident as rules
from sim.agents.attention import decay_in_year
from sim.agents.purposes import Purpose
from sim.hours import ORIGIN, USE
from sim.issues import store
from sim.vocabulary import Bearer, HoursOrigin, HoursUse, State
from tests.reference.issues import due_of, enqueue
from tests.reference.offices import rank_again
from tests.reference.people import neighbour


def age(issue: Any) -> tuple[int, int, int]:
    """The order of an agenda: older first, then the lower permanent id."""
    return issue.reported, issue.resident.key, issue.occasion


def meet(twin: Any) -> None:
    """Joint meetings of townships and councils of communities, district by district."""
    for d in twin.districts:
        for t in d.townships:
            if t.lever_meeting_slots >= 1.0:
                joint_meeting(twin, t)
        for c in d.communities:
            if c.lever_council_slots >= 1.0:
                council(twin, c)


def joint_meeting(twin: Any, township: Any) -> None:
    """The oldest issues of several departments are settled together, up to the agenda's length."""
    handled = (State.IN_TRANSIT, State.QUEUED, State.WAITING_MONEY, State.WAITING_HOLDER)
    waiting = [
        i
        for i in twin.issues
        if i.home.township is township
        and i.state in handled
        and not i.flags & (store.JOINT | store.DUPLICATE)
        and i.part + 1 < i.departments
    ]
    slots = int(township.lever_meeting_slots)
    township.n_meetings += 1
    township.n_not_reached += max(0, len(waiting) - slots)
    for issue in sorted(waiting, key=age)[:slots]:
        issue.flags |= store.JOINT
        take_minutes(twin, issue)
        township.n_joint += 1


def take_minutes(twin: Any, issue: Any) -> None:
    """The township writes down what a meeting settles, if it has the hours."""
    desk, hours = issue.home.township.desks[0], issue.home.lever_registering_hours
    if issue.registered or desk.left < hours:
        return
    desk.left -= hours
    desk.intake_hours += hours
    issue.flags |= store.REGISTERED
    issue.due = due_of(twin, issue, issue.tier)
    if issue.state == State.QUEUED:
        issue.desk.queue.remove(issue)
        enqueue(twin, issue, issue.desk)


def council(twin: Any, c: Any) -> None:
    """Eight parties and residents: with a quorum, matters of most complainants are settled where they agree."""
    params = twin.params
    c.n_councils += 1
    came = residents_who_come(twin, c)
    present = [
        j for j in range(8) if twin.draw(Purpose.PARTY_COMES, c.code, twin.month * 8 + j) < params.party_presence
    ]
    hours = (len(came) + sum(j >= 4 for j in present)) * c.lever_council_hours
    before = c.council_hours
    c.council_hours += hours
    for key in ((Bearer.RESIDENT, ORIGIN, HoursOrigin.GIVEN), (Bearer.RESIDENT, USE, HoursUse.MEETINGS)):
        c.hours_so_far[key] = c.hours_so_far.get(key, 0.0) + (c.council_hours - before)
    if len(present) < params.quorum_parties or len(came) < params.quorum_residents:
        return
    c.n_quorate += 1
    matters = [i for i in twin.issues if is_matter(i, c)]
    matters.sort(key=lambda i: (-1 - len(i.joined), *age(i)))
    for issue in matters[: int(c.lever_council_slots)]:
        c.n_discussed += 1
        positions = []
        for j in present:
            normal = twin.normal(Purpose.POSITION, issue.resident.key, issue.occasion * 8 + j)
            mind = int(came[j - 4].disposition) if 4 <= j < 4 + len(came) else 0
            side = (-1) ** j if j >= 4 and issue.category == 3 else 0
            positions.append(rules.position(params, normal, mind, side, c.ties))
        middle = 0.0
        for place in positions:
            middle += place
        middle /= max(1, len(positions))
        if sum(rules.accepts(params, place, middle) for place in positions) >= params.agreement_share * len(present):
            c.n_agreed += 1
            left = 1.0 - (params.settled_dispute_share if issue.category == 3 else params.settled_share)
            issue.flags |= store.AGREED
            issue.work *= left
            if issue.stage in (store.STAGE_WORK, store.STAGE_LIAISON, store.STAGE_HELPER):
                issue.hours *= left
            rank_again(twin, issue)


def is_matter(issue: Any, c: Any) -> bool:
    """Whether a council can take an issue: queued below, of a common kind, no emergency, no money missing."""
    if issue.state != State.QUEUED or issue.home is not c or issue.tier > 1 or issue.category not in (1, 2, 3):
        return False
    if issue.emergency or issue.flags & (store.DUPLICATE | store.AGREED):
        return False
    return issue.cost_fen == 0 or bool(issue.flags & store.PAID)


def residents_who_come(twin: Any, c: Any) -> list[Any]:
    """The invited residents who come; the first four speak for the parties that are no offices."""
    found = []
    for j in range(int(twin.params.council_invited)):
        person = neighbour(twin, Purpose.INVITED, c, c.code, twin.month * 1024 + j)
        u = twin.draw(Purpose.ATTENDS, person.key, twin.month * 1024 + j)
        if rules.attends(u, twin.params, person.trust[0] - c.trust_reference[0], person.disposition):
            found.append(person)
    return found


def communities_adapt(twin: Any) -> None:
    """Staff, skill, ties, awareness, agreements and condition move; owners organise and pay."""
    params = twin.params
    for c in twin.communities:
        desk = c.desks[0]
        asked, had = desk.offered_hours - c.strain_offered, desk.available_hours - c.strain_available
        c.strain_offered, c.strain_available = desk.offered_hours, desk.available_hours
        if had > 0.0 and asked >= 0.0:
            c.strain += params.strain_weight * (min(asked / had, params.strain_load_limit) - c.strain)
        leaving = adaptation.leaving_share(params, c.strain, c.lever_pay)
        c.left_share += leaving * (1.0 - c.vacant_share)
        c.novice_share = adaptation.novices_next(params, c.novice_share, c.vacant_share)
        c.vacant_share = adaptation.vacant_next(params, c.vacant_share, leaving)
        c.skill_gain = adaptation.skill_gain_next(params, c.skill_gain, c.lever_training_hours, c.skill)
        c.ties = adaptation.ties_next(params, c.ties, c.ties_usual, c.lever_ties_gain)
        c.awareness = min(1.0, c.awareness + c.lever_awareness_gain / 12.0)
        c.good_habits = adaptation.good_habits_next(params, c.good_habits, c.lever_teaching_hours, c.population)
        c.agreements = adaptation.agreements_next(params, c.agreements)
        c.condition = max(c.condition - decay_in_year(params, c.inspected) / 12.0, 0.0)
        more = c.novice_share - adaptation.usual_novices(params)
        desk.skill = adaptation.skill_of_staff(params, c.skill, c.skill_gain, more)
        if twin.today.month % 3 == 1:
            fees_are_paid(twin, c)
        estates_organise(twin, c)
    ties = np.array([c.ties for c in twin.communities])
    if (ties != twin.structure.ties).any():
        twin.structure, twin.strengths = replace(twin.structure, ties=ties), None


def train_workers(twin: Any) -> None:
    """Supervised training adds to the skill of the social workers of a station."""
    base = twin.scenario.world.institutions.social_worker_skill
    for t in twin.townships:
        hours = float(twin.levers["worker_training"][t.row])
        if hours > 0.0 or t.worker_skill_gain > 0.0:
            t.worker_skill_gain = adaptation.skill_gain_next(twin.params, t.worker_skill_gain, hours, base)
        t.desks[1].skill += t.worker_skill_gain


def estates_organise(twin: Any, c: Any) -> None:
    """Owners of one estate are asked; where enough sign, a committee or station takes it over."""
    params = twin.params
    asked = int(params.owners_asked * c.lever_estate_effort)
    if c.lever_estate_effort <= 0.0 or c.unmanaged_share <= 0.0 or c.urban_share <= 0.0 or asked < 1:
        return
    n = 0
    for j in range(asked):
        person = neighbour(twin, Purpose.OWNER_ASKED, c, c.code, twin.month * 256 + j)
        u = twin.draw(Purpose.OWNER_SIGNS, person.key, twin.month * 256 + j)
        more, stance = person.trust[0] - c.trust_reference[0], person.disposition
        ties = rules.ties_at_hand(params, c.ties, person.from_elsewhere)
        n += rules.signs(u, params, more, ties, int(stance == 4), int(stance == 2))
    if n < params.sign_needed * asked:
        return
    step = min(params.estate_share, c.unmanaged_share)
    if c.taken_share <= 0.0:
        c.paying_share, c.estate_quality, c.estate_poor_quarters = params.fee_share, params.reference_quality, 0
    c.unmanaged_share -= step
    c.taken_share += step


def fees_are_paid(twin: Any, c: Any) -> None:
    """Owners pay or ride free; poor quarters in a row end the service."""
    params = twin.params
    if c.taken_share <= 0.0:
        return
    c.paying_share = rules.paying_next(params, c.paying_share, c.estate_quality, c.money_first_more)
    c.estate_quality += params.quality_rate * (c.paying_share - c.estate_quality)
    fen = int(100.0 * params.fee_yuan / 4.0 * (c.population * c.urban_share * c.taken_share) * c.paying_share)
    c.fees_fen += fen
    twin.accounts["households"] -= fen
    twin.accounts["managers"] += fen
    c.estate_poor_quarters = 0 if c.paying_share >= params.fee_threshold else c.estate_poor_quarters + 1
    if c.estate_poor_quarters >= params.fee_poor_quarters:
        c.unmanaged_share += c.taken_share
        c.taken_share = c.paying_share = 0.0
