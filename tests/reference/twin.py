"""The model as plain Python: one object per resident, office, desk and issue, all looked at every day.

It calls the scalar rules of `sim.agents` and `sim.issues.attributes` uncompiled, on Python numbers, and draws
keyed numbers as plain Python does. It shares the world, the calendar's dates, the levers, the mechanisms and
`sim.money.allocate` with the engine; the kernels, the heaps, the wheels and the store it does without.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import mesa
import numpy as np

from sim.agents.purposes import N_PURPOSES, Purpose
from sim.agents.resident import by_setting
from sim.calendar import DAYS_BEYOND, Calendar
from sim.issues import store
from sim.issues.store import RECORD, TALLIES
from sim.issues.work import MOST_ENQUIRIES
from sim.levers import Levers
from sim.mechanisms import registry
from sim.randomness import poisson, standard_normal, stream, uniform
from sim.rulebook import Rulebook
from sim.scenario.scenario import Scenario
from sim.vocabulary import Category, DeskKind, State
from sim.world.world import World
from tests.reference import (
    governments,
    handling,
    hours,
    issues,
    meetings,
    offices,
    people,
    services,
    shocks,
    telling,
    work,
)

PERIOD_DAYS = 28
OPEN = (State.IN_TRANSIT, State.QUEUED, State.WAITING_MONEY, State.WAITING_HOLDER, State.LOST_ON_BOOK)


class Twin(mesa.Model):
    """The whole model once more, slow and short."""

    @property
    def scenario(self) -> Scenario:
        """The parameters and mechanisms; Mesa from 3.5 on would write the model into them, which are frozen."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def __init__(self, scenario: Scenario, world: World, seed: int) -> None:
        super().__init__(seed=seed % 2**31)
        self.scenario, self.world = scenario, world
        rulebook = Rulebook(scenario)
        self.params, self.kinds = rulebook.plain, rulebook.plain_categories
        chosen: Any = sorted(scenario.mechanisms.items())
        self.mechanisms = [registry()[name](parameters) for name, parameters in chosen]
        self.calendar = Calendar(scenario.run.start_date, scenario.run.warm_up_days + scenario.run.days)
        begun, ahead = self.calendar.start, self.calendar.n_days + DAYS_BEYOND
        self.working = [self.works_on(begun + timedelta(days=n)) for n in range(ahead)]
        self.streams = [stream(seed, purpose) for purpose in range(N_PURPOSES)]
        self.population = int(world.communities.population.sum())
        offices.settle(self)
        governments.count_workers(self)
        services.settle(self)
        self.structure = offices.structure_of(self)
        self.levers = Levers(
            {
                "community": len(self.communities),
                "township": len(self.townships),
                "district": len(self.districts),
                "place": 1,
            }
        )
        self.strengths: list[float] | None = None
        shocks.prepare(self)
        self.day = 0
        services.open_accounts(self)
        self.month = self.n_campaigns = self.n_moved = 0
        self.issues: list[issues.Issue] = []
        self.records: list[tuple[Any, tuple[Any, ...]]] = []
        self.week: list[issues.Issue] = []
        self.tallies = np.zeros((len(TALLIES), len(self.communities), 16, len(Category)), int)

    # ------------------------------------------------------------------------------ small help

    @property
    def today(self) -> date:
        """The date of the day being simulated."""
        return date.fromisoformat(self.scenario.run.start_date) + timedelta(days=self.day)

    def years(self) -> int:
        """Calendar years since that of the first day."""
        return self.today.year - date.fromisoformat(self.scenario.run.start_date).year

    def works_on(self, date_: date) -> bool:
        """Whether a date is a working day at the place."""
        off = self.world.days_off
        return date_ in off.worked or (date_.weekday() < 5 and date_ not in off.holidays)

    def is_working_day(self) -> bool:
        """Whether today is a working day."""
        return self.works_on(self.today)

    def next_working_day(self) -> int:
        """The number of the next working day after today."""
        return next(n for n in range(self.day + 1, self.day + 366) if self.working[n])

    def is_meeting_day(self) -> bool:
        """Whether today is the first working day of a month."""
        return self.is_working_day() and not any(
            self.works_on(self.today.replace(day=n)) for n in range(1, self.today.day)
        )

    def draw(self, purpose: Purpose, entity: int, occasion: int) -> float:
        """A keyed uniform number."""
        return uniform(self.streams[purpose], entity, occasion)

    def normal(self, purpose: Purpose, entity: int, occasion: int) -> float:
        """A keyed standard normal number."""
        return standard_normal(self.streams[purpose], entity, occasion)

    def count(self, tally: int, person: Any, category: int, n: int = 1) -> None:
        """Counts what leaves no record."""
        self.tallies[tally, person.home.row, person.group * 2 + person.registered_elsewhere, category] += n

    def at_desks(self) -> list[issues.Issue]:
        """Issues that wait at a desk for work or money."""
        return [issue for issue in self.issues if issue.state in (State.QUEUED, State.WAITING_MONEY)]

    # ------------------------------------------------------------------------------ the day

    def step(self) -> None:
        """One day, in the order of the schedule."""
        if self.today.day == 1 and self.day > 0:
            self.month += 1
        if self.day == self.scenario.run.warm_up_days:
            self.start_measuring()
        shocked = shocks.begin_and_end(self)
        if shocked:
            governments.carry_campaigns(self)
        governments.set_levers(self, shocked)
        governments.fund(self)
        self.open_offices()
        self.arise()
        for township in self.townships:
            due = [i for i in self.issues if i.timer == self.day and i.home.township is township]
            for issue in sorted(due, key=lambda i: (i.resident.key, i.occasion)):
                handling.happens(self, issue)
        if self.is_meeting_day():
            meetings.meet(self)
        for d in self.districts:
            for office in d.communities + d.townships + [d]:
                for desk in office.desks:
                    self.serve_and_close(desk)
        self.keep_records()
        if self.today.day == 1:
            people.take_part(self)
        governments.adapt(self)
        self.day += 1

    def run(self) -> Twin:
        """All days; gives itself."""
        while self.day < self.calendar.n_days:
            self.step()
        return self

    def start_measuring(self) -> None:
        """Counts afresh after the warm-up."""
        self.tallies[...] = 0
        self.n_campaigns = self.n_moved = 0
        for desk in self.desks:
            for name in offices.HOURS:
                setattr(desk, name, 0.0)
        for office in self.communities + self.townships + self.districts:
            office.hours_so_far = {}
        for t in self.townships:
            t.offered_before = t.available_before = 0.0
        for c in self.communities:
            c.courtyard_expired = 0.0
            c.duty_asked_hours, c.n_enquiries_answered = c.duty_open_hours, 0
            c.n_enquiries = c.enquiries_waiting + c.enquiries_waiting_again
            c.load_offered = c.load_available = 0.0
            c.strain_offered = c.strain_available = c.left_share = c.duplicate_hours = c.courtyard_used = 0.0
            c.n_councils = c.n_quorate = c.n_discussed = c.n_agreed = c.n_duplicates = c.n_arrived = c.n_left = 0
            c.council_hours = c.redeemed_hours = 0.0
        for office in self.townships + self.districts:
            office.load_offered = office.load_available = 0.0
        for t in self.townships:
            t.n_meetings = t.n_joint = t.n_not_reached = 0
        for d in self.districts:
            d.n_refused_place = 0

    def opens(self, desk: offices.Desk) -> bool:
        """Whether a desk works today."""
        return self.is_working_day() or desk.works_daily

    def open_offices(self) -> None:
        """Desks get their hours; on working days committees first see to duty and enquiries."""
        hours.close_day(self)
        for desk in self.desks:
            if self.opens(desk):
                desk.left += desk.hours
                desk.available_hours += desk.hours
        for c in self.communities:
            most, left = c.lever_courtyard_hours * self.params.courtyard_saved_days, c.courtyard_left
            c.courtyard_left = min(left + c.lever_courtyard_hours, most)
            c.courtyard_expired += left + c.lever_courtyard_hours - c.courtyard_left
            if self.is_working_day():
                self.begin_day(c)
        for t in self.townships if self.is_working_day() else []:
            for c in t.communities:
                c.home_visit_hours = t.home_visits * c.population / max(1, t.population) + c.volunteer_visits
                c.volunteer_visits = 0.0
            t.home_visits = 0.0

    def begin_day(self, c: Any) -> None:
        """A committee's morning: emergency duty, then enquiries, oldest first; each is tried three times."""
        params, desk = self.params, c.desks[0]
        duty = c.shock_duty
        block = self.day // int(params.duty_block_days)
        if self.draw(Purpose.DUTY, c.district.code, block) < params.duty_days_per_year / 365.0:
            duty = max(duty, params.duty_share)
        c.duty_open_hours += duty * desk.hours
        c.duty_asked_hours += duty * desk.hours
        done = min(c.duty_open_hours, desk.left * (1.0 - c.lever_protected))
        c.duty_open_hours -= done
        desk.left -= done
        desk.duty_hours += done
        rate = by_setting(params.reference_reported_town, params.reference_reported_village, c.urban_share)
        mean = rate * params.enquiries_per_request * c.population / params.working_days_per_year * c.lever_enquiries
        n = poisson(self.draw(Purpose.ENQUIRIES, c.code, self.day), mean, MOST_ENQUIRIES)
        room = int(min(1e6, desk.left / params.enquiry_hours)) if params.enquiry_hours > 0.0 else 1000000
        last = min(room, c.enquiries_waiting_again)
        again = min(room - last, c.enquiries_waiting)
        new = min(room - last - again, n)
        c.enquiries_waiting_again, c.enquiries_waiting = c.enquiries_waiting - again, n - new
        c.n_enquiries += n
        c.n_enquiries_answered += last + again + new
        desk.left -= (last + again + new) * params.enquiry_hours
        desk.enquiry_hours += (last + again + new) * params.enquiry_hours
        c.visit_hours_today, c.visits_from_idle = c.lever_visit_hours + c.visits_from_idle, 0.0

    def arise(self) -> None:
        """Everybody is asked whether one of the period's occasions falls on today."""
        period, day = divmod(self.day, PERIOD_DAYS)
        for person in self.residents:
            u = self.draw(Purpose.CANDIDATES, person.key, period)
            for n in range(people.rules.candidate_occasions(u, self.params, PERIOD_DAYS)):
                number = period * 2 + n
                if int(self.draw(Purpose.CANDIDATE_DAY, person.key, number) * PERIOD_DAYS) == day:
                    issues.candidate(self, person, number * 8)

    def serve_and_close(self, desk: offices.Desk) -> None:
        """A desk works; hours beyond what it may save expire, partly into visits."""
        if not self.opens(desk):
            return
        work.serve(self, desk)
        keep = desk.saved_days * desk.hours
        if desk.left > keep:
            expired = desk.left - keep
            desk.left = keep
            if desk.kind == 0:
                visits = expired * self.params.idle_to_visits_share
                desk.place.visits_from_idle += visits
                desk.visit_hours += visits
                expired -= visits
            elif desk.kind == DeskKind.VOLUNTEER:
                visits = expired * desk.place.lever_volunteer_visits
                desk.place.volunteer_visits += visits
                desk.visit_hours += visits
                expired -= visits
            elif desk.kind in (DeskKind.SOCIAL_WORKER, DeskKind.ORGANISATION):
                visits = expired * desk.place.lever_outreach
                desk.place.home_visits += visits
                desk.visit_hours += visits
                expired -= visits
            desk.idle_hours += expired

    def keep_records(self) -> None:
        """Closed issues become records by district; at the week's end home villages hear of them."""
        for d in self.districts:
            for issue in d.closed_today:
                self.week.append(issue)
                if issue.reported >= self.scenario.run.warm_up_days:
                    self.records.append((issue.resident, record_of(issue)))
            d.closed_today = []
        if self.day % 7 == 6:
            for issue in self.week:
                people.hear_across(self, issue)
                telling.tell(issue)
            self.week = []

    # ------------------------------------------------------------------------------ reading

    def ledger(self) -> np.ndarray:
        """The records of closed issues in the engine's layout; a record's row follows a resident who has moved."""
        found = np.array([record for _, record in self.records], RECORD)
        found["resident"] = [person.row for person, _ in self.records]
        return found

    def open_records(self) -> np.ndarray:
        """The records of measured issues still open, by permanent id."""
        first = self.scenario.run.warm_up_days
        still = [i for i in self.issues if i.state in OPEN and i.reported >= first and not i.flags & store.DUPLICATE]
        still.sort(key=lambda i: (i.resident.key, i.occasion))
        return np.array([record_of(issue) for issue in still], RECORD)

    def total_fen(self) -> int:
        """All the money there is."""
        purses = self.communities + self.townships + self.districts
        capital = sum(d.capital_fen for d in self.districts)
        personnel = sum(d.personnel_fen for d in self.districts)
        return sum(self.accounts.values()) + capital + personnel + sum(o.purse_fen + o.spent_fen for o in purses)


def record_of(issue: issues.Issue) -> tuple[Any, ...]:
    """What the ledger keeps of an issue, in the order of its fields."""
    person = issue.resident
    known = {
        "resident_key": person.key,
        "resident": person.row,
        "community": issue.home.row,
        "desk": issue.desk.row,
        "complaints": 1 + len(issue.joined),
        "joined": sum(1 << number for number in issue.joined),
        "group": person.group,
        "registered_elsewhere": person.registered_elsewhere,
        "desk_kind": issue.desk.kind,
    }
    return tuple(known[name] if name in known else getattr(issue, name) for name in RECORD.names or ())
