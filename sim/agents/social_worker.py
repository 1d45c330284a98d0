"""Social workers: caseload, strain, leaving and recruiting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.agents.purposes import Purpose
from sim.columns import Column, ColumnAgent
from sim.randomness import rule, uniform
from sim.vocabulary import DeskKind

WORKER_KEY = 1 << 20


class SocialWorker(ColumnAgent):
    """A professional who takes cases from a township's station (社工)."""

    township = Column(np.int32, unit="row", doc="Township of the station.")
    skill = Column(np.float64, unit="0-1", doc="Skill.")
    hours_per_year = Column(np.float64, unit="hours per year", doc="Paid hours.")
    strain = Column(np.float64, unit="ratio", doc="Hours asked over hours had, smoothed.", default=1.0)
    vacant_until = Column(np.int32, unit="day", doc="Day on which a leaver is replaced, else -1.", default=-1)
    turn = Column(np.int32, unit="times", doc="How often the post has changed hands.")
    full_skill = Column(np.float64, unit="0-1", doc="Skill of an experienced holder of the post.")


@rule
def strain_after(params, strain, asked_hours, had_hours):
    """A worker's strain after a month: hours asked over hours had, smoothed; unchanged where there were no hours."""
    if had_hours <= 0.0:
        return strain
    return strain + params.strain_weight * (min(asked_hours / had_hours, params.strain_load_limit) - strain)


@rule
def novice_skill(params, full_skill):
    """The skill of a newcomer to a post whose experienced holders have full skill."""
    return max(0.0, full_skill - params.novice_skill)


@rule
def leaves(u, params, strain):
    """Whether a worker leaves in a month: a yearly hazard that grows with strain above 1."""
    hazard = params.turnover_per_year / 12.0 * math.exp(params.turnover_strain * (strain - 1.0))
    return u < 1.0 - math.exp(-hazard)


def workers_adapt(model: Any) -> None:
    """Every month workers feel the load of their station, some leave, posts are filled again, novices learn."""
    w, desks, params, day = model.workers, model.desks, model.rulebook.plain, model.day
    rows = model.desk_map.of_townships(DeskKind.SOCIAL_WORKER)
    offered = desks.offered_hours[rows] - model.station_offered
    had = desks.available_hours[rows] - model.station_available
    model.station_offered[:] = desks.offered_hours[rows]
    model.station_available[:] = desks.available_hours[rows]
    for row in range(len(w)):
        if w.vacant_until[row] >= 0:
            if w.vacant_until[row] <= day:
                w.vacant_until[row] = -1
                w.skill[row] = novice_skill(params, float(w.full_skill[row]))
                w.strain[row] = 1.0
                w.turn[row] += 1
            continue
        t = int(w.township[row])
        w.strain[row] = strain_after(params, float(w.strain[row]), float(offered[t]), float(had[t]))
        w.skill[row] = min(float(w.full_skill[row]), float(w.skill[row]) + params.novice_skill / 12.0)
        key = WORKER_KEY * int(model.townships.code[t]) + int(model.worker_number[row])
        if leaves(uniform(model.streams[Purpose.LEAVES], key, model.month), params, float(w.strain[row])):
            w.vacant_until[row] = day + int(params.vacancy_days)
    count_workers(model)


def count_workers(model: Any) -> None:
    """Puts the number, mean skill and strain of workers at work into their stations."""
    w, t, desks = model.workers, model.townships, model.desks
    at_work = w.vacant_until < 0
    n = np.bincount(w.township[at_work], minlength=len(t))
    t.n_workers[:] = n
    rows = model.desk_map.of_townships(DeskKind.SOCIAL_WORKER)
    for name, target in (("skill", "skill"), ("strain", "strained")):
        sums = np.bincount(w.township[at_work], weights=getattr(w, name)[at_work], minlength=len(t))
        means = np.divide(sums, n, out=np.full(len(t), 0.5), where=n > 0)
        getattr(desks, target)[rows] = means if name == "skill" else means > 1.0 + 1e-9
    model.worker_hours[:] = np.bincount(w.township[at_work], weights=w.hours_per_year[at_work], minlength=len(t))
    recruit(model)


def recruit(model: Any) -> None:
    """Workers whose station has too few volunteers spend hours on recruiting, and have fewer for cases."""
    t, rules = model.townships, model.scenario.governments
    have = np.bincount(model.communities.township, weights=model.communities.n_volunteers, minlength=len(t))
    short = np.maximum(rules.volunteers_per_worker * t.n_workers - have, 0.0)
    model.worker_hours[:] = np.maximum(model.worker_hours - 12.0 * short * rules.recruiting_hours, 0.0)
