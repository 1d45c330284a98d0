"""The registry as a whole: every measure is described, and a run of the small place gives each of them."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.calendar import PERIODS
from sim.measures.describe import measures_page
from sim.measures.grouping import GROUPINGS, group_keys, group_label
from sim.measures.observation import Observation
from sim.measures.registry import COLUMNS, measure_all, measures, observe, out_of_range
from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario
from sim.vocabulary import DeskKind, Group, State
from sim.world.places import PlaceNames
from sim.world.world import build_world
from tests.model_runs import finished, scenario, small_world

SMALL_PLACE = Path(__file__).parents[1] / "data" / "small_place"


@pytest.fixture(scope="module")
def model() -> Iterator[GovernanceModel]:
    """The small place after a warm-up of 28 days and a measured half-year."""
    scenario = Scenario(
        name="small",
        title="small",
        title_zh="小",
        description="Small place.",
        mechanisms={},
        run={"warm_up_days": 28, "days": 182},
    )
    world = build_world(SMALL_PLACE, scenario.world, 1.0, 1)
    made = GovernanceModel(scenario, world)
    made.run()
    yield made
    made.release()


@pytest.fixture(scope="module")
def seen(model: GovernanceModel) -> Observation:
    return observe(model)


@pytest.fixture(scope="module")
def table(seen: Observation) -> pd.DataFrame:
    return measure_all(seen)


def test_every_measure_is_described_in_both_languages():
    for measure in measures().values():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", measure.id)
        assert measure.label and measure.unit and len(measure.definition.en) > 20, measure.id
        assert re.search(r"[\u4e00-\u9fff]", measure.label_zh), measure.id
        assert measure.by and set(measure.by) <= set(GROUPINGS), measure.id
    for labels in ("label", "label_zh"):
        found = [getattr(m, labels) for m in measures().values()]
        assert len(set(found)) == len(found), [x for x in found if found.count(x) > 1]


def test_every_group_has_a_label_in_both_languages(seen):
    for by in GROUPINGS:
        for key in group_keys(seen, by):
            label, label_zh = group_label(by, key, PlaceNames())
            assert label and label_zh
            if by not in ("region", "district"):
                assert re.search(r"[\u4e00-\u9fff]", label_zh), (by, key)


def test_the_table_is_tidy_and_complete(table, seen):
    assert tuple(table.columns) == COLUMNS
    assert not table.duplicated(["measure", "by", "group"]).any()
    assert set(table["measure"]) == set(measures())
    for name, rows in table.groupby("measure"):
        assert set(rows["by"]) == set(measures()[name].by) - set(PERIODS), name
        for by, part in rows.groupby("by"):
            assert set(part["group"]) <= set(group_keys(seen, by)), (name, by)
    assert not np.isinf(table["value"]).any()
    assert (table["n"] >= 0).all()


def test_shares_lie_between_0_and_1(table):
    assert {m.limits for m in measures().values() if m.unit == "share" and not m.signed} == {(0.0, 1.0)}
    assert out_of_range(table) is None


def test_a_share_above_1_is_found(table):
    wrong = table.copy()
    wrong.loc[wrong["measure"] == "dropped_share", "value"] = 1.5
    assert out_of_range(wrong) == "dropped_share by all, all, is 1.5"


def test_where_nobody_is_missing_the_whole_has_a_value(table):
    whole = table[(table["by"] == "all") & (table["n"] > 0)]
    late_quantiles = {"resolution_days_q50", "resolution_days_q75", "resolution_days_q90"}
    assert set(whole.loc[whole["value"].isna(), "measure"]) <= late_quantiles


def test_outcomes_of_reported_complaints_sum_to_one_in_every_group(table):
    parts = table[
        table["measure"].isin(["resolution_share", "failed_share", "nominal_share", "dropped_share", "open_share"])
        & (table["n"] > 0)
    ]
    sums = parts.groupby(["by", "group"])["value"].sum()
    assert np.allclose(sums, 1.0)


def test_groups_weighted_by_n_reproduce_the_whole(table):
    """With all design weights 1 the whole is the mean of the groups, weighted by what stands behind each."""
    for name in (
        "resolution_share",
        "closure_share",
        "satisfaction_share",
        "on_time_share",
        "solved_per_need",
        "trust_community",
        "closing_days_mean",
        "reported_per_1000",
        "hand_overs_per_issue",
    ):
        rows = table[(table["measure"] == name) & (table["n"] > 0)]
        whole = float(rows.loc[rows["by"] == "all", "value"].iloc[0])
        for by, part in rows[~rows["by"].isin(["all"])].groupby("by"):
            assert np.average(part["value"], weights=part["n"]) == pytest.approx(whole), (name, by)


def test_theil_parts_add_up(table):
    value = table[table["by"] == "all"].set_index("measure")["value"]
    for outcome in ("resolution", "solved_per_need", "reported_per_need", "closing_days"):
        for letter in "tl":
            for by in ("setting", "region"):
                name = f"{outcome}_theil_{letter}"
                parts = value[f"{name}_between_{by}"] + value[f"{name}_within_{by}"]
                assert parts == pytest.approx(value[name], nan_ok=True)


def test_needs_are_accounted_for(table):
    """Solved among neighbours, reported, endured or found by patrols: what is left waits to be found."""
    value = table[table["by"] == "all"].set_index("measure")["value"]
    known = value["self_solved_share"] + value["reported_per_need"] + value["endured_share"]
    assert known <= 1.0 + 1e-12
    assert known + value["discovered_per_need"] > 0.9


def test_plain_counts_agree_with_the_ledger(model, table):
    """Shares computed row by row, without the tables of the measures."""
    records = np.concatenate([model.ledger.records, model.open_records()])
    reported = records[(records["flags"] & 64) == 0]
    complaints = reported["complaints"].astype(float)
    expected = float(complaints[reported["state"] == State.RESOLVED].sum() / complaints.sum())
    value = table.set_index(["measure", "by", "group"])["value"]
    assert value["resolution_share", "all", "all"] == pytest.approx(expected)
    older = reported["group"] == Group.OLDER
    lost = np.isin(reported["state"], (State.DROPPED, State.LOST_ON_BOOK))
    share = complaints[older & lost].sum() / complaints[older].sum()
    assert value["dropped_share", "resident_group", "older"] == pytest.approx(float(share))


def test_plain_sums_agree_with_the_model(model, table):
    value = table.set_index(["measure", "by", "group"])["value"]
    r, desks = model.residents, model.desks
    assert value["trust_municipality", "all", "all"] == pytest.approx(float(np.mean(r.trust_municipality)), rel=1e-6)
    volunteers = float(r.volunteer[r.group == Group.OLDER].mean())
    assert value["volunteer_share", "resident_group", "older"] == pytest.approx(volunteers)
    committee = desks.kind == DeskKind.COMMITTEE
    worked = float(
        desks.work_hours[committee].sum()
        / sum(
            desks.column(n)[committee].sum()
            for n in ("work_hours", "passing_hours", "intake_hours", "enquiry_hours", "duty_hours")
        )
    )
    shares = {
        use: value[f"hours_{use}_share", "all", "all"]
        for use in ("work", "hand_over", "intake", "enquiries", "emergency_duty")
    }
    assert shares["work"] / sum(shares.values()) == pytest.approx(worked)
    paid = sum(
        float(p.spent_fen.sum() - model.spent_before[p.view_class.__name__].sum())
        for p in (model.communities, model.townships, model.districts)
    )
    expected = paid / 100 / len(r) / (182 / 365)
    assert value["spending_per_resident", "all", "all"] == pytest.approx(expected)


def test_observing_changes_nothing(model):
    before = (
        model.ledger.records.tobytes(),
        model.communities.records.tobytes(),
        model.desks.records.tobytes(),
        model.residents.trust_community.tobytes(),
    )
    first = measure_all(observe(model))
    after = (
        model.ledger.records.tobytes(),
        model.communities.records.tobytes(),
        model.desks.records.tobytes(),
        model.residents.trust_community.tobytes(),
    )
    assert before == after
    pd.testing.assert_frame_equal(first, measure_all(observe(model)))


def test_the_page_names_every_measure_and_grouping():
    page = measures_page()
    for name in (*measures(), *GROUPINGS):
        assert f"`{name}`" in page


@pytest.mark.parametrize(("start", "warm_up_days", "days"), [("2016-02-01", 9, 20), ("2016-02-29", 0, 1)])
def test_within_one_month_the_month_is_the_whole(start, warm_up_days, days):
    given = [measure.id for measure in measures().values() if "month" in measure.by]
    made = scenario({"run.start_date": start}, {"three_plus_one": {}}, days=days, warm_up_days=warm_up_days)
    table = measure_all(observe(finished(made, small_world()), ("month", "quarter")))
    whole = table[table["by"] == "all"].set_index("measure").loc[given]
    for by, group in (("month", "2016-02"), ("quarter", "2016-Q1")):
        part = table[table["by"] == by].set_index("measure")
        assert set(part["group"]) == {group}
        pd.testing.assert_frame_equal(part.loc[given, ["n", "value"]], whole[["n", "value"]], rtol=1e-12)


def test_the_page_of_measures_is_what_the_module_prints(capsys):
    runpy.run_module("sim.measures.describe", run_name="__main__")
    assert capsys.readouterr().out == measures_page()
