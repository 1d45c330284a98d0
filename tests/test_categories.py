"""The table of categories: what is said of a category in its row holds everywhere, for a further row too."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.vocabulary import Category
from tests.edited_copy import edited_copy

TRANSIT = f"""
    NIGHT_BUSES = {len(Category)}, "night bus complaints", "夜班公交投诉", CategoryRow(
        leads=(DeskKind.TRANSPORT,), shared=True, service=True, mix_town=0.06, mix_village=0.04, self_solve=-4.0,
        work_hours=5.0, work_sigma=0.8, authority_community=0.2, authority_township=0.2, authority_district=0.5,
        success=0.5)
"""
BEFORE = """
    @classmethod
    def defaults("""


def test_mixes_are_divided_by_their_sum_and_other_numbers_stand_as_they_are():
    for mix in ("mix_town", "mix_village"):
        assert sum(Category.defaults(mix).values()) == pytest.approx(1.0, abs=1e-12)
    assert Category.defaults("success")["dispute"] == Category.DISPUTE.row.success
    assert list(Category.defaults("cost")) == [category.key for category in Category]


def test_a_row_without_a_number_is_refused():
    row = type(Category.FARMING.row)
    with pytest.raises(TypeError, match="mix_town"):
        row(leads=Category.FARMING.row.leads)  # type: ignore[call-arg]


@pytest.mark.nightly
def test_a_further_category_is_one_row(tmp_path):
    """It arises, is handled, measured and told in both languages; no other file of the program changes."""
    run = edited_copy(tmp_path, {"sim/vocabulary.py": [(BEFORE, TRANSIT + BEFORE)]})
    (tmp_path / "plain.yaml").write_text("name: plain\ntitle: Plain\n", encoding="utf-8")
    (tmp_path / "linked.yaml").write_text(
        "name: linked\ntitle: Linked\nmechanisms:\n  three_society_linkage: {}\n", encoding="utf-8"
    )
    small = ("--sample", "0.004", "--days", "120", "--set", "run.warm_up_days=30")
    run(
        "run_sim.py",
        "compare",
        "plain.yaml",
        "linked.yaml",
        *small,
        "--replications",
        "2",
        "--out",
        "out",
        "--tables",
        "issues",
    )
    issues = pd.read_parquet(next((tmp_path / "out").rglob("*issues*.parquet")))
    table = pd.read_csv(tmp_path / "out" / "comparison.csv")
    transit = issues[issues["category"] == "night_buses"]
    assert len(transit) > 20 and {"resolved", "failed"} <= set(transit["state"])
    assert {"category"} <= set(table["by"]) and "night_buses" in set(table["group"])
    run("run_sim.py", "report", "out", "--lang", "zh")
    for lang, words in (("en", "night bus complaints"), ("zh", "夜班公交投诉")):
        found = ("--find", "resolved", "--category", "night_buses")
        assert words in run("run_sim.py", "trace", "plain.yaml", *small, *found, "--lang", lang)
        assert words in run("run_sim.py", "diagnose", "plain.yaml", *small, "--lang", lang)
