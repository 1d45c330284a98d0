"""The measures of a run follow from its tables by community and by issue, by pandas and independent programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from inequality.gini import Gini
from inequality.theil import Theil, TheilD
from lifelines import KaplanMeierFitter
from scipy.stats import rankdata

import sim
from sim.cli.main import main
from sim.errors import InputError
from sim.measures.amounts import AMOUNTS
from tests.model_runs import SMALL_PLACE

SETTINGS = {"world.place": str(SMALL_PLACE), "world.sample": 1.0, "run.days": 300, "run.warm_up_days": 20}
LEAST_N = 10


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> sim.Results:
    """A comparison over two seeds with both tables, written and read back."""
    base = sim.vary(sim.Scenario(), {"name": "base", **SETTINGS, "needs.need_rate_town": 0.6})
    teams = sim.vary(base, {"name": "teams", "mechanisms.three_plus_one": {}})
    out = tmp_path_factory.mktemp("records") / "out"
    made = sim.compare(base, teams, seeds=2, jobs=1, out=out, tables="issues, communities")
    read = sim.read(out)
    assert {"communities.parquet", "issues.parquet"} <= {path.name for path in out.iterdir()}
    for name in ("communities", "issues"):
        pd.testing.assert_frame_equal(read.tables[name], made.tables[name], check_exact=True)
    return read


def parts(results: sim.Results, name: str):
    """Each run's part of a table, with its measures by (measure, by, group)."""
    for (scenario, seed), table in results.tables[name].groupby(["scenario", "seed"], sort=False):
        measures = results.measures
        own = measures[(measures["scenario"] == scenario) & (measures["seed"] == seed)]
        yield table, own.set_index(["measure", "by", "group"])["value"]


@pytest.mark.parametrize(
    ("measure", "above", "below"),
    [
        ("resolution_share", "resolved", "reported"),
        ("dropped_share", "dropped", "reported"),
        ("open_share", "open", "reported"),
        ("registered_share", "registered", "reported"),
        ("closure_share", "on_book", "fallen_due"),
        ("on_time_share", "on_time", "registered"),
        ("solved_per_need", "solved", "needs"),
        ("closing_days_mean", "closed_days", "closed_rows"),
    ],
)
def test_shares_follow_from_the_table_of_communities(results, measure, above, below):
    for table, measures in parts(results, "communities"):
        for by in ("setting", "region", "district"):
            weighted = table[[above, below]].mul(table["weight"], axis=0).groupby(table[by]).sum()
            for group, row in weighted[weighted[below] > 0].iterrows():
                assert row[above] / row[below] == pytest.approx(measures[measure, by, group]), (by, group)
        total = table[[above, below]].mul(table["weight"], axis=0).sum()
        assert total[above] / total[below] == pytest.approx(measures[measure, "all", "all"])


def people_of(table: pd.DataFrame, above: str, below: str, share: bool) -> pd.DataFrame:
    """One row per resident of the communities with enough behind their value."""
    kept = table[table[below] >= LEAST_N]
    value = kept[above] / kept[below]
    kept = kept.assign(value=np.minimum(value, 1.0) if share else value)
    assert len(kept) >= 3 and kept["value"].nunique() >= 3
    return kept.loc[kept.index.repeat((kept["population"] * kept["weight"]).round().astype(int))]


@pytest.mark.parametrize(
    ("outcome", "above", "below"),
    [
        ("resolution", "resolved", "reported"),
        ("solved_per_need", "solved", "needs"),
        ("closing_days", "closed_days", "closed_rows"),
    ],
)
def test_inequality_follows_from_the_table_of_communities(results, outcome, above, below):
    for table, measures in parts(results, "communities"):
        people = people_of(table, above, below, outcome != "closing_days")
        value = people["value"].to_numpy()
        split = TheilD(value, people["setting"].to_numpy())
        expected = {
            "theil_t": float(Theil(value).T),
            "gini": float(Gini(value).g),
            "theil_t_between_setting": float(np.squeeze(split.bg)),
            "theil_t_within_setting": float(np.squeeze(split.wg)),
        }
        rank = (rankdata(people["fiscal_capacity"]) - 0.5) / len(people)
        covariance = np.cov(value, rank, bias=True)[0, 1]
        factor = 8.0 if outcome != "closing_days" else 2.0 / value.mean()
        expected["concentration"] = factor * covariance
        for name, number in expected.items():
            assert measures[f"{outcome}_{name}", "all", "all"] == pytest.approx(number, rel=1e-6, abs=1e-9), name


