"""Which values of the parameters are plausible, given published figures: history matching, then a posterior.

Runs are spent in waves. After each wave an emulator of every target says where in the prior the model may still agree
with the figures; the next wave is run there. At the end, draws from the prior are weighted by how well the emulators
meet all targets at once, which is approximate Bayesian computation with a Gaussian kernel as wide as the tolerance.

Sources: implausibility and its limit of 3: Craig et al. 1997; Vernon, Goldstein and Bower 2010, Bayesian Analysis 5(4).
The kernel as model discrepancy: Wilkinson 2013, Statistical Applications in Genetics and Molecular Biology 12(2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.studies.emulator import Emulator, Floats, Surrogate
from sim.studies.patterns import Target

CUTOFF = 3.0
"""Points more implausible than this are left out (Pukelsheim's three-sigma rule, 1994)."""

TWO_SIDED = 1.96
"""The tolerance is read as a 95 % range, so its standard deviation is the width over this."""

CHOICES = 50
"""Random choices of plausible points among which the best spread one is taken."""


@dataclass(frozen=True)
class Wave:
    """The points run in one wave and how well they had been foreseen.

    Attributes:
        points: Points of the unit cube, shape (n_points, n_parameters).
        results: What the runs gave, shape (n_points, n_targets); nan where a run failed.
        foreseen_share: Share of results within two standard deviations of what the emulators of the earlier waves
            said; nan in the first wave.
        plausible_share: Share of the prior not ruled out before this wave; 1 in the first.
    """

    points: Floats
    results: Floats
    foreseen_share: float
    plausible_share: float


@dataclass(frozen=True)
class Posterior:
    """Draws of the parameters that agree with all targets.

    Attributes:
        draws: Points of the unit cube, shape (n_draws, n_parameters).
        predicted: What the emulators say the targets are there, shape (n_draws, n_targets).
        effective_size: Number of independent draws that the weights are worth (Kish 1965).
        plausible_share: Share of the prior that is not ruled out.
    """

    draws: Floats
    predicted: Floats
    effective_size: float
    plausible_share: float


@dataclass(frozen=True)
class Matched:
    """What history matching found.

    Attributes:
        waves: The waves.
        surrogates: One emulator per target, from all waves.
        posterior: The posterior.
    """

    waves: tuple[Wave, ...]
    surrogates: tuple[Surrogate, ...]
    posterior: Posterior


Simulate = Callable[[Floats], Floats]
"""Runs the model at points of the unit cube; gives results of shape (n_points, n_targets)."""


def latin_hypercube(n_points: int, n_parameters: int, random: np.random.Generator) -> Floats:
    """Points of the unit cube of which each parameter's n slices hold one each (McKay, Beckman and Conover 1979).

    Args:
        n_points: Number of points.
        n_parameters: Number of parameters.
        random: Source of chance.

    Returns:
        Points, shape (n_points, n_parameters).
    """
    slices = np.column_stack([random.permutation(n_points) for _ in range(n_parameters)])
    return (slices + random.random((n_points, n_parameters))) / n_points


def deviations(targets: Sequence[Target], means: Floats) -> Floats:
    """Standard deviation that each target's tolerance allows, on the side on which a result lies.

    Args:
        targets: The targets.
        means: Results, shape (n_points, n_targets).
    """
    return np.column_stack(
        [
            np.where(means[:, j] >= t.centre, t.width(np.inf), t.width(-np.inf)) / TWO_SIDED
            for j, t in enumerate(targets)
        ]
    )


def predicted(surrogates: Sequence[Surrogate], points: Floats) -> tuple[Floats, Floats]:
    """Expected results and their variances at points.

    Args:
        surrogates: One per target.
        points: Points of the unit cube.

    Returns:
        Two arrays of shape (n_points, n_targets).
    """
    predictions = [surrogate.predict(points) for surrogate in surrogates]
    return np.column_stack([mean for mean, _ in predictions]), np.column_stack(
        [variance for _, variance in predictions]
    )


def implausibility(targets: Sequence[Target], means: Floats, variances: Floats) -> Floats:
    """How far results lie from the figures, in standard deviations of tolerance and emulator together.

    Args:
        targets: The targets.
        means: Expected results, shape (n_points, n_targets).
        variances: Their variances.

    Returns:
        Same shape, at least 0.
    """
    centres = np.array([t.centre for t in targets])
    return np.abs(means - centres) / np.sqrt(variances + deviations(targets, means) ** 2)


def log_weights(targets: Sequence[Target], means: Floats, variances: Floats) -> Floats:
    """Log-density of the figures given expected results: one normal for each target, as wide as in `implausibility`.

    Args:
        targets: The targets.
        means: Expected results, shape (n_points, n_targets).
        variances: Their variances.

    Returns:
        Up to a constant, shape (n_points,).
    """
    allowed = deviations(targets, means) ** 2
    apart = implausibility(targets, means, variances)
    return (-0.5 * apart**2 - 0.5 * np.log1p(variances / allowed)).sum(axis=1)


def match(
    simulate: Simulate,
    targets: Sequence[Target],
    n_parameters: int,
    sizes: Sequence[int],
    seed: int,
    n_candidates: int,
    n_draws: int,
) -> Matched:
    """Spends the runs in waves and draws from the posterior.

    Args:
        simulate: Runs the model.
        targets: The figures to be met, each with a published figure.
        n_parameters: Number of parameters.
        sizes: Points of each wave.
        seed: Seed of designs and fits.
        n_candidates: Draws from the prior that are judged by the emulators.
        n_draws: Draws of the posterior.

    Returns:
        Waves, emulators and posterior; the same for the same seed and results.
    """
    random = np.random.default_rng(seed)
    waves: list[Wave] = []
    surrogates: tuple[Surrogate, ...] = ()
    for size in sizes:
        share = 1.0
        if surrogates:
            points, share = _next_points(surrogates, targets, waves, size, n_candidates, random)
        else:
            points = latin_hypercube(size, n_parameters, random)
        results = simulate(points)
        waves.append(Wave(points, results, _foreseen(surrogates, points, results), share))
        surrogates = _fitted(waves, seed)
    posterior = _posterior(surrogates, targets, n_parameters, n_candidates, n_draws, random)
    return Matched(tuple(waves), surrogates, posterior)


def _fitted(waves: Sequence[Wave], seed: int) -> tuple[Surrogate, ...]:
    """Emulators of all targets from the points at which every target has a value."""
    points = np.concatenate([wave.points for wave in waves])
    results = np.concatenate([wave.results for wave in waves])
    known = np.isfinite(results).all(axis=1)
    return tuple(Emulator(points[known], results[known, j], seed) for j in range(results.shape[1]))


def _foreseen(surrogates: Sequence[Surrogate], points: Floats, results: Floats) -> float:
    """Share of new results within two standard deviations of what was expected."""
    if not surrogates:
        return float("nan")
    means, variances = predicted(surrogates, points)
    noise = np.array([surrogate.noise for surrogate in surrogates])
    apart = np.abs(results - means) / np.sqrt(variances + noise)
    return float((apart[np.isfinite(apart)] <= 2.0).mean())


def _next_points(
    surrogates: Sequence[Surrogate],
    targets: Sequence[Target],
    waves: Sequence[Wave],
    size: int,
    n_candidates: int,
    random: np.random.Generator,
) -> tuple[Floats, float]:
    """Points spread over what is still plausible; where too little is, the least implausible ones."""
    candidates = latin_hypercube(n_candidates, waves[0].points.shape[1], random)
    worst = implausibility(targets, *predicted(surrogates, candidates)).max(axis=1)
    order = np.argsort(worst, kind="stable")
    n_plausible = int((worst <= CUTOFF).sum())
    chosen = candidates[order[: max(size, n_plausible)]]
    taken = np.concatenate([wave.points for wave in waves])
    return _spread(chosen, taken, size, random), n_plausible / n_candidates


def _spread(candidates: Floats, taken: Floats, size: int, random: np.random.Generator) -> Floats:
    """Of several random choices the one whose two closest points, or closest to points taken, are farthest apart."""
    best, widest = candidates[:size], -1.0
    for _ in range(CHOICES):
        points = candidates[random.choice(len(candidates), size, replace=False)]
        every = np.concatenate([points, taken])
        apart = ((points[:, None, :] - every[None, :, :]) ** 2).sum(axis=2)
        apart[np.arange(size), np.arange(size)] = np.inf
        if apart.min() > widest:
            best, widest = points, float(apart.min())
    return best


def _posterior(
    surrogates: Sequence[Surrogate],
    targets: Sequence[Target],
    n_parameters: int,
    n_candidates: int,
    n_draws: int,
    random: np.random.Generator,
) -> Posterior:
    """Draws from the prior, weighted, and resampled in equal steps of the summed weights (Kitagawa 1996)."""
    candidates = latin_hypercube(n_candidates, n_parameters, random)
    means, variances = predicted(surrogates, candidates)
    plausible = (implausibility(targets, means, variances).max(axis=1) <= CUTOFF).mean()
    logs = log_weights(targets, means, variances)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    steps = (np.arange(n_draws) + random.random()) / n_draws
    rows = np.minimum(np.searchsorted(np.cumsum(weights), steps), n_candidates - 1)
    return Posterior(candidates[rows], means[rows], float(1.0 / (weights**2).sum()), float(plausible))
