"""What holds over plausible worlds: bands, shares, regret, goals and the share of chance, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy

from sim.studies.certainty import GRADES, Grounds, grade, graded, lowest
from sim.studies.compare import MEASURES_COLUMNS, compare
from sim.studies.robustness import (
    Goal,
    best_shares,
    chance_share,
    chance_table,
    criteria_table,
    goals_met,
    outcomes_by_world,
    regrets,
    robust_table,
    wanted,
)
from sim.studies.statistics import BAND, WORLDS, band_of, difference_over_worlds, mean_in_band, share_interval

PAYOFFS = pd.DataFrame(
    {"baseline": [0.0, 0.0, 0.0, 0.0], "steady": [1.0, 1.0, 1.0, 1.0], "bold": [4.0, 3.0, 2.0, -3.0]},
    index=[10, 11, 12, 13],
)
"""Four worlds: bold is best in three of them and worst in the last, so that criteria must differ."""


@pytest.mark.parametrize("draw", ["normal", "exponential", "uniform"])
@pytest.mark.parametrize("n", [24, 60, 200])
def test_a_band_holds_nine_in_ten_further_worlds(draw: str, n: int) -> None:
    draws = np.random.default_rng(1)
    held = []
    for _ in range(400):
        values = getattr(draws, draw)(size=n + 50)
        band = band_of(values[:n])
        held.append(np.mean((values[n:] >= band.low) & (values[n:] <= band.high)))
    # The chance itself is BAND exactly where quantiles are linear between order statistics, as for uniform numbers.
    assert np.mean(held) == pytest.approx(BAND[1] - BAND[0], abs=0.015)


def test_a_band_of_few_worlds_is_all_that_was_seen() -> None:
    band = band_of([3.0, 1.0, 2.0])
    assert (band.low, band.high) == (1.0, 3.0)


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_the_interval_of_a_share_covers_it_as_often_as_it_says(share: float) -> None:
    n = 24
    chance = scipy.stats.binom.pmf(np.arange(n + 1), n, share)
    covered = sum(p for k, p in enumerate(chance) if share_interval(k, n).low <= share <= share_interval(k, n).high)
    assert 0.90 < covered < 0.995  # Wilson's interval is right on average over shares, not for each.
    assert share_interval(0, n).low == 0.0 and share_interval(n, n).high == pytest.approx(1.0)


def test_the_interval_of_a_share_covers_nineteen_in_twenty_on_average() -> None:
    n, shares = 24, np.linspace(0.01, 0.99, 99)
    ends = [share_interval(k, n) for k in range(n + 1)]
    covered = [
        sum(scipy.stats.binom.pmf(k, n, p) for k in range(n + 1) if ends[k].low <= p <= ends[k].high) for p in shares
    ]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)


def test_a_difference_over_worlds_is_its_median_band_and_sign_test() -> None:
    gains = np.array([-1.0, 0.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0])
    found = difference_over_worlds(100.0 + gains, np.full(8, 100.0))
    assert found.difference.mean == 4.0
    assert found.difference.n_equal == 6  # worlds on the side of the median
    # Seven differ, six of them upwards: 2 (1 + 7) / 2^7.
    assert found.p_value == pytest.approx(2 * (1 + 7) / 128)
    assert difference_over_worlds([1.0, 2.0], [1.0, 2.0]).p_value == 1.0
    assert difference_over_worlds([1.0], [2.0]).p_value is None
    with pytest.raises(ValueError, match="same worlds"):
        difference_over_worlds([1.0, 2.0], [1.0])


def test_a_policy_that_does_nothing_on_the_median_is_rarely_told_to_do_something() -> None:
    """Skewed differences with median 0: the sign test alarms in 5 % of studies at most, a t-test would in more."""
    draws = np.random.default_rng(4)
    alarms = 0
    for _ in range(1000):
        apart = draws.exponential(size=24) - math.log(2.0)  # Its median is 0, its mean .31.
        found = difference_over_worlds(apart, np.zeros(24))
        alarms += found.p_value is not None and found.p_value < 0.05
    # Exactly: p is below .05 at 6 or fewer of 24 signs, of either kind.
    exact = 2.0 * scipy.stats.binom.cdf(6, 24, 0.5)
    assert exact < 0.05 and alarms / 1000 == pytest.approx(exact, abs=4.0 * math.sqrt(exact / 1000))


def test_rounding_is_no_difference() -> None:
    found = difference_over_worlds([0.1 + 0.2, 0.3, 0.3], [0.3, 0.3, 0.3])
    assert (found.difference.mean, found.p_value) == (0.0, 1.0)


def test_one_world_has_a_mean_and_no_band() -> None:
    assert mean_in_band([2.0]).interval is None


def test_regret_and_best_shares_are_those_of_a_table_worked_by_hand() -> None:
    lost = regrets(PAYOFFS)
    assert lost["bold"].tolist() == [0.0, 0.0, 0.0, 4.0]
    assert lost["steady"].tolist() == [3.0, 2.0, 1.0, 0.0]
    assert best_shares(PAYOFFS).to_dict() == {"baseline": 0.0, "steady": 0.25, "bold": 0.75}


def test_scenarios_that_tie_share_a_world() -> None:
    tied = pd.DataFrame({"baseline": [1.0, 0.0], "twin": [1.0, 0.0], "third": [0.0, 3.0]})
    assert best_shares(tied).to_dict() == {"baseline": 0.25, "twin": 0.25, "third": 0.5}


@pytest.mark.parametrize(("better", "best"), [("higher", "c"), ("lower", "a"), ("zero", "b")])
def test_wanted_turns_every_objective_so_that_more_is_better(better: str, best: str) -> None:
    table = pd.DataFrame({"a": [-3.0], "b": [0.5], "c": [2.0]})
    assert wanted(table, better).idxmax(axis=1).tolist() == [best]


def test_criteria_choose_what_decision_theory_says() -> None:
    rows = criteria_table({"solved_per_need": PAYOFFS}).set_index("criterion")
    assert rows["best"].to_dict() == {
        "mean": "bold",
        "median": "bold",
        "worst": "steady",
        "regret_95": "steady",
        "best_share": "bold",
    }
    assert rows.loc["worst", "value"] == 1.0
    # Regrets of steady are 0, 1, 2, 3: the 95 % quantile lies .85 of the way from 2 to 3.
    assert rows.loc["regret_95", "value"] == pytest.approx(2.85)


def test_the_mean_regret_chooses_what_the_mean_chooses() -> None:
    draws = np.random.default_rng(3)
    for _ in range(20):
        gain = pd.DataFrame(draws.normal(size=(9, 4)), columns=list("abcd"))
        assert regrets(gain).mean().idxmin() == gain.mean().idxmax()


def test_the_robust_table_holds_what_its_columns_promise() -> None:
    table = robust_table({"closing_days_mean": PAYOFFS})
    assert list(table.columns) == [
        "scenario",
        "measure",
        "n_worlds",
        "median",
        "low",
        "high",
        "better_share",
        "best_share",
        "regret_mean",
        "regret_95",
        "certainty",
    ]
    rows = table.set_index("scenario")
    assert rows.loc["bold", "better_share"] == 0.25  # Fewer days are better, which bold gives in one world.
    assert rows.loc["bold", "median"] == 2.5
    assert math.isnan(rows.loc["baseline", "median"]) and math.isnan(rows.loc["baseline", "better_share"])
    assert rows["best_share"].sum() == pytest.approx(1.0)
    assert rows.loc["baseline", "regret_mean"] == 0.75  # It falls short of bold by 3 in the last world alone.
    # Of 0, 0, 0 and 3 the 95 % quantile lies .85 of the way to the last.
    assert rows.loc["baseline", "regret_95"] == pytest.approx(0.85 * 3.0)


def test_outcomes_leave_out_worlds_in_which_a_scenario_has_no_value() -> None:
    rows = [
        (s, seed, "solved_per_need", "all", "all", 1.0, value)
        for s, values in {"baseline": (0.1, 0.2, 0.3), "policy": (0.2, math.nan, 0.5)}.items()
        for seed, value in enumerate(values)
    ]
    measures = pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])
    found = outcomes_by_world(measures, ["baseline", "policy"], {})
    assert list(found) == ["solved_per_need"]
    assert found["solved_per_need"].index.tolist() == [0, 2]


def test_goals_are_met_where_all_bounds_hold_at_once() -> None:
    days = pd.DataFrame(
        {"baseline": [9.0, 9.0, 9.0, 9.0], "steady": [8.0, 10.0, 8.0, 10.0], "bold": [5.0, 5.0, 5.0, 5.0]},
        index=PAYOFFS.index,
    )
    goals = [Goal("solved", 1.0, None, True), Goal("days", None, 9.0, False)]
    found = goals_met({"solved": PAYOFFS, "days": days}, goals).set_index("scenario")
    assert found["share"].to_dict() == {"baseline": 0.0, "steady": 0.5, "bold": 0.75}
    # Wilson's interval of 2 of 4: its centre is 1/2, its half width z sqrt(1/4 / 4 + z^2 / 64) / (1 + z^2 / 4).
    z = scipy.stats.norm.ppf(0.975)
    half = z * math.sqrt(1 / 16 + z**2 / 64) / (1 + z**2 / 4)
    assert found.loc["steady", ["low", "high"]].tolist() == pytest.approx([0.5 - half, 0.5 + half])
    apart = goals_met({"solved": PAYOFFS, "days": days.set_axis([1, 2, 3, 4])}, goals)
    assert apart["n_worlds"].tolist() == [0, 0, 0] and apart[["share", "low", "high"]].isna().all(axis=None)
    at_most = goals_met({"days": days}, [Goal("days", None, 9.0, False)]).set_index("scenario")
    assert at_most["share"].to_dict() == {"baseline": 1.0, "steady": 0.5, "bold": 1.0}, (
        "a bound is met where it is reached"
    )
    assert not len(goals_met({"solved": PAYOFFS}, goals))  # A measure is missing: nothing is said.
    assert not len(goals_met({"solved": PAYOFFS}, []))


@pytest.mark.parametrize(("ignorance", "chance"), [(1.0, 1.0), (2.0, 0.5), (0.0, 1.0)])
def test_the_share_of_chance_is_that_of_its_variance(ignorance: float, chance: float) -> None:
    true = chance**2 / (chance**2 + ignorance**2)
    draws = np.random.default_rng(5)
    covered, shares = 0, []
    for _ in range(600):
        world = draws.normal(0.0, ignorance, 24)
        once, twice = (world + draws.normal(0.0, chance, 24) for _ in range(2))
        share, low, high = chance_share(once, (once - twice)[:8])
        shares.append(share)
        covered += low <= true <= high
    assert np.median(shares) == pytest.approx(true, rel=0.12)
    assert 0.92 < covered / 600 <= 1.0


def test_where_nothing_varies_nothing_is_said_of_chance() -> None:
    assert all(math.isnan(x) for x in chance_share(np.ones(5), np.zeros(2)))
    table = chance_table({"m": PAYOFFS}, {"m": PAYOFFS.loc[[10, 11]]})
    assert table.set_index("scenario").loc["bold", "chance_share"] == 0.0  # The same again: no chance at all.


def test_grades_follow_the_stated_rule() -> None:
    assert [grade(n, 24, False, False) for n in (24, 22, 18, 12)] == ["high", "moderate", "low", "very low"]
    assert grade(24, 24, True, False) == "moderate"
    assert grade(24, 24, True, True) == "low"
    assert grade(12, 24, True, True) == "very low"
    assert lowest(["high", "", "low"]) == "low" and lowest(["", ""]) == ""
    assert all(
        GRADES.index(grade(n, 24, False, False)) <= GRADES.index(grade(n + 1, 24, False, False)) for n in range(24)
    )


@pytest.mark.parametrize(
    ("n", "of", "low", "found"),
    [
        (24, 24, 0.862, "high"),
        (38, 40, 0.835, "moderate"),
        (21, 24, 0.690, "low"),
        (17, 24, 0.508, "low"),
        (16, 24, 0.467, "very low"),
    ],
)
def test_a_grade_begins_with_the_lower_end_of_wilsons_interval(n: int, of: int, low: float, found: str) -> None:
    """Bounds .85, .70 and .50; the ends by Wilson's formula, worked by hand."""
    z2, p = scipy.stats.norm.ppf(0.975) ** 2, n / of
    end = (p + z2 / (2 * of) - math.sqrt(z2 * (p * (1 - p) / of + z2 / (4 * of**2)))) / (1 + z2 / of)
    assert end == pytest.approx(low, abs=0.0005)
    assert grade(n, of, False, False) == found


