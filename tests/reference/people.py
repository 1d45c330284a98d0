"""Residents of the twin, one Mesa agent each, and what an outcome does to them."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from sim.agents import resident as rules
from sim.agents.office import door_chance
from sim.agents.purposes import Purpose
from sim.issues import store
from sim.issues.attributes import turn
from sim.randomness import resident_key


def single(x: float) -> float:
    """The number in single precision; trust and habit are kept so, everything else in double."""
    return float(np.float32(x))


class Resident(mesa.Agent):
    """A person with a home, a group, a disposition, trust in four tiers and a reporting habit."""

    def __init__(self, twin: Any, row: int, home: Any, columns: dict[str, Any]) -> None:
        super().__init__(twin)
        self.row, self.home = row, home
        self.key = resident_key(home.code, len(home.residents))
        self.group = columns["group"]
        self.registered_elsewhere = columns["registered_elsewhere"]
        self.disposition = columns["disposition"]
        self.online, self.phone, self.volunteer = columns["online"], columns["phone"], columns["volunteer"]
        self.origin = columns["origin"]
        self.trust = [single(share) for share in home.trust_start]
        self.habit, self.habit_day = 0.0, 0
        self.successes = self.failures = self.silences = 0

    def voices(self, twin: Any, u: float, emergency: bool, money_at_stake: bool, channel: int) -> bool:
        """Whether the resident voices a need today through a channel."""
        home, params = self.home, twin.params
        habit = rules.habit_today(params, self.habit, twin.day - self.habit_day)
        cost = rules.channel_cost(params, channel, home.counter_cost)
        return rules.voices(
            u,
            params,
            emergency,
            self.trust[0],
            home.trust_reference[0],
            cost,
            habit,
            self.disposition,
            money_at_stake,
        )

    def is_client(self, twin: Any) -> bool:
        """Whether the resident is a client of a linked team."""
        home = self.home
        shares = {6: home.lever_client_farmers, 7: home.lever_client_owners}
        share = shares.get(self.group, home.lever_client_others)
        return home.lever_team_hours > 0.0 and twin.draw(Purpose.CLIENT, self.key, 0) < share

    def in_key_group(self) -> bool:
        """Whether the resident is older, of a family, disabled, of low income or floating."""
        return 1 <= self.group <= 5

    def visits(self, twin: Any, at_home: bool) -> float:
        """Hours of patrol and visits as the resident meets them; contact visits reach clients only."""
        home = self.home
        aim = 1.0 + home.lever_visits_key if self.in_key_group() else home.lever_visits_other
        further = home.lever_client_visits * home.population / 1000.0 if self.is_client(twin) else 0.0
        return float(home.visit_hours_today * (aim if at_home else 1.0) + further)

    def channel_today(self, twin: Any, occasion: int) -> int:
        """The cheapest channel within reach today."""
        home = self.home
        aware = bool(self.online) and twin.draw(Purpose.AWARE_ONLINE, self.key, 0) < home.lever_online_awareness
        chance = door_chance(twin.params, self.visits(twin, at_home=True), home.population)
        at_door = twin.draw(Purpose.DOOR, self.key, occasion) < chance
        return rules.cheapest_channel(twin.params, home.counter_cost, bool(self.phone), aware, at_door)

    def tier_addressed(self, twin: Any, occasion: int) -> int:
        """The tier a reported need is taken to."""
        start = self.home.trust_reference
        one, two, three = (self.trust[tier] - self.trust[0] - (start[tier] - start[0]) for tier in (1, 2, 3))
        u = twin.draw(Purpose.TIER, self.key, occasion)
        agitated = self.disposition == 3
        return rules.tier_addressed(u, twin.params, one, two, three, agitated, self.home.awareness)

    def move_trust(self, twin: Any, tier: int, solved: bool, weight: float) -> None:
        """Trust in a tier moves after an outcome."""
        self.trust[tier] = single(rules.trust_after(twin.params, self.trust[tier], solved, weight))

    @property
    def from_elsewhere(self) -> bool:
        """Whether the resident floats or has moved here."""
        return bool(self.group == 5 or self.origin >= 0)

    def experience(self, twin: Any, tier: int, solved: bool, weight: float) -> None:
        """An outcome: the tier that held the issue, in part the one above it (solved) or below (not)."""
        self.move_trust(twin, tier, solved, weight)
        beside = tier + 1 if solved else tier - 1
        if 0 <= beside <= 3:
            self.move_trust(twin, beside, solved, weight * twin.params.passed_on_share)


def neighbour(twin: Any, purpose: Purpose, community: Any, key: int, occasion: int) -> Resident:
    """A resident of a community drawn by number; it may be the one who draws."""
    number = rules.friend_number(twin.draw(purpose, key, occasion), community.population)
    return community.residents[number]


def judge(twin: Any, issue: Any, solved: bool, silent: bool) -> None:
    """The resident, those who joined and friends in the community judge an outcome, in this order."""
    params, person = twin.params, issue.resident
    key, occasion, home = person.key, issue.occasion, person.home
    if not silent:
        issue.flags |= store.HEARD
        u = twin.draw(Purpose.SATISFIED, key, occasion)
        if rules.is_satisfied(u, params, solved, issue.closed - issue.reported, person.disposition):
            issue.flags |= store.SATISFIED
    person.experience(twin, issue.tier, solved, 1.0)
    habit = rules.habit_today(params, person.habit, issue.closed - person.habit_day)
    person.habit = single(rules.habit_after(params, habit, person.successes, solved, silent))
    person.habit_day = issue.closed
    if solved:
        person.successes = min(255, person.successes + 1)
    elif silent:
        person.silences = min(255, person.silences + 1)
    else:
        person.failures = min(255, person.failures + 1)
    u = twin.draw(Purpose.DISPOSITION, key, occasion)
    person.disposition = rules.disposition_after(
        u, params, person.disposition, person.successes, person.failures, person.silences
    )
    for number in issue.joined:
        other = neighbour(twin, Purpose.SHARER, home, key, turn(occasion, number))
        if other is not person:
            other.experience(twin, issue.tier, solved, 1.0)
    n_friends = int(params.n_friends) - int(person.from_elsewhere)
    for number in range(n_friends):
        other = neighbour(twin, Purpose.FRIEND, home, key, number)
        if other is not person:
            other.experience(twin, issue.tier, solved, params.heard_share)


def hear_across(twin: Any, issue: Any) -> None:
    """At the week's end one person of the home village hears how a closed issue ended."""
    origin, last = issue.resident.origin, int(twin.params.n_friends) - 1
    if origin >= 0 and last >= 0:
        listener = neighbour(twin, Purpose.FRIEND, twin.communities[origin], issue.resident.key, last)
        listener.experience(twin, issue.tier, issue.state == 6, twin.params.heard_share)


def take_part(twin: Any) -> None:
    """On the first of a month some residents think again about being a volunteer."""
    params = twin.params
    for person in twin.residents:
        if twin.draw(Purpose.THINKS_AGAIN, person.key, twin.month) >= params.reconsidered_share:
            continue
        more = person.trust[0] - person.home.trust_reference[0]
        u = twin.draw(Purpose.VOLUNTEER, person.key, twin.month)
        now = int(rules.volunteers(u, params, more, person.disposition, person.home.lever_time_bank))
        person.home.n_volunteers += now - person.volunteer
        person.volunteer = now
