"""Queues in discrete time as textbooks have them: recursions, stationary means by series, chains by linear algebra."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from scipy import stats


def workloads(arrived: np.ndarray, hours: np.ndarray, work: float) -> np.ndarray:
    """Hours that wait in the evening: W ← max(W + work · arrivals − hours, 0).

    Source: Lindley 1952, Mathematical Proceedings of the Cambridge Philosophical Society 48(2).

    Args:
        arrived: Arrivals by day, first axis days.
        hours: Hours of a day, likewise.
        work: Hours of an arrival.
    """
    found, waits = np.zeros(np.shape(arrived)), np.zeros(np.shape(arrived)[1:])
    for day, new in enumerate(arrived):
        waits = np.maximum(waits + work * new - hours[day], 0.0)
        found[day] = waits
    return found


def requests(hours: np.ndarray, work: float) -> np.ndarray:
    """Requests that wait where at most the first of them has been begun."""
    return np.ceil(hours / work - 1e-9).astype(np.int64)


def mean_workload(rate: float, work: float, hours: float) -> float:
    """Stationary mean of the workload with Poisson arrivals: the sum over n of E[(S_n)⁺] / n.

    S_n = work · N − n · hours with N Poisson of mean n · rate; E[(N − x)⁺] = m P(N ≥ k − 1) − x P(N ≥ k), where k is
    the least whole number above x.

    Source: Spitzer 1956, Transactions of the American Mathematical Society 82(2).
    """
    n = np.arange(1, 5000)
    mean, x = n * rate, n * hours / work
    k = np.floor(x) + 1
    return float(np.sum(work / n * (mean * stats.poisson.sf(k - 2, mean) - x * stats.poisson.sf(k - 1, mean))))


def impatient(arrived: np.ndarray, hours: float, work: float, days: int) -> tuple[np.ndarray, np.ndarray]:
    """First come first served, and who is not done within some days goes away, whatever was spent on it.

    Args:
        arrived: Arrivals by day.
        hours: Hours of every day.
        work: Hours of an arrival.
        days: Days of service that each waits for, that of the arrival counted.

    Returns:
        Who waits in the evening, and who went away on each day.
    """
    queue: deque[list[float]] = deque()
    waiting, gone = [], []
    for day, new in enumerate(arrived):
        before = len(queue)
        while queue and queue[0][0] <= day - days:
            queue.popleft()
        gone.append(before - len(queue))
        queue.extend([day, work] for _ in range(new))
        left = hours
        while queue and left > 1e-9:
            spent = min(left, queue[0][1])
            left, queue[0][1] = left - spent, queue[0][1] - spent
            if queue[0][1] <= 1e-9:
                queue.popleft()
        waiting.append(len(queue))
    return np.array(waiting), np.array(gone)


def lost_share(rate: float, servers: int, days: int) -> float:
    """Share of Poisson arrivals that goes away where `servers` are served a day and each waits `days` at most.

    An arrival is served in time if fewer than servers · days are before it: the content of a dam of that height
    (Moran 1954, Australian Journal of Applied Science 5), which is the discrete M/D/c with patience of `days`.
    """
    top = servers * days
    arrivals = stats.poisson.pmf(np.arange(top + 400), rate)
    moves, lost = np.zeros((top + 1, top + 1)), np.zeros(top + 1)
    for content in range(top + 1):
        for new, chance in enumerate(arrivals):
            inside = min(content + new, top)
            moves[content, max(inside - servers, 0)] += chance
            lost[content] += chance * (content + new - inside)
    share, *_ = np.linalg.lstsq(
        np.vstack([moves.T - np.eye(top + 1), np.ones(top + 1)]), np.append(np.zeros(top + 1), 1.0), rcond=None
    )
    return float(share @ lost) / rate


def standard_errors_off(series: np.ndarray, expected: float, batch: int) -> tuple[float, float]:
    """How many standard errors the mean of a series lies off, by means of batches, and the error over the mean.

    Args:
        series: One value a day.
        expected: The mean in theory.
        batch: Days of a batch: many times those after which the series has forgotten itself.
    """
    n = len(series) // batch
    means = series[: n * batch].reshape(n, batch).mean(axis=1)
    error = means.std(ddof=1) / math.sqrt(n)
    return float((means.mean() - expected) / error), float(error / expected)
