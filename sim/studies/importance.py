"""Which factors of a sweep move an outcome steadily up or down: rank correlations over the points of any design."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import scipy

from sim.studies.contrasts import adjusted
from sim.studies.designs import Design

IMPORTANCE_COLUMNS = ("factor", "role", "n_points", "correlation", "p_value", "p_adjusted")
LEAST_POINTS = 8
"""Fewer points say nothing about several factors (assumed)."""


def rank_correlations(design: Design, outcomes: np.ndarray) -> pd.DataFrame:
    """Spearman's correlation of each factor with an outcome.

    Args:
        design: The design.
        outcomes: One outcome a point, shape (n_points,), such as the mean over seeds of policy less baseline; points
            that are not a number are left out.

    Returns:
        Columns `IMPORTANCE_COLUMNS`, the largest in size first, p-values adjusted after Holm over the factors. Factors
        with words, which have no order, are left out; empty with fewer than `LEAST_POINTS` points. It sees a steady
        rise or fall and no bend.

    Source: Spearman 1904, American Journal of Psychology 15(1).
    """
    known = np.isfinite(outcomes)
    rows = []
    if known.sum() >= LEAST_POINTS and np.ptp(outcomes[known]) > 0:
        table = design.table()
        for factor in design.factors:
            if factor.has_words:
                continue
            values = table[factor.name].to_numpy(float)[known]
            if np.ptp(values) == 0:
                continue
            found = scipy.stats.spearmanr(values, outcomes[known])
            rows.append((factor.name, factor.role, int(known.sum()), float(found.statistic), float(found.pvalue)))
    frame = pd.DataFrame(rows, columns=list(IMPORTANCE_COLUMNS[:-1]))
    frame["p_adjusted"] = adjusted(list(frame["p_value"])) if rows else math.nan
    order = frame["correlation"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)
