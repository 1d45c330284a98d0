"""What an issue is made of: hours, authority, money, departments and who else could take it."""

from __future__ import annotations

import math

from sim.agents.resident import by_setting
from sim.randomness import rule


@rule
def turn(occasion, n):
    """The occasion of the n-th decision of one kind about one issue (n below 1,024)."""
    return occasion * 1024 + n


@rule
def work_hours(book, kind, quick, normal):
    """Hours of the work in town: log-normal by category; quick matters take minutes. Triage is added."""
    if quick:
        return book.quick_hours
    return book.triage_hours + kind.work_hours * math.exp(kind.work_sigma * normal)


@rule
def lowest_tier(u, v, book, kind, quick, urban_share):
    """The lowest tier with authority; villages must pass up a share of what a town committee may decide.

    Args:
        u: Uniform number choosing the tier in town.
        v: Uniform number moving village matters up.
        book: Scenario numbers.
        kind: Numbers of the category.
        quick: 1 for a quick matter (always the community's).
        urban_share: Urban share of the community.
    """
    if quick:
        return 0
    if u < kind.authority_community:
        up = book.village_authority_up * (1.0 - urban_share)
        if v < up * book.village_authority_township:
            return 1
        if v < up:
            return 2
        return 0
    if u < kind.authority_community + kind.authority_township:
        return 1
    if u < kind.authority_community + kind.authority_township + kind.authority_district:
        return 2
    return 3


@rule
def cost_fen(u, kind, quick, normal):
    """What it costs in fen: nothing for most, log-normal for the rest."""
    if quick or u >= kind.money_share:
        return 0
    return max(1, int(100.0 * min(2e7, kind.cost * math.exp(kind.cost_sigma * normal))))


@rule
def departments_needed(u, book, authority):
    """How many departments must act: 1 inside the community, 1 to 3 above."""
    if authority == 0:
        return 1
    if u < book.departments_three_share:
        return 3
    if u < book.departments_three_share + book.departments_two_share:
        return 2
    return 1


@rule
def lead_department(u, category):
    """The department in the lead (0-6 in the order of the desks), by category."""
    if category == 0:
        return 1 if u < 0.7 else 3
    if category == 1:
        return 2
    if category == 2:
        return 1
    if category == 3 or category == 5:
        return 5
    if category == 4:
        return 0 if u < 0.5 else 6
    if category == 6:
        return 6
    return 4


@rule
def next_department(lead, part):
    """The department that does a further part: those beside the lead, in order."""
    return (lead + part) % 7


@rule
def able_helper(u, kind, category, quick, urban_share, managed_share, room, lines, volunteer, police, mediator,
                organisation):
    """Who besides the committee is able to take the issue over, 0 for nobody.

    Property managers count only inside managed estates; mediators, social workers and organisations need rooms.
    What nobody could take so far may be taken by helpers that mechanisms enable, one kind after the other.

    Args:
        u: Uniform number.
        kind: Numbers of the category.
        category: Code.
        quick: 1 for a quick matter.
        urban_share: Urban share of the community.
        managed_share: Share of estates with a manager.
        room: Service rooms over their starting mean.
        lines: Share of the remaining welfare and dispute issues that social workers are able to take.
        volunteer: The same for volunteers in environment and welfare.
        police: The same for the community police in safety.
        mediator: The same for mediators in disputes.
        organisation: The same for organisations, already cut to the fields that serve the category.
    """
    if quick:
        return 0
    p = by_setting(kind.helper_town, kind.helper_village, urban_share)
    if category == 2:
        p = p * managed_share
    elif category == 3 or category == 4 or category == 7:
        p = min(1.0, p * room)
    if u < p:
        if category == 1:
            return 1
        if category == 2:
            return 2
        if category == 5:
            return 3
        if category == 3:
            return 4
        if category == 4:
            return 5
        if category == 7:
            return 6
        return 0
    if category == 5:
        return 3 if u < p + (1.0 - p) * police else 0
    if category == 3:
        p = p + (1.0 - p) * mediator
        if u < p:
            return 4
    if category == 3 or category == 4:
        p = p + (1.0 - p) * lines
        if u < p:
            return 5
    if category == 1 or category == 4:
        p = p + (1.0 - p) * volunteer
        if u < p:
            return 1
    if category == 1 or category == 3 or category == 4 or category == 7:
        p = p + (1.0 - p) * organisation
        if u < p:
            return 6
    return 0


@rule
def field_share(category, welfare, dispute, environment, farming):
    """The share of organisations' hours in fields that serve a category."""
    if category == 1:
        return environment
    if category == 3:
        return dispute
    if category == 4:
        return welfare
    if category == 7:
        return farming
    return 0.0
