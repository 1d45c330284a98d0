"""Tables of the balance of hours: what each scenario takes from whom, worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.report.answer import Facts
from sim.report.report_tables import price_table as page_table
from sim.studies.compare import compare, summarise
from sim.studies.hours import MEASURE, PRICE_COLUMNS, PURSES, hours_table, price_table
from sim.world.places import PlaceNames

LINES = {
    "use.committee.mechanism": (0.0, 20.0),
    "use.township.moved_up": (0.0, 90.0),
    "use.township.other": (900.0, 810.0),
    "origin.volunteer.given": (700.0, 706.0),
    "origin.township.paid": (900.0, 900.0),
}


@pytest.fixture(scope="module")
def measures() -> pd.DataFrame:
    """A baseline and a policy over two seeds, the second of which has one hour more in every line."""
    rows = [
        (scenario, seed, MEASURE, "hours", group, 1.0, value + seed)
        for group, values in LINES.items()
        for seed in (0, 1)
        for scenario, value in zip(("base", "policy"), values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])


def test_hours_are_means_over_runs_and_differences_from_the_baseline(measures):
    table = hours_table(summarise(measures), compare(measures, "base", ["policy"]))
    found = table.set_index(["scenario", "side", "bearer", "use"])
    assert found.loc[("base", "use", "township", "other"), "hours"] == pytest.approx(900.5)
    assert math.isnan(found.loc[("base", "use", "township", "other"), "difference"])
    assert found.loc[("policy", "use", "township", "other"), "difference"] == pytest.approx(-90.0)
    assert len(hours_table(summarise(measures[:0]))) == 0


def test_prices_say_from_whom(measures):
    """Committees give 20 hours to the mechanism, townships 90 to tasks, volunteers 6; other duties are no price.

    A million yuan of running costs and half a million of purchases over two million residents are 750 yuan for a
    thousand of them, 75,000 fen.
    """
    money = {column: 0.0 for columns in PURSES.values() for column in columns}
    costs = pd.DataFrame(
        [
            {"scenario": "base", **money, "residents": 2e6},
            {"scenario": "policy", **money, "running_yuan": 1e6, "purchase_yuan": 5e5, "residents": 2e6},
        ]
    )
    table = price_table(measures, costs, "base").set_index("payer")
    assert set(table["scenario"]) == {"policy"}
    assert table["hours"].dropna().to_dict() == pytest.approx({"committee": 20.0, "township": 90.0, "volunteer": 6.0})
    assert table["fen"].dropna().to_dict() == {"district_purse": 75_000, "unpaid_volunteer": 6 * 1650}


def test_the_page_shows_hours_and_yuan_by_payer():
    """Whoever gives hours has them as unit, the committee too; what is nothing in every policy is left out."""
    nan = math.nan
    prices = pd.DataFrame(
        [
            ("policy", "committee", 27.4, 27.0, 27.8, nan),
            ("policy", "volunteer", -0.01, -0.02, 0.0, nan),
            ("policy", "district_purse", nan, nan, nan, 504_800.0),
        ],
        columns=list(PRICE_COLUMNS),
    )
    nothing, titles = pd.DataFrame(), {"base": "Base", "policy": "Policy"}
    facts = Facts(nothing, nothing, titles, {}, nothing, PlaceNames())
    table = page_table(prices, facts)
    assert table is not None
    assert [[(str(cell.text), str(cell.below)) for cell in row] for row in table.rows] == [
        [("committees", "hours"), ("27.4", "[27.0, 27.8]")],
        [("districts' purses for issues", "yuan"), ("5,048", "")],
    ]
