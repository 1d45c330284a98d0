"""What people of the twin tell each other: how requests ended, and by which channel they came."""

from __future__ import annotations

from typing import Any

from sim.agents import word_of_mouth as rules
from sim.issues.store import DUPLICATE, HEARD
from sim.vocabulary import Channel, State


def tell(issue: Any) -> None:
    """A closed request is something to tell about in its community."""
    if issue.flags & DUPLICATE:
        return
    home, answered, solved = issue.home, bool(issue.flags & HEARD), issue.state == State.RESOLVED
    home.told_solved += solved
    home.told_failed += answered and not solved
    home.told_silent += not answered and not solved
    home.told_number += answered and issue.channel in (Channel.PHONE, Channel.HOTLINE)
    home.told_online += answered and issue.channel == Channel.ONLINE


def word_spreads(twin: Any) -> None:
    """Once a month it is taken in: channels are learned of and forgotten, habit follows what is heard."""
    params, all_c = twin.params, twin.communities
    spreads = params.told_channel_share > 0.0 or any(c.lever_advertising > 0.0 or c.number_learned > 0.0 for c in all_c)
    for c in all_c:
        if spreads:
            for name, told in (("number_learned", c.told_number), ("online_learned", c.told_online)):
                known = rules.learned_next(params, getattr(c, name), c.lever_advertising, told, c.population)
                setattr(c, name, known)
        if params.heard_habit_share > 0.0:
            c.heard_habit = rules.heard_next(
                params, c.heard_habit, c.told_solved, c.told_failed, c.told_silent, c.population
            )
        c.told_solved = c.told_failed = c.told_silent = c.told_number = c.told_online = 0
