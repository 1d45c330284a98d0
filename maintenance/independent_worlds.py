"""Holds the shares of worlds of a comparison beside those of another design: other numbers, points, seeds, townships.

    python -m maintenance.independent_worlds FOLDER [--points 32] [--jobs 2] [--out FILE.csv]

FOLDER is that of `compare --worlds`. Of all its unknowns only the 35 below are moved, over a scrambled Sobol' sequence
in their plausible ranges and as overrides of the scenarios; all others stay at their values. So the two designs share
neither a point nor the way in which points become scenarios. Every policy and objective is held beside the folder's:
in how many worlds it is better, whether both shares may be one (Fisher's exact test), and both medians.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import scipy

from sim.api.execution import execute_shown
from sim.mechanisms import registry
from sim.scenario.loading import changed
from sim.scenario.plausible import plausible_ranges
from sim.scenario.scenario import Scenario
from sim.studies.compare import measures_table
from sim.studies.costs import costs_of
from sim.studies.executor import nearby
from sim.studies.robustness import OBJECTIVES, better_worlds, outcomes_by_world, wanted
from sim.studies.runs import Run
from sim.studies.statistics import band_of, share_interval
from sim.studies.study_folder import read_study

NUMBERS = (
    "attention.press_hours",
    "governments.novice_skill",
    "governments.turnover_pay",
    "intake.nobody_responsible_days",
    "intake.patience_median_days",
    "intake.visit_hours_per_1000",
    "mechanisms.funding_balance.floor_yuan",
    "mechanisms.service_platform.rating_online",
    "mechanisms.three_plus_one.case_hours_per_year",
    "mechanisms.three_society_linkage.coordination_hours",
    "mechanisms.three_society_linkage.moved_up_part",
    "money.first_quarters_share",
    "needs.need_rate_town",
    "needs.need_rate_village",
    "needs.quick_share",
    "staff.freed_to_issues_share",
    "staff.issue_hours_factor",
    "staff.township_issue_share",
    "staff.upper_hours_per_head",
    "trust.gain",
    "trust.start_town.township",
    "voice.habit_nominal",
    "work.success.dispute",
    "work.success.facility",
    "work.success.welfare",
    "work.success_skill",
    "work.success_trust",
    "work.work_hours.certificate",
    "work.work_hours.dispute",
    "work.work_hours.facility",
    "work.work_hours.welfare",
    "world.communities.skill_urban",
    "world.communities.skill_village",
    "world.residents.volunteer",
    "world.staff.administrative_share",
)
"""What is moved: of each group that a policy acts on, the numbers that went furthest with an objective in 24 worlds."""

SEED = 20_000
"""Seeds of runs and townships begin here, far from those of the folder."""

COLUMNS = (
    "scenario",
    "measure",
    "n",
    "share",
    "share_low",
    "share_high",
    "n_other",
    "share_other",
    "other_low",
    "other_high",
    "p_value",
    "median",
    "median_other",
    "band_other_low",
    "band_other_high",
)


def designed(scenarios: Sequence[Scenario], points: int) -> list[Run]:
    """The runs of the design.

    Args:
        scenarios: The scenarios, the baseline first.
        points: Number of points, a power of two.
    """
    kinds = registry()
    groups = {key.split(".")[1] for key in NUMBERS if key.startswith("mechanisms.")}
    known = {one.key: one for one in plausible_ranges(scenarios[0], {name: kinds[name].Parameters for name in groups})}
    ranges = [known[key] for key in NUMBERS]
    design = scipy.stats.qmc.Sobol(len(ranges), rng=np.random.default_rng(SEED)).random(points)
    runs = []
    for k, point in enumerate(scipy.special.ndtri(np.clip(design, 1e-6, 1.0 - 1e-6))):
        values = {one.key: one.at(float(x)) for one, x in zip(ranges, point, strict=True)}
        for scenario in scenarios:
            own = {key: value for key, value in values.items() if _has(scenario, key)}
            runs.append(Run(changed(scenario, own | {"world.world_seed": SEED + k}), SEED + k))
    return runs


def _has(scenario: Scenario, key: str) -> bool:
    """Whether a scenario has a number: that of a mechanism only where it is switched on."""
    steps = key.split(".")
    return steps[0] != "mechanisms" or steps[1] in scenario.mechanisms


def agreement(ours: Mapping[str, pd.DataFrame], theirs: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Both shares of worlds in which each policy is better than the baseline, and whether they may be one.

    Args:
        ours: What `outcomes_by_world` gives of the folder.
        theirs: The same of the other design.

    Returns:
        Columns `COLUMNS`, one row for each policy and objective.
    """
    rows: list[tuple[object, ...]] = []
    for measure, table in ours.items():
        other = theirs.get(measure)
        if other is None:
            continue
        first = table.columns[0]
        for scenario in table.columns[1:]:
            found = []
            for part in (table, other):
                n = better_worlds(part, OBJECTIVES[measure], scenario, first)
                ends = share_interval(n, len(part))
                found.append((n, len(part), n / len(part), ends.low, ends.high))
            (n, of, *own), (m, among, *far) = found
            p_value = float(scipy.stats.fisher_exact([[n, of - n], [m, among - m]]).pvalue)
            apart = [(part[scenario] - part[first]).to_numpy(float) for part in (table, other)]
            band = band_of(apart[1])
            medians = [float(np.median(values)) for values in apart]
            rows.append((scenario, measure, of, *own, among, *far, p_value, *medians, band.low, band.high))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def order_of(outcomes: Mapping[str, pd.DataFrame], measure: str) -> list[str]:
    """The scenarios from best to worst by their mean over worlds.

    Args:
        outcomes: What `outcomes_by_world` gives.
        measure: The objective.
    """
    means = wanted(outcomes[measure], OBJECTIVES[measure]).mean()
    return [str(name) for name in means.sort_values(ascending=False, kind="stable").index]


def main() -> None:
    """Runs the design and prints both, policy by policy."""
    parser = argparse.ArgumentParser(description="hold a comparison over worlds beside an independent design")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--points", type=int, default=32)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    study = read_study(asked.folder)
    names = [scenario.name for scenario in study.scenarios]
    costs = costs_of(study.scenarios)
    cost = dict(zip(costs["scenario"], costs["yuan_per_resident"].astype(float), strict=True))
    done = execute_shown(designed(study.scenarios, asked.points), nearby(asked.jobs, 1))
    measures = measures_table([outcome.result for outcome in done.outcomes if outcome.result is not None])
    theirs = outcomes_by_world(measures, names, cost)
    ours = outcomes_by_world(study.tables["measures"], names, cost)
    table = agreement(ours, theirs)
    if asked.out is not None:
        table.to_csv(asked.out, index=False)
        measures.to_parquet(asked.out.with_suffix(".parquet"))
    print(table.round(3).to_string(index=False))
    least = 0.05 / max(1, len(table))
    print(f"\n{len(table)} shares; {int((table['p_value'] < 0.05).sum())} differ at 5 %, "
          f"{int((table['p_value'] < least).sum())} after Bonferroni")  # fmt: skip
    for measure in ours:
        first, second = order_of(ours, measure), order_of(theirs, measure)
        tau = scipy.stats.kendalltau([first.index(n) for n in names], [second.index(n) for n in names]).statistic
        said = math.nan if tau is None else float(tau)
        print(f"{measure}: {' > '.join(first)} | {' > '.join(second)} (tau {said:.2f})")
    n_done = sum(outcome.result is not None for outcome in done.outcomes)
    print(f"{n_done} of {len(done.outcomes)} runs done, {done.n_failed} failed")


if __name__ == "__main__":
    main()
