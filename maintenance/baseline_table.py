"""Fills the table "defaults and what they give" in docs/ODD.md from a real run of the baseline.

`python -m maintenance.baseline_table` runs scenarios/baseline.yaml at its sample and writes the block between
"baseline-table" and "/baseline-table". It takes a minute; run it again whenever a default changes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.issues.store import DISCOVERED, REGISTERED
from sim.measures.registry import Observation, measure_all, observe
from sim.measures.survival import kaplan_meier
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.running import OfficeLoad, office_load, world_for
from sim.scenario.scenario import Scenario, load_scenario
from sim.vocabulary import Setting, State, Tier

ROOT = Path(__file__).resolve().parents[1]
ODD = ROOT / "docs" / "ODD.md"
BLOCK = re.compile(r"(<!-- baseline-table -->\n).*?(<!-- /baseline-table -->)", re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """What one run of the baseline gave.

    Attributes:
        table: Every measure.
        loads: How busy the offices are.
        resolved_days: Median, third quartile, mean days and same-day share of registered, resolved work orders.
        text: Seed, sample and number of residents.
    """

    table: pd.DataFrame
    loads: tuple[OfficeLoad, ...]
    resolved_days: tuple[float, float, float, float]
    text: str

    def value(self, measure: str, by: str = "all", group: str = "all") -> float:
        """One value of a measure.

        Args:
            measure: Its id.
            by: Grouping.
            group: Key within it.
        """
        t = self.table
        found = t.loc[(t["measure"] == measure) & (t["by"] == by) & (t["group"] == group), "value"]
        return float(found.iloc[0])

    def load(self, tier: Tier, setting: Setting | None = None) -> tuple[float, float]:
        """Offered and carried load of the offices of a tier, over the hours they had."""
        found = next(x for x in self.loads if x.tier == tier and x.setting == setting)
        return found.offered_load, found.carried_load


def days_of_resolved(observation: Observation) -> tuple[float, float, float, float]:
    """Days from reporting to closing of registered and resolved work orders, weighted to the whole place.

    Args:
        observation: What was gathered from a finished run.

    Returns:
        Median, third quartile, mean, and the share closed on the day of reporting.
    """
    records = observation.closed
    flags = records["flags"]
    wanted = (records["state"] == State.RESOLVED) & ((flags & REGISTERED) != 0) & ((flags & DISCOVERED) == 0)
    days = (records["closed"] - records["reported"])[wanted]
    weights = observation.weight[records["community"][wanted]]
    curve = kaplan_meier(days, np.ones(days.size, bool), weights)
    mean = float((days * weights).sum() / weights.sum())
    return curve.quantile(0.5), curve.quantile(0.75), mean, float(weights[days == 0].sum() / weights.sum())


def run_baseline(scenario: Scenario) -> Finding:
    """Runs the baseline once.

    Args:
        scenario: The baseline.
    """
    world = world_for(scenario)
    model = GovernanceModel(scenario, world)
    try:
        model.run()
        observation = observe(model)
        seeds = f"seed {model.run_seed}, world seed {world.world_seed}"
        text = f"{seeds}, sample {world.sample:g}, {world.n_residents:,} residents"
        return Finding(measure_all(observation), office_load(model), days_of_resolved(observation), text)
    finally:
        model.release()


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes:
        name: The quantity.
        target: What is published or wanted, with its source.
        value: Reads it from a finding; several values where the target compares them.
        met: Whether values are as wanted; None where no range or order was laid down before the first run: there the
            reader compares.
        decimals: Decimals shown.
    """

    name: str
    target: str
    value: Callable[[Finding], tuple[float, ...]]
    met: Callable[..., bool] | None = None
    decimals: int = 3


def share(*names: str) -> Callable[[Finding], tuple[float, ...]]:
    """Reads measures of the whole place."""
    return lambda finding: tuple(finding.value(name) for name in names)


def by_setting(name: str) -> Callable[[Finding], tuple[float, ...]]:
    """Reads a measure of towns and of villages."""
    return lambda finding: tuple(finding.value(name, "setting", key) for key in ("urban", "rural"))


def by_region(name: str) -> Callable[[Finding], tuple[float, ...]]:
    """Reads a measure of the main city, the west, the north-east and the south-east."""
    return lambda finding: tuple(finding.value(name, "region", region) for region in REGIONS)


def resolved(position: int) -> Callable[[Finding], tuple[float, ...]]:
    """Reads one figure of the days of resolved work orders."""
    return lambda finding: (finding.resolved_days[position],)


def load(tier: Tier, setting: Setting | None = None) -> Callable[[Finding], tuple[float, ...]]:
    """Reads offered and carried load."""
    return lambda finding: finding.load(tier, setting)


def between(low: float, high: float) -> Callable[..., bool]:
    """Whether a value lies in a range."""
    return lambda value: low <= value <= high


