"""Which policies can only be beaten in one respect at the price of another: the front over several objectives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
N_RESAMPLES = 1000
BOOTSTRAP_SEED = 1


@dataclass(frozen=True)
class Front:
    """The front over some alternatives.

    Attributes:
        on_front: Whether each alternative is dominated by none, by the means over seeds.
        on_front_share: Share of bootstrap resamples of the seeds in which it is dominated by none.
        dominated_by: For each alternative the first that dominates it by the means, -1 for none.
    """

    on_front: NDArray[np.bool_]
    on_front_share: Values
    dominated_by: NDArray[np.int64]


def dominators(objectives: Values) -> NDArray[np.int64]:
    """For each alternative the first that dominates it.

    Args:
        objectives: Shape (n_alternatives, n_objectives), small is good.

    Returns:
        Positions, -1 where there is none: those alternatives are the front. Equal alternatives do not dominate each
        other.
    """
    lower = (objectives[:, None, :] <= objectives[None, :, :]).all(axis=2)
    strict = (objectives[:, None, :] < objectives[None, :, :]).any(axis=2)
    beats = lower & strict
    return np.where(beats.any(axis=0), beats.argmax(axis=0), -1)


def front(samples: Values, better: Sequence[str]) -> Front:
    """The front, and how sure it is.

    Args:
        samples: Shape (n_alternatives, n_objectives, n_seeds), run k of all alternatives with the same seed; an
            objective that is not random is repeated.
        better: For each objective "higher", "lower" or "zero" (the mean nearest to zero is best, as for a gap).

    Returns:
        The front. Whole seeds are resampled, so that alternatives stay paired.

    Raises:
        ValueError: A value is missing or a direction unknown.
    """
    if not np.isfinite(samples).all():
        raise ValueError("samples: every alternative needs a value in every objective and seed")
    unknown = sorted(set(better) - {"higher", "lower", "zero"})
    if unknown:
        raise ValueError(f"better: {unknown[0]} is none of higher, lower and zero")

    def oriented(means: Values) -> Values:
        columns = [{"higher": -m, "lower": m, "zero": np.abs(m)}[kind] for m, kind in zip(means.T, better, strict=True)]
        return np.column_stack(columns)

    n_seeds = samples.shape[2]
    beaten_by = dominators(oriented(samples.mean(axis=2)))
    picks = np.random.default_rng(BOOTSTRAP_SEED).integers(n_seeds, size=(N_RESAMPLES, n_seeds))
    counts = np.zeros(len(samples))
    for pick in picks:
        counts += dominators(oriented(samples[:, :, pick].mean(axis=2))) < 0
    return Front(beaten_by < 0, counts / N_RESAMPLES, beaten_by)
