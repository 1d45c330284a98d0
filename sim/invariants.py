"""Named checks of what must always hold; each says what is wrong, where, and by how much."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.agents.office_hours import origins_of, uses_of
from sim.hours import DESKS, ENTRIES, RELIEVED, USE, Entry
from sim.issues.store import FREE
from sim.levers import DISTRICT, LEVERS, REMOVE, ROUNDING, TOWNSHIP
from sim.vocabulary import Bearer, HoursUse, State

SMALL_HOURS = 1e-6
"""By how many hours sums over a run may differ through rounding."""


class InvariantBroken(AssertionError):
    """Something that must always hold does not."""


def money_is_conserved(model: Any) -> str | None:
    """The sum over all accounts never changes, to the fen."""
    total = model.total_fen()
    if total != model.opening_fen:
        return f"the accounts hold {total} fen, {total - model.opening_fen:+d} against the opening balance"
    return None


def no_purse_is_overdrawn(model: Any) -> str | None:
    """No purse is ever below zero."""
    for population in (model.communities, model.townships, model.districts):
        if (population.purse_fen < 0).any():
            row = int(population.purse_fen.argmin())
            return f"{population.view_class.__name__} {row} holds {int(population.purse_fen[row])} fen"
    if (model.districts.personnel_fen < 0).any():
        row = int(model.districts.personnel_fen.argmin())
        return f"District {row} holds {int(model.districts.personnel_fen[row])} fen for posts"
    return None


def service_money_is_booked(model: Any) -> str | None:
    """Money promised for services lies in lots and in projects to the fen, and no account is below zero."""
    services = model.services
    for name, booked in (("organisations", int(services.lots_fen.sum())), ("projects", int(services.due_fen.sum()))):
        if model.accounts[name] != booked:
            return f"the account {name} holds {model.accounts[name]} fen, its parts {booked}"
    below = [name for name, fen in model.accounts.items() if fen < 0]
    return f"the account {below[0]} holds {model.accounts[below[0]]} fen" if below else None


def care_places_hold_their_users(model: Any) -> str | None:
    """No district has more users of care places than places."""
    d = model.districts
    if (d.places_used < 0).any() or (d.places_used > d.places).any():
        row = int((d.places_used - d.places).argmax())
        return f"district {row} has {int(d.places_used[row])} users for {int(d.places[row])} care places"
    return None


def slots_are_conserved(model: Any) -> str | None:
    """Every slot of the store is either free or holds exactly one issue."""
    districts, states = model.districts, model.stage.issues["state"]
    for d in range(len(districts)):
        first, n = int(districts.first_slot[d]), int(districts.n_slots[d])
        n_used = int((states[first : first + n] != FREE).sum())
        if n_used + int(districts.n_free[d]) != n:
            return f"district {d}: {n_used} issues and {int(districts.n_free[d])} free slots in {n}"
    return None


def queues_hold_what_is_queued(model: Any) -> str | None:
    """The queues of all desks together hold exactly the issues whose state is queued."""
    n_queued = int((model.stage.issues["state"] == State.QUEUED).sum())
    n_open = int(model.desks.n_open.sum())
    if n_queued != n_open:
        return f"{n_queued} issues are queued, the desks hold {n_open}"
    return None


def trust_is_a_share(model: Any) -> str | None:
    """Trust lies between 0 and 1 and is a number."""
    for tier in ("community", "township", "district", "municipality"):
        column = model.residents.column(f"trust_{tier}")
        if len(column) and not (column.min() >= 0.0 and column.max() <= 1.0):
            return f"trust in the {tier} leaves 0 to 1"
    return None


def everybody_has_a_home(model: Any) -> str | None:
    """Communities' residents lie row by row without a gap, and their numbers add up over all tiers."""
    c, n = model.communities, len(model.residents)
    if (c.end_resident - c.first_resident != c.population).any() or (c.first_resident[1:] != c.end_resident[:-1]).any():
        return "the rows of residents do not follow their communities"
    for population in (c, model.townships, model.districts):
        if population.population.sum() != n:
            return f"{population.view_class.__name__} rows count {int(population.population.sum())} of {n} residents"
    return None


def hours_add_up(model: Any) -> str | None:
    """A desk's hours had equal its hours used, expired and left."""
    d = model.desks
    used = (
        d.work_hours
        + d.passing_hours
        + d.intake_hours
        + d.enquiry_hours
        + d.duty_hours
        + d.visit_hours
        + d.idle_hours
        + d.left
    )
    gap = np.abs(used - d.available_hours - model.hours.left_before)
    if gap.max(initial=0.0) > SMALL_HOURS:
        row = int(gap.argmax())
        return f"desk {row} ({int(d.kind[row])}) misses {gap[row]:.6g} hours"
    return None


