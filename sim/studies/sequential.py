"""Replications until a chosen precision, with the known pitfalls of stopping when it looks good.

Whoever looks after every run stops too early in lucky moments, and the interval then holds less often than it says.
So the first look comes after 30 runs, later ones after batches of 10, and there is a cap. Measured for normal outcomes
and a precision of a tenth of the mean: 91 % instead of 95 % with a first look after 3 runs, 93 % after 10, 95 % after
30.

Source: Chow and Robbins 1965, Annals of Mathematical Statistics 36; Law 2015, "Simulation Modeling and Analysis",
section 9.4.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.studies.statistics import MeanEstimate, mean_interval

FIRST_LOOK = 30
BATCH = 10
FAILED_SHARE_LIMIT = 0.01
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Precision:
    """What was reached.

    Attributes:
        estimate: The mean with its interval.
        reached: Whether the precision was reached; else the cap stopped it.
        looks: Numbers of runs at which was looked.
        n_failed: Runs without an outcome among them.
        warnings: What a reader must know, in plain words.
    """

    estimate: MeanEstimate
    reached: bool
    looks: tuple[int, ...]
    n_failed: int
    warnings: tuple[str, ...]


def until_precise(draw: Callable[[int, int], Values], *, half_width: float, cap: int) -> Precision:
    """Runs batches until the interval of the mean is narrow enough.

    Args:
        draw: Gives the outcomes of runs number first to last - 1; the same number always is the same run, so that
            an interrupted study goes on where it was. A failed run is not a number.
        half_width: The precision wanted: half of the interval, in the unit of the outcome.
        cap: Most runs, at least `FIRST_LOOK`.

    Returns:
        The estimate and how it came about. Failed runs count as runs made; where more than a hundredth failed, the
        precision does not count as reached.

    Raises:
        ValueError: The numbers make no sense.
    """
    if half_width <= 0 or cap < FIRST_LOOK:
        raise ValueError(f"half_width must be above 0 and cap at least {FIRST_LOOK}; found {half_width}, {cap}")
    outcomes = np.empty(0)
    looks: list[int] = []
    upto = FIRST_LOOK
    while True:
        outcomes = np.concatenate([outcomes, np.asarray(draw(len(outcomes), upto), dtype=np.float64)])
        known = outcomes[np.isfinite(outcomes)]
        looks.append(upto)
        if len(outcomes) != upto or known.size < 2:
            raise ValueError(f"draw: expected {upto} outcomes, two of them finite; found {len(outcomes)}, {known.size}")
        estimate = mean_interval(known)
        failed = len(outcomes) - known.size
        reached = half_width >= _half(estimate) and failed <= FAILED_SHARE_LIMIT * upto
        if reached or upto >= cap:
            break
        upto = min(cap, upto + BATCH)
    warnings = []
    if not reached:
        warnings.append(f"stopped by the cap of {cap} runs before the precision was reached")
    if failed:
        warnings.append(f"{failed} of {upto} runs failed; finished runs may differ from them")
    return Precision(estimate, reached, tuple(looks), failed, tuple(warnings))


def n_needed(estimate: MeanEstimate, half_width: float) -> float:
    """Runs that a precision probably needs, from the spread found so far.

    Args:
        estimate: The mean so far.
        half_width: As `until_precise`.

    Returns:
        The smallest n whose t-interval with this standard deviation is narrow enough; not a number for one run.
    """
    deviation = estimate.standard_deviation
    if deviation is None or half_width <= 0:
        return math.nan
    z = float(scipy.stats.norm.ppf((1 + estimate.confidence) / 2))
    n = max(2, math.ceil((z * deviation / half_width) ** 2))
    while n < 10**9:
        t = float(scipy.stats.t.ppf((1 + estimate.confidence) / 2, n - 1))
        if t * deviation <= half_width * math.sqrt(n):
            return float(n)
        n = max(n + 1, math.ceil((t * deviation / half_width) ** 2) if n > 30 else n + 1)
    return math.nan


def _half(estimate: MeanEstimate) -> float:
    if estimate.interval is None:
        return 0.0 if estimate.standard_deviation == 0 else math.inf
    return estimate.interval.half_width