def test_the_curve_of_resolution_follows_from_the_table_of_issues(results):
    for (scenario, seed), table in results.tables["issues"].groupby(["scenario", "seed"], sort=False):
        reported = table[table["reported"]]
        curve = KaplanMeierFitter().fit(
            reported["days"].where(reported["resolved"], reported["followed_days"]),
            reported["resolved"],
            weights=reported["complaints"] * reported["weight"],
        )
        given = results.curves[(results.curves["scenario"] == scenario) & (results.curves["seed"] == seed)]
        assert 0.1 < given["resolved_share"].iloc[-1] < 0.95
        np.testing.assert_allclose(1 - curve.predict(given["days"]).to_numpy(), given["resolved_share"], atol=1e-9)


def test_shares_by_kind_follow_from_the_table_of_issues(results):
    for table, measures in parts(results, "issues"):
        reported = table[table["reported"]]
        weight = reported["complaints"] * reported["weight"]
        for by in ("category", "resident_group", "tier"):
            totals = weight.groupby(reported[by], observed=True).sum()
            resolved = (weight * reported["resolved"]).groupby(reported[by], observed=True).sum()
            for group in totals.index:
                assert resolved[group] / totals[group] == pytest.approx(measures["resolution_share", by, group])
        closed = reported[reported["on_book"] & reported["state"].isin(["resolved", "failed", "nominal"])]
        mean = np.average(closed["days"], weights=closed["weight"])
        assert mean == pytest.approx(measures["closing_days_mean", "all", "all"])


def test_both_tables_count_the_same(results):
    issues, communities = results.tables["issues"], results.tables["communities"]
    assert set(AMOUNTS) <= set(communities.columns)
    keys = ["scenario", "seed", "community"]
    reported = issues[issues["reported"]].groupby(keys)["complaints"].sum()
    given = communities.rename(columns={"code": "community"}).set_index(keys)["reported"]
    pd.testing.assert_series_equal(reported.reindex(given.index, fill_value=0).astype(float), given, check_names=False)


def test_which_tables_are_kept_is_asked_for(results, tmp_path, capsys):
    base = sim.vary(results.scenarios[0], {"run.days": 5, "run.warm_up_days": 0})
    assert "communities" in sim.run(base).tables and "issues" not in sim.run(base).tables
    assert not {"communities", "issues"} & set(sim.run(base, tables="").tables)
    with pytest.raises(InputError, match="did you mean 'issues'"):
        sim.run(base, tables="isues")
    file = tmp_path / "base.yaml"
    file.write_text("title: Base\n", encoding="utf-8")
    words = ["--set", f"world.place={SMALL_PLACE}", "--sample", "1", "--days", "3", "--no-figures"]
    assert main(["run", str(file), *words, "--tables", "house", "--out", str(tmp_path / "out")]) == 2
    assert "communities, issues" in capsys.readouterr().err and not (tmp_path / "out").exists()
    assert main(["run", str(file), *words, "--tables", "issues", "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "issues.parquet").is_file() and not (tmp_path / "out" / "communities.parquet").exists()


def test_a_comparison_has_what_a_t_test_needs(results, tmp_path):
    from scipy.stats import ttest_rel

    measures = results.measures
    rows = measures[(measures["measure"] == "resolution_share") & (measures["by"] == "all")]
    wide = rows.pivot(index="seed", columns="scenario", values="value")
    found = results.comparison.set_index(["measure", "by", "group"]).loc[("resolution_share", "all", "all")]
    assert found["p_value"] == pytest.approx(ttest_rel(wide["teams"], wide["base"]).pvalue)
    assert found["baseline_sd"] == pytest.approx(wide["base"].std())
    assert found["mean_sd"] == pytest.approx(wide["teams"].std())
    assert found["difference_sd"] == pytest.approx((wide["teams"] - wide["base"]).std())
    assert isinstance(results.folder, Path)
