"""Who a resident is and who lives next door: permanent ids and contacts by number, as kernels see them."""

from __future__ import annotations

from sim.agents.resident import friend_number
from sim.compiled import kernel
from sim.randomness import uniform


@kernel
def key_of(s, row):
    """The permanent id of the resident in a row."""
    return s.residents[row].key


@kernel
def neighbour_row(s, purpose, community, key, occasion):
    """The row of a neighbour drawn by number within the community; it may be the resident."""
    first = s.communities[community].first_resident
    n = s.communities[community].end_resident - first
    return first + friend_number(uniform(s.clock[0].streams[purpose], key, occasion), n)
