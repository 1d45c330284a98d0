"""Social workers and social organisations: caseload, strain, leaving, recruiting, entering and closing."""

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


class Organisation(ColumnAgent):
    """A social organisation with a service field, hours and funds (社会组织)."""

    home_community = Column(np.int32, unit="row", doc="Community it is at home in.")
    field = Column(np.uint8, unit="field", doc="Service field.")
    hours_per_year = Column(np.float64, unit="hours per year", doc="Hours it offers in a full year of income.")
    income_ratio = Column(np.float64, unit="ratio", doc="Income over cost in the last quarter.", default=1.0)
    poor_quarters = Column(np.int32, unit="quarters", doc="Quarters in a row with too little income.")
    active = Column(np.uint8, unit="yes or no", doc="Whether it is at work.", default=1)


@rule
def strain_after(book, strain, asked_hours, had_hours):
    """A worker's strain after a month: hours asked over hours had, smoothed."""
    load = asked_hours / had_hours if had_hours > 0.0 else strain
    return strain + book.strain_weight * (min(load, 4.0) - strain)


@rule
def leaves(u, book, strain):
    """Whether a worker leaves in a month: a yearly hazard that grows with strain above 1."""
    hazard = book.turnover_per_year / 12.0 * math.exp(book.turnover_strain * (strain - 1.0))
    return u < 1.0 - math.exp(-hazard)


@rule
def closes_down(book, income_ratio, poor_quarters):
    """Whether an organisation closes: two quarters in a row below a share of its cost."""
    return income_ratio < book.organisation_closing and poor_quarters >= 2


def workers_adapt(model: Any) -> None:
    """Every month workers feel the load of their station, some leave, posts are filled again, novices learn."""
    w, desks, book, day = model.workers, model.desks, model.rulebook.plain, model.day
    if len(w) == 0:
        return
    rows = model.desk_map.of_townships(DeskKind.SOCIAL_WORKER)
    offered = desks.offered_hours[rows] - model.station_offered
    had = desks.available_hours[rows] - model.station_available
    model.station_offered[:] = desks.offered_hours[rows]
    model.station_available[:] = desks.available_hours[rows]
    for row in range(len(w)):
        if w.vacant_until[row] >= 0:
            if w.vacant_until[row] <= day:
                w.vacant_until[row] = -1
                w.skill[row] = w.full_skill[row] - book.novice_skill
                w.strain[row] = 1.0
                w.turn[row] += 1
            continue
        t = int(w.township[row])
        w.strain[row] = strain_after(book, float(w.strain[row]), float(offered[t]), float(had[t]))
        w.skill[row] = min(float(w.full_skill[row]), float(w.skill[row]) + book.novice_skill / 12.0)
        key = WORKER_KEY * int(model.townships.code[t]) + int(model.worker_number[row])
        if leaves(uniform(model.streams[Purpose.LEAVES], key, model.month), book, float(w.strain[row])):
            w.vacant_until[row] = day + int(book.vacancy_days)
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


def organisations_adapt(model: Any) -> None:
    """Every quarter organisations live on purchases; those that earn too little for long close, others return.

    Purchase money of the quarter is divided over active organisations by their hours. Where money is left because no
    organisation is active, a closed one may start again.
    """
    o, rules, prices = model.organisations, model.scenario.governments, model.scenario.world.institutions
    if len(o) == 0:
        return
    book = model.rulebook.plain
    budget = model.purchase_fen_per_quarter
    active = o.active == 1
    hours = float(o.hours_per_year[active].sum())
    earned = budget / (100.0 * prices.purchased_yuan_per_hour) / (hours / 4.0) if hours > 0.0 else 0.0
    for row in range(len(o)):
        if o.active[row]:
            o.income_ratio[row] = earned
            o.poor_quarters[row] = o.poor_quarters[row] + 1 if earned < book.organisation_closing else 0
            if closes_down(book, float(o.income_ratio[row]), int(o.poor_quarters[row])):
                o.active[row] = 0
        else:
            key = (int(model.communities.code[o.home_community[row]]) * 64
                   + int(model.organisation_number[row]))
            if earned > 1.0 and uniform(model.streams[Purpose.ORGANISATION_ENTERS], key,
                                        model.month) < rules.organisation_entry:
                o.active[row] = 1
                o.poor_quarters[row] = 0
    count_organisations(model)


def count_organisations(model: Any) -> None:
    """Puts the hours of active organisations into their townships."""
    o, t = model.organisations, model.townships
    active = o.active == 1
    home = model.communities.township[o.home_community[active]]
    t.organisation_hours[:] = np.bincount(home, weights=o.hours_per_year[active], minlength=len(t))