REGIONS = ("main_city", "west", "northeast", "southeast")
NEW_YORK = "New York 311, 24.5 million requests 2004-2016"
ROWS: tuple[Row, ...] = (
    Row("closure, of registered", "at least .98 (Chongqing's platform 2013/14-2016: .986 to .99)",
        share("closure_share"), between(0.98, 1.0)),
    Row("resolution, of reported", "not published apart", share("resolution_share")),
    Row("resolution, of registered", ".5 to .6 (Beijing, January 2019: .53 of dispatched ones)",
        share("resolution_registered_share"), between(0.5, 0.6)),
    Row("satisfaction, of answered; resolution, of reported",
        "between resolution and .72 (Beijing, January 2019: .646; a prefecture: .71)",
        share("satisfaction_share", "resolution_share"), lambda s, r: r <= s <= 0.72),
    Row("response; resolution, of reported", "response above resolution",
        share("response_share", "resolution_share"), lambda a, b: a > b),
    Row("on time; closure, of registered", "on time below closure (Qianjiang 2019: above .80 and .90)",
        share("on_time_share", "closure_share"), lambda a, b: a < b),
    Row("failed, of reported", "not published", share("failed_share")),
    Row("nominally closed, of reported", "not published", share("nominal_share")),
    Row("lost, of reported", ".2 to .4 (assumed)", share("dropped_share"), between(0.2, 0.4)),
    Row("still open, of reported", "not published", share("open_share")),
    Row("days of resolved, median", "not published apart", resolved(0), None, 1),
    Row("days of resolved, third quartile", "not published apart", resolved(1), None, 1),
    Row("days of resolved, mean", "not published apart", resolved(2), None, 1),
    Row("resolved on the same day, of resolved", "not published apart", resolved(3), None),
    Row("days of all closed: median; third quartile; mean", f"2.9; 10.0; 9.0 ({NEW_YORK})",
        share("closing_days_q50", "closing_days_q75", "closing_days_mean"), None, 1),
    Row("resolution: town; village", "villages behind", by_setting("resolution_share"), lambda a, b: a > b),
    Row("lost: town; village", "villages lose more", by_setting("dropped_share"), lambda a, b: a < b),
    Row("resolution: main city; west; north-east; south-east", "north-east and south-east behind both others",
        by_region("resolution_share"), lambda a, b, c, d: max(c, d) < min(a, b)),
    Row("offered; carried load, town committees", "not published", load(Tier.COMMUNITY, Setting.URBAN), None, 2),
    Row("offered; carried load, village committees", "not published", load(Tier.COMMUNITY, Setting.RURAL), None, 2),
    Row("offered; carried load, townships", "not published", load(Tier.TOWNSHIP), None, 2),
    Row("offered; carried load, districts", "not published", load(Tier.DISTRICT), None, 2),
    Row("reported complaints per 1,000 residents a year",
        "50 to 200 over all channels (Yichun 92, Taizhou 134, Beijing 204)", share("reported_per_1000"),
        between(50.0, 200.0), 0),
    Row("repeats, of reported", "about .10 (Daying, March 2017: .096)", share("repeat_share")),
    Row("conflicts ever met, residents", "above .80 (paper, section 3.1.2)", share("conflict_exposure"),
        between(0.8, 1.0)),
    Row("trust in community; municipality, last day", "higher in the municipality (put in)",
        share("trust_community", "trust_municipality"), lambda a, b: a < b),
)  # fmt: skip


def written(finding: Finding) -> str:
    """The table as Markdown.

    Args:
        finding: What the run gave.
    """
    lines = [
        f"One run: {finding.text}.\n",
        "| quantity | published or wanted | the defaults give | met |",
        "| --- | --- | --- | --- |",
    ]
    for row in ROWS:
        values = row.value(finding)
        met = "" if row.met is None else ("yes" if row.met(*values) else "**no**")
        told = "; ".join(f"{value:.{row.decimals}f}" for value in values)
        lines.append(f"| {row.name} | {row.target} | {told} | {met} |")
    return "\n".join(lines) + "\n"


def shipped() -> Finding:
    """Runs the shipped baseline at its sample.

    Raises:
        ValueError: Nothing was resolved.
    """
    scenario = load_scenario(ROOT / "scenarios" / "baseline.yaml", {n: k.Parameters for n, k in registry().items()})
    finding = run_baseline(scenario)
    if any(math.isnan(x) for x in finding.resolved_days):
        raise ValueError("nothing was resolved")
    return finding


def filled(text: str, finding: Finding) -> str:
    """The ODD with the table of a run.

    Args:
        text: The ODD.
        finding: What the run gave.
    """
    return BLOCK.sub(lambda m: m[1] + written(finding) + m[2], text)


def main() -> None:
    """Runs the baseline and writes the table into the ODD."""
    finding = shipped()
    ODD.write_text(filled(ODD.read_text(encoding="utf-8"), finding), encoding="utf-8")


if __name__ == "__main__":
    main()
