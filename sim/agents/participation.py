"""Volunteering: every month some residents think again about being a volunteer (phase take part)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.neighbours import draw_for_all, key_of
from sim.agents.purposes import Purpose
from sim.agents.resident import volunteers
from sim.compiled import kernel
from sim.randomness import uniform

THINKS_AGAIN = int(Purpose.THINKS_AGAIN)
VOLUNTEER = int(Purpose.VOLUNTEER)


@kernel
def think_again(state, month, lo, hi, numbers):
    """Residents of the districts lo to hi who think again this month become, stay or stop being volunteers.

    Args:
        state: The stage; communities get `n_volunteers`.
        month: Number of the month since the start.
        lo: First district.
        hi: District after the last.
        numbers: Room for a number of each resident of a community; float64.
    """
    params = state.params[0]
    for d in range(lo, hi):
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            community = state.communities[c]
            draw_for_all(state, THINKS_AGAIN, c, month, numbers)
            n = 0
            for i in range(community.end_resident - community.first_resident):
                if numbers[i] < params.reconsidered_share:
                    numbers[n] = i
                    n += 1
            n_before = 0
            for j in range(n):
                n_before += state.residents[community.first_resident + np.int64(numbers[j])].volunteer
            n_after = 0
            for j in range(n):
                r = community.first_resident + np.int64(numbers[j])
                more = np.float64(state.residents[r].trust_community) - community.trust_reference_community
                u = uniform(state.clock[0].streams[VOLUNTEER], key_of(state, r), month)
                now = volunteers(u, params, more, state.residents[r].disposition, community.lever_time_bank)
                n_after += now
                state.residents[r].volunteer = now
            community.n_volunteers += n_after - n_before


def take_part(model: Any) -> None:
    """On the first of a month residents think again about volunteering; the hours follow in the next levers."""
    if not model.calendar.month_start[model.day]:
        return
    stage, month, most = model.stage, model.month, model.communities.population.max(initial=0)
    model.crew.over(lambda lo, hi: think_again(stage, month, lo, hi, np.empty(most)))
