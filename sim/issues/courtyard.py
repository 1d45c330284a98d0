"""Small matters that residents solve in a courtyard committee before any office hears of them (phase voice)."""

from __future__ import annotations

from sim.agents.office import succeeds
from sim.agents.purposes import Purpose
from sim.compiled import kernel
from sim.issues.attributes import work_hours
from sim.randomness import standard_normal, uniform

COURTYARD = int(Purpose.COURTYARD)
HOURS = int(Purpose.HOURS)


@kernel
def courtyard_solves(s, c, key, occasion, kind, quick):
    """Whether a courtyard committee solves a small matter of its own estate with the hours of residents (院落自治).

    It takes matters that neighbours can agree on and that need no money, while hours are left.
    """
    if s.communities[c].courtyard_left <= 0.0 or not kind.agreeable:
        return False
    book = s.book[0]
    hours = work_hours(book, kind, quick, standard_normal(s.clock[0].streams[HOURS], key, occasion))
    if hours > book.courtyard_limit_hours or hours > s.communities[c].courtyard_left:
        return False
    s.communities[c].courtyard_left -= hours
    s.communities[c].courtyard_used += hours
    u = uniform(s.clock[0].streams[COURTYARD], key, occasion)
    return succeeds(u, book, kind, book.courtyard_skill, 1, 0, 0, 0.0, 0.0)
