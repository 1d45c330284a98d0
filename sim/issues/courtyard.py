"""Small matters that residents solve in a courtyard committee before any office hears of them (phase voice)."""

from __future__ import annotations

import numpy as np

from sim.agents.office import succeeds
from sim.agents.purposes import Purpose
from sim.agents.resident import channel_cost, habit_today, voices
from sim.compiled import kernel
from sim.issues.attributes import work_hours
from sim.randomness import standard_normal, uniform
from sim.vocabulary import Channel

COURTYARD = int(Purpose.COURTYARD)
HOURS = int(Purpose.HOURS)
VOICE = int(Purpose.VOICE)
AT_THE_DOOR = int(Channel.GRID_WORKER)


@kernel
def tells_neighbours(state, c, r, key, occasion):
    """Whether a resident brings a matter to the courtyard committee: the choice of reporting it, at a door close by."""
    params = state.params[0]
    community = state.communities[c]
    habit = habit_today(params, np.float64(state.residents[r].habit), state.clock[0].day - state.residents[r].habit_day)
    u = uniform(state.clock[0].streams[VOICE], key, occasion)
    trust = np.float64(state.residents[r].trust_community)
    cost = channel_cost(params, AT_THE_DOOR, community.counter_cost)
    return voices(
        u,
        params,
        False,
        trust,
        community.trust_reference_community,
        cost,
        habit + community.heard_habit,
        state.residents[r].disposition,
        False,
    )


@kernel
def courtyard_solves(state, c, r, key, occasion, kind, quick):
    """Whether a courtyard committee solves a small matter of its own estate with the hours of residents (院落自治).

    It takes matters that neighbours can agree on and that need no money, while hours are left, from those who bring
    them: whoever keeps silent is not helped. What it fails at goes on to the offices.
    """
    if state.communities[c].courtyard_left <= 0.0 or not kind.agreeable:
        return False
    params = state.params[0]
    hours = work_hours(params, kind, quick, standard_normal(state.clock[0].streams[HOURS], key, occasion))
    if hours > params.courtyard_limit_hours or hours > state.communities[c].courtyard_left:
        return False
    if not tells_neighbours(state, c, r, key, occasion):
        return False
    state.communities[c].courtyard_left -= hours
    state.communities[c].courtyard_used += hours
    u = uniform(state.clock[0].streams[COURTYARD], key, occasion)
    return succeeds(u, params, kind, params.courtyard_skill, 1, 0, 0, 0.0, 0.0)
