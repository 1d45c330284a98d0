"""What an issue is made of: hours, authority, money, departments and who else could take it."""

from __future__ import annotations

import math

from sim.agents.resident import by_setting
from sim.issues.store import MOST_SHARERS
from sim.randomness import rule
from sim.vocabulary import DEPARTMENT_KINDS, Field, Group, Helper, Tier

COMMUNITY, TOWNSHIP, DISTRICT, MUNICIPALITY = (int(tier) for tier in Tier)
N_DEPARTMENTS = len(DEPARTMENT_KINDS)
NOBODY_ELSE = int(Helper.NONE)
POLICE = int(Helper.POLICE)
MEDIATOR = int(Helper.MEDIATOR)
SOCIAL_WORKER = int(Helper.SOCIAL_WORKER)
VOLUNTEER = int(Helper.VOLUNTEER)
ORGANISATION = int(Helper.ORGANISATION)
FIRST_KEY, LAST_KEY = int(Group.OLDER), int(Group.FLOATING)
WELFARE = int(Field.WELFARE)
DISPUTE = int(Field.DISPUTE)
ENVIRONMENT = int(Field.ENVIRONMENT)
FARMING = int(Field.FARMING)


@rule
def turn(occasion, n):
    """The occasion of the n-th decision of one kind about one issue (n below 1,024)."""
    return occasion * 1024 + n


@rule
def complaints(joined):
    """Number of residents who complain of a cause: the one who spoke up and those who joined, a bit each."""
    n = 1
    for j in range(MOST_SHARERS):
        n += joined >> j & 1
    return n


@rule
def work_hours(params, kind, quick, normal):
    """Hours of the work in town: log-normal by category; quick matters take minutes. Triage is added."""
    if quick:
        return params.quick_hours
    return params.triage_hours + kind.work_hours * math.exp(kind.work_sigma * normal)


@rule
def lowest_tier(u, v, params, kind, quick, urban_share):
    """The lowest tier with authority; villages must pass up a share of what a town committee may decide.

    Args:
        u: Uniform number choosing the tier in town.
        v: Uniform number moving village matters up.
        params: Scenario numbers.
        kind: Numbers of the category.
        quick: 1 for a quick matter (always the community's).
        urban_share: Urban share of the community.
    """
    if quick:
        return COMMUNITY
    if u < kind.authority_community:
        up = params.village_authority_up * (1.0 - urban_share)
        if v < up * params.village_authority_township:
            return TOWNSHIP
        if v < up:
            return DISTRICT
        return COMMUNITY
    if u < kind.authority_community + kind.authority_township:
        return TOWNSHIP
    if u < kind.authority_community + kind.authority_township + kind.authority_district:
        return DISTRICT
    return MUNICIPALITY


@rule
def cost_fen(u, kind, quick, normal):
    """What it costs in fen: nothing for most, log-normal for the rest."""
    if quick or u >= kind.money_share:
        return 0
    return max(1, int(100.0 * min(2e7, kind.cost * math.exp(kind.cost_sigma * normal))))


@rule
def departments_needed(u, params, authority):
    """How many departments must act: 1 inside the community, 1 to 3 above."""
    if authority == COMMUNITY:
        return 1
    if u < params.departments_three_share:
        return 3
    if u < params.departments_three_share + params.departments_two_share:
        return 2
    return 1


@rule
def lead_department(u, kind):
    """The department in the lead, by its place among the departments: the category's first, or else its second."""
    return int(kind.lead) if u < kind.lead_first_share else int(kind.second_lead)


@rule
def next_department(lead, part):
    """The department that does a further part: those beside the lead, in order."""
    return (lead + part) % N_DEPARTMENTS


@rule
def able_helper(u, kind, quick, urban_share, managed_share, room, lines, volunteer, police, mediator, organisation):
    """Who besides the committee is able to take the issue over.

    Property managers count only inside managed estates; mediators, social workers and organisations need rooms.
    What nobody could take so far may be taken by helpers that mechanisms enable, one kind after the other.

    Args:
        u: Uniform number.
        kind: Numbers of the category.
        quick: 1 for a quick matter.
        urban_share: Urban share of the community.
        managed_share: Share of estates with a manager.
        room: Service rooms over their starting mean.
        lines: Share of the remaining issues that social workers are able to take, where the category lets them.
        volunteer: The same for volunteers.
        police: The same for the community police.
        mediator: The same for mediators.
        organisation: The same for organisations, already cut to the fields that serve the category.
    """
    if quick:
        return NOBODY_ELSE
    p = by_setting(kind.helper_town, kind.helper_village, urban_share)
    if kind.managed_estates_only:
        p = p * managed_share
    if kind.needs_rooms:
        p = min(1.0, p * room)
    if u < p:
        return int(kind.helper)
    p = p + (1.0 - p) * kind.police * police
    if u < p:
        return POLICE
    p = p + (1.0 - p) * kind.mediators * mediator
    if u < p:
        return MEDIATOR
    p = p + (1.0 - p) * kind.social_workers * lines
    if u < p:
        return SOCIAL_WORKER
    p = p + (1.0 - p) * kind.volunteers * volunteer
    if u < p:
        return VOLUNTEER
    p = p + (1.0 - p) * organisation
    if u < p:
        return ORGANISATION
    return NOBODY_ELSE


@rule
def in_key_group(group):
    """Whether a resident is older, of a family, disabled, low-income or floating (paper, section 2.3.3)."""
    return FIRST_KEY <= group <= LAST_KEY


@rule
def field_share(kind, welfare, dispute, environment, farming):
    """The share of organisations' hours in the fields that serve a category."""
    if kind.field == WELFARE:
        return welfare
    if kind.field == DISPUTE:
        return dispute
    if kind.field == ENVIRONMENT:
        return environment
    if kind.field == FARMING:
        return farming
    return 0.0
