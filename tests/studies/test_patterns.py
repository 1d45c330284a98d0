"""The file of published figures is read strictly, and distances are what a reader would work out by hand."""

import csv
import math
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import InputError
from sim.studies.patterns import COLUMNS, FIT, HOLD_BACK, Target, load_patterns
from sim.studies.validation import NOT_MEASURED, judge, tally, values_of, verdict_table
from sim.world.places import PlaceNames

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
SHIPPED = ROOT / "data" / "chongqing" / "patterns.csv"
GOOD = {
    "id": "median",
    "pattern": "P4",
    "scenario": "baseline",
    "measure": "closing_days_q50",
    "by": "all",
    "group": "all",
    "statistic": "value",
    "against": "",
    "target": "3",
    "low": "2",
    "high": "7",
    "unit": "days",
    "use": "fit",
    "source": "a table",
    "confidence": "high",
    "note": "",
}


def written(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    """A file of patterns; each row differs from the good one."""
    path = folder / "patterns.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", restval="x")
        writer.writeheader()
        for k, row in enumerate(rows):
            writer.writerow(GOOD | {"id": f"row{k}"} | row)
    return path


def one(folder: Path, **changes: str) -> Target:
    """The only target of a file."""
    return load_patterns(written(folder, changes), SCENARIOS)[0]


def refused(path: Path) -> InputError:
    """What is said of a file that cannot be used."""
    with pytest.raises(InputError) as said:
        load_patterns(path, SCENARIOS)
    return said.value


def measures(**by_scenario: dict[str, list[float]]) -> pd.DataFrame:
    """A table of runs: values of measures over everybody, one per seed; "measure/by/group" for others."""
    rows = []
    for scenario, cells in by_scenario.items():
        for cell, values in cells.items():
            measure, by, group = cell.split("/") if "/" in cell else (cell, "all", "all")
            rows += [(scenario, k + 1, measure, by, group, 1.0, v) for k, v in enumerate(values)]
    return pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])


def test_the_shipped_file_covers_all_patterns_and_keeps_fit_and_validation_apart() -> None:
    targets = load_patterns(SHIPPED, SCENARIOS)
    assert {f"P{k}" for k in range(1, 10)} <= {target.pattern for target in targets}
    uses = {target.use: {t.id for t in targets if t.use == target.use} for target in targets}
    assert {"resolution", "days_median", "on_time", "village_gap"} <= uses[FIT]
    assert {"repeats", "satisfaction", "solved_by_communities", "days_mean"} <= uses[HOLD_BACK]
    assert all(target.use == "input" for target in targets if target.pattern in ("P3", "P9"))
    assert all(target.use == HOLD_BACK for target in targets if target.pattern == "P7")


@pytest.mark.parametrize(
    ("value", "distance"), [(3.0, 0.0), (2.0, 1.0), (7.0, 1.0), (5.0, 0.5), (2.5, 0.5), (11.0, 2.0), (1.0, 2.0)]
)
def test_distance_is_zero_at_the_figure_and_one_at_the_end_of_its_range(
    tmp_path: Path, value: float, distance: float
) -> None:
    # Figure 3, range 2 to 7: one tolerance is 1 below and 4 above.
    target = one(tmp_path)
    assert target.distance(value) == pytest.approx(distance)
    assert target.within(value) == (distance <= 1.0)


def test_a_range_without_a_figure_has_no_distance_inside(tmp_path: Path) -> None:
    target = one(tmp_path, target="", use="hold back")  # 2 to 7: half the width is 2.5
    assert [target.distance(x) for x in (2.0, 4.0, 7.0, 9.5, 0.75)] == pytest.approx([0.0, 0.0, 0.0, 1.0, 0.5])
    assert math.isnan(target.distance(math.nan)) and not target.within(math.nan)


def test_a_figure_at_the_end_of_its_range_is_measured_by_the_other_side(tmp_path: Path) -> None:
    target = one(tmp_path, target="7")
    assert target.distance(12.0) == pytest.approx(1.0)
    assert target.distance(2.0) == pytest.approx(1.0)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"measure": "resolution_shares"},
        {"scenario": "baselin"},
        {"use": "held"},
        {"low": "nine"},
        {"target": "8"},
        {"id": "row0"},
        {"group": "urban"},
        {"by": "tier", "measure": "reported_per_1000"},
        {"source": ""},
        {"target": ""},
        {"statistic": "difference"},
        {"against": "dropped_share"},
        {"high": "2"},
        {"measure": ""},
    )
    faults = refused(path).faults
    assert [fault.line for fault in faults] == list(range(2, 16))
    told = {fault.line: fault for fault in faults}
    assert told[2].nearest == "resolution_share"
    assert told[3].nearest == "baseline"
    assert (told[4].key_path, told[4].allowed) == ("use", "fit, hold back, input")
    assert [told[line].key_path for line in (5, 6, 7, 8, 9)] == ["low", "target", "id", "group", "by"]
    assert [told[line].key_path for line in (10, 11, 12, 13)] == ["source", "target", "against", "against"]
    assert [told[line].key_path for line in (14, 15)] == ["high", "measure"]


def test_unknown_and_missing_columns_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, {}, columns=(*COLUMNS, "tolerence"))
    assert [fault.found or fault.facts.get("key") for fault in refused(path).faults] == ["tolerence"]
    path = written(tmp_path, {}, columns=COLUMNS[:-1])
    assert [fault.found for fault in refused(path).faults] == ["note"]


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no pattern" in str(refused(written(tmp_path)))
    assert refused(tmp_path / "none.csv").faults[0].code == "GZ050"


def test_statistics_by_hand(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {},
        {"statistic": "difference", "against": "accountable@365:closing_days_q50"},
        {"statistic": "ratio", "against": "closing_days_q75"},
        {"statistic": "spread", "by": "setting", "group": ""},
        {"measure": "dropped_share", "use": "hold back"},
    )
    targets = load_patterns(path, SCENARIOS)
    table = measures(
        **{
            "baseline": {
                "closing_days_q50": [3.0, 5.0],
                "closing_days_q75": [6.0, 20.0],
                "closing_days_q50/setting/urban": [2.0, 4.0],
                "closing_days_q50/setting/rural": [7.0, 5.0],
                "closing_days_q50/setting/mixed": [4.0, 9.0],
            },
            "accountable-365": {"closing_days_q50": [1.0, 4.5]},
        }
    )
    assert [list(values_of(target, table)) for target in targets] == [[3, 5], [2, 0.5], [0.5, 0.25], [5, 5], []]
    verdicts = judge(targets, table)
    assert [v.result for v in verdicts[:4]] == pytest.approx([4.0, 1.25, 0.375, 5.0])
    # Mean 4, deviation sqrt(2), two values: half width t(0.975, 1) * 1 = 12.7062.
    assert (verdicts[0].low, verdicts[0].high) == pytest.approx((4 - 12.7062, 4 + 12.7062), abs=1e-3)
    assert verdicts[4].within == NOT_MEASURED
    counts = {"fit": (2, 2, 0), "hold back": (0, 0, 1), "input": (0, 0, 0)}
    assert tally(verdict_table(verdicts, PlaceNames())) == counts


def test_seeds_with_one_of_two_runs_are_left_out_of_a_difference(tmp_path: Path) -> None:
    target = one(tmp_path, statistic="difference", against="status_quo:closing_days_q50")
    table = measures(baseline={"closing_days_q50": [3.0, 5.0, 9.0]}, status_quo={"closing_days_q50": [1.0, 1.0]})
    assert list(values_of(target, table)) == [2.0, 4.0]
