"""Measures by month, week and quarter follow from the issues, and sum to the whole."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

import sim
from sim import state
from sim.calendar import PERIODS, MeasuredDays
from sim.issues.store import ENDURED, NEEDS, SELF_SOLVED
from sim.measures.grouping import period_label, periods_among
from sim.measures.registry import measure_all, measures, observe
from sim.model import GovernanceModel
from sim.vocabulary import State, Tier
from tests.model_runs import SMALL_PLACE, chongqing, finished, scenario, small_world

pytestmark = pytest.mark.slow

START, WARM_UP, DAYS = "2015-11-19", 28, 1100
"""Measured from the middle of a month, over 29 February, three ends of a year, and a week 53."""

GIVEN = [measure.id for measure in measures().values() if "month" in measure.by]


def period(days: pd.Series, start: str, by: str) -> pd.Series:
    """The period of each day, as pandas names it."""
    dates = pd.Timestamp(start) + pd.to_timedelta(days, unit="D")
    if by == "quarter":
        return dates.dt.to_period("Q").astype(str).str.replace("Q", "-Q")
    return dates.dt.strftime({"month": "%Y-%m", "week": "%G-W%V", "year": "%Y"}[by])


@pytest.fixture(scope="module")
def results() -> sim.Results:
    """Three years of the small place, by every period, with a policy, over two seeds."""
    base = sim.vary(
        sim.Scenario(),
        {
            "name": "base",
            "world.place": str(SMALL_PLACE),
            "world.sample": 1.0,
            "run.days": DAYS,
            "run.warm_up_days": WARM_UP,
            "run.start_date": START,
            "needs.need_rate_town": 0.6,
        },
    )
    teams = sim.vary(base, {"name": "teams", "mechanisms.three_plus_one": {}})
    by = ["quarter", "month", "week", "year"]
    return sim.compare(base, teams, seeds=2, jobs=1, tables="issues, communities", by=by)


def one_run(results: sim.Results, name: str) -> pd.DataFrame:
    """The part of a table that is of the policy's second run."""
    table = results.tables[name]
    return table[(table["scenario"] == "teams") & (table["seed"] == 2)]


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 400), st.integers(0, 1200))
def test_periods_are_those_of_pandas(start, first, n):
    days = MeasuredDays(start, first, first + n)
    for by in PERIODS:
        keys, numbers = days.periods(by)
        expected = period(pd.Series(range(first, first + n), dtype="int64"), start.isoformat(), by)
        assert [keys[number] for number in numbers] == expected.tolist()
        assert list(keys) == sorted(set(expected))


@pytest.mark.parametrize("by", PERIODS)
def test_shares_by_period_follow_from_the_issues(results, by):
    issues = one_run(results, "issues")
    each = issues["complaints"] * issues["weight"]
    issues = issues.assign(period=period(issues["reported_day"], START, by), each=each)
    lost = issues["state"].isin(["dropped", "lost_on_book"])
    answered = issues["state"].isin(["resolved", "failed", "nominal"]) & issues["on_book"]
    reported, registered = issues["reported"], issues["registered"]
    found = one_run(results, "measures").query(f"by == '{by}'").set_index(["measure", "group"])
    for measure, above, below, amount in (
        ("resolution_share", issues["resolved"] & reported, reported, "each"),
        ("dropped_share", lost & reported, reported, "each"),
        ("open_share", ~issues["closed"] & ~lost & reported, reported, "each"),
        ("on_time_share", registered & ~issues["late"], registered, "each"),
        ("closure_share", issues["on_book"], issues["fallen_due"], "each"),
        ("satisfaction_share", issues["satisfied"] & reported, issues["heard"] & reported, "each"),
        ("same_day_share", answered & (issues["days"] == 0), answered, "weight"),
    ):
        parts = {"above": issues[amount].where(above, 0.0), "below": issues[amount].where(below, 0.0)}
        sums = pd.DataFrame(parts).groupby(issues["period"]).sum()
        expected = sums["above"] / sums["below"]
        values = found.loc[measure]["value"]
        assert list(values.index) == sorted(expected.index), measure
        np.testing.assert_allclose(values, expected.sort_index(), rtol=1e-9, err_msg=measure)
        n = issues["complaints"].where(below, 0).sum() if amount == "each" else below.sum()
        assert found.loc[measure]["n"].sum() == n, measure


