"""Contrasts between groups and policies: values by hand and by SciPy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.studies.contrasts import fieller, group_gains, net_costs, policy_front, policy_pairs, verdicts
from sim.studies.importance import rank_correlations
from tests.report.tables import GAP, MAIN, NEEDS, RURAL, SPENDING, URBAN, measures, series


def test_fieller_ends_are_where_the_t_test_turns():
    """At either end theta of the interval, a - theta b just differs from zero at 5 % (Fieller 1954)."""
    rng = np.random.default_rng(2)
    above, below = rng.normal(4.0, 0.8, 9), rng.normal(2.0, 0.5, 9)
    found = fieller(above, below)
    assert found is not None
    assert found.ratio == pytest.approx(above.mean() / below.mean())
    for theta in (found.low, found.high):
        assert stats.ttest_1samp(above - theta * below, 0.0).pvalue == pytest.approx(0.05)


def test_fieller_has_no_interval_where_the_mean_below_may_be_zero():
    assert fieller(np.array([1.0, 2.0, 3.0]), np.array([-1.0, 0.5, 1.0])) is None
    assert fieller(np.array([1.0]), np.array([2.0])) is None
    # A mean of .125 with a standard error of .085 over four runs: t = 1.5 is below 3.18, so zero is not excluded.
    assert fieller(np.array([1.0, 2.0, 3.0, 2.0]), np.array([0.3, -0.1, 0.2, 0.1])) is None


def test_gains_of_groups_and_how_far_they_stand_from_everybody():
    cells = {
        ("base", NEEDS): series(0.4),
        ("p", NEEDS): series(0.42, 0.001),
        ("base", RURAL): series(0.35),
        ("p", RURAL): series(0.39, 0.002),
        ("base", URBAN): series(0.45),
        ("p", URBAN): series(0.46, 0.001),
    }
    found = group_gains(measures(cells), "base", ["p"], "solved_per_need").set_index("group")
    rural, everybody = (np.array(cells[("p", c)]) - np.array(cells[("base", c)]) for c in (RURAL, NEEDS))
    assert found.loc["rural", "difference"] == pytest.approx(0.04)
    assert set(verdicts(found)["verdict"]) == {"gains"}
    unsure = found.assign(p_adjusted=[0.01, 0.2], ci_low=[-0.4, 0.1], ci_high=[-0.2, 0.3])
    assert list(verdicts(unsure)["verdict"]) == ["loses", "unclear"]
    assert found.loc["rural", "apart"] == pytest.approx(0.02)
    raw = stats.ttest_rel(rural, everybody).pvalue
    urban = np.array(cells[("p", URBAN)]) - np.array(cells[("base", URBAN)])
    other = stats.ttest_rel(urban, everybody).pvalue if np.ptp(urban - everybody) > 1e-12 else 0.0
    assert found.loc["rural", "apart_p_adjusted"] == pytest.approx(
        2 * raw if raw <= other else max(raw, 2 * other), abs=1e-12
    )


def test_every_pair_of_policies_is_compared_once():
    cells = {
        (name, MAIN): series(mean, own)
        for name, mean, own in (("base", 0.5, 0.0), ("a", 0.52, 0.003), ("b", 0.55, -0.002))
    }
    found = policy_pairs(measures(cells), ["base", "a", "b"], ["resolution_share"])
    assert list(zip(found["first"], found["second"], strict=True)) == [("base", "a"), ("base", "b"), ("a", "b")]
    assert found["difference"].tolist() == pytest.approx([0.02, 0.05, 0.03])
    raw = [
        stats.ttest_rel(cells[(s, MAIN)], cells[(f, MAIN)]).pvalue
        for f, s in (("base", "a"), ("base", "b"), ("a", "b"))
    ]
    order = np.argsort(raw)
    expected = np.empty(3)
    expected[order] = np.maximum.accumulate(np.array(raw)[order] * [3, 2, 1])
    assert found["p_adjusted"].tolist() == pytest.approx(expected.tolist())


def test_net_costs_add_what_offices_spend_more():
    cells = {("base", SPENDING): series(30.0), ("p", SPENDING): series(33.0)}
    net = net_costs(measures(cells), ["base", "p"], {"base": 0.0, "p": 2.0})
    assert net["p"].to_numpy() == pytest.approx(np.full(10, 5.0))
    assert net["base"].to_numpy() == pytest.approx(np.zeros(10))
    assert not len(net_costs(measures(cells), ["base", "p"], {"base": 0.0}))


def test_the_front_by_hand():
    """B resolves less than a and has the larger gap; base has the smallest gap, so it stays."""
    means = {"base": (0.50, 0.05), "a": (0.55, 0.08), "b": (0.54, 0.09)}
    cells = {
        (name, cell): series(value)
        for name, both in means.items()
        for cell, value in zip((MAIN, GAP), both, strict=True)
    }
    found = policy_front(measures(cells), list(means), {MAIN[0]: "higher", GAP[0]: "zero"}, {}).set_index("scenario")
    assert found["on_front"].to_dict() == {"base": True, "a": True, "b": False}
    assert found.loc["b", "dominated_by"] == "a" and found.loc["b", "on_front_share"] == 0.0
    assert "yuan_per_resident" not in found.columns


class _Factor:
    def __init__(self, name: str, has_words: bool = False) -> None:
        self.name, self.role, self.has_words = name, "uncertainty", has_words


class _Design:
    factors = (_Factor("rising"), _Factor("noise"), _Factor("word", has_words=True))

    def table(self) -> pd.DataFrame:
        return pd.DataFrame(
            {"rising": np.arange(12.0), "noise": [5, 1, 8, 2, 9, 0, 3, 11, 4, 10, 6, 7], "word": ["a"] * 12}
        )


def test_rank_correlations_see_a_steady_rise_whatever_its_shape():
    found = rank_correlations(_Design(), np.exp(np.arange(12.0))).set_index("factor")  # type: ignore[arg-type]
    assert found.loc["rising", "correlation"] == pytest.approx(1.0)
    expected = stats.spearmanr([5, 1, 8, 2, 9, 0, 3, 11, 4, 10, 6, 7], np.arange(12.0))
    assert found.loc["noise", "correlation"] == pytest.approx(expected.statistic)
    assert found.loc["noise", "p_adjusted"] == pytest.approx(expected.pvalue)
    assert "word" not in found.index
    assert not len(rank_correlations(_Design(), np.full(12, 2.0)))  # type: ignore[arg-type]


def test_a_verdict_needs_certainty_and_a_side_and_ties_have_only_a_side():
    """With an interval both ends decide; where ties leave none, the sign does; without certainty nothing."""
    nan = float("nan")
    rows = [
        (0.01, 0.1, 0.3, 0.2, "gains"),
        (0.01, -0.3, -0.1, -0.2, "loses"),
        (0.01, -0.1, 0.3, 0.1, "unclear"),
        (0.01, -0.3, 0.1, -0.1, "unclear"),
        (0.01, nan, nan, 0.2, "gains"),
        (0.01, nan, nan, -0.2, "loses"),
        (0.01, nan, nan, 0.0, "unclear"),
        (0.05, 0.1, 0.3, 0.2, "unclear"),
        (0.05, nan, nan, 0.2, "unclear"),
    ]
    table = pd.DataFrame(rows, columns=["p_adjusted", "ci_low", "ci_high", "difference", "expected"])
    assert list(verdicts(table)["verdict"]) == list(table["expected"])
