"""Writes the example of a place of one's own: one table of nine districts, and a file of tickets that the model made.

`python -m maintenance.example_place` writes `nine_districts.csv` and `tickets.csv` of `data/example/`. The province is
made up. Its tickets come from a run of the place that `init --from nine_districts.csv` makes, with numbers moved away
from the defaults (`TRUTH`), so that whoever reads the tickets knows what was to be found; tests use the same writer.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import sim
from sim.places.begin import begin
from sim.places.one_table import read_one_table
from sim.shipped import PLACE_SCENARIO, PLACES
from sim.vocabulary import CLOSED_STATES, Category, State

FOLDER = PLACES / "example"
DISTRICTS, TICKETS = "nine_districts.csv", "tickets.csv"

DISTRICT_ROWS = (
    ("Harbour", "港口区", "Coast", 8200, 0.91),
    ("Old Town", "老城区", "Coast", 6400, 0.95),
    ("Lighthouse", "灯塔县", "Coast", 3100, 0.42),
    ("Saltmarsh", "盐滩县", "Coast", 2700, 0.38),
    ("Middle Vale", "中谷区", "Valley", 5800, 0.70),
    ("Mill Creek", "磨溪县", "Valley", 3900, 0.45),
    ("Orchards", "果园县", "Valley", 3300, 0.33),
    ("High Pass", "高关县", "Hills", 2100, 0.25),
    ("Stone Terraces", "石梯县", "Hills", 1800, 0.20),
)
"""The made-up province: name, its Chinese, region, residents and urban share of each district."""

TRUTH: Mapping[str, Any] = {
    "needs.quick_share": 0.36,
    "staff.issue_hours_factor": 1.5,
    "intake.registered_counter_town": 0.6,
    "intake.registered_counter_village": 0.28,
    "work.success.environment": 0.55,
}
"""Numbers of the run behind the tickets that differ from the defaults, each within its plausible range."""

START, WARM_UP, DAYS, SEED = "2022-12-01", 31, 365, 11
"""First day simulated, days before the first ticket, days with tickets, and seed."""

COLUMNS = ("工单编号", "受理时间", "办结时间", "诉求类别", "工单状态", "所属区县", "办理期限", "是否解决", "是否超期")


def tickets_of(issues: pd.DataFrame, start: str, districts: Mapping[int, str] | None = None) -> pd.DataFrame:
    """The registered issues of a run as a hotline would export them: a line for each of the requests that share one.

    What was lost after it had been registered has no day of closing and was not solved; what is open has neither.

    Args:
        issues: The run's table of issues.
        start: First day simulated, such as "2022-12-01".
        districts: Name of the district by its code; None for no such column.

    Returns:
        One row per request with the columns `COLUMNS`; words of classes are those of the model's categories.
    """
    issues = issues[issues["registered"]]
    issues = issues.loc[issues.index.repeat(issues["complaints"].to_numpy(int))].reset_index(drop=True)
    first = np.datetime64(start)
    answered = issues["closed"] & issues["state"].isin([State(code).key for code in CLOSED_STATES])
    received = first + issues["reported_day"].to_numpy(int)
    closed = np.where(answered, (received + issues["days"].fillna(0).to_numpy(int)).astype(str), "")
    words = {category.key: category.label_zh for category in Category}
    solved = np.where(issues["resolved"], "是", "否")
    table = {
        "工单编号": [f"{k + 1:06d}" for k in range(len(issues))],
        "受理时间": received.astype(str),
        "办结时间": closed,
        "诉求类别": issues["category"].astype(str).map(words),
        "工单状态": np.where(issues["closed"], "已办结", "办理中"),
        "所属区县": "" if districts is None else (issues["community"] // 10**6).map(districts),
        "办理期限": (first + issues["due_day"].to_numpy(int)).astype(str),
        "是否解决": np.where(issues["closed"], np.where(answered, solved, "否"), ""),
        "是否超期": np.where(issues["late"], "是", "否"),
    }
    return pd.DataFrame(table, columns=list(COLUMNS))


def write_districts(file: Path) -> None:
    """Writes the one table.

    Args:
        file: Where to.
    """
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("name", "name_zh", "region", "residents", "urban_share"))
        writer.writerows(DISTRICT_ROWS)


def run_of(place: Path, changes: Mapping[str, Any], seed: int = SEED) -> Any:
    """The run behind a file of tickets, with its measures and its table of issues.

    Args:
        place: Folder of the place.
        changes: Numbers that differ from those of its `place.yaml`.
        seed: Seed.
    """
    days = {"run.start_date": START, "run.warm_up_days": WARM_UP, "run.days": DAYS, "world.sample": 1.0}
    return sim.run(sim.load(place / PLACE_SCENARIO, {**days, **changes}), seeds=[seed], tables="issues")


def main() -> None:
    """Writes both files."""
    FOLDER.mkdir(exist_ok=True)
    write_districts(FOLDER / DISTRICTS)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "lakeland"
        tables = begin(place, read_one_table(FOLDER / DISTRICTS))
        names = {int(str(row["adcode"])): str(row["name_zh"]) for row in tables.districts}
        issues = run_of(place, TRUTH).tables["issues"]
        tickets_of(issues, START, names).to_csv(FOLDER / TICKETS, index=False, lineterminator="\n")
    print(f"written: {FOLDER}")


if __name__ == "__main__":
    main()