def hours_are_balanced(model: Any) -> str | None:
    """Whoever gives hours has them from somewhere: origins equal uses, for every bearer in every office."""
    desks, communities = model.desks.records, model.communities.records
    for bearer in (*DESKS, Bearer.RESIDENT):
        origins = np.sum(list(origins_of(model.hours, bearer).values()), axis=0)
        uses = np.sum(list(uses_of(model.hours, bearer, desks, communities, model.desk_map).values()), axis=0)
        gap = np.abs(origins - uses)
        if not gap.max(initial=0.0) <= SMALL_HOURS:
            row = int(gap.argmax())
            return f"{bearer.label}, office {row}: {origins[row]:.6f} hours come in, {uses[row]:.6f} are used"
    return None


def relieved_work_is_borne(model: Any) -> str | None:
    """What communities hand to the offices above is what these take over, hour by hour."""
    for level, bearer in ((TOWNSHIP, Bearer.TOWNSHIP), (DISTRICT, Bearer.DISTRICT)):
        handed = sum(
            float(model.hours.of(entry).sum()) for entry in ENTRIES if entry.side == RELIEVED and entry.bearer is bearer
        )
        taken = float(model.hours.of(Entry(level, bearer, USE, HoursUse.MOVED_UP)).sum())
        if not abs(handed - taken) <= SMALL_HOURS * max(1.0, handed):
            return f"communities hand {handed:.6f} hours to {bearer.label}, which take {taken:.6f} over"
    return None


def numbers_stay_in_range(model: Any) -> str | None:
    """Every number of every agent is finite and within what its unit allows: shares 0 to 1, hours not below 0."""
    m = model
    for population in (m.communities, m.townships, m.districts, m.desks, m.residents, m.workers, m.organisations):
        for name, values in population.arrays.items():
            low, high = population.view_class.columns[name].limits
            if not len(values) or values.dtype.kind == "u" or (values.dtype.kind == "i" and low < 0.0):
                continue
            least, most = float(values.min()), float(values.max())
            if not (low - ROUNDING <= least and most <= high + ROUNDING and math.isfinite(most - least)):
                wrong = ~((values >= low - ROUNDING) & (values <= high + ROUNDING) & np.isfinite(values))
                row = int(wrong.argmax())
                return f"{population.view_class.__name__} {row} has {name} = {values[row]}"
    return None


def issues_stay_in_range(model: Any) -> str | None:
    """Every number of every open issue is finite, and no hours or money of one are below 0."""
    m = model
    issues = m.stage.issues
    for name in issues.dtype.names:
        if issues[name].dtype.kind == "f":
            wrong = ~((issues[name] >= -ROUNDING) & np.isfinite(issues[name])) & (issues["state"] != FREE)
            if wrong.any():
                return f"the issue in slot {int(wrong.argmax())} has {name} = {issues[name][wrong.argmax()]}"
    return None


def levers_stay_in_range(model: Any) -> str | None:
    """What levers leave or reach as a share lies between 0 and 1."""
    for lever in LEVERS:
        values = model.levers[lever.name]
        share = lever.combine == REMOVE or lever.unit in ("share", "0-1")
        if share and not (values.min(initial=0.0) >= 0.0 and values.max(initial=0.0) <= 1.0):
            return f"the lever {lever.name} lies between {values.min()} and {values.max()}"
    return None


INVARIANTS: tuple[Callable[[Any], str | None], ...] = (
    money_is_conserved,
    no_purse_is_overdrawn,
    service_money_is_booked,
    care_places_hold_their_users,
    slots_are_conserved,
    queues_hold_what_is_queued,
    trust_is_a_share,
    hours_add_up,
    hours_are_balanced,
    relieved_work_is_borne,
    everybody_has_a_home,
    numbers_stay_in_range,
    issues_stay_in_range,
    levers_stay_in_range,
)


def check_numbers(model: Any) -> None:
    """Checks at the end of a run, whether or not the other checks are wanted, that nothing measured is out of range.

    Args:
        model: The model after its last day.

    Raises:
        InvariantBroken: Names the kind of agent, its row and the value.
    """
    for check in (numbers_stay_in_range, issues_stay_in_range, levers_stay_in_range):
        text = check(model)
        if text is not None:
            raise InvariantBroken(f"found after day {model.day - 1}: {check.__name__}: {text}")


def check_all(model: Any) -> None:
    """Runs every check.

    Args:
        model: The model after a day.

    Raises:
        InvariantBroken: Names each check that failed.
    """
    broken = [f"{check.__name__}: {text}" for check in INVARIANTS if (text := check(model)) is not None]
    if broken:
        raise InvariantBroken(f"day {model.day}: " + "; ".join(broken))
