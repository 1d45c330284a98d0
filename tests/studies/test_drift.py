"""Whether a last year still drifts is told from the runs, not from one of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy

from sim.report.page_words import page_word
from sim.studies.drift import DRIFTS, STEADY, UNTOLD, drift_table


def table(values: dict[str, dict[str, list[float]]]) -> pd.DataFrame:
    """Measures of one scenario by year: measure to year to one value a seed."""
    return pd.DataFrame(
        [
            {"scenario": "a", "seed": seed, "measure": measure, "by": "year", "group": year, "n": 1, "value": value}
            for measure, years in values.items()
            for year, of in years.items()
            for seed, value in enumerate(of)
        ]
    )


def test_the_interval_is_students_over_runs():
    before, now = np.array([0.5, 0.6, 0.7]), np.array([0.62, 0.69, 0.84])
    last = drift_table(table({"trust_community": {"2017": list(before), "2018": list(now)}})).iloc[-1]
    expected = scipy.stats.ttest_1samp(now - before, 0.0).confidence_interval()
    assert (last["ci_low"], last["ci_high"]) == pytest.approx((expected.low, expected.high))
    assert last["change"] == pytest.approx((now - before).mean())


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ([0.600, 0.601, 0.602], DRIFTS),  # a fifth more in every run
        ([0.501, 0.502, 0.503], STEADY),  # clear, and far below two per cent of the year before
        ([0.40, 0.50, 0.60], UNTOLD),
        ([0.499, 0.500, 0.501], STEADY),  # not clear, and certainly less than two per cent either way
        ([0.495, 0.505, 0.515], UNTOLD),  # the interval reaches beyond two per cent above
        ([0.505, 0.495, 0.485], UNTOLD),  # or below
        ([0.400, 0.401, 0.402], DRIFTS),
    ],
)
def test_a_change_must_be_clear_and_large_enough(now, verdict):
    found = drift_table(table({"trust_community": {"2017": [0.5, 0.5, 0.5], "2018": now}}))
    assert found["verdict"].tolist() == ["", verdict]


def test_open_requests_of_the_last_year_do_not_count_against_it():
    found = drift_table(
        table(
            {
                "resolution_share": {"2017": [0.60, 0.61, 0.62], "2018": [0.54, 0.549, 0.558]},
                "open_share": {"2017": [0.0, 0.0, 0.0], "2018": [0.1, 0.1, 0.1]},
            }
        )
    )
    row = found[found["measure"] == "resolution_share"].iloc[-1]
    assert row["change"] == pytest.approx(0.0, abs=1e-12) and row["verdict"] != DRIFTS


def test_one_year_says_nothing():
    assert drift_table(table({"trust_community": {"2017": [0.5, 0.5]}})).empty


@pytest.mark.parametrize("verdict", [DRIFTS, STEADY, UNTOLD])
def test_every_verdict_has_its_words(verdict):
    assert page_word(f"drift_{verdict}")
