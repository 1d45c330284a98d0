"""What besides hours and skill decides an outcome: a second look, trust in who mediates, a free place (phase work)."""

from __future__ import annotations

import numpy as np

from sim.agents.attention import care_share, feared_rank
from sim.agents.purposes import Purpose
from sim.agents.resident import cooperation
from sim.compiled import kernel
from sim.issues.judging import reference_trust, trust_of
from sim.randomness import uniform
from sim.vocabulary import DeskKind, Group

DOUBLE_CHECK = int(Purpose.DOUBLE_CHECK)
CARE_PLACE = int(Purpose.CARE_PLACE)
OLDER = int(Group.OLDER)
VOLUNTEERS = int(DeskKind.VOLUNTEER)


@kernel
def trust_in_mediation(state, issues, k):
    """How much more than at the reference a party to a dispute trusts the tier that mediates; else 0."""
    if not state.kinds[issues[k].category].mediated:
        return 0.0
    tier = np.int64(issues[k].tier)
    return trust_of(state, np.int64(issues[k].resident), tier) - reference_trust(
        state.communities[issues[k].community], tier
    )


@kernel
def willing_to_settle(state, issues, k):
    """What the disposition of a party to a dispute adds to the log-odds of settling it; 0 in other matters."""
    if not state.kinds[issues[k].category].mediated:
        return 0.0
    return cooperation(state.params[0], state.residents[issues[k].resident].disposition)


@kernel
def checks_again(state, issues, k, desk, turn):
    """Whether the office itself looks at finished work before it closes; the look takes hours (复核).

    It looks at as much as a mechanism asks it to, and at as much as it cares for itself.
    """
    params = state.params[0]
    community = np.int64(issues[k].community)
    share = max(
        state.communities[community].lever_double_check,
        care_share(params, state.desks[desk].belief, feared_rank(state, desk, community)),
    )
    if share <= 0.0 or uniform(state.clock[0].streams[DOUBLE_CHECK], issues[k].resident_key, turn) >= share:
        return False
    hours = max(0.0, min(params.double_check_hours, state.desks[desk].left))
    state.desks[desk].left -= hours
    state.desks[desk].work_hours += hours
    issues[k].spent += hours
    if state.desks[desk].kind == VOLUNTEERS:
        state.communities[community].credit_hours += hours * state.communities[community].lever_time_bank
    return True


@kernel
def finds_place(state, issues, k):
    """Whether a request for a care place finds one free in the district; all other requests need none.

    A share of older residents' welfare requests asks for a place; where none is free, the work was in vain.
    """
    asks = state.kinds[issues[k].category].asks_for_places
    if not asks or issues[k].quick != 0 or state.residents[issues[k].resident].group != OLDER:
        return True
    u = uniform(state.clock[0].streams[CARE_PLACE], issues[k].resident_key, np.int64(issues[k].occasion))
    if u >= state.params[0].place_share:
        return True
    district = state.communities[issues[k].community].district
    if state.districts[district].places_used >= state.districts[district].places:
        state.districts[district].n_refused_place += 1
        return False
    state.districts[district].places_used += 1
    return True
