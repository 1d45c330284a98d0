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
def tells_neighbours(s, c, r, key, occasion):
    """Whether a resident brings a matter to the courtyard committee: the choice of voicing it, at a door close by."""
    book = s.book[0]
    community = s.communities[c]
    habit = habit_today(book, np.float64(s.residents[r].habit), s.clock[0].day - s.residents[r].habit_day)
    u = uniform(s.clock[0].streams[VOICE], key, occasion)
    return voices(u, book, False, np.float64(s.residents[r].trust_community), community.trust_start_community,
                  channel_cost(book, AT_THE_DOOR, community.counter_cost), habit, s.residents[r].disposition, False)


@kernel
def courtyard_solves(s, c, r, key, occasion, kind, quick):
    """Whether a courtyard committee solves a small matter of its own estate with the hours of residents (院落自治).

    It takes matters that neighbours can agree on and that need no money, while hours are left, from those who bring
    them: whoever keeps silent is not helped. What it fails at goes on to the offices.
    """
    if s.communities[c].courtyard_left <= 0.0 or not kind.agreeable:
        return False
    book = s.book[0]
    hours = work_hours(book, kind, quick, standard_normal(s.clock[0].streams[HOURS], key, occasion))
    if hours > book.courtyard_limit_hours or hours > s.communities[c].courtyard_left:
        return False
    if not tells_neighbours(s, c, r, key, occasion):
        return False
    s.communities[c].courtyard_left -= hours
    s.communities[c].courtyard_used += hours
    u = uniform(s.clock[0].streams[COURTYARD], key, occasion)
    return succeeds(u, book, kind, book.courtyard_skill, 1, 0, 0, 0.0, 0.0)
