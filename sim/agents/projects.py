"""The market of public-benefit projects (公益项目) and the money that units and firms of a place pool.

Communities put projects forward; sponsors claim some of them, more where there are firms and money (paper,
section 2.3.5). A claimed project is paid over four quarters; its hours help residents. (Pooling: paper, section 4.3.)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.purposes import Purpose
from sim.agents.services import QUARTERS_PAID, draw_on
from sim.money import allocate
from sim.randomness import poisson, rule, uniform

MOST_PROPOSALS = 32
"""Most projects a community can put forward in a quarter."""
MOST_MEAN = 30.0
"""Most of them on average."""
DAYS_PER_QUARTER = 365.0 / 4.0


@rule
def is_claimed(u, params, endowment):
    """Whether a sponsor claims a proposed project; the mean over residents is the share claimed in Nan'an.

    Args:
        u: Uniform number.
        params: Scenario numbers.
        endowment: Firms per resident times fiscal capacity over the mean of the place.
    """
    return u < params.claimed_share * (1.0 + params.claim_endowment * (endowment - 1.0))


@rule
def project_hours_per_day(params, paid_fen):
    """Hours a day, fit for residents' issues, that a quarter's money for projects pays."""
    return paid_fen / (100.0 * params.project_yuan_per_hour) * params.project_issue_share / DAYS_PER_QUARTER


@rule
def pooled_in_quarter(params, asked_fen, endowment, population):
    """Whole fen that units and firms of a community pool in a quarter: what is asked, as far as they can give.

    Args:
        params: Scenario numbers.
        asked_fen: Fen per resident and year that are asked for.
        endowment: Firms per resident times fiscal capacity over the mean of the place.
        population: Residents.
    """
    return int(min(asked_fen, 100.0 * params.pooled_limit * endowment) * population / 4.0)


def projects_adapt(model: Any) -> None:
    """Every quarter: projects are put forward and claimed, claimed ones are paid a quarter, money is pooled."""
    propose_projects(model)
    pay_projects(model)
    pool_money(model)


def propose_projects(model: Any) -> None:
    """Communities put projects forward; a claim takes the whole sum out of society's account at once."""
    c, services, params = model.communities, model.services, model.rulebook.plain
    asked = model.levers["proposals"]
    price_fen = int(round(100.0 * params.project_yuan))
    parts = allocate(price_fen, np.ones(QUARTERS_PAID, np.int64))
    for row in np.flatnonzero(asked > 0.0):
        code = int(c.code[row])
        mean = min(float(asked[row]) / 4.0, MOST_MEAN)
        n = poisson(uniform(model.streams[Purpose.PROPOSALS], code, model.month), mean, MOST_PROPOSALS)
        services.n_proposals[row] += n
        for number in range(n):
            u = uniform(model.streams[Purpose.PROJECT_CLAIMED], code * MOST_PROPOSALS + number, model.month)
            if is_claimed(u, params, float(services.endowment[row])) and model.accounts["society"] >= price_fen:
                model.accounts["society"] -= price_fen
                model.accounts["projects"] += price_fen
                services.due_fen[row] += parts
                services.n_claimed[row] += 1
                services.project_fen[row] += price_fen
                services.person_times[row] += int(params.project_person_times)


def pay_projects(model: Any) -> None:
    """The quarter's part of every claimed project is paid, and its hours are there until the next quarter."""
    c, services, params = model.communities, model.services, model.rulebook.plain
    paid = services.due_fen[:, 0].copy()
    services.due_fen[:, :-1] = services.due_fen[:, 1:]
    services.due_fen[:, -1] = 0
    total = int(paid.sum())
    model.accounts["projects"] -= total
    model.accounts["households"] += total
    c.project_hours[:] = 0.0
    for row in np.flatnonzero(paid):
        c.project_hours[row] = project_hours_per_day(params, int(paid[row]))


def pool_money(model: Any) -> None:
    """Units and firms put money into their community's purse, as far as they can give and society's account goes."""
    c, services, params = model.communities, model.services, model.rulebook.plain
    asked = model.levers["pooled_fen"]
    amounts = np.zeros(len(c), np.int64)
    for row in np.flatnonzero(asked > 0.0):
        amounts[row] = pooled_in_quarter(
            params, float(asked[row]), float(services.endowment[row]), int(c.population[row])
        )
    if amounts.any():
        given = draw_on(model, "society", amounts)
        c.purse_fen += given
        services.pooled_fen += given
