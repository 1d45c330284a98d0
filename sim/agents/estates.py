"""Estates without a manager: owners organise, pay fees or ride free (老旧小区物业化, paper, section 4.3.4)."""

from __future__ import annotations

import numpy as np

from sim.agents.neighbours import from_elsewhere, key_of, neighbour_row
from sim.agents.purposes import Purpose
from sim.agents.resident import paying_next, signs, ties_at_hand
from sim.compiled import kernel
from sim.randomness import uniform
from sim.vocabulary import Disposition

OWNER_ASKED = int(Purpose.OWNER_ASKED)
OWNER_SIGNS = int(Purpose.OWNER_SIGNS)
IRRESPONSIBLE = int(Disposition.IRRESPONSIBLE)
INDIFFERENT = int(Disposition.INDIFFERENT)
OWNERS_APART = 256
"""Numbers set aside for the owners asked in one month: more than `owners_asked` ever is."""


@kernel
def estates_organise(state, c, month):
    """Owners of one unmanaged estate are asked each month; where enough sign, a committee or station takes it over.

    Args:
        state: The stage.
        c: Row of the community.
        month: Number of the month since the start.
    """
    params = state.params[0]
    community = state.communities[c]
    effort = community.lever_estate_effort
    if effort <= 0.0 or community.unmanaged_share <= 0.0 or community.urban_share <= 0.0:
        return
    asked = int(params.owners_asked * effort)
    if asked < 1:
        return
    n = 0
    for j in range(asked):
        row = neighbour_row(state, OWNER_ASKED, c, community.code, month * OWNERS_APART + j)
        more = np.float64(state.residents[row].trust_community) - community.trust_reference_community
        disposition = state.residents[row].disposition
        u = uniform(state.clock[0].streams[OWNER_SIGNS], key_of(state, row), month * OWNERS_APART + j)
        ties = ties_at_hand(params, community.ties, from_elsewhere(state, row))
        if signs(u, params, more, ties, int(disposition == IRRESPONSIBLE), int(disposition == INDIFFERENT)):
            n += 1
    if n < params.sign_needed * asked:
        return
    step = min(params.estate_share, community.unmanaged_share)
    if community.taken_share <= 0.0:
        community.paying_share = params.fee_share
        community.estate_quality = params.reference_quality
        community.estate_poor_quarters = 0
    community.unmanaged_share -= step
    community.taken_share += step


@kernel
def fees_are_paid(state, c):
    """Every quarter owners of taken-over estates pay or not; after some poor quarters in a row service ends.

    Args:
        state: The stage; fees are added up in `fees_fen`.
        c: Row of the community.
    """
    params = state.params[0]
    community = state.communities[c]
    if community.taken_share <= 0.0:
        return
    community.paying_share = paying_next(
        params, community.paying_share, community.estate_quality, community.money_first_more
    )
    community.estate_quality += params.quality_rate * (community.paying_share - community.estate_quality)
    residents = community.population * community.urban_share * community.taken_share
    community.fees_fen += int(100.0 * params.fee_yuan / 4.0 * residents * community.paying_share)
    if community.paying_share >= params.fee_threshold:
        community.estate_poor_quarters = 0
        return
    community.estate_poor_quarters += 1
    if community.estate_poor_quarters >= params.fee_poor_quarters:
        community.unmanaged_share += community.taken_share
        community.taken_share = 0.0
        community.paying_share = 0.0