def test_the_table_is_graded_by_the_direction_that_holds_more_often() -> None:
    outcomes = {"closing_days_mean": pd.DataFrame({"baseline": np.zeros(24), "slow": np.ones(24)})}
    table = graded(robust_table(outcomes), Grounds(checked={"closing_days_mean"}), {"closing_days_mean": "lower"})
    assert table.set_index("scenario")["certainty"].to_dict() == {"baseline": "", "slow": "high"}
    doubted = graded(robust_table(outcomes), Grounds(unevaluated={"slow"}), {"closing_days_mean": "lower"})
    assert doubted.set_index("scenario").loc["slow", "certainty"] == "low"


def test_the_interval_of_the_share_of_chance_is_that_of_published_tables() -> None:
    """Five pairs against ten worlds: F(0.975; 5, 9) = 4.484 and F(0.975; 9, 5) = 6.681 in any table of F."""
    every, apart = np.arange(10.0), np.array([0.5, -0.5, 1.0, -1.0, 1.5])
    share = (0.25 + 0.25 + 1.0 + 1.0 + 2.25) / 5 / 2 / (82.5 / 9)
    assert chance_share(every, apart) == pytest.approx((share, share / 4.484, share * 6.681), rel=2e-4)


def test_a_table_over_worlds_holds_cell_by_cell_what_one_cell_gives():
    """Cells that lack a value in some worlds too, each of them over the worlds that both have."""
    draws = np.random.default_rng(3)
    values = draws.normal(size=(2, 12, 9))
    values[0, 2, 4:] = values[1, 3, :3] = values[1, 5] = np.nan
    values[:, 7, 1:] = np.nan
    rows = [
        (name, seed, f"m{cell}", "all", "all", 1.0, values[which, cell, seed])
        for which, name in enumerate(("baseline", "policy"))
        for seed in range(9)
        for cell in range(12)
    ]
    found = compare(pd.DataFrame(rows, columns=list(MEASURES_COLUMNS)), "baseline", ["policy"], WORLDS)
    for cell, row in enumerate(found.itertuples()):
        both = np.isfinite(values[:, cell]).all(axis=0)
        assert row.measure == f"m{cell}" and row.n == both.sum()
        if row.n > 1:
            one = difference_over_worlds(values[1, cell, both], values[0, cell, both])
            ends = one.difference.interval
            assert (row.difference, row.ci_low, row.ci_high) == (one.difference.mean, ends.low, ends.high)
            assert (row.n_equal, row.p_value) == (one.difference.n_equal, one.p_value)
            assert row.difference == np.median(values[1, cell, both] - values[0, cell, both])
        else:
            assert np.isnan(row.ci_low)
