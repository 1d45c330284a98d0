"""Conditions an ensemble of plausible worlds on published figures, and says what they told and what they did not.

Every member is a point of standard normal deviates, one for each number that is an unknown. The members are run, and an
ensemble smoother moves them by what the figures say of the numbers; a few smaller steps, each with the figures' errors
inflated, follow a model that is not linear better than one (ES-MDA: Emerick and Reynolds 2013, Computers & Geosciences
55). Numbers whose correlation with a figure may be chance are not moved by it: below three over the root of the members
(Vossepoel, Evensen and van Leeuwen 2025, Monthly Weather Review, equation 6). Each step has seeds and townships of its
own, so members are fitted to the figures and not to a draw.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.scenario.plausible import ALTERNATIVES, PlausibleRange
from sim.studies.emulator import Floats
from sim.studies.history_matching import TWO_SIDED
from sim.studies.patterns import FIT, Target
from sim.studies.validation import described
from sim.world.places import PlaceNames

FARTHEST = 8.0
"""Tolerances beyond which a result counts as this far away, so that one wild member does not move all (assumed)."""

CHANCE = 3.0
"""A correlation below this over the root of the members may be chance, and moves nothing."""

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
"""Quantiles of the bands."""

YES, NO = "yes", "no"

STEP_COLUMNS = ("step", "n_members", "n_failed", "within_share", "spread_kept")
FIGURE_TEXT = ("id", "scenario", "what", "what_zh", "use", "unit", "covered")
FIGURE_NUMBERS = ("target", "low", "high", "prior_q05", "prior_q50", "prior_q95", "q05", "q50", "q95")
NUMBER_TEXT = ("key", "scale", "grade", "by_rule")
NUMBER_NUMBERS = ("low", "high", "q05", "q50", "q95", "width", "shift")


class Smoother:
    """Moves members towards the figures, step by step.

    Args:
        targets: The figures fitted to.
        steps: Number of steps; each counts for one over this of the figures' information.
        seed: Seed of the errors by which each member's figures are perturbed.
    """

    def __init__(self, targets: Sequence[Target], steps: int, seed: int) -> None:
        self.targets, self.steps = tuple(targets), steps
        self._draws = np.random.default_rng(seed)

    def moved(self, points: Floats, results: Floats) -> Floats:
        """The members after one more step.

        Each number is moved by the figures that its correlation with them tells from chance, and by these alone: with
        C the covariances over members and R the figures' errors, inflated by the number of steps, a member whose
        result is y moves by C_xy (C_yy + R)^-1 (d - y), where d is the figure with an error of the member's own.

        Args:
            points: Their deviates, shape (n_members, n_ranges).
            results: What their runs gave, shape (n_members, n_targets), all finite.

        Returns:
            Their new deviates, of the same shape.
        """
        n = len(points)
        given = standardised(self.targets, results)  # The figures lie at 0 there, with errors of variance 1.
        missed = math.sqrt(self.steps) * self._draws.normal(size=given.shape) - given
        numbers, figures = points - points.mean(axis=0), given - given.mean(axis=0)
        both = numbers.T @ figures / (n - 1)
        spread = np.outer(numbers.std(axis=0, ddof=1), figures.std(axis=0, ddof=1))
        telling = np.abs(both) >= CHANCE / math.sqrt(n) * spread
        telling &= spread > 0.0
        after = points.copy()
        for pattern in np.unique(telling[telling.any(axis=1)], axis=0):
            rows = (telling == pattern).all(axis=1)
            among = figures[:, pattern].T @ figures[:, pattern] / (n - 1)
            gain = np.linalg.solve(among + self.steps * np.eye(len(among)), both[np.ix_(rows, pattern)].T)
            after[:, rows] += missed[:, pattern] @ gain
        return after


def standardised(targets: Sequence[Target], results: Floats) -> Floats:
    """How far results lie above their figures, in standard deviations of the figures.

    The tolerance is read as a 95 % range, as in history matching; both sides count alike.

    Args:
        targets: The figures.
        results: Shape (n_members, n_targets).
    """
    centres = np.array([target.centre for target in targets])
    tolerances = np.array([(target.high - target.low) / 2.0 for target in targets])
    return np.clip((results - centres) / tolerances, -FARTHEST, FARTHEST) * TWO_SIDED


def within(targets: Sequence[Target], results: Floats, tolerances: float) -> np.ndarray:
    """Which members meet all figures within so many tolerances.

    Args:
        targets: The figures.
        results: Shape (n_members, n_targets); a member with a nan meets none.
        tolerances: How many.

    Returns:
        True or False, shape (n_members,).
    """
    far = [[target.distance(float(value)) for target, value in zip(targets, row, strict=True)] for row in results]
    return np.array([all(one <= tolerances for one in row) for row in far], dtype=bool).reshape(len(results))


@dataclass
class Wave:
    """The members of one step and what they gave.

    Attributes:
        members: Their numbers, from 1.
        points: Their deviates, shape (n_members, n_ranges).
        results: What their runs gave for every figure, shape (n_members, n_figures); nan where nothing.
    """

    members: np.ndarray
    points: Floats
    results: Floats = field(default_factory=lambda: np.empty((0, 0)))

    def chosen(self, rows: np.ndarray) -> Wave:
        """Some of its members.

        Args:
            rows: Which, as truth values or positions.
        """
        return Wave(self.members[rows], self.points[rows], self.results[rows])


@dataclass(frozen=True)
class Conditioned:
    """An ensemble that went through all steps.

    Attributes:
        prior: The members as drawn, with what they gave.
        last: All members after the last step, with what they gave then.
        kept: Those of them that meet the fitted figures and are kept, in the order of their numbers.
    """

    prior: Wave
    last: Wave
    kept: Wave


def kept_members(targets: Sequence[Target], last: Wave, tolerances: float, most: int) -> Wave:
    """The members that are kept: the first so many, by number, that meet all fitted figures.

    A member's number says nothing of how well it fits, so the choice does not narrow the ensemble further.

    Args:
        targets: The figures fitted to, whose results come first.
        last: The members after the last step.
        tolerances: Tolerances within which all figures must be met.
        most: How many are wanted.
    """
    good = within(targets, last.results[:, : len(targets)], tolerances)
    return last.chosen(np.flatnonzero(good)[:most])


def steps_table(
    targets: Sequence[Target], waves: Sequence[Wave], failed: Sequence[int], tolerances: float
) -> pd.DataFrame:
    """How the ensemble came to meet the figures, and how much of its spread it kept.

    Args:
        targets: The figures fitted to.
        waves: The members of every step that was run.
        failed: Members lost in each of them because a run failed.
        tolerances: Tolerances within which all figures must be met.

    Returns:
        One row a step, 0 for the prior: members, share within the tolerances of all figures, and the median over all
        numbers of their standard deviation against the prior's.
    """
    rows = []
    for step, (wave, lost) in enumerate(zip(waves, failed, strict=True)):
        good = within(targets, wave.results[:, : len(targets)], tolerances)
        kept = float(np.median(widths(waves[0].points, wave.points))) if len(wave.members) > 1 else math.nan
        rows.append((step, len(wave.members), lost, float(good.mean()) if good.size else math.nan, kept))
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS))


def widths(before: Floats, after: Floats) -> np.ndarray:
    """Standard deviation of every number after against before, on the scale of its range, shape (n_ranges,)."""
    return np.asarray(after.std(axis=0, ddof=1) / before.std(axis=0, ddof=1))


def figures_table(targets: Sequence[Target], found: Conditioned, names: PlaceNames) -> pd.DataFrame:
    """Bands of every figure over the members, before and after.

    Args:
        targets: All figures, in the order of the results.
        found: The ensemble.
        names: What the place calls its regions and districts.

    Returns:
        One row a figure. `covered`: whether the published figure lies in the band from 5 to 95 %, or, where only a
        range is published, whether the band meets it; bands hold the chance of one run.
    """
    rows = []
    for j, target in enumerate(targets):
        prior, after = (_quantiles(wave.results[:, j]) for wave in (found.prior, found.kept))
        low, high = (target.low, target.high) if target.target is None else (target.target, target.target)
        covered = "" if math.isnan(after[0]) else YES if after[0] <= high and low <= after[2] else NO
        what = described(target, names)
        rows.append(
            (
                target.id,
                target.scenario,
                what.en,
                what.zh,
                target.use,
                target.unit,
                covered,
                math.nan if target.target is None else target.target,
                target.low,
                target.high,
                *prior,
                *after,
            )
        )
    return pd.DataFrame(rows, columns=[*FIGURE_TEXT, *FIGURE_NUMBERS])


def numbers_table(ranges: Sequence[PlausibleRange], found: Conditioned, worlds: pd.DataFrame) -> pd.DataFrame:
    """Prior and posterior of every number.

    Args:
        ranges: The ranges.
        found: The ensemble.
        worlds: Values of the members that are kept.

    Returns:
        One row a number: its range, its quantiles over the members, `width` (standard deviation against the prior's on
        the scale of the range) and `shift` (mean in standard deviations of the prior).
    """
    n = len(found.kept.members)
    width = widths(found.prior.points, found.kept.points) if n > 1 else np.full(len(ranges), math.nan)
    shift = found.kept.points.mean(axis=0) - found.prior.points.mean(axis=0) if n else np.full(len(ranges), math.nan)
    rows: list[tuple[Any, ...]] = []
    for j, one in enumerate(ranges):
        numbers = one.scale != ALTERNATIVES
        quantiles = _quantiles(worlds[one.key].to_numpy(float)) if numbers else [math.nan] * 3
        rows.append(
            (
                one.key,
                one.scale,
                one.grade,
                YES if one.by_rule else NO,
                *one.ends,
                *quantiles,
                float(width[j]),
                float(shift[j]),
            )
        )
    return pd.DataFrame(rows, columns=[*NUMBER_TEXT, *NUMBER_NUMBERS])


def _quantiles(values: np.ndarray) -> list[float]:
    """The quantiles of a band over what is finite; nan without any."""
    finite = values[np.isfinite(values)]
    return [float(np.quantile(finite, share)) if finite.size else math.nan for share in (LOW, MIDDLE, HIGH)]


def coverage(figures: pd.DataFrame) -> tuple[int, int]:
    """How many of the held-back figures the bands cover, and of how many.

    Args:
        figures: The table of figures.
    """
    rows = figures[(figures["use"] != FIT) & figures["covered"].isin((YES, NO))]
    return int((rows["covered"] == YES).sum()), len(rows)
