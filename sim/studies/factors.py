"""Factors of a design: what is varied, over which values, and how a number between 0 and 1 becomes one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

DISTRIBUTIONS = ("uniform", "normal", "lognormal", "triangular", "beta")
TAIL_SHARE = 0.001
"""An end left open is cut where this share lies beyond it (assumed), so that a design has no infinite point."""

Value = float | int | bool | str


@dataclass(frozen=True)
class Distribution:
    """A distribution of an uncertain number, cut to [low, high].

    Attributes:
        kind: One of `DISTRIBUTIONS`.
        low: Least value, in the factor's unit; None where the distribution sets it.
        high: Largest value; None where the distribution sets it.
        mean: Mean of "normal".
        standard_deviation: Of "normal", in the factor's unit.
        median: Median of "lognormal", above 0.
        log_standard_deviation: Standard deviation of the logarithm of "lognormal".
        mode: Peak of "triangular", between low and high.
        alpha: First shape of "beta", above 0.
        beta: Second shape of "beta", above 0.
    """

    kind: str
    low: float | None = None
    high: float | None = None
    mean: float = 0.0
    standard_deviation: float = 1.0
    median: float = 1.0
    log_standard_deviation: float = 1.0
    mode: float = 0.5
    alpha: float = 1.0
    beta: float = 1.0

    def _frozen(self) -> Any:
        """The distribution before it is cut."""
        low = 0.0 if self.low is None else self.low
        width = (1.0 if self.high is None else self.high) - low
        if self.kind == "uniform":
            return scipy.stats.uniform(low, width)
        if self.kind == "triangular":
            return scipy.stats.triang((self.mode - low) / width, low, width)
        if self.kind == "beta":
            return scipy.stats.beta(self.alpha, self.beta, low, width)
        if self.kind == "normal":
            return scipy.stats.norm(self.mean, self.standard_deviation)
        return scipy.stats.lognorm(self.log_standard_deviation, scale=self.median)

    def inside_share(self) -> float:
        """Share of the distribution that lies within [low, high] before it is cut there, 0-1."""
        shares = self._ends()
        return shares[1] - shares[0]

    def _ends(self) -> tuple[float, float]:
        """Share below the low end and share below the high end."""
        whole = self._frozen()
        low = TAIL_SHARE if self.low is None else float(whole.cdf(self.low))
        high = 1 - TAIL_SHARE if self.high is None else float(whole.cdf(self.high))
        return low, high

    def quantiles(self, unit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Quantiles of the cut distribution.

        Args:
            unit: Probabilities 0-1, any shape.

        Returns:
            Values in the factor's unit, of the same shape.
        """
        low, high = self._ends()
        found = np.asarray(self._frozen().ppf(low + unit * (high - low)), dtype=np.float64)
        return np.clip(found, -np.inf if self.low is None else self.low, np.inf if self.high is None else self.high)

    def cumulative(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of the cut distribution at or below values.

        Args:
            values: Values in the factor's unit, any shape.

        Returns:
            Shares 0-1, of the same shape.
        """
        low, high = self._ends()
        return np.clip((np.asarray(self._frozen().cdf(values)) - low) / (high - low), 0.0, 1.0)


@dataclass(frozen=True)
class Factor:
    """One thing varied.

    Attributes:
        name: Dotted path into a scenario, such as "trust.share_kept".
        role: "uncertainty" or "lever".
        whole: True where only whole numbers are allowed.
        values: The values of a list; empty where there is a range or a distribution.
        distribution: How a number between 0 and 1 becomes a value; None for a list and for a table's column.
    """

    name: str
    role: str
    whole: bool = False
    values: tuple[Value, ...] = ()
    distribution: Distribution | None = None

    def numbers(self, unit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turns numbers between 0 and 1 into values; equal parts of 0-1 stand for equally likely values.

        Args:
            unit: Numbers 0-1, any shape.

        Returns:
            Values in the factor's unit; for a list with words the positions in the list. A whole number is
            drawn from [low, high] with both ends as likely as any other where the range is even.
        """
        if self.values:
            place = np.minimum((unit * len(self.values)).astype(np.int64), len(self.values) - 1)
            listed = place if self.has_words else np.asarray(self.values, dtype=np.float64)[place]
            return np.asarray(listed, dtype=np.float64)
        assert self.distribution is not None, "a table's factor has no distribution"
        if self.whole and self.distribution.kind == "uniform":
            low, high = self.distribution.low, self.distribution.high
            assert low is not None and high is not None
            return np.minimum(np.floor(low + unit * (high - low + 1)), high)
        found = self.distribution.quantiles(unit)
        return np.rint(found) if self.whole else found

    @property
    def has_words(self) -> bool:
        """True where values are words or true and false, which stand in a design by their position."""
        return any(isinstance(value, bool | str) for value in self.values)

    def setting(self, number: float) -> Value:
        """The value that a scenario takes for a number of the design.

        Args:
            number: As `numbers` gives it.

        Returns:
            The value, whole where the parameter is.
        """
        if self.has_words:
            return self.values[int(number)]
        return int(number) if self.whole else float(number)

    def grid(self, levels: int) -> NDArray[np.float64]:
        """The values of a full factorial design.

        Args:
            levels: How many of a range, both ends included; a list gives all its values.

        Returns:
            Different values, ascending for a range.
        """
        if self.values:
            return np.asarray(range(len(self.values)) if self.has_words else self.values, dtype=np.float64)
        if self.distribution is not None and self.distribution.kind == "uniform":
            low, high = self.distribution.low, self.distribution.high
            assert low is not None and high is not None
            found = np.linspace(low, high, levels) if levels > 1 else np.array([(low + high) / 2])
            return np.unique(np.rint(found)) if self.whole else found
        return np.unique(self.numbers((np.arange(levels) + 0.5) / levels))
