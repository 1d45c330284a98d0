"""What a community hears of those who spoke up: by which channel, and whether it was of any use (phase adapt).

Somebody who was answered tells friends in the community. They may learn of the channel, as they may from
advertisements, and forget it again; and what they hear of the outcome makes them likelier, or less likely, to speak up
themselves. Both are stocks of the community: knowledge spreads as an innovation does (Bass 1969, Management Science
15(5)), by advertisement and by word of mouth among those who do not know yet.
"""

from __future__ import annotations

import math
from typing import Any

from sim.agents.adaptation import MONTH_DAYS
from sim.agents.resident import LN_2
from sim.randomness import rule


@rule
def learned_next(params, learned, advertised, told, population):
    """The share of those who did not know a channel at the start who know it a month later.

    Args:
        params: Scenario numbers.
        learned: The share so far.
        advertised: Yearly rate at which advertisements teach it.
        told: Requests answered in the month that came by it.
        population: Residents.
    """
    heard = params.told_channel_share * params.n_friends * told / max(1.0, population)
    kept = learned * math.exp(-params.channel_forgotten / 12.0)
    return kept + (1.0 - kept) * (1.0 - math.exp(-(advertised / 12.0 + heard)))


@rule
def heard_next(params, heard, solved, failed, silent, population):
    """What the outcomes of others add to a resident's habit of speaking up, a month later; it fades as habit does.

    Args:
        params: Scenario numbers.
        heard: The same so far (logit).
        solved: Requests of the community resolved in the month.
        failed: Those that failed or were nominally closed.
        silent: Those that were met by silence.
        population: Residents.
    """
    told = params.n_friends * params.heard_habit_share / max(1.0, population)
    each = solved * params.habit_first_success + failed * params.habit_nominal + silent * params.habit_silence
    change = told * each
    kept = heard * math.exp(-LN_2 * MONTH_DAYS / params.habit_half_life_days)
    return min(params.habit_limit, max(-params.habit_limit, kept + change))


def word_spreads(model: Any) -> None:
    """Every month communities take in what the month has given people to tell."""
    c, params, voice = model.communities, model.rulebook.plain, model.scenario.voice
    advertised = c.lever_advertising
    if voice.told_channel_share > 0.0 or advertised.any() or c.number_learned.any():
        for row in range(len(c)):
            people = int(c.population[row])
            for learned, told in ((c.number_learned, c.told_number), (c.online_learned, c.told_online)):
                learned[row] = learned_next(params, float(learned[row]), float(advertised[row]), int(told[row]), people)
    if voice.heard_habit_share > 0.0:
        for row in range(len(c)):
            c.heard_habit[row] = heard_next(
                params,
                float(c.heard_habit[row]),
                int(c.told_solved[row]),
                int(c.told_failed[row]),
                int(c.told_silent[row]),
                int(c.population[row]),
            )
    for name in ("told_solved", "told_failed", "told_silent", "told_number", "told_online"):
        c.column(name)[:] = 0
