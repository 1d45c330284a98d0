"""A fast stand-in for the model at points it was not run at: linear trend and Gaussian process, one per target.

Source: Kennedy and O'Hagan 2001, Journal of the Royal Statistical Society B 63(3); the process is scikit-learn's
(Pedregosa et al. 2011, Journal of Machine Learning Research 12).
"""

from __future__ import annotations

import warnings
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.errors import EnvironmentProblem, Fault
from sim.words import Sentence

Floats = NDArray[np.float64]

INSTALL = "python -m pip install 'gongzhi[calibration]'"

RESTARTS = 3
BLOCK = 5000
"""Points predicted at once, which bounds the memory."""


class Surrogate(Protocol):
    """What history matching needs of an emulator."""

    noise: float

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of the expected result at points of the unit cube."""


def need_library() -> None:
    """Says what to install where the Gaussian process is missing.

    Raises:
        EnvironmentProblem: scikit-learn is not installed.
    """
    try:
        import sklearn.gaussian_process  # noqa: F401
    except ImportError:
        raise EnvironmentProblem(
            Fault(
                "GZ092",
                help=INSTALL,
                facts={
                    "problem": Sentence(
                        "the calibration extra is not installed (scikit-learn)",
                        "未安装参数校准所需的可选组件（scikit-learn）",
                    )
                },
            )
        ) from None


class Emulator:
    """Predicts the expected result of runs from the points run so far.

    Attributes:
        noise: Variance of a single point about its expectation: chance of the run and of its world.
    """

    def __init__(self, points: Floats, results: Floats, seed: int) -> None:
        """Fits trend and process.

        Args:
            points: Points of the unit cube, shape (n_points, n_parameters).
            results: What the runs gave there, shape (n_points,).
            seed: Seed of the restarts of the fit.
        """
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

        self._trend, *_ = np.linalg.lstsq(_with_one(points), results, rcond=None)
        rest = results - _with_one(points) @ self._trend
        self._scale = float(rest.std()) or 1.0
        n_parameters = points.shape[1]
        kernel = ConstantKernel(1.0, (1e-3, 1e2)) * RBF(np.full(n_parameters, 0.7), (0.1, 20.0)) + WhiteKernel(
            0.3, (1e-5, 2.0)
        )
        self._process: Any = GaussianProcessRegressor(kernel, n_restarts_optimizer=RESTARTS, random_state=seed)
        with warnings.catch_warnings():
            # A length at the end of its range says that the target hardly depends on that parameter.
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._process.fit(points, rest / self._scale)
        self._white = float(self._process.kernel_.k2.noise_level)
        self.noise = self._white * self._scale**2

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """The expected result and how uncertain it is.

        Args:
            points: Points of the unit cube, shape (n_points, n_parameters).

        Returns:
            Mean and variance of the expectation, without the chance of a single run, each of shape (n_points,).
        """
        means, variances = [], []
        for start in range(0, len(points), BLOCK):
            block = points[start : start + BLOCK]
            mean, deviation = self._process.predict(block, return_std=True)
            means.append(_with_one(block) @ self._trend + self._scale * mean)
            variances.append(self._scale**2 * np.maximum(deviation**2 - self._white, 0.0))
        return np.concatenate(means), np.concatenate(variances)


def _with_one(points: Floats) -> Floats:
    """Points with a column of ones for the constant of the trend."""
    return np.column_stack([np.ones(len(points)), points])
