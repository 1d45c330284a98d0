"""Who a resident is and who lives next door: permanent ids, what is drawn by them, contacts by number."""

from __future__ import annotations

import numpy as np

from sim.agents.resident import friend_number
from sim.compiled import kernel
from sim.randomness import uniform
from sim.vocabulary import Group

FLOATING = int(Group.FLOATING)


@kernel
def key_of(state, row):
    """The permanent id of the resident in a row."""
    return state.keys[row]


@kernel
def from_elsewhere(state, row):
    """Whether a resident floats or has moved here, so that a friend lives in the former home."""
    return state.residents[row].group == FLOATING or state.residents[row].origin >= 0


@kernel
def fetch(state, rows, first, end):
    """Reads residents once before they are looked at one by one: memory answers many at a time sooner than each alone.

    Args:
        state: The stage.
        rows: Rows of residents.
        first: The first of them.
        end: The one after the last.

    Returns:
        A sum that means nothing; without one a compiler would leave the reading out.
    """
    total = np.int64(0)
    for j in range(first, end):
        total += np.int64(state.keys[rows[j]]) + np.int64(state.residents[rows[j]].group)
    return total


@kernel
def draw_for_all(state, purpose, community, occasion, numbers):
    """Draws one number for every resident of a community, in a loop over permanent ids that processors do in parallel.

    Args:
        state: The stage.
        purpose: The decision the numbers are for.
        community: Row of the community.
        occasion: Which time the decision is taken.
        numbers: The resident's number in [0, 1) by number within the community; float64, written.
    """
    draws = state.clock[0].streams[purpose]
    keys = state.keys[state.communities[community].first_resident : state.communities[community].end_resident]
    for i in range(keys.size):
        numbers[i] = uniform(draws, keys[i], occasion)


@kernel
def neighbour_row(state, purpose, community, key, occasion):
    """The row of a neighbour drawn by number within the community; it may be the resident."""
    first = state.communities[community].first_resident
    n = state.communities[community].end_resident - first
    return first + friend_number(uniform(state.clock[0].streams[purpose], key, occasion), n)
