"""Replications until a chosen precision, with the known pitfalls of stopping when it looks good.

Whoever looks after every run stops too early in lucky moments, and the interval then holds less often than it says.
So the first look comes after 30 runs, later ones after batches of at least 10, and there is a cap; who goes below is
told what it costs. Measured for normal outcomes and a precision of a tenth of the mean: 91 % instead of 95 % with a
first look after 3 runs, 93 % after 10, 95 % after 30.

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
LEAST_FIRST_LOOK = 20
BATCH = 10
FAILED_SHARE_LIMIT = 0.01
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Precision:
    """What was reached.

    Attributes:
        estimate: The mean with its interval.
        reached: Whether the precision was reached.
        stopped_by_cap: Whether the cap or the end of the runs stopped it instead.
        looks: Numbers of runs at which was looked.
        n_failed: Runs without an outcome among them.
        n_needed: Runs that the precision probably needs, from the spread found; not a number where nobody can tell.
        warnings: What a reader must know, in plain words.
    """

    estimate: MeanEstimate
    reached: bool
    stopped_by_cap: bool
    looks: tuple[int, ...]
    n_failed: int
    n_needed: float
    warnings: tuple[str, ...]


def until_precise(
    draw: Callable[[int, int], Values],
    *,
    half_width: float,
    relative: bool = False,
    first_look: int = FIRST_LOOK,
    batch: int = BATCH,
    cap: int = 1000,
    confidence: float = 0.95,
) -> Precision:
    """Runs batches until the interval of the mean is narrow enough.

    Args:
        draw: Gives the outcomes of runs number first to last - 1; the same number always is the same run, so that
            an interrupted study goes on where it was. A failed run is not a number.
        half_width: The precision wanted: half of the interval, in the unit of the outcome or, if relative, as a part
            of the mean.
        relative: Whether the precision is relative.
        first_look: Runs before the first look.
        batch: Runs between looks.
        cap: Most runs.
        confidence: Level of the interval.

    Returns:
        The estimate and how it came about. Failed runs count as runs made; where more than a hundredth failed, the
        precision does not count as reached.

    Raises:
        ValueError: The numbers make no sense.
    """
    if half_width <= 0 or first_look < 2 or batch < 1 or cap < first_look:
        raise ValueError("half_width must be above 0, first_look at least 2, batch at least 1 and cap at least "
                         f"first_look; found {half_width}, {first_look}, {batch}, {cap}")
    outcomes = np.empty(0)
    looks: list[int] = []
    upto = first_look
    while True:
        outcomes = np.concatenate([outcomes, np.asarray(draw(len(outcomes), upto), dtype=np.float64)])
        known = outcomes[np.isfinite(outcomes)]
        looks.append(upto)
        if len(outcomes) != upto or known.size < 2:
            raise ValueError(f"draw: expected {upto} outcomes, two of them finite; found {len(outcomes)}, {known.size}")
        estimate = mean_interval(known, confidence)
        failed = len(outcomes) - known.size
        narrow = wanted_width(estimate, half_width, relative) >= _half(estimate)
        reached = narrow and failed <= FAILED_SHARE_LIMIT * upto
        if reached or upto >= cap:
            break
        upto = min(cap, upto + batch)
    warnings = stopping_warnings(first_look, batch)
    if not reached:
        warnings.append(f"stopped by the cap of {cap} runs before the precision was reached")
    if failed:
        warnings.append(f"{failed} of {upto} runs failed; finished runs may differ from them")
    needed = n_needed(estimate, half_width, relative)
    return Precision(estimate, reached, not reached, tuple(looks), failed, needed, tuple(warnings))


def stopping_warnings(first_look: int, batch: int) -> list[str]:
    """What is to be said about looking early or often.

    Args:
        first_look: Runs before the first look.
        batch: Runs between looks.
    """
    said = []
    if first_look < LEAST_FIRST_LOOK:
        said.append(f"first look after {first_look} runs: the interval holds less often than it says; use {FIRST_LOOK}")
    elif first_look < FIRST_LOOK:
        said.append(f"first look after {first_look} runs: the interval holds slightly less often than it says")
    if batch < BATCH:
        said.append(f"a look after every {batch} runs stops in lucky moments; use batches of {BATCH}")
    return said


def wanted_width(estimate: MeanEstimate, half_width: float, relative: bool) -> float:
    """The half width asked for, in the unit of the outcome.

    Args:
        estimate: The mean so far.
        half_width: As `until_precise`.
        relative: As `until_precise`.
    """
    return half_width * abs(estimate.mean) if relative else half_width


def n_needed(estimate: MeanEstimate, half_width: float, relative: bool) -> float:
    """Runs that a precision probably needs, from the spread found so far.

    Args:
        estimate: The mean so far.
        half_width: As `until_precise`.
        relative: As `until_precise`.

    Returns:
        The smallest n whose t-interval with this standard deviation is narrow enough; not a number for one run or
        where the mean is 0 and the precision relative.
    """
    wanted = wanted_width(estimate, half_width, relative)
    deviation = estimate.standard_deviation
    if deviation is None or wanted <= 0:
        return math.nan
    z = float(scipy.stats.norm.ppf((1 + estimate.confidence) / 2))
    n = max(2, math.ceil((z * deviation / wanted) ** 2))
    while n < 10**9:
        t = float(scipy.stats.t.ppf((1 + estimate.confidence) / 2, n - 1))
        if t * deviation <= wanted * math.sqrt(n):
            return float(n)
        n = max(n + 1, math.ceil((t * deviation / wanted) ** 2) if n > 30 else n + 1)
    return math.nan


def _half(estimate: MeanEstimate) -> float:
    if estimate.interval is None:
        return 0.0 if estimate.standard_deviation == 0 else math.inf
    return estimate.interval.half_width