def test_days_to_resolution_take_open_issues_as_censored_in_every_quarter(results):
    issues = one_run(results, "issues").query("reported")
    found = one_run(results, "measures").query("by == 'quarter'").set_index(["measure", "group"])["value"]
    quarters = period(issues["reported_day"], START, "quarter")
    for group, part in issues.groupby(quarters):
        curve = KaplanMeierFitter().fit(
            part["days"].where(part["resolved"], part["followed_days"]),
            part["resolved"],
            weights=part["complaints"] * part["weight"],
        )
        share = 1 - curve.survival_function_["KM_estimate"].to_numpy()
        days, middle = curve.survival_function_.index.to_numpy(), (share + np.concatenate([[0.0], share[:-1]])) / 2
        for level in (25, 50):
            rises = np.diff(share, prepend=0.0) > 0
            expected = np.interp(level / 100, middle[rises], days[rises]) if share[-1] >= level / 100 else np.nan
            np.testing.assert_allclose(found[f"resolution_days_q{level}", group], expected, err_msg=group)
    closed = issues[issues["on_book"] & issues["state"].isin(["resolved", "failed", "nominal"])]
    for group, part in closed.groupby(quarters):
        mean = np.average(part["days"], weights=part["weight"])
        assert mean == pytest.approx(found["closing_days_mean", group])


def test_rates_are_of_the_days_of_each_period(results):
    issues, communities = one_run(results, "issues"), one_run(results, "communities")
    people = (communities["population"] * communities["weight"]).sum()
    each = (issues["complaints"] * issues["weight"]).where(issues["reported"], 0.0)
    every_day = pd.Series(range(WARM_UP, WARM_UP + DAYS))
    found = one_run(results, "measures").query("measure == 'reported_per_1000'").set_index(["by", "group"])["value"]
    for by in PERIODS:
        days = period(every_day, START, by).value_counts()
        reported = each.groupby(period(issues["reported_day"], START, by)).sum()
        expected = (1000 * reported / people / days * 365).sort_index()
        np.testing.assert_allclose(found[by], expected, rtol=1e-9)
    days = period(every_day, START, "month").value_counts()
    assert (days["2015-12"], days["2016-02"], days["2017-02"], days["2018-12"]) == (15, 29, 28, 20)
    assert {"2015-W51", "2015-W53", "2016-W01", "2016-W52", "2018-W51"} <= set(found["week"].index)


@pytest.mark.parametrize("measure", GIVEN)
def test_periods_sum_to_the_whole(results, measure):
    rows = one_run(results, "measures").query(f"measure == '{measure}'")
    whole = rows[rows["by"] == "all"].iloc[0]
    per_year = "year" in measures()[measure].unit or measure == "conflict_exposure"
    for by in PERIODS:
        part = rows[rows["by"] == by]
        days = period(pd.Series(range(WARM_UP, WARM_UP + DAYS)), START, by).value_counts().reindex(part["group"])
        if not per_year:
            assert part["n"].sum() == whole["n"]
            continue
        assert (part["n"] == whole["n"]).all()
        if measure == "unsettled_risks_per_1000":  # cut at nothing within each period
            assert (part["value"] * days.to_numpy()).sum() >= whole["value"] * DAYS * (1 - 1e-9)
            continue
        rate = -np.log1p(-part["value"]) if measure == "conflict_exposure" else part["value"]
        expected = -np.log1p(-whole["value"]) if measure == "conflict_exposure" else whole["value"]
        assert (rate * days.to_numpy()).sum() == pytest.approx(expected * DAYS)


