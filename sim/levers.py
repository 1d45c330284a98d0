"""What a mechanism may touch. The only bridge between mechanisms and behaviour.

Every lever declares how several mechanisms combine on it, so their order never matters: hours and money add up,
independent removals multiply what is left, presences take the largest value, delays the shortest. Chances of success,
satisfaction, trust and the arrival of needs are no levers: a mechanism changes structure, never an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from sim.errors import Fault, InputError, nearest, words_allowed

ADD = "add"
REMOVE = "remove"
RAISE = "raise"
LOWER = "lower"
ROUNDING = 1e-9
"""By how much sums and quotients may miss a limit."""


@dataclass(frozen=True)
class Lever:
    """One thing a mechanism may move.

    Attributes:
        name: Name used in mechanism files.
        level: Where it acts: community, township, district or place (one value).
        combine: add, remove (a share is taken off what is left), raise (largest) or lower (smallest).
        unit: Unit of what is handed over.
        doc: What it is.
    """

    name: str
    level: str
    combine: str
    unit: str
    doc: str


LEVERS: tuple[Lever, ...] = (
    Lever("issue_hours", "community", ADD, "hours per working day", "Committee hours for issues."),
    Lever("administrative_hours", "community", REMOVE, "share", "Administrative hours that are handed back."),
    Lever("lost_entered", "community", REMOVE, "share", "Chance that a hand-over loses an entered request."),
    Lever("lost_unentered", "community", REMOVE, "share", "Chance that a hand-over loses an unentered request."),
    Lever("delay_days", "community", LOWER, "days", "Mean days of a hand-over."),
    Lever("misrouted", "community", REMOVE, "share", "Chance that a request goes to a wrong department."),
    Lever("unentered", "community", REMOVE, "share", "Chance that a request stays out of the book."),
    Lever("entering_hours", "community", ADD, "hours", "Hours to write a request into the book."),
    Lever("seen", "community", RAISE, "0-1", "How far an overdue issue is seen from above."),
    Lever("goes_up", "community", RAISE, "0-1", "Overdue issues go up by themselves."),
    Lever("rating_online", "community", RAISE, "share", "Chance that a resident with access rates a closing."),
    Lever("rating_other", "community", RAISE, "share", "Chance that another resident is asked about a closing."),
    Lever("online_awareness", "community", RAISE, "share", "Residents with access who know the online service."),
    Lever("nobody", "community", REMOVE, "share", "Chance that nobody owns a request of a resident from elsewhere."),
    Lever("protected", "community", RAISE, "share", "Committee hours protected for routine work."),
    Lever("visit_hours", "community", ADD, "hours per working day", "Patrol and visits."),
    Lever("client_farmers", "community", RAISE, "share", "Large farmers who are clients of a linked team."),
    Lever("client_owners", "community", RAISE, "share", "Business owners who are clients of a linked team."),
    Lever("client_others", "community", RAISE, "share", "Other residents who are clients of a linked team."),
    Lever("team_hours", "community", ADD, "hours per working day", "Hours of a linked team (an extra office)."),
    Lever("referral", "community", RAISE, "0-1", "Referral among committee, social workers and organisations."),
    Lever("lines", "community", RAISE, "share", "Further welfare and dispute issues social workers take."),
    Lever("mechanism_hours", "community", ADD, "hours per working day", "Committee hours that mechanisms ask for."),
    Lever("counter_hours", "community", REMOVE, "share", "Hours of counter duty that are handed back."),
    Lever("enquiries", "community", REMOVE, "share", "Enquiries that no longer come to the counter."),
    Lever("counter_km", "community", LOWER, "km", "Way to the nearest service counter."),
    Lever("duplicates", "community", REMOVE, "share", "Chance that a request voiced twice becomes two rows of work."),
    Lever("reentry", "community", REMOVE, "share", "Hours of writing a request down again after a hand-over."),
    Lever("refusal", "community", REMOVE, "share", "Chance that the next department refuses."),
    Lever("double_check", "community", RAISE, "share", "Finished work that the office itself looks at again."),
    Lever("patrol_hours", "community", ADD, "hours per working day", "Patrol that finds unsafe places only."),
    Lever("police_hours", "community", ADD, "hours per week", "Hours of the community police on its beat."),
    Lever("mediator_hours", "community", ADD, "hours per working day", "Mediators' and lawyers' hours."),
    Lever("volunteer_hours", "community", ADD, "hours per day", "Volunteers' hours fit for issues."),
    Lever("able_volunteer", "community", RAISE, "share", "Further environment and welfare issues volunteers take."),
    Lever("able_police", "community", RAISE, "share", "Further safety issues the community police takes."),
    Lever("able_mediator", "community", RAISE, "share", "Further disputes mediators take."),
    Lever("able_organisation", "community", RAISE, "share", "Further issues organisations of the field take."),
    Lever("time_bank", "community", RAISE, "0-1", "Volunteering earns credit for own needs."),
    Lever("courtyard_hours", "community", ADD, "hours per day", "Residents' own hours in courtyard committees."),
    Lever("council_slots", "community", ADD, "issues per month", "Matters a deliberation council can take."),
    Lever("estate_effort", "community", RAISE, "0-1", "How far owners of unmanaged estates are asked to organise."),
    Lever("training_hours", "community", ADD, "hours per head and year", "Supervised training of committee staff."),
    Lever("pay", "community", ADD, "ratio to mean", "Pay of committee staff above the mean."),
    Lever("ties_gain", "community", ADD, "per year", "Growth of neighbourhood ties."),
    Lever("awareness_gain", "community", ADD, "per year", "Growth of legal awareness."),
    Lever("meeting_slots", "township", ADD, "issues per month", "Issues a joint meeting of departments decides."),
    Lever("workers", "township", ADD, "persons", "Further social workers at work in the station."),
    Lever("worker_training", "township", ADD, "hours per head and year", "Supervised training of social workers."),
    Lever("township_hours", "township", ADD, "hours per working day", "Township hours for issues."),
    Lever("worker_hours", "township", ADD, "hours per working day", "Case hours of social workers."),
    Lever("district_hours", "district", ADD, "hours per working day", "District hours for issues."),
    Lever("justice_hours", "district", ADD, "hours per working day", "Hours of the department of police and justice."),
    Lever("running_fen", "district", ADD, "fen per resident and year", "Running costs paid out of the district purse."),
    Lever("purchase_fen", "district", ADD, "fen per resident and year", "Purchases paid out of the district purse."),
    Lever("balance_region", "place", RAISE, "0-1", "How far money follows need instead of fiscal capacity."),
    Lever("balance_rural", "place", RAISE, "0-1", "How far a rural resident counts like an urban one."),
    Lever("floor_fen", "place", RAISE, "fen per resident and year", "Least money of a community."),
    Lever("even_quarters", "place", RAISE, "0-1", "Money in even quarters, kept over the year's end."),
    Lever("entry_threshold", "place", REMOVE, "share", "Registered capital asked of new organisations."),
    Lever("tax_relief", "place", RAISE, "share", "Tax on organisations' income that is forgiven."),
    Lever("proposals", "community", ADD, "projects per year", "Public-benefit projects put forward to sponsors."),
    Lever("pooled_fen", "community", ADD, "fen per resident and year", "Money that units and firms of a place pool."),
    Lever("building_share", "community", RAISE, "share", "How far the shortfall of service rooms is to be built."),
    Lever("capital_fen", "district", ADD, "fen per resident and year", "Capital money for building service rooms."),
)

BY_NAME: Mapping[str, Lever] = MappingProxyType({lever.name: lever for lever in LEVERS})
"""The levers by name, fixed when this file is loaded: a lever that nothing in the model reads cannot be added."""

WAYS: Mapping[str, str] = MappingProxyType({ADD: "add", REMOVE: "remove", RAISE: "raise_to", LOWER: "lower_to"})
"""The method that moves a lever, by how it combines."""

MISUSES = ("GZ034", "GZ035")
"""Codes of a lever that does not exist and of one moved in another way than its own."""


class Levers:
    """The levers of one day: neutral until mechanisms move them.

    Attributes:
        values: Name to array, one value per row of the lever's level.
    """

    def __init__(self, n_rows: Mapping[str, int]) -> None:
        """Makes neutral levers.

        Args:
            n_rows: Rows of each level (community, township, district, place).
        """
        self.by_name = BY_NAME
        self.n_rows = dict(n_rows)
        self.values: dict[str, np.ndarray] = {}
        self.reset()

    def reset(self) -> None:
        """Puts every lever back to neutral: nothing added, nothing removed, nothing present, no delay shortened."""
        for lever in BY_NAME.values():
            start = {ADD: 0.0, REMOVE: 1.0, RAISE: 0.0, LOWER: np.inf}[lever.combine]
            self.values[lever.name] = np.full(self.n_rows[lever.level], start)

    def _lever(self, name: str) -> Lever:
        lever = BY_NAME.get(name)
        if lever is None:
            fault = Fault("GZ034", found=str(name), allowed=words_allowed(BY_NAME), nearest=nearest(str(name), BY_NAME))
            raise InputError(fault)
        return lever

    def _checked(self, name: str, combine: str, amount: np.ndarray | float) -> np.ndarray:
        lever = self._lever(name)
        if lever.combine != combine:
            facts = {"way": f"levers.{WAYS[combine]}"}
            raise InputError(Fault("GZ035", found=name, allowed=f"levers.{WAYS[lever.combine]}", facts=facts))
        amount = np.broadcast_to(np.asarray(amount, float), (self.n_rows[lever.level],))
        if not np.isfinite(amount).all():
            raise ValueError(f"lever {name!r} got a value that is not finite")
        return amount

    def add(self, name: str, amount: np.ndarray | float) -> None:
        """Adds hours or money (negative: takes away).

        Args:
            name: An additive lever.
            amount: One value, or one per row of the lever's level, in its unit.

        Raises:
            InputError: There is no such lever, or it is moved in another way; so for the other three.
        """
        amount = self._checked(name, ADD, amount)
        self.values[name] += amount

    def remove(self, name: str, share: np.ndarray | float) -> None:
        """Removes a share (0-1) of what other mechanisms have left.

        Raises:
            ValueError: A share outside 0-1.
        """
        share = self._checked(name, REMOVE, share)
        if (share < -ROUNDING).any() or (share > 1.0 + ROUNDING).any():
            raise ValueError(f"lever {name!r}: a removed share must lie between 0 and 1")
        self.values[name] *= 1.0 - np.clip(share, 0.0, 1.0)

    def raise_to(self, name: str, value: np.ndarray | float) -> None:
        """Raises a presence or reach to at least a value; a share is no larger than 1.

        Raises:
            ValueError: A share or presence above 1.
        """
        value = self._checked(name, RAISE, value)
        if self.by_name[name].unit in ("share", "0-1"):
            if (value > 1.0 + ROUNDING).any():
                raise ValueError(f"lever {name!r}: a share must lie between 0 and 1")
            value = np.minimum(value, 1.0)
        np.maximum(self.values[name], value, out=self.values[name])

    def lower_to(self, name: str, value: np.ndarray | float, where: np.ndarray) -> None:
        """Shortens a delay to at most a value.

        Args:
            name: A lever moved by 'lower'.
            value: One value, or one per row.
            where: Rows it acts on, boolean.
        """
        value = np.where(where, self._checked(name, LOWER, value), np.inf)
        np.minimum(self.values[name], value, out=self.values[name])

    def __getitem__(self, name: str) -> np.ndarray:
        """The combined value of a lever, one per row."""
        return self.values[self._lever(name).name]