def test_needs_count_on_the_day_they_arise():
    made = scenario({"run.start_date": "2017-11-20"}, days=60, warm_up_days=20)
    model = GovernanceModel(made, chongqing(0.002), seed=3)
    weight, before, daily = model.communities.weight, 0.0, []
    while model.day < 80:
        if model.day == 20:
            before = 0.0
        model.step()
        counts = (weight @ model.stage.tallies.sum(axis=(2, 3)).T.astype(float))[[NEEDS, SELF_SOLVED, ENDURED]]
        daily.append(counts - before)
        before = counts
    measured = pd.DataFrame(daily[20:], columns=["needs", "self_solved", "endured"], index=range(20, 80))
    table = measure_all(observe(model, PERIODS)).set_index(["measure", "by", "group"])["value"].sort_index()
    for by in PERIODS:
        sums = measured.groupby(period(pd.Series(measured.index), "2017-11-20", by).to_numpy()).sum()
        assert len(sums) > 1 and (sums > 0).all().all()
        for name in ("self_solved", "endured"):
            expected = sums[name] / sums["needs"]
            np.testing.assert_allclose(table[f"{name}_share", by], expected.sort_index())


def test_the_difference_by_month_is_that_of_the_pairs(results):
    values = results.measures.query("measure == 'resolution_share' and by == 'month'")
    wide = values.pivot(index="group", columns=["scenario", "seed"], values="value")
    expected = (wide["teams"] - wide["base"]).mean(axis=1)
    found = results.comparison.query("measure == 'resolution_share' and by == 'month'").set_index("group")
    np.testing.assert_allclose(found["difference"], expected.loc[found.index])
    assert len(found) == 37 and found["ci_low"].notna().any() and (found["n"] == 2).all()
    assert set(periods_among(results.summary["by"])) == set(PERIODS)


def test_periods_change_no_other_row():
    model = finished(scenario(days=40), small_world())
    plain, with_periods = measure_all(observe(model)), measure_all(observe(model, PERIODS))
    assert not set(plain["by"]) & set(PERIODS)
    others = with_periods[~with_periods["by"].isin(PERIODS)].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, plain, check_exact=True)


@pytest.mark.parametrize("day", [10, 25, 47])
def test_a_run_that_was_stopped_counts_the_same_periods(day):
    made = scenario({"run.start_date": "2016-02-10"}, days=50, warm_up_days=15)
    undisturbed = finished(made, small_world())
    one = GovernanceModel(made, small_world())
    one.run(until=day)
    other = GovernanceModel(made, small_world())
    state.lay(other, state.take(one))
    other.run()
    assert measure_all(observe(other, PERIODS)).equals(measure_all(observe(undisturbed, PERIODS)))


def test_hours_and_most_stocks_have_no_periods_and_some_the_end_of_a_year():
    without = {m.id for m in measures().values() if not set(PERIODS) & set(m.by)}
    assert {"volunteer_share", "spending_per_resident", "volunteer_hours_worked"} <= without
    yearly = {m.id for m in measures().values() if set(PERIODS) & set(m.by) == {"year"}}
    assert yearly == {*(f"trust_{tier.key}" for tier in Tier), "backlog_per_1000", "posts_gained_per_10000"}
    assert all(set(PERIODS) <= set(measures()[name].by) for name in GIVEN)


def test_stocks_of_a_year_are_those_of_its_last_day(results):
    found = one_run(results, "measures").set_index(["measure", "by", "group"])["value"]
    for stock in (*(f"trust_{tier.key}" for tier in Tier), "backlog_per_1000", "posts_gained_per_10000"):
        years = found.loc[stock, "year"]
        assert list(years.index) == ["2015", "2016", "2017", "2018"]
        assert years.iloc[-1] == pytest.approx(found.loc[stock, "all", "all"])
    model = finished(scenario({"needs.need_rate_town": 0.6, "run.start_date": "2016-12-01"}, days=31), small_world())
    assert model.stocks_today()[4] == pytest.approx(
        1000.0 * (model.open_records()["state"] != State.LOST_ON_BOOK).sum() / len(model.residents)
    )


def test_labels_of_periods():
    assert period_label("month", "2016-02") == ("Feb 2016", "2016年2月")
    assert period_label("week", "2015-W53") == ("week 53 of 2015", "2015年第53周")
    assert period_label("quarter", "2017-Q4") == ("quarter 4 of 2017", "2017年第4季度")
